"""Newspaper pages whose right reading is known: real articles, laid out in columns as the text of a PDF page has them.

A page is a sequence of blocks with blank lines between them: title blocks, columns of hard-wrapped lines, captions with
their credits, names of newspaper columns. An article's text is cut at any line, so mostly in the middle of a sentence,
and between its parts stand pictures and parts of other articles. The layouts are those of pages of local newspapers:

- paragraphs begin with an indent, or after a blank line, or both, or only after a line that is short;
- some pages have a paragraph per line (nothing is wrapped), and are broken into parts all the same;
- a title has one or two lines, and perhaps a subtitle, a byline, a dateline, and the authors' names at its end;
- no punctuation stands at the beginning of a line, and numbers are not broken, so that lines differ in length;
- a blank line stands before some lines that begin with a quotation mark, and some characters at the edge of a column
  are printed twice, for that is what taking the text out of a PDF does;
- some articles stop in the middle, for the rest is on another page.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path

__all__ = ["Line", "MadePage", "Report", "Unit", "make_page", "make_pages", "reports_of"]

MIN_PARAGRAPHS, MAX_PARAGRAPHS = 3, 24
MIN_CHARS, MAX_CHARS = 180, 2400
MAX_TITLE = 36
WINDOW = 200
"""Reports of a page lie so near each other in the collection, as those of a newspaper are about the same days."""

MIN_LINES = 4
"""Lines of a part at least; a shorter rest of a column no typesetter leaves."""

MAX_OPEN = 3
"""Articles at most that are interrupted at the same time; readers cannot follow more."""

_WIRE = re.compile(r"^[^，。]{2,14}(?:消息|电)[（(][^）)]{2,16}[）)] ?[:：]")
_STAFF = re.compile(r"^[（(【]?[^，。]{0,4}(?:编辑|记者|来源|责编)[^。]{0,40}$")
_ENDS = re.compile("[。！？…][”’）)》]*$")
_ATOM = re.compile(r"[0-9A-Za-z.%]+|——|……|.")
_NOT_FIRST = "，。、；：！？”’）》」』…—%"
_NOT_LAST = "“‘（《「『"
_HAN = re.compile("[\u4e00-\u9fff]")
_SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严金魏陶姜谢邹苏潘范彭鲁韦马方任袁柳唐"
_GIVEN = "小山大河青林云川文涛雅宁晓东志远海燕若溪思齐建国丽华子墨春生明月秋实"
_COLUMN_NAMES = ("观察", "要闻", "一线", "综合", "时评", "关注")


@dataclass(frozen=True, slots=True)
class Report:
    """A source of articles: its title and its paragraphs, headings among them."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """What one stretch of a page's text is.

    Attributes:
        article: which of the page's articles it belongs to.
        ordinal: its place among the article's paragraphs; -1 for what is none of them.
        role: "body", "title" (with all that belongs to it) or "picture" (captions, credits).
    """

    article: int
    ordinal: int
    role: str = "body"


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; a blank one has no unit."""

    text: str
    unit: Unit | None = None


_BLANK = Line("")


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page and its right reading.

    Attributes:
        lines: the page from its top to its bottom.
        titles: of its articles, in the order in which they begin.
    """

    lines: tuple[Line, ...]
    titles: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines) + "\n"


@dataclass(frozen=True, slots=True)
class _Style:
    """What holds for a whole page."""

    wrapped: bool
    indent: str
    blank: bool
    around_picture: int
    quote_gaps: bool
    spaced_numbers: bool

    @classmethod
    def draw(cls, rng: random.Random) -> _Style:
        indent, blank = rng.choices(
            [("\u3000\u3000", False), ("    ", False), ("", True), ("\u3000\u3000", True), ("", False)],
            weights=[35, 10, 35, 12, 8],
        )[0]
        wrapped = rng.random() < 0.85
        if not wrapped:
            indent, blank = "", True
        return cls(wrapped, indent, blank, rng.choice([1, 2, 3]), rng.random() < 0.2, rng.random() < 0.2)


_Block = list[Line]
"""Lines that a blank line sets off from the others; blank lines may stand in it."""


@dataclass(slots=True)
class _Story:
    """One article on its way onto the page: a title block, and the parts of its text that are not yet printed."""

    head: list[_Block]
    parts: list[_Block]


def reports_of(path: Path) -> Iterator[Report]:
    """The reports of a JSONL collection (`title`, `text`) that are one story: no digests, no lists, none too long.

    The phrase that names the agency at the beginning is left out, for it would mark every first paragraph.
    """
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            lines = [" ".join(_WIRE.sub("", text).split()) for text in record["text"].split("\n")]
            texts = tuple(text for text in lines if text and not _STAFF.match(text))
            title = " ".join(record["title"].split())
            if _is_story(title, texts):
                yield Report(title, texts)


def _is_story(title: str, texts: Sequence[str]) -> bool:
    if not (MIN_PARAGRAPHS <= len(texts) <= MAX_PARAGRAPHS and 4 <= len(title) <= MAX_TITLE and "快讯" not in title):
        return False
    headings = [text for text in texts if not _ENDS.search(text)]
    return (
        MIN_CHARS <= sum(map(len, texts)) <= MAX_CHARS
        and len(headings) * 4 <= len(texts)
        and all(len(text) <= 30 for text in headings)
        and len(texts[0]) >= 20
        and texts[0] not in headings
        and texts[-1] not in headings
    )


def make_pages(
    reports: Sequence[Report], count: int, seed: int, articles: Sequence[int] = (2, 3, 4, 5)
) -> Iterator[MadePage]:
    """`count` pages, each with as many articles as one of `articles` says."""
    rng = random.Random(seed)
    for _ in range(count):
        start = rng.randrange(max(1, len(reports) - WINDOW))
        near = reports[start : start + WINDOW]
        yield make_page(rng.sample(near, rng.choice(articles)), near, rng)


def make_page(reports: Sequence[Report], others: Sequence[Report], rng: random.Random) -> MadePage:
    """Lay out `reports` on a page; `others` lend sentences for captions."""
    style = _Style.draw(rng)
    stories = [_story(number, report, style, rng) for number, report in enumerate(reports)]
    captions = [text for r in others if r not in reports for text in r.paragraphs if _is_caption(text)]
    lines: list[Line] = []
    for block in _ordered(stories, rng):
        lines += [_BLANK, *block]
        if captions and _is_text(block) and rng.random() < 0.25:
            around = [_BLANK] * style.around_picture
            lines += [*around, *_picture(rng.choice(captions), style, rng), *around[1:]]
    return MadePage(tuple(lines[1:]), tuple(report.title for report in reports))


def _is_text(block: _Block) -> bool:
    return block[0].unit is not None and block[0].unit.role == "body"


def _is_caption(text: str) -> bool:
    return 8 <= len(text) <= 36 and text.endswith("。") and not any(mark in text[:-1] for mark in "。！？“：")


def _ordered(stories: Sequence[_Story], rng: random.Random) -> Iterator[_Block]:
    """The blocks of all stories in the order of the page: each story's in its own order, and interleaved."""
    waiting = list(stories)
    begun: list[_Story] = []
    while waiting or begun:
        if waiting and (not begun or (len(begun) < MAX_OPEN and rng.random() < 0.5)):
            story = waiting.pop(0)
            yield from story.head
        else:
            story = begun.pop(rng.randrange(len(begun)))
        yield story.parts.pop(0)
        while story.parts and rng.random() < 0.3:
            yield story.parts.pop(0)  # the next column, right beside this one
        if story.parts:
            begun.append(story)


def _story(number: int, report: Report, style: _Style, rng: random.Random) -> _Story:
    texts = list(report.paragraphs)
    if rng.random() < 0.25:
        texts[0] = rng.choice([f"本报讯（记者 {_person(rng)}）", f"本报讯 记者{_person(rng)} ", "本报讯 "]) + texts[0]
    size = rng.randint(10, 22)
    lines: list[Line] = []
    for ordinal, text in enumerate(texts):
        unit = Unit(number, ordinal)
        if style.blank and lines:
            lines.append(_BLANK)
        lines += [Line(line, unit) for line in _wrapped(text, size, style, rng)]
    parts = _cut(lines, rng)
    if len(parts) > 1 and rng.random() < 0.12:
        parts.pop()  # goes on on another page
    elif rng.random() < 0.2:
        note = Line(f"（{_person(rng)} {_person(rng)}）", Unit(number, -1))
        parts[-1] += [_BLANK, note] if style.blank or rng.random() < 0.5 else [note]
    for before, after in pairwise(parts):
        _print_twice(before, after, rng)
    if style.wrapped:
        parts = [_with_quote_gaps(part, rng) for part in parts] if style.quote_gaps else parts
    else:
        parts = [_unwrapped(part) for part in parts]
    return _Story(_head(number, report.title, style, rng), parts)


def _head(number: int, title: str, style: _Style, rng: random.Random) -> list[_Block]:
    """Title, subtitle and byline, with the name of a newspaper column above them now and then."""
    unit = Unit(number, -1, "title")
    first, *rest = title.split(" ", 1)
    lines = [[title]]
    if rest and rng.random() < 0.4:
        lines = [[first], [rng.choice(["——", ""]) + rest[0]]]
    elif len(title) > 12 and style.wrapped and rng.random() < 0.4:
        middle = len(first) if rest else (len(title) + 1) // 2
        middle += next(n for n in range(len(title)) if title[middle + n] not in _NOT_FIRST)
        lines = [[title[:middle], title[middle:].strip()]]
    if rng.random() < 0.35:
        names = [_person(rng) for _ in range(rng.randint(1, 3))]
        lines.append([rng.choice(["本报记者 {}", "{}", "□本报记者 {}", "记者 {}"]).format(" ".join(names))])
    if rng.random() < 0.08:
        lines.insert(0, [rng.choice(_COLUMN_NAMES)])
    if rng.random() < 0.3:
        lines = [[line for block in lines for line in block]]
    return [[Line(line, unit) for line in block] for block in lines]


def _picture(caption: str, style: _Style, rng: random.Random) -> _Block:
    unit = Unit(-1, -1, "picture")
    text = rng.choice(["", "", "", "图为", "▲"]) + caption + rng.choice(["", "", "", f"{_person(rng)} 摄"])
    lines = _wrapped(text, 2 * rng.randint(9, 18), replace(style, indent=""), rng) if style.wrapped else [text]
    block = [Line(line, unit) for line in lines]
    if rng.random() < 0.15:
        block += [_BLANK, Line(rng.choice(["（本版图片由通讯员提供）", "（资料图片）"]), replace(unit, article=-2))]
    return block


def _person(rng: random.Random) -> str:
    return rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, rng.choice([1, 2, 2])))


def _wrapped(text: str, size: int, style: _Style, rng: random.Random) -> list[str]:
    """Lines of `size` ideographs; marks that may not begin a line are squeezed into the one before it."""
    lines = [style.indent]
    for atom in _ATOM.findall(text):
        wide = _width(lines[-1]) + _width(atom) > 2 * size
        if wide and not (atom in _NOT_FIRST and _width(lines[-1]) <= 2 * size + 4):
            carried = lines[-1][-1] if lines[-1][-1] in _NOT_LAST else ""
            lines[-1] = lines[-1].removesuffix(carried) if carried else lines[-1]
            lines.append(carried)
        lines[-1] += atom
    if style.spaced_numbers:
        lines = [re.sub(r"(?<=[\u4e00-\u9fff])([0-9.]+)(?=[\u4e00-\u9fff])", r" \1 ", line) for line in lines]
    return [_justified(line, size) if style.wrapped and rng.random() < 0.01 else line.rstrip() for line in lines]


def _width(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)


def _justified(line: str, size: int) -> str:
    """A line that falls short, spaced out as 此 外 ，该 县."""
    return " ".join(line) if size < _width(line) < 2 * size - 2 and "\u3000" not in line else line


def _cut(lines: _Block, rng: random.Random) -> list[_Block]:
    """One to three parts, cut at any line, and so mostly inside a paragraph and a sentence."""
    pieces = min(rng.choices([1, 2, 3], weights=[30, 45, 25])[0], len(lines) // (2 * MIN_LINES) or 1)
    edges = [0]
    for place in sorted(rng.sample(range(len(lines)), pieces - 1)):
        if edges[-1] + MIN_LINES <= place <= len(lines) - MIN_LINES:
            edges.append(place)
    parts = [lines[a:b] for a, b in pairwise([*edges, len(lines)])]
    for part in parts:
        while part[0] is _BLANK:
            part.pop(0)
        while part[-1] is _BLANK:
            part.pop()
    return parts


def _print_twice(before: _Block, after: _Block, rng: random.Random) -> None:
    """Print the end of one column again at the beginning of the next, now and then."""
    last, first = before[-1], after[0]
    if rng.random() < 0.1 and last.unit is first.unit and _HAN.search(last.text[-1]):
        after[0] = replace(first, text=last.text[-1] + first.text.lstrip())


def _with_quote_gaps(part: _Block, rng: random.Random) -> _Block:
    """A blank line before some lines that begin with a quotation mark."""
    lines: _Block = []
    for line in part:
        if line.text.startswith("“") and lines and rng.random() < 0.5:
            lines.append(_BLANK)
        lines.append(line)
    return lines


def _unwrapped(part: _Block) -> _Block:
    """A line per paragraph, with blank lines between."""
    lines: _Block = []
    for unit, group in groupby((line for line in part if line.unit), key=lambda line: line.unit):
        lines += [_BLANK, Line("".join(line.text for line in group), unit)]
    return lines[1:]
