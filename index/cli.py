"""The commands that build an index and look into it: reindex, explain, status, check."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

from index.build import Summary
from index.build import reindex as build
from index.errors import IndexDamaged
from index.explain import RULES, explain_stream
from index.explain import explain as explain_file
from index.generation import cure
from index.options import index_option
from index.retag import retag as apply_rules
from index.stamp import Stamp, installed_stamp
from index.store import Store, stale_cure
from index.tagging import gazetteer

__all__ = ["check", "explain", "reindex", "status"]

NOTICES_SHOWN = 12


@click.command(short_help="建立或更新索引")
@click.argument("paths", nargs=-1, metavar="PATH...", type=click.Path(path_type=Path))
@click.option("--full", is_flag=True, help="全部重读，另建新索引，建好后再替换旧索引")
@click.option("--retag", is_flag=True, help="不读文件，只按现在的地区表和主题规则重新标引全部报道")
@index_option
def reindex(paths: tuple[Path, ...], full: bool, retag: bool, index_dir: Path) -> None:
    """让索引与这些文件和文件夹保持一致：没有变化的不再读，改动的重读，消失的移除。

    不写 PATH 时沿用上次的文件和文件夹。
    """
    console = Console(stderr=True)
    if retag:
        if full or paths:
            raise click.UsageError("--retag 不能与 --full 或 PATH 同时使用")
        _retag(console, index_dir)
        return
    with _Bar(console) as bar:
        summary = build(index_dir, paths, bar, full=full)
    _report(summary, index_dir)


def _report(summary: Summary, index_dir: Path) -> None:
    if not summary.changed:
        click.echo(f"没有变化：{summary.unchanged} 个文件都与上次相同，没有重读。")
    else:
        click.echo(
            f"读取 {summary.read} 个文件，{summary.unchanged} 个没有变化，移除 {summary.removed} 个。"
            f"索引 {index_dir} 现有 {summary.articles} 篇报道、{summary.paragraphs} 个段落。"
        )
    if summary.problems:
        click.echo(f"{len(summary.problems)} 个文件没有读全：")
        for path, reason in summary.problems:
            click.echo(f"  {path}：{reason}")
    if summary.aside:
        endings = Counter(Path(path).suffix or "无扩展名" for path in summary.aside)
        listed = "、".join(f"{ending}（{count} 个）" for ending, count in sorted(endings.items()))
        click.echo(f"另有 {len(summary.aside)} 个文件不是可读的类型：{listed}")
    if summary.notices:
        click.echo(f"读取时有 {len(summary.notices)} 条说明，可用 zhengsou explain 文件 逐个查看：")
        for path, notice in summary.notices[:NOTICES_SHOWN]:
            click.echo(f"  {Path(path).name}：{notice}")
        if len(summary.notices) > NOTICES_SHOWN:
            click.echo(f"  …… 其余 {len(summary.notices) - NOTICES_SHOWN} 条从略")


def _retag(console: Console, index_dir: Path) -> None:
    columns = (TextColumn("重新标引"), BarColumn(), MofNCompleteColumn(), TextColumn("篇  剩余"), TimeRemainingColumn())
    with RichProgress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=None)
        summary = apply_rules(index_dir, lambda done, total: bar.update(task, completed=done, total=total))
    click.echo(f"已按现在的地区表和主题规则重新标引 {summary.articles} 篇报道。")


class _Bar:
    """Progress on a terminal, by bytes; nothing where there is no terminal."""

    def __init__(self, console: Console) -> None:
        self._progress = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TextColumn("{task.fields[paragraphs]} 段"),
            TextColumn("每秒 {task.fields[rate]} 段"),
            TextColumn("剩余"),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task: TaskID | None = None
        self._total = self._files = self._paragraphs = 0
        self._began = time.monotonic()

    def __enter__(self) -> _Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def begin(self, files: int, size: int) -> None:
        if files:
            self._total = files
            self._began = time.monotonic()
            self._task = self._progress.add_task(f"读取文件 0/{files}", total=size, paragraphs=0, rate=0)

    def advance(self, size: int, paragraphs: int, files: int) -> None:
        if self._task is not None:
            self._files += files
            self._paragraphs += paragraphs
            self._progress.update(
                self._task,
                advance=size,
                description=f"读取文件 {self._files}/{self._total}",
                paragraphs=self._paragraphs,
                rate=round(self._paragraphs / max(time.monotonic() - self._began, 0.001)),
            )

    def finish(self) -> None:
        if self._task is not None:
            self._progress.update(self._task, description="写入索引")


@click.command(short_help="说明一个文件是怎样读的")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--name", default="", help="FILE 为 - 时，内容原来的文件名，用来判断种类和日期")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def explain(file: Path, name: str, as_json: bool) -> None:
    """说明一个文件是怎样读的：编码、报道、段落及其作用、日期、地区和主题的依据。

    FILE 为 - 时读标准输入。
    """
    if name and str(file) != "-":
        raise click.UsageError("--name 只在 FILE 为 - 时使用")
    pages = explain_stream(sys.stdin.buffer, name) if str(file) == "-" else explain_file(file)
    for number, page in enumerate(pages):
        if as_json:
            click.echo(json.dumps(page, ensure_ascii=False))
        else:
            if number:
                click.echo()
            _print_page(page)


def _print_page(page: dict[str, Any]) -> None:
    click.echo(f"文件  {page['file']}")
    if page["encoding"]:
        click.echo(f"编码  {page['encoding']}")
    for notice in page["notices"]:
        click.echo(f"说明  {notice}")
    for article in page["articles"]:
        click.echo()
        click.secho(f"《{article['title']}》", bold=True)
        for key, label in _LABELS.items():
            if article[key]:
                click.echo(f"  {label}  {article[key]}")
        for place in article["places"]:
            about = "写到" if place["main"] else "提到"
            reason = f"{place['evidence']}（{RULES[place['rule']]}）"
            click.echo(f"  {about}  {place['path']} {place['code']}  依据：{reason}")
        for place in article["open_places"]:
            click.echo(f"  地区不明  {place['evidence']}（{len(place['candidates'])} 处同名）")
        for theme in article["themes"]:
            click.echo(f"  主题  {theme['name']} {theme['id']}  依据：{'、'.join(theme['evidence'])}")
        for ordinal, paragraph in enumerate(article["paragraphs"], start=1):
            click.echo(f"  {ordinal:>4}  {_ROLES[paragraph['role']]}  {paragraph['text']}")


_LABELS = {
    "subtitle": "副题",
    "byline": "作者",
    "source": "来源",
    "date": "日期",
    "edition": "版次",
    "url": "网址",
    "record": "编号",
}
_ROLES = {"body": "正文", "heading": "标题", "lead": "导语", "caption": "图注", "credit": "署名"}


@click.command(short_help="索引里有什么")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@index_option
def status(as_json: bool, index_dir: Path) -> None:
    """索引里有什么，用什么规则建的，有没有过期。"""
    told = _status(index_dir)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"索引  {told['index']}（{told['generation']}，建于 {told['created']}）")
    click.echo(f"内容  {told['files']} 个文件，{told['articles']} 篇报道，{told['paragraphs']} 个段落")
    for root in told["roots"]:
        click.echo(f"来自  {root}")
    click.echo(f"分词  {told['stamp']['segmenter']}")
    click.echo(f"区划  {told['divisions']} 版")
    if told["stale"]:
        click.echo(f"过期  {'；'.join(told['stale'])}，{stale_cure(index_dir, Stamp(**told['stamp']))}")
    if told["problems"]:
        click.echo(f"{len(told['problems'])} 个文件没有读全：")
        for problem in told["problems"]:
            click.echo(f"  {problem['file']}：{problem['reason']}")


def _status(index_dir: Path) -> dict[str, Any]:
    with Store(index_dir).open(any_stamp=True) as generation:
        seal, manifest = generation.seal, generation.manifest()
        return {
            "index": str(index_dir),
            "generation": generation.name,
            "created": seal.created,
            "files": len(manifest),
            "articles": seal.articles,
            "paragraphs": seal.paragraphs,
            "roots": list(seal.roots),
            "stamp": asdict(seal.stamp),
            "divisions": gazetteer().edition,
            "stale": seal.stamp.differences(installed_stamp()),
            "problems": [{"file": record.path, "reason": record.problem} for record in manifest if record.problem],
        }


@click.command(short_help="核对索引是否完好")
@index_option
def check(index_dir: Path) -> None:
    """核对索引的每个文件是否与写入时相同。"""
    with Store(index_dir).open(any_stamp=True) as generation:
        damage = generation.damage()
        for line in damage:
            click.echo(line)
        if damage:
            raise IndexDamaged(f"{len(damage)} 个文件已损坏，{cure(index_dir)}")
        total = sum(size for size, _ in generation.seal.checksums.values())
        click.echo(f"索引完好：{len(generation.seal.checksums)} 个文件，{total / 1e6:.1f} MB。")
