"""Which articles match, how many, and in what order? Query → Matches, numbers only.

A paragraph meets a clause where the clause's text occurs in it, or one of its pieces; an article, where it holds the
text or all of the pieces. That is decided on the folded text alone, so it is exactly what a search for substrings
would find. Words and strings together decide the order: the score is BM25 over both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.analysis import words
from index.columnar import TEXT_FIELD
from index.schema import HEAD
from search.query import Query
from search.scoring import bm25
from search.snapshot import Integers, Mask, Postings, Snapshot

__all__ = ["ArticleMatch", "Matches", "execute"]

Scores = NDArray[np.float32]

_MANY = 4
"""Where one array is so many times as long as another, looking up the short one in it is faster than marking both."""

Keys = NDArray[np.floating[Any]]

_SPARSE = 64
"""Up to one in so many numbers, sorting them is faster than marking them among all."""


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
        counts: facet → value → distinct articles, each facet as if nothing were chosen in it.
    """

    articles: int
    paragraphs: int
    page: tuple[ArticleMatch, ...]
    counts: dict[str, dict[str, int]]


@dataclass(slots=True)
class _Found:
    """What the text of a query matched, before any filter.

    Attributes:
        articles: int64, ascending.
        documents: int64, ascending: all that counts as evidence, in these articles.
        scores: beside `documents`.
        whole: for each clause the articles that hold its whole text, where that matters to what is marked.
    """

    articles: Integers
    documents: Integers
    scores: Scores
    whole: list[Integers] = field(default_factory=list)


def execute(snapshot: Snapshot, query: Query) -> Matches:
    """Run a query on a snapshot."""
    found = _find(snapshot, query) if query.clauses else None
    articles = found.articles if found else np.flatnonzero(snapshot.live)
    masks = _filters(snapshot, query)
    matched = _passing(articles, masks.values())
    counts = {}
    for name, facet in snapshot.facets.items():
        others = [mask for other, mask in masks.items() if other != name]
        counts[name] = facet.counts(_passing(articles, others) if name in masks else matched)
    if found is None:
        paragraphs = int((np.diff(snapshot.heads)[matched] - 1).sum())
        return Matches(matched.size, paragraphs, _browsed(snapshot, query, matched), counts)
    if masks:
        is_matched = np.zeros(snapshot.articles, dtype=np.bool_)
        is_matched[matched] = True
        kept = is_matched[snapshot.article_of[found.documents]]
        found = _Found(matched, found.documents[kept], found.scores[kept], found.whole)
    paragraphs = int(np.count_nonzero(snapshot.ordinals[found.documents] != HEAD))
    return Matches(matched.size, paragraphs, _page(snapshot, query, found), counts)


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


def _find(snapshot: Snapshot, query: Query) -> _Found:
    exact = [snapshot.occurrences(clause.text) for clause in query.clauses]
    pieces = [
        [found] if clause.pieces == (clause.text,) else [snapshot.occurrences(piece) for piece in clause.pieces]
        for clause, found in zip(query.clauses, exact, strict=True)
    ]
    if query.scope == "article":
        holding = [_articles(snapshot, found.documents) for parts in pieces for found in parts]
        articles = reduce(_both, sorted(holding, key=len))
        documents = _evidence(snapshot, articles, exact, pieces)
        whole = [_articles(snapshot, found.documents) for found in exact]
    else:
        meeting = sorted((found.documents for parts in pieces for found in parts), key=len)
        documents = reduce(_both, meeting)
        if query.scope == "title":
            documents = documents[snapshot.ordinals[documents] == HEAD]
        articles, whole = _articles(snapshot, documents), []
    return _Found(articles, documents, _scores(snapshot, query, exact, pieces, documents), whole)


def _evidence(snapshot: Snapshot, articles: Integers, exact: list[Postings], pieces: list[list[Postings]]) -> Integers:
    """The documents of some articles that hold a clause's text or, where the article has it nowhere, a piece."""
    wanted = np.zeros(snapshot.articles, dtype=np.bool_)
    wanted[articles] = True
    evidence: list[Integers] = []
    for found, parts in zip(exact, pieces, strict=True):
        evidence.append(found.documents[wanted[snapshot.article_of[found.documents]]])
        if parts[0] is not found:
            lacking = wanted.copy()
            lacking[snapshot.article_of[found.documents]] = False
            evidence += [part.documents[lacking[snapshot.article_of[part.documents]]] for part in parts]
    return _any(evidence, snapshot.documents)


def _scores(
    snapshot: Snapshot, query: Query, exact: list[Postings], pieces: list[list[Postings]], documents: Integers
) -> Scores:
    """What each of some documents is worth: BM25 of the clauses' texts, of their pieces, and of their words."""
    strings = {id(postings): postings for parts in (exact, *pieces) for postings in parts}
    spoken = dict.fromkeys(word for clause in query.clauses for word, _, _ in words(clause.text))
    found = [(TEXT_FIELD, postings) for postings in strings.values()]
    found += [("words", snapshot.postings("words", word)) for word in spoken]
    scores = np.zeros(documents.size, dtype=np.float32)
    dense: Scores | None = None
    for name, postings in found:
        if postings.documents.size > _MANY * documents.size:
            places = _places(documents, postings.documents)
            hit = np.flatnonzero(places >= 0)
            scores[hit] += bm25(snapshot, name, postings.at(places[hit]))
        elif documents.size > _MANY * postings.documents.size:
            places = _places(postings.documents, documents)
            hit = np.flatnonzero(places >= 0)
            scores[places[hit]] += bm25(snapshot, name, postings.at(hit))
        else:
            if dense is None:
                dense = np.zeros(snapshot.documents, dtype=np.float32)
            dense[postings.documents] += bm25(snapshot, name, postings)
    return scores if dense is None else scores + dense[documents]


def _places(wanted: Integers, among: Integers) -> Integers:
    """Where each of some ascending numbers stands among others, ascending too; −1 where it does not."""
    places = np.searchsorted(among, wanted)
    places[places == among.size] = 0
    if among.size:
        places[among[places] != wanted] = -1
    else:
        places[:] = -1
    return places


def _articles(snapshot: Snapshot, documents: Integers) -> Integers:
    """The articles of ascending documents, ascending, each once."""
    articles = snapshot.article_of[documents]
    return articles[_first(articles)].astype(np.int64)


def _first(numbers: NDArray[np.integer]) -> Integers:
    """Where each run of equal numbers begins."""
    return np.flatnonzero(np.concatenate((np.ones(min(1, numbers.size), dtype=np.bool_), numbers[1:] != numbers[:-1])))


def _any(ascending: list[Integers], limit: int) -> Integers:
    """What is in any of several ascending arrays of numbers below `limit`, ascending."""
    if len(ascending) == 1:
        return ascending[0]
    joined = np.concatenate(ascending)
    if joined.size * _SPARSE < limit:
        joined.sort()
        return joined[_first(joined)]
    there = np.zeros(limit, dtype=np.bool_)
    there[joined] = True
    return np.flatnonzero(there)


def _both(left: Integers, right: Integers) -> Integers:
    """What is in both of two ascending arrays; the left one is the shorter."""
    return left[_places(left, right) >= 0]


def _page(snapshot: Snapshot, query: Query, found: _Found) -> tuple[ArticleMatch, ...]:
    """The articles of the page, ordered; an article is worth its head and its best paragraph together."""
    articles = snapshot.article_of[found.documents]
    first = _first(articles)
    numbers = articles[first].astype(np.int64)
    if not numbers.size:
        return ()
    is_head = snapshot.ordinals[found.documents] == HEAD
    value = np.maximum.reduceat(np.where(is_head, np.float32(0), found.scores), first)
    value += np.add.reduceat(np.where(is_head, found.scores, np.float32(0)), first)
    shown = _ordered(snapshot, query, numbers, value)
    ends = np.append(first[1:], found.documents.size)
    page = []
    for place in shown:
        part = slice(int(first[place]), int(ends[place]))
        order = np.lexsort((found.documents[part], -found.scores[part]))
        documents = found.documents[part][order]
        number = int(numbers[place])
        page.append(
            ArticleMatch(
                number,
                float(value[place]),
                tuple(documents[snapshot.ordinals[documents] != HEAD].tolist()),
                frozenset(at for at, whole in enumerate(found.whole) if _holds(whole, number)),
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


def _holds(ascending: Integers, number: int) -> bool:
    place = int(np.searchsorted(ascending, number))
    return place < ascending.size and int(ascending[place]) == number
