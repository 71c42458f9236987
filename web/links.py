"""Where does a state live? The one place that builds addresses."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

from flask import url_for

from web.state import State

__all__ = ["api_url", "article_url", "asset_url", "search_url"]

_NOTHING = State()
_STATIC = Path(__file__).with_name("static")


def search_url(state: State = _NOTHING) -> str:
    """The search page in this state; without one, the bare search page."""
    return url_for("pages.search", **state.parameters())


def article_url(article_id: str, state: State = _NOTHING, paragraph: int | None = None) -> str:
    """An article, with the search that led to it kept; `paragraph` (from 1) leads to one of its paragraphs."""
    anchor = f"p{paragraph}" if paragraph is not None else None
    return url_for("pages.article", article_id=article_id, _anchor=anchor, **state.parameters())


def api_url(state: State) -> str:
    """The same search as JSON."""
    return url_for("api.search", **state.parameters())


def asset_url(name: str) -> str:
    """A file of static/, with its hash: the address changes with the content, so it can be cached for good."""
    return url_for("static", filename=name, v=_fingerprint(name))


@cache
def _fingerprint(name: str) -> str:
    return blake2b((_STATIC / name).read_bytes(), digest_size=4).hexdigest()
