"""What are the paragraphs of a text page? Lines, or lines of a narrow column put together again.

A page saved from a newspaper's layout breaks its lines where the column ended: inside words and sentences, with blank
lines wherever the layout had a gap. Such a page is told by its measure (`_is_hard_wrapped`), and its lines are joined
until a sentence ends and the paper says that the paragraph ends too: by a blank line, an indent, or a last line that is
short. Spaces that only justified a line go (see `close_up`). Everywhere else a line is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from index.reading.characters import clean, close_up, tidy, width
from index.reading.cues import Kind, ends_sentence, is_marked, kind_of

__all__ = ["Block", "blocks_of"]

SAMPLE_LINES = 400
MIN_LINES = 6
MAX_COLUMN = 100
"""Half-width columns: lines that are wider are paragraphs, not lines of a column."""

INDENT = 4
"""Half-width columns of the usual indent, two ideographs; a last line is short by at least as much."""

MAX_HEADING_LINES = 3
"""Lines that a numbered heading takes at most in a column; it ends at the first blank line."""

NEIGHBOURS = 8
"""How many lines before and after a line tell the measure of its column."""

_PAUSE = re.compile("[，。；、！？]")
_DOUBLED = re.compile("(?P<once>.{4,40}?)(?P=once)(?:(?P<mark>[。！？])(?P=mark)?)?")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as the page sets it.

    Attributes:
        gap: blank lines before it.
        single: it is one line by itself among columns.
        apart: and wider than they are, as captions can be.
        shaped: its lines grow and shrink, as around a picture or in an ornament.
    """

    text: str
    gap: int = 0
    single: bool = False
    apart: bool = False
    shaped: bool = False


@dataclass(slots=True)
class _Line:
    text: str
    gap: int
    indent: int
    alone: bool = False
    """Blank lines on both sides."""

    @property
    def width(self) -> int:
        return width(self.text[:MAX_COLUMN])


def blocks_of(text: str) -> tuple[list[Block], list[str]]:
    """Cut a page's text into paragraphs.

    Returns:
        The blocks in the page's order, and Chinese notices about what was put right.
    """
    lines = list(_lines(text))
    notices: list[str] = []
    blocks = _unwrap(lines) if _is_hard_wrapped(lines) else [Block(line.text, line.gap) for line in lines]
    for number, block in enumerate(blocks):
        if single := _undouble(block.text):
            blocks[number] = replace(block, text=single)
            notices.append(f"“{single}”在页面上重复印出，已合并为一次")
    return blocks, notices


def _lines(text: str) -> Iterator[_Line]:
    gap = 0
    for raw in clean(text).splitlines():
        if line := tidy(raw):
            yield _Line(line, gap, width(raw[: len(raw) - len(raw.lstrip())][:MAX_COLUMN]))
            gap = 0
        else:
            gap += 1


def _is_hard_wrapped(lines: Sequence[_Line]) -> bool:
    """Whether most lines stop inside a sentence, and do so where a column ends."""
    sample = lines[:SAMPLE_LINES]
    if len(sample) < MIN_LINES:
        return False
    widths = [line.width for line in sample]
    if median(widths) > MAX_COLUMN or median(widths) < 2 * INDENT:
        return False
    pauses = sum(len(_PAUSE.findall(line.text)) for line in sample)
    if pauses * 60 < sum(widths):
        return False  # a list or a table: hardly any punctuation
    broken = [i for i, line in enumerate(sample) if not ends_sentence(line.text)]
    full = [i for i in broken if widths[i] >= _measure(widths, i) - INDENT]
    return len(broken) * 2 > len(sample) and len(full) * 3 > len(broken) * 2


def _measure(widths: Sequence[int], i: int) -> int:
    """The column's width at line `i`: the upper quartile of its neighbourhood."""
    near = sorted(widths[max(0, i - NEIGHBOURS) : i + NEIGHBOURS + 1])
    return near[len(near) * 3 // 4]


def _unwrap(lines: list[_Line]) -> list[Block]:
    usual = int(median(line.gap for line in lines))
    for line in lines:
        line.gap = max(0, line.gap - usual)  # a page may be double-spaced throughout
    for i, line in enumerate(lines):
        line.alone = (i == 0 or line.gap > 0) and (i == len(lines) - 1 or lines[i + 1].gap > 0)
    widths = [line.width for line in lines]
    groups: list[list[_Line]] = []
    for i, line in enumerate(lines):
        if i and not _begins(line, groups[-1], short_of=_measure(widths, i - 1) - INDENT):
            groups[-1].append(line)
        else:
            groups.append([line])
    column = sorted(widths)[len(widths) * 3 // 4]
    return [_block(group, column) for group in groups]


def _begins(line: _Line, group: Sequence[_Line], *, short_of: int) -> bool:
    """Whether a line begins a new paragraph after the lines of `group`.

    Lines that are centred one by one go on while the indent shrinks.
    """
    last = group[-1]
    if is_marked(line.text) and (line.gap or ends_sentence(last.text)):
        return True
    if _stands_alone(line) or (len(group) == 1 and _stands_alone(last)):
        return True
    if is_marked(group[0].text) and line.gap and len(group) <= MAX_HEADING_LINES:
        return True
    if not ends_sentence(last.text):
        return False
    return bool(line.gap) or line.indent > last.indent or (line.indent == last.indent and last.width <= short_of)


def _stands_alone(line: _Line) -> bool:
    return line.alone and kind_of(line.text) is not Kind.BODY


def _block(group: Sequence[_Line], column: int) -> Block:
    parts = [close_up(group[0].text)]
    for line in group[1:]:
        part = close_up(line.text)
        parts.append(" " + part if _is_latin(parts[-1][-1]) and _is_latin(part[0]) else part)
    text = close_up("".join(parts))
    return Block(
        text,
        gap=group[0].gap,
        single=len(group) == 1,
        apart=len(group) == 1 and ends_sentence(text) and group[0].width > column,
        shaped=_is_shaped([line.width for line in group]),
    )


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _is_shaped(widths: Sequence[int]) -> bool:
    """Whether lines grow from a short one and shrink to a short one."""
    widest = max(widths)
    full = sum(value >= widest - INDENT for value in widths)
    return len(widths) >= 5 and full * 3 < len(widths) * 2 and max(widths[0], widths[-1]) * 3 <= widest * 2


def _undouble(text: str) -> str:
    """The text once, if it stands there twice (新貌新貌。。), as a layout prints it with a shadow; empty otherwise."""
    if len(text) > 84 or not (match := _DOUBLED.fullmatch(text)):
        return ""
    return match["once"] + (match["mark"] or "")
