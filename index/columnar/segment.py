"""What is a segment, as Whoosh lists it, and what does its file hold, once opened?"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.base import Segment
from whoosh.util.numeric import byte_to_length

from index.columnar.container import ArrayReader
from index.columnar.inverted import Inverted
from index.columnar.stored import Stored
from index.columnar.text import Text
from index.errors import IndexDamaged

__all__ = ["BYTE_LENGTHS", "EXTENSION", "ColumnarSegment", "SegmentArrays", "length_bytes", "open_arrays"]

EXTENSION = ".arrays"

BYTE_LENGTHS: NDArray[np.float64] = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.float64)
"""The length that each byte of a `lengths` array stands for; the scores of every codec use such rounded lengths."""


def length_bytes(lengths: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Lengths in Whoosh's byte form, rounded up; what is too long for it is cut."""
    return np.minimum(np.searchsorted(BYTE_LENGTHS, lengths), 255).astype(np.uint8)


class ColumnarSegment(Segment):
    """One segment in Whoosh's table of contents: its name, its size, and which of its documents are deleted.

    The file of a segment is never changed; deletions are part of the table of contents, which is written anew.

    Attributes:
        cost: bytes of memory that it took to make the segment, as in `Batch.cost`.
    """

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        self.cost = 0
        self._documents = 0
        self._deleted: NDArray[np.int32] = np.zeros(0, dtype=np.int32)

    def codec(self) -> Any:
        """The codec that reads this segment."""
        from index.columnar.codec import ColumnarCodec  # the codec makes segments, and a segment names its codec

        return ColumnarCodec()

    @property
    def file_name(self) -> str:
        """The name of the segment's only file."""
        name: str = self.make_filename(EXTENSION)
        return name

    def should_assemble(self) -> bool:
        """Never: there is one file already."""
        return False

    def set_doc_count(self, doccount: int) -> None:
        """Tell how many documents the file holds."""
        self._documents = doccount

    def doc_count_all(self) -> int:
        """Documents in the file, deleted ones included."""
        return self._documents

    @property
    def cost_left(self) -> int:
        """What it would take, about, without the deleted documents."""
        return self.cost * (self._documents - self.deleted_count()) // max(1, self._documents)

    def deleted_count(self) -> int:
        """Deleted documents."""
        return int(self._deleted.size)

    def deleted_docs(self) -> list[int]:
        """The deleted documents, ascending."""
        deleted: list[int] = self._deleted.tolist()
        return deleted

    @property
    def deleted(self) -> NDArray[np.int32]:
        """The deleted documents, ascending."""
        return self._deleted

    def delete_documents(self, docs: NDArray[np.integer[Any]]) -> None:
        """Mark documents as deleted."""
        self._deleted = np.union1d(self._deleted, docs).astype(np.int32)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Mark one document as deleted, or, with `delete` false, as there again."""
        if delete:
            self.delete_documents(np.array([docnum]))
        else:
            self._deleted = self._deleted[self._deleted != docnum]

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        place = int(np.searchsorted(self._deleted, docnum))
        return place < self._deleted.size and int(self._deleted[place]) == docnum


def open_arrays(folder: Path, segment: ColumnarSegment) -> SegmentArrays:
    """The file of a segment, opened.

    Args:
        folder: of the index.
        segment: as the table of contents lists it.

    Raises:
        IndexDamaged: the file cannot be read, or holds other documents than those that are listed.
    """
    arrays = SegmentArrays(folder / segment.file_name)
    if arrays.documents != segment.doc_count_all():
        raise IndexDamaged(
            f"索引文件 {arrays.path} 有 {arrays.documents} 个文档，目录所记为 {segment.doc_count_all()} 个，"
            "请运行 zhengsou reindex --full 重建"
        )
    return arrays


class SegmentArrays:
    """A segment's file, opened. Its parts are made when they are first asked for.

    The file's facts (`index.columnar.container`) are `documents`, how many there are; `lengths`, by scorable field how
    many terms all documents have together; `postings`, by inverted field how many there are, those of runs one by one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.arrays = ArrayReader(path)
        self.documents: int = self.arrays.facts["documents"]
        self.has_text = "text.units" in self.arrays
        self._inverted: dict[str, Inverted] = {}

    @cached_property
    def text(self) -> Text:
        """The texts."""
        return Text(self.arrays)

    @cached_property
    def stored(self) -> Stored:
        """What else is stored."""
        return Stored(self.arrays)

    def inverted(self, field: str) -> Inverted:
        """A field's terms and postings."""
        if field not in self._inverted:
            self._inverted[field] = Inverted(self.arrays, field)
        return self._inverted[field]

    def has_field(self, field: str) -> bool:
        """Whether the segment has postings of a field."""
        return f"{field}.terms" in self.arrays

    def fields(self) -> list[str]:
        """The fields with postings, text not among them."""
        return [name.removesuffix(".terms") for name in self.arrays.names() if name.endswith(".terms")]

    @cached_property
    def columns(self) -> dict[str, NDArray[Any]]:
        """The numeric columns by field."""
        names = [name for name in self.arrays.names() if name.endswith(".column")]
        return {name.removesuffix(".column"): self.arrays[name] for name in names}

    def lengths(self, field: str) -> NDArray[np.uint8] | None:
        """How many terms each document has in a field, as places in `BYTE_LENGTHS`; None if it is not scorable."""
        return self.arrays.get(f"{field}.lengths")

    def total_postings(self, field: str) -> int:
        """How many postings a field has."""
        total: int = self.arrays.facts["postings"][field]
        return total

    def total_length(self, field: str) -> int:
        """How many terms all documents have in a field; 0 if it is not scorable."""
        total: int = self.arrays.facts["lengths"].get(field, 0)
        return total
