"""What do some documents come to, as numbers? Documents → Batch, on the way into a segment.

A batch is all a segment needs to know of its documents. Workers make batches side by side, and arrays are all that
travels from them to the writer.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.columns import Column
from whoosh.fields import FieldType, Schema

from index.analysis import fold, setting_spaces, word_lists
from index.columnar.alphabet import Points, code_points, distinct, text_of
from index.columnar.fields import ExactText, Words, term_lists
from index.columnar.text import SEPARATOR

__all__ = ["Batch", "FieldBatch", "TextBatch", "check_values", "make_batch"]

Integers = NDArray[np.int64]


@dataclass(slots=True)
class FieldBatch:
    """A field's postings.

    Attributes:
        terms: the distinct terms, in any order.
        ids: for each posting its term's place in `terms`.
        docs: for each posting its document, from 0 in the batch.
        frequencies: for each posting how often.
        lengths: for each document how many terms it has.
    """

    terms: list[bytes]
    ids: Integers
    docs: Integers
    frequencies: Integers
    lengths: Integers


@dataclass(slots=True)
class TextBatch:
    """The texts.

    Attributes:
        matched: all texts as they are matched, each followed by the separator.
        characters: the distinct characters of `matched`, ascending.
        lengths: for each document the characters of its text, separator not counted.
        differs_at: where in `matched` the text as shown is another, ascending.
        shown: the characters that stand there.
        spaces_at: where in `matched` the text as shown has a space before the character, ascending.
    """

    matched: str
    characters: Points
    lengths: Integers
    differs_at: Integers
    shown: NDArray[np.uint32]
    spaces_at: Integers

    def texts(self) -> list[str]:
        """The texts as they are matched, one by one."""
        ends = (np.cumsum(self.lengths + len(SEPARATOR)) - len(SEPARATOR)).tolist()
        return [self.matched[end - length : end] for end, length in zip(ends, self.lengths.tolist(), strict=True)]


@dataclass(slots=True)
class Batch:
    """Documents on their way into a segment.

    Attributes:
        size: how many.
        fields: the inverted fields by name.
        text: the texts of the one `ExactText` field.
        columns: for each field with a numeric column the values, the column's default where a document has none.
        stored: for each document what else is stored of it, as JSON; empty where nothing is.
    """

    size: int
    fields: dict[str, FieldBatch] = field(default_factory=dict)
    text: TextBatch | None = None
    columns: dict[str, Integers] = field(default_factory=dict)
    stored: list[bytes] = field(default_factory=list)

    @property
    def characters(self) -> int:
        """How many distinct characters the texts have; a segment holds `MOST_CHARACTERS`."""
        return int(self.text.characters.size) if self.text else 0

    @property
    def cost(self) -> int:
        """Bytes that the batch and what is made of it take in memory, about, while its segment is written.

        A posting takes 8 bytes packed; a character 4 until its pairs are sorted, then 2, and 8 + 4 for its pair.
        """
        postings = sum(part.ids.size for part in self.fields.values())
        return 8 * postings + 14 * (len(self.text.matched) if self.text else 0) + sum(map(len, self.stored))


def make_batch(schema: Schema, documents: Sequence[Mapping[str, Any]]) -> Batch:
    """Index some documents.

    Args:
        schema: Whoosh's; fields as `index.columnar.fields` describes them.
        documents: keywords of Whoosh's `add_document`.
    """
    batch = Batch(len(documents))
    texts: list[Any] | None = None
    for name, fieldobj in schema.items():
        if isinstance(fieldobj, ExactText):
            texts = [document.get(name) for document in documents]
            batch.text = _text_batch(texts)
    for name, fieldobj in schema.items():
        values = [document.get(name) for document in documents]
        if isinstance(fieldobj, ExactText):
            continue
        if isinstance(fieldobj, Words) and batch.text and values == texts:
            batch.fields[name] = _field_batch(word_lists(batch.text.texts()))  # folded already
        elif fieldobj.indexed and fieldobj.format is not None:
            batch.fields[name] = _field_batch(term_lists(fieldobj, values))
        if fieldobj.column_type:
            batch.columns[name] = _column(fieldobj, values)
    batch.stored = _stored(schema, documents)
    return batch


def _stored(schema: Schema, documents: Sequence[Mapping[str, Any]]) -> list[bytes]:
    names = [
        name
        for name, fieldobj in schema.items()
        if fieldobj.stored and not fieldobj.column_type and not isinstance(fieldobj, ExactText)
    ]
    rows = [{name: value for name in names if (value := document.get(name)) is not None} for document in documents]
    return [json.dumps(row, ensure_ascii=False).encode() if row else b"" for row in rows]


def check_values(schema: Schema, document: Mapping[str, Any]) -> None:
    """Look whether `make_batch` can index a document, without what takes long: nobody wants to lose a batch over one.

    Raises:
        ValueError, TypeError: a value that is none of its field's.
    """
    for name, value in document.items():
        fieldobj = schema[name]
        if value is None:
            continue
        if isinstance(fieldobj, ExactText | Words):
            if not isinstance(value, str):
                raise TypeError(f"The field {name!r} holds text, not {value!r}")
            if isinstance(fieldobj, Words):
                value.encode()  # a lone surrogate is no part of a word
            continue
        if fieldobj.indexed and fieldobj.format is not None:
            term_lists(fieldobj, [value])
        if fieldobj.column_type:
            fieldobj.to_column_value(value)
        elif fieldobj.stored:
            json.dumps(value, ensure_ascii=False).encode()


def _field_batch(lists: Sequence[Sequence[str]] | Sequence[Sequence[bytes]]) -> FieldBatch:
    numbering: defaultdict[object, int] = defaultdict(count().__next__)
    lengths = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
    total = int(lengths.sum())
    ids = np.fromiter(map(numbering.__getitem__, chain.from_iterable(lists)), dtype=np.int64, count=total)
    keys = np.repeat(np.arange(len(lists), dtype=np.int64), lengths) * max(len(numbering), 1) + ids
    keys.sort()  # np.unique would hash them, which takes several times as long
    first = np.flatnonzero(np.concatenate((np.ones(min(1, total), dtype=np.bool_), keys[1:] != keys[:-1])))
    frequencies = np.diff(np.append(first, total))
    docs, ids = np.divmod(keys[first], max(len(numbering), 1))
    terms = [term if isinstance(term, bytes) else str(term).encode() for term in numbering]
    return FieldBatch(terms, ids, docs, frequencies, lengths)


def _text_batch(values: Sequence[str | None]) -> TextBatch:
    shown = "".join(f"{value or ''}{SEPARATOR}" for value in values)
    folded = fold(shown)
    points, shown_points = code_points(folded), code_points(shown)
    lengths = np.fromiter((len(value or "") for value in values), dtype=np.int64, count=len(values))
    spaces = np.array(setting_spaces(folded), dtype=np.int64)
    if spaces.size:
        points, shown_points = np.delete(points, spaces), np.delete(shown_points, spaces)
        lengths -= np.bincount(np.cumsum(lengths + 1).searchsorted(spaces), minlength=lengths.size)
        spaces -= np.arange(spaces.size)
    differs_at = np.flatnonzero(points != shown_points)
    return TextBatch(text_of(points), distinct(points), lengths, differs_at, shown_points[differs_at], spaces)


def _column(fieldobj: FieldType, values: Iterable[Any]) -> Integers:
    column: Column = fieldobj.column_type
    default = column.default_value()
    return np.array([default if value is None else fieldobj.to_column_value(value) for value in values], dtype=np.int64)
