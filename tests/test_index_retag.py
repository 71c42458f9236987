"""Tagging an index anew: what changes, what stays, and what is refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from conftest import Quiet
from whoosh import fields
from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage
from whoosh.query import Every, Term
from whoosh.writing import IndexingError

from index import generation as generation_module
from index import retag as retag_module
from index import store as store_module
from index.build import Summary, reindex
from index.cli import reindex as reindex_command
from index.cli import status
from index.columnar import ColumnarIndex, ExactText, Words, make_batch, open_segments
from index.documents import Article, PlaceTag, Tags, ThemeTag
from index.errors import IndexMissing, IndexStale
from index.retag import retag
from index.stamp import Stamp, installed_stamp
from index.store import Store
from index.tagging import theme_tree
from search import Engine, parse_query

RECORDS = [
    {
        "title": "新邵县优化营商环境",
        "date": "2023-03-01",
        "source": "邵阳日报",
        "url": "https://example.org/1",
        "text": "新邵县推进放管服改革。\n\n　　8.5%的企业 办事“更快”，營商環境向好。\n\n（记者 张三）",
    },
    {"title": "娄底市推进乡村振兴", "date": "2023-04", "text": "娄底市研究乡村振兴。\n\n新化县也参加了会议。"},
    {"title": "无地区的报道", "text": "研究工作。"},
]
BEIJING = "110000"


def quiet(done: int, total: int) -> None:
    assert done <= total


def everything(folder: Path) -> list[tuple[dict[str, Any], dict[int, dict[str, Any]]]]:
    """What each segment holds: its arrays, and what is stored."""
    with Store(folder).open() as generation:
        assert generation.damage() == []
        return [
            (
                {name: segment.arrays.arrays[name].tolist() for name in segment.arrays.arrays.names()}
                | {"facts": segment.arrays.arrays.facts, "deleted": segment.deleted.tolist()},
                {number: segment.arrays.stored.get(number) for number in segment.arrays.stored.docs.tolist()},
            )
            for segment in generation.segments()
        ]


def shown(folder: Path, text: str = "", **filters: list[str]) -> Any:
    """A result page, as a person sees it."""
    engine = Engine(folder)
    page = engine.search(parse_query(text, size=100, **filters))
    engine.close()
    return page.total, [(result.id, result.title.text) for result in page.results], page.facets


def titles(folder: Path, **filters: list[str]) -> list[str]:
    return sorted(title for _, title in shown(folder, **filters)[1])


def all_in_beijing(articles: Sequence[Article], folders: Sequence[str] = ()) -> list[Tags]:
    themes = (ThemeTag(next(iter(theme_tree())), ("研究",)),)
    return [Tags((PlaceTag(BEIJING, article.title[:2], main=True),), themes) for article in articles]


@pytest.fixture
def several(tmp_path: Path, build: Callable[..., Summary]) -> Path:
    """An index of two segments, in the first of which an article is deleted."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "gone.txt").write_text("将要删去\n\n湘潭市研究工作。\n\n会议强调，要狠抓落实。\n", encoding="utf-8")
    build(RECORDS)
    (pages / "gone.txt").unlink()
    (pages / "more.txt").write_text("长沙市召开会议\n\n长沙市研究科技创新。\n", encoding="utf-8")
    build(RECORDS)
    return tmp_path / "index"


def test_the_same_rules_leave_everything_as_it_was(tmp_path: Path) -> None:
    seeds = Path(__file__).parent.parent / "seeds"
    reindex(tmp_path / "index", [seeds], Quiet())
    before = everything(tmp_path / "index")
    pages = [shown(tmp_path / "index", text) for text in ("", "营商环境", "县")]
    with Store(tmp_path / "index").open() as generation:
        groups = generation.reprints()
        seal = generation.seal
    summary = retag(tmp_path / "index", quiet)
    assert (summary.articles, summary.generation) == (seal.articles, "g000002")
    assert everything(tmp_path / "index") == before
    assert [shown(tmp_path / "index", text) for text in ("", "营商环境", "县")] == pages
    with Store(tmp_path / "index").open() as generation:
        assert np.array_equal(generation.reprints().members, groups.members)
        assert np.array_equal(generation.reprints().leaders, groups.leaders)
        told = (generation.seal.roots, generation.seal.articles, generation.seal.paragraphs)
        assert told == (seal.roots, seal.articles, seal.paragraphs)
    assert reindex(tmp_path / "index", [], Quiet()).changed is False


def test_several_segments_and_deleted_articles(several: Path) -> None:
    before = everything(several)
    assert len(before) > 1
    assert any(arrays["deleted"] for arrays, _ in before)
    page = shown(several, "研究")
    for _ in range(2):  # the second finds the articles of what the first has written
        assert retag(several, quiet).articles == 4
        assert shown(several, "研究") == page
    after = everything(several)
    assert [stored for _, stored in after] == [stored for _, stored in before]
    assert [arrays["deleted"] for arrays, _ in after] == [arrays["deleted"] for arrays, _ in before]


def test_other_rules_are_in_force(several: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everywhere = titles(several)
    words, _, _ = shown(several, "研究")
    assert titles(several, place=[BEIJING]) == []
    monkeypatch.setattr(retag_module, "tag_all", all_in_beijing)
    retag(several, quiet)
    assert titles(several, place=[BEIJING]) == everywhere
    assert titles(several, place=["430000"]) == []
    total, results, facets = shown(several)
    assert [(node.key, node.count) for node in facets.place] == [(BEIJING, len(everywhere))]
    assert [node.count for node in facets.theme] == [len(everywhere)]
    assert shown(several, "研究")[0] == words
    engine = Engine(several)
    for number, title in results:
        article = engine.article(number)
        assert article is not None
        assert [(found.place.code, found.evidence) for found in article.places] == [(BEIJING, title[:2])]
    engine.close()
    everything(several)
    assert total.articles == len(everywhere)


def test_groups_of_reprints_follow_the_places(
    tmp_path: Path, build: Callable[..., Summary], monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "全县持续优化营商环境，推行一窗受理、并联审批，企业开办时间压缩到一个工作日以内，群众满意度明显提高。" * 2
    build([{"title": "甲报", "text": f"新邵县：{body}"}, {"title": "乙报", "text": f"新化县：{body}"}])
    with Store(tmp_path / "index").open() as generation:
        assert generation.reprints().members.size == 0
    monkeypatch.setattr(retag_module, "tag_all", all_in_beijing)
    retag(tmp_path / "index", quiet)
    with Store(tmp_path / "index").open() as generation:
        assert generation.reprints().members.size == 2


def test_the_folder_of_the_file_is_told_to_the_tagger(several: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, str] = {}

    def remember(articles: Sequence[Article], folders: Sequence[str] = ()) -> list[Tags]:
        told.update(zip((article.title for article in articles), folders, strict=True))
        return [Tags() for _ in articles]

    monkeypatch.setattr(retag_module, "tag_all", remember)
    retag(several, quiet)
    assert told["无地区的报道"].endswith("pages/records.jsonl")
    assert told["长沙市召开会议"].endswith("pages/more.txt")
    assert "将要删去" not in told


def stale(monkeypatch: pytest.MonkeyPatch, **changed: str) -> Stamp:
    other = dataclasses.replace(installed_stamp(), **changed)
    for module in (generation_module, store_module):
        monkeypatch.setattr(module, "installed_stamp", lambda: other)
    return other


@pytest.mark.parametrize("changed", [{"themes": "other"}, {"places": "other"}, {"places": "other", "themes": "other"}])
def test_other_tables_are_cured_by_a_retag(
    tmp_path: Path, build: Callable[..., Summary], monkeypatch: pytest.MonkeyPatch, changed: dict[str, str]
) -> None:
    build(RECORDS)
    other = stale(monkeypatch, **changed)
    with pytest.raises(IndexStale, match="zhengsou reindex --retag --index"):
        Engine(tmp_path / "index")
    with pytest.raises(IndexStale, match="--retag"):
        build(RECORDS[:1])
    retag(tmp_path / "index", quiet)
    with Store(tmp_path / "index").open() as generation:
        assert generation.seal.stamp == other
    assert build(RECORDS[:1]).articles == 1


@pytest.mark.parametrize("changed", [{"segmenter": "other"}, {"analysis": "other", "themes": "other"}])
def test_other_words_are_not(
    tmp_path: Path, build: Callable[..., Summary], monkeypatch: pytest.MonkeyPatch, changed: dict[str, str]
) -> None:
    build(RECORDS)
    stale(monkeypatch, **changed)
    with pytest.raises(IndexStale, match="zhengsou reindex --full"):
        retag(tmp_path / "index", quiet)
    assert [path.name for path in (tmp_path / "index" / "generations").iterdir()] == ["g000001"]


def test_nothing_to_retag(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="zhengsou reindex"):
        retag(tmp_path / "index", quiet)


def test_a_failure_leaves_the_old_generation_in_force(several: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, name = everything(several), Store(several).current()
    monkeypatch.setattr(retag_module, "DOCUMENTS", 1)

    def fail_late(articles: Sequence[Article], folders: Sequence[str] = ()) -> list[Tags]:
        if any(article.title == "长沙市召开会议" for article in articles):
            raise OSError("磁盘已满")
        return [Tags() for _ in articles]

    monkeypatch.setattr(retag_module, "tag_all", fail_late)
    with pytest.raises(OSError, match="磁盘已满"):
        retag(several, quiet)
    assert Store(several).current() == name
    assert [path.name for path in (several / "generations").iterdir()] == [name]
    assert everything(several) == before


# The command


def test_the_command_reports_and_refuses(
    tmp_path: Path, build: Callable[..., Summary], monkeypatch: pytest.MonkeyPatch
) -> None:
    build(RECORDS)
    index = ["--index", str(tmp_path / "index")]
    done = CliRunner().invoke(reindex_command, ["--retag", *index], catch_exceptions=False)
    assert done.stdout == "已按现在的地区表和主题规则重新标引 3 篇报道。\n"
    for more in (["--full"], [str(tmp_path)]):
        refused = CliRunner().invoke(reindex_command, ["--retag", *more, *index])
        assert refused.exit_code == 2
        assert "--retag" in refused.stderr
    old = installed_stamp()
    monkeypatch.setattr("index.cli.installed_stamp", lambda: stale(monkeypatch, themes="other"))
    told = CliRunner().invoke(status, index, catch_exceptions=False).stdout
    assert old.themes in told
    assert "zhengsou reindex --retag" in told


# The writer


SCHEMA = fields.Schema(key=fields.ID(), tag=fields.KEYWORD(), words=Words(), text=ExactText(), note=fields.STORED())
TAGS = fields.Schema(tag=fields.KEYWORD(), note=fields.STORED())


@pytest.fixture
def columnar(tmp_path: Path) -> ColumnarIndex:
    whoosh_index.create_in(str(tmp_path), SCHEMA)
    index = ColumnarIndex(FileStorage(str(tmp_path)))
    for keys in ("ab", "cd"):
        writer = index.writer()
        for key in keys:
            writer.add_document(key=key, tag=["old"], words="新邵县开会", text=f"新邵县 {key}", note=key)
        writer.commit(merge=False)
    writer = index.writer()
    writer.delete_terms("key", ["b"])
    writer.commit(merge=False)
    return index


def test_a_rewrite_changes_the_given_fields_alone(columnar: ColumnarIndex, tmp_path: Path) -> None:
    before = [segment.arrays.arrays for segment in open_segments(tmp_path)]
    writer = columnar.writer()
    writer.rewrite(lambda _: [make_batch(TAGS, [{"tag": [f"new{n}"], "note": n}]) for n in range(2)])
    writer.commit(merge=False)
    for old, segment in zip(before, open_segments(tmp_path), strict=True):
        for name in old.names():
            if name.partition(".")[0] not in ("tag", "stored"):
                assert old[name].tolist() == segment.arrays.arrays[name].tolist()
        assert segment.arrays.inverted("tag").terms() == [b"new0", b"new1"]
        assert segment.arrays.total_postings("tag") == 2
    with columnar.searcher() as searcher:
        assert [searcher.stored_fields(n)["note"] for n in searcher.docs_for_query(Every())] == [0, 0, 1]
        assert list(searcher.docs_for_query(Term("tag", "new1"))) == [3]
        assert list(searcher.docs_for_query(Term("tag", "old"))) == []


def test_a_rewrite_needs_every_document(columnar: ColumnarIndex, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if "LOCK" not in path.name}
    writer = columnar.writer()
    with pytest.raises(IndexingError, match="1 documents cannot replace 2"):
        writer.rewrite(lambda _: [make_batch(TAGS, [{"tag": ["new"]}])])
    writer.cancel()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if "LOCK" not in path.name} == before


def test_a_cancelled_rewrite_leaves_nothing(columnar: ColumnarIndex, tmp_path: Path) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    writer = columnar.writer()
    writer.rewrite(lambda _: [make_batch(TAGS, [{"tag": ["new"]}, {}])])
    writer.cancel()
    assert sorted(path.name for path in tmp_path.iterdir()) == before
