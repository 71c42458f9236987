"""How do the counts look to a reader? Numbers by code → trees with names, and lists.

Only what matched at least once is shown, and what is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from functools import cache

from index.tagging import gazetteer, theme_tree
from search.query import Query
from search.results import FacetNode, Facets, FacetValue

__all__ = ["LEVELS", "WHOLE_TREE", "facets"]


LEVELS = 2
WHOLE_TREE = 400
"""Nodes of a tree that is given whole; of a larger one, two levels, and what lies right under what is chosen."""


def facets(counts: Mapping[str, Mapping[str, int]], query: Query) -> Facets:
    """The four facets of a result page.

    Args:
        counts: facet → value → distinct articles, as `search.execute.Matches` has them.
        query: what is chosen.
    """
    places, themes = gazetteer(), theme_tree()
    return Facets(
        place=_tree(counts["place"], query.place, path=_place_path, name=places.name),
        theme=_tree(counts["theme"], query.theme, path=themes.ancestors, name=lambda theme: themes[theme].name),
        year=_values(counts["year"], query.year, newest_first=True),
        source=_values(counts["source"], query.source, newest_first=False),
    )


@cache
def _place_path(code: str) -> tuple[str, ...]:
    return gazetteer().ancestors(code)


def _tree(
    counts: Mapping[str, int],
    chosen: Collection[str],
    *,
    path: Callable[[str], tuple[str, ...]],
    name: Callable[[str], str],
) -> tuple[FacetNode, ...]:
    """Nodes under their parents, each level by count and then by key."""
    opened = {step for key in chosen for step in path(key)}
    whole = len(counts) <= WHOLE_TREE
    children: dict[str, list[str]] = defaultdict(list)
    for key in {**dict.fromkeys(opened, 0), **counts}:
        line = path(key)
        parent = line[-2] if len(line) > 1 else ""
        if whole or len(line) <= LEVELS or parent in opened:
            children[parent].append(key)

    def nodes(parent: str) -> tuple[FacetNode, ...]:
        keys = sorted(children[parent])
        keys.sort(key=lambda key: counts.get(key, 0), reverse=True)
        return tuple(
            FacetNode(key, name(key), counts.get(key, 0), key in chosen, nodes(key) if key in children else ())
            for key in keys
        )

    return nodes("") if children else ()


def _values(counts: Mapping[str, int], chosen: Collection[str], *, newest_first: bool) -> tuple[FacetValue, ...]:
    values = sorted({*counts, *chosen}, reverse=newest_first)
    if not newest_first:
        values.sort(key=lambda value: -counts.get(value, 0))
    return tuple(FacetValue(value, counts.get(value, 0), value in chosen) for value in values)
