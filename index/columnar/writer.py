"""How do documents get into the index, and out of it again? Whoosh's IndexWriter, on arrays.

Documents are gathered into batches, batches into a segment, and a segment is written when it reaches the memory
budget. Nothing that is written is ever changed: deletions stand in the table of contents, and merging makes a new
file. The table of contents is written last, after every file it names is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, LockError, clean_files
from whoosh.query import Query
from whoosh.util.filelock import try_for
from whoosh.writing import IndexingError, IndexWriter

from index.columnar.batch import Batch, check_values, make_batch
from index.columnar.builder import SegmentBuilder
from index.columnar.container import SegmentOverflow
from index.columnar.fields import ExactText, check_columns
from index.columnar.merge import MOST_SEGMENTS, batch_of_segment, choose_merge
from index.columnar.segment import ColumnarSegment, SegmentArrays, open_arrays

__all__ = ["BATCH", "BUDGET", "ColumnarIndex", "ColumnarWriter", "OpenSegment", "open_segments"]

BUDGET = 512 << 20
"""Bytes of memory that a segment may take while it is made."""
BATCH = 1024
"""Documents that are indexed together when they are added one by one."""


@dataclass(frozen=True, slots=True)
class OpenSegment:
    """A segment for who reads arrays rather than Whoosh's matchers.

    Attributes:
        arrays: what its file holds.
        deleted: int32, its deleted documents, ascending.
    """

    arrays: SegmentArrays
    deleted: NDArray[np.int32]


def open_segments(folder: Path) -> list[OpenSegment]:
    """The segments of the index in a folder, in the order of its documents."""
    segments = ColumnarIndex(FileStorage(str(folder))).segments()
    return [OpenSegment(open_arrays(folder, segment), segment.deleted) for segment in segments]


class ColumnarIndex(FileIndex):
    """An index whose writers are columnar; for reading it is like any other."""

    def segments(self) -> list[ColumnarSegment]:
        """The segments, in the order of the documents."""
        segments: list[ColumnarSegment] = self._segments()
        return segments

    def toc(self) -> Any:
        """Whoosh's table of contents, read anew: schema, segments, generation."""
        return self._read_toc()

    def reader_of(self, segments: list[ColumnarSegment]) -> Any:
        """A reader of some segments."""
        return self._reader(self.storage, self.schema, segments, self._read_toc().generation)

    def writer(self, **keywords: Any) -> ColumnarWriter:
        """A writer; keywords as `ColumnarWriter` takes them."""
        return ColumnarWriter(self, **keywords)


class ColumnarWriter(IndexWriter):
    """Adds, deletes and updates documents; nothing is seen by others before `commit`."""

    def __init__(self, index: ColumnarIndex, *, budget: int = BUDGET, timeout: float = 0.0, delay: float = 0.1) -> None:
        """Take the index's lock.

        Args:
            index: what to write to.
            budget: bytes of memory that a segment may take while it is made.
            timeout: seconds to wait for the lock.
            delay: seconds between two tries.

        Raises:
            LockError: another writer has it.
            IndexingError: the schema has a column that segments cannot hold.
        """
        self._lock = index.lock("WRITELOCK")
        if not try_for(self._lock.acquire, timeout=timeout, delay=delay):
            raise LockError
        self._index = index
        try:
            info = index.toc()
            check_columns(info.schema)
        except BaseException:
            self._lock.release()
            raise
        self.storage = index.storage
        self.indexname = index.indexname
        self.generation: int = info.generation + 1
        self.schema: Schema = info.schema
        self.segments: list[ColumnarSegment] = list(info.segments)
        self._committed = len(self.segments)
        self._budget = budget
        self._builder = SegmentBuilder(self.schema)
        self._pending: list[tuple[int, Mapping[str, Any]]] = []  # group, document
        self._group = self._depth = 0  # what stands alone is a group, too, of depth 0
        self._unwanted: list[int] = []
        self._written: list[Path] = []
        self.is_closed = False

    # Documents in

    def add_document(self, **fields: Any) -> None:
        """Add a document, as Whoosh's writer does; boosts and `_stored_` values are not supported.

        Documents that belong together are added in a `group`, or by `add_batch`: others may end up in two segments,
        and those need not stay neighbours.

        Raises:
            IndexingError: no such field.
            ValueError, TypeError: a value that is none of its field's. The document is left out.
        """
        self._check_open()
        for name in fields:
            if name not in self.schema:
                raise IndexingError(f"No field named {name!r} in {self.schema}")
        check_values(self.schema, fields)
        self._group += not self._depth
        self._pending.append((self._group, fields))
        self._flush_many()

    def start_group(self) -> None:
        """Keep the documents together that are added before `end_group`; groups in a group are one."""
        self._check_open()
        self._group += not self._depth
        self._depth += 1

    def end_group(self) -> None:
        """End what `start_group` began."""
        self._depth -= 1
        self._flush_many()

    def add_batch(self, batch: Batch, without: Sequence[int] = ()) -> None:
        """Add documents that were indexed elsewhere, behind those added so far.

        Args:
            batch: the documents. They will stand together in one segment.
            without: numbers of documents in the batch that are not wanted after all.

        Raises:
            IndexingError: in a group, or the batch is more than a segment can hold. It is left out then.
        """
        self._check_open()
        if self._depth:
            raise IndexingError("A batch is a group by itself")
        self._flush_pending()
        self._add(batch)
        first = self._builder.documents - batch.size
        self._unwanted += [first + number for number in without]

    def rewrite(self, change: Callable[[OpenSegment], Iterable[Batch]]) -> None:
        """Put other postings and stored values in some fields of all committed documents, segment by segment.

        Documents keep their numbers, deleted ones too, and every other field is copied as it is.

        Args:
            change: given a segment, batches of all its documents in their order, with the fields to replace alone.
                What they store takes the place of all that is stored.

        Raises:
            IndexingError: more or fewer documents than the segment has.
        """
        self._check_open()
        for place, segment in enumerate(self.segments[: self._committed]):
            arrays = self._open(segment)
            builder = SegmentBuilder(self.schema)
            for batch in change(OpenSegment(arrays, segment.deleted)):
                builder.add(batch)
            if builder.documents != arrays.documents:
                raise IndexingError(f"{builder.documents} documents cannot replace {arrays.documents}")
            new = self._written_by(builder, arrays)
            new.cost = segment.cost  # about: words and text, which are most of it, are the same
            new.delete_documents(segment.deleted)
            self.segments[place] = new

    def add_field(self, fieldname: str, fieldtype: Any, **_: Any) -> None:
        """Refused: the segments that are there would have no such arrays."""
        raise IndexingError(f"Cannot add the field {fieldname!r} to a columnar index: make a new one")

    def remove_field(self, fieldname: str, **_: Any) -> None:
        """Refused: segments are never changed."""
        raise IndexingError(f"Cannot remove the field {fieldname!r} from a columnar index: make a new one")

    # Documents out

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Delete a committed document by its number."""
        self._check_open()
        first = 0
        for segment in self.segments[: self._committed] if docnum >= 0 else []:
            if docnum < first + segment.doc_count_all():
                segment.delete_document(docnum - first, delete)
                return
            first += segment.doc_count_all()
        raise IndexingError(f"No document {docnum!r} in this index")

    def delete_by_query(self, q: Query, searcher: Any = None) -> int:
        """Delete every committed document that a query matches; returns how many."""
        self._check_open()
        own = searcher is None
        searcher = searcher or self.searcher()
        try:
            found = np.fromiter(searcher.docs_for_query(q, for_deletion=True), dtype=np.int64)
        finally:
            if own:
                searcher.close()
        first = 0
        for segment in self.segments[: self._committed]:
            size = segment.doc_count_all()
            inside = found[(found >= first) & (found < first + size)]
            if inside.size:
                segment.delete_documents(inside - first)
            first += size
        return int(found.size)

    def delete_terms(self, field: str, terms: list[str]) -> None:
        """Delete every committed document that has one of these terms in an inverted field.

        Raises:
            IndexingError: no such field, or one without terms of its own, as the text.
        """
        self._check_open()
        if field not in self.schema or not self.schema[field].indexed or isinstance(self.schema[field], ExactText):
            raise IndexingError(f"No field {field!r} with terms to delete by; for strings, there is delete_by_query")
        wanted = sorted(self.schema[field].to_bytes(term) for term in terms)
        for segment in self.segments[: self._committed]:
            arrays = self._open(segment)
            if not arrays.has_field(field):
                continue
            inverted = arrays.inverted(field)
            ranks = [rank for term in wanted if (rank := inverted.rank(term)) is not None]
            if ranks:
                segment.delete_documents(np.concatenate([inverted.postings(rank)[0] for rank in ranks]))

    # All or nothing

    def commit(self, *, merge: bool = True, optimize: bool = False) -> None:
        """Write what was added, merge small segments, and put all of it in force at once.

        Args:
            merge: whether segments may be merged, see `index.columnar.merge`.
            optimize: whether to merge until only one small segment is left, whatever that costs.
        """
        self._check_open()
        try:
            self._flush_pending()
            self._write_segment()
            segments = [segment for segment in self.segments if segment.doc_count()]
            if merge or optimize:
                segments = self._merged(segments, 1 if optimize else MOST_SEGMENTS)
            TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)
            self._written = []  # they are the index's now, whatever comes
            clean_files(self.storage, self.indexname, self.generation, segments)
        except BaseException:
            self.cancel()
            raise
        self._close()

    def cancel(self) -> None:
        """Forget everything since the writer was opened."""
        for path in self._written:
            path.unlink(missing_ok=True)
        self._close()

    def reader(self, **_: Any) -> Any:
        """A reader of what is committed, without what this writer has deleted."""
        return self._index.reader_of(self.segments[: self._committed])

    def _add(self, batch: Batch) -> None:
        if not self._builder.has_room_for(batch, self._budget):
            self._write_segment()
        self._builder.add(batch)

    def _flush_many(self) -> None:
        """Index what waits if it is much, and no group is open that would be torn."""
        if not self._depth and len(self._pending) >= BATCH:
            self._flush_pending()

    def _flush_pending(self) -> None:
        """Index what was added one by one; what cannot be stays there, so that no commit goes on without it."""
        if self._pending:
            try:
                self._add(make_batch(self.schema, [document for _, document in self._pending]))
                self._pending = []
            except SegmentOverflow:  # group by group it may fit
                for _, group in groupby(tuple(self._pending), key=itemgetter(0)):
                    documents = [document for _, document in group]
                    self._add(make_batch(self.schema, documents))
                    del self._pending[: len(documents)]

    def _write_segment(self) -> None:
        if self._builder.documents:
            builder, self._builder = self._builder, SegmentBuilder(self.schema)
            unwanted, self._unwanted = self._unwanted, []
            segment = self._written_by(builder)
            segment.delete_documents(np.array(unwanted, dtype=np.int32))
            self.segments.append(segment)

    def _merged(self, segments: list[ColumnarSegment], most: int) -> list[ColumnarSegment]:
        """The segments, with small ones joined; what is joined stands where the first of it stood."""
        while chosen := choose_merge([segment.cost_left for segment in segments], self._budget, most):
            builder = SegmentBuilder(self.schema)
            joined = []
            for segment in (segments[number] for number in chosen):
                batch = batch_of_segment(self._open(segment), segment.deleted)
                if builder.can_hold(batch):
                    builder.add(batch)
                    joined.append(segment)
            if len(joined) == 1:
                break  # together they have too many distinct characters
            new = self._written_by(builder)
            segments = [new if segment is joined[0] else segment for segment in segments if segment not in joined[1:]]
        return segments

    def _written_by(self, builder: SegmentBuilder, over: SegmentArrays | None = None) -> ColumnarSegment:
        segment = ColumnarSegment(self.indexname)
        segment.set_doc_count(builder.documents)
        segment.cost = builder.cost
        self._written.append(self._path(segment))
        builder.write(self._path(segment), over)
        return segment

    def _path(self, segment: ColumnarSegment) -> Path:
        return Path(self.storage.folder) / segment.file_name

    def _open(self, segment: ColumnarSegment) -> SegmentArrays:
        return open_arrays(Path(self.storage.folder), segment)

    def _check_open(self) -> None:
        if self.is_closed:
            raise IndexingError("This writer is closed")

    def _close(self) -> None:
        if not self.is_closed:
            self.is_closed = True
            self._lock.release()
