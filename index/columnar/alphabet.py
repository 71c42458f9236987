"""How is a character kept in two bytes? By its place in the sorted list of those that occur.

A segment's alphabet holds every distinct character of its folded text, sorted by code point; a character is kept as
its place there. So 16 bits are enough for every script at once, characters outside the Basic Multilingual Plane take
no more room than others, offsets are characters, and the order of the numbers is the order of the code points, which
is that of the UTF-8 bytes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST_CHARACTERS", "Codes", "Points", "code_points", "distinct", "text_of"]

Points = NDArray[np.uint32]
"""Code points."""
Codes = NDArray[np.uint16]
"""Places in an alphabet."""

MOST_CHARACTERS = 1 << 16
"""An alphabet holds no more distinct characters; Unicode 17 has some 160,000, a library of newspapers some 15,000."""


def code_points(text: str) -> Points:
    """The characters of a text as numbers."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def distinct(points: Points) -> Points:
    """The distinct ones among some characters, ascending."""
    present = np.zeros(0x110000, dtype=np.bool_)
    present[points] = True
    return np.flatnonzero(present).astype(np.uint32)


def text_of(points: NDArray[Any]) -> str:
    """The text that has these characters."""
    return points.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
