"""What is this article about? Places and themes, from tables in `data/` and rules anyone can read.

The room knows nothing of files, indexes or queries. It is the only importer of ahocorasick-rs.
"""

from __future__ import annotations

from index.tagging.gazetteer import Gazetteer, Place, gazetteer
from index.tagging.tagger import tag, vocabulary_digests
from index.tagging.theme_tree import Theme, ThemeTree, theme_tree

__all__ = [
    "Gazetteer",
    "Place",
    "Theme",
    "ThemeTree",
    "gazetteer",
    "tag",
    "theme_tree",
    "vocabulary_digests",
]
