"""In which order are articles shown, and which stand under which?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.counting import Integers
from search.query import Query
from search.snapshot import Snapshot

__all__ = ["Order", "ordered"]

Keys = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Order:
    """The order of some articles, of which reprints of one report count as one.

    Attributes:
        total: how many stand by themselves.
        shown: places among the articles of those on the page, in its order.
        under: beside `shown`, places of the others that are the same report, in the same order.
    """

    total: int
    shown: tuple[int, ...]
    under: tuple[tuple[int, ...], ...]


def ordered(
    snapshot: Snapshot, query: Query, articles: Integers, value: NDArray[np.float32], *, by_date: bool, folded: bool
) -> Order:
    """Put articles in the order that a query asks for, and choose its page.

    Args:
        snapshot: for dates and reprints.
        query: for order, page and size.
        articles: ascending.
        value: what each is worth, for the order by relevance.
        folded: whether reprints count as one; else each stands by itself.
        by_date: whether relevance means the newest first, because there is no text to be relevant for.
    """
    keys = _keys(snapshot, query, articles, value, by_date)
    leaders = snapshot.leader_of[articles]
    reprinted = np.flatnonzero(folded & ((leaders != articles) | snapshot.leads[articles]))
    in_order = reprinted[_sorted(keys, reprinted)]
    _, first = np.unique(leaders[in_order], return_index=True)
    under = np.delete(in_order, first)
    places = np.delete(np.arange(articles.size), under)
    start, end = (query.page - 1) * query.size, query.page * query.size
    shown = _smallest(keys, places, end)[start:end].tolist()
    return Order(
        int(places.size),
        tuple(shown),
        tuple(tuple(under[leaders[under] == leaders[place]].tolist()) for place in shown),
    )


def _keys(
    snapshot: Snapshot, query: Query, articles: Integers, value: NDArray[np.float32], by_date: bool
) -> tuple[Keys, Keys]:
    """By what the articles are sorted, and by what those that are equal in it; the smallest come first."""
    dates = snapshot.dates[articles]
    if query.sort == "oldest":
        return np.where(dates == 0, np.inf, dates), -value
    if query.sort == "newest" or by_date:
        return -dates.astype(np.float64), -value
    return -value, -dates.astype(np.float64)


def _sorted(keys: tuple[Keys, Keys], places: Integers) -> Integers:
    """The order of some places by two keys, and then by place."""
    primary, secondary = keys
    order: Integers = np.lexsort((places, secondary[places], primary[places]))
    return order


def _smallest(keys: tuple[Keys, Keys], places: Integers, count: int) -> Integers:
    """The `count` smallest of some places in their order, and maybe more, without sorting all."""
    if count < places.size:
        primary = keys[0][places]
        places = places[primary <= np.partition(primary, count - 1)[count - 1]]
    return places[_sorted(keys, places)]
