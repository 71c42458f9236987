"""Which places and themes does an article get? Both tables over one reading of its text."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

from index.documents import Article, Tags
from index.tagging.article_text import ArticleText
from index.tagging.gazetteer import gazetteer
from index.tagging.place_names import place_words, zones
from index.tagging.places import PlaceMention, place_tagger
from index.tagging.theme_tree import theme_tree
from index.tagging.themes import theme_tagger

__all__ = ["folder_hint", "place_mentions", "tag", "tag_all", "vocabulary_digests"]

_TOGETHER = 50
"""Articles that are read together."""


def tag_all(articles: Sequence[Article], folders: Sequence[str] = ()) -> list[Tags]:
    """The places and themes of each article, strongest first, without what lies above them in their trees.

    Many at a time are read faster than one by one.

    Args:
        articles: what to tag.
        folders: beside `articles`, names of the file and of the folders that it lies in, where they may tell a place
            (湖南省/邵阳市); none if nothing is known of them.
    """
    hints = folders or [""] * len(articles)
    texts = [ArticleText.of(article, folder) for article, folder in zip(articles, hints, strict=True)]
    found: list[Tags] = []
    for start in range(0, len(texts), _TOGETHER):
        some = texts[start : start + _TOGETHER]
        for text, themes in zip(some, theme_tagger().find_all(some), strict=True):
            places = place_tagger().find(text)
            found.append(Tags(places.tags, themes.tags, places.open, themes.paragraphs))
    return found


def tag(article: Article, folder: str = "") -> Tags:
    """The same for one article."""
    return tag_all([article], [folder])[0]


def folder_hint(file: str) -> str:
    """What of a file's path may tell a place: its own name and the folders nearest to it."""
    return "/".join(Path(file).parts[-3:])


def place_mentions(article: Article, folder: str = "") -> tuple[PlaceMention, ...]:
    """Where the article names which place, and how each mention was settled; arguments as for `tag`."""
    return place_tagger().mentions(ArticleText.of(article, folder))


def vocabulary_digests() -> dict[str, str]:
    """A short hash for each vocabulary, `places` and `themes`, for the stamp of an index.

    It covers the tables and word lists in `data/`. A change to the rules in code is a change of the index's schema.
    """
    places = blake2b((gazetteer().digest + place_words() + zones()).encode(), digest_size=8)
    return {"places": places.hexdigest(), "themes": theme_tree().digest}
