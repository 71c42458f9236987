"""By which rules was an index built, and are they still the ones installed?"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cache

from index.analysis import SEGMENTER, analysis_digest
from index.tagging import vocabulary_digests

__all__ = ["SCHEMA_VERSION", "Stamp", "installed_stamp"]

SCHEMA_VERSION = 8
"""Raised with every change to what is written, so that no program reads an index it does not understand."""

_NAMES = {
    "schema": "索引格式",
    "segmenter": "分词程序",
    "analysis": "词典或字形表",
    "places": "行政区划表",
    "themes": "主题表",
}


@dataclass(frozen=True, slots=True)
class Stamp:
    """The rules an index depends on: a format version, the segmenter, and a hash of each vocabulary."""

    schema: int
    segmenter: str
    analysis: str
    places: str
    themes: str

    def differences(self, other: Stamp) -> list[str]:
        """What differs, each as a few Chinese words."""
        return [
            f"{_NAMES[item.name]}由 {getattr(self, item.name)} 变为 {getattr(other, item.name)}"
            for item in fields(self)
            if getattr(self, item.name) != getattr(other, item.name)
        ]

    def differs_in_tags_only(self, other: Stamp) -> bool:
        """Whether places or themes differ and nothing else does, so that tagging anew makes up for it."""
        return self != other and replace(self, places=other.places, themes=other.themes) == other


@cache
def installed_stamp() -> Stamp:
    """The rules of this installation."""
    return Stamp(SCHEMA_VERSION, SEGMENTER, analysis_digest(), **vocabulary_digests())
