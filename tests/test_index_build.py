"""Files in, index out: incremental, complete, honest about what was left out."""

from __future__ import annotations

import json
import lzma
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Quiet
from hypothesis import given, settings
from hypothesis import strategies as st

from index.build import Summary, reindex
from index.errors import ZhengsouError
from search import Engine, parse_query


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    (folder / "2023").mkdir(parents=True)
    for name, place in (("a", "新邵县"), ("b", "娄底市"), ("2023/c", "桂阳县")):
        write(folder / f"{name}.txt", f"{place}推进项目建设", f"今年以来，{place}坚持把项目建设摆在首位，成效明显。")
    return folder


def write(path: Path, title: str, text: str) -> None:
    path.write_text(f"{title}\n\n{text}\n", encoding="utf-8")


def titles(folder: Path) -> list[str]:
    engine = Engine(folder)
    found = sorted(result.title.text for result in engine.search(parse_query("", size=100)).results)
    engine.close()
    return found


def test_unchanged_files_are_not_read_again(tmp_path: Path, pages: Path) -> None:
    first = reindex(tmp_path / "index", [pages], Quiet())
    assert (first.read, first.unchanged, first.removed, first.changed) == (3, 0, 0, True)
    for path in pages.rglob("*.txt"):
        path.touch()
    quiet = Quiet()
    second = reindex(tmp_path / "index", [pages], quiet)
    assert (second.read, second.unchanged, second.removed, second.changed) == (0, 3, 0, False)
    assert (quiet.files, quiet.ended) == (0, 0)
    assert second.generation == first.generation


def test_changed_files_are_read_again_and_vanished_ones_removed(tmp_path: Path, pages: Path) -> None:
    reindex(tmp_path / "index", [pages], Quiet())
    write(pages / "a.txt", "新邵县推进招商引资", "今年以来，新邵县坚持招商引资，成效十分明显。")
    (pages / "b.txt").unlink()
    quiet = Quiet()
    summary = reindex(tmp_path / "index", [pages], quiet)
    assert (summary.read, summary.unchanged, summary.removed) == (1, 1, 1)
    assert (quiet.files, quiet.ended) == (1, 1)
    assert titles(tmp_path / "index") == ["新邵县推进招商引资", "桂阳县推进项目建设"]


def test_paths_may_be_given_one_by_one_and_are_remembered(tmp_path: Path, pages: Path) -> None:
    reindex(tmp_path / "index", [pages / "a.txt"], Quiet())
    reindex(tmp_path / "index", [pages / "2023"], Quiet())
    assert titles(tmp_path / "index") == ["新邵县推进项目建设", "桂阳县推进项目建设"]
    (pages / "2023" / "c.txt").unlink()
    summary = reindex(tmp_path / "index", [], Quiet())
    assert (summary.unchanged, summary.removed) == (1, 1)
    assert titles(tmp_path / "index") == ["新邵县推进项目建设"]
    assert reindex(tmp_path / "index", [], Quiet(), full=True).read == 1
    reindex(tmp_path / "index", [pages / "b.txt"], Quiet(), full=True)
    assert titles(tmp_path / "index") == ["娄底市推进项目建设"]


def test_one_folder_has_one_path(tmp_path: Path, pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reindex(tmp_path / "index", [pages], Quiet())
    monkeypatch.chdir(pages / "2023")
    (pages / "a.txt").unlink()
    summary = reindex(tmp_path / "index", [Path("..")], Quiet())
    assert (summary.unchanged, summary.removed) == (2, 1)


def test_what_lies_in_a_folder_that_cannot_be_opened_is_kept(
    tmp_path: Path, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reindex(tmp_path / "index", [pages], Quiet())
    scandir = os.scandir

    def refuse(path: str | Path | int) -> object:
        if str(path).endswith("2023"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)  # root, as which tests may run, is refused nothing
    summary = reindex(tmp_path / "index", [pages], Quiet())
    assert (summary.removed, summary.articles) == (0, 3)
    assert [Path(path).name for path, _ in summary.problems] == ["2023"]


def test_nothing_to_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(ZhengsouError, match="zhengsou reindex"):
        reindex(tmp_path / "index", [], Quiet())
    with pytest.raises(ZhengsouError, match="nowhere"):
        reindex(tmp_path / "index", [tmp_path / "nowhere"], Quiet())
    assert not (tmp_path / "index" / "CURRENT").exists()


def test_the_same_report_in_two_files_is_one_article(tmp_path: Path, pages: Path) -> None:
    write(pages / "copy.txt", "新邵县推进项目建设", "今年以来，新邵县坚持把项目建设摆在首位，成效明显。")
    summary = reindex(tmp_path / "index", [pages], Quiet())
    assert (summary.read, summary.articles) == (4, 3)
    engine = Engine(tmp_path / "index")
    (result,) = engine.search(parse_query("新邵县")).results
    article = engine.article(result.id)
    assert article
    assert [Path(file).name for file in article.files] == ["a.txt", "copy.txt"]
    engine.close()
    (pages / "a.txt").unlink()
    assert reindex(tmp_path / "index", [pages], Quiet()).articles == 3
    (pages / "copy.txt").unlink()
    assert reindex(tmp_path / "index", [pages], Quiet()).articles == 2
    assert titles(tmp_path / "index") == ["娄底市推进项目建设", "桂阳县推进项目建设"]


def test_files_that_cannot_be_read_are_told_every_time(tmp_path: Path, pages: Path) -> None:
    (pages / "empty.txt").write_bytes(b"")
    (pages / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4)
    (pages / "broken.jsonl.xz").write_bytes(
        lzma.compress(json.dumps({"title": "残缺", "text": "全文。", "id": 1}).encode() * 9)[:-30]
    )
    (pages / "notes.docm").write_bytes(b"?")
    for expected in (6, 0):
        summary = reindex(tmp_path / "index", [pages], Quiet())
        assert summary.read == expected
        assert [Path(path).name for path, _ in summary.problems] == ["broken.jsonl.xz", "empty.txt", "picture.txt"]
        assert all(reason for _, reason in summary.problems)
        assert [Path(path).name for path in summary.aside] == ["notes.docm"]
    assert len(titles(tmp_path / "index")) == 3


def test_bad_lines_of_a_collection_are_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = json.dumps(
        {"id": "1", "title": "新邵县开会", "text": "一。\n二。", "date": "2023-12-20"}, ensure_ascii=False
    )
    (tmp_path / "c.jsonl").write_text(f"{good}\nnot json\n[1]\n", encoding="utf-8")
    summary = reindex(tmp_path / "index", [tmp_path / "c.jsonl"], Quiet())
    assert (summary.articles, summary.paragraphs) == (1, 2)
    assert len(summary.notices) == 2


STATES = st.dictionaries(st.sampled_from("abcd"), st.lists(st.integers(0, 5), max_size=4), max_size=4)


@settings(max_examples=25)
@given(st.lists(STATES, min_size=1, max_size=5))
def test_any_history_ends_as_a_full_build_would(tmp_path_factory: pytest.TempPathFactory, history: list) -> None:
    folder = tmp_path_factory.mktemp("history")
    pages = folder / "pages"
    pages.mkdir()
    for state in history:
        for name in "abcd":
            (pages / f"{name}.jsonl").unlink(missing_ok=True)
        for name, numbers in state.items():
            lines = [
                json.dumps({"id": n, "title": f"第{n}篇", "text": f"段落{n}"}, ensure_ascii=False) for n in numbers
            ]
            (pages / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        summary = reindex(folder / "index", [pages], Quiet())
    expected = {f"第{n}篇" for numbers in history[-1].values() for n in numbers}
    assert set(titles(folder / "index")) == expected
    assert (summary.articles, summary.paragraphs) == (len(expected), len(expected))


def test_articles_that_differ_in_white_space_are_two(tmp_path: Path, build: Callable[..., Summary]) -> None:
    build([{"title": "甲", "text": "发展 改革两手抓"}, {"title": "甲", "text": "发展改革两手抓"}])
    engine = Engine(tmp_path / "index")
    assert engine.search(parse_query('"发展改革"')).total.articles == 1
    assert engine.search(parse_query('"发展 改革"')).total.articles == 1
    engine.close()


def test_an_article_keeps_its_id_when_its_file_moves(tmp_path: Path, build: Callable[..., Summary]) -> None:
    build([{"title": "新邵县开会", "text": "一 二。", "date": "2023-12-20"}])
    engine = Engine(tmp_path / "index")
    (before,) = engine.search(parse_query("")).results
    (tmp_path / "pages" / "records.jsonl").rename(tmp_path / "pages" / "moved.jsonl")
    reindex(tmp_path / "index", [tmp_path / "pages"], Quiet())
    (after,) = engine.search(parse_query("")).results
    assert after.id == before.id
    engine.close()
