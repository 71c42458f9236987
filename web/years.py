"""How do the reports spread over the years? A bar for each, by which years are chosen, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from web.axes import Frame
from web.charts import Bar, Histogram, histogram
from web.filters import thousands
from web.links import search_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from web.state import State

__all__ = ["years"]

_SIDE = Frame("side", 272, 124, left=38, top=8, right=270, bottom=102, labels=5)
"""The side column is narrow, and on a phone hardly wider."""


def years(state: State, counted: Mapping[str, int]) -> Histogram:
    """A bar for each year from the first to the last with reports; none if there are none.

    Its link chooses a year in the place of a period, or takes it off.

    Args:
        state: the search.
        counted: `YYYY` → how many reports that year has, whatever years or period are chosen.
    """
    counts = {int(year): count for year, count in counted.items() if count}
    undated = state.but(since="", until="")

    def bar(year: str, count: int) -> Bar:
        note = _("%(year)s 年 %(count)s 篇", year=year, count=thousands(count))
        return Bar(year, count, search_url(undated.toggled("year", year)), note, _is_chosen(state, year))

    span = range(min(counts), max(counts) + 1) if counts else ()
    return histogram(_("各年篇数"), [bar(f"{year:04}", counts.get(year, 0)) for year in span], (_SIDE,))


def _is_chosen(state: State, year: str) -> bool:
    """Whether a year is among those chosen, or the period reaches into it."""
    if state.since or state.until:
        return state.since[:4] <= year <= (state.until[:4] or year)
    return year in state.year
