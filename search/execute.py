"""Which articles match, how many, and in what order? Query → Matches, numbers only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import numpy as np

from index.schema import HEAD
from search.counting import Counts, Facet, Integers, Mask
from search.evidence import Evidence, TextSearch, first_of_runs
from search.ordering import ordered
from search.query import Query
from search.snapshot import Snapshot

__all__ = ["ArticleMatch", "Matches", "execute"]


@dataclass(frozen=True, slots=True)
class ArticleMatch:
    """An article on the page.

    Attributes:
        article: its number.
        score: higher is better.
        documents: its matching paragraphs, best first; the head is not among them.
        whole: positions in `Query.clauses` of the clauses whose whole text the article holds.
        reprints: the numbers of the articles that matched, too, and are the same report.
    """

    article: int
    score: float
    documents: tuple[int, ...]
    whole: frozenset[int] = frozenset()
    reprints: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Matches:
    """What a query matched.

    Attributes:
        articles: how many articles in all.
        results: how many of them stand by themselves: reprints of one report are one result.
        paragraphs: how many matching paragraphs they have.
        page: the articles of the page that was asked for, in order.
        counts: facet → distinct articles beside the values of `Snapshot.facets`, each facet as if nothing were chosen
            in it.
    """

    articles: int
    results: int
    paragraphs: int
    page: tuple[ArticleMatch, ...]
    counts: dict[str, Counts]


def execute(snapshot: Snapshot, query: Query) -> Matches:
    """Run a query on a snapshot."""
    search = TextSearch(snapshot, query)
    articles = search.articles() if query.clauses else np.flatnonzero(snapshot.live)
    facets = snapshot.facets(mentions=query.mentions)
    masks = _filters(snapshot, facets, query)
    matched = _passing(articles, masks.values())
    counts = {}
    for name, facet in facets.items():
        others = [mask for other, mask in masks.items() if other != name]
        counts[name] = facet.counts(_passing(articles, others) if name in masks else matched)
    if not query.clauses:
        paragraphs = int((np.diff(snapshot.heads)[matched] - 1).sum())
        results, page = _browsed(snapshot, query, matched)
        return Matches(matched.size, results, paragraphs, page, counts)
    found = search.evidence(matched)
    is_head = snapshot.ordinals[found.documents] == HEAD
    paragraphs = int(is_head.size - np.count_nonzero(is_head))
    results, page = _page(search, matched, found, is_head)
    return Matches(matched.size, results, paragraphs, page, counts)


def _passing(articles: Integers, masks: Iterable[Mask]) -> Integers:
    return reduce(lambda left, mask: left[mask[left]], masks, articles)


def _filters(snapshot: Snapshot, facets: dict[str, Facet], query: Query) -> dict[str, Mask]:
    """A mask over all articles for every filter that is set."""
    chosen = {"place": query.place, "theme": query.theme, "year": query.year, "source": query.source}
    masks = {name: facets[name].mask(set(values)) for name, values in chosen.items() if values}
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


def _page(
    search: TextSearch, articles: Integers, found: Evidence, is_head: Mask
) -> tuple[int, tuple[ArticleMatch, ...]]:
    """How many results there are, and those of the page, ordered.

    An article is worth its head and its best paragraph together.

    Args:
        search: the query.
        articles: those that matched; each has evidence.
        found: their evidence.
        is_head: beside the documents of `found`.
    """
    if not articles.size:
        return 0, ()
    snapshot = search.snapshot
    first = first_of_runs(snapshot.article_of[found.documents])
    value = np.maximum.reduceat(np.where(is_head, np.float32(0), found.scores), first)
    heads = np.flatnonzero(is_head)
    # A head comes before the paragraphs of its article.
    value[np.searchsorted(first, heads)] += found.scores[heads]
    order = ordered(snapshot, search.query, articles, value)
    ends = np.append(first[1:], found.documents.size)
    inside = np.array(sorted(order.shown), dtype=np.int64)
    whole = [search.holding(clause, articles[inside]) for clause in search.query.clauses]
    page = []
    for place, under in zip(order.shown, order.under, strict=True):
        part = slice(int(first[place]), int(ends[place]))
        documents = found.documents[part][np.lexsort((found.documents[part], -found.scores[part]))]
        number = int(articles[place])
        page.append(
            ArticleMatch(
                number,
                float(value[place]),
                tuple(documents[snapshot.ordinals[documents] != HEAD].tolist()),
                frozenset(at for at, held in enumerate(whole) if held[np.searchsorted(inside, place)]),
                tuple(articles[list(under)].tolist()),
            )
        )
    return order.total, tuple(page)


def _browsed(snapshot: Snapshot, query: Query, articles: Integers) -> tuple[int, tuple[ArticleMatch, ...]]:
    """The same where nothing was asked for but filters: whole articles, and the newest first."""
    order = ordered(snapshot, query, articles, np.zeros(articles.size, dtype=np.float32))
    return order.total, tuple(
        ArticleMatch(
            number, 0.0, tuple(snapshot.documents_of(number)[1:]), reprints=tuple(articles[list(under)].tolist())
        )
        for number, under in zip(articles[list(order.shown)].tolist(), order.under, strict=True)
    )
