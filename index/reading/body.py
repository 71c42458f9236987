"""Where in a parsed HTML page is the report's text?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeGuard

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag

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

MIN_SECTION = 30
"""Characters of running text that make an element a section of the report, beside one that is set like it."""

MAX_BELOW = 12
"""Elements below the text that are looked into for signature and attachments."""

MAX_SIGNATURE = 4
MAX_SIGNED = 40
"""Lines of a signature, and characters of a line."""

_SIGNED = re.compile("[〇零0-9一二三四]{4} ?年.{1,4}月.{1,4}日")

MAX_CLIMB = 12
"""Levels that are climbed from a string to the block it stands in."""


@dataclass(frozen=True, slots=True)
class Body:
    """Where the report is.

    Attributes:
        element: what holds it, or the first of several that do.
        lines: its lines.
        known: whether that is a container that `sites.toml` knows.
        left: characters of running text elsewhere on the page, if it is not.
    """

    element: Tag
    lines: Sequence[Line]
    known: bool
    left: int = 0


def find_body(soup: BeautifulSoup, outline: Outline) -> Body:
    """Find where the report is.

    It is the closest known container around the densest running text. Where none is around it, another known container
    is taken that holds enough and not far less; otherwise the densest element itself, with those beside it that are set
    like it. Attachments and a signature below it belong to it, too. A page without running text has no lines.
    """
    dense = _densest(soup)
    if dense is None:
        return Body(soup, (), known=False)
    known = {id(tag) for tag in outline.first_of("containers")}
    around = next((tag for tag in (dense, *dense.parents) if id(tag) in known), None)
    if around is not None:
        return Body(around, _lines((around, *_ending(around))), known=True)
    parts = _with_its_like(dense)
    parts += _ending(parts[-1])
    dense_lines = _lines(parts)
    for tag in islice(outline.first_of("containers"), MAX_TRIED):
        lines = _lines((tag, *_ending(tag)))
        if _size(lines) >= max(ENOUGH, _size(dense_lines) / FAR_MORE):
            return Body(tag, lines, known=True)
    return Body(parts[0], dense_lines, known=False, left=_running_in(soup) - sum(map(_running_in, parts)))


def _with_its_like(dense: Tag) -> list[Tag]:
    """The sections of a report whose densest one is given, and what stands between them.

    Sections are beside each other, of the same kind and class, and hold running text; the element may be one, or the
    only text of one.
    """
    for element in (dense, dense.parent):
        if element is None or element.parent is None or element.name == "body":
            break
        beside = element.parent.find_all(True, recursive=False)
        alike = [i for i, other in enumerate(beside) if other is element or _is_like(other, element)]
        if len(alike) > 1:
            return [other for other in beside[alike[0] : alike[-1] + 1] if not is_left_out(other, names_of(other))]
    return [dense]


def _is_like(other: Tag, element: Tag) -> bool:
    same = other.name == element.name and other.get("class") == element.get("class")
    return same and not is_left_out(other, names_of(other)) and _running_in(other) >= MIN_SECTION


def _ending(last: Tag) -> list[Tag]:
    """What stands below the text in elements of its own and belongs to it: attachments, and who signed and when."""
    below = (tag for tag in last.find_next_siblings(True, limit=MAX_BELOW) if isinstance(tag, Tag))
    return [tag for tag in below if not is_left_out(tag, names_of(tag)) and _ends_report(list(lines_in(tag)))]


def _ends_report(lines: Sequence[Line]) -> bool:
    if not lines or lines[0].text.startswith("附件"):
        return bool(lines)
    is_short = len(lines) <= MAX_SIGNATURE and all(len(line.text) <= MAX_SIGNED for line in lines)
    return is_short and _SIGNED.fullmatch(lines[-1].text) is not None


def _running_in(root: Tag) -> int:
    """Characters of running text in an element, without links and navigation."""
    strings = (string for string in root.find_all(string=True) if _can_run(string) and _blocks_above(string))
    return sum(map(_running, strings))


def _lines(parts: Iterable[Tag]) -> list[Line]:
    return [line for part in parts for line in lines_in(part)]


def _size(lines: Iterable[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _densest(soup: BeautifulSoup) -> Tag | None:
    """The element under which the most running text stands directly or in its paragraphs."""
    scores: dict[int, float] = defaultdict(float)
    tags: dict[int, Tag] = {}
    for string in soup.find_all(string=True):
        if not _can_run(string):
            continue
        weight = _running(string)
        share = 1.0
        for block in _blocks_above(string) if weight else ():
            scores[id(block)] += weight * share
            tags[id(block)] = block
            share /= 3
    return tags[max(scores, key=scores.__getitem__)] if scores else None


def _can_run(string: PageElement) -> TypeGuard[NavigableString]:
    return type(string) is NavigableString and len(string) >= MIN_STRING


def _running(string: str) -> int:
    """How much running text a string holds: its length, if it has the punctuation of sentences."""
    return len(string.strip()) if any(mark in string for mark in "，。；、！？") else 0


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
