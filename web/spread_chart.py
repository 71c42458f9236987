"""Where did it begin, and where next? Places with their first dates → coordinates, which `charts.html` draws.

As in `web.charts` there are two layouts, and coordinates are in units of the view box, from its upper left corner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from web.axes import Frame, Tick, cut, date_bounds, number, time_labels, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Dot", "Row", "RowMark", "SpreadChart", "SpreadView", "spread_chart"]

_EM = 13
"""The height of the text, as in `charts.css`."""
_ROW = 26
_ROWS_BEGIN = 30


@dataclass(frozen=True, slots=True)
class Row:
    """What one row shows.

    Attributes:
        name: of the place.
        first: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; empty where it is not known.
        count: articles.
        url: where the row leads; empty for nowhere.
        note: what is told of it to who points at it.
    """

    name: str
    first: str
    count: int
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """A first date on the time axis, from the earliest to the latest moment that it may mean; the dot is the latest.

    Attributes:
        exact: whether the day is known.
    """

    earliest: float
    latest: float
    exact: bool


@dataclass(frozen=True, slots=True)
class RowMark:
    """A row as it is drawn.

    Attributes:
        y: its middle.
        name: cut to the room that it has.
        dot: None where no date is known.
        bar: how long the bar of its count is; 0 where the layout has no room for bars.
    """

    row: Row
    y: float
    name: str
    dot: Dot | None
    bar: float


@dataclass(frozen=True, slots=True)
class SpreadView:
    """One layout of a spread; the plot of its frame holds the time axis.

    Attributes:
        across: borders of years.
        bars: where the bars of the counts begin.
        row_height: from one row to the next.
    """

    frame: Frame
    across: tuple[Tick, ...]
    marks: tuple[RowMark, ...]
    bars: float
    row_height: int


@dataclass(frozen=True, slots=True)
class SpreadChart:
    """Places in rows, each with its first date on a common time axis and a bar for its count."""

    title: str
    description: str
    rows: tuple[Row, ...]
    views: tuple[SpreadView, ...]


def spread_chart(title: str, rows: Sequence[Row], before: int = 0, total: int | None = None) -> SpreadChart:
    """Lay out rows, in the order in which they are given.

    Args:
        title: what the chart shows.
        rows: ranked by who asks; all of them, or a page.
        before: how many there are on the pages before.
        total: how many there are on all pages; None if these are all.
    """
    bottom = _ROWS_BEGIN + _ROW * len(rows)
    frames = (
        Frame("wide", 720, bottom + 4, left=176, top=_ROWS_BEGIN, right=536, bottom=bottom, labels=6),
        Frame("narrow", 360, bottom + 4, left=124, top=_ROWS_BEGIN, right=288, bottom=bottom, labels=3),
    )
    views = tuple(_rows_in(frame, rows) for frame in frames if rows)
    return SpreadChart(title, _told_of_rows(rows, before, len(rows) if total is None else total), tuple(rows), views)


def _rows_in(frame: Frame, rows: Sequence[Row]) -> SpreadView:
    years = [int(row.first[:4]) for row in rows if row.first]
    begin, behind = (min(years), max(years) + 1) if years else (0, 0)
    most = max(row.count for row in rows) or 1
    bars = frame.right + 18
    room = max(frame.width - bars - 12 - _EM * width_of(number(most)), 0) if frame.name == "wide" else 0

    def across(moment: float) -> float:
        return frame.x((moment - begin) / (behind - begin))

    def dot(first: str) -> Dot:
        earliest, latest = date_bounds(first)
        return Dot(across(earliest), across(latest), exact=len(first) == len("YYYY-MM-DD"))

    borders = [str(year) for year in range(begin, behind + 1)] if years else []
    marks = tuple(
        RowMark(
            row,
            y=frame.top + _ROW * (index + 0.5),
            name=cut(row.name, (frame.left - 14) / _EM),
            dot=dot(row.first) if row.first else None,
            bar=round(room * row.count / most, 2),
        )
        for index, row in enumerate(rows)
    )
    labels = tuple(Tick(across(int(label)), label) for _, label in time_labels(borders, frame.labels))
    return SpreadView(frame, labels, marks, bars, _ROW)


def _told_of_rows(rows: Sequence[Row], before: int, total: int) -> str:
    if not rows:
        return str(_("没有地区。"))
    dated = [row for row in rows if row.first]
    first = min(dated, key=lambda row: date_bounds(row.first)[1]) if dated else None
    if len(rows) == total:
        if first is None:
            return str(_("%(n)s 个地区，日期都不详。", n=number(total)))
        return str(
            _("%(n)s 个地区，%(place)s最早，见于 %(first)s。", n=number(total), place=first.name, first=first.first)
        )
    shown = "–".join(dict.fromkeys((number(before + 1), number(before + len(rows)))))
    if first is None:
        return str(_("第 %(shown)s 个地区，共 %(n)s 个；本页的日期都不详。", shown=shown, n=number(total)))
    told: str = _(
        "第 %(shown)s 个地区，共 %(n)s 个；本页最早的是%(place)s，见于 %(first)s。",
        shown=shown,
        n=number(total),
        place=first.name,
        first=first.first,
    )
    return told
