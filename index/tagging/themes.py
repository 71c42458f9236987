"""Which themes is an article about? Those that its paragraphs tell over the greatest share of the text.

A paragraph's length is shared among its themes by their strength (`theme_rules`). Title and subtitle count as if they
were a quarter of the text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate, islice
from typing import NamedTuple

from index.documents import ThemeTag
from index.tagging.article_text import ArticleText
from index.tagging.theme_rules import ThemeRules, Told
from index.tagging.theme_tree import ThemeTree, theme_tree

__all__ = ["ThemeTagger", "ThemesFound", "theme_tagger"]

TITLE_SHARE = 0.25
"""How much of the text the title is worth."""
LEAST_SHARE = 0.03
"""Of all the text; what is told in passing is no theme of the article."""
FAIR_SHARE = 0.3
"""Of the strongest theme's share."""
MOST = 5
WORDS_SHOWN = 8
"""Words of evidence that a tag carries."""


class ThemesFound(NamedTuple):
    """The themes of an article and of its paragraphs.

    Attributes:
        tags: of the article, at most five, by the share of the text that tells them.
        paragraphs: ordinal of a paragraph in the article, from 1 → its themes, strongest first, at most three; 0 for
            title and subtitle. What tells no theme is not among them.
    """

    tags: tuple[ThemeTag, ...]
    paragraphs: Mapping[int, tuple[ThemeTag, ...]]


class ThemeTagger:
    """Finds the themes of a tree in articles."""

    def __init__(self, tree: ThemeTree) -> None:
        self._rules = ThemeRules(tree)
        self._order = {theme_id: place for place, theme_id in enumerate(tree)}

    def find(self, text: ArticleText) -> ThemesFound:
        """The themes of an article, each with the words that gave it as they stand in the text."""
        return self.find_all([text])[0]

    def find_all(self, texts: Sequence[ArticleText]) -> list[ThemesFound]:
        """The themes of many articles, as `find` gives them; three times as fast for short ones."""
        offsets = list(accumulate((len(text.folded) + 1 for text in texts), initial=0))
        starts = [offset + start for offset, text in zip(offsets, texts, strict=False) for start in (0, *text.starts)]
        told = iter(self._rules.read("\n".join([text.folded for text in texts]), starts))
        return [
            self._found(text, offset, list(islice(told, 1 + len(text.starts))))
            for offset, text in zip(offsets, texts, strict=False)
        ]

    def _found(self, text: ArticleText, offset: int, told: Sequence[tuple[Told, ...]]) -> ThemesFound:
        shown, starts = text.shown, (*text.starts, len(text.shown))
        body = max(1, starts[-1] - starts[0])
        shares: dict[str, float] = defaultdict(float)
        words: dict[str, list[str]] = defaultdict(list)
        paragraphs: dict[int, tuple[ThemeTag, ...]] = {}
        for place, themes in enumerate(told):
            if not themes:
                continue
            worth = (starts[place] - starts[place - 1]) / body if place else TITLE_SHARE
            points = sum([theme.points for theme in themes])
            tags = []
            for theme in themes:
                evidence = [shown[start - offset : end - offset] for start, end in theme.words]
                tags.append(ThemeTag(theme.id, tuple(evidence)))
                shares[theme.id] += worth * theme.points / points
                words[theme.id] += evidence
            paragraphs[text.ordinals[place - 1] if place else 0] = tuple(tags)
        leading = self._leading(shares)
        return ThemesFound(tuple([ThemeTag(each, _most_frequent(words[each])) for each in leading]), paragraphs)

    def _leading(self, shares: Mapping[str, float]) -> list[str]:
        floor = max(LEAST_SHARE, FAIR_SHARE * max(shares.values(), default=0.0))
        reached = [theme_id for theme_id, share in shares.items() if share >= floor]
        return sorted(reached, key=lambda theme_id: (-shares[theme_id], self._order[theme_id]))[:MOST]


def _most_frequent(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word, _ in Counter(words).most_common(WORDS_SHOWN))


@cache
def theme_tagger() -> ThemeTagger:
    """The tagger of `data/themes.toml`, built once."""
    return ThemeTagger(theme_tree())
