"""Where does a string stand? The folded text of a segment, and every pair of its neighbouring characters.

A document's folded text is followed by one `SEPARATOR`. All are kept in one array of `Codes`, as places in the
segment's alphabet (`index.columnar.alphabet`); an offset into it is called a unit.

======================  ======  ===================================================================================
array                   dtype   holds
======================  ======  ===================================================================================
`text.alphabet`         uint32  the distinct characters, ascending; at most 65,536
`text.units`            uint16  the folded texts, each with its separator, as places in the alphabet
`text.starts`           uint32  D + 1 numbers: where each document begins, and where the last one's separator ends
`text.block_docs`       int32   for every 64th unit the document that it lies in
`text.pairs`            uint32  the distinct pairs, ascending: place of the first character × 65,536 + of the second
`text.pair_starts`      uint32  one more than there are pairs: where each one's units begin, and the last one's end
`text.pair_units`       uint32  the units at which each pair begins, ascending; pairs lie within a document, its
                                separator counted
`text.differs_at`       uint32  the units, ascending, at which the text as shown is not the folded text
`text.shown`            uint32  the characters that stand there
`text.lengths`          uint8   how many pairs each document has, in Whoosh's byte form
======================  ======  ===================================================================================

A string of two or more characters is found by taking the units of its rarest pair and looking whether the other
characters stand around them; a single one by its pairs with whatever follows it. Nothing else needs to be stored to
find every string, and the text as shown comes out of the same array.
"""

from __future__ import annotations

import itertools
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.columnar.alphabet import code_points, text_of
from index.columnar.container import ArrayReader, ArrayWriter

__all__ = ["SEPARATOR", "Text", "write_text"]

SEPARATOR = "\n"
_BLOCK_BITS = 6

Units = NDArray[np.uint32]


class Text:
    """The texts of one segment."""

    def __init__(self, arrays: ArrayReader) -> None:
        self.alphabet: NDArray[np.uint32] = arrays["text.alphabet"]
        self.units: NDArray[np.uint16] = arrays["text.units"]
        self.starts: NDArray[np.uint32] = arrays["text.starts"]
        self._block_docs: NDArray[np.int32] = arrays["text.block_docs"]
        self.pairs: NDArray[np.uint32] = arrays["text.pairs"]
        self.pair_starts: NDArray[np.uint32] = arrays["text.pair_starts"]
        self.pair_units: Units = arrays["text.pair_units"]
        self.differs_at: Units = arrays["text.differs_at"]
        self.shown_characters: NDArray[np.uint32] = arrays["text.shown"]
        self.lengths: NDArray[np.uint8] = arrays["text.lengths"]

    # Here is a string, where does it stand?

    def find(self, folded: str) -> Units:
        """The units at which a folded string begins, within documents; ascending for two and more characters."""
        codes = self._codes(folded)
        if codes is None:
            return self.pair_units[:0]
        if len(codes) == 1:
            return self._range(codes[0] << 16, (codes[0] + 1) << 16)
        ranges = [self._pair(first, second) for first, second in itertools.pairwise(codes)]
        rarest = min(range(len(ranges)), key=lambda number: ranges[number].size)
        found = ranges[rarest]
        if len(codes) == 2:
            return found
        begins = found.astype(np.int64) - rarest
        begins = begins[begins >= 0]
        for position, code in enumerate(codes):
            if position in (rarest, rarest + 1) or not begins.size:
                continue
            at = begins + position
            if position > rarest:
                at = np.minimum(at, self.units.size - 1)
            begins = begins[self.units[at] == code]
        return begins.astype(np.uint32)

    def count(self, folded: str) -> int:
        """How often a string of one or two characters occurs; at most how often a longer one does."""
        codes = self._codes(folded)
        if codes is None:
            return 0
        if len(codes) == 1:
            return int(self._range(codes[0] << 16, (codes[0] + 1) << 16).size)
        return min(int(self._pair(first, second).size) for first, second in itertools.pairwise(codes))

    def documents_at(self, units: Units) -> NDArray[np.int32]:
        """The document that each of these units lies in."""
        docs: NDArray[np.int32] = self._block_docs[units >> _BLOCK_BITS]
        ends = self.starts[1:]
        behind = np.flatnonzero(ends[docs] <= units)
        while behind.size:
            docs[behind] += 1
            behind = behind[ends[docs[behind]] <= units[behind]]
        return docs

    def documents(self, folded: str) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The documents in which a folded string occurs, ascending, and how often in each; overlaps count."""
        units = self.find(folded)
        if not units.size:
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64)
        if len(folded) == 1:
            counts = np.bincount(self.documents_at(units))
            found = np.flatnonzero(counts)
            return found.astype(np.int32), counts[found]
        docs = self.documents_at(units)
        first = np.flatnonzero(np.concatenate(([True], docs[1:] != docs[:-1])))
        return docs[first], np.diff(np.append(first, docs.size)).astype(np.int64)

    # Here is a document, what does it say?

    def folded(self, document: int) -> str:
        """The folded text of a document."""
        return text_of(self.alphabet[self._units_of(document)])

    def shown(self, document: int) -> str:
        """The text of a document as it is shown."""
        start, end = int(self.starts[document]), int(self.starts[document + 1]) - 1
        points = self.alphabet[self.units[start:end]]
        low, high = np.searchsorted(self.differs_at, (start, end))
        points[self.differs_at[low:high] - np.uint32(start)] = self.shown_characters[low:high]
        return text_of(points)

    def characters(self, which: NDArray[np.bool_]) -> str:
        """The folded texts with their separators, those units of them that are asked for."""
        return text_of(self.alphabet[self.units[which]])

    # Which pairs are there?

    @cached_property
    def pair_terms(self) -> list[str]:
        """Every distinct pair as a string, in the order of the table, which is that of their UTF-8 bytes."""
        firsts = text_of(self.alphabet[self.pairs >> np.uint32(16)])
        seconds = text_of(self.alphabet[self.pairs & np.uint32(0xFFFF)])
        return [first + second for first, second in zip(firsts, seconds, strict=True)]

    def _units_of(self, document: int) -> NDArray[np.uint16]:
        return self.units[int(self.starts[document]) : int(self.starts[document + 1]) - 1]

    def _codes(self, folded: str) -> list[int] | None:
        points = code_points(folded)
        places = np.searchsorted(self.alphabet, points)
        if not points.size or (places >= self.alphabet.size).any() or (self.alphabet[places] != points).any():
            return None
        codes: list[int] = places.tolist()
        return codes

    def _pair(self, first: int, second: int) -> Units:
        key = first << 16 | second
        return self._range(key, key + 1)

    def _range(self, low: int, high: int) -> Units:
        first = int(np.searchsorted(self.pairs, np.uint32(low)))
        last = self.pairs.size if high > 0xFFFFFFFF else int(np.searchsorted(self.pairs, np.uint32(high)))
        return self.pair_units[int(self.pair_starts[first]) : int(self.pair_starts[last])]


def write_text(
    out: ArrayWriter,
    points: NDArray[np.uint32],
    starts: NDArray[np.int64],
    differs_at: NDArray[np.int64],
    shown: NDArray[np.uint32],
) -> None:
    """Write the texts of a segment.

    Args:
        out: the segment's file.
        points: the characters of the folded texts, each text with its separator.
        starts: D + 1 numbers as in `text.starts`.
        differs_at: as in `text.differs_at`.
        shown: as in `text.shown`.
    """
    present = np.zeros(0x110000, dtype=np.bool_)
    present[points] = True
    alphabet = np.flatnonzero(present).astype(np.uint32)
    place = np.zeros(0x110000, dtype=np.uint16)
    place[alphabet] = np.arange(alphabet.size, dtype=np.uint16)
    units = place[points]
    del points
    out.add("text.alphabet", alphabet)
    out.add("text.units", units)
    write_places(out, starts)
    out.add("text.differs_at", differs_at.astype(np.uint32))
    out.add("text.shown", shown)
    keys = (units[:-1].astype(np.uint64) << np.uint64(16)) | units[1:]
    keys <<= np.uint64(32)
    keys |= np.arange(keys.size, dtype=np.uint64)
    within = np.ones(keys.size, dtype=np.bool_)
    within[starts[1:-1] - 1] = False
    keys = keys[within]
    keys.sort()
    pair_units = keys.astype(np.uint32)
    keys >>= np.uint64(32)
    first = np.flatnonzero(np.concatenate((keys[:1] == keys[:1], keys[1:] != keys[:-1])))
    out.add("text.pairs", keys[first].astype(np.uint32))
    out.add("text.pair_starts", np.append(first, keys.size).astype(np.uint32))
    out.add("text.pair_units", pair_units)


def write_places(out: ArrayWriter, starts: NDArray[np.int64]) -> None:
    """Write where the documents begin, and the table that leads from a unit to its document."""
    blocks = np.arange(0, int(starts[-1]), 1 << _BLOCK_BITS)
    out.add("text.starts", starts.astype(np.uint32))
    out.add("text.block_docs", (np.searchsorted(starts, blocks, side="right") - 1).astype(np.int32))
