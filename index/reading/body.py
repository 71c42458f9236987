"""Where in a parsed HTML page is the report's text?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from bs4 import BeautifulSoup, NavigableString, Tag

from index.reading.lines import Line, lines_in
from index.reading.outline import Outline, is_left_out, names_of
from index.reading.sites import patterns

__all__ = ["Body", "find_body"]

ENOUGH = 80
"""Characters that a known container must hold to be the text."""

FAR_MORE = 3
"""How many times as much the densest part must hold to be preferred to a known container elsewhere."""

MIN_STRING = 10
"""Characters of a string that can be running text."""

MAX_TRIED = 8
"""Known containers that are looked into."""

MAX_CLIMB = 12
"""Levels that are climbed from a string to the block it stands in."""


@dataclass(frozen=True, slots=True)
class Body:
    """The element that holds the report, its lines, and whether it is a container that `sites.toml` knows."""

    element: Tag
    lines: Sequence[Line]
    known: bool


def find_body(soup: BeautifulSoup, outline: Outline) -> Body:
    """Find where the report is.

    It is the closest known container around the densest running text. Where none is around it, another known container
    is taken that holds enough and not far less; otherwise the densest element itself. A page without running text has
    no lines.
    """
    dense = _densest(soup)
    if dense is None:
        return Body(soup, (), known=False)
    known = {id(tag) for tag in outline.first_of("containers")}
    around = next((tag for tag in (dense, *dense.parents) if id(tag) in known), None)
    if around is not None:
        return Body(around, list(lines_in(around)), known=True)
    dense_lines = list(lines_in(dense))
    for tag in islice(outline.first_of("containers"), MAX_TRIED):
        lines = list(lines_in(tag))
        if _size(lines) >= max(ENOUGH, _size(dense_lines) / FAR_MORE):
            return Body(tag, lines, known=True)
    return Body(dense, dense_lines, known=False)


def _size(lines: Iterable[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _densest(soup: BeautifulSoup) -> Tag | None:
    """The element under which the most running text stands directly or in its paragraphs."""
    scores: dict[int, float] = defaultdict(float)
    tags: dict[int, Tag] = {}
    for string in soup.find_all(string=True):
        if type(string) is not NavigableString or len(string) < MIN_STRING:
            continue
        weight = _running(string)
        share = 1.0
        for block in _blocks_above(string) if weight else ():
            scores[id(block)] += weight * share
            tags[id(block)] = block
            share /= 3
    return tags[max(scores, key=scores.__getitem__)] if scores else None


def _running(string: str) -> float:
    """How much running text a string holds: its length, if it has the punctuation of sentences."""
    return float(len(string.strip())) if any(mark in string for mark in "，。；、！？") else 0.0


def _blocks_above(string: NavigableString) -> list[Tag]:
    """The block that holds the paragraph of a string, and the next one up; none inside links and navigation."""
    blocks: list[Tag] = []
    containers = patterns("blocks") - patterns("paragraphs")
    for parent, _ in zip(string.parents, range(MAX_CLIMB), strict=False):
        if parent.name == "a" or is_left_out(parent, names_of(parent)):
            return []
        if parent.name in containers and len(blocks) < 2:
            blocks.append(parent)
    return blocks
