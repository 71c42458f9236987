"""How do the counts look to a reader? Numbers by code → trees with names, and lists.

Only what matched at least once is shown, and what is chosen.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.tagging import gazetteer, theme_tree
from search.query import Query
from search.results import FacetNode, Facets, FacetValue

__all__ = ["LEVELS", "MOST_VALUES", "WHOLE_TREE", "facets"]


LEVELS = 2
WHOLE_TREE = 400
"""Nodes of a tree that is given whole; of a larger one, two levels, and what lies right under what is chosen."""
MOST_VALUES = 200
"""Values of a list that are given, the most frequent; and whatever is chosen."""


Counted = tuple[tuple[str, ...], NDArray[np.integer]]
"""The distinct values of a facet, sorted, and beside them in how many articles each occurs."""

Path = Callable[[str], tuple[str, ...]]


def facets(counted: Mapping[str, Counted], query: Query) -> Facets:
    """The four facets of a result page.

    Args:
        counted: facet → its values and their counts.
        query: what is chosen.
    """
    return Facets(
        place=_tree(counted["place"], query.place, path=_place_path, name=_place_name),
        theme=_tree(counted["theme"], query.theme, path=_theme_path, name=_theme_name),
        year=_values(counted["year"], query.year, newest_first=True),
        source=_values(counted["source"], query.source, newest_first=False),
    )


@cache
def _place_path(code: str) -> tuple[str, ...]:
    return gazetteer().ancestors(code)


@cache
def _theme_path(theme: str) -> tuple[str, ...]:
    return theme_tree().ancestors(theme)


def _place_name(code: str) -> str:
    return gazetteer().name(code)


def _theme_name(theme: str) -> str:
    return theme_tree()[theme].name


def _tree(
    counted: Counted, chosen: Collection[str], *, path: Path, name: Callable[[str], str]
) -> tuple[FacetNode, ...]:
    """Nodes under their parents, each level by count and then by key."""
    values, numbers = counted
    branches = _branches(values, path, name)
    there = np.flatnonzero(numbers)
    opened = {step for key in chosen for step in path(key)}
    if there.size > WHOLE_TREE:
        near = branches.upper[there]
        for place, parent in enumerate(branches.parents) if opened else ():
            if parent in opened:
                near |= there == place
        there = there[near]
    there = there[np.argsort(-numbers[there], kind="stable")]
    children: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for place, count in zip(there.tolist(), numbers[there].tolist(), strict=True):
        children[branches.parents[place]].append((values[place], branches.names[place], count))
    for key in sorted(opened - {values[place] for place in there.tolist()} if opened else ()):
        children[_parent(path(key))].append((key, name(key), 0))

    def nodes(parent: str) -> tuple[FacetNode, ...]:
        return tuple(
            [
                FacetNode(key, label, count, key in chosen, nodes(key) if key in children else ())
                for key, label, count in children[parent]
            ]
        )

    return nodes("") if children else ()


@dataclass(frozen=True, slots=True)
class _Branches:
    """Of each value of a facet its place in the tree.

    Attributes:
        upper: whether it lies in the first `LEVELS` levels.
        parents: the key above it; empty for none.
        names: how it is called.
    """

    upper: NDArray[np.bool_]
    parents: tuple[str, ...]
    names: tuple[str, ...]


@lru_cache(maxsize=8)
def _branches(values: tuple[str, ...], path: Path, name: Callable[[str], str]) -> _Branches:
    lines = [path(value) for value in values]
    upper = np.array([len(line) <= LEVELS for line in lines], dtype=np.bool_)
    return _Branches(upper, tuple(map(_parent, lines)), tuple(map(name, values)))


def _parent(line: Sequence[str]) -> str:
    return line[-2] if len(line) > 1 else ""


def _values(counted: Counted, chosen: Collection[str], *, newest_first: bool) -> tuple[FacetValue, ...]:
    """The most frequent values and those chosen: by count and then by name, or the newest first."""
    values, numbers = counted
    there = np.flatnonzero(numbers)
    if there.size > MOST_VALUES:
        there = np.sort(there[np.argsort(-numbers[there], kind="stable")[:MOST_VALUES]])
    counts = {values[place]: int(numbers[place]) for place in there.tolist()}
    for value in chosen:
        if value not in counts:
            place = bisect_left(values, value)
            counts[value] = int(numbers[place]) if values[place : place + 1] == (value,) else 0
    ordered = sorted(counts, reverse=newest_first)
    if not newest_first:
        ordered.sort(key=lambda value: -counts[value])
    return tuple(FacetValue(value, counts[value], value in chosen) for value in ordered)
