"""Does one piece of text go on with another? Weighs both edges of the break between them.

A typesetter breaks a column between any two characters, half of the time inside a word. So at the right continuation
the two characters across the break make a pair that stands elsewhere on the page, or a word; a quotation that was
opened is closed; and what the layout printed at both edges stands twice.

The weights are logarithms of how many times likelier a finding is at a true continuation than at another break,
measured on made pages (see docs/reading.md).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.analysis import fold, pieces
from index.reading.characters import HAN
from index.reading.runs import OFTEN_DOUBLED, Piece

__all__ = ["around", "fit"]

EDGE = 4
"""Ideographs on each side of a break that are cut into words."""

REACH = 80
"""Characters on each side of a break in which a quotation is looked for."""

NEARBY = 40
"""Paragraphs before and after a break that are searched for its characters."""

MAX_NEARBY = 600
"""Characters of each of them."""

_LAST = re.compile(f"[{HAN}]{{1,{EDGE}}}$")
_FIRST = re.compile(f"^[{HAN}]{{1,{EDGE}}}")
_OPENERS, _CLOSERS = "“‘（(《「『〔【", "”’）)》」』〕】"


def fit(left: str, right: str, near: str) -> float:
    """How much speaks for `right` as the continuation of `left`, which breaks off; below 0, against it.

    Args:
        left: running text up to the break.
        right: running text from the break on.
        near: text around both: see `around`.
    """
    return _brackets(left, right) + _edges(left, right, near)


def around(pieces: Sequence[Piece], start: int, end: int) -> str:
    """The text near the pieces `start` to `end`, in which other places with the same characters are looked for."""
    return "\n".join(piece.text[:MAX_NEARBY] for piece in pieces[max(0, start - NEARBY) : end + NEARBY])


def _brackets(left: str, right: str) -> float:
    opened, closed = _left_open(left[-REACH:]), _closes(right[:REACH])
    if opened and closed:
        return 2.5 if _OPENERS.index(opened) == _CLOSERS.index(closed) else -3.0
    if opened:
        return -1.5
    return -3.0 if closed else 0.2


def _left_open(text: str) -> str:
    """The last bracket or quotation mark that is open at the end."""
    stack: list[str] = []
    for character in text:
        if character in _OPENERS:
            stack.append(character)
        elif character in _CLOSERS and stack:
            stack.pop()
    return stack[-1] if stack else ""


def _closes(text: str) -> str:
    """The first mark that closes what was not opened here."""
    depth = 0
    for character in text:
        if character in _OPENERS:
            depth += 1
        elif character in _CLOSERS:
            if depth == 0:
                return character
            depth -= 1
    return ""


def _edges(left: str, right: str, near: str) -> float:
    if left[-1] == right[0] and left[-1] not in OFTEN_DOUBLED:
        return 2.5
    if left[-1].isascii() and right[0].isascii() and left[-1].isdigit() and right[0].isdigit():
        return -1.0
    last, first = _LAST.search(left), _FIRST.search(right)
    if not last or not first:
        return 0.0
    score = 2.0 if _is_word(last[0], first[0]) else -0.5
    if left[-2:] + right[0] in near or left[-1] + right[:2] in near:
        return score + 2.5
    return score + (1.5 if left[-1] + right[0] in near else -0.7)


def _is_word(last: str, first: str) -> bool:
    """Whether a word of the segmenter reaches across the break."""
    at = 0
    for word in pieces(fold(last + first)):
        if at < len(last) < at + len(word):
            return True
        at += len(word)
    return False
