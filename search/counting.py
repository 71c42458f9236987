"""Which articles carry which values of a field, and how many of those that matched?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Counts", "Facet", "Integers", "Mask"]

_FEW = 4
"""Up to one in so many articles, going from one to the next is faster than looking at all."""

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Counts = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Facet:
    """Which articles carry which values of a field.

    Attributes:
        values: the distinct values, sorted; each is carried by some article.
        starts: int64, one more than there are articles: where the values of each begin, and where the last ones end.
        numbers: int64, positions in `values`, article by article, each at most once.
        owner_starts: int64, one more than there are values: where the articles of each begin and the last ones end.
        owners: int64, the articles that carry each value, value by value.
    """

    values: tuple[str, ...]
    starts: Integers
    numbers: Integers
    owner_starts: Integers = field(init=False)
    owners: Integers = field(init=False)

    def __post_init__(self) -> None:
        by_value = np.argsort(self.numbers, kind="stable")
        owners = np.repeat(np.arange(self.starts.size - 1), np.diff(self.starts))[by_value]
        sizes = np.bincount(self.numbers, minlength=len(self.values))
        object.__setattr__(self, "owner_starts", np.concatenate(([0], np.cumsum(sizes))))
        object.__setattr__(self, "owners", owners)

    def mask(self, wanted: set[str]) -> Mask:
        """Which articles carry at least one of the wanted values."""
        mask = np.zeros(self.starts.size - 1, dtype=np.bool_)
        for number in (number for number, value in enumerate(self.values) if value in wanted):
            mask[self.owners[self.owner_starts[number] : self.owner_starts[number + 1]]] = True
        return mask

    def counts(self, articles: Integers) -> Counts:
        """How many of some articles carry each value, beside `values`."""
        if articles.size * _FEW > self.starts.size:
            among = np.zeros(self.starts.size - 1, dtype=np.uint8)
            among[articles] = 1
            return np.add.reduceat(among[self.owners], self.owner_starts[:-1], dtype=np.int32)
        sizes = self.starts[articles + 1] - self.starts[articles]
        ends = np.cumsum(sizes)
        total = int(ends[-1]) if ends.size else 0
        carried = self.numbers[np.arange(total) + np.repeat(self.starts[articles] - ends + sizes, sizes)]
        return np.bincount(carried, minlength=len(self.values))
