"""What report does a saved HTML page hold?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from bs4 import BeautifulSoup

from index.documents import Article, Paragraph, Role
from index.reading.body import find_body
from index.reading.characters import clean, lines_of
from index.reading.cues import Kind, kind_of
from index.reading.imprint import Imprint, byline_in, is_imprint, read_imprint
from index.reading.lines import Line
from index.reading.markup import Markup, strip_markup
from index.reading.metadata import Metadata, read_metadata
from index.reading.outline import Outline, sites
from index.reading.paragraphs import paragraphs_of, title_from

__all__ = ["article_of"]

MIN_TEXT = 20
"""Characters of text that make a report."""

MUCH_MORE = 2
"""How many times as much text a page must note for machines to be believed before what it shows."""

MAX_HEAD_LINES = 6
MAX_HEAD_LINE = 80
"""Lines, and characters of a line, that title, subtitle, byline and imprint take above the text."""

LINKED = 0.6
"""Share of link text from which a line is navigation."""

MUCH_SCRIPT = 100
"""A page with so many times more script than text shows its text only in a browser."""


def article_of(text: str) -> tuple[Article | None, list[str]]:
    """Read the report on a page.

    Returns:
        The article, or None for a page without running text, and Chinese notices.
    """
    markup = strip_markup(clean(text))
    soup = BeautifulSoup(f"<html>{markup.html}", "lxml")
    outline = Outline.of(soup)
    body = find_body(soup, outline)
    metadata = read_metadata(outline, markup, body.element)
    head, lines = _split_head([line for line in body.lines if _is_text(line)], metadata.title)
    paragraphs = tuple(map(_with_markup, paragraphs_of([line.text for line in lines]), lines))
    size = sum(len(p.text) for p in paragraphs)
    notices: list[str] = []
    noted = _noted_text(markup)
    if sum(map(len, noted)) > MUCH_MORE * size:
        paragraphs, size = paragraphs_of(noted), sum(map(len, noted))
    if size < MIN_TEXT:
        return None, [_why_empty(markup)]
    if markup.script_chars > MUCH_SCRIPT * size and not body.known:
        notices.append("网页大部分内容由脚本载入，只读到保存下来的文字，请在浏览器中展开全文后重新保存")
    title = metadata.title or title_from(paragraphs)
    if not metadata.title:
        notices.append(f"没有找到标题，以正文开头“{title}”代替")
    article = Article(
        title,
        paragraphs,
        subtitle=metadata.subtitle or head.subtitle,
        byline=metadata.byline or head.byline,
        date=metadata.date or head.date,
        source=metadata.source or head.source,
        url=metadata.url,
    )
    return article, notices


def _is_text(line: Line) -> bool:
    """Whether a line is neither navigation nor one of the site's own."""
    if line.linked >= LINKED and not line.text.startswith("附件"):
        return False
    return len(line.text) > MAX_HEAD_LINE or _boilerplate().fullmatch(line.text) is None


@cache
def _boilerplate() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in sites()["boilerplate"]))


def _split_head(lines: Sequence[Line], title: str) -> tuple[Metadata, Sequence[Line]]:
    """Part title, subtitle, byline and imprint, which a container may hold too, from the lines of the text."""
    end = 0
    for i, line in enumerate(lines[:MAX_HEAD_LINES]):
        if len(line.text) > MAX_HEAD_LINE or line.text.endswith("。"):
            break
        if _is_title(line.text, title) or is_imprint(line.text) or kind_of(line.text) in (Kind.SUBTITLE, Kind.BYLINE):
            end = i + 1
    imprint = Imprint()
    subtitle = byline = ""
    for line in lines[:end]:
        if is_imprint(line.text):
            imprint |= read_imprint(line.text)
            byline = byline or byline_in(line.text)
        elif kind_of(line.text) is Kind.BYLINE:
            byline = line.text
        elif not _is_title(line.text, title):
            subtitle = subtitle or line.text
    return Metadata(subtitle=subtitle, byline=byline, date=imprint.date, source=imprint.source), lines[end:]


def _is_title(text: str, title: str) -> bool:
    return "".join(text.split()) == "".join(title.split())


def _with_markup(paragraph: Paragraph, line: Line) -> Paragraph:
    """Let the page's own markup say what a line does, where it does."""
    if line.role is None or (line.role is Role.HEADING and (len(line.text) > MAX_HEAD_LINE or line.text[-1] == "。")):
        return paragraph
    return replace(paragraph, role=line.role)


def _noted_text(markup: Markup) -> list[str]:
    """The text that a page notes for machines."""
    bodies = [item["articleBody"] for item in markup.linked_data if isinstance(item.get("articleBody"), str)]
    return lines_of(max(bodies, key=len, default=""))


def _why_empty(markup: Markup) -> str:
    if markup.script_chars > MUCH_SCRIPT * MIN_TEXT:
        return "网页里没有正文，文字可能由脚本载入，请在浏览器中打开后另存完整网页"
    return "网页里没有正文，可能只有图片或导航"
