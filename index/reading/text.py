"""What are the paragraphs of a text page? Lines, or lines of a narrow column put together again.

A page saved from a newspaper's layout breaks its lines where the column ended: inside words and sentences, with blank
lines wherever the layout had a gap. Such a page is told by its measure (`_is_hard_wrapped`), and its lines are joined
until a sentence ends and the paper says that the paragraph ends too: by a blank line, an indent, or a last line that is
short. Spaces that only justified a line go (see `close_up`). Everywhere else a line is a paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from index.documents import Role
from index.reading.characters import clean, close_up, is_spaced_out, tidy, unspaced, width
from index.reading.cues import Kind, ends_sentence, is_dateline, is_marked, kind_of

__all__ = ["Block", "blocks_of", "is_shaped"]

SAMPLE_LINES = 400
MIN_LINES = 6
MAX_COLUMN = 100
"""Half-width columns: lines that are wider are paragraphs, not lines of a column."""

INDENT = 4
"""Half-width columns of the usual indent, two ideographs; a last line is short by at least as much."""

MAX_TITLE_LINES = 3
MAX_HEAD_LINES = 5
"""Lines of a title at most, and with subtitle and byline."""

NEIGHBOURS = 8
"""How many lines before and after a line tell the measure of its column."""

_WORD = re.compile(r"[0-9A-Za-z.%]+|[“‘（《「『]*.[，。、；：！？”’）》」』]*")
"""What is never broken by the end of a line."""

_FIELD = re.compile("(?:标题|题名|篇名|作者|日期|时间|来源|版次|正文|全文|内容) ?[:：]")
"""How a line of an export begins (see `fields`), which no column has broken."""

_PAUSE = re.compile("[，。；、！？]")
_DOUBLED = re.compile("(?P<once>.{4,40}?)(?P=once)(?:(?P<mark>[。！？])(?P=mark)?)?")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as the page sets it, or as much of one as stands in one column.

    Attributes:
        gap: blank lines before it.
        single: it is one line by itself among columns.
        apart: and wider than they are, as captions can be.
        full: its last line is as wide as its column.
        broken: it is running text, and its column stops inside a sentence.
        indented: whether it begins with an indent; None on a page that does not indent its paragraphs.
        widths: of its lines, in half-width columns; empty where a line is a paragraph.
        role: what its file says that it is; None where it says nothing.
    """

    text: str
    gap: int = 0
    single: bool = False
    apart: bool = False
    full: bool = False
    broken: bool = False
    indented: bool | None = None
    widths: tuple[int, ...] = ()
    role: Role | None = None


@dataclass(slots=True)
class _Line:
    text: str
    gap: int
    indent: int
    width: int
    ends: bool
    """It ends a sentence."""
    full: bool = False
    """As wide as its column, but for a character."""
    heads: bool = False
    """It begins what stands between two gaps, and is short enough for a title."""


def blocks_of(text: str) -> tuple[list[Block], list[str]]:
    """Cut a page's text into paragraphs.

    Returns:
        The blocks in the page's order, and Chinese notices about what was put right.
    """
    lines = list(_lines(text))
    notices: list[str] = []
    blocks = _unwrap(lines) if _is_hard_wrapped(lines) else _line_by_line(lines)
    for number, block in enumerate(blocks):
        if single := _undouble(block.text):
            blocks[number] = replace(block, text=single)
            notices.append(f"“{single}”在页面上重复印出，已合并为一次")
    return blocks, notices


def _lines(text: str) -> Iterator[_Line]:
    gap = 0
    for raw in clean(text).splitlines():
        if line := tidy(raw):
            indent = 0 if raw[0] == line[0] else width(raw[: len(raw) - len(raw.lstrip())][:MAX_COLUMN])
            yield _Line(line, gap, indent, width(line[:MAX_COLUMN]), ends_sentence(line))
            gap = 0
        else:
            gap += 1


def _line_by_line(lines: Sequence[_Line]) -> list[Block]:
    """A block for each line; where running text is set with a space between characters, titles may be too."""
    is_spaced = any(is_spaced_out(line.text) for line in lines)
    return [Block(unspaced(line.text) if is_spaced else line.text, line.gap) for line in lines]


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
    broken = [i for i, line in enumerate(sample) if not (line.ends or _FIELD.match(line.text))]
    measures = _measures(widths)
    full = [i for i in broken if widths[i] >= measures[i] - INDENT]
    return len(broken) * 2 > len(sample) and len(full) * 3 >= len(broken) * 2


def _measures(widths: Sequence[int]) -> list[int]:
    """The column's width at every line: the upper quartile of its neighbourhood."""
    near = sorted(widths[:NEIGHBOURS])
    found = []
    for i in range(len(widths)):
        if i + NEIGHBOURS < len(widths):
            insort(near, widths[i + NEIGHBOURS])
        if i > NEIGHBOURS:
            del near[bisect_left(near, widths[i - NEIGHBOURS - 1])]
        found.append(near[len(near) * 3 // 4])
    return found


def _unwrap(lines: list[_Line]) -> list[Block]:
    usual = int(median(line.gap for line in lines))
    for line in lines:
        line.gap = max(0, line.gap - usual)  # a page may be double-spaced throughout
    widths = [line.width for line in lines]
    measures = _measures(widths)
    is_bare = _is_bare(lines, measures)
    groups: list[list[_Line]] = []
    for i, line in enumerate(lines):
        line.full = abs(line.indent + line.width - measures[i]) < INDENT
        opens = len(groups) == 1
        if i and not line.gap and not _begins(line, groups[-1], measures[i], is_bare=is_bare, opens=opens):
            groups[-1].append(line)
        else:
            groups.append([line])
    groups = [part for i in range(len(groups)) for part in _head_lines(groups, i)]
    column = sorted(widths)[len(widths) * 3 // 4]
    begun = [group for group in groups if len(group) > 1 and group[-1].ends]
    indents = sum(group[0].indent > group[1].indent for group in begun) * 2 > len(begun)
    for group, following in pairwise(groups):
        group[0].heads |= len(group) == 1 and not (group[0].full or following[0].gap)
    return [_block(group, column, indents=indents) for group in groups]


def _is_bare(lines: Sequence[_Line], measures: Sequence[int]) -> bool:
    """Whether nothing but the length of its last line shows where a paragraph ends: no indent, and no blank line."""
    short = [
        following.gap > 0 or following.indent > line.indent
        for i, (line, following) in enumerate(pairwise(lines))
        if line.ends and measures[i] - line.width >= INDENT
    ]
    return sum(short) * 2 < len(short)


def _begins(line: _Line, group: Sequence[_Line], measure: int, *, is_bare: bool, opens: bool) -> bool:
    """Whether a line begins a new paragraph right below the lines of `group`.

    On a bare page it does where the line above has room for its first word, for nothing but the end of a paragraph
    broke that line. Lines that are centred one by one go on while the indent shrinks. `opens` says that nothing stands
    above `group` on the page.
    """
    last = group[-1]
    room = measure - last.width
    if not last.ends:
        return room >= INDENT and (line.indent == group[0].indent >= INDENT or _is_below_head(line, group, room, opens))
    if is_marked(line.text) or line.indent > last.indent:
        return True
    return line.indent == last.indent and room >= (_word_width(line.text) if is_bare else INDENT)


def _is_below_head(line: _Line, group: Sequence[_Line], room: int, opens: bool) -> bool:
    """Whether the one line of `group`, which has room left, is a title or byline, and the text begins below it."""
    last = group[-1]
    if len(group) > 1:
        return False
    if line.indent > last.indent or is_dateline(line.text) or Kind.BYLINE in (kind_of(last.text), kind_of(line.text)):
        return True
    return opens and line.full and room * 2 >= last.width


def _word_width(text: str) -> int:
    """How wide the first word of a line is: what the line above would have had to have room for."""
    word = _WORD.match(text)
    return width(word[0]) if word else INDENT


def _head_lines(groups: Sequence[list[_Line]], i: int) -> list[list[_Line]]:
    """The lines of a title, each by itself, where all that stands between two gaps looks like lines of a title."""
    group = groups[i]
    by_itself = (i == 0 or group[0].gap) and (i + 1 == len(groups) or groups[i + 1][0].gap)
    commas = sum(line.text.count("，") for line in group)
    group[0].heads = bool(by_itself) and len(group) <= MAX_TITLE_LINES and commas <= 1
    if not 1 < len(group) <= MAX_HEAD_LINES or not by_itself or is_marked(group[0].text):
        return [group]
    kinds = {kind_of(line.text) for line in group}
    if not kinds <= {Kind.DISPLAY, Kind.SUBTITLE, Kind.BYLINE}:
        return [group]
    if len(kinds) == 1 and (commas or all(line.full for line in group[:-1])):
        return [group]
    for line in group:
        line.heads = True
    return [[line] for line in group]


def _block(group: Sequence[_Line], column: int, *, indents: bool) -> Block:
    parts = [close_up(group[0].text)]
    for line in group[1:]:
        part = close_up(line.text)
        parts.append(" " + part if _is_latin(parts[-1][-1]) and _is_latin(part[0]) else part)
    text = close_up("".join(parts))
    whole, kind = group[-1].ends, kind_of(text)
    widest = max(column, *(line.width for line in group))
    leads_on = text[-1] in "：；:;" and group[-1].width * 4 <= widest * 3
    runs_on = not group[0].heads and (len(group) > 1 or not group[0].gap)
    is_text = kind is Kind.BODY or (runs_on and kind is not Kind.CAPTION and not is_marked(text))
    return Block(
        text,
        gap=group[0].gap,
        single=len(group) == 1,
        apart=len(group) == 1 and whole and group[0].width > column,
        full=group[-1].full,
        broken=is_text and not (whole or leads_on),
        indented=group[0].indent >= INDENT // 2 if indents else None,
        widths=tuple(line.width for line in group),
    )


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def is_shaped(widths: Sequence[int]) -> bool:
    """Whether lines grow from a short one and shrink to a short one, as around a picture or in an ornament."""
    widest = max(widths, default=0)
    full = sum(value >= widest - INDENT for value in widths)
    return len(widths) >= 5 and full * 3 < len(widths) * 2 and max(widths[0], widths[-1]) * 3 <= widest * 2


def _undouble(text: str) -> str:
    """The text once, if it stands there twice (新貌新貌。。), as a layout prints it with a shadow; empty otherwise."""
    if len(text) > 84 or not (match := _DOUBLED.fullmatch(text)):
        return ""
    return match["once"] + (match["mark"] or "")
