"""How was the query understood? One line, shown where it says more than the reader typed, and a switch for synonyms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.links import search_url

if TYPE_CHECKING:
    from search.results import QueryEcho
    from web.state import State

__all__ = ["Echo", "echo_of"]


@dataclass(frozen=True, slots=True)
class Echo:
    """What is told of a query.

    Attributes:
        understood: the query in one line; empty where it only repeats the text, or where notices tell more.
        synonyms: the words for which others stand, or would if synonyms were on.
        synonyms_on: whether they are.
        switch: the same search with synonyms off, or on again.
    """

    understood: str
    synonyms: tuple[str, ...]
    synonyms_on: bool
    switch: str


def echo_of(state: State, answered: QueryEcho) -> Echo:
    """What is told of a query that was answered."""
    on = state.synonyms == "1"
    other = state.but(synonyms="0") if on else state.without("synonyms")
    known = [word for word, _ in answered.synonyms] if on else [each.word for each in other.query().expansions]
    return Echo(answered.understood if answered.tells_more else "", tuple(known), on, search_url(other))
