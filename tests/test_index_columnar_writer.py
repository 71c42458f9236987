"""Does the writer keep Whoosh's contract?"""

from __future__ import annotations

from pathlib import Path

import pytest
from whoosh import fields
from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage
from whoosh.index import EmptyIndexError, LockError
from whoosh.query import And, Every, NumericRange, Phrase, Query, Term
from whoosh.writing import IndexingError

from index.analysis import fold
from index.columnar import MOST_CHARACTERS, ColumnarIndex, ExactText, Words, make_batch
from index.columnar.container import SegmentOverflow

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
    writer.add_document(key="k1", text="".join(map(chr, range(0x40000, 0x40000 + MOST_CHARACTERS))))
    with pytest.raises(SegmentOverflow):
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


def test_a_segment_with_nothing_left_goes(index: ColumnarIndex) -> None:
    add(index, 0)
    add(index, 1)
    writer = index.writer()
    writer.delete_by_term("key", "k0")
    writer.commit()
    assert len(index.segments()) == 1
    assert len([name for name in files(index) if name.endswith(".arrays")]) == 1
    assert found(index, Every()) == ["k1"]


# What is refused, and what is kept together


def test_a_bad_value_is_refused_at_once_and_costs_no_other_document(index: ColumnarIndex) -> None:
    writer = index.writer()
    for number in range(20):
        writer.add_document(**document(number))
    for bad in ({"ordinal": "not a number"}, {"text": 7}, {"words": b"bytes"}, {"words": "\ud800"}, {"ordinal": -1}):
        with pytest.raises((ValueError, TypeError)):
            writer.add_document(**document(99) | bad)
    writer.add_document(**document(20))
    writer.commit()
    assert found(index, Every()) == [f"k{number}" for number in range(21)]


def test_documents_of_a_group_stand_in_one_segment(index: ColumnarIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.columnar.writer.BATCH", 4)
    writer = index.writer(budget=1)
    for first in range(0, 30, 3):
        with writer.group():
            for number in range(first, first + 3):
                writer.add_document(**document(number))
    with writer.group(), writer.group():
        for number in range(30, 50):
            writer.add_document(**document(number))
    writer.commit()
    sizes = [segment.doc_count() for segment in index.segments()]
    assert len(sizes) > 2
    assert sizes[-1] >= 20
    assert all(size % 3 == 0 for size in sizes[:-1])


def test_a_batch_is_refused_in_a_group(index: ColumnarIndex) -> None:
    writer = index.writer()
    with pytest.raises(IndexingError, match="group"), writer.group():
        writer.add_batch(make_batch(SCHEMA, [document(0)]))
    writer.cancel()


def test_the_schema_stays_as_it_is(index: ColumnarIndex) -> None:
    add(index, 0)
    writer = index.writer()
    with pytest.raises(IndexingError, match="colour"):
        writer.add_field("colour", fields.ID())
    with pytest.raises(IndexingError, match="tag"):
        writer.remove_field("tag")
    writer.commit()
    assert found(index, Term("tag", "even")) == ["k0"]


def test_terms_of_no_field_and_of_the_text_delete_nothing(index: ColumnarIndex) -> None:
    add(index, 0)
    writer = index.writer()
    for field in ("text", "colour"):
        with pytest.raises(IndexingError, match=field):
            writer.delete_terms(field, ["营商"])
    with pytest.raises(IndexingError, match="-1"):
        writer.delete_document(-1)
    writer.commit()
    assert found(index, Every()) == ["k0"]


def test_a_segment_without_a_field_has_nothing_to_delete_by(index: ColumnarIndex) -> None:
    writer = index.writer()
    writer.add_batch(make_batch(fields.Schema(text=ExactText()), [{"text": "县"}]))
    writer.commit()
    add(index, 1, merge=False)
    writer = index.writer()
    writer.delete_terms("key", ["k1"])
    writer.commit()
    assert index.doc_count() == 1


def test_the_lock_goes_when_the_table_of_contents_cannot_be_read(index: ColumnarIndex) -> None:
    (toc,) = Path(index.storage.folder).glob("*.toc")
    aside = toc.rename(toc.with_suffix(".aside"))
    with pytest.raises(EmptyIndexError) as kept:
        index.writer()
    aside.rename(toc)
    index.writer().cancel()
    assert kept.value.__traceback__  # and with it the writer, which no garbage collection has closed


@pytest.mark.parametrize(
    "field",
    [
        fields.NUMERIC(int, bits=64, sortable=True),
        fields.NUMERIC(float, sortable=True),
        fields.DATETIME(sortable=True),
        fields.ID(sortable=True),
    ],
)
def test_columns_that_no_array_can_hold_are_refused(tmp_path: Path, field: fields.FieldType) -> None:
    whoosh_index.create_in(str(tmp_path), fields.Schema(odd=field))
    for _ in range(2):  # the lock is free again
        with pytest.raises(IndexingError, match="'odd'"):
            ColumnarIndex(FileStorage(str(tmp_path))).writer()


def test_numbers_of_32_bits_are_kept(tmp_path: Path) -> None:
    whoosh_index.create_in(str(tmp_path), fields.Schema(number=fields.NUMERIC(int, sortable=True)))
    index = ColumnarIndex(FileStorage(str(tmp_path)))
    numbers = [-(2**31), -1, 0, 2**31 - 1]
    with index.writer() as writer:
        for number in numbers:
            writer.add_document(number=number)
    with index.searcher() as searcher:
        column = searcher.reader().column_reader("number")
        assert [column[n] for n in range(4)] == numbers
