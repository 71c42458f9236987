"""Which round numbers and which years stand beside a chart, and where?

Coordinates are in units of the view box, from its upper left corner.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from flask_babel import get_locale

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["LABEL", "Frame", "Tick", "cut", "date_bounds", "number", "ticks", "time_labels", "width_of"]

_MOST_STEPS = 5
LABEL = 12
"""Size of a label in units of the picture, as charts.css has it."""
_WAN = 10_000
_YEARS = (1, 2, 5, 10, 20, 50, 100, 200)
_MONTHS = (1, 3, 6, *(12 * years for years in _YEARS))
_FULL_WIDTH = "WFA"
_NARROW_CHARACTER = 0.6


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and what is written there."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A view box and the plot in it.

    Attributes:
        name: `wide` or `narrow`.
        left, top, right, bottom: the edges of the plot; what is outside is for labels.
        labels: how many labels the time axis has room for, at least three.
    """

    name: str
    width: int
    height: int
    left: int
    top: int
    right: int
    bottom: int
    labels: int

    def pitch(self, periods: int) -> float:
        """How wide the column of one of so many periods is."""
        return (self.right - self.left) / max(periods, 1)

    def x(self, share: float) -> float:
        """The place of a share of the way from the left edge of the plot to the right one."""
        return round(self.left + share * (self.right - self.left), 2)

    def y(self, share: float) -> float:
        """The place of a share of the way from the bottom of the plot to its top."""
        return round(self.bottom - share * (self.bottom - self.top), 2)

    def across(self, periods: Sequence[str]) -> tuple[Tick, ...]:
        """The labels of a time axis, each in the middle of its period's column or as near to it as it has room."""

        def within(middle: float, label: str) -> float:
            half = width_of(label) * LABEL / 2
            return round(min(max(middle, half), self.width - half), 2)

        chosen = time_labels(periods, self.labels)
        return tuple(Tick(within(self.x((at + 0.5) / len(periods)), label), label) for at, label in chosen)

    def up(self, values: Sequence[float], *, percent: bool) -> tuple[Tick, ...]:
        """The labels of a value axis that ends at the last value; from 10,000 on short ones, as 12万 or 120k."""
        locale = get_locale()
        unit, sign = (1_000, "k") if locale and locale.language == "en" else (_WAN, "万")

        def label(value: float) -> str:
            return f"{value / unit:g}{sign}" if value >= _WAN else number(value, percent=percent)

        return tuple(Tick(self.y(value / values[-1]), label(value)) for value in values)


def ticks(highest: float, *, whole: bool) -> tuple[float, ...]:
    """Round numbers for an axis: from 0 up to the first that is not below `highest`, in at most five equal steps.

    Args:
        highest: the greatest value, not negative.
        whole: whether only whole numbers make sense.

    Returns:
        Multiples of 1, 2 or 5 times a power of ten; (0, 1) if there is nothing to show.
    """
    if not highest:
        return (0.0, 1.0)
    top = Decimal(repr(highest))
    unit = Decimal(1).scaleb((top / _MOST_STEPS).adjusted())
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor * _MOST_STEPS >= top)
    step = max(step, Decimal(1)) if whole else step
    return tuple(float(step * count) for count in range(ceil(top / step) + 1))


def time_labels(periods: Sequence[str], most: int) -> tuple[tuple[int, str], ...]:
    """Which periods are written out: round years, or round months where years are too far apart.

    Args:
        periods: consecutive years (`YYYY`) or months (`YYYY-MM`), ascending.
        most: how many labels there is room for, at least three.

    Returns:
        (position in `periods`, label); a January that stands for its year is labelled with the year alone.
    """
    monthly = bool(periods) and len(periods[0]) > len("YYYY")
    numbers = [int(when[:4]) * 12 + int(when[5:]) - 1 if monthly else int(when) for when in periods]
    for step in _MONTHS if monthly else _YEARS:
        chosen = [at for at, period in enumerate(numbers) if period % step == 0]
        if len(chosen) <= most:
            break
    return tuple((at, periods[at][: 4 if monthly and step % 12 == 0 else None]) for at in chosen)


def date_bounds(date: str) -> tuple[float, float]:
    """The beginning and the end of what a date may mean, in years: `2023-07` as (2023.5, 2023.583…).

    Months are taken as equally long and as having 31 days, which no drawing shows.
    """
    year, month, day = (int(part) for part in (date[:4], date[5:7] or 0, date[8:] or 0))
    begin = year + max(month - 1, 0) / 12 + max(day - 1, 0) / 372
    return begin, begin + (1 / 372 if day else 1 / 12 if month else 1)


def number(value: float, *, percent: bool = False) -> str:
    """A count as 12,345; a share from 0 to 1 as 3.21%, with three digits that count."""
    return f"{Decimal(f'{value * 100:.3g}'):f}%" if percent else f"{value:,.0f}"


def width_of(text: str) -> float:
    """About how wide a text is, in em."""
    return sum(1.0 if east_asian_width(char) in _FULL_WIDTH else _NARROW_CHARACTER for char in text)


def cut(text: str, room: float) -> str:
    """A text that fits into so many em, with … where the rest of it was."""
    if width_of(text) <= room:
        return text
    kept = next(at for at in range(len(text) - 1, -1, -1) if not at or width_of(text[:at]) + 1 <= room)
    return f"{text[:kept]}…"
