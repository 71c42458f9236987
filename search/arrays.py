"""What can be done with ascending arrays of distinct numbers, fast? Unions, differences, and finding places."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.counting import Integers

__all__ = ["any_of", "first_of_runs", "places_of", "ranges_of", "without"]

_SPARSE = 32
"""Up to one in so many numbers, sorting them is faster than marking them among all."""


def places_of(wanted: Integers, among: Integers, limit: int) -> Integers:
    """Where each of some ascending numbers below `limit` stands among others, ascending too; −1 where it does not."""
    if wanted.size * _SPARSE > limit or not among.size:
        # Zeros cost nothing where nobody looks.
        numbers = np.zeros(limit, dtype=np.int32)
        numbers[among] = np.arange(1, among.size + 1, dtype=np.int32)
        return numbers[wanted].astype(np.int64) - 1
    places = among.searchsorted(wanted)
    places[places == among.size] = 0
    places[among[places] != wanted] = -1
    return places


def first_of_runs(numbers: NDArray[np.integer]) -> Integers:
    """Where each run of equal numbers begins."""
    begins = np.ones(numbers.size, dtype=np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=begins[1:])
    return begins.nonzero()[0]


def any_of(ascending: Sequence[Integers], limit: int) -> Integers:
    """What is in any of several ascending arrays of numbers below `limit`, ascending."""
    held = [numbers for numbers in ascending if numbers.size]
    if not held:
        return np.zeros(0, dtype=np.int64)
    if len(held) == 1:
        return held[0]
    joined = np.concatenate(held)
    if joined.size * _SPARSE < limit:
        joined.sort()
        return joined[first_of_runs(joined)]
    there = np.zeros(limit, dtype=np.bool_)
    there[joined] = True
    return np.flatnonzero(there)


def without(numbers: Integers, others: Integers, limit: int) -> Integers:
    """The numbers that are not among others; both ascending and below `limit`."""
    return numbers[places_of(numbers, others, limit) < 0] if others.size else numbers


def ranges_of(begins: Integers, ends: Integers) -> Integers:
    """The numbers of some ranges [begin, end), one range behind the other."""
    sizes = ends - begins
    behind = np.cumsum(sizes)
    numbers: Integers = np.arange(int(behind[-1]) if behind.size else 0) + np.repeat(ends - behind, sizes)
    return numbers
