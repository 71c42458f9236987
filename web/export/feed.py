"""How does a reader hear of new articles? By an Atom feed of a search, as RFC 4287 has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from web.export.reference import one_line
from web.export.tables import ExportRow

__all__ = ["CONTENT_TYPE", "Channel", "atom"]

CONTENT_TYPE = "application/atom+xml; charset=utf-8"

_ATOM = "http://www.w3.org/2005/Atom"
_BEGINNING = "-01-01"
_MIDNIGHT = "T00:00:00+08:00"


@dataclass(frozen=True, slots=True)
class Channel:
    """A search that is followed.

    Attributes:
        query: what is searched for, with its filters; the feed keeps its identity as long as this stays.
        page: absolute address of the search page.
        feed: absolute address of the feed itself.
        updated: when the collection last changed; aware of its time zone.
    """

    query: str
    page: str
    feed: str
    updated: datetime


def atom(channel: Channel, rows: Iterable[ExportRow]) -> bytes:
    """The whole document, in UTF-8.

    Ids are made from the query and from the articles' ids, not from addresses: no reader shows an article twice because
    the installation moved. An article is as new as its date, at the beginning of a year or month if that is all that is
    known, and as the collection if nothing is; the hours are those of China.

    Args:
        channel: the search.
        rows: its articles, newest first.
    """
    collected = channel.updated.isoformat(timespec="seconds")
    # The stub knows no default namespace.
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]
    _add(feed, "id", _urn(f"search/{channel.query}"))
    _add(feed, "title", f"政搜：{channel.query or '全部报道'}")
    _add(feed, "updated", collected)
    _add(_add(feed, "author"), "name", "政搜")
    _add(feed, "link", rel="self", type="application/atom+xml", href=channel.feed)
    _add(feed, "link", rel="alternate", type="text/html", href=channel.page)
    for row in rows:
        _add_entry(feed, row, collected)
    return etree.tostring(feed, xml_declaration=True, encoding="utf-8")


def _add_entry(feed: etree._Element, row: ExportRow, collected: str) -> None:
    reference = row.reference
    entry = _add(feed, "entry")
    _add(entry, "id", _urn(f"article/{reference.id}"))
    _add(entry, "title", reference.full_title)
    _add(entry, "updated", _moment(reference.date) or collected)
    for name in reference.authors or filter(None, [reference.publisher]):
        _add(_add(entry, "author"), "name", name)
    _add(entry, "link", rel="alternate", type="text/html", href=reference.link)
    if reference.address:
        _add(entry, "link", rel="via", href=reference.address)
    for term in (*row.places, *row.themes):
        _add(entry, "category", term=term)
    if row.passage:
        _add(entry, "summary", row.passage)


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    attributes = {key: one_line(value) for key, value in attributes.items()}
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = one_line(text) or None
    return element


def _moment(day: str) -> str:
    return f"{day}{_BEGINNING[len(day) - len('YYYY') :]}{_MIDNIGHT}" if day else ""


def _urn(name: str) -> str:
    return uuid5(NAMESPACE_URL, one_line(f"zhengsou:{name}")).urn
