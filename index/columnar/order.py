"""Do numbers ascend as a format says they do?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["are_starts", "ascend", "ascend_within"]


def ascend(numbers: NDArray[Any]) -> bool:
    """Whether every number is above the one before it."""
    return bool((numbers[1:] > numbers[:-1]).all())


def are_starts(starts: NDArray[Any], total: int) -> bool:
    """Whether numbers divide `total` things into parts, none of them empty: from 0 to `total`."""
    return bool(starts.size and starts[0] == 0 and starts[-1] == total and ascend(starts))


def ascend_within(items: NDArray[Any], starts: NDArray[Any], until: NDArray[Any] | None = None) -> bool:
    """Whether items ascend within each of the parts that begin at `starts`; an item may reach up to its `until`."""
    rising = items[1:] > (items if until is None else until)[:-1]
    rising[starts[1:-1].astype(np.int64) - 1] = True
    return bool(rising.all())
