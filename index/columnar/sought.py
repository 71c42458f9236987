"""Where does a string stand in a segment? Looked up in the pairs of its characters, for all documents or for some.

A rare string is found with all its documents at once. Of a common one it is often enough to look into the documents
that are still in question: its long list is then never gone through.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from index.columnar.text import COMMON, Text, Units

__all__ = ["Occurring", "Sought", "near"]

Integers = NDArray[np.int64]

Occurring = tuple[NDArray[np.int32], NDArray[np.int32]]
"""Documents, ascending, and how often something occurs in each, overlaps counted."""

_LOOK = 16
"""Units that are led to their documents in the time that it takes to look for a run of documents among them."""
_READ = 8
"""Characters that are read in the time that one unit takes to be led to its document."""


class Sought:
    """A folded string, looked for in the texts of one segment.

    Attributes:
        bound: how often it occurs if it has one or two characters; a longer one occurs at most so often.
    """

    def __init__(self, text: Text, folded: str, *, at_word: bool = False) -> None:
        """Look up the rarest pair.

        Args:
            text: the texts.
            folded: what to look for.
            at_word: whether it must not begin inside a run of letters and digits.
        """
        self._text = text
        self._at_word = at_word and folded[:1].isascii() and folded[:1].isalnum()
        self._codes = text.codes(folded)
        # Of a longer string, its rarest pair is looked up, which stands `_lead` characters behind its begin.
        self._lead, self._pair = 0, -1
        self._units: Units = text.pair_units[:0]
        if len(self._codes) == 1:
            self._units = text.units_of_character(self._codes[0])
        elif self._codes:
            found = [text.units_of_pair(first, second) for first, second in itertools.pairwise(self._codes)]
            self._lead = min(range(len(found)), key=lambda number: found[number][1].size)
            self._pair, self._units = found[self._lead]
        self.bound = int(self._units.size)

    @property
    def units(self) -> Units:
        """The units at which the string begins; ascending, unless it is a single character."""
        return self._begins(self._units)

    @property
    def document_frequency(self) -> int:
        """In how many documents it occurs, if it has one or two characters; of a longer one, its rarest pair."""
        if not self.bound:
            return 0
        if len(self._codes) == 1:
            return int(self._text.character_docs[self._codes[0]])
        if self.bound < COMMON:
            docs = self._text.documents_at(self._units)
            return int(np.count_nonzero(docs[1:] != docs[:-1])) + 1
        return int(self._text.common_docs[self._text.common.searchsorted(np.uint32(self._pair))])

    def documents(self) -> Occurring:
        """The documents in which it occurs."""
        units = self.units
        if len(self._codes) == 1 and not self._at_word:
            counts = np.bincount(self._text.documents_at(units))
            found = (counts > 0).nonzero()[0]  # much faster over truth values than over numbers
            return found.astype(np.int32), counts[found].astype(np.int32)
        return self._counted(units)

    def documents_in(self, first: Integers, behind: Integers) -> Occurring:
        """The documents in which it occurs, all of those in some runs of documents among them.

        Others are among them where leaving them out would take longer.

        Args:
            first: the first document of each run; ascending, and runs do not overlap.
            behind: the first document behind each run.
        """
        if self.bound <= _LOOK * first.size:
            return self.documents()
        begins, ends = self._text.starts[first], self._text.starts[behind]
        if len(self._codes) > 1:
            # Units are compared as they are kept: other types would have the long list copied.
            low, high = self._units.searchsorted(begins), self._units.searchsorted(ends)
            return self._counted(self._begins(self._units[_ranges(low, high)]))
        if int((ends - begins).sum(dtype=np.int64)) > _READ * self.bound:
            return self.documents()
        read = _ranges(begins, ends)
        return self._counted(self._begins(read[self._text.units[read] == self._codes[0]].astype(np.uint32)))

    def _begins(self, units: Units) -> Units:
        """Where the whole string begins, given units at which what was looked up of it begins."""
        if len(self._codes) > 2:
            units = self._whole(units)
        return self._at_words(units) if self._at_word else units

    def _at_words(self, units: Units) -> Units:
        """Those of some units that follow no letter or digit; ascending."""
        units = np.sort(units)
        alphabet = self._text.alphabet
        before = alphabet[self._text.units[np.maximum(units, 1) - 1]]
        inside = ((before >= ord("0")) & (before <= ord("9"))) | ((before >= ord("a")) & (before <= ord("z")))
        found: Units = units[~inside | (units == 0)]
        return found

    def _whole(self, units: Units) -> Units:
        """Where the whole string begins, given units at which the pair begins that was looked up of it."""
        begins = units[units >= self._lead].astype(np.int64) - self._lead
        for position, code in enumerate(self._codes):
            if position not in (self._lead, self._lead + 1) and begins.size:
                # Behind the last unit there is nothing, and it is a separator, which no string holds.
                begins = begins[self._text.units.take(begins + position, mode="clip") == code]
        return begins.astype(np.uint32)

    def _counted(self, units: Units) -> Occurring:
        """The documents of ascending units, and how many units each has."""
        docs = self._text.documents_at(units)
        begins = np.ones(docs.size, dtype=np.bool_)
        np.not_equal(docs[1:], docs[:-1], out=begins[1:])
        first = begins.nonzero()[0]
        counts = np.empty(first.size, dtype=np.int32)
        np.subtract(first[1:], first[:-1], out=counts[:-1], casting="same_kind")
        counts[-1:] = docs.size - first[-1:]
        return docs[first], counts


def near(text: Text, left: str, right: str, distance: int) -> Occurring:
    """The documents in which two strings stand near each other, and how often the first does so.

    Args:
        text: the texts of a segment.
        left: a folded string.
        right: another, or the same; they do not overlap where they are near.
        distance: characters between them, at most.
    """
    first, second = Sought(text, left), Sought(text, right)
    lefts, rights = np.sort(first.units).astype(np.int64), np.sort(second.units).astype(np.int64)
    if not lefts.size or not rights.size:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
    behind = np.minimum(rights.searchsorted(lefts + len(left)), rights.size - 1)
    before = np.maximum(rights.searchsorted(lefts - len(right), side="right") - 1, 0)
    docs = text.documents_at(lefts.astype(np.uint32))
    meets = np.zeros(lefts.size, dtype=np.bool_)
    for other in (rights[behind], rights[before]):
        gap = np.where(other > lefts, other - lefts - len(left), lefts - other - len(right))
        meets |= (gap >= 0) & (gap <= distance) & (text.documents_at(other.astype(np.uint32)) == docs)
    found, counts = np.unique(docs[meets], return_counts=True)
    return found.astype(np.int32), counts.astype(np.int32)


def _ranges(begins: NDArray[np.integer], ends: NDArray[np.integer]) -> Integers:
    """The numbers of some ranges, one range behind the other."""
    sizes = ends.astype(np.int64) - begins
    behind = np.cumsum(sizes)
    numbers: Integers = np.arange(int(behind[-1]) if behind.size else 0) + np.repeat(ends - behind, sizes)
    return numbers
