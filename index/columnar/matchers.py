"""How does Whoosh walk through postings that are arrays?"""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.formats import Format
from whoosh.matching import ListMatcher, ReadTooFar
from whoosh.query.spans import Span
from whoosh.reading import TermInfo

from index.columnar.text import Text

__all__ = ["ArrayMatcher", "TextMatcher"]


class ArrayMatcher(ListMatcher):
    """The postings of one term, in memory; skips by bisection.

    At its end, and when a search with a limit skips what cannot score enough, it does what the matcher of Whoosh's own
    codec does and ListMatcher does not: Whoosh's other matchers count on that.
    """

    _i: int
    _ids: list[int]

    def __init__(
        self,
        docs: list[int],
        weights: list[float],
        format_: Format,
        *,
        scorer: Any,
        term: tuple[str, bytes],
        terminfo: TermInfo,
    ) -> None:
        super().__init__(docs, weights=weights, format=format_, scorer=scorer, term=term, terminfo=terminfo)

    def copy(self) -> ArrayMatcher:
        """A matcher at the same place, which goes its own way."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        return other

    def id(self) -> int:
        """The present document; at the end the last one, since AndNotMatcher asks even after it skipped that far."""
        return self._ids[min(self._i, len(self._ids) - 1)]

    def replace(self, minquality: float = 0) -> ArrayMatcher:
        """Itself, even at its end: what it excludes lends InverseMatcher a bound, which NullMatcher would make 0."""
        return self

    def block_max_weight(self) -> float:
        """The greatest weight, without looking through the postings at every call."""
        return float(self._terminfo.max_weight())

    def skip_to_quality(self, minquality: float) -> int:
        """Go to the end if no score is above the given one; returns the number of blocks skipped."""
        if self.block_quality() > minquality:
            return 0
        self._i = len(self._ids)
        return 1

    def skip_to(self, id: int) -> None:  # noqa: A002 (Whoosh's name)
        """Go on to the first document that is not below the given one."""
        if not self.is_active():
            raise ReadTooFar
        self._i = bisect_left(self._ids, id, self._i)

    def value_as(self, astype: str) -> Any:
        """Frequency or weight at the present document."""
        if astype in ("frequency", "weight"):
            return self.weight()
        raise ValueError(f"postings hold no {astype}")


class TextMatcher(ArrayMatcher):
    """The postings of one pair of characters, with its positions in each document."""

    def __init__(self, text: Text, units: NDArray[np.uint32], *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._text = text
        self._units = units

    def value_as(self, astype: str) -> Any:
        """Positions at the present document, or as in any matcher."""
        if astype != "positions":
            return super().value_as(astype)
        start, end = self._text.starts[self.id()], self._text.starts[self.id() + 1]
        low, high = np.searchsorted(self._units, (start, end))
        return (self._units[low:high] - start).tolist()

    def spans(self) -> list[Span]:
        """The positions as Whoosh's phrase queries want them."""
        return [Span(position) for position in self.value_as("positions")]
