"""Where else can the reader go? The rooms of the site, each with what is searched for, and the one the reader is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _

from web import links

if TYPE_CHECKING:
    from web.state import State

__all__ = ["Room", "rooms"]

_WITHIN = {"reading.article": "pages.search", "browse.place": "browse.places", "browse.theme": "browse.themes"}
"""The rooms of the pages that are no room of their own, by their endpoints."""


@dataclass(frozen=True, slots=True)
class Room:
    """A link of the navigation.

    Attributes:
        current: the value of `aria-current`: `page` if this is the page, `true` if the page lies within, or empty.
    """

    label: str
    url: str
    current: str


def rooms(state: State) -> tuple[Room, ...]:
    """The navigation of the present page; rooms that answer a query keep that of the state."""
    asked = state.but()
    here = request.endpoint or ""
    around = _WITHIN.get(here)
    return tuple(
        Room(label, url, "page" if endpoint == here else "true" if endpoint == around else "")
        for endpoint, label, url in (
            ("pages.search", _("检索"), links.search_url(asked)),
            ("browse.places", _("地区"), links.places_url(asked)),
            ("browse.themes", _("主题"), links.themes_url(asked)),
            ("trends.compare", _("趋势"), links.trends_url(asked)),
            ("spread.places", _("传播"), links.spread_url(asked)),
            ("concordance.lines", _("语境"), links.concordance_url(asked)),
            ("api.page", _("接口"), links.api_page_url(asked)),
        )
    )
