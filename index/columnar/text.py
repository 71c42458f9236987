"""Where does a string stand? The text of a segment as it is matched, and every pair of its neighbouring characters.

A document's text as it is matched (`index.analysis.matched`) is followed by one `SEPARATOR`. All are kept in one array
of `Codes`, as places in the segment's alphabet (`index.columnar.alphabet`); an offset into it is called a unit.

======================  ======  ===================================================================================
array                   dtype   holds
======================  ======  ===================================================================================
`text.alphabet`         uint32  the distinct characters, ascending; at most 65,536
`text.units`            uint16  the texts as they are matched, each with its separator, as places in the alphabet
`text.starts`           uint32  D + 1 numbers: where each document begins, and where the last one's separator ends
`text.blocks`           uint32  for every 64 units: the last document that has one of them, × 128; + 64 if more than
                                one document begins behind the first of them; + which of them, from 0, is the first
                                that the last document has
`text.pairs`            uint32  the distinct pairs, ascending: place of the first character × 65,536 + of the second
`text.pair_starts`      uint32  one more than there are pairs: where each one's units begin, and the last one's end
`text.pair_units`       uint32  the units at which each pair begins, ascending; pairs lie within a document, its
                                separator counted
`text.common`           uint32  the places in `text.pairs`, ascending, of the pairs that begin at many units
`text.common_docs`      uint32  beside `text.common`: in how many documents each one occurs
`text.character_docs`   uint32  beside `text.alphabet`: in how many documents each character occurs
`text.differs_at`       uint32  the units, ascending, at which the text as shown has another character
`text.shown`            uint32  the characters that stand there
`text.spaces_at`        uint32  the units, ascending, before which the text as shown has a space
`text.lengths`          uint8   how many pairs each document has, in Whoosh's byte form
======================  ======  ===================================================================================

A string of two or more characters is found by taking the units of its rarest pair and looking whether the other
characters stand around them; a single one by its pairs with whatever follows it. Nothing else needs to be stored to
find every string (`index.columnar.sought`), and the text as shown comes out of the same array.
"""

from __future__ import annotations

import itertools
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columnar.alphabet import MOST_CHARACTERS, code_points, distinct, text_of
from index.columnar.container import ArrayReader, ArrayWriter, SegmentOverflow

__all__ = [
    "COMMON",
    "MOST_UNITS",
    "SEPARATOR",
    "Text",
    "Units",
    "blocks_of",
    "character_documents",
    "common_pairs",
    "pair_documents",
    "write_text",
]

SEPARATOR = "\n"
MOST_UNITS = 1 << 32
"""The texts of a segment have fewer units."""
_BLOCK_BITS = 6
_IN_BLOCK = (1 << _BLOCK_BITS) - 1
COMMON = 64
"""Units of a pair whose document frequency is kept; of a rarer one it is counted when it is asked for.

No file says by which number it was written: whoever changes it raises `container.FORMAT_VERSION`.
"""

Units = NDArray[np.uint32]


class Text:
    """The texts of one segment."""

    def __init__(self, arrays: ArrayReader) -> None:
        self.alphabet: NDArray[np.uint32] = arrays["text.alphabet"]
        self.units: NDArray[np.uint16] = arrays["text.units"]
        self.starts: NDArray[np.uint32] = arrays["text.starts"]
        self.blocks: NDArray[np.uint32] = arrays["text.blocks"]
        self.pairs: NDArray[np.uint32] = arrays["text.pairs"]
        self.pair_starts: NDArray[np.uint32] = arrays["text.pair_starts"]
        self.pair_units: Units = arrays["text.pair_units"]
        self.common: NDArray[np.uint32] = arrays["text.common"]
        self.common_docs: NDArray[np.uint32] = arrays["text.common_docs"]
        self.character_docs: NDArray[np.uint32] = arrays["text.character_docs"]
        self.differs_at: Units = arrays["text.differs_at"]
        self.shown_characters: NDArray[np.uint32] = arrays["text.shown"]
        self.spaces_at: Units = arrays["text.spaces_at"]
        self.lengths: NDArray[np.uint8] = arrays["text.lengths"]

    # Here are characters, where do they stand?

    def codes(self, folded: str) -> list[int]:
        """The places of a string's characters in the alphabet; none if it has a character that occurs nowhere."""
        points = code_points(folded)
        places = self.alphabet.searchsorted(points)
        if not points.size or int(places.max()) >= self.alphabet.size or (self.alphabet[places] != points).any():
            return []
        codes: list[int] = places.tolist()
        return codes

    def units_of_character(self, code: int) -> Units:
        """The units at which a character stands, pair after pair."""
        first, last = self.pairs.searchsorted(np.array([code << 16, (code << 16) + 0xFFFF], dtype=np.uint32)).tolist()
        last += last < self.pairs.size and int(self.pairs[last]) == (code << 16) + 0xFFFF
        return self.pair_units[int(self.pair_starts[first]) : int(self.pair_starts[last])]

    def units_of_pair(self, first: int, second: int) -> tuple[int, Units]:
        """The place of a pair in the table, and the units at which it begins, ascending; −1 and none for no pair."""
        key = np.uint32(first << 16 | second)
        place = int(self.pairs.searchsorted(key))
        if place == self.pairs.size or self.pairs[place] != key:
            return -1, self.pair_units[:0]
        return place, self.pair_units[int(self.pair_starts[place]) : int(self.pair_starts[place + 1])]

    def documents_at(self, units: Units) -> NDArray[np.int32]:
        """The document that each of these units lies in."""
        return _documents_at(units, self.blocks, self.starts)

    # Here is a document, what does it say?

    def matched(self, document: int) -> str:
        """The text of a document as it is matched."""
        return text_of(self.alphabet[self._units_of(document)])

    def shown(self, document: int) -> str:
        """The text of a document as it is shown."""
        start, end = int(self.starts[document]), int(self.starts[document + 1]) - 1
        points = self.alphabet[self.units[start:end]]
        low, high = np.searchsorted(self.differs_at, (start, end))
        points[self.differs_at[low:high] - np.uint32(start)] = self.shown_characters[low:high]
        low, high = np.searchsorted(self.spaces_at, (start, end))
        if low < high:
            points = np.insert(points, self.spaces_at[low:high].astype(np.int64) - start, ord(" "))
        return text_of(points)

    def characters(self, which: NDArray[np.bool_]) -> str:
        """The texts as they are matched, with their separators, those units of them that are asked for."""
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


def write_text(
    out: ArrayWriter,
    points: NDArray[np.uint32],
    starts: NDArray[np.int64],
    differs_at: NDArray[np.int64],
    shown: NDArray[np.uint32],
    spaces_at: NDArray[np.int64],
) -> None:
    """Write the texts of a segment.

    Args:
        out: the segment's file.
        points: the characters of the texts as they are matched, each text with its separator.
        starts: D + 1 numbers as in `text.starts`.
        differs_at: as in `text.differs_at`.
        shown: as in `text.shown`.
        spaces_at: as in `text.spaces_at`.

    Raises:
        SegmentOverflow: more than `MOST_CHARACTERS` distinct characters, or not fewer than `MOST_UNITS` in all.
    """
    alphabet = distinct(points)
    if alphabet.size > MOST_CHARACTERS or starts[-1] >= MOST_UNITS:
        raise SegmentOverflow(f"{alphabet.size:,} distinct characters, {starts[-1]:,} in all")
    place = np.zeros(0x110000, dtype=np.uint16)
    place[alphabet] = np.arange(alphabet.size, dtype=np.uint16)
    units = place[points]
    del points
    out.add("text.alphabet", alphabet)
    out.add("text.units", units)
    blocks = blocks_of(starts)
    out.add("text.starts", starts.astype(np.uint32))
    out.add("text.blocks", blocks)
    out.add("text.differs_at", differs_at.astype(np.uint32))
    out.add("text.shown", shown)
    out.add("text.spaces_at", spaces_at.astype(np.uint32))
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
    pairs, pair_starts = keys[first].astype(np.uint32), np.append(first, keys.size).astype(np.uint32)
    del keys
    out.add("text.pairs", pairs)
    out.add("text.pair_starts", pair_starts)
    out.add("text.pair_units", pair_units)
    docs = _documents_at(pair_units, blocks, starts)
    out.add("text.common", common_pairs(pair_starts))
    out.add("text.common_docs", pair_documents(pair_starts, docs)[common_pairs(pair_starts)])
    out.add("text.character_docs", character_documents(alphabet.size, pairs, pair_starts, docs, starts.size - 1))


def blocks_of(starts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The table that leads from a unit to its document, `text.blocks`, from where the documents begin."""
    first = np.arange(0, int(starts[-1]), 1 << _BLOCK_BITS)
    last = np.minimum(first + (1 << _BLOCK_BITS), starts[-1]) - 1
    docs = np.searchsorted(starts, last, side="right") - 1
    several = docs - (np.searchsorted(starts, first, side="right") - 1) > 1
    begins = np.maximum(starts[docs] - first, 0)
    blocks: NDArray[np.uint32] = (docs << (_BLOCK_BITS + 1) | several << _BLOCK_BITS | begins).astype(np.uint32)
    return blocks


def common_pairs(pair_starts: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The places of the pairs whose document frequency is kept."""
    return np.flatnonzero(np.diff(pair_starts) >= COMMON).astype(np.uint32)


def pair_documents(pair_starts: NDArray[np.uint32], docs: NDArray[np.int32]) -> NDArray[np.uint32]:
    """In how many documents each pair occurs, given the document of each of its units."""
    begins = np.ones(docs.size, dtype=np.bool_)
    begins[1:] = docs[1:] != docs[:-1]
    begins[pair_starts[:-1]] = True
    return np.add.reduceat(begins, pair_starts[:-1], dtype=np.uint32) if docs.size else np.zeros(0, dtype=np.uint32)


def character_documents(
    characters: int,
    pairs: NDArray[np.uint32],
    pair_starts: NDArray[np.uint32],
    docs: NDArray[np.int32],
    documents: int,
) -> NDArray[np.uint32]:
    """In how many documents each character occurs, given the document of each unit of each pair; separators in none."""
    bounds = pair_starts[np.searchsorted(pairs >> np.uint32(16), np.arange(characters + 1))].tolist()
    seen = np.zeros(documents, dtype=np.bool_)
    counts = np.zeros(characters, dtype=np.uint32)
    for character, (start, end) in enumerate(itertools.pairwise(bounds)):
        seen[docs[start:end]] = True
        counts[character] = np.count_nonzero(seen)
        seen[docs[start:end]] = False
    return counts


def _documents_at(units: Units, blocks: NDArray[np.uint32], starts: NDArray[Any]) -> NDArray[np.int32]:
    """The document that each of some units lies in."""
    found = blocks[units >> _BLOCK_BITS]
    before = (units & _IN_BLOCK) < (found & _IN_BLOCK)
    docs: NDArray[np.int32] = (found >> (_BLOCK_BITS + 1)).view(np.int32)
    docs -= before
    crowded = (before & ((found & (_IN_BLOCK + 1)) != 0)).nonzero()[0]
    while crowded.size:
        crowded = crowded[starts[docs[crowded]] > units[crowded]]
        docs[crowded] -= 1
    return docs
