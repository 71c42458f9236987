"""Which queries are run? Mined from the collection itself, with a fixed seed, and the same for every engine."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import log2
from random import Random

from benchmarks.documents import Document, documents_of
from index.analysis import fold, word_lists
from search.query import Query, parse_query
from search.snapshot import Snapshot

__all__ = ["KINDS", "Mined", "mine"]

KINDS = {
    "word": "one word, of any frequency",
    "words": "2 to 4 words of one article",
    "string": "exact string, 2 to 12 characters",
    "filtered": "a word, within a place, theme or year",
    "character": "one common character",
}
_SHARES = {"word": 0.30, "words": 0.30, "string": 0.20, "filtered": 0.16, "character": 0.04}
_SEED = 20241218
_ARTICLES = 3000
"""Articles from which queries are mined, at most."""
_TRIES = 100
"""How often a string is cut out of an article until one may be asked for."""
_COMMON = 40
"""How many of the most frequent characters count as common."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")
_NOT_IN_STRING = re.compile(r"[\s\"“”]")


@dataclass(frozen=True, slots=True)
class Mined:
    """One query.

    Attributes:
        kind: one of `KINDS`.
        texts: folded words, all of which must occur, or the one string or character.
        facet, value: the filter, empty where there is none.
    """

    kind: str
    texts: tuple[str, ...]
    facet: str = ""
    value: str = ""

    def parsed(self, scope: str = "article") -> Query:
        """The query as Zhengsou is asked it."""
        text = f'"{self.texts[0]}"' if self.kind == "string" else " ".join(self.texts)
        filters = {self.facet: [self.value]} if self.facet else {}
        return parse_query(text, scope=scope, synonyms=False, **filters)  # type: ignore[arg-type]


def mine(snapshot: Snapshot, count: int) -> list[Mined]:
    """About `count` queries in random order; fewer where articles have no word or no string to ask for."""
    random = Random(_SEED)
    live = [number for number in range(snapshot.articles) if snapshot.live[number]]
    chosen = sorted(random.sample(live, min(_ARTICLES, len(live))))
    articles = [list(documents_of(snapshot, [number])) for number in chosen]
    wanted = {kind: max(1, round(count * share)) for kind, share in _SHARES.items()}
    words = _spread(snapshot, articles, wanted["word"], random)
    found = [Mined("word", (word,)) for word in words]
    for kind, draw in (("words", _words), ("string", _string), ("filtered", _filtered)):
        drawn = (draw(random.choice(articles), random) for _ in range(wanted[kind]))
        found += [query for query in drawn if query]
    characters = Counter(
        char for article in articles for document in article for char in _HAN.findall(fold(document.text))
    )
    common = [char for char, _ in characters.most_common(_COMMON)]
    found += [Mined("character", (char,)) for char in random.sample(common, min(wanted["character"], len(common)))]
    random.shuffle(found)
    return found


def _spread(snapshot: Snapshot, articles: list[list[Document]], count: int, random: Random) -> list[str]:
    """Words whose document frequencies are spread evenly over their logarithms."""
    by_power: dict[int, list[str]] = {}
    distinct = {word for article in articles for word in _vocabulary(article)}
    for word in sorted(distinct):
        by_power.setdefault(int(log2(max(1, snapshot.term("words", word).document_frequency))), []).append(word)
    for group in by_power.values():
        random.shuffle(group)
    chosen: list[str] = []
    while len(chosen) < count and any(by_power.values()):
        chosen += [group.pop() for _, group in sorted(by_power.items()) if group]
    return chosen[:count]


def _vocabulary(article: list[Document]) -> list[str]:
    lists = word_lists([fold(document.text) for document in article])
    return sorted({word for found in lists for word in found if _WORD.fullmatch(word)})


def _words(article: list[Document], random: Random) -> Mined | None:
    vocabulary = _vocabulary(article)
    if not vocabulary:
        return None
    return Mined("words", tuple(random.sample(vocabulary, min(len(vocabulary), random.randint(2, 4)))))


def _string(article: list[Document], random: Random) -> Mined | None:
    """A string of a paragraph, wherever words may end; None if none turns up."""
    for _ in range(_TRIES):
        text = fold(random.choice(article).text)
        length = random.randint(2, 12)
        start = random.randrange(max(1, len(text) - length))
        string = text[start : start + length]
        if len(string) >= 2 and not _NOT_IN_STRING.search(string):
            return Mined("string", (string,))
    return None


def _filtered(article: list[Document], random: Random) -> Mined | None:
    vocabulary = _vocabulary(article)
    if not vocabulary:
        return None
    word = random.choice(vocabulary)
    facets = [name for name in ("place", "theme", "year") if getattr(article[0], name)]
    facet = random.choice(facets) if facets else ""
    return Mined("filtered", (word,), facet, random.choice(getattr(article[0], facet)) if facet else "")
