"""How does Whoosh read a segment of flat arrays? A codec: terms, postings, lengths, columns, stored fields.

Whoosh's own `open_dir`, Searcher and queries work on it unchanged. Segments are written by
`index.columnar.writer.ColumnarWriter`, not by Whoosh's SegmentWriter, which takes postings one by one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.base import Codec, FieldCursor, PerDocumentReader, TermsReader
from whoosh.columns import Column, ColumnReader
from whoosh.fields import FieldType
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Format
from whoosh.reading import TermInfo, TermNotFound
from whoosh.writing import IndexingError

from index.columnar.matchers import ArrayMatcher, TextMatcher
from index.columnar.segment import BYTE_LENGTHS, ColumnarSegment, SegmentArrays, open_arrays
from index.columnar.sought import Sought

__all__ = ["TEXT_FIELD", "ColumnarCodec"]

TEXT_FIELD = "text"
"""The name of the one `ExactText` field."""


class ColumnarCodec(Codec):
    """Reads the segments that `ColumnarWriter` writes."""

    def terms_reader(self, storage: FileStorage, segment: ColumnarSegment) -> TermsReader:
        """The terms of a segment, with their postings."""
        return ArrayTermsReader(_arrays(storage, segment))

    def per_document_reader(self, storage: FileStorage, segment: ColumnarSegment) -> PerDocumentReader:
        """What a segment holds by document."""
        return ArrayDocumentReader(_arrays(storage, segment), segment)

    def new_segment(self, storage: FileStorage, indexname: str) -> ColumnarSegment:
        """A segment that has no file yet."""
        return ColumnarSegment(indexname)

    def per_document_writer(self, storage: FileStorage, segment: ColumnarSegment) -> Any:
        """Not to be had: see the module's text."""
        raise IndexingError(
            "columnar segments are written by ColumnarWriter, which index.schema.open_index(folder).writer() makes"
        )

    field_writer = per_document_writer


def _arrays(storage: FileStorage, segment: ColumnarSegment) -> SegmentArrays:
    return open_arrays(Path(storage.folder), segment)


class ArrayTermsReader(TermsReader):
    """The terms of a segment: those of inverted fields, and the pairs of the text as terms of its field."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self._arrays = arrays
        self._fields = sorted([*arrays.fields(), *([TEXT_FIELD] if arrays.has_text else [])])

    def indexed_field_names(self) -> list[str]:
        return self._fields

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, text = term
        if field not in self._fields:
            return False
        if field == TEXT_FIELD:
            return self._pair(text) is not None
        return self._arrays.inverted(field).rank(text) is not None

    def cursor(self, fieldname: str, fieldobj: FieldType) -> FieldCursor:
        return ArrayCursor(self._all_terms(fieldname), fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return ((field, term) for field in self._fields for term in self._all_terms(field))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for field in self._fields:
            if field == fieldname:
                terms = self._all_terms(field)
                yield from ((field, term) for term in terms[bisect_left(terms, prefix) :])
            elif field > fieldname:
                yield from ((field, term) for term in self._all_terms(field))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        docs, weights = self._postings(fieldname, text)
        lengths = self._lengths(fieldname)
        of_docs = BYTE_LENGTHS[lengths[docs]] if lengths is not None else np.zeros(1)
        return TermInfo(
            weight=float(weights.sum()),
            df=int(docs.size),
            minlength=int(of_docs.min()),
            maxlength=int(of_docs.max()),
            maxweight=float(weights.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return int(self._postings(fieldname, text)[0].size) if (fieldname, text) in self else 0

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self._postings(fieldname, text)[1].sum()) if (fieldname, text) in self else 0.0

    def matcher(self, fieldname: str, text: bytes, format_: Format, scorer: Any = None) -> ArrayMatcher:
        docs, weights = self._postings(fieldname, text)
        keywords = {"scorer": scorer, "term": (fieldname, text), "terminfo": self.term_info(fieldname, text)}
        if fieldname != TEXT_FIELD:
            return ArrayMatcher(docs.tolist(), weights.tolist(), format_, **keywords)
        units = self._sought(text.decode()).units
        return TextMatcher(self._arrays.text, units, docs.tolist(), weights.tolist(), format_, **keywords)

    def _all_terms(self, field: str) -> list[bytes]:
        if field == TEXT_FIELD:
            return [pair.encode() for pair in self._arrays.text.pair_terms]
        return self._arrays.inverted(field).terms()

    def _pair(self, text: bytes) -> str | None:
        pair = text.decode(errors="replace")
        return pair if len(pair) == 2 and self._sought(pair).bound else None

    def _sought(self, folded: str) -> Sought:
        return Sought(self._arrays.text, folded)

    def _postings(self, field: str, text: bytes) -> tuple[NDArray[np.int32], NDArray[Any]]:
        """The documents of a term and its weights in them."""
        if (field, text) not in self:
            raise TermNotFound(f"No term {field}:{text!r}")
        if field == TEXT_FIELD:
            return self._sought(text.decode()).documents()
        inverted = self._arrays.inverted(field)
        docs, frequencies = inverted.postings(inverted.rank_from(text))
        return docs, np.ones(docs.size) if frequencies is None else frequencies

    def _lengths(self, field: str) -> NDArray[np.uint8] | None:
        return self._arrays.lengths(field)


class ArrayCursor(FieldCursor):
    """Walks the sorted terms of a field, as text."""

    def __init__(self, terms: list[bytes], fieldobj: FieldType) -> None:
        self._terms = terms
        self._fieldobj = fieldobj
        self._at = 0

    def first(self) -> Any:
        self._at = 0
        return self.text()

    def find(self, string: str | bytes) -> Any:
        self._at = bisect_left(self._terms, string if isinstance(string, bytes) else self._fieldobj.to_bytes(string))
        return self.text()

    def next(self) -> Any:
        self._at += 1
        return self.text()

    def text(self) -> Any:
        return self._fieldobj.from_bytes(self._terms[self._at]) if self.is_valid() else None

    def is_valid(self) -> bool:
        return self._at < len(self._terms)


class ArrayColumnReader(ColumnReader):
    """A numeric column as Whoosh reads it."""

    def __init__(self, values: NDArray[Any], default: Any) -> None:
        self._values = values
        self._default = default
        self._reverse = False

    def __len__(self) -> int:
        return int(self._values.size)

    def __getitem__(self, docnum: int) -> int:
        return int(self._values[docnum])

    def __iter__(self) -> Iterator[int]:
        return iter(self._values.tolist())

    def sort_key(self, docnum: int) -> int:
        return -self[docnum] if self._reverse else self[docnum]

    def load(self) -> list[int]:
        values: list[int] = self._values.tolist()
        return values

    def set_reverse(self) -> None:
        self._reverse = True

    def default_value(self) -> Any:
        return self._default


class ArrayDocumentReader(PerDocumentReader):
    """What a segment holds by document: lengths, columns, stored fields, deletions."""

    def __init__(self, arrays: SegmentArrays, segment: ColumnarSegment) -> None:
        self._arrays = arrays
        self._segment = segment

    def doc_count(self) -> int:
        return self._arrays.documents - self._segment.deleted_count()

    def doc_count_all(self) -> int:
        return self._arrays.documents

    def has_deletions(self) -> bool:
        return self._segment.deleted_count() > 0

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> list[int]:
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname in self._arrays.columns

    def list_columns(self) -> list[str]:
        return list(self._arrays.columns)

    def column_reader(self, fieldname: str, column: Column) -> ColumnReader:
        return ArrayColumnReader(self._arrays.columns[fieldname], column.default_value())

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._arrays.lengths(fieldname)
        return default if lengths is None else int(BYTE_LENGTHS[lengths[docnum]])

    def field_length(self, fieldname: str) -> int:
        return self._arrays.total_length(fieldname)

    def min_field_length(self, fieldname: str) -> int:
        lengths = self._arrays.lengths(fieldname)
        return 0 if lengths is None else int(BYTE_LENGTHS[lengths.min()])

    def max_field_length(self, fieldname: str) -> int:
        lengths = self._arrays.lengths(fieldname)
        return 0 if lengths is None else int(BYTE_LENGTHS[lengths.max()])

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """The text as it is shown, and what else is stored."""
        values = self._arrays.stored.get(docnum)
        if self._arrays.has_text:
            values[TEXT_FIELD] = self._arrays.text.shown(docnum)
        return values

    def close(self) -> None:
        pass
