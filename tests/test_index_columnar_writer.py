"""Does the writer keep Whoosh's contract, and does merging change nothing that is asked for?"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import fields
from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage
from whoosh.index import LockError
from whoosh.query import And, Every, NumericRange, Phrase, Query, Term
from whoosh.writing import IndexingError

from index.analysis import fold
from index.columnar import ColumnarIndex, ExactText, Words, make_batch, open_segments
from index.columnar.merge import MOST_SEGMENTS, choose_merge

SCHEMA = fields.Schema(
    key=fields.ID(unique=True, stored=True),
    ordinal=fields.NUMERIC(int, signed=False, sortable=True, shift_step=0),
    tag=fields.KEYWORD(stored=True),
    words=Words(),
    text=ExactText(),
)
TEXTS = ("新邵县优化营商环境", "營商環境，渌口区", "𬱖𬱖", "县", "8.5%的增长 8.5%")


def document(key: int, ordinal: int = 0) -> dict[str, object]:
    text = TEXTS[key % len(TEXTS)]
    return {"key": f"k{key}", "ordinal": ordinal, "tag": "even" if key % 2 == 0 else "odd", "words": text, "text": text}


@pytest.fixture
def index(tmp_path: Path) -> ColumnarIndex:
    whoosh_index.create_in(str(tmp_path), SCHEMA)
    return ColumnarIndex(FileStorage(str(tmp_path)))


def add(index: ColumnarIndex, *numbers: int, **keywords: bool) -> None:
    writer = index.writer()
    for number in numbers:
        writer.add_document(**document(number))
    writer.commit(**keywords)


def found(index: ColumnarIndex, query: Query) -> list[str]:
    with index.searcher() as searcher:
        return [searcher.stored_fields(number)["key"] for number in searcher.docs_for_query(query)]


def files(index: ColumnarIndex) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(index.storage.folder).iterdir() if "LOCK" not in path.name}


def test_what_is_added_is_there_after_the_commit_and_not_before(index: ColumnarIndex) -> None:
    writer = index.writer()
    writer.add_document(**document(0))
    assert found(index, Every()) == []
    writer.commit()
    add(index, 1, 2)
    assert found(index, Every()) == ["k0", "k1", "k2"]
    assert found(index, Term("words", "营商")) == ["k0", "k1"]
    assert found(index, Phrase("text", ["营商", "商环", "环境"])) == ["k0", "k1"]
    assert found(index, And([Term("tag", "even"), NumericRange("ordinal", 0, 0)])) == ["k0", "k2"]
    with index.searcher() as searcher:
        assert searcher.stored_fields(1) == {"key": "k1", "tag": "odd", "text": TEXTS[1]}


def test_updating_replaces_what_has_the_same_unique_value(index: ColumnarIndex) -> None:
    add(index, 0, 1)
    writer = index.writer()
    writer.update_document(**document(1) | {"text": "改了"})
    writer.update_document(**document(7))
    writer.commit()
    assert found(index, Every()) == ["k0", "k1", "k7"]
    assert found(index, Term("text", fold("改了"))) == ["k1"]
    assert found(index, Term("words", "营商")) == ["k0", "k1"]  # its words were not changed
    assert index.doc_count() == 3


def test_deleting_by_term_query_terms_and_number(index: ColumnarIndex) -> None:
    add(index, *range(6))
    add(index, *range(6, 12))
    writer = index.writer()
    assert writer.delete_by_term("key", "k1") == 1
    assert writer.delete_by_term("key", "none") == 0
    assert writer.delete_by_query(And([Term("tag", "even"), Term("text", "新邵")])) == 2
    writer.delete_terms("key", ["k3", "none", "k8"])
    writer.delete_document(11)
    assert found(index, Every()) == [f"k{number}" for number in range(12)]
    writer.commit()
    assert found(index, Every()) == ["k2", "k4", "k5", "k6", "k7", "k9"]
    assert index.doc_count() == 6
    writer = index.writer()
    with pytest.raises(IndexingError, match="12"):
        writer.delete_document(12)
    writer.cancel()


def test_a_document_that_was_deleted_can_be_had_back_before_the_commit(index: ColumnarIndex) -> None:
    add(index, 0, 1)
    writer = index.writer()
    writer.delete_document(0)
    writer.delete_document(0, delete=False)
    writer.commit()
    assert found(index, Every()) == ["k0", "k1"]


def test_cancelling_leaves_the_index_as_it_was_and_no_file_behind(index: ColumnarIndex) -> None:
    add(index, 0, 1)
    before = files(index)
    writer = index.writer(budget=1)
    writer.delete_by_term("key", "k0")
    for number in range(2, 6):
        writer.add_batch(make_batch(SCHEMA, [document(number)]))
    assert len(files(index)) > len(before)
    writer.cancel()
    assert files(index) == before
    assert found(index, Every()) == ["k0", "k1"]
    add(index, 2)


def test_a_commit_that_fails_leaves_the_index_as_it_was(index: ColumnarIndex) -> None:
    add(index, 0)
    before = files(index)
    writer = index.writer()
    writer.add_document(key="k1", ordinal="not a number", text="县")
    with pytest.raises(ValueError, match="not a number"):
        writer.commit()
    assert files(index) == before
    add(index, 1)
    assert found(index, Every()) == ["k0", "k1"]


def test_there_is_one_writer_at_a_time(index: ColumnarIndex) -> None:
    writer = index.writer()
    with pytest.raises(LockError):
        index.writer()
    writer.cancel()
    index.writer().commit()
    index.writer().cancel()


def test_a_closed_writer_and_an_unknown_field_are_refused(index: ColumnarIndex) -> None:
    writer = index.writer()
    with pytest.raises(IndexingError, match="colour"):
        writer.add_document(colour="red")
    writer.commit()
    with pytest.raises(IndexingError, match="closed"):
        writer.add_document(**document(1))
    with pytest.raises(IndexingError, match="closed"):
        writer.commit()
    assert found(index, Every()) == []


def test_with_leaves_all_or_nothing(index: ColumnarIndex) -> None:
    with index.writer() as writer:
        writer.add_document(**document(0))
    with pytest.raises(IndexingError, match="colour"), index.writer() as writer:
        writer.add_document(colour="red")
    assert found(index, Every()) == ["k0"]


def test_a_commit_of_nothing_changes_no_answer(index: ColumnarIndex) -> None:
    index.writer().commit()
    assert (index.segments(), found(index, Every())) == ([], [])
    add(index, 0)
    index.writer().commit()
    writer = index.writer()
    writer.add_batch(make_batch(SCHEMA, []))
    writer.commit()
    assert len(index.segments()) == 1
    assert found(index, Every()) == ["k0"]


def test_a_small_budget_makes_several_segments(index: ColumnarIndex) -> None:
    writer = index.writer(budget=1)
    for number in range(5):
        writer.add_batch(make_batch(SCHEMA, [document(number)]))
    writer.commit()
    assert [segment.doc_count() for segment in index.segments()] == [1] * 5
    assert found(index, Every()) == [f"k{number}" for number in range(5)]


def test_documents_of_a_batch_that_are_not_wanted_are_not_there(index: ColumnarIndex) -> None:
    for budget in (1, 1 << 30):
        writer = index.writer(budget=budget)
        for first in (0, 3, 6):
            batch = make_batch(SCHEMA, [document(number) for number in range(first, first + 3)])
            writer.add_batch(batch, without=[0, 2] if first == 3 else [0, 1, 2] if first == 6 else [])
        writer.commit()
    assert found(index, Every()) == ["k0", "k1", "k2", "k4"] * 2


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


def test_a_segment_with_nothing_left_goes(index: ColumnarIndex) -> None:
    add(index, 0)
    add(index, 1)
    writer = index.writer()
    writer.delete_by_term("key", "k0")
    writer.commit()
    assert len(index.segments()) == 1
    assert len([name for name in files(index) if name.endswith(".arrays")]) == 1
    assert found(index, Every()) == ["k1"]


# What to merge

sizes_lists = st.lists(st.integers(1, 10_000), max_size=40)


@given(sizes_lists)
def test_merging_ends_with_few_segments(sizes: list[int]) -> None:
    total = sum(sizes)
    while chosen := choose_merge(sizes):
        assert len(chosen) >= 2
        assert chosen == sorted(set(chosen))
        sizes = [size for n, size in enumerate(sizes) if n not in chosen] + [sum(sizes[n] for n in chosen)]
    assert len(sizes) <= MOST_SEGMENTS
    assert sum(sizes) == total


@given(sizes_lists)
def test_the_smaller_ones_are_merged(sizes: list[int]) -> None:
    chosen = choose_merge(sizes)
    assert bool(chosen) == (len(sizes) > MOST_SEGMENTS)
    if chosen:
        largest = max(sizes[n] for n in chosen)
        assert all(size >= largest for n, size in enumerate(sizes) if n not in chosen)


@given(st.integers(1, 400))
def test_a_document_is_copied_a_few_times_only(commits: int) -> None:
    sizes: list[int] = []
    copied = 0
    for _ in range(commits):
        sizes.append(1)
        while chosen := choose_merge(sizes):
            copied += sum(sizes[n] for n in chosen)
            sizes = [size for n, size in enumerate(sizes) if n not in chosen] + [sum(sizes[n] for n in chosen)]
    assert copied <= commits * max(1, commits.bit_length())
