"""What is this article about? Places and themes, from tables in `data/` and rules anyone can read.

The room knows nothing of files, indexes or queries. It is the only importer of ahocorasick-rs.
"""

from __future__ import annotations

from index.tagging.gazetteer import FormerName, Gazetteer, Place, gazetteer
from index.tagging.places import PlaceMention
from index.tagging.tagger import folder_hint, place_mentions, tag, tag_all, vocabulary_digests
from index.tagging.theme_tree import Theme, ThemeTree, theme_tree

__all__ = [
    "FormerName",
    "Gazetteer",
    "Place",
    "PlaceMention",
    "Theme",
    "ThemeTree",
    "folder_hint",
    "gazetteer",
    "place_mentions",
    "tag",
    "tag_all",
    "theme_tree",
    "vocabulary_digests",
]
