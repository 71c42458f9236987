"""Counts by code → trees with names."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from index.tagging import gazetteer
from search.facets import WHOLE_TREE, facets
from search.query import Query
from search.results import FacetNode

NONE = np.zeros(0, dtype=np.int64)
EMPTY: dict[str, tuple[tuple[str, ...], NDArray[np.int64]]] = dict.fromkeys(
    ("place", "theme", "year", "source"), ((), NONE)
)


def counted(counts: dict[str, int]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    values = tuple(sorted({*counts, "120000"}))
    return values, np.array([counts.get(value, 0) for value in values])


def flat(nodes: tuple[FacetNode, ...]) -> Iterator[FacetNode]:
    for node in nodes:
        yield node
        yield from flat(node.children)


def keys(counts: dict[str, int], *chosen: str) -> set[str]:
    return {node.key for node in flat(facets(EMPTY | {"place": counted(counts)}, Query(place=chosen)).place)}


def test_nodes_stand_under_their_parents_by_count() -> None:
    counts = {"430000": 5, "430500": 2, "430522": 1, "430523": 2, "431300": 3, "110000": 9}
    (beijing, hunan) = facets(EMPTY | {"place": counted(counts)}, Query(place=("430523",))).place
    assert (beijing.name, beijing.count, beijing.children) == ("北京市", 9, ())
    assert [(node.name, node.count) for node in hunan.children] == [("娄底市", 3), ("邵阳市", 2)]
    assert [(node.key, node.selected) for node in hunan.children[1].children] == [("430523", True), ("430522", False)]


def test_what_is_chosen_is_shown_even_where_nothing_is_left_of_it() -> None:
    assert keys({}, "430523") == {"430000", "430500", "430523"}
    (year,) = facets(EMPTY, Query(year=("2023",))).year
    assert (year.value, year.count, year.selected) == ("2023", 0, True)


def test_a_large_tree_is_given_to_its_second_level_and_under_what_is_chosen() -> None:
    known = gazetteer()
    counts = dict.fromkeys(known, 1)
    shallow = {code for code in known if len(known.ancestors(code)) <= 2}
    assert keys(counts) == shallow
    opened = keys(counts, "430500") - shallow
    assert opened == {code for code in known if code.startswith("4305") and len(known.ancestors(code)) == 3}
    assert keys(counts, "430523") - shallow - opened == {
        code for code in known if code.startswith("430523") and len(code) == 9
    }
    few = dict(list(counts.items())[:WHOLE_TREE])
    assert keys(few) == set(few)


def test_years_are_newest_first_and_sources_by_count() -> None:
    found = facets(
        EMPTY | {"year": counted({"2021": 9, "2023": 1}), "source": counted({"甲报": 1, "乙报": 2})}, Query()
    )
    assert [value.value for value in found.year] == ["2023", "2021"]
    assert [value.value for value in found.source] == ["乙报", "甲报"]
