"""Which articles are like this one? Those that share its telling words: words that it says often and few others say.

An article's words are weighed by tf × idf, and the heaviest are looked up in all other articles, where they count as in
BM25: the less, the longer the article is that holds them, because a long one holds many words by chance (Robertson and
Zaragoza, The Probabilistic Relevance Framework, 2009). The score is a share: 1 would be all of them, over and over.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log, log1p

import numpy as np
from numpy.typing import NDArray

from index.analysis import matched, word_lists
from search.arrays import first_of_runs
from search.counting import Integers
from search.snapshot import Postings, Snapshot

__all__ = ["LEAST_SHARED", "MOST_SHOWN", "Similar", "similar"]

LEAST_SHARED = 3
"""Telling words that two articles share if they are alike."""
MOST_SHOWN = 5
"""Shared words that are shown."""

_READ = 60
"""Of a long article so many documents are read: what it is about is said by then."""
_WEIGHED = 150
"""Words that are weighed: those that an article says most often."""
_LOOKED_UP = 40
"""The heaviest of them, of which it is looked up who else holds them."""
_TELLING = 20
"""Words that tell an article, at most."""
_IN_HEAD = 3
"""A word of the title, subtitle or byline counts as so many of the text."""
_COMMON, _FEW = 0.05, 20
"""A word tells nothing if more than this share of all articles hold it, and more than a few."""
_LEAST = 0.16
"""The least score that is given. Found by reading: below it, two reports share a name and a manner of speaking."""
_K1 = 1.2
_B = 0.6
"""The free parameters of BM25. Lengths vary a hundredfold here, so that they count for less than is usual."""


@dataclass(frozen=True, slots=True)
class Similar:
    """An article that is like another.

    Attributes:
        article: its number in the snapshot.
        score: how much it shares of what tells the other one, from 0 to 1.
        shared: the telling words that both hold, folded, heaviest first, none a part of another; at most `MOST_SHOWN`.
    """

    article: int
    score: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Telling:
    """A word that tells an article.

    Attributes:
        weight: tf × idf in that article.
        articles: all that hold it, ascending.
        frequencies: beside `articles`: how often they do.
    """

    word: str
    weight: float
    articles: NDArray[np.int32]
    frequencies: Integers


def similar(snapshot: Snapshot, article: int, limit: int = 5) -> tuple[Similar, ...]:
    """The articles that are most like one, best first; of each group of reprints one, and of its own group none.

    Args:
        snapshot: what is searched.
        article: the number of an article that is live.
        limit: articles that are given, at most; there are fewer where fewer share enough.
    """
    telling = _telling(snapshot, article)
    scores = _scores(snapshot, telling)
    leaders = {int(snapshot.leader_of[article])}
    found: list[Similar] = []
    candidates = np.flatnonzero(scores >= _LEAST)
    for candidate in candidates[np.argsort(-scores[candidates], kind="stable")].tolist():
        if len(found) == limit:
            break
        leader = int(snapshot.leader_of[candidate])
        if leader in leaders:
            continue
        shared = _whole([each.word for each in telling if _holds(each, candidate)])
        if len(shared) >= LEAST_SHARED:
            leaders.add(leader)
            found.append(Similar(candidate, float(scores[candidate]), shared[:MOST_SHOWN]))
    return tuple(found)


def _scores(snapshot: Snapshot, telling: list[_Telling]) -> NDArray[np.float64]:
    """For each article of the snapshot, how much it shares of some telling words."""
    scores = np.zeros(snapshot.articles)
    norms = _K1 * (1 - _B + _B * snapshot.article_lengths / snapshot.average_article_length)
    most = sum(each.weight for each in telling)
    for each in telling:
        worth = each.frequencies / (each.frequencies + norms[each.articles])
        scores[each.articles] += each.weight / most * worth
    return scores


def _telling(snapshot: Snapshot, article: int) -> list[_Telling]:
    """The words that tell an article, heaviest first: some others hold them, but not many do."""
    counts = _counts(snapshot, article)
    postings = {word: snapshot.term("words", word) for word in counts}
    weights = {word: _weight(snapshot, counts[word], postings[word]) for word in counts}
    common = max(snapshot.articles * _COMMON, _FEW)
    group = snapshot.leader_of[article]
    chosen: list[_Telling] = []
    for word in sorted(weights, key=lambda word: (-weights[word], word))[:_LOOKED_UP]:
        # Search mode gives the words inside a word, too.
        if any(word in each.word and counts[word] <= counts[each.word] for each in chosen):
            continue
        documents, frequencies = postings[word].documents()
        holders = snapshot.article_of[documents]
        begins = first_of_runs(holders)
        holders = holders[begins]
        if holders.size > common or (snapshot.leader_of[holders] == group).all():
            continue
        chosen.append(_Telling(word, weights[word], holders, np.add.reduceat(frequencies, begins, dtype=np.int64)))
        if len(chosen) == _TELLING:
            break
    return chosen


def _weight(snapshot: Snapshot, count: int, postings: Postings) -> float:
    return log1p(count) * log((snapshot.documents + 1) / postings.document_frequency)


def _counts(snapshot: Snapshot, article: int) -> dict[str, int]:
    """How often an article says the words that it says most often; numbers are none."""
    documents = snapshot.documents_of(article)[:_READ]
    head, *paragraphs = word_lists([matched(snapshot.text(document)) for document in documents])
    counts: Counter[str] = Counter()
    for words in (head * _IN_HEAD, *paragraphs):
        counts.update(word for word in words if any(map(str.isalpha, word)))
    return dict(counts.most_common(_WEIGHED))


def _holds(telling: _Telling, article: int) -> bool:
    place = telling.articles.searchsorted(article)
    return bool(place < telling.articles.size and telling.articles[place] == article)


def _whole(words: list[str]) -> tuple[str, ...]:
    """The words that are no part of another: search mode gives 检察 and 察院 beside 检察院."""
    return tuple(word for word in words if not any(word != other and word in other for other in words))
