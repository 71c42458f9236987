"""How do the counts look to a reader? Numbers by code → trees with names, and lists.

Only what matched at least once is shown, and what is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from itertools import pairwise

from index.tagging import gazetteer, theme_tree
from search.query import Query
from search.results import FacetNode, Facets, FacetValue

__all__ = ["facets"]


def facets(counts: Mapping[str, Mapping[str, int]], query: Query) -> Facets:
    """The four facets of a result page.

    Args:
        counts: facet → value → distinct articles, as `search.execute.Matches` has them.
        query: what is chosen.
    """
    places, themes = gazetteer(), theme_tree()
    order = {theme: position for position, theme in enumerate(themes)}
    return Facets(
        place=_tree(
            counts["place"],
            query.place,
            path=lambda code: places.ancestors(code) if code in places else (code,),
            name=lambda code: places[code].name if code in places else code,
            rank=lambda code: code,
        ),
        theme=_tree(
            counts["theme"],
            query.theme,
            path=lambda theme: themes.ancestors(theme) if theme in themes else (theme,),
            name=lambda theme: themes[theme].name if theme in themes else theme,
            rank=lambda theme: f"{order.get(theme, len(order)):06d}",
        ),
        year=_values(counts["year"], query.year, newest_first=True),
        source=_values(counts["source"], query.source, newest_first=False),
    )


def _tree(
    counts: Mapping[str, int],
    chosen: Collection[str],
    *,
    path: Callable[[str], tuple[str, ...]],
    name: Callable[[str], str],
    rank: Callable[[str], str],
) -> tuple[FacetNode, ...]:
    """Nodes under their parents, each level by count and then by `rank`."""
    children: dict[str, set[str]] = defaultdict(set)
    for key in {*counts, *chosen}:
        line = ("", *path(key))
        for above, below in pairwise(line):
            children[above].add(below)

    def nodes(parent: str) -> tuple[FacetNode, ...]:
        keys = sorted(children[parent], key=lambda key: (-counts.get(key, 0), rank(key)))
        return tuple(FacetNode(key, name(key), counts.get(key, 0), key in chosen, nodes(key)) for key in keys)

    return nodes("")


def _values(counts: Mapping[str, int], chosen: Collection[str], *, newest_first: bool) -> tuple[FacetValue, ...]:
    values = sorted({*counts, *chosen}, reverse=newest_first)
    if not newest_first:
        values.sort(key=lambda value: -counts.get(value, 0))
    return tuple(FacetValue(value, counts.get(value, 0), value in chosen) for value in values)
