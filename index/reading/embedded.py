"""Does a script of the page hold the report as data? Reads it where it is plain JSON; runs nothing.

Some sites send the text in a variable and let the browser put it on the page. What stands there as JSON, after a `=`
or inside `JSON.parse("…")`, is searched for an object that bears the page's title and has running text beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import unescape
from typing import Any

from bs4 import BeautifulSoup

from index.reading.characters import flow, lines_of
from index.reading.dates import find_date
from index.reading.lines import lines_in
from index.reading.markup import strip_markup
from index.reading.sites import patterns, sites

__all__ = ["embedded_date", "embedded_lines", "is_markup", "lines_of_markup"]

MAX_VALUES = 200
"""JSON values that are tried in one page's scripts."""

MAX_OBJECTS = 20_000
"""Objects and lists that are looked into."""

MIN_TEXT = 60
"""Characters of running text that make a report, where nothing but its key says that it is one."""

_VALUE = re.compile(r"JSON\.parse\((?=\")|=\s{0,8}(?=[{\[])|^\s{0,40}(?=[{\[])")
_UNDEFINED = re.compile(r"(?<=[:,\[])\s{0,4}undefined(?=[,}\]])")
_ENTITY = re.compile(
    "&(?:[lg]t|amp|quot|apos|nbsp|[elmn][a-z]?sp|[lr][ds]quo|[mn]dash|hellip|middot|#[0-9]{2,6}|#x[0-9a-f]{2,6});"
)
_INLINE = frozenset({"a", "b", "big", "em", "font", "i", "img", "s", "small", "span", "strong", "sub", "sup", "u"})
"""HTML's elements inside a line that reports are written with."""


def embedded_lines(scripts: Sequence[str], title: str) -> list[str]:
    """The lines of the longest text that stands beside the page's title in its scripts.

    Args:
        scripts: their contents.
        title: what `<title>` says, with or without the site's name.
    """
    texts = [text for script in scripts for value in _values(script) for text in _texts(value, flow(title))]
    return lines_of_markup(max(texts, key=len, default=""))


def is_markup(text: str) -> bool:
    """Whether a text that data hold is HTML: it has elements that reports are written with, or entities."""
    return _element().search(text) is not None or _ENTITY.search(text) is not None


def lines_of_markup(text: str) -> list[str]:
    """The lines of a text that data hold, be it HTML, HTML that was escaped once more, or neither."""
    if "<" not in text:
        text = unescape(text)
    if not _element().search(text):
        return lines_of(text)
    if text.count("\n") > len(_block().findall(text)):
        text = text.replace("\n", "<br>")  # a text of lines with some tags in it, not a page's source
    return [line.text for line in lines_in(BeautifulSoup(strip_markup(text).html, "lxml"))]


@cache
def _element() -> re.Pattern[str]:
    return _tags(patterns("blocks", "breaks") | _INLINE)


@cache
def _block() -> re.Pattern[str]:
    return _tags(patterns("blocks", "breaks"))


def _tags(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"</?(?:{'|'.join(sorted(names))})(?=[\s/>])[^<>]*>", re.IGNORECASE)


def embedded_date(scripts: Sequence[str]) -> str:
    """The day of publication that the scripts note, as `YYYY-MM-DD`; empty if they note none or several."""
    days = {find_date(match[1]) for script in scripts for match in _noted_date().finditer(script)}
    return days.pop() if len(days) == 1 else ""


@cache
def _noted_date() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sites()['scripted_dates'])})[\"']?\s?[:=]\s?[\"']([0-9][^\"']{{7,30}})")


def _values(script: str) -> Iterator[Any]:
    """The JSON values of a script; none of what is JavaScript and no JSON."""
    decoder = json.JSONDecoder(strict=False)
    script = _UNDEFINED.sub("null", script)
    position = 0
    for _ in range(MAX_VALUES):
        match = _VALUE.search(script, position)
        if match is None:
            return
        position = match.end()
        try:
            value, position = decoder.raw_decode(script, position)
            value = json.loads(value, strict=False) if isinstance(value, str) else value
        except (ValueError, RecursionError):
            continue
        yield value


def _texts(value: Any, title: str) -> Iterator[str]:
    """The running texts that stand in one object with the title."""
    keys = sites()["embedded"]
    level = [value]
    for _ in range(MAX_OBJECTS):
        if not level:
            return
        item = level.pop()
        if isinstance(item, dict):
            if any(_is_title(said, title) for said in item.values()):
                yield from (text for key in keys if len(text := _joined(item.get(key))) >= MIN_TEXT and "，" in text)
            item = list(item.values())
        if isinstance(item, list):
            level += [child for child in item if isinstance(child, (dict, list))]


def _is_title(said: Any, title: str) -> bool:
    """Whether a value is the page's title, or a list that begins with it, as the pictures of a gallery do."""
    said = said[0] if isinstance(said, list) and said else said
    return isinstance(said, str) and 4 < len(said) <= len(title) and flow(said) in title


def _joined(value: Any) -> str:
    """The text of a value; a list of strings is one paragraph each."""
    strings = value if isinstance(value, list) else [value]
    return "\n".join(strings) if all(isinstance(string, str) for string in strings) else ""
