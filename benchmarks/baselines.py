"""What would plain BM25 find? Words alone and pairs of characters alone, each as textbooks have it.

It shares the postings with the engine and nothing else: no formula, no parameter, no rule, so that it stays where it is
when the ranking is tuned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.analysis import matched, words
from index.columnar import BYTE_LENGTHS, TEXT_FIELD
from search.snapshot import Snapshot

__all__ = ["ARTICLES", "PARAGRAPHS", "Baseline", "Found"]

K1 = 1.2
B = 0.75
"""The usual parameters; Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009."""
ARTICLES = 10
"""Articles that are found for a query, reprints not counted."""
PARAGRAPHS = 3
"""Paragraphs that are shown of each."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """An article on a page of results: its id, and the ids of the paragraphs that are shown under it."""

    article: str
    paragraphs: tuple[str, ...]


class Baseline:
    """BM25 over the words or the grams of a query, each of them optional.

    Two rankings come out: `paragraphs`, where every paragraph and head is a document, and an article is worth its best
    one; and `articles`, where an article is one document. Both show the best paragraphs of an article.
    """

    def __init__(self, snapshot: Snapshot, terms: str) -> None:
        """Prepare the lengths.

        Args:
            snapshot: what is searched.
            terms: "words" or "grams".
        """
        self._snapshot = snapshot
        self._terms = terms
        lengths = BYTE_LENGTHS[snapshot.lengths("words" if terms == "words" else TEXT_FIELD)].astype(np.float32)
        self._norm = _norm(lengths)
        self._article_norm = _norm(np.add.reduceat(lengths, snapshot.heads[:-1]))

    def rank(self, text: str) -> dict[str, list[Found]]:
        """The pages of both rankings by name."""
        snapshot = self._snapshot
        documents, articles = np.zeros_like(self._norm), np.zeros_like(self._article_norm)
        for found, counts in self._postings(matched(text)):
            _add(documents, self._norm, found, counts)
            owners = snapshot.article_of[found]
            sums = np.bincount(owners, weights=counts, minlength=articles.size)
            holders = np.flatnonzero(sums)
            _add(articles, self._article_norm, holders, sums[holders])
        best = np.maximum.reduceat(documents, snapshot.heads[:-1])
        return {"paragraphs": self._page(best, documents), "articles": self._page(articles, documents)}

    def _postings(self, text: str) -> Iterator[tuple[NDArray[np.integer], NDArray[np.integer]]]:
        if self._terms == "words":
            for word in dict.fromkeys(word for word, _, _ in words(text)):
                yield self._snapshot.term("words", word).documents()
        else:
            for gram in dict.fromkeys(a + b for a, b in pairwise(text) if a.isalnum() and b.isalnum()):
                yield self._snapshot.occurrences(gram).documents()

    def _page(self, articles: Floats, documents: Floats) -> list[Found]:
        """The best articles, of reprints the best one."""
        snapshot = self._snapshot
        holders = np.flatnonzero(articles)
        chosen: dict[int, int] = {}
        for article in holders[np.argsort(-articles[holders], kind="stable")].tolist():
            chosen.setdefault(int(snapshot.leader_of[article]), article)
            if len(chosen) == ARTICLES:
                break
        return [self._found(article, documents) for article in chosen.values()]

    def _found(self, article: int, documents: Floats) -> Found:
        name = self._snapshot.meta(article)["id"]
        first, *rest = self._snapshot.documents_of(article)
        best = sorted(rest, key=lambda document: -documents[document])[:PARAGRAPHS]
        return Found(name, tuple(f"{name}-{document - first}" for document in best if documents[document]))


def _norm(lengths: Floats) -> Floats:
    """What is added to each document's frequencies: the longer, the more."""
    norm: Floats = np.float32(K1) * (1 - B + B * lengths / lengths.mean())
    return norm


def _add(scores: Floats, norm: Floats, found: NDArray[np.integer], counts: NDArray[np.number]) -> None:
    """Add what a term is worth to the documents that have it."""
    idf = np.log1p((scores.size - found.size + 0.5) / (found.size + 0.5))
    weights = counts.astype(np.float32)
    scores[found] += np.float32(idf * (K1 + 1)) * weights / (weights + norm[found])
