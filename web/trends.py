"""How did it travel through time? The reports of one query or several, by month or year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from index.errors import BadQuery
from web.axes import number
from web.charts import MOST_SERIES, LineChart, Point, Series, line_chart
from web.choices import Choice
from web.engine import current_engine
from web.links import search_url, trends_url
from web.operations import STEP
from web.refine import chips
from web.state import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search import Engine
    from search.trends import Step, Timeline

__all__ = ["MEASURE", "Compared", "trends"]

MEASURE = Choice("measure", ("count", "share"))

trends = Blueprint("trends", __name__)


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the queries that are compared.

    Attributes:
        state: a search for it alone.
        name: as it stands beside its line.
        timeline: its reports.
        notices: what the search did that the reader might not expect.
    """

    state: State
    name: str
    timeline: Timeline
    notices: tuple[str, ...]

    @property
    def articles(self) -> int:
        """How many reports there are, with and without a date."""
        return sum(each.matching for each in (*self.timeline.periods, self.timeline.coarse, self.timeline.undated))

    @property
    def counts(self) -> dict[str, int]:
        """Reports by period."""
        return {period.when: period.matching for period in self.timeline.periods}


@trends.get("/trends")
def compare() -> str:
    """The reports of up to `MOST_SERIES` queries (`q`, repeated) through time."""
    asked = State.from_args(request.args)
    state = asked.resolved(asked.query())
    step, measure = STEP.of(request.args), MEASURE.of(request.args)
    texts = tuple(dict.fromkeys(text for given in request.args.getlist("q") if (text := given.strip())))
    if len(texts) > MOST_SERIES:
        raise BadQuery(f"最多同时比较 {MOST_SERIES} 个检索式，现有 {len(texts)} 个", field="q", value=texts[-1])
    engine = current_engine()
    compared = tuple(_compared(engine, state.but(q=text), step) for text in texts or ("",))
    everything = engine.timeline(state.but(q="").query(), step) if measure == "share" else None
    step_chosen, measure_chosen = STEP.parameters(step), MEASURE.parameters(measure)
    return render_template(
        "trends.html",
        state=state,
        texts=texts,
        compared=compared,
        boxes=MOST_SERIES,
        choices=step_chosen | measure_chosen,
        steps=STEP.alternatives(
            step,
            {"year": _("按年"), "month": _("按月")},
            lambda other: trends_url(state, texts, **other, **measure_chosen),
        ),
        measures=MEASURE.alternatives(
            measure,
            {"count": _("篇数"), "share": _("占比")},
            lambda other: trends_url(state, texts, **step_chosen, **other),
        ),
        chart=_chart(compared, everything),
        conditions=chips(state, engine),
    )


def _compared(engine: Engine, state: State, step: Step) -> Compared:
    query = state.query()
    return Compared(state, state.q or _("全部报道"), engine.timeline(query, step), engine.notices(query))


def _chart(compared: Sequence[Compared], everything: Timeline | None) -> LineChart:
    """The lines; of shares of everything, if it is given."""
    periods = _periods(compared)
    if everything is None:
        lines = tuple(Series(each.name, tuple(_point(each, when, None) for when in periods)) for each in compared)
        return line_chart(_("各时期的报道篇数"), periods, lines)
    totals = {period.when: period.matching for period in everything.periods}
    lines = tuple(
        Series(each.name, tuple(_point(each, when, totals.get(when, 0)) for when in periods)) for each in compared
    )
    return line_chart(_("占同样条件下全部报道的比例"), periods, lines, percent=True)


def _periods(compared: Sequence[Compared]) -> list[str]:
    """What is drawn: from the first report on, and no further than the state asks for."""
    longest = max((each.timeline.periods for each in compared), key=len)
    first = min((when for each in compared for when, count in each.counts.items() if count), default="~")
    until = compared[0].state.until
    return [
        period.when
        for period in longest
        if first <= period.when and (not until or period.when[: len(until)] <= until[: len(period.when)])
    ]


def _point(each: Compared, when: str, total: int | None) -> Point:
    """A period's reports, or their share of a total."""
    count = each.counts.get(when, 0)
    note = _("%(name)s，%(when)s：%(n)s 篇", name=each.name, when=when, n=number(count))
    url = search_url(_in_period(each.state, when)) if count else ""
    if total is None:
        return Point(count, url, note)
    share = count / total if total else None
    if share is not None:
        note = _("%(told)s，占 %(share)s", told=note, share=number(share, percent=True))
    return Point(share, url, note)


def _in_period(state: State, when: str) -> State:
    """A search in a year or month, as far as the bounds of the state do not narrow it further."""
    ends = [end for end in (state.until, when) if end]
    return state.but(since=max(state.since, when), until=min(ends, key=lambda end: end.ljust(10, "~")))
