"""Which themes does a paragraph tell? Its words' weights are added up; what is strong enough counts, three at most.

A word is worth its weight once, half as much again near the paragraph's beginning, where reports say what follows,
and a little more for each time it comes back. The strongest theme counts from `THRESHOLD` on, unless a silent one is
as strong. Further ones must reach a floor that rises with the strongest. A branch does not stand beside a leaf of its
own.

All paragraphs of an article are read at once, in arrays: that is twice as fast as one after the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from index.analysis import fold
from index.tagging.theme_tree import Theme, ThemeTree

__all__ = ["ThemeRules", "Told"]

STRONG, CUE, HINT, AGAINST = 4, 2, 1, -4

BEGINNING = 30
"""Characters of a paragraph in which a word counts for more."""
AT_BEGINNING = 1.5
REPEATED = 0.3

THRESHOLD = 4.0
"""One strong word, or two cues."""
FURTHER, FURTHER_SHARE = 4.0, 0.3
"""A further theme needs so many points, and this share of the strongest one's on top."""
MOST = 3
WORDS = 5
"""Words of evidence for one theme."""

Integers = npt.NDArray[np.int64]
Points = npt.NDArray[np.float64]


class Told(NamedTuple):
    """A theme that a part of a text tells.

    Attributes:
        id: the theme's.
        points: how strongly.
        words: [start, end) of the words that speak loudest for it, where they first stand; at most `WORDS`.
    """

    id: str
    points: float
    words: Sequence[tuple[int, int]]


class _Heard(NamedTuple):
    """The distinct words of each part: which part, which word, its range, and how much it is worth."""

    part: Integers
    word: Integers
    start: Integers
    end: Integers
    worth: Points


class _Voices(NamedTuple):
    """What each heard word says of each of its themes: index into `_Heard`, theme's place in the tree, points."""

    heard: Integers
    theme: Integers
    points: Points


class ThemeRules:
    """The words of a tree, ready to be found."""

    def __init__(self, tree: ThemeTree) -> None:
        self._ids = tuple(tree)
        themes = (*tree.values(), *tree.silent)
        places = {theme.id: place for place, theme in enumerate(themes)}
        self._all = len(themes)
        self._parents = {theme.id: theme.parent for theme in tree.values()}
        weights = _weights(themes)
        # This kind of automaton was the fastest of three on reports: twice as fast as the one taken by default.
        self._automaton = AhoCorasick(
            weights, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
        )
        # Word w speaks of the themes from first[w] on, as many as sizes[w].
        self._sizes = np.array([len(told) for told in weights.values()], dtype=np.int64)
        self._first = np.cumsum(self._sizes) - self._sizes
        self._themes = np.array([places[theme_id] for told in weights.values() for theme_id in told], dtype=np.int64)
        self._points = np.array([weight for told in weights.values() for weight in told.values()], dtype=np.float64)

    def read(self, folded: str, starts: Sequence[int]) -> list[tuple[Told, ...]]:
        """The themes of each part of a text, strongest first.

        Args:
            folded: the text; no word goes over a line break.
            starts: where the parts begin, ascending from 0; each ends where the next one begins.
        """
        told: list[list[Told]] = [[] for _ in starts]
        heard = self._heard(folded, np.array(starts, dtype=np.int64))
        voices = self._voices(heard)
        cells = heard.part[voices.heard] * self._all + voices.theme
        points: Points = np.bincount(cells, voices.points, len(starts) * self._all).astype(np.float64)
        chosen = self._chosen(points.reshape(-1, self._all)).ravel()
        spoken = np.flatnonzero(chosen[cells] & (voices.points > 0))
        spoken = spoken[np.argsort(-voices.points[spoken], kind="stable")]
        index = voices.heard[spoken]
        evidence: dict[int, list[tuple[int, int]]] = {cell: [] for cell in np.flatnonzero(chosen).tolist()}
        for cell, start, end in zip(
            cells[spoken].tolist(), heard.start[index].tolist(), heard.end[index].tolist(), strict=True
        ):
            words = evidence[cell]
            if len(words) < WORDS:
                words.append((start, end))
        for (cell, words), strength in zip(evidence.items(), points[chosen].tolist(), strict=True):
            part, theme = divmod(cell, self._all)
            told[part].append(Told(self._ids[theme], strength, words))
        return [self._leading(themes) for themes in told]

    def _heard(self, folded: str, starts: Integers) -> _Heard:
        matches = self._automaton.find_matches_as_indexes(folded)
        table = np.fromiter(chain.from_iterable(matches), np.int64, 3 * len(matches)).reshape(-1, 3)
        word, start, end = table[:, 0], table[:, 1], table[:, 2]
        part = np.searchsorted(starts, start, side="right") - 1
        _, first, times = np.unique(part * len(self._sizes) + word, return_index=True, return_counts=True)
        part, start = part[first], start[first]
        once = np.where(start < starts[part] + BEGINNING, AT_BEGINNING, 1.0)
        return _Heard(part, word[first], start, end[first], once + REPEATED * (times - 1))

    def _voices(self, heard: _Heard) -> _Voices:
        sizes = self._sizes[heard.word]
        index = np.repeat(np.arange(len(sizes)), sizes)
        within = np.arange(len(index)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        entry = self._first[heard.word][index] + within
        return _Voices(index, self._themes[entry], self._points[entry] * heard.worth[index])

    def _chosen(self, points: Points) -> npt.NDArray[np.bool_]:
        """Which themes reach the floor, for each part."""
        shown, silent = points[:, : len(self._ids)], points[:, len(self._ids) :]
        strongest = shown.max(axis=1, keepdims=True)
        told = (strongest >= THRESHOLD) & (silent.max(axis=1, keepdims=True, initial=0.0) < strongest)
        floor = np.minimum(strongest, FURTHER + FURTHER_SHARE * strongest)
        chosen = np.zeros(points.shape, dtype=np.bool_)
        chosen[:, : len(self._ids)] = told & (shown >= floor)
        return chosen

    def _leading(self, themes: list[Told]) -> tuple[Told, ...]:
        if len(themes) > 1:
            themes.sort(key=lambda theme: (-theme.points, theme.id))
            branches = {self._parents[theme.id] for theme in themes}
            themes = [theme for theme in themes if theme.id not in branches][:MOST]
        return tuple(themes)


def _weights(themes: Iterable[Theme]) -> dict[str, dict[str, int]]:
    """Folded word → the themes that it speaks for or against, with its weight; none for a word that only covers."""
    weights: dict[str, dict[str, int]] = defaultdict(dict)
    for theme in themes:
        kinds = ((theme.strong, STRONG), (theme.cues, CUE), (theme.hints, HINT), (theme.against, AGAINST))
        for words, weight in kinds:
            for word in words:
                weights[fold(word)][theme.id] = weight
        for word in theme.covers:
            weights[fold(word)] |= {}
    return dict(weights)
