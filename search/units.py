"""What must meet a query as one? Articles, or documents where all must stand in one paragraph or in the title."""

from __future__ import annotations

import numpy as np

from search.arrays import first_of_runs
from search.counting import Counts, Integers, Mask
from search.snapshot import Snapshot

__all__ = ["Found", "Units"]

Found = tuple[Integers, Counts]
"""Documents, ascending, and how often something occurs in each."""


class Units:
    """The units of one scope: numbers of articles, or of documents.

    Attributes:
        are_articles: whether they are articles.
        limit: how many numbers there are.
    """

    def __init__(self, snapshot: Snapshot, scope: str) -> None:
        self._snapshot = snapshot
        self._scope = scope
        self.are_articles = scope == "article"
        self.limit = snapshot.articles if self.are_articles else snapshot.documents

    def all(self) -> Integers:
        """All that are live, ascending."""
        live = self._snapshot.live
        if self.are_articles:
            return np.flatnonzero(live)
        if self._scope == "title":
            return self._snapshot.heads[:-1][live]
        return np.flatnonzero(live[self._snapshot.article_of])

    def of(self, documents: Integers, in_title: bool) -> Integers:
        """The units that ascending documents speak for: themselves, or their articles.

        A clause of the title speaks for the whole article.
        """
        if self.are_articles:
            return self.articles_of(documents)
        if in_title and self._scope == "paragraph":
            return self.documents_of(self.articles_of(documents))
        return documents

    def belonging(self, units: Integers, chosen: Mask) -> Integers:
        """Those of some units that are, or belong to, chosen articles."""
        return units[chosen[units if self.are_articles else self._snapshot.article_of[units]]]

    def within(self, found: Found, units: Integers) -> Found:
        """What was found in documents that are, or belong to, some units."""
        documents, frequencies = found
        owners = self._snapshot.article_of[documents] if self.are_articles else documents
        inside = np.zeros(self.limit, dtype=np.bool_)
        inside[units] = True
        there = inside[owners]
        return documents[there], frequencies[there]

    def articles_of(self, documents: Integers) -> Integers:
        """The articles of ascending documents, ascending, each once."""
        articles = self._snapshot.article_of[documents]
        return articles[first_of_runs(articles)].astype(np.int64)

    def documents_of(self, articles: Integers) -> Integers:
        """All documents of some articles, ascending."""
        chosen = np.zeros(self._snapshot.articles, dtype=np.bool_)
        chosen[articles] = True
        return np.flatnonzero(chosen[self._snapshot.article_of])
