"""Which documents hold a term? Sorted terms, and for each its documents, all in flat arrays.

=================  ======  =========================================================================
array              dtype   holds
=================  ======  =========================================================================
`F.terms`          uint8   the terms, one behind the other, in the order of their bytes
`F.term_ends`      uint32  where each of T terms ends in `F.terms`
`F.starts`         uint32  T + 1 numbers: where the postings of each term begin, and where the last end
`F.docs`           int32   the documents of each term, ascending
`F.ends`           int32   beside `F.docs`, which are then the first documents of runs: the first document behind
                           each run. A field is kept in runs where that is shorter, as it is for whatever all
                           paragraphs of an article have in common; the runs of a term do not touch
`F.frequencies`    uint8   beside `F.docs`: how often; left out if it is once everywhere. A field has runs or
                           frequencies, never both
`F.lengths`        uint8   how many terms each document has, in Whoosh's byte form; scorable fields only
=================  ======  =========================================================================

`F` is the name of the field. A frequency above 255 is kept as 255: BM25 hardly tells the two apart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.columnar.container import ArrayReader, ArrayWriter

__all__ = ["MOST_DOCUMENTS", "MOST_TERMS", "Inverted", "Packed", "pack", "write_inverted"]

_DOC_BITS, _FREQUENCY_BITS = 25, 8
_LOW = np.uint64(_DOC_BITS + _FREQUENCY_BITS)
MOST_DOCUMENTS = 1 << _DOC_BITS
MOST_TERMS = 1 << (64 - _DOC_BITS - _FREQUENCY_BITS)
_MOST_FREQUENT = (1 << _FREQUENCY_BITS) - 1

Packed = NDArray[np.uint64]
"""Postings, each in one number: term, document and frequency from the high bits down. Sorting them sorts postings."""


class Inverted:
    """One field's terms and postings in one segment."""

    def __init__(self, arrays: ArrayReader, field: str) -> None:
        self.spelled: NDArray[np.uint8] = arrays[f"{field}.terms"]
        self.term_ends: NDArray[np.uint32] = arrays[f"{field}.term_ends"]
        self.starts: NDArray[np.uint32] = arrays[f"{field}.starts"]
        self.docs: NDArray[np.int32] = arrays[f"{field}.docs"]
        self.run_ends: NDArray[np.int32] | None = arrays.get(f"{field}.ends")
        self.frequencies: NDArray[np.uint8] | None = arrays.get(f"{field}.frequencies")
        self.lengths: NDArray[np.uint8] | None = arrays.get(f"{field}.lengths")

    def __len__(self) -> int:
        return int(self.term_ends.size)

    def term(self, rank: int) -> bytes:
        """The term at a place in the order, from 0."""
        start = int(self.term_ends[rank - 1]) if rank else 0
        return self.spelled[start : int(self.term_ends[rank])].tobytes()

    def terms(self) -> list[bytes]:
        """Every term, sorted."""
        blob, ends = self.spelled.tobytes(), self.term_ends.tolist()
        return [blob[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    def rank_from(self, term: bytes) -> int:
        """The place of the first term that is not below the given one; as many as there are if all are below."""
        opening = np.uint64(int.from_bytes(term[:8].ljust(8, b"\0"), "big"))
        low = int(self._openings.searchsorted(opening))
        high = int(self._openings.searchsorted(opening, side="right"))
        return bisect_left(range(high), term, lo=low, key=self.term)

    def rank(self, term: bytes) -> int | None:
        """The place of a term, or None if it does not occur."""
        found = self.rank_from(term)
        return found if found < len(self) and self.term(found) == term else None

    def terms_with(self, prefix: bytes) -> Iterator[tuple[bytes, int]]:
        """The terms that begin with some bytes, in order, and how many postings each has."""
        for rank in range(self.rank_from(prefix), len(self)):
            term = self.term(rank)
            if not term.startswith(prefix):
                return
            yield term, int(self.starts[rank + 1] - self.starts[rank])

    def postings(self, rank: int) -> tuple[NDArray[np.int32], NDArray[np.uint8] | None]:
        """The documents of a term, ascending, and its frequencies in them; None for once in each."""
        part = slice(int(self.starts[rank]), int(self.starts[rank + 1]))
        docs = self.docs[part]
        if self.run_ends is not None:
            docs = _unrolled(docs, self.run_ends[part])
        return docs, None if self.frequencies is None else self.frequencies[part]

    def runs(self) -> tuple[NDArray[np.integer], NDArray[np.int32], NDArray[np.int32]]:
        """All postings as runs of documents, term after term.

        Returns:
            for each run the rank of its term, its first document, and the first document behind it.
        """
        counts = np.diff(self.starts)
        ends = self.docs + np.int32(1) if self.run_ends is None else self.run_ends
        return np.repeat(np.arange(counts.size), counts), self.docs, ends

    def flat(self) -> tuple[NDArray[np.integer], NDArray[np.int32]]:
        """All postings, term after term: the rank of the term of each, and its document."""
        ranks, first, ends = self.runs()
        if self.run_ends is None:
            return ranks, first
        return np.repeat(ranks, ends - first), _unrolled(first, ends)

    @cached_property
    def _openings(self) -> NDArray[np.uint64]:
        """The first eight bytes of every term as one number, which sorts as they do: a word is mostly shorter."""
        ends = self.term_ends.astype(np.int64)
        begins = np.concatenate((np.zeros(min(1, ends.size), dtype=np.int64), ends[:-1]))
        openings = np.zeros(ends.size, dtype=np.uint64)
        for place in range(8):
            at = begins + place
            inside = at < ends
            openings <<= np.uint64(8)
            openings[inside] |= self.spelled[at[inside]]
        return openings


def _unrolled(first: NDArray[np.int32], ends: NDArray[np.int32]) -> NDArray[np.int32]:
    """The documents of runs, one behind the other."""
    sizes = ends - first
    behind = np.cumsum(sizes)
    total = int(behind[-1]) if behind.size else 0
    docs: NDArray[np.int32] = np.arange(total, dtype=np.int32) + np.repeat(ends - behind, sizes).astype(np.int32)
    return docs


def pack(terms: NDArray[np.int64], docs: NDArray[np.int64], frequencies: NDArray[np.int64]) -> Packed:
    """Postings in one number each.

    Args:
        terms: below `MOST_TERMS`.
        docs: below `MOST_DOCUMENTS`.
        frequencies: at least 1.
    """
    packed = terms.astype(np.uint64) << _LOW
    packed |= docs.astype(np.uint64) << np.uint64(_FREQUENCY_BITS)
    packed |= np.minimum(frequencies, _MOST_FREQUENT).astype(np.uint64)
    return packed


def write_inverted(out: ArrayWriter, field: str, terms: Sequence[bytes], packed: Packed) -> None:
    """Write a field.

    Args:
        out: the segment's file.
        field: name.
        terms: the distinct terms in any order; a term's number in `packed` is its place here. All have postings.
        packed: postings in any order, at most one for a term and a document. Changed.
    """
    order = sorted(range(len(terms)), key=terms.__getitem__)
    rank = np.empty(len(terms), dtype=np.uint64)
    rank[order] = np.arange(len(terms), dtype=np.uint64)
    if order != list(range(len(terms))):
        low = packed & np.uint64((1 << int(_LOW)) - 1)
        np.copyto(packed, (rank[packed >> _LOW] << _LOW) | low)
    packed.sort()
    ranks = (packed >> _LOW).astype(np.int64)
    terms = [terms[number] for number in order]
    docs = ((packed >> np.uint64(_FREQUENCY_BITS)) & np.uint64(MOST_DOCUMENTS - 1)).astype(np.int32)
    frequencies = (packed & np.uint64(_MOST_FREQUENT)).astype(np.uint8)
    out.add(f"{field}.terms", np.frombuffer(b"".join(terms), dtype=np.uint8))
    out.add(f"{field}.term_ends", np.cumsum([len(term) for term in terms], dtype=np.uint32))
    ends = None
    if (frequencies != 1).any():
        out.add(f"{field}.frequencies", frequencies)
    else:
        begins = np.flatnonzero(_begins_run(ranks, docs))
        if 2 * begins.size < docs.size:
            ends = docs[np.append(begins[1:], docs.size) - 1] + np.int32(1)
            ranks, docs = ranks[begins], docs[begins]
    counts = np.bincount(ranks, minlength=len(terms))
    out.add(f"{field}.starts", np.concatenate(([0], np.cumsum(counts))).astype(np.uint32))
    out.add(f"{field}.docs", docs)
    if ends is not None:
        out.add(f"{field}.ends", ends)


def _begins_run(ranks: NDArray[np.int64], docs: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which postings do not follow the one before them, of the same term and the document before."""
    begins = np.ones(docs.size, dtype=np.bool_)
    begins[1:] = (docs[1:] != docs[:-1] + 1) | (ranks[1:] != ranks[:-1])
    return begins
