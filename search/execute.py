"""Which articles match, how many, and in what order? Query → Matches, numbers only."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from index.schema import HEAD
from search.counting import Counts, Integers
from search.matching import Marking, filters, match, passing
from search.ordering import ordered
from search.query import Query
from search.ranking import Ranked
from search.snapshot import Snapshot

__all__ = ["ArticleMatch", "Matches", "execute"]


@dataclass(frozen=True, slots=True)
class ArticleMatch:
    """An article on the page.

    Attributes:
        article: its number.
        score: higher is better.
        documents: its matching paragraphs, best first; the head is not among them.
        reprints: the numbers of the articles that matched, too, and are the same report.
    """

    article: int
    score: float
    documents: tuple[int, ...]
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
        wanted: a document → what is to be marked in it.
        notices: what the search did that the reader might not expect, in Chinese.
        relaxed: whether not all words had to occur.
        found: how many articles meet the text, whatever filters are on.
    """

    articles: int
    results: int
    paragraphs: int
    page: tuple[ArticleMatch, ...]
    counts: dict[str, Counts]
    wanted: Marking = field(compare=False)
    notices: tuple[str, ...] = ()
    relaxed: bool = False
    found: int = 0


def execute(snapshot: Snapshot, query: Query, *, folded: bool = True) -> Matches:
    """Run a query on a snapshot.

    Args:
        snapshot: where to look.
        query: what for.
        folded: whether reprints of one report are one result.

    Raises:
        BadQuery: it takes longer than `search.clock.TIME_LIMIT`.
    """
    found = match(snapshot, query)
    facets = snapshot.facets(mentions=query.mentions)
    masks = filters(snapshot, facets, query)
    matched = passing(found.articles, masks.values())
    counts = {}
    for name, facet in facets.items():
        others = [mask for other, mask in masks.items() if other != name]
        counts[name] = facet.counts(passing(found.articles, others) if name in masks else matched)
    if found.rank is None:
        paragraphs = int((np.diff(snapshot.heads)[matched] - 1).sum())
        results, page = _browsed(snapshot, query, matched, folded)
    else:
        worth = found.rank(matched)
        paragraphs = int(worth.is_head.size - np.count_nonzero(worth.is_head))
        results, page = _page(snapshot, query, matched, worth, folded)
    return Matches(
        articles=matched.size,
        results=results,
        paragraphs=paragraphs,
        page=page,
        counts=counts,
        wanted=found.wanted,
        notices=found.notices,
        relaxed=found.relaxed,
        found=found.articles.size,
    )


def _page(
    snapshot: Snapshot, query: Query, articles: Integers, worth: Ranked, folded: bool
) -> tuple[int, tuple[ArticleMatch, ...]]:
    """How many results there are, and those of the page, ordered."""
    if not articles.size:
        return 0, ()
    order = ordered(snapshot, query, articles, worth.value, by_date=False, folded=folded)
    ends = np.append(worth.first[1:], worth.documents.size)
    page = []
    for place, under in zip(order.shown, order.under, strict=True):
        part = slice(int(worth.first[place]), int(ends[place]))
        documents = worth.documents[part][np.lexsort((worth.documents[part], -worth.scores[part]))]
        page.append(
            ArticleMatch(
                int(articles[place]),
                float(worth.value[place]),
                tuple(documents[snapshot.ordinals[documents] != HEAD].tolist()),
                tuple(articles[list(under)].tolist()),
            )
        )
    return order.total, tuple(page)


def _browsed(
    snapshot: Snapshot, query: Query, articles: Integers, folded: bool
) -> tuple[int, tuple[ArticleMatch, ...]]:
    """The same where no text tells one from another: whole articles, and the newest first."""
    order = ordered(snapshot, query, articles, np.zeros(articles.size, dtype=np.float32), by_date=True, folded=folded)
    return order.total, tuple(
        ArticleMatch(
            number, 0.0, tuple(snapshot.documents_of(number)[1:]), reprints=tuple(articles[list(under)].tolist())
        )
        for number, under in zip(articles[list(order.shown)].tolist(), order.under, strict=True)
    )
