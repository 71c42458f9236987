"""Which parts does a parsed HTML page have? One walk over its tags, and the table of what sites keep where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from bs4 import BeautifulSoup, Tag

from index.reading.characters import clean, flow
from index.reading.sites import patterns, sites

__all__ = ["Outline", "is_left_out", "names_of"]

MAX_MATCHES = 20
"""Tags that are noted for one pattern."""

MAX_VALUE = 1000
"""Characters of a title or a `<meta>` that are read."""


@dataclass(slots=True)
class Outline:
    """What one walk over the page's tags finds.

    Attributes:
        title: the text of `<title>`.
        meta: contents of `<meta>` by lower-case name, property or itemprop, and what other tags with an itemprop say;
            the first that is not empty.
        canonical: address of `<link rel=canonical>`.
        headings: the first `<h1>` tags, in order.
        marked: tags by the patterns of `sites.toml` that they match.
    """

    title: str = ""
    canonical: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    headings: list[Tag] = field(default_factory=list)
    marked: dict[str, list[Tag]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, soup: BeautifulSoup) -> Outline:
        """Walk over a page."""
        outline = cls()
        wanted = patterns("containers", "titles", "sources", "dates", "authors")
        for tag in soup.find_all(True):
            outline._note(tag)
            if tag.name != "meta" and (prop := tag.get("itemprop")):
                outline._note_property(tag, str(prop).lower())
            for pattern in wanted.intersection(names_of(tag)):
                if len(outline.marked[pattern]) < MAX_MATCHES:
                    outline.marked[pattern].append(tag)
        return outline

    def _note(self, tag: Tag) -> None:
        match tag.name:
            case "meta":
                name = tag.get("name") or tag.get("property") or tag.get("itemprop")
                content = clean(str(tag.get("content") or "")[:MAX_VALUE]).strip()
                if name and content:
                    self.meta.setdefault(str(name).strip().lower(), content)
            case "link" if "canonical" in (tag.get("rel") or ()):
                self.canonical = self.canonical or str(tag.get("href") or "")
            case "title":
                self.title = self.title or flow(clean(tag.get_text()[:MAX_VALUE]))
            case "h1" if len(self.headings) < MAX_MATCHES:
                self.headings.append(tag)

    def _note_property(self, tag: Tag, prop: str) -> None:
        """Keep what a tag of microdata says; its attributes go before its text."""
        if prop in self.meta or prop not in _properties():
            return
        value = tag.get("content") or tag.get("datetime") or tag.get_text()
        if text := flow(clean(str(value)[:MAX_VALUE])):
            self.meta[prop] = text

    def first_of(self, key: str) -> Iterator[Tag]:
        """The tags that match a list of `sites.toml`, the most trusted first."""
        for pattern in sites()[key]:
            yield from self.marked.get(pattern.lower(), ())


@cache
def _properties() -> frozenset[str]:
    """Every name that a `<meta>` can go by in `sites.toml`."""
    return frozenset(name for names in sites()["meta"].values() for name in names)


def names_of(tag: Tag) -> list[str]:
    """Every pattern that a tag could match."""
    names = [tag.name]
    if prop := tag.get("itemprop"):
        names.append(f"@{prop}".lower())
    if identity := tag.get("id"):
        names.append(f"#{identity}".lower())
    classes = tag.get("class")
    if classes:
        names += [f".{name}".lower() for name in (classes if isinstance(classes, list) else classes.split())]
    return names


def is_left_out(tag: Tag, names: list[str]) -> bool:
    """Whether a tag, which could match `names`, shows nothing or nothing of the report."""
    if not patterns("skipped", "noise").isdisjoint(names) or tag.has_attr("hidden"):
        return True
    style = tag.get("style")
    return isinstance(style, str) and "display:none" in style.replace(" ", "").lower()
