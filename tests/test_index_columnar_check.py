"""Does `flaws` name every array that is not what a writer would have written, checksums or not?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.columnar import SegmentArrays, flaws, make_batch, open_segments
from index.columnar.builder import SegmentBuilder
from index.columnar.container import ArrayReader, ArrayWriter
from index.documents import Article, Paragraph, Tags
from index.errors import IndexDamaged
from index.schema import article_documents, create_index, schema

ARTICLES = [
    Article(
        title=f"{place}召开第{n}次会议",
        paragraphs=tuple(
            Paragraph(text) for text in (f"{place}優化 A 類營商環境，增长８.5%。", "营商环境持续优化，营商环境更好。")
        ),
        date=f"2023-0{1 + n % 9}",
        source="湘中晨报",
    )
    for n, place in enumerate(["新邵县", "娄底市", "渌口区"] * 8)
]

Change = Callable[[Any], Any]


def documents() -> Iterator[dict[str, Any]]:
    for article in ARTICLES:
        yield from article_documents(article, Tags(), ["430000", "430500"], ["430000", "430500"], ["economy"])


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> ArrayReader:
    """A segment as the writer makes it."""
    path = tmp_path_factory.mktemp("segment") / "sound"
    builder = SegmentBuilder(schema())
    builder.add(make_batch(schema(), list(documents())))
    builder.write(path)
    assert flaws(SegmentArrays(path), schema()) == []
    return ArrayReader(path)


def told(sound: ArrayReader, name: str, change: Change, facts: dict[str, Any] | None = None) -> list[str]:
    """The flaws of a segment with one array changed, left out (None) or added, whose checksums are right."""
    path = sound.path.with_name("changed")
    path.unlink(missing_ok=True)
    with ArrayWriter(path) as out:
        for other in dict.fromkeys([*sound.names(), name]):
            array = sound[other].copy() if other in sound else np.zeros(0, dtype=np.uint8)
            if other == name:
                array = change(array)
            if array is not None:
                out.add(other, array)
        out.finish(sound.facts | (facts or {}))
    return flaws(SegmentArrays(path), schema())


def put(place: int, value: int) -> Change:
    def change(array: Any) -> Any:
        array[place] = value
        return array

    return change


def swap(array: Any) -> Any:
    array[[0, 1]] = array[[1, 0]]
    return array


def shorter(array: Any) -> Any:
    return array[:-1]


def longer(array: Any) -> Any:
    return np.append(array, array[-1:])


CHANGES: list[tuple[str, Change, str]] = [
    ("text.blocks", put(0, 2**32 - 1), "原文"),
    ("text.pair_units", put(0, 2**32 - 1), "原文"),
    ("text.pairs", shorter, "原文"),
    ("text.pair_starts", longer, "原文"),
    ("text.pair_starts", put(1, 0), "原文"),
    ("text.starts", put(1, 0), "原文"),
    ("text.lengths", put(0, 1), "原文"),
    ("text.shown", put(0, ord("市")), "原文"),
    ("text.shown", put(0, 0xFFFFFFFF), "原文"),
    ("text.spaces_at", put(0, 0), "原文"),
    ("text.alphabet", put(1, 0), "原文"),
    ("text.character_docs", put(1, 0), "原文"),
    ("text.common", shorter, "原文"),
    ("place.ends", lambda array: put(0, int(array[0]) - 1)(array), "字段 place "),
    ("place.ends", shorter, "字段 place "),
    ("place.docs", put(0, -1), "字段 place "),
    ("place.terms", longer, "字段 place "),
    ("place.term_ends", shorter, "字段 place "),
    ("article.ends", lambda _: None, "字段 article "),
    ("article.starts", put(1, 0), "字段 article "),
    ("article.starts", longer, "字段 article "),
    ("words.frequencies", put(0, 0), "字段 words "),
    ("words.frequencies", lambda _: None, "字段 words "),
    ("words.lengths", put(0, 200), "字段 words "),
    ("ordinal.column", swap, "字段 ordinal "),
    ("ordinal.docs", swap, "字段 ordinal "),
    ("date.column", put(0, 20230001), "字段 date "),
    ("stored.docs", put(-1, 10**6), "其他内容"),
    ("stored.docs", shorter, "其他内容"),
    ("stored.ends", put(0, 1), "其他内容"),
    ("stored.ends", lambda array: put(-1, int(array[-1]) + 1)(array), "其他内容"),
    ("stored.block_ends", shorter, "其他内容"),
    ("stored.block_ends", put(0, 2), "其他内容"),
    ("stored.blocks", shorter, "其他内容"),
    ("stored.blocks", put(20, 0), "其他内容"),
    ("date.column", shorter, "数组 date.column "),
    ("date.column", lambda array: array.astype(np.float64), "数组 date.column "),
    ("place.frequencies", lambda _: np.ones(3, dtype=np.uint8), "字段 place "),
    ("colour.terms", lambda array: array, "数组 colour.terms "),
]


@pytest.mark.parametrize(("name", "change", "subject"), CHANGES)
def test_what_contradicts_is_named(sound: ArrayReader, name: str, change: Change, subject: str) -> None:
    found = told(sound, name, change)
    assert found
    assert all(flaw.startswith(subject) for flaw in found), found


def test_runs_that_touch_are_named(sound: ArrayReader) -> None:
    """One run cut in two says the same, and no writer writes it."""
    path = sound.path.with_name("cut")
    path.unlink(missing_ok=True)
    docs, ends, starts = (sound[f"source.{name}"] for name in ("docs", "ends", "starts"))
    arrays = {
        "source.docs": np.insert(docs, 1, docs[0] + 1),
        "source.ends": np.insert(ends, 0, docs[0] + 1),
        "source.starts": starts + np.array([0] + [1] * (starts.size - 1), dtype=np.uint32),
    }
    with ArrayWriter(path) as out:
        for name in sound.names():
            out.add(name, arrays.get(name, sound[name]))
        out.finish(sound.facts)
    assert flaws(SegmentArrays(path), schema()) == ["字段 source 的倒排表没有按次序排列"]


def test_every_missing_array_is_named(sound: ArrayReader) -> None:
    for name in sound.names():
        found = told(sound, name, lambda _: None)
        assert found, name
        assert all(name in flaw or f"字段 {name.split('.')[0]} " in flaw for flaw in found), found


@pytest.mark.parametrize("facts", [{"lengths": {}}, {"postings": {}}, {"lengths": {"words": 1, "text": 1}}])
def test_wrong_totals_are_named(sound: ArrayReader, facts: dict[str, Any]) -> None:
    assert told(sound, "text.units", lambda array: array, facts)


TOLD_ONCE = ("terms", "term_ends", "starts", "docs", "alphabet", "spaces_at")
"""A term, a character, or whose posting it is may be another: no second array tells of it but by its order."""


@given(st.data())
def test_whatever_is_changed_flaws_are_told_and_not_raised(sound: ArrayReader, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([name for name in sound.names() if sound[name].size > 1]))
    array = sound[name]
    place = data.draw(st.integers(0, array.size - 1))
    extremes = np.iinfo(array.dtype)
    value = data.draw(st.sampled_from([0, 1, extremes.min, extremes.max]) | st.integers(0, min(extremes.max, 2**31)))
    change = data.draw(st.sampled_from([put(place, value), shorter, longer, swap, lambda array: array[:0]]))
    found = told(sound, name, change)
    if not np.array_equal(change(array.copy()), array) and name.split(".")[-1] not in TOLD_ONCE:
        assert found, name


def test_a_file_with_other_documents_than_are_listed_is_refused(tmp_path: Path) -> None:
    index = create_index(tmp_path)
    writer = index.writer()
    writer.add_batch(make_batch(schema(), list(documents())))
    writer.commit()
    (opened,) = open_segments(tmp_path)
    contents = index.toc()
    (segment,) = contents.segments
    segment.set_doc_count(opened.arrays.documents + 1)
    contents.generation += 1
    contents.write(index.storage, index.indexname)
    with pytest.raises(IndexDamaged, match=opened.arrays.path.name):
        open_segments(tmp_path)
    with pytest.raises(IndexDamaged, match=opened.arrays.path.name):
        index.searcher()
