"""Which documents hold what was asked for, and how well? The text of a query, looked for in a snapshot.

A paragraph meets a clause where the clause's text occurs in it, or one of its pieces; an article, where it holds the
text or all of the pieces. That is decided on the folded text alone, so it is exactly what a search for substrings
would find. Words and strings together decide the order: the score is BM25 over both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.analysis import words
from index.columnar import TEXT_FIELD
from index.schema import HEAD
from search.counting import Counts, Integers, Mask
from search.query import Clause, Query
from search.scoring import bm25
from search.snapshot import Snapshot

__all__ = ["Evidence", "Scores", "TextSearch", "first_of_runs"]

Scores = NDArray[np.float32]

_SPARSE = 32
"""Up to one in so many numbers, sorting them is faster than marking them among all."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the articles that matched.

    Attributes:
        documents: ascending.
        scores: beside `documents`.
    """

    documents: Integers
    scores: Scores


class TextSearch:
    """The text of one query on its way through a snapshot.

    Each string is looked for once, the rarest first, and the others only where all before them were found.
    """

    def __init__(self, snapshot: Snapshot, query: Query) -> None:
        self.snapshot = snapshot
        self.query = query
        texts = dict.fromkeys(text for clause in query.clauses for text in (clause.text, *clause.pieces))
        self._strings = {text: snapshot.occurrences(text) for text in texts}
        self._matching = self._in_one_paragraph = np.zeros(0, dtype=np.int64)
        self._found: dict[str, tuple[Integers, Counts]] = {}

    def articles(self) -> Integers:
        """The articles that meet all clauses, ascending."""
        needed = dict.fromkeys(piece for clause in self.query.clauses for piece in clause.pieces)
        rarest, *others = sorted(needed, key=lambda text: self._strings[text].bound)
        documents, frequencies = self._found[rarest] = self._strings[rarest].documents()
        if self.query.scope == "article":
            articles = _articles(self.snapshot, documents)
            for text in others:
                self._look_into(text, articles)
                articles = articles[self._holders(text)[articles]]
            self._matching = articles
            return articles
        if self.query.scope == "title":
            at_head = self.snapshot.ordinals[documents] == HEAD
            documents, frequencies = self._found[rarest] = documents[at_head], frequencies[at_head]
        for text in others:
            self._found[text] = self._strings[text].documents_in(documents, documents + 1)
            documents = documents[_places(documents, self._found[text][0], self.snapshot.documents) >= 0]
        self._in_one_paragraph = documents
        self._matching = _articles(self.snapshot, documents)
        return self._matching

    def evidence(self, articles: Integers) -> Evidence:
        """The documents that speak for some of the articles that meet all clauses.

        In an article, these are the documents that hold a clause's text or, where the article has it nowhere, a piece.
        """
        for text in self._strings:
            if text not in self._found:
                self._look_into(text, articles)
        chosen = np.zeros(self.snapshot.articles, dtype=np.bool_)
        chosen[articles] = True
        if len(self._strings) == 1 and articles is self._matching:
            ((documents, _),) = self._found.values()
        elif self.query.scope == "article":
            documents = _any(list(self._speaking(chosen)), self.snapshot.documents)
        else:
            documents = self._of(self._in_one_paragraph, chosen)
        return Evidence(documents, self._scores(documents))

    def holding(self, clause: Clause, articles: Integers) -> Mask:
        """Of which of some articles, ascending, only the whole of a clause's text is marked: they hold it."""
        if self.query.scope != "article":
            return np.zeros(articles.size, dtype=np.bool_)
        if clause.pieces == (clause.text,):
            return np.ones(articles.size, dtype=np.bool_)
        return self._holders(clause.text)[articles]

    def _look_into(self, text: str, articles: Integers) -> None:
        heads = self.snapshot.heads
        self._found[text] = self._strings[text].documents_in(heads[articles], heads[articles + 1])

    def _holders(self, text: str) -> Mask:
        """The articles in which a string was found."""
        holders = np.zeros(self.snapshot.articles, dtype=np.bool_)
        holders[self.snapshot.article_of[self._found[text][0]]] = True
        return holders

    def _of(self, documents: Integers, articles: Mask) -> Integers:
        """The documents that belong to some articles."""
        return documents[articles[self.snapshot.article_of[documents]]]

    def _speaking(self, chosen: Mask) -> Iterator[Integers]:
        """For each clause the documents that speak for some articles."""
        for clause in self.query.clauses:
            yield self._of(self._found[clause.text][0], chosen)
            if clause.pieces != (clause.text,):
                lacking = chosen & ~self._holders(clause.text)
                yield from (self._of(self._found[piece][0], lacking) for piece in clause.pieces)

    def _scores(self, documents: Integers) -> Scores:
        """What each of some documents is worth: BM25 of the clauses' texts, of their pieces, and of their words."""
        snapshot = self.snapshot
        scores = np.zeros(documents.size, dtype=np.float32)
        lengths = snapshot.lengths(TEXT_FIELD)[documents]
        for text, string in self._strings.items():  # in one order, as sums of floats depend on it
            found, frequencies = self._found[text]
            places: Integers | slice = slice(None)
            if found is not documents:
                places = _places(found, documents, snapshot.documents)
                there = (places >= 0).nonzero()[0]
                places, frequencies = places[there], frequencies[there]
            if frequencies.size:
                scores[places] += bm25(
                    frequencies,
                    lengths[places],
                    snapshot.average_length(TEXT_FIELD),
                    string.document_frequency,
                    snapshot.documents,
                )
        lengths = snapshot.lengths("words")[documents]
        for word in dict.fromkeys(word for clause in self.query.clauses for word, _, _ in words(clause.text)):
            postings = snapshot.term("words", word)
            if postings.document_frequency:
                scores += bm25(
                    postings.frequencies(documents),
                    lengths,
                    snapshot.average_length("words"),
                    postings.document_frequency,
                    snapshot.documents,
                )
        return scores


def _places(wanted: Integers, among: Integers, limit: int) -> Integers:
    """Where each of some ascending numbers below `limit` stands among others, ascending too; −1 where it does not."""
    if wanted.size * _SPARSE > limit or not among.size:
        # Zeros cost nothing where nobody looks.
        numbers = np.zeros(limit, dtype=np.int32)
        numbers[among] = np.arange(1, among.size + 1, dtype=np.int32)
        return numbers[wanted].astype(np.int64) - 1
    places = among.searchsorted(wanted)
    places[places == among.size] = 0
    places[among[places] != wanted] = -1
    return places


def _articles(snapshot: Snapshot, documents: Integers) -> Integers:
    """The articles of ascending documents, ascending, each once."""
    articles = snapshot.article_of[documents]
    return articles[first_of_runs(articles)].astype(np.int64)


def first_of_runs(numbers: NDArray[np.integer]) -> Integers:
    """Where each run of equal numbers begins."""
    begins = np.ones(numbers.size, dtype=np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=begins[1:])
    return begins.nonzero()[0]


def _any(ascending: Sequence[Integers], limit: int) -> Integers:
    """What is in any of several ascending arrays of numbers below `limit`, ascending."""
    if len(ascending) == 1:
        return ascending[0]
    joined = np.concatenate(ascending)
    if joined.size * _SPARSE < limit:
        joined.sort()
        return joined[first_of_runs(joined)]
    there = np.zeros(limit, dtype=np.bool_)
    there[joined] = True
    return np.flatnonzero(there)
