"""How is a value shown? The filters that the templates use. They return text and ranges; the templates escape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.results import Passage, PlaceRef, TextWithMarks

__all__ = [
    "FILTERS",
    "file_name",
    "is_web_address",
    "lowest",
    "milliseconds",
    "publisher",
    "segments",
    "steps",
    "thousands",
]


def segments(marked: TextWithMarks | Passage) -> Iterator[tuple[str, bool]]:
    """Cut a text at its marks into (part, whether it is marked). The parts joined give the text; none is empty."""
    at = 0
    for start, end in marked.marks:
        if at < start:
            yield marked.text[at:start], False
        yield marked.text[start:end], True
        at = end
    if at < len(marked.text):
        yield marked.text[at:], False


def thousands(number: int) -> str:
    """12345 as 12,345."""
    return f"{number:,}"


def milliseconds(value: float) -> str:
    """A duration in milliseconds: one decimal under ten, none above."""
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def file_name(path: str) -> str:
    """The last part of a path of either kind: readers need not know where the collection lies."""
    name = re.split(r"[/\\]", path)[-1]
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")  # a name need not be UTF-8


def steps(path: str) -> str:
    """The path of a place, from the province down, as 湖南省 › 邵阳市."""
    return path.replace("/", " › ")


def is_web_address(url: str) -> bool:
    """Whether an address from a page may become a link. `javascript:` and its like may not."""
    return url.lower().startswith(("http://", "https://"))


def publisher(source: str) -> str:
    """Who published it: in some collections the source is the address of the page, and its host stands for a name."""
    if not is_web_address(source):
        return source
    try:
        host = urlsplit(source).hostname
    except ValueError:  # http://[
        host = None
    return host.removeprefix("www.") if host else source


def lowest(places: Sequence[PlaceRef]) -> list[PlaceRef]:
    """The places without those that lie above another one of them: the path of the lower one names them already."""
    above = {place.path[:at] for place in places for at, char in enumerate(place.path) if char == "/"}
    return [place for place in places if place.path not in above]


FILTERS = {
    "lowest": lowest,
    "segments": segments,
    "thousands": thousands,
    "milliseconds": milliseconds,
    "publisher": publisher,
    "file_name": file_name,
    "steps": steps,
}
