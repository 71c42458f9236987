"""Which lines does an HTML element show? Walks without recursion, for pages nest deeper than Python calls do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from bs4 import CData, NavigableString, PageElement, Tag

from index.documents import Role
from index.reading.characters import clean, flow
from index.reading.outline import is_left_out, names_of
from index.reading.sites import boilerplate, patterns

__all__ = ["Line", "lines_in"]

MAX_CAPTION = 60
MAX_HEADING = 40
"""Characters of a centred line below a picture that is its caption, and of a line in bold that is a heading."""

MAX_STRINGS = 8
"""Strings of a link that are its label."""

MAX_CELL = 60
"""Characters that the cells of a table have at most; in longer ones the page is laid out."""


_ALIGN = re.compile(r"text-align\s{0,4}:\s{0,4}(center|right)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as a browser would set it off.

    Attributes:
        role: what the page's markup says that it does, if it says anything.
        linked: the share of its characters that are links.
    """

    text: str
    role: Role | None = None
    linked: float = 0.0


def lines_in(root: Tag) -> Iterator[Line]:
    """The lines under an element, without navigation and what `sites.toml` calls noise."""
    captions, breaks = patterns("captions"), patterns("blocks", "breaks")
    state = _State()
    stack: list[tuple[PageElement, bool]] = [(root, True)]
    while stack:
        node, entering = stack.pop()
        if not isinstance(node, Tag):
            if type(node) in (NavigableString, CData):
                state.add(str(node))
            continue
        names = names_of(node)
        if entering and node is not root and (is_left_out(node, names) or _is_button(node)):
            continue
        is_caption = not captions.isdisjoint(names)
        if is_caption or node.name in breaks:
            yield from state.flush()
        if entering and node.name == "tr" and (row := _table_row(node)):
            yield Line(row, Role.BODY)
            continue
        state.step(node, 1 if entering else -1, is_caption=is_caption)
        if entering:
            stack.append((node, False))
            stack.extend((child, True) for child in reversed(node.contents))
    yield from state.flush()


@dataclass(slots=True)
class _State:
    """The line that is being put together, and in how many tags of each kind the walk stands.

    Attributes:
        pictured: whether a picture came since the last line.
    """

    text: list[str] = field(default_factory=list)
    linked: int = 0
    bold: int = 0
    pictured: bool = False
    in_caption: int = 0
    in_heading: int = 0
    in_link: int = 0
    in_bold: int = 0
    in_centre: int = 0
    in_right: int = 0

    def step(self, tag: Tag, step: int, *, is_caption: bool) -> None:
        """Enter a tag (1) or leave it (-1)."""
        self.in_caption += step * is_caption
        match tag.name:
            case "a":
                self.in_link += step
            case "b" | "strong":
                self.in_bold += step
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self.in_heading += step
            case "img":
                self.pictured = True
        match _alignment(tag):
            case "center":
                self.in_centre += step
            case "right":
                self.in_right += step

    def add(self, string: str) -> None:
        """Go on with a string."""
        self.text.append(string)
        size = len(string.strip())
        self.linked += size if self.in_link else 0
        self.bold += size if self.in_bold else 0

    def flush(self) -> Iterator[Line]:
        """Give out the line, if it says anything, and begin the next one."""
        whole = flow(clean("".join(self.text)))
        if any(c.isalnum() or c == "…" for c in whole):  # no dividers, arrows, broken emoji
            yield Line(whole, self._role(whole), min(1.0, self.linked / len(whole)))
            self.pictured = False
        self.text, self.linked, self.bold = [], 0, 0

    def _role(self, text: str) -> Role | None:
        if self.in_caption or (self.pictured and self.in_centre and len(text) <= MAX_CAPTION):
            return Role.CAPTION
        if self.in_heading or (self.bold * 10 >= len(text) * 9 and len(text) <= MAX_HEADING and text[-1] != "。"):
            return Role.HEADING
        return Role.BODY if self.in_right and len(text) <= MAX_HEADING else None  # who signed, and when


def _is_button(tag: Tag) -> bool:
    """Whether it is a link of the site's own inside the text: 返回首页."""
    if tag.name != "a":
        return False
    label = "".join(islice(tag.strings, MAX_STRINGS)).strip()
    return len(label) <= MAX_CAPTION and boilerplate().fullmatch(label) is not None


def _alignment(tag: Tag) -> str:
    if tag.name == "center":
        return "center"
    if align := tag.get("align"):
        return str(align).lower()
    style = tag.get("style")
    match = _ALIGN.search(style) if isinstance(style, str) else None
    return match[1].lower() if match else ""


def _table_row(row: Tag) -> str:
    """The cells of a row of figures, with a space between them; empty for a row that lays out the page."""
    cells = row.find_all(("td", "th"), recursive=False)
    if len(cells) < 2 or row.find(("table", "tr")) is not None:
        return ""
    texts = [_cell(cell) for cell in cells]
    return " ".join(filter(None, texts)) if max(map(len, texts)) <= MAX_CELL else ""


def _cell(cell: Tag) -> str:
    """The paragraphs of a cell, with a space between them, or whatever it shows that is no word, as a dash."""
    paragraphs = [] if cell.string else [line.text for line in lines_in(cell)]
    return " ".join(paragraphs) or flow(clean(cell.get_text()))
