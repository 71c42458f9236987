"""What might one ask of this collection? A few queries that find something: the empty box alone tells little."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from index.tagging import theme_tree
from search import parse_query

if TYPE_CHECKING:
    from datetime import datetime

    from search import Engine
    from search.results import FacetNode

__all__ = ["BRANCHES", "examples"]

BRANCHES = 5
"""Branches of themes that have an example each."""


@lru_cache(maxsize=1)
def examples(engine: Engine, updated: datetime) -> tuple[str, ...]:
    """A word for the most frequent theme of each of the largest branches, and one of them in the busiest county.

    Args:
        engine: the index.
        updated: when that last changed: it is asked again then, and not before.
    """
    facets = engine.search(parse_query()).facets
    words = [word for branch in facets.theme[:BRANCHES] if (word := _word_of(engine, branch))]
    return (*words, *(_inside(engine, province, words) for province in facets.place[:1]))


def _word_of(engine: Engine, branch: FacetNode) -> str:
    """The first word that tells the branch's most frequent theme and that some article has."""
    known = theme_tree()
    return next((word for leaf in branch.children for word in known[leaf.key].strong if _finds(engine, word)), "")


def _inside(engine: Engine, place: FacetNode, words: list[str]) -> str:
    """The place with most articles at the end of the tree, with one of the words if they occur together."""
    while place.children:
        place = place.children[0]
    queries = (f"{place.name} {word}" for word in reversed(words))
    return next((query for query in queries if _finds(engine, query)), place.name)


def _finds(engine: Engine, text: str) -> bool:
    answer = engine.search(parse_query(text, size=1))
    return answer.query.mode == "all" and answer.total.articles > 0
