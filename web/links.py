"""Where does a state live? The one place that builds addresses."""

from __future__ import annotations

from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote_plus, urlencode

from flask import g, request, url_for

from search.query import MAX_LENGTH
from web.state import State

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "api_page_url",
    "api_url",
    "article_url",
    "asset_url",
    "concordance_url",
    "export_url",
    "feed_url",
    "find_url",
    "language_url",
    "openapi_url",
    "operation_url",
    "page_url",
    "permanent_url",
    "place_url",
    "places_url",
    "record_url",
    "search_url",
    "spread_url",
    "theme_url",
    "themes_url",
    "trends_url",
]

_NOTHING = State()
_STATIC = Path(__file__).with_name("static")


def search_url(state: State = _NOTHING) -> str:
    """The search page in this state; without one, the bare search page."""
    # A result page has hundreds of such links, and `url_for` would take most of the time that it takes to make one.
    if "search_path" not in g:
        g.search_path = url_for("pages.search")
    pairs = (
        f"{name}={_quoted(one)}"
        for name, value in state.parameters().items()
        for one in ((value,) if isinstance(value, str) else value)
    )
    query = "&".join(pairs)
    return f"{g.search_path}?{query}" if query else str(g.search_path)


@lru_cache(maxsize=4096)
def _quoted(value: str) -> str:
    """A value of a parameter, written as `url_for` writes it."""
    return quote_plus(value, safe="!$'()*,/:;?@")


def find_url() -> str:
    """Where the script of the side column asks for places by name."""
    return url_for("pages.find")


def article_url(article_id: str, state: State = _NOTHING, paragraph: int | None = None) -> str:
    """An article, with the search that led to it kept; `paragraph` (from 1) leads to one of its paragraphs."""
    anchor = f"p{paragraph}" if paragraph is not None else None
    return url_for("reading.article", article_id=article_id, _anchor=anchor, **state.parameters())


def permanent_url(article_id: str) -> str:
    """An article for good: the absolute address, without a search."""
    return url_for("reading.article", article_id=article_id, _external=True)


def record_url(article_id: str, ending: str) -> str:
    """An article for a bibliography, as a file: `ris` or `bib`."""
    return url_for("reading.record", article_id=article_id, ending=ending)


def api_url(state: State) -> str:
    """The same search as JSON."""
    return url_for("api.search", **state.parameters())


def openapi_url(state: State) -> str:
    """The description of the API for programs, in the language of the state."""
    return url_for("api.openapi", **State(lang=state.lang).parameters())


def operation_url(name: str) -> str:
    """Where the form of an operation of the API leads."""
    return url_for("api.find_article" if name == "article" else f"api.{name}")


def api_page_url(state: State) -> str:
    """The page about the API, in the language of the state."""
    return url_for("api.page", **State(lang=state.lang).parameters())


def language_url(lang: str) -> str:
    """The present page in another language: its address with nothing but `lang` changed.

    What is longer than a query may be is cut: it stays too long, and the page that says so stays small.
    """
    pairs = [(name, value[: MAX_LENGTH + 1]) for name, value in request.args.items(multi=True) if name != "lang"]
    if lang:
        pairs.append(("lang", lang))
    # A path that nothing answers may look like the address of another host; it is left to the browser to repeat it.
    here = url_for(request.endpoint, **(request.view_args or {})) if request.endpoint else ""
    return f"{here}?{urlencode(pairs)}" if pairs or not here else here


def page_url() -> str:
    """The present page, for paper: its absolute address, in characters that can be read."""
    return request.url


def place_url(code: str, state: State = _NOTHING) -> str:
    """The page of a place, by its code, in the language of the state."""
    return url_for("browse.place", code=code, **State(lang=state.lang).parameters())


def places_url(state: State = _NOTHING) -> str:
    """The page of all places."""
    return url_for("browse.places", **State(lang=state.lang).parameters())


def theme_url(theme_id: str, state: State = _NOTHING) -> str:
    """The page of a theme, by its id, in the language of the state."""
    return url_for("browse.theme", theme_id=theme_id, **State(lang=state.lang).parameters())


def themes_url(state: State = _NOTHING) -> str:
    """The page of all themes."""
    return url_for("browse.themes", **State(lang=state.lang).parameters())


def export_url(ending: str, state: State) -> str:
    """The whole result of this search as a file; `ending` is a key of `web.export.tables.FORMATS`."""
    return url_for("taking.export", ending=ending, **state.without("size").parameters())


def feed_url(state: State) -> str:
    """The newest articles of this search as a feed, whatever its order."""
    return url_for("taking.feed", **state.without("size").without("sort").parameters())


def trends_url(state: State, texts: Sequence[str] = (), **choices: str) -> str:
    """The reports of this search through time, or those of several texts; `choices` are parameters of the page."""
    compared = {"q": list(texts)} if texts else {}
    return url_for("trends.compare", **state.but().parameters() | compared | choices)


def spread_url(state: State, **choices: str) -> str:
    """The places of this search by their first reports; `choices` are parameters of the page."""
    return url_for("spread.places", **state.parameters() | choices)


def concordance_url(state: State, **choices: str) -> str:
    """Every occurrence of what this search looks for; `choices` are parameters of the page."""
    return url_for("concordance.lines", **state.parameters() | choices)


def asset_url(name: str) -> str:
    """A file of static/, with its hash: the address changes with the content, so it can be cached for good."""
    return url_for("static", filename=name, v=_fingerprint(name))


@cache
def _fingerprint(name: str) -> str:
    return blake2b((_STATIC / name).read_bytes(), digest_size=4).hexdigest()
