"""How much is an article worth for a query? What its paragraphs, its title and all of it say, as numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.analysis import words
from index.columnar import TEXT_FIELD
from index.schema import HEAD
from search.arrays import first_of_runs, places_of, ranges_of
from search.clock import Clock
from search.counting import Counts, Integers, Mask
from search.scoring import Scores, bm25, bm25_of_lengths
from search.snapshot import Snapshot

__all__ = ["QUESTION", "SENTENCE", "WORDS", "Ranked", "Weights", "article_scores", "document_scores", "ranked"]

_WHOLE_AMONG = 300
"""Articles, the best by their heads and paragraphs, of which all that they hold counts."""
_CLOSE_AMONG = 20
"""Articles, the best, that are looked into for how close together the words stand."""
_FIRST = 1000.0
"""More than anything else is worth: what the whole query occurs in comes first."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of an article counts beside its best paragraph, tuned as docs/ranking.md tells.

    Attributes:
        title: what the head is worth.
        lead: what is added to a first paragraph, as a share of its own worth.
        whole: what all of the article together is worth.
        close: what is added, as a share, where all words of the query stand side by side.
    """

    title: float
    lead: float
    whole: float
    close: float


WORDS = Weights(title=2.0, lead=0.1, whole=0.5, close=0.3)
QUESTION = Weights(title=1.0, lead=0.0, whole=1.25, close=0.2)
SENTENCE = Weights(title=0.3, lead=0.0, whole=0.1, close=1.0)


@dataclass(frozen=True, slots=True)
class Ranked:
    """What the documents and the articles that matched are worth.

    Attributes:
        documents: ascending; every article has one.
        scores: beside `documents`.
        is_head: beside `documents`.
        first: beside the articles, the place of the first document of each.
        value: beside the articles.
    """

    documents: Integers
    scores: Scores
    is_head: Mask
    first: Integers
    value: Scores


def document_scores(
    snapshot: Snapshot,
    documents: Integers,
    found: Mapping[str, tuple[Integers, Counts]],
    frequencies: Mapping[str, int],
    texts: Sequence[str],
    clock: Clock,
) -> Scores:
    """What each of some documents is worth: BM25 of the strings that they hold, and of the words of the query.

    Args:
        snapshot: where they stand.
        documents: ascending.
        found: string → the documents that hold it, ascending, and how often.
        frequencies: string → in how many documents it occurs.
        texts: those parts of the query whose words count, too.
        clock: of the query.
    """
    scores = np.zeros(documents.size, dtype=np.float32)
    lengths = snapshot.lengths(TEXT_FIELD)[documents]
    for text in sorted(found):  # in one order, as sums of floats depend on it
        clock.check()
        holders, counts = found[text]
        places: Integers | slice = slice(None)
        if holders is not documents:
            places = places_of(holders, documents, snapshot.documents)
            there = (places >= 0).nonzero()[0]
            places, counts = places[there], counts[there]
        if counts.size:
            average = snapshot.average_length(TEXT_FIELD)
            scores[places] += bm25(counts, lengths[places], average, frequencies[text], snapshot.documents)
    lengths = snapshot.lengths("words")[documents]
    for word in dict.fromkeys(word for text in texts for word, _, _ in words(text)):
        postings = snapshot.term("words", word)
        if postings.document_frequency:
            average = snapshot.average_length("words")
            held = postings.frequencies(documents)
            scores += bm25(held, lengths, average, postings.document_frequency, snapshot.documents)
    return scores


def ranked(
    snapshot: Snapshot,
    articles: Integers,
    documents: Integers,
    scores: Scores,
    whole: Callable[[Integers], Scores],
    firsts: Integers,
    strings: Sequence[str],
    weights: Weights,
) -> Ranked:
    """Put together what each article is worth.

    Args:
        snapshot: where they stand.
        articles: that matched, ascending.
        documents: that speak for them, ascending; every article has one.
        scores: what each of these is worth.
        whole: some of the articles, ascending → what all of each is worth.
        firsts: the articles, ascending, in which the whole query occurs as it was typed.
        strings: what was looked for, for how close together it stands.
        weights: of the parts.
    """
    ordinals = snapshot.ordinals[documents]
    is_head = ordinals == HEAD
    first = first_of_runs(snapshot.article_of[documents])
    in_text = np.where(is_head, np.float32(0), scores)
    in_text[ordinals == HEAD + 1] *= np.float32(1 + weights.lead)
    value = np.maximum.reduceat(in_text, first) if first.size else np.zeros(0, dtype=np.float32)
    heads = np.flatnonzero(is_head)
    # A head comes before the paragraphs of its article.
    value[np.searchsorted(first, heads)] += np.float32(weights.title) * scores[heads]
    best = _best(value, _WHOLE_AMONG)
    value[best] += np.float32(weights.whole) * whole(articles[best])
    if len(strings) > 1:
        best = _best(value, _CLOSE_AMONG)
        ends = np.append(first[1:], documents.size)
        for place in best.tolist():
            part = slice(int(first[place]), int(ends[place]))
            document = int(documents[part][int(np.argmax(scores[part]))])
            value[place] *= 1 + weights.close * _closeness(snapshot.matched(document), strings)
    value[places_of(firsts, articles, snapshot.articles)] += np.float32(_FIRST)
    return Ranked(documents, scores, is_head, first, value)


def _best(value: Scores, count: int) -> Integers:
    """The places, ascending, of the `count` greatest values above 0; of equal ones those that come first."""
    if value.size <= count:
        return np.flatnonzero(value > 0)
    least = np.partition(value, value.size - count)[value.size - count]
    above, equal = np.flatnonzero(value > least), np.flatnonzero(value == least)
    return np.sort(np.concatenate((above, equal[: count - above.size]))) if least > 0 else above


def article_scores(snapshot: Snapshot, articles: Integers, found: Mapping[str, tuple[Integers, Counts]]) -> Scores:
    """What each of some articles is worth as one text: BM25 of the strings that all its documents together hold."""
    scores = np.zeros(articles.size, dtype=np.float32)
    lengths, average = snapshot.article_lengths[articles], snapshot.average_article_length
    first, behind = snapshot.heads[articles], snapshot.heads[articles + 1]
    for text in sorted(found):
        documents, counts = found[text]
        low, high = documents.searchsorted(first), documents.searchsorted(behind)
        owners = np.repeat(np.arange(articles.size), high - low)
        sums = np.bincount(owners, weights=counts[ranges_of(low, high)], minlength=articles.size)
        held = sums.nonzero()[0]
        # In how many articles a string occurs is not known without going through all; paragraphs will do.
        scores[held] += bm25_of_lengths(sums[held], lengths[held], average, documents.size, snapshot.documents)
    return scores


def _closeness(text: str, strings: Sequence[str]) -> float:
    """From 0 to 1: how close together stand those of some strings that a text holds, and how many they are."""
    spots: list[tuple[int, int]] = []
    for number, string in enumerate(strings):
        at = text.find(string)
        while at >= 0 and len(spots) < 400:
            spots.append((at, number))
            at = text.find(string, at + 1)
    held = len({number for _, number in spots})
    if held < 2:
        return 0.0
    needed = sum(len(strings[number]) for number in {number for _, number in spots})
    spots.sort()
    counts: dict[int, int] = {}
    low, shortest = 0, len(text)
    for at, number in spots:
        counts[number] = counts.get(number, 0) + 1
        while len(counts) == held:
            shortest = min(shortest, at + len(strings[number]) - spots[low][0])
            other = spots[low][1]
            counts[other] -= 1
            if not counts[other]:
                del counts[other]
            low += 1
    return held / len(strings) * min(1.0, needed / max(1, shortest))
