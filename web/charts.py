"""Where on the paper does each number go? Counts and shares → coordinates, which `charts.html` draws.

A chart that has anything to show is laid out twice, for wide columns and for phones, so that its text keeps a size
that can be read; the style sheet shows the layout that fits. Coordinates are in units of the view box, from its upper
left corner.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from web.axes import Frame, Tick, number, ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "MOST_SERIES",
    "Bar",
    "BarMark",
    "Histogram",
    "HistogramView",
    "LineChart",
    "LineView",
    "Point",
    "PointMark",
    "Series",
    "histogram",
    "line_chart",
]

MOST_SERIES = 4
"""So many lines can be told apart without colour: by their markers and dashes."""

_FRAMES = (
    Frame("wide", 720, 240, left=52, top=12, right=704, bottom=212, labels=10),
    Frame("narrow", 360, 220, left=52, top=12, right=342, bottom=192, labels=5),
)
_BAR_OF_COLUMN = 0.8
_WIDEST_BAR = 40
_CLOSE = 12
_STRETCH = 30
"""Where columns are narrower than `_CLOSE`, one point in so many units is marked."""


# A bar for each period


@dataclass(frozen=True, slots=True)
class Bar:
    """What one bar shows.

    Attributes:
        label: `YYYY` or `YYYY-MM`.
        count: articles.
        url: where the bar leads; empty for nowhere.
        note: what is told of it to who points at it.
        selected: whether it is in the range that is chosen.
    """

    label: str
    count: int
    url: str = ""
    note: str = ""
    selected: bool = False


@dataclass(frozen=True, slots=True)
class BarMark:
    """A bar as it is drawn: a rectangle on the axis, in a column as high as the plot that can be hit."""

    bar: Bar
    x: float
    y: float
    width: float
    height: float
    column: float
    column_width: float


@dataclass(frozen=True, slots=True)
class HistogramView:
    """One layout of a histogram."""

    frame: Frame
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    marks: tuple[BarMark, ...]


@dataclass(frozen=True, slots=True)
class Histogram:
    """A bar for each period; the bars are a range picker if their links are."""

    title: str
    description: str
    bars: tuple[Bar, ...]
    views: tuple[HistogramView, ...]


def histogram(title: str, bars: Sequence[Bar], frames: Sequence[Frame] = _FRAMES) -> Histogram:
    """Lay out bars.

    Args:
        title: what the chart shows.
        bars: consecutive years or months, ascending. A bar that counts anything is at least one unit high.
        frames: the layouts; where the chart has a column of its own, one will do.
    """
    views = tuple(_bars_in(frame, bars) for frame in frames if bars)
    return Histogram(title, _told_of_bars(bars), tuple(bars), views)


def _bars_in(frame: Frame, bars: Sequence[Bar]) -> HistogramView:
    values = ticks(max(bar.count for bar in bars), whole=True)
    column = frame.pitch(len(bars))
    width = min(column * _BAR_OF_COLUMN, _WIDEST_BAR)

    def mark(index: int, bar: Bar) -> BarMark:
        left = frame.left + column * index
        y = min(frame.y(bar.count / values[-1]), frame.bottom - bool(bar.count))
        return BarMark(
            bar,
            x=round(left + (column - width) / 2, 2),
            y=y,
            width=round(width, 2),
            height=round(frame.bottom - y, 2),
            column=round(left, 2),
            column_width=round(column, 2),
        )

    across = frame.across([bar.label for bar in bars])
    marks = tuple(mark(index, bar) for index, bar in enumerate(bars))
    return HistogramView(frame, across, frame.up(values, percent=False), marks)


def _told_of_bars(bars: Sequence[Bar]) -> str:
    total = sum(bar.count for bar in bars)
    if not total:
        return str(_("没有报道。"))
    most = max(bars, key=lambda bar: bar.count)
    told: str = _(
        "%(begin)s 至 %(end)s，共 %(total)s 篇；%(most)s 最多，%(n)s 篇。",
        begin=bars[0].label,
        end=bars[-1].label,
        total=number(total),
        most=most.label,
        n=number(most.count),
    )
    return told


# A line for each of a few series


@dataclass(frozen=True, slots=True)
class Point:
    """What one point shows.

    Attributes:
        value: a count, or a share from 0 to 1; None where there is nothing to count: the line is broken there.
        url: where the point leads; empty for nowhere.
        note: what is told of it to who points at it.
    """

    value: float | None
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A named line: one point for each period."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class PointMark:
    """A point as it is drawn."""

    point: Point
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class LineView:
    """One layout of a line chart.

    Attributes:
        lines: for each series its unbroken stretches, as the `points` of a polyline.
        marks: for each series its points that carry a marker: all, or, where they stand too close to be told apart,
            the highest of each few and those that have no line.
    """

    frame: Frame
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    lines: tuple[tuple[str, ...], ...]
    marks: tuple[tuple[PointMark, ...], ...]


@dataclass(frozen=True, slots=True)
class LineChart:
    """Up to `MOST_SERIES` lines over the same periods, of counts or, with `percent`, of shares."""

    title: str
    description: str
    periods: tuple[str, ...]
    series: tuple[Series, ...]
    percent: bool
    views: tuple[LineView, ...]

    def shown(self, point: Point) -> str:
        """The value of one of its points as text."""
        return str(_("无")) if point.value is None else number(point.value, percent=self.percent)


def line_chart(title: str, periods: Sequence[str], series: Sequence[Series], *, percent: bool = False) -> LineChart:
    """Lay out lines.

    Args:
        title: what the chart shows.
        periods: consecutive years (`YYYY`) or months (`YYYY-MM`), ascending.
        series: each with a point for each period.
        percent: whether the values are shares, to be shown in percent.

    Raises:
        ValueError: there are more series than `MOST_SERIES`, or one has not a point for each period.
    """
    if len(series) > MOST_SERIES:
        raise ValueError(f"{len(series)} series: at most {MOST_SERIES} can be told apart, draw the others elsewhere")
    if any(len(each.points) != len(periods) for each in series):
        raise ValueError(f"every series needs {len(periods)} points, one for each period")
    told = _("；").join(_told_of_line(periods, each, percent=percent) for each in series) or _("没有数据")
    views = tuple(_lines_in(frame, periods, series, percent=percent) for frame in _FRAMES if periods and series)
    return LineChart(title, told + _("。"), tuple(periods), tuple(series), percent, views)


def _lines_in(frame: Frame, periods: Sequence[str], series: Sequence[Series], *, percent: bool) -> LineView:
    highest = max(point.value or 0 for each in series for point in each.points)
    values = ticks(highest, whole=not percent)
    column = frame.pitch(len(periods))
    every = 1 if column >= _CLOSE else ceil(_STRETCH / column)

    def placed(points: Sequence[Point]) -> list[list[PointMark]]:
        marks = (
            None
            if point.value is None
            else PointMark(point, frame.x((index + 0.5) / len(points)), frame.y(point.value / values[-1]))
            for index, point in enumerate(points)
        )
        return [[mark for mark in run if mark] for known, run in groupby(marks, key=bool) if known]

    runs = [placed(each.points) for each in series]
    return LineView(
        frame,
        frame.across(periods),
        frame.up(values, percent=percent),
        lines=tuple(tuple(_polyline(run) for run in each if len(run) > 1) for each in runs),
        marks=tuple(tuple(mark for run in each for mark in _highest(run, every)) for each in runs),
    )


def _polyline(run: Sequence[PointMark]) -> str:
    return " ".join(f"{mark.x},{mark.y}" for mark in run)


def _highest(run: Sequence[PointMark], every: int) -> list[PointMark]:
    """Of each so many points the one that stands highest on the paper."""
    return [min(run[at : at + every], key=lambda mark: mark.y) for at in range(0, len(run), every)]


def _told_of_line(periods: Sequence[str], series: Series, *, percent: bool) -> str:
    known = [(point.value, when) for when, point in zip(periods, series.points, strict=True) if point.value is not None]
    if not known:
        return str(_("%(name)s：没有数据", name=series.name))
    value, when = max(known, key=lambda pair: pair[0])
    told: str = _(
        "%(name)s：%(begin)s 至 %(end)s，%(highest)s 最高，为 %(value)s",
        name=series.name,
        begin=known[0][1],
        end=known[-1][1],
        highest=when,
        value=number(value, percent=percent),
    )
    return told
