"""How do documents get into the index, and out of it again? Whoosh's IndexWriter, on arrays.

Documents are gathered into batches, batches into a segment, and a segment is written when it reaches the memory
budget. Nothing that is written is ever changed: deletions stand in the table of contents, and merging makes a new
file. The table of contents is written last, after every file it names is on the disk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

from index.columnar.batch import Batch, make_batch
from index.columnar.builder import SegmentBuilder
from index.columnar.merge import batch_of_segment, choose_merge
from index.columnar.segment import ColumnarSegment, SegmentArrays

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
    return [OpenSegment(SegmentArrays(folder / segment.file_name), segment.deleted) for segment in segments]


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
        """
        self._lock = index.lock("WRITELOCK")
        if not try_for(self._lock.acquire, timeout=timeout, delay=delay):
            raise LockError
        self._index = index
        self.storage = index.storage
        self.indexname = index.indexname
        info = index.toc()
        self.generation: int = info.generation + 1
        self.schema: Schema = info.schema
        self.segments: list[ColumnarSegment] = list(info.segments)
        self._committed = len(self.segments)
        self._budget = budget
        self._builder = SegmentBuilder(self.schema)
        self._pending: list[Mapping[str, Any]] = []
        self._unwanted: list[int] = []
        self._written: list[Path] = []
        self.is_closed = False

    # Documents in

    def add_document(self, **fields: Any) -> None:
        """Add a document, as Whoosh's writer does; boosts and `_stored_` values are not supported."""
        self._check_open()
        for name in fields:
            if name not in self.schema:
                raise IndexingError(f"No field named {name!r} in {self.schema}")
        self._pending.append(fields)
        if len(self._pending) >= BATCH:
            self._flush_pending()

    def add_batch(self, batch: Batch, without: Sequence[int] = ()) -> None:
        """Add documents that were indexed elsewhere, behind those added so far.

        Args:
            batch: the documents. They will stand together in one segment.
            without: numbers of documents in the batch that are not wanted after all.
        """
        self._check_open()
        self._flush_pending()
        self._add(batch)
        first = self._builder.documents - batch.size
        self._unwanted += [first + number for number in without]

    # Documents out

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Delete a committed document by its number."""
        self._check_open()
        first = 0
        for segment in self.segments[: self._committed]:
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
        """Delete every committed document that has one of these terms in an inverted field."""
        self._check_open()
        wanted = sorted(self.schema[field].to_bytes(term) for term in terms)
        for segment in self.segments[: self._committed]:
            inverted = self._open(segment).inverted(field)
            ranks = [rank for term in wanted if (rank := inverted.rank(term)) is not None]
            if ranks:
                segment.delete_documents(np.concatenate([inverted.postings(rank)[0] for rank in ranks]))

    # All or nothing

    def commit(self, *, merge: bool = True, **_: Any) -> None:
        """Write what was added, merge small segments, and put all of it in force at once.

        Args:
            merge: whether segments may be merged, see `index.columnar.merge`.
        """
        self._check_open()
        try:
            self._flush_pending()
            self._write_segment()
            segments = [segment for segment in self.segments if segment.doc_count()]
            while merge and (chosen := choose_merge([segment.doc_count() for segment in segments])):
                group = [segments[number] for number in chosen]
                builder = SegmentBuilder(self.schema)
                for segment in group:
                    builder.add(batch_of_segment(self._open(segment), segment.deleted))
                joined = self._new_segment(builder.documents)
                builder.write(self._path(joined))
                # The joined documents stand where the first of them stood.
                segments = [s for s in segments[: chosen[0]] if s not in group] + [joined] + [
                    s for s in segments[chosen[0] :] if s not in group
                ]  # fmt: skip
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

    def _flush_pending(self) -> None:
        if self._pending:
            pending, self._pending = self._pending, []
            self._add(make_batch(self.schema, pending))

    def _write_segment(self) -> None:
        if self._builder.documents:
            builder, self._builder = self._builder, SegmentBuilder(self.schema)
            unwanted, self._unwanted = self._unwanted, []
            segment = self._new_segment(builder.documents)
            builder.write(self._path(segment))
            segment.delete_documents(np.array(unwanted, dtype=np.int32))
            self.segments.append(segment)

    def _new_segment(self, documents: int) -> ColumnarSegment:
        segment = ColumnarSegment(self.indexname)
        segment.set_doc_count(documents)
        self._written.append(self._path(segment))
        return segment

    def _path(self, segment: ColumnarSegment) -> Path:
        return Path(self.storage.folder) / segment.file_name

    def _open(self, segment: ColumnarSegment) -> SegmentArrays:
        return SegmentArrays(self._path(segment))

    def _check_open(self) -> None:
        if self.is_closed:
            raise IndexingError("This writer is closed")

    def _close(self) -> None:
        if not self.is_closed:
            self.is_closed = True
            self._lock.release()
