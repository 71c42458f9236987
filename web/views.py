"""What does the search page hold? What was found, how it was understood, and what can be done about it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from web.browse import home
from web.echo import echo_of
from web.engine import current_engine
from web.finder import places_named
from web.refine import chips, facet_lists, page_numbers, without_chips
from web.state import State
from web.years import years

if TYPE_CHECKING:
    from search import Engine, Query
    from search.results import ResultPage

__all__ = ["pages"]

pages = Blueprint("pages", __name__)


@pages.get("/")
def search() -> str:
    """The search page, or the front page where nothing is asked.

    The parameter `find`, which is no part of the state, lists places by the beginning of their names or pinyin.
    """
    asked = State.from_args(request.args)
    text = _find()
    if asked == State(lang=asked.lang) and not text:
        return home(asked)
    query = asked.query()
    state = asked.resolved(query)
    engine = current_engine()
    answer = engine.search(query)
    return render_template(
        "search.html",
        state=state,
        answer=answer,
        echo=echo_of(state, answer.query),
        chips=chips(state, engine),
        cleared=without_chips(state),
        years=years(state, _counts_by_year(engine, query, answer)),
        facets=facet_lists(state, answer.facets),
        find=text,
        found=places_named(text, state, query, engine),
        page_numbers=page_numbers(answer.page, answer.pages),
    )


@pages.get("/find")
def find() -> str:
    """The list of places alone, for the script that asks while somebody types."""
    asked = State.from_args(request.args)
    query = asked.query()
    text = _find()
    found = places_named(text, asked.resolved(query), query, current_engine())
    return render_template("found.html", find=text, found=found)


def _find() -> str:
    return request.args.get("find", "").strip()


def _counts_by_year(engine: Engine, query: Query, answer: ResultPage) -> dict[str, int]:
    """The reports of each year whatever years or period are chosen, so that others can be."""
    if not (query.since or query.until):
        return {each.value: each.count for each in answer.facets.year}
    timeline = engine.timeline(replace(query, year=(), since="", until=""), "year")
    return {each.when: each.matching for each in timeline.periods}
