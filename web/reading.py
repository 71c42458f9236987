"""How is an article read and cited? Its page, with the marks of the search that led to it, and its records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from index.errors import BadQuery
from web.engine import current_engine
from web.export.citation import bibtex, gbt7714, ris
from web.export.reference import reference_of
from web.export.tables import FORMATS
from web.filters import publisher
from web.links import permanent_url
from web.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask.typing import ResponseReturnValue

    from search import ArticleView, Query

__all__ = ["reading"]

reading = Blueprint("reading", __name__, url_prefix="/articles")


@dataclass(frozen=True, slots=True)
class Further:
    """A search for more reports that have something in common with an article.

    Attributes:
        label: what they have in common.
        about: its value, as 邵阳县 · 营商环境.
    """

    label: str
    about: str
    state: State


@reading.get("/<article_id>")
def article(article_id: str) -> ResponseReturnValue:
    """One article; with a query, what it matched is marked."""
    state, query = _search()
    found = current_engine().article(article_id, query)
    if found is None:
        return _unknown(state)
    # Links that leave the article keep the language, and nothing else of the search.
    fresh = State(lang=state.lang)
    return render_template(
        "article.html",
        state=state,
        fresh=fresh,
        article=found,
        marks=_marks(found),
        hits=tuple(n for n, (_role, text) in enumerate(found.paragraphs, start=1) if text.marks),
        related=current_engine().related(article_id),
        further=tuple(_further(found, fresh)),
        citation=gbt7714(reference_of(found, permanent_url(found.id)), _today()),
    )


@reading.get("/<article_id>.<any(ris, bib):ending>")
def record(article_id: str, ending: str) -> ResponseReturnValue:
    """One article for a bibliography, as a file to be saved."""
    found = current_engine().article(article_id)
    if found is None:
        return _unknown(State.from_args(request.args))
    reference = reference_of(found, permanent_url(found.id))
    keywords = (*(each.place.path for each in found.places if each.main), *(each.theme.name for each in found.themes))
    write: Callable[..., str] = ris if ending == "ris" else bibtex
    response = Response(write(reference, _today(), keywords=keywords), content_type=FORMATS[ending].content_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"{reference.key}.{ending}")
    return response


def _search() -> tuple[State, Query | None]:
    """The search that led to an article. One that would be refused is dropped: the article can be read without."""
    state = State.from_args(request.args)
    try:
        query = state.query()
    except BadQuery:
        return State(lang=state.lang), None
    return state, query if state.q else None


def _unknown(state: State) -> ResponseReturnValue:
    title = _("没有找到这篇报道")
    message = _("链接可能不完整，或者这篇报道已不在索引里。请核对网址，或者用标题里的词重新检索。")
    return render_template("error.html", state=state, code=404, title=title, message=message, at_fault=""), 404


def _marks(article: ArticleView) -> int:
    """How many marks an article has, those of its head counted."""
    head = (article.title, article.subtitle, article.byline)
    return sum(len(text.marks) for text in chain(head, (text for _role, text in article.paragraphs)))


def _further(article: ArticleView, fresh: State) -> Iterator[Further]:
    place = next((found.place for found in article.places if found.main), None)
    if place and article.themes:
        theme = article.themes[0].theme
        both = fresh.but(place=(place.code,), theme=(theme.id,))
        yield Further(_("同地区同主题的报道"), f"{place.name} · {theme.name}", both)
    if article.date:
        label = {4: _("同年报道"), 7: _("同月报道"), 10: _("同日报道")}[len(article.date)]
        yield Further(label, article.date, fresh.but(since=article.date, until=article.date))
    if article.source:
        yield Further(_("同一来源的报道"), publisher(article.source), fresh.but(source=(article.source,)))


def _today() -> date:
    """The day by the clock of this machine: the day on which the reader saw the article."""
    return datetime.now().astimezone().date()
