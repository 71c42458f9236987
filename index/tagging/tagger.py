"""Which places and themes does an article get? Both tables over one reading of its text."""

from __future__ import annotations

from hashlib import blake2b

from index.documents import Article, Tags
from index.tagging.article_text import ArticleText
from index.tagging.gazetteer import gazetteer
from index.tagging.places import place_rules, place_tagger
from index.tagging.theme_tree import theme_tree
from index.tagging.themes import theme_tagger

__all__ = ["tag", "vocabulary_digests"]


def tag(article: Article) -> Tags:
    """The places and themes of an article, strongest first, without what lies above them in their trees."""
    text = ArticleText.of(article)
    return Tags(place_tagger().tag(text), theme_tagger().tag(text))


def vocabulary_digests() -> dict[str, str]:
    """A short hash for each vocabulary, `places` and `themes`, for the stamp of an index.

    It covers the tables and word lists in `data/`. A change to the rules in code is a change of the index's schema.
    """
    places = blake2b((gazetteer().digest + place_rules()).encode(), digest_size=8).hexdigest()
    return {"places": places, "themes": theme_tree().digest}
