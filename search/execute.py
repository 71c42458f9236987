"""Which articles match, how many, and in what order? Query → Matches, numbers only.

A paragraph meets a clause where the clause's text occurs in it, or one of its pieces; an article, where it holds the
text or all of the pieces. That is decided on grams alone, so it is exactly what a search for substrings in the folded
text would find. Words and grams together decide the order: the score is Whoosh's BM25F over both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.query import And, Prefix, Term

from index.analysis import fold, words
from index.schema import HEAD, grams
from search.query import Clause, Query
from search.snapshot import Facet, Integers, Mask, Snapshot

__all__ = ["ArticleMatch", "Matches", "execute"]

Scores = NDArray[np.float64]


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
    """Documents that the text of the query matched, before any filter."""

    articles: Mask
    documents: Integers
    scores: Scores
    whole: list[Mask] = field(default_factory=list)


def execute(snapshot: Snapshot, query: Query) -> Matches:
    """Run a query on a snapshot."""
    found = _find(snapshot, query) if query.clauses else _everything(snapshot)
    masks = _filters(snapshot, query)
    facets = {
        "place": snapshot.places,
        "theme": snapshot.themes,
        "year": snapshot.years,
        "source": snapshot.sources,
    }
    counts = {
        name: facet.counts(_all(found.articles, [mask for other, mask in masks.items() if other != name]))
        for name, facet in facets.items()
    }
    matched = _all(found.articles, masks.values())
    in_matched = matched[snapshot.article_of[found.documents]]
    documents, scores = found.documents[in_matched], found.scores[in_matched]
    is_paragraph = snapshot.ordinals[documents] != HEAD
    return Matches(
        articles=int(matched.sum()),
        paragraphs=int(is_paragraph.sum()),
        page=_page(snapshot, query, matched, documents, scores, found.whole),
        counts=counts,
    )


def _all(first: Mask, others: Any) -> Mask:
    return reduce(np.logical_and, others, first)


def _everything(snapshot: Snapshot) -> _Found:
    documents = np.flatnonzero(snapshot.live[snapshot.article_of])
    return _Found(snapshot.live, documents, np.zeros(documents.size))


def _filters(snapshot: Snapshot, query: Query) -> dict[str, Mask]:
    """A mask over all articles for every filter that is set."""
    chosen: list[tuple[str, Facet, tuple[str, ...]]] = [
        ("place", snapshot.places, query.place),
        ("theme", snapshot.themes, query.theme),
        ("year", snapshot.years, query.year),
        ("source", snapshot.sources, query.source),
    ]
    masks = {name: facet.mask(set(values), snapshot.articles) for name, facet, values in chosen if values}
    if query.since or query.until:
        # A date that is less exact than the bound counts where the two could mean the same day.
        within = {
            date
            for date in snapshot.dates.values
            if (not query.since or date >= query.since[: len(date)])
            and (not query.until or date[: len(query.until)] <= query.until)
        }
        masks["date"] = snapshot.dates.mask(within, snapshot.articles)
    return masks


def _find(snapshot: Snapshot, query: Query) -> _Found:
    size = snapshot.ordinals.size
    scores = np.zeros(size)
    met_documents: list[Mask] = []
    met_articles: list[Mask] = []
    evidence = np.zeros(size, dtype=np.bool_)
    whole: list[Mask] = []
    for clause in query.clauses:
        exact = _occurs(snapshot, clause.text, scores)
        by_piece = [exact] if clause.pieces == (clause.text,) else [
            _occurs(snapshot, piece, scores) for piece in clause.pieces
        ]  # fmt: skip
        if query.scope == "title":
            by_piece = [mask & (snapshot.ordinals == HEAD) for mask in by_piece]
        met_documents.append(_all(by_piece[0], by_piece[1:]))
        holds = [_articles(snapshot, mask) for mask in by_piece]
        met_articles.append(_all(holds[0], holds[1:]))
        has_whole = _articles(snapshot, exact)
        whole.append(has_whole)
        pieces = reduce(np.logical_or, by_piece)
        # Where an article holds the whole text, the places where only pieces of it stand are no evidence.
        evidence |= np.where(has_whole[snapshot.article_of], exact, pieces)
        _score_words(snapshot, clause, pieces, scores)
    if query.scope == "article":
        articles = _all(met_articles[0], met_articles[1:])
        documents = np.flatnonzero(evidence & articles[snapshot.article_of])
    else:
        in_one = _all(met_documents[0], met_documents[1:])
        articles = _articles(snapshot, in_one)
        documents = np.flatnonzero(in_one)
        whole = []
    return _Found(articles, documents, scores[documents], whole)


def _articles(snapshot: Snapshot, documents: Mask) -> Mask:
    mask = np.zeros(snapshot.articles, dtype=np.bool_)
    mask[snapshot.article_of[documents]] = True
    return mask


def _occurs(snapshot: Snapshot, text: str, scores: Scores) -> Mask:
    """In which documents a folded text occurs; adds what its grams are worth to their scores."""
    pairs = grams(text)
    wanted = And([Term("grams", pair) for pair in dict.fromkeys(pairs)]) if pairs else Prefix("grams", text)
    mask = np.zeros(snapshot.ordinals.size, dtype=np.bool_)
    for document, score in _run(snapshot, wanted):
        # Looking into the text is faster than Whoosh's phrase query, whose time grows with the square of repetitions.
        if len(pairs) < 2 or text in fold(snapshot.stored(document)["text"]):
            mask[document] = True
            scores[document] += score
    return mask


def _score_words(snapshot: Snapshot, clause: Clause, among: Mask, scores: Scores) -> None:
    """Add what the words of a clause are worth to the documents that hold one of its pieces."""
    for word in {text for text, _, _ in words(clause.text)}:
        for document, score in _run(snapshot, Term("words", word)):
            if among[document]:
                scores[document] += score


def _run(snapshot: Snapshot, wanted: Any) -> Any:
    """Pairs (document, score) of a Whoosh query, over all segments."""
    searcher = snapshot.searcher
    for leaf, offset in searcher.leaf_searchers():
        matcher = wanted.normalize().matcher(leaf, searcher.context())
        while matcher.is_active():
            yield matcher.id() + offset, matcher.score()
            matcher.next()


def _page(
    snapshot: Snapshot, query: Query, matched: Mask, documents: Integers, scores: Scores, whole: list[Mask]
) -> tuple[ArticleMatch, ...]:
    """The articles of the page, ordered; an article is worth its head and its best paragraph together."""
    numbers = np.flatnonzero(matched)
    best = np.zeros(snapshot.articles)
    is_head = snapshot.ordinals[documents] == HEAD
    np.maximum.at(best, snapshot.article_of[documents[~is_head]], scores[~is_head])
    best[snapshot.article_of[documents[is_head]]] += scores[is_head]
    rank, value = snapshot.date_rank[numbers], best[numbers]
    if query.sort == "oldest":
        undated = np.where(rank < 0, np.iinfo(np.int64).max, rank)
        order = np.lexsort((numbers, -value, undated))
    elif query.sort == "newest" or not query.clauses:
        order = np.lexsort((numbers, -value, -rank))
    else:
        order = np.lexsort((numbers, -rank, -value))
    shown = numbers[order[(query.page - 1) * query.size : query.page * query.size]]
    by_article: dict[int, list[int]] = {int(number): [] for number in shown}
    for position in np.lexsort((documents, -scores)):
        document = int(documents[position])
        article = int(snapshot.article_of[document])
        if article in by_article and snapshot.ordinals[document] != HEAD:
            by_article[article].append(document)
    return tuple(
        ArticleMatch(
            article,
            float(best[article]),
            tuple(found),
            frozenset(position for position, mask in enumerate(whole) if mask[article]),
        )
        for article, found in by_article.items()
    )
