"""Which articles match, how many, and in what order? Query → Matches, numbers only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.schema import HEAD
from search.counting import Counts, Integers, Mask
from search.evidence import Evidence, Scores, TextSearch, first_of_runs
from search.query import Query
from search.snapshot import Snapshot

__all__ = ["ArticleMatch", "Matches", "execute"]

Keys = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class ArticleMatch:
    """An article on the page.

    Attributes:
        article: its number.
        score: higher is better.
        documents: its matching paragraphs, best first; the head is not among them.
        whole: positions in `Query.clauses` of the clauses whose whole text the article holds.
    """

    article: int
    score: float
    documents: tuple[int, ...]
    whole: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Matches:
    """What a query matched.

    Attributes:
        articles: how many articles in all.
        paragraphs: how many matching paragraphs they have.
        page: the articles of the page that was asked for, in order.
        counts: facet → distinct articles beside the values of `Snapshot.facets`, each facet as if nothing were chosen
            in it.
    """

    articles: int
    paragraphs: int
    page: tuple[ArticleMatch, ...]
    counts: dict[str, Counts]


def execute(snapshot: Snapshot, query: Query) -> Matches:
    """Run a query on a snapshot."""
    search = TextSearch(snapshot, query)
    articles = search.articles() if query.clauses else np.flatnonzero(snapshot.live)
    masks = _filters(snapshot, query)
    matched = _passing(articles, masks.values())
    counts = {}
    for name, facet in snapshot.facets.items():
        others = [mask for other, mask in masks.items() if other != name]
        counts[name] = facet.counts(_passing(articles, others) if name in masks else matched)
    if not query.clauses:
        paragraphs = int((np.diff(snapshot.heads)[matched] - 1).sum())
        return Matches(matched.size, paragraphs, _browsed(snapshot, query, matched), counts)
    found = search.evidence(matched)
    is_head = snapshot.ordinals[found.documents] == HEAD
    paragraphs = int(is_head.size - np.count_nonzero(is_head))
    return Matches(matched.size, paragraphs, _page(search, matched, found, is_head), counts)


def _passing(articles: Integers, masks: Iterable[Mask]) -> Integers:
    return reduce(lambda left, mask: left[mask[left]], masks, articles)


def _filters(snapshot: Snapshot, query: Query) -> dict[str, Mask]:
    """A mask over all articles for every filter that is set."""
    chosen = {"place": query.place, "theme": query.theme, "year": query.year, "source": query.source}
    masks = {name: snapshot.facets[name].mask(set(values)) for name, values in chosen.items() if values}
    if query.since or query.until:
        masks["date"] = _dated(snapshot.dates, query.since, query.until)
    return masks


def _dated(dates: Integers, since: str, until: str) -> Mask:
    """Which dates lie within two bounds, both inclusive.

    A date counts where it, or a day that it could mean, lies within: 2023 is within 2023-07 to 2023-09.
    """
    first, last = (since.replace("-", "").ljust(8, "0"), until.replace("-", "").ljust(8, "9"))
    exact = np.where(dates % 10000 == 0, 10000, np.where(dates % 100 == 0, 100, 1))
    mask: Mask = dates > 0
    if since:
        mask &= dates // exact >= int(first) // exact
    if until:
        mask &= dates // exact <= int(last) // exact
    return mask


def _page(search: TextSearch, articles: Integers, found: Evidence, is_head: Mask) -> tuple[ArticleMatch, ...]:
    """The articles of the page, ordered; an article is worth its head and its best paragraph together.

    Args:
        search: the query.
        articles: those that matched; each has evidence.
        found: their evidence.
        is_head: beside the documents of `found`.
    """
    if not articles.size:
        return ()
    snapshot = search.snapshot
    first = first_of_runs(snapshot.article_of[found.documents])
    value = np.maximum.reduceat(np.where(is_head, np.float32(0), found.scores), first)
    heads = np.flatnonzero(is_head)
    # A head comes before the paragraphs of its article.
    value[np.searchsorted(first, heads)] += found.scores[heads]
    shown = _ordered(snapshot, search.query, articles, value)
    ends = np.append(first[1:], found.documents.size)
    inside = np.array(sorted(shown), dtype=np.int64)
    whole = [search.holding(clause, articles[inside]) for clause in search.query.clauses]
    page = []
    for place in shown:
        part = slice(int(first[place]), int(ends[place]))
        order = np.lexsort((found.documents[part], -found.scores[part]))
        documents = found.documents[part][order]
        number = int(articles[place])
        page.append(
            ArticleMatch(
                number,
                float(value[place]),
                tuple(documents[snapshot.ordinals[documents] != HEAD].tolist()),
                frozenset(at for at, held in enumerate(whole) if held[np.searchsorted(inside, place)]),
            )
        )
    return tuple(page)


def _browsed(snapshot: Snapshot, query: Query, articles: Integers) -> tuple[ArticleMatch, ...]:
    """The articles of the page where nothing was asked for but filters: whole, and the newest first."""
    shown = articles[_ordered(snapshot, query, articles, np.zeros(articles.size, dtype=np.float32))]
    return tuple(ArticleMatch(article, 0.0, tuple(snapshot.documents_of(article)[1:])) for article in shown.tolist())


def _ordered(snapshot: Snapshot, query: Query, articles: Integers, value: Scores) -> list[int]:
    """The places among some articles of those on the page, in its order."""
    dates = snapshot.dates[articles]
    keys: tuple[Keys, Keys]
    if query.sort == "oldest":
        keys = (np.where(dates == 0, np.inf, dates), -value)
    elif query.sort == "newest" or not query.clauses:
        keys = (-dates.astype(np.float64), -value)
    else:
        keys = (-value, -dates.astype(np.float64))
    start, end = (query.page - 1) * query.size, query.page * query.size
    shown: list[int] = _smallest(keys, end)[start:end].tolist()
    return shown


def _smallest(keys: tuple[Keys, Keys], count: int) -> Integers:
    """The places of the `count` smallest by two keys and then by place, in that order, without sorting all."""
    primary, secondary = keys
    places = np.arange(primary.size)
    if count < primary.size:
        limit = np.partition(primary, count - 1)[count - 1]
        places = np.flatnonzero(primary <= limit)
    ordered: Integers = places[np.lexsort((places, secondary[places], primary[places]))]
    return ordered
