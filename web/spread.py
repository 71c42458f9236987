"""How did it travel from place to place? Where the reports of a query come from, the first places first."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from search.trends import Level
from web.axes import number
from web.charts import LineChart, Point, Series, line_chart
from web.choices import Choice
from web.engine import current_engine
from web.filters import steps
from web.links import search_url, spread_url
from web.refine import chips, page_numbers
from web.spread_chart import Row, SpreadChart, spread_chart
from web.state import State

if TYPE_CHECKING:
    from search import Engine
    from search.trends import PlaceUse, Spread

__all__ = ["LEVEL", "ROWS", "spread"]

ROWS = 40
"""Places on a page."""
_MOST_MONTHS = 60
"""The curve goes by months up to so many, and by years above."""

LEVEL: Choice[Level] = Choice("level", ("province", "city", "county"))

spread = Blueprint("spread", __name__)


@spread.get("/spread")
def places() -> str:
    """The places of a query's reports by the date of the first one, a page at a time."""
    asked = State.from_args(request.args)
    query = asked.query()
    state = asked.resolved(query)
    level = LEVEL.of(request.args)
    engine = current_engine()
    found = engine.spread(query, level)
    pages = ceil(len(found.places) / ROWS)
    labels: dict[Level, str] = {"province": _("省级"), "city": _("地级"), "county": _("县级")}
    return render_template(
        "spread.html",
        state=state,
        spread=found,
        notices=engine.notices(query),
        choices=LEVEL.parameters(level),
        levels=LEVEL.alternatives(level, labels, lambda other: spread_url(state.but(), **other)),
        level=labels[level],
        chart=_chart(engine, state, found, query.page),
        curve=_curve(found),
        page=query.page,
        pages=pages,
        page_numbers=page_numbers(query.page, pages),
        conditions=chips(state, engine),
    )


def _chart(engine: Engine, state: State, found: Spread, page: int) -> SpreadChart:
    """One page of the places, each with a link to its reports."""
    chosen = [place.path for code in state.place if (place := engine.place(code))]
    before = (page - 1) * ROWS
    rows = [_row(state, use, chosen) for use in found.places[before : before + ROWS]]
    return spread_chart(_("各地首次出现的时间和篇数"), rows, before, len(found.places))


def _row(state: State, use: PlaceUse, chosen: list[str]) -> Row:
    """A place. Where places are chosen already, the reports of one beside them have no address of their own."""
    place = use.place
    above = place.path.split("/")[-2:-1]
    inside = not chosen or any(f"{place.path}/".startswith(f"{path}/") for path in chosen)
    told = _("%(place)s：%(n)s 篇", place=steps(place.path), n=number(use.articles))
    return Row(
        name=_("%(name)s（%(above)s）", name=place.name, above=above[0]) if above else place.name,
        first=use.first,
        count=use.articles,
        url=search_url(state.but(place=(place.code,), mentions="", sort="oldest")) if inside else "",
        note=_("%(told)s，最早见于 %(first)s", told=told, first=use.first) if use.first else told,
    )


def _curve(found: Spread) -> LineChart:
    """How many places there were by the end of each month, or year."""
    reach = found.reach("month")
    if len(reach) > _MOST_MONTHS:
        reach = found.reach("year")
    points = tuple(
        Point(each.places, note=_("%(when)s：%(n)s 个地区", when=each.when, n=number(each.places))) for each in reach
    )
    return line_chart(
        _("累计出现的地区数"), [each.when for each in reach], [Series(_("地区数"), points)] if reach else []
    )
