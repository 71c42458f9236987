"""What does an index hold that a reader might want to type? Words, places, themes and titles, as they are matched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

from index.analysis import fold
from index.tagging import gazetteer, theme_tree
from search.counting import Facet
from search.snapshot import Snapshot

__all__ = ["KINDS", "Offer", "offers", "without_opening"]

KINDS = ("term", "place", "theme", "title")

Offer = tuple[str, str, str | int, int]
"""A text without its opening, one of `KINDS`, a key, and how many documents have a term or how many articles the rest.

The key is a place's code, a theme's id, the number of the article that has a title, or empty. A plain tuple, because
the garbage collector looks time and again through hundreds of thousands of any other.
"""

_FEWEST = 2
"""Documents in which a term must occur: what stands in one only is mostly a slip or a person's name."""
_MOST_TERMS = 100_000
"""Terms that are offered, about, the most frequent."""

_NUMERIC = "0123456789.%"
_OPENING = re.compile(r"^\W+")


def without_opening(folded: str) -> str:
    """A text from its first letter or digit on; nobody types the mark with which a title opens (《, “, 【)."""
    return _OPENING.sub("", folded)


def offers(snapshot: Snapshot) -> list[Offer]:
    """All that a snapshot has to offer, in the order of the characters; no two have the same text and kind.

    Of places, themes or articles with the same name one is taken: that with most articles, or the newest article.
    """
    found = [*_terms(snapshot), *_places(snapshot), *_themes(snapshot), *_titles(snapshot)]
    found.sort(key=lambda offer: offer[0])
    return found


def _terms(snapshot: Snapshot) -> list[Offer]:
    """The words of the index, but for single characters, numbers, and what occurs once."""
    counts = snapshot.word_counts()
    ascending = np.sort(np.fromiter(counts.values(), dtype=np.int64, count=len(counts)))
    fewest = max([_FEWEST, *ascending[-_MOST_TERMS:][:1].tolist()])
    return [
        (text, "term", "", documents)
        for text, documents in counts.items()
        if documents >= fewest and len(text) > 1 and text.strip(_NUMERIC)
    ]


def _places(snapshot: Snapshot) -> Iterator[Offer]:
    places = gazetteer()
    counts = _articles_by_value(snapshot, snapshot.places)
    codes = sorted((code for code in counts if code in places), key=counts.__getitem__)
    for text, code in {fold(places.name(code)): code for code in codes}.items():
        yield (text, "place", code, counts[code])


def _themes(snapshot: Snapshot) -> Iterator[Offer]:
    themes = theme_tree()
    counts = _articles_by_value(snapshot, snapshot.themes)
    ids = sorted((theme for theme in counts if theme in themes), key=counts.__getitem__)
    for text, theme in {fold(themes[theme].name): theme for theme in ids}.items():
        yield (text, "theme", theme, counts[theme])


def _articles_by_value(snapshot: Snapshot, facet: Facet) -> dict[str, int]:
    counts = facet.counts(np.flatnonzero(snapshot.live)).tolist() if facet.values else []
    return {value: count for value, count in zip(facet.values, counts, strict=True) if count}


def _titles(snapshot: Snapshot) -> Iterator[Offer]:
    titles = [without_opening(head.partition("\n")[0]) for head in snapshot.matched_heads()]
    oldest_first = np.argsort(snapshot.dates, kind="stable")
    articles = oldest_first[snapshot.live[oldest_first]].tolist()
    newest = {titles[article]: article for article in articles}
    counts = Counter(titles[article] for article in articles)
    return ((title, "title", article, counts[title]) for title, article in newest.items() if title)
