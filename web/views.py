"""Which pages are there? The search page and the article page."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from web.engine import current_engine
from web.refine import chips, facet_lists, page_numbers
from web.state import State

__all__ = ["pages"]

pages = Blueprint("pages", __name__)


@pages.get("/")
def search() -> str:
    """The search page; without a query it shows the whole collection, newest first."""
    asked = State.from_args(request.args)
    query = asked.query()
    state = asked.resolved(query)
    engine = current_engine()
    answer = engine.search(query)
    return render_template(
        "search.html",
        state=state,
        answer=answer,
        chips=chips(state, engine),
        facets=facet_lists(state, answer.facets),
        page_numbers=page_numbers(answer.page, answer.pages),
    )


@pages.get("/articles/<article_id>")
def article(article_id: str) -> str:
    """One article, with the marks of the search that led to it."""
    state = State.from_args(request.args)
    found = current_engine().article(article_id, state.query() if state.q else None)
    if found is None:
        abort(404)
    hits = tuple(n for n, (_, text) in enumerate(found.paragraphs, start=1) if text.marks)
    return render_template("article.html", state=state, article=found, hits=hits)
