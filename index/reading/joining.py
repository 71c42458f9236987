"""Which runs of a page belong to one article? Joins columns that other articles or pictures interrupted.

A run that begins in the middle is the continuation of an article that broke off before it: the one whose vocabulary is
most like its own, weighted so that what several of them say (发展, 建设) counts little, and names much.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import log, sqrt

from index.reading.characters import HAN
from index.reading.runs import Run

__all__ = ["bigrams", "connect", "likeness"]

MAX_CANDIDATES = 16
"""How many articles that broke off are considered for a continuation: the latest ones."""

_IDEOGRAPHS = re.compile(f"[{HAN}]+")


def connect(runs: Sequence[Run]) -> list[Run]:
    """Put every run that has no title behind the run it continues, or else behind the one before it."""
    articles: list[Run] = []
    words: dict[int, set[str]] = {}
    broken_off: list[int] = []
    for run in runs:
        if run.title or not articles:
            articles.append(run)
            home = len(articles) - 1
        else:
            home = _home(run, articles, broken_off or [len(articles) - 1], words)
            articles[home].take(run)
        broken_off = sorted(i for i in {*broken_off, home} if articles[i].open_tail)[-MAX_CANDIDATES:]
    return articles


def _home(run: Run, articles: Sequence[Run], candidates: Sequence[int], words: dict[int, set[str]]) -> int:
    """Which of the candidates a run continues; `words` keeps the vocabularies of articles that were asked for."""
    if len(candidates) == 1 and candidates[0] not in words:
        return candidates[0]
    for i in candidates:
        if i not in words:
            words[i] = _vocabulary(articles[i])
    own = _vocabulary(run)
    spread = {pair: sum(pair in words[i] for i in candidates) for pair in own}
    weights = {pair: log(1 + len(candidates) / n) for pair, n in spread.items() if n}

    def closeness(i: int) -> float:
        return sum(weight for pair, weight in weights.items() if pair in words[i]) / sqrt(len(words[i]) + 1)

    home = max(candidates, key=lambda i: (closeness(i), i))
    words[home] |= own
    return home


def _vocabulary(run: Run) -> set[str]:
    return set(bigrams([run.title, run.subtitle, *(part.text for part in run.parts)]))


def bigrams(texts: Iterable[str]) -> Iterator[str]:
    """Every pair of neighbouring ideographs."""
    for text in texts:
        for run in _IDEOGRAPHS.findall(text):
            yield from map("".join, pairwise(run))


def likeness(left: Iterable[str], right: Iterable[str]) -> float:
    """How alike the vocabularies of two stretches of text are: the cosine of their damped counts, from 0 to 1."""
    one, other = ({pair: 1 + log(n) for pair, n in Counter(bigrams(texts)).items()} for texts in (left, right))
    product = sum(weight * other[pair] for pair, weight in one.items() if pair in other)
    squares = sum(w * w for w in one.values()) * sum(w * w for w in other.values())
    return product / sqrt(squares) if product else 0.0
