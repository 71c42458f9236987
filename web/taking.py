"""How does a reader take a search along? Its whole result as a file, its newest articles as a feed."""

from __future__ import annotations

from datetime import datetime
from threading import BoundedSemaphore
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from flask import Blueprint, current_app, request, stream_with_context
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response

from search import Engine
from web.engine import current_engine
from web.export.download import download
from web.export.feed import CONTENT_TYPE, Channel, atom
from web.export.reference import reference_of
from web.export.tables import ExportRow, Origin
from web.filters import lowest
from web.links import feed_url, permanent_url, search_url
from web.state import State

if TYPE_CHECKING:
    from flask.blueprints import BlueprintSetupState

    from search.results import Passage, Result

__all__ = ["ENTRIES", "EXPORTS", "described", "taking"]

ENTRIES = 50
"""Reports in a feed, at most."""
EXPORTS = 2
"""Files that are sent at once, at most: each keeps a thread of the server until its reader has it all."""

_RETRY_AFTER = 10
"""Seconds after which one more reader may try again."""
_KEY = "zhengsou.exports"

_EVERYTHING = "全部报道"
_SCOPES = {"paragraph": "同一段", "title": "标题"}

taking = Blueprint("taking", __name__)


@taking.record_once
def _limit_exports(setup: BlueprintSetupState) -> None:
    setup.app.extensions[_KEY] = BoundedSemaphore(EXPORTS)


@taking.get("/export.<any(csv, jsonl, ris, bib):ending>")
def export(ending: str) -> Response:
    """Every article of a search as one file, written while it is sent; for HEAD nothing is even searched."""
    state = State.from_args(request.args)
    query = state.query()
    engine = current_engine()
    origin = Origin(described(state.resolved(query), engine) or _EVERYTHING, datetime.now().astimezone())
    response = download(ending, map(_row, engine.rows(query)), origin)
    if request.method == "GET":
        exports: BoundedSemaphore = current_app.extensions[_KEY]
        if not exports.acquire(blocking=False):
            raise ServiceUnavailable(retry_after=_RETRY_AFTER)
        response.call_on_close(exports.release)
    response.response = stream_with_context(response.iter_encoded())
    return response


@taking.get("/feed.atom")
def feed() -> Response:
    """The newest articles of a search, whatever order and page were asked for."""
    state = State.from_args(request.args)
    engine = current_engine()
    newest = engine.search(state.but(sort="newest", size=str(ENTRIES)).query())
    state = state.resolved(state.query())
    channel = Channel(
        query=described(state, engine),
        page=_absolute(search_url(state.without("size").but(sort="newest"))),
        feed=_absolute(feed_url(state)),
        updated=engine.updated,
    )
    response = Response(atom(channel, map(_row, newest.results)), content_type=CONTENT_TYPE)
    response.add_etag()
    return response.make_conditional(request)


def described(state: State, engine: Engine) -> str:
    """What is searched for, in a line from which a person can search again; empty for all there is.

    Order and page do not count: they do not change what is found.

    Args:
        state: with places and themes by their codes and ids.
        engine: knows their names.
    """
    places = [place.path for code in state.place if (place := engine.place(code))]
    themes = [theme.name for theme_id in state.theme if (theme := engine.theme(theme_id))]
    named = (
        ("范围", _SCOPES.get(state.scope, "")),
        ("地区", "、".join(places)),
        ("主题", "、".join(themes)),
        ("年份", "、".join(state.year)),
        ("来源", "、".join(state.source)),
        ("自", state.since),
        ("至", state.until),
    )
    said = [
        state.q,
        *(f"{name}：{value}" for name, value in named if value),
        "含只是提到的地区" if state.mentions == "1" else "",
        "不用同义词" if state.synonyms == "0" else "",
    ]
    return "；".join(filter(None, said))


def _row(result: Result) -> ExportRow:
    return ExportRow(
        reference_of(result, permanent_url(result.id)),
        places=tuple(place.path for place in lowest(result.places)),
        themes=tuple(theme.name for theme in result.themes),
        matched=result.matched,
        passage=_best(result.paragraphs),
    )


def _best(passages: tuple[Passage, ...]) -> str:
    """Of the passages shown, in the order of the article, the one with most of what was searched for."""
    return max(passages, key=lambda passage: len(passage.matched)).text if passages else ""


def _absolute(url: str) -> str:
    return urljoin(request.url_root, url)
