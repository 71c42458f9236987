"""Which themes is an article about? Those whose words stand in it most densely.

A word found n times in a text of k thousand characters adds √(n/k) times its weight to each of its themes; a shorter
text counts as one thousand, and a mention in the title as four in the text. An article gets the themes that reach
`THRESHOLD` and a fair share of its strongest one, five at most.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from itertools import takewhile
from math import sqrt

from ahocorasick_rs import AhoCorasick, MatchKind

from index.analysis import fold
from index.documents import ThemeTag
from index.tagging.article_text import ArticleText
from index.tagging.theme_tree import ThemeTree, theme_tree

__all__ = ["ThemeTagger", "theme_tagger"]

STRONG, CUE = 3, 1
"""What one mention of a word is worth in a text of up to a thousand characters."""
TITLE = 4
"""How many mentions in the text a mention in the title is worth."""
THRESHOLD = 4.0
"""A strong word and a cue, a strong word twice, or a strong word in the title."""
FAIR_SHARE = 0.4
MOST = 5

Match = tuple[int, int, int]
"""Pattern, start, end."""


class ThemeTagger:
    """Finds the themes of a tree in articles."""

    def __init__(self, tree: ThemeTree) -> None:
        weights: dict[str, dict[str, int]] = defaultdict(dict)
        for theme in tree.values():
            for words, weight in ((theme.against, 0), (theme.cues, CUE), (theme.strong, STRONG)):
                for word in words:
                    weights[fold(word)][theme.id] = weight
        self._weights = tuple(
            tuple((theme_id, weight) for theme_id, weight in themes.items() if weight) for themes in weights.values()
        )
        self._automaton = AhoCorasick(weights, matchkind=MatchKind.LeftmostLongest)
        self._order = {theme_id: place for place, theme_id in enumerate(tree)}

    def tag(self, text: ArticleText) -> tuple[ThemeTag, ...]:
        """The themes of an article, strongest first, each with its words as they first stand in the text."""
        matches = self._automaton.find_matches_as_indexes(text.folded)
        mentions = Counter([index for index, _, _ in matches])
        strength = self._strength(mentions, matches, text)
        floor = max(THRESHOLD, FAIR_SHARE * max(strength.values(), default=0.0))
        reached = [theme_id for theme_id, points in strength.items() if points >= floor]
        ranked = sorted(reached, key=lambda theme_id: (-strength[theme_id], self._order[theme_id]))[:MOST]
        if not ranked:
            return ()
        first = {index: text.shown[start:end] for index, start, end in reversed(matches)}
        words: dict[str, list[str]] = defaultdict(list)
        for index, _ in mentions.most_common():
            for theme_id, _ in self._weights[index]:
                words[theme_id].append(first[index])
        return tuple(ThemeTag(theme_id, tuple(words[theme_id])) for theme_id in ranked)

    def _strength(self, mentions: Counter[int], matches: list[Match], text: ArticleText) -> dict[str, float]:
        in_title = Counter([index for index, _, _ in takewhile(lambda match: match[1] < text.title_end, matches)])
        scale = 1 / max(1.0, len(text.folded) / 1000)
        strength: dict[str, float] = defaultdict(float)
        for index, count in mentions.items():
            points = sqrt((count + (TITLE - 1) * in_title[index]) * scale)
            for theme_id, weight in self._weights[index]:
                strength[theme_id] += weight * points
        return strength


@cache
def theme_tagger() -> ThemeTagger:
    """The tagger of `data/themes.toml`, built once."""
    return ThemeTagger(theme_tree())
