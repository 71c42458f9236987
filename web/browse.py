"""What is in the collection? The front page, and a page for each place and each theme.

Every number is a facet of a search, and leads to the search that counts the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _

from index.tagging import gazetteer, theme_tree
from web.charts import Bar, Histogram, histogram
from web.engine import current_engine
from web.examples import examples
from web.filters import thousands
from web.links import search_url
from web.state import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from search.results import FacetNode, FacetValue

__all__ = ["MOST_FREQUENT", "PlaceBelow", "browse", "home"]

MOST_FREQUENT = 12
"""Themes of a place, and places of a theme, that are listed."""

browse = Blueprint("browse", __name__)


@dataclass(frozen=True, slots=True)
class PlaceBelow:
    """A place below another.

    Attributes:
        main: articles that are about it.
        named: articles that name it, those included.
    """

    code: str
    name: str
    main: int
    named: int


def home(state: State) -> str:
    """The front page.

    Args:
        state: nothing but a language.
    """
    engine = current_engine()
    answer, updated = engine.search(state.query()), engine.updated
    return render_template(
        "home.html",
        state=state,
        answer=answer,
        examples=examples(engine, updated),
        updated=updated.astimezone(),
        years=_by_year(answer.facets.year, state),
        undated=answer.total.articles - sum(year.count for year in answer.facets.year),
    )


@browse.get("/places")
def places() -> str:
    """All places that articles are about."""
    state = _language()
    return render_template("places.html", state=state, nodes=current_engine().search(state.query()).facets.place)


@browse.get("/themes")
def themes() -> str:
    """All themes that articles have."""
    state = _language()
    return render_template("themes.html", state=state, nodes=current_engine().search(state.query()).facets.theme)


@browse.get("/places/<code>")
def place(code: str) -> str:
    """A place: how much there is about it, when, on what, and where within it."""
    known = gazetteer()
    if code not in known:
        abort(404)
    state = _language()
    here = state.but(place=(code,))
    naming = here.but(mentions="1")
    engine = current_engine()
    main, named = engine.search(here.query()), engine.search(naming.query())
    line = known.ancestors(code)
    counts = {node.key: node.count for node in _below(main.facets.place, line)}
    below = [
        PlaceBelow(node.key, node.name, counts.get(node.key, 0), node.count)
        for node in _below(named.facets.place, line)
    ]
    # A place that is only mentioned has a page of its mentions.
    answer, search = (main, here) if main.total.articles else (named, naming)
    return render_template(
        "place.html",
        state=state,
        search=search,
        place=known[code],
        above=[known[step] for step in line[:-1]],
        former=[former for former in known.former_names if former.code == code],
        main=main.total.articles,
        named=named.total.articles,
        answer=answer,
        years=_by_year(answer.facets.year, search),
        themes=_most_frequent(leaf for branch in answer.facets.theme for leaf in branch.children or (branch,)),
        below=sorted(below, key=lambda each: (-each.main, -each.named, each.code)),
    )


@browse.get("/themes/<theme_id>")
def theme(theme_id: str) -> str:
    """A theme: how much there is on it, when, and where."""
    known = theme_tree()
    if theme_id not in known:
        abort(404)
    state = _language()
    search = state.but(theme=(theme_id,))
    answer = current_engine().search(search.query())
    line = known.ancestors(theme_id)
    return render_template(
        "theme.html",
        state=state,
        search=search,
        theme=known[theme_id],
        above=[known[step] for step in line[:-1]],
        answer=answer,
        years=_by_year(answer.facets.year, search),
        below=_below(answer.facets.theme, line),
        provinces=answer.facets.place,
        places=_most_frequent(node for province in answer.facets.place for node in province.children),
    )


def _language() -> State:
    return State(lang=State.from_args(request.args).lang)


def _by_year(values: Iterable[FacetValue], state: State) -> Histogram:
    """A bar for each year from the first to the last; it leads to the articles of its year among those of `state`."""
    counts = {int(value.value): value.count for value in values}
    bars = [
        Bar(
            label=f"{year:04d}",
            count=(count := counts.get(year, 0)),
            url=search_url(state.but(year=(f"{year:04d}",))) if count else "",
            note=_("%(year)s 年：%(n)s 篇", year=year, n=thousands(count)),
        )
        for year in (range(min(counts), max(counts) + 1) if counts else ())
    ]
    return histogram(_("各年的报道"), bars)


def _below(nodes: tuple[FacetNode, ...], line: tuple[str, ...]) -> tuple[FacetNode, ...]:
    """The nodes right below the one at the end of a line from the top; what is chosen is always in its tree."""
    for key in line:
        nodes = next(node for node in nodes if node.key == key).children
    return nodes


def _most_frequent(nodes: Iterator[FacetNode]) -> list[FacetNode]:
    return list(islice(sorted(nodes, key=attrgetter("count"), reverse=True), MOST_FREQUENT))
