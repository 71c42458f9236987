"""How do batches become a segment's file?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import Schema

from index.columnar.alphabet import MOST_CHARACTERS, code_points
from index.columnar.batch import Batch, FieldBatch, TextBatch
from index.columnar.container import ArrayWriter, SegmentOverflow
from index.columnar.inverted import MOST_DOCUMENTS, MOST_TERMS, Packed, pack, write_inverted
from index.columnar.segment import SegmentArrays, length_bytes
from index.columnar.stored import write_stored
from index.columnar.text import MOST_UNITS, write_text

__all__ = ["SegmentBuilder"]

Integers = NDArray[np.int64]


class _FieldBuilder:
    """The postings of one field so far."""

    def __init__(self) -> None:
        self.numbering: dict[bytes, int] = {}
        self.packed: list[Packed] = []
        self.lengths: list[Integers] = []

    def add(self, part: FieldBatch, first_document: int) -> None:
        numbering = self.numbering
        numbers = [numbering.setdefault(term, len(numbering)) for term in part.terms]
        ids = np.array(numbers, dtype=np.int64)[part.ids] if numbers else part.ids
        self.packed.append(pack(ids, part.docs + first_document, part.frequencies))
        self.lengths.append(part.lengths)

    def write(self, out: ArrayWriter, name: str) -> int:
        """Write the field; returns how many postings it has."""
        packed = _joined(self.packed, np.uint64)
        write_inverted(out, name, list(self.numbering), packed)
        return int(packed.size)


class SegmentBuilder:
    """Takes batches, and writes them as one segment."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._fields: dict[str, _FieldBuilder] = {}
        self._points: list[NDArray[np.uint32]] = []
        self._text_lengths: list[Integers] = []
        self._differs_at: list[Integers] = []
        self._spaces_at: list[Integers] = []
        self._shown: list[NDArray[np.uint32]] = []
        self._units = 0
        self._alphabet = np.zeros(0x110000, dtype=np.bool_)
        self._columns: dict[str, list[Integers]] = {}
        self._stored: list[tuple[int, bytes]] = []
        self.documents = 0
        self.cost = 0

    def has_room_for(self, batch: Batch, budget: int) -> bool:
        """Whether a batch fits, by memory and by what the format can hold; an empty builder has memory for any."""
        return (not self.documents or self.cost + batch.cost <= budget) and self.can_hold(batch)

    def can_hold(self, batch: Batch) -> bool:
        """Whether the numbers of the format can count what a batch would add."""
        terms = max((len(found.numbering) for found in self._fields.values()), default=0)
        return (
            self.documents + batch.size <= MOST_DOCUMENTS
            and terms + max((len(part.terms) for part in batch.fields.values()), default=0) <= MOST_TERMS
            and (batch.text is None or self._can_hold_text(batch.text))
        )

    def _can_hold_text(self, text: TextBatch) -> bool:
        new = np.count_nonzero(~self._alphabet[text.characters])
        return self._units + len(text.matched) < MOST_UNITS and self._alphabet.sum() + new <= MOST_CHARACTERS

    def add(self, batch: Batch) -> None:
        """Take a batch behind those before it.

        Raises:
            SegmentOverflow: one segment cannot hold it, see `can_hold`; the builder is as it was.
        """
        if not self.can_hold(batch):
            raise SegmentOverflow(
                f"{batch.size:,} documents with {batch.characters:,} distinct characters are too much for one segment"
            )
        for name, part in batch.fields.items():
            self._fields.setdefault(name, _FieldBuilder()).add(part, self.documents)
        if batch.text:
            points = code_points(batch.text.matched)
            self._alphabet[batch.text.characters] = True
            self._points.append(points)
            self._text_lengths.append(batch.text.lengths)
            self._differs_at.append(batch.text.differs_at + self._units)
            self._spaces_at.append(batch.text.spaces_at + self._units)
            self._shown.append(batch.text.shown)
            self._units += points.size
        for name, values in batch.columns.items():
            self._columns.setdefault(name, []).append(values)
        self._stored += [(self.documents + n, piece) for n, piece in enumerate(batch.stored) if piece]
        self.documents += batch.size
        self.cost += batch.cost

    def write(self, path: Path, over: SegmentArrays | None = None) -> None:
        """Write the segment's file; the builder is of no further use.

        Args:
            path: of the file, which is new.
            over: a segment of the same documents, whose arrays are taken for the fields that no batch had.
        """
        totals: dict[str, int] = dict(over.arrays.facts["lengths"]) if over else {}
        postings: dict[str, int] = dict(over.arrays.facts["postings"]) if over else {}
        with ArrayWriter(path) as out:
            if over:
                self._copy_others(out, over)
            for name in list(self._fields):
                part = self._fields.pop(name)
                postings[name] = part.write(out, name)
                if self._schema[name].scorable:
                    totals[name] = _write_lengths(out, name, _joined(part.lengths, np.int64))
            if self._points:
                lengths = _joined(self._text_lengths, np.int64)
                starts = np.concatenate(([0], np.cumsum(lengths + 1)))
                differs = _joined(self._differs_at, np.int64), _joined(self._shown, np.uint32)
                write_text(out, self._taken_points(), starts, *differs, _joined(self._spaces_at, np.int64))
                totals["text"] = _write_lengths(out, "text", lengths)
            for name, parts in self._columns.items():
                out.add(f"{name}.column", _smallest(_joined(parts, np.int64)))
            write_stored(out, self._stored)
            out.finish({"documents": self.documents, "lengths": totals, "postings": postings})

    def _copy_others(self, out: ArrayWriter, over: SegmentArrays) -> None:
        """Copy the arrays of the fields that no batch had; what is stored always comes from the batches."""
        made = {*self._fields, *self._columns, "stored", *(["text"] if self._points else [])}
        for name in over.arrays.names():
            if name.partition(".")[0] not in made:
                out.add(name, over.arrays[name])

    def _taken_points(self) -> NDArray[np.uint32]:
        """The characters, which the builder keeps no longer."""
        points, self._points = self._points, []
        return _joined(points, np.uint32)


def _smallest(values: Integers) -> NDArray[Any]:
    """The same numbers, of up to 32 bits, in the smallest type that holds them."""
    return values.astype(np.result_type(np.min_scalar_type(values.min()), np.min_scalar_type(values.max())))


def _write_lengths(out: ArrayWriter, name: str, lengths: Integers) -> int:
    """Write how many terms the documents have in Whoosh's byte form; returns how many they have together."""
    out.add(f"{name}.lengths", length_bytes(lengths))
    return int(lengths.sum())


def _joined(parts: Sequence[NDArray[Any]], dtype: Any) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=dtype)
