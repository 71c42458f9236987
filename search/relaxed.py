"""What comes closest where not all words are found? For questions, pasted sentences, and words that never meet.

Every pair of neighbouring characters of the query and every word of it counts by BM25, in paragraphs and in whole
articles. An article matches if what it holds of the query weighs at least half as much as what the best one holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import log

import numpy as np

from index.analysis import words
from index.columnar import TEXT_FIELD
from search.arrays import any_of
from search.clock import Clock
from search.counting import Counts, Integers
from search.marking import Wanted
from search.query import Query
from search.scoring import Saturation, Scores, bm25, bm25_of_lengths
from search.snapshot import Snapshot
from search.wording import interrogatives

__all__ = ["RelaxedSearch"]

_MOST = 32
"""Words that are looked for, and pairs: the rarest."""
_SHARE = 0.5
_YEAR = 4
"""Digits of a number that tells something by itself."""
_WORDS = 0.25
"""How much words count beside pairs; this and the next tuned as docs/ranking.md tells."""
_SATURATION = Saturation(0.6, 0.4)


class RelaxedSearch:
    """The words of one query, none of which must occur.

    Attributes:
        is_sentence: whether a sentence was pasted, and not a question asked.
        left_out: the words that decide nothing: those that ask, that occur nowhere, or that nearly every text has.
    """

    def __init__(self, snapshot: Snapshot, query: Query, clock: Clock) -> None:
        self.snapshot = snapshot
        self._clock = clock
        asked = dict.fromkeys(interrogatives(" ".join(clause.text for clause in query.words)))
        pieces = dict.fromkeys(piece for clause in query.words for piece in clause.pieces)
        sought = [piece for piece in pieces if not any(word in piece or piece in word for word in asked)]
        telling = [piece for piece in sought if _tells(piece)] or sought
        self._typed = [typed for clause in query.words if (typed := clause.text.strip("？。 "))]
        parts = [part for clause in query.words for part in _without(clause.text, asked)]
        self._parts = [part for part in parts if len(part) > 1] or parts
        self._held = dict(self._rarest(telling))
        self.is_sentence = query.relaxing == "always" and not asked
        self.left_out = (*asked, *(piece for piece in sought if piece not in self._held))

    def articles(self, among: Integers | None) -> Integers:
        """The articles that hold enough of the query, ascending; with `among`, of these only."""
        coverage = np.zeros(self.snapshot.articles, dtype=np.float32)
        for documents, _ in self._held.values():
            holders = np.zeros(coverage.size, dtype=np.bool_)
            holders[self.snapshot.article_of[documents]] = True
            coverage += np.float32(log(self.snapshot.documents / (documents.size + 1)) + 1) * holders
        if among is not None:
            inside = np.zeros(coverage.size, dtype=np.bool_)
            inside[among] = True
            coverage *= inside
        best = float(coverage.max(initial=0.0))
        return np.flatnonzero(coverage >= _SHARE * best) if best else np.zeros(0, dtype=np.int64)

    def documents(self, articles: Integers) -> Integers:
        """The documents of some articles that hold anything of the query, ascending."""
        chosen = np.zeros(self.snapshot.articles, dtype=np.bool_)
        chosen[articles] = True
        held = (documents[chosen[self.snapshot.article_of[documents]]] for documents, _ in self._held.values())
        return any_of(list(held), self.snapshot.documents)

    def scores(self) -> tuple[Scores, Scores]:
        """What every document and every article is worth."""
        snapshot = self.snapshot
        by_document = np.zeros(snapshot.documents, dtype=np.float32)
        by_article = np.zeros(snapshot.articles, dtype=np.float32)
        for name, weight, found, frequency in self._counted():
            holders, counts = found
            worth = bm25(
                counts,
                snapshot.lengths(name)[holders],
                snapshot.average_length(name),
                frequency,
                snapshot.documents,
                _SATURATION,
            )
            by_document[holders] += np.float32(weight) * worth
            sums = np.bincount(snapshot.article_of[holders], weights=counts, minlength=snapshot.articles)
            held = sums.nonzero()[0]
            lengths, average = snapshot.article_lengths[held], snapshot.average_article_length
            worth = bm25_of_lengths(sums[held], lengths, average, held.size, snapshot.articles, _SATURATION)
            by_article[held] += np.float32(weight) * worth
        return by_document, by_article

    def firsts(self, articles: Integers) -> Integers:
        """Those of some articles, ascending, that hold the query as it was typed."""
        heads = self.snapshot.heads
        found = articles
        for text in self._typed:
            documents, _ = self.snapshot.occurrences(text).documents_in(heads[found], heads[found + 1])
            holders = np.zeros(self.snapshot.articles, dtype=np.bool_)
            holders[self.snapshot.article_of[documents]] = True
            found = found[holders[found]]
        return found

    def wanted(self) -> tuple[Wanted, ...]:
        """What is marked: the words that were found."""
        return tuple(Wanted((text,)) for text in (*self._typed, *self._held))

    @property
    def strings(self) -> tuple[str, ...]:
        """The words that were found."""
        return tuple(self._held)

    def _counted(self) -> Iterator[tuple[str, float, tuple[Integers, Counts], int]]:
        """What counts: the field, the weight, where it stands, and in how many documents."""
        pairs = dict.fromkeys(a + b for part in self._parts for a, b in pairwise(part) if (a + b).isalnum())
        pairs |= dict.fromkeys(part for part in self._parts if len(part) == 1)
        for _, found in self._rarest(list(pairs)):
            yield TEXT_FIELD, 1.0, found, found[0].size
        for word in dict.fromkeys(word for part in self._parts for word, _, _ in words(part)):
            postings = self.snapshot.term("words", word)
            if postings.document_frequency:
                yield "words", _WORDS, postings.documents(), postings.document_frequency

    def _rarest(self, texts: Sequence[str]) -> Iterator[tuple[str, tuple[Integers, Counts]]]:
        """The rarest of some strings that occur, and where."""
        strings = [(text, self.snapshot.occurrences(text)) for text in texts]
        occurring = sorted((each for each in strings if each[1].bound), key=lambda each: each[1].bound)
        for text, string in occurring[:_MOST]:
            self._clock.check()
            found = string.documents()
            if found[0].size:
                yield text, found


def _tells(piece: str) -> bool:
    """Whether a word tells one text from another: a single character and a small number by itself do not."""
    return len(piece) > 1 and not (piece.isdigit() and len(piece) < _YEAR)


def _without(text: str, asked: Iterable[str]) -> list[str]:
    """What is left of a text without the words that ask."""
    for word in asked:
        text = text.replace(word, " ")
    return text.strip("？。 ").split()
