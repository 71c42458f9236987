"""The command that searches: a result page in the terminal, or the JSON that the web page's API returns."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from index.options import index_option
from search.engine import Engine
from search.query import MAX_SIZE, SCOPES, SORTS, parse_query
from search.results import FacetNode, Marks, QueryEcho, Result, ResultPage

__all__ = ["search"]

FACET_VALUES_SHOWN = 6


@click.command(short_help="检索")
@click.argument("text", metavar="QUERY", default="")
@click.option("--place", multiple=True, metavar="地区", help="区划代码、全名或路径，含其下辖地区；可重复")
@click.option("--theme", multiple=True, metavar="主题", help="主题名称或代号；可重复")
@click.option("--year", multiple=True, metavar="年份", help="四位数字；可重复")
@click.option("--source", multiple=True, metavar="来源", help="报刊或网站名称；可重复")
@click.option("--since", default="", metavar="日期", help="不早于，例如 2023 或 2023-06-01")
@click.option("--until", default="", metavar="日期", help="不晚于")
@click.option("--mentions", is_flag=True, help="地区也算只是提到的报道")
@click.option("--scope", type=click.Choice(SCOPES), default="article", help="词须同在一篇、一段或标题中")
@click.option("--sort", type=click.Choice(SORTS), default="relevance", help="按相关度、最新或最早排序")
@click.option("--synonyms/--no-synonyms", default=True, show_default=True, help="是否也查同义的说法")
@click.option("--page", type=int, default=1, show_default=True, help="第几页")
@click.option("--size", type=int, default=10, show_default=True, help=f"每页几篇，至多 {MAX_SIZE}")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，与网页接口 /api/search 相同")
@index_option
def search(
    text: str,
    place: tuple[str, ...],
    theme: tuple[str, ...],
    year: tuple[str, ...],
    source: tuple[str, ...],
    since: str,
    until: str,
    mentions: bool,
    scope: str,
    sort: str,
    synonyms: bool,
    page: int,
    size: int,
    as_json: bool,
    index_dir: Path,
) -> None:
    """检索。多个词用空格隔开，须同时出现；整句加引号，按原样查找。"""
    query = parse_query(
        text,
        place=place,
        theme=theme,
        year=year,
        source=source,
        since=since,
        until=until,
        mentions=mentions,
        scope=scope,
        sort=sort,
        synonyms=synonyms,
        page=page,
        size=size,
    )
    engine = Engine(index_dir)
    found = engine.search(query)
    engine.close()
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        _print_page(found)


def _print_page(found: ResultPage) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(
        f"找到 {found.total.articles} 篇报道、{found.total.paragraphs} 个段落，用时 {found.took_ms} 毫秒"
        + (f"，第 {found.page}／{found.pages} 页" if found.pages > 1 else "")
    )
    _print_query(console, found.query)
    for result in found.results:
        console.print()
        _print_result(console, result)
    shown = [("地区", _leaders(found.facets.place)), ("主题", _leaders(found.facets.theme))]
    for name, counts in shown:
        if counts:
            console.print(f"\n{name}  {counts}", style="dim")


def _print_query(console: Console, query: QueryEcho) -> None:
    if query.tells_more:
        console.print(Text(f"理解为：{query.understood}", style="dim"))
    if query.synonyms:
        words = "、".join(word for word, _ in query.synonyms)
        console.print(Text(f"也查同义的说法：{words}（只查原词：--no-synonyms）", style="dim"))
    for notice in query.notices:
        console.print(Text(f"注意：{notice}", style="yellow"))
    if query.did_you_mean:
        console.print(Text(f"您是不是要找：{query.did_you_mean}", style="yellow"))


def _print_result(console: Console, result: Result) -> None:
    console.print(_marked(result.title.text, result.title.marks, base="bold"))
    for part in (result.subtitle, result.byline):
        if part.marks:
            console.print(Text("  ") + _marked(part.text, part.marks))
    about = [result.date, result.source, *(place.path for place in result.places[:2])]
    about += [theme.name for theme in result.themes[:3]]
    console.print(Text("  " + "  ".join(part for part in about if part), style="dim"))
    for paragraph in result.paragraphs:
        console.print(Text(f"  {paragraph.ordinal:>3}  ", style="dim") + _marked(paragraph.text, paragraph.marks))
    more = result.matched - len(result.paragraphs)
    if more > 0:
        console.print(Text(f"       本文另有 {more} 段命中", style="dim"))
    for reprint in result.reprints:
        named = "  ".join(part for part in (reprint.title, reprint.date, reprint.source) if part)
        console.print(Text(f"       同文另见：{named}", style="dim"))


def _marked(text: str, marks: Marks, base: str = "") -> Text:
    shown = Text(text, style=base)
    for start, end in marks:
        shown.stylize("bold red", start, end)
    return shown


def _leaders(nodes: tuple[FacetNode, ...]) -> str:
    return "  ".join(f"{node.name} {node.count}" for node in nodes[:FACET_VALUES_SHOWN])
