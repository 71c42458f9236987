"""What report does a saved HTML page hold?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import PurePosixPath

from bs4 import BeautifulSoup

from index.documents import Article, Paragraph, Role
from index.reading.body import find_body
from index.reading.characters import clean, lines_of
from index.reading.cues import Kind, kind_of
from index.reading.dates import without_dates
from index.reading.embedded import embedded_date, embedded_lines
from index.reading.imprint import Imprint, byline_in, is_imprint, read_imprint
from index.reading.lines import Line
from index.reading.markup import Markup, strip_markup
from index.reading.metadata import TRUNCATED, Metadata, read_metadata, site_in
from index.reading.origin import Filed, filed_as, settle
from index.reading.outline import Outline
from index.reading.paragraphs import paragraphs_of, title_from
from index.reading.sites import boilerplate

__all__ = ["article_of"]

MIN_TEXT = 20
"""Characters of text that make a report."""

MIN_LEFT = 100
FAR_LESS = 4
"""Characters of running text outside the report that are told, and the part of its length that they must come to."""

MUCH_MORE = 2
"""How many times as much text a page must note for machines to be believed before what it shows."""

MAX_HEAD_LINES = 6
MAX_HEAD_LINE = 80
"""Lines, and characters of a line, that title, subtitle, byline and imprint take above the text."""

LINKED = 0.6
"""Share of link text from which a line is navigation."""

MUCH_SCRIPT = 100
"""A page with so many times more script than text shows its text only in a browser."""

_HOST_AND_QUERY = re.compile(r"^https?://[^/?#]*|[?#].*$")
_TIME = re.compile(r"[\[(（]?[0-9]{1,2}[-/.:][0-9]{1,2}(?::[0-9]{2})?[\])）]?|\s")
_SOURCE = re.compile("[（(]?(?:文章|稿件|信息|本文)?来源 ?[:：|丨]")
_ORIGINAL = re.compile("[（(]?本?文?原(?:标题|题)为?[:：]? ?《?(?P<title>.+?)》?[）)]?")


def article_of(text: str, *filed: Filed) -> tuple[Article | None, list[str]]:
    """Read the report on a page.

    Args:
        text: the page, decoded.
        filed: what the addresses of its file tell.

    Returns:
        The article, or None for a page without running text, and Chinese notices.
    """
    markup = strip_markup(clean(text))
    soup = BeautifulSoup(f"<html>{markup.html}", "lxml")
    outline = Outline.of(soup)
    body = find_body(soup, outline)
    metadata = read_metadata(outline, markup, body.element)
    head, lines = _split_head([line for line in body.lines if _is_text(line)], metadata.title)
    shown = tuple(map(_with_markup, paragraphs_of([line.text for line in lines]), lines))
    paragraphs, notices = _whole(shown, markup, outline, known=body.known)
    if not paragraphs:
        return None, notices
    title = _completed(metadata.title, paragraphs) or title_from(paragraphs)
    if not metadata.title:
        notices.append(f"没有找到标题，以正文开头“{title}”代替")
    if body.left >= max(MIN_LEFT, sum(len(p.text) for p in paragraphs) / FAR_LESS):
        notices.append(f"正文之外还有 {body.left} 字没有收入，请与原网页核对")
    told = metadata.imprint | head.imprint
    web = filed_as(PurePosixPath(_HOST_AND_QUERY.sub("", metadata.url)), "网址")
    script = Filed("网页脚本", imprint=Imprint("" if told.date else embedded_date(markup.scripts)))
    imprint, more = settle(told, [p.text for p in paragraphs], (web, script, *filed))
    if not imprint.source and (site := site_in(outline.title)):
        imprint |= Imprint(source=site)
        more.append("来源取自网页标题")
    article = Article(
        title,
        paragraphs,
        subtitle=metadata.subtitle or head.subtitle,
        byline=metadata.byline or head.byline,
        date=imprint.date,
        source=imprint.source,
        edition=imprint.edition,
        url=metadata.url,
    )
    return article, [*notices, *more]


def _whole(
    shown: tuple[Paragraph, ...], markup: Markup, outline: Outline, *, known: bool
) -> tuple[tuple[Paragraph, ...], list[str]]:
    """The text that the page shows, or one much longer that it keeps for machines.

    Args:
        shown: what it shows.
        markup: what was cut out of it.
        outline: of the whole page.
        known: whether it shows the text where such a site does.

    Returns:
        The paragraphs, none if the page has no running text, and Chinese notices.
    """
    size = sum(len(p.text) for p in shown)
    enough = max(MIN_TEXT, MUCH_MORE * size)
    if sum(map(len, noted := _noted_text(markup))) > enough:
        return paragraphs_of(noted), []
    if markup.script_chars <= MUCH_SCRIPT * size:
        return (shown, []) if size >= MIN_TEXT else ((), [_why_empty(markup)])
    if sum(map(len, held := embedded_lines(markup.scripts, outline.title))) > enough:
        return paragraphs_of(held), ["网页上没有显示全文，正文取自脚本里的数据"]
    if size < MIN_TEXT:
        return (), [_why_empty(markup)]
    told = "网页大部分内容由脚本载入，只读到保存下来的文字，请在浏览器中展开全文后重新保存"
    return shown, [] if known else [told]


def _is_text(line: Line) -> bool:
    """Whether a line is neither navigation nor one of the site's own."""
    if line.linked and not line.text.startswith("附件"):
        own = _TIME.sub("", without_dates(line.text))  # a list of links has the day beside each
        if line.linked * len(line.text) >= LINKED * len(own):
            return False
    return len(line.text) > MAX_HEAD_LINE or boilerplate().fullmatch(line.text) is None


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
    return Metadata(subtitle=subtitle, byline=byline, **asdict(imprint)), lines[end:]


def _is_title(text: str, title: str) -> bool:
    return "".join(text.split()) == "".join(title.split())


def _completed(title: str, paragraphs: Sequence[Paragraph]) -> str:
    """A title that the site cut short, as the text's own note gives it in full: 原标题：《…》."""
    if not (cut := TRUNCATED.search(title)):
        return title
    notes = (_ORIGINAL.fullmatch(p.text) for p in (*paragraphs[:1], *paragraphs[-1:]))
    return next((n["title"] for n in notes if n and n["title"].startswith(title[: cut.start()])), title)


def _with_markup(paragraph: Paragraph, line: Line) -> Paragraph:
    """Let the page's own markup say what a line does, where it does; notes of origin are credits."""
    if len(line.text) <= MAX_HEAD_LINE and (_ORIGINAL.fullmatch(line.text) or _SOURCE.match(line.text)):
        return replace(paragraph, role=Role.CREDIT)
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
