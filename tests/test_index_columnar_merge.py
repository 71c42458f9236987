"""Does merging change nothing that is asked for, and cost no more than it should?"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_index_columnar_writer import SCHEMA, TEXTS, add, document, found, index
from whoosh.query import Every, NumericRange, Term

from index.analysis import fold
from index.columnar import MOST_CHARACTERS, ColumnarIndex, flaws, make_batch, open_segments
from index.columnar.builder import SegmentBuilder
from index.columnar.container import ArrayWriter, SegmentOverflow
from index.columnar.merge import MOST_SEGMENTS, choose_merge
from index.columnar.text import write_text

__all__ = ["index"]

ODD = 0x40000
"""The first of more characters than a segment can hold, all of them folded."""


def test_merging_keeps_few_segments_and_every_answer(index: ColumnarIndex) -> None:
    queries = [
        Every(),
        Term("words", "营商"),
        Term("text", fold("𬱖𬱖")),
        Term("tag", "odd"),
        NumericRange("ordinal", 3, 9),
    ]
    for number in range(3 * MOST_SEGMENTS):
        writer = index.writer()
        first = 4 * number
        # An article is what stands together: four documents with the numbers 0 to 3.
        writer.add_batch(make_batch(SCHEMA, [document(first + n, ordinal=n) for n in range(4)]))
        if number % 3 == 2:
            writer.delete_terms("key", [f"k{first - 8 + n}" for n in range(4)])
        before = sorted(found(index, Every()))
        writer.commit()
        assert len(index.segments()) <= MOST_SEGMENTS
        gone = {f"k{first - 8 + n}" for n in range(4)} if number % 3 == 2 else set()
        assert sorted(found(index, Every())) == sorted(
            {*before, *(f"k{first + n}" for n in range(4))} - gone,
        )
    expected = {number for number in range(12 * MOST_SEGMENTS) if number // 4 % 3 != 0}
    answers = [
        expected,
        {n for n in expected if n % 5 < 2},
        {n for n in expected if n % 5 == 2},
        {n for n in expected if n % 2},
        {n for n in expected if n % 4 == 3},
    ]
    for query, answer in zip(queries, answers, strict=True):
        assert sorted(found(index, query)) == sorted(f"k{n}" for n in answer), query
    with index.searcher() as searcher:
        names = [int(searcher.stored_fields(n)["key"][1:]) for n in searcher.docs_for_query(Every())]
        assert all(searcher.stored_fields(n)["text"] == TEXTS[int(searcher.stored_fields(n)["key"][1:]) % 5]
                   for n in searcher.docs_for_query(Every()))  # fmt: skip
    assert all(right == left + 1 for left, right in pairwise(names) if left % 4 != 3)


def test_merging_drops_what_is_deleted(index: ColumnarIndex) -> None:
    for number in range(MOST_SEGMENTS):
        add(index, 2 * number, 2 * number + 1)
    writer = index.writer()
    writer.delete_by_query(Term("tag", "odd"))
    writer.add_document(**document(100))
    writer.commit()
    opened = open_segments(Path(index.storage.folder))
    assert sum(segment.arrays.documents for segment in opened) < 2 * MOST_SEGMENTS + 1
    merged = [segment for segment in opened if segment.arrays.documents > 2]
    assert merged
    assert all(not segment.deleted.size for segment in merged)
    assert all(segment.arrays.inverted("tag").rank(b"odd") is None for segment in merged)
    assert sorted(found(index, Every())) == sorted([f"k{2 * n}" for n in range(MOST_SEGMENTS)] + ["k100"])


def test_optimizing_leaves_one_small_segment(index: ColumnarIndex) -> None:
    for number in range(5):
        add(index, number)
    assert len(index.segments()) == 5
    index.optimize()
    assert len(index.segments()) == 1
    assert sorted(found(index, Every())) == [f"k{number}" for number in range(5)]
    with pytest.raises(TypeError, match="mergetype"):
        index.writer().commit(mergetype=None)  # type: ignore[call-arg]


def test_large_segments_are_left_alone(index: ColumnarIndex) -> None:
    batches = [make_batch(SCHEMA, [document(number)]) for number in range(3 * MOST_SEGMENTS)]
    budget = max(batch.cost for batch in batches)
    writer = index.writer(budget=budget)
    for batch in batches:
        writer.add_batch(batch)
    writer.commit()
    segments = index.segments()
    assert all(segment.cost <= budget for segment in segments)
    assert sum(2 * segment.cost > budget for segment in segments) > MOST_SEGMENTS
    assert sum(2 * segment.cost <= budget for segment in segments) <= MOST_SEGMENTS
    assert sorted(found(index, Every())) == sorted(f"k{number}" for number in range(len(batches)))


# More characters than a segment can hold


def odd(first: int, size: int) -> str:
    return "".join(map(chr, range(ODD + first, ODD + first + size)))


def shown(index: ColumnarIndex) -> list[str]:
    opened = open_segments(Path(index.storage.folder))
    assert all(flaws(segment.arrays, SCHEMA) == [] for segment in opened)
    return [segment.arrays.text.shown(n) for segment in opened for n in range(segment.arrays.documents)]


def test_segments_are_not_merged_beyond_their_alphabet(index: ColumnarIndex) -> None:
    texts = [odd(6000 * number, 6000) for number in range(MOST_SEGMENTS + 1)]
    for text in texts:
        with index.writer() as writer:
            writer.add_document(text=text)
    assert 1 < len(index.segments()) <= MOST_SEGMENTS
    assert sorted(shown(index)) == texts


def test_texts_that_are_too_much_together_go_into_several_segments(index: ColumnarIndex) -> None:
    texts = [odd(20_000 * number, 20_000) for number in range(6)]
    with index.writer() as writer:
        for text in texts[:4]:
            writer.add_document(text=text)
        for text in texts[4:]:
            writer.add_batch(make_batch(SCHEMA, [{"text": text}]))
    assert shown(index) == texts


def test_the_same_characters_again_take_no_room(index: ColumnarIndex) -> None:
    builder = SegmentBuilder(SCHEMA)
    batch = make_batch(SCHEMA, [{"text": odd(0, MOST_CHARACTERS - 1)}])
    builder.add(batch)
    assert builder.has_room_for(batch, 1 << 40)
    assert not builder.has_room_for(make_batch(SCHEMA, [{"text": odd(MOST_CHARACTERS, 1)}]), 1 << 40)


def test_a_text_with_too_many_characters_is_refused(index: ColumnarIndex, tmp_path: Path) -> None:
    text = odd(0, MOST_CHARACTERS)  # and the separator
    writer = index.writer()
    writer.add_document(text="县")
    with pytest.raises(SegmentOverflow, match="65,537"):
        writer.add_batch(make_batch(SCHEMA, [{"text": text}]))
    writer.commit()
    assert shown(index) == ["县"]
    points = np.frombuffer((text + "\n").encode("utf-32-le"), dtype=np.uint32)
    none = np.zeros(0, dtype=np.int64)
    with ArrayWriter(tmp_path / "text") as out, pytest.raises(SegmentOverflow, match="65,537"):
        write_text(out, points, np.array([0, points.size]), none, none.astype(np.uint32), none)


# What to merge

LIMIT = 20_000

costs_lists = st.lists(st.integers(1, LIMIT), max_size=40)


def merged(costs: list[int], chosen: list[int]) -> list[int]:
    return [cost for n, cost in enumerate(costs) if n not in chosen] + [sum(costs[n] for n in chosen)]


@given(costs_lists, st.sampled_from([1, MOST_SEGMENTS]))
def test_merging_ends_with_few_small_segments(costs: list[int], most: int) -> None:
    total = sum(costs)
    while chosen := choose_merge(costs, LIMIT, most):
        assert len(chosen) >= 2
        assert chosen == sorted(set(chosen))
        assert sum(costs[n] for n in chosen) <= LIMIT
        costs = merged(costs, chosen)
    assert sum(2 * cost <= LIMIT for cost in costs) <= most
    assert sum(costs) == total


@given(costs_lists)
def test_the_smaller_ones_are_merged(costs: list[int]) -> None:
    chosen = choose_merge(costs, LIMIT)
    assert bool(chosen) == (sum(2 * cost <= LIMIT for cost in costs) > MOST_SEGMENTS)
    if chosen:
        largest = max(costs[n] for n in chosen)
        assert all(cost >= largest for n, cost in enumerate(costs) if n not in chosen)


def test_a_small_commit_beside_full_segments_copies_little() -> None:
    costs = [LIMIT - n for n in range(30)]
    for _ in range(50):
        costs.append(3)
        while chosen := choose_merge(costs, LIMIT):
            assert sum(costs[n] for n in chosen) <= 150
            costs = merged(costs, chosen)


@given(st.integers(1, 400))
def test_a_document_is_copied_a_few_times_only(commits: int) -> None:
    costs: list[int] = []
    copied = 0
    for _ in range(commits):
        costs.append(1)
        while chosen := choose_merge(costs, LIMIT):
            copied += sum(costs[n] for n in chosen)
            costs = merged(costs, chosen)
    assert copied <= commits * max(1, commits.bit_length())
