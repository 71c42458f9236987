"""What does an HTML page say about its report: title, date, source, byline, address?

Asked in the order of trust: what the site notes for machines, then what it shows near the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import NavigableString, Tag

from index.reading.characters import clean, flow, tidy
from index.reading.cues import Kind, kind_of, names_in
from index.reading.dates import find_date, parse_date
from index.reading.imprint import Imprint, byline_in, edition_in, labelled_date, read_imprint, source_in
from index.reading.markup import Markup
from index.reading.outline import Outline
from index.reading.sites import sites

__all__ = ["TRUNCATED", "Metadata", "read_metadata", "site_in"]

STRINGS_BEFORE = 80
"""How many strings before the text are searched for source and date."""

MAX_STRING = 200
MIN_TITLE = 4

_MEDIUM = re.compile(r"^[\[［【](?:视频|图集|组图|图文|图片|音频|直播)[\]］】] ?")
_SITE = (
    "(?:[网局委厅]|(?<![公通简快捷情汇举海预警播战])报|网站|新闻|政府|在线|频道|门户|首页|主页|客户端|平台|公司|集团"
    "|办公室|电视台|Paper|[cC]om|[cC]n)"
)
_SITE_AT_END = re.compile(f" ?[-–] ?[^-–—_|｜]{{1,20}}{_SITE}$")
_DIVIDERS = re.compile(" ?[_|｜] ?| [-–—] ")
_IS_SITE = re.compile(f".{{0,18}}{_SITE}")
TRUNCATED = re.compile(r"(?:\.{2,}|…+)$")
_LABEL = re.compile("^ *作者 ?[:：] ?")
_ADDRESS = re.compile(r"https?://[^\s\"'<>]{4,2000}")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about its report; each may be empty.

    `date` and `edition` are as in `index.documents.Article`, `day` is as in `Imprint`.
    """

    title: str = ""
    subtitle: str = ""
    byline: str = ""
    date: str = ""
    source: str = ""
    edition: str = ""
    day: str = ""
    url: str = ""

    @property
    def imprint(self) -> Imprint:
        """The part that a newspaper's imprint tells too."""
        return Imprint(self.date, self.source, self.edition, self.day)


def read_metadata(outline: Outline, markup: Markup, body: Tag) -> Metadata:
    """Collect what the page says.

    Args:
        outline: of the whole page.
        markup: what was cut out before parsing.
        body: the element that holds the text.
    """
    url = _url(outline, markup)
    shown = _shown(outline, body)
    generated = " ".join(_noted(outline, "generated"))
    dates = [
        *(date for date in _noted(outline, "date") if date not in generated),
        *_linked(markup, "datePublished", "pubDate"),
        markup.founder.get("date", ""),
        *(find_date(tag.get_text()[:MAX_STRING]) for tag in outline.first_of("dates")),
    ]
    sources = [
        *_noted(outline, "source"),
        *(tag.get_text() for tag in outline.first_of("sources")),
        shown.source,
        *_linked(markup, "publisher"),
        *_noted(outline, "site"),
    ]
    authors = [
        markup.founder.get("author", ""),
        *_noted(outline, "author"),
        *_linked(markup, "author"),
        *(_LABEL.sub("", clean(tag.get_text()[:MAX_STRING])) for tag in outline.first_of("authors")),
        *(clean(tag.get_text()[:MAX_STRING]).partition("/")[0] for tag in outline.first_of("sources")),
    ]
    return Metadata(
        title=_title(outline, markup, body) or _heading_above(body) or outline.title,
        subtitle=tidy(clean(markup.founder.get("subtitle", ""))) or shown.subtitle,
        byline=shown.byline or next((author for author in map(flow, authors) if names_in(author)), ""),
        date=next(filter(None, map(parse_date, dates)), "") or shown.date or find_date(generated),
        source=next(filter(None, (source_in(flow(clean(source))) for source in sources)), ""),
        edition=edition_in(markup.founder.get("nodename", "")) or shown.edition,
        day=shown.day,
        url=url,
    )


def _noted(outline: Outline, key: str) -> list[str]:
    """Contents of the `<meta>` tags of one list in `sites.toml`."""
    return [outline.meta[name] for name in sites()["meta"][key] if name in outline.meta]


def _url(outline: Outline, markup: Markup) -> str:
    for address in (outline.canonical, *_noted(outline, "url"), markup.saved_from):
        address = clean(address).strip()
        address = f"https:{address}" if address.startswith("//") else address
        if _ADDRESS.fullmatch(address):
            return address
    return ""


def _linked(markup: Markup, *keys: str) -> Iterator[str]:
    """Values of the JSON-LD objects; of a nested one, its name."""
    for item in markup.linked_data:
        for key in keys:
            value: Any = item.get(key)
            value = value.get("name") if isinstance(value, dict) else value
            if isinstance(value, str):
                yield clean(value)


def _shown(outline: Outline, body: Tag) -> Metadata:
    """What is shown before the text; what stands behind the title goes before the rest."""
    before = body.find_all_previous(string=True, limit=STRINGS_BEFORE)
    texts = (_said(string) for string in before if type(string) is NavigableString and len(string) <= MAX_STRING)
    strings = [text for text in texts if text][::-1]
    subtitles = [text for text in strings if kind_of(text) is Kind.SUBTITLE]
    repeated = [i for i, s in enumerate(strings) if len(s) > MIN_TITLE and s in outline.title and s not in subtitles]
    behind = strings[repeated[-1] + 1 if repeated else 0 :]
    labelled = labelled_date(" ".join(behind)) or labelled_date(" ".join(strings))
    imprint = Imprint(labelled) | read_imprint(" ".join(behind)) | Imprint(find_date("\n".join(behind)))
    for line in (" ".join(strings), *strings):
        imprint |= read_imprint(line)
    return Metadata(
        subtitle=subtitles[-1] if subtitles else "",
        byline=next((text for text in behind if kind_of(text) is Kind.BYLINE), "") or byline_in(" ".join(behind)),
        date=imprint.date,
        source=imprint.source,
        edition=imprint.edition,
        day=imprint.day,
    )


def _said(string: NavigableString) -> str:
    """A string as it is shown, or the day that its `<time>` stands for (3 小时前)."""
    time = string.parent.get("datetime") if string.parent is not None and string.parent.name == "time" else None
    return str(time)[:MAX_STRING] if time and not find_date(string) else flow(clean(string))


def _title(outline: Outline, markup: Markup, body: Tag) -> str:
    """The most trusted of the titles given, without the site's name.

    A heading that the page's `<title>` repeats is one for certain, and carries no site's name. One that was cut short
    gives way to one that goes on. The only heading of the first level goes before a `<title>` that says less and other
    things, for that names the site's column.
    """
    names = set(_noted(outline, "site"))
    known = names | {site_in(outline.title)}
    headings = [text for tag in outline.headings if (text := flow(clean(tag.get_text()))) not in known]
    repeated = [text for text in headings if len(text) > MIN_TITLE and text in outline.title]
    own = _without_site(outline.title, names)
    candidates = [
        *sorted(repeated, key=len, reverse=True),
        markup.founder.get("title", ""),
        *_linked(markup, "headline", "title"),
        *(_without_site(text, names) for text in _noted(outline, "title")),
        *(tag.get_text() for tag in outline.first_of("titles")),
        *(text for text in headings if len(headings) == 1 and len(text) > len(own) and _is_headline(text, body)),
        own,
        *(text for text in sorted(headings, key=len, reverse=True) if not _IS_SITE.fullmatch(text)),
    ]
    titles = [title for text in candidates if (title := _MEDIUM.sub("", flow(clean(text))))]
    best = titles[0] if titles else ""
    if cut := TRUNCATED.search(best):
        best = next((t for t in titles if t.startswith(best[: cut.start()]) and not TRUNCATED.search(t)), best)
    return best


def _is_headline(heading: str, body: Tag) -> bool:
    """Whether a heading of the first level stands at the beginning of the text, or next above it, and names no site."""
    near = (body.find("h1"), body.find_previous("h1"))
    at_text = any(isinstance(tag, Tag) and flow(clean(tag.get_text())) == heading for tag in near)
    return at_text and not _IS_SITE.fullmatch(heading)


def _heading_above(body: Tag) -> str:
    """The lesser heading next above the text, on a page whose title is the site's name."""
    heading = body.find_previous(("h2", "h3"))
    return flow(clean(heading.get_text()[:MAX_STRING])) if isinstance(heading, Tag) else ""


def site_in(title: str) -> str:
    """The site's name behind a page's title; empty if there is none."""
    *own, last = _DIVIDERS.split(title)
    return last if own and _IS_SITE.fullmatch(last) else ""


def _without_site(title: str, names: Iterable[str]) -> str:
    """A title without what a site adds before or behind it; empty if that is all it is."""
    parts = [part for part in _DIVIDERS.split(_SITE_AT_END.sub("", title)) if part and part not in names]
    own = [part for part in parts if not _IS_SITE.fullmatch(part)]
    return max(own or (parts[1:] and parts), key=len, default="")
