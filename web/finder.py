"""Where is that county? The places of a search by name or pinyin, each with how many of its reports are there."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from index.analysis import fold
from index.tagging import gazetteer
from search.query import MAX_VALUES
from web.filters import steps
from web.links import search_url
from web.refine import Option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search import Engine, Query
    from search.results import FacetNode
    from web.state import State

__all__ = ["places_named"]

_COMPLETIONS = 100
"""Completions that are asked for; the places are among words, themes and titles."""


def places_named(text: str, state: State, query: Query, engine: Engine) -> tuple[Option, ...]:
    """The places whose name or pinyin begins so, the likeliest first, with the counts that the place facet has.

    Args:
        text: the beginning of a name (邵阳), its pinyin (shaoyang) or its initials (syx).
        state: the search, its places by their codes.
        query: the same.
        engine: what answers it.

    Returns:
        Those that occur in what is found; of more than a filter may have, the first.
    """
    codes = tuple(islice(dict.fromkeys(_codes(text, engine)), MAX_VALUES))
    if not codes:
        return ()
    # The facet counts what is chosen in it however deep it lies, and ignores that it is chosen.
    counted = engine.search(replace(query, place=codes, page=1, size=1)).facets.place
    counts = {node.key: node.count for node in _all(counted)}
    return tuple(_option(code, counts[code], state) for code in codes if counts[code])


def _codes(text: str, engine: Engine) -> Iterator[str]:
    """The codes of the places that complete a text, each followed by those of the same name."""
    namesakes = gazetteer().codes_by_name
    for completion in engine.complete(text, _COMPLETIONS):
        if completion.kind == "place":
            yield completion.key
            yield from namesakes[fold(completion.text)]


def _all(nodes: tuple[FacetNode, ...]) -> Iterator[FacetNode]:
    for node in nodes:
        yield node
        yield from _all(node.children)


def _option(code: str, count: int, state: State) -> Option:
    line = gazetteer().ancestors(code)
    related = {chosen for chosen in state.place if chosen in line or code in gazetteer().ancestors(chosen)}
    url = search_url(state.toggled("place", code, instead_of=related))
    chosen = code in state.place
    return Option(label=steps(gazetteer()[code].path), count=count, selected=chosen, lit=chosen, url=url)
