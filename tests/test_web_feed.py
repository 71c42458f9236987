"""The feed of a search: what RFC 4287 asks of a document, whatever the texts in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from web.export.feed import Channel, atom
from web.export.reference import Reference, one_line
from web.export.tables import ExportRow

NAMES = {"a": "http://www.w3.org/2005/Atom"}
CHANNEL = Channel(
    query="营商环境",
    page="http://localhost:8080/?q=%E8%90%A5",
    feed="http://localhost:8080/feed?q=%E8%90%A5",
    updated=datetime(2026, 5, 1, 1, 30, tzinfo=UTC),
)
ROW = ExportRow(
    Reference(
        id="00ff00ff00ff00ff",
        title="青石县优化营商环境",
        link="http://localhost:8080/articles/00ff00ff00ff00ff",
        byline="章屿 吕半山",
        source="青石日报",
        date="2023-12-20",
        url="http://paper.example.cn/1.htm",
    ),
    places=("湖南省/邵阳市",),
    themes=("营商环境",),
    passage="减税 <b>降费</b> & 优化。",
)
OTHER = replace(
    ROW, reference=Reference("11ff00ff00ff00ff", "青石县修路", "http://localhost:8080/articles/11"), passage=""
)


def read(document: bytes) -> etree._Element:
    return etree.fromstring(document, etree.XMLParser(resolve_entities=False))


def texts(node: etree._Element, path: str) -> list[str]:
    return [str(found) for found in node.xpath(path, namespaces=NAMES)]


def dated(date: str) -> ExportRow:
    return replace(ROW, reference=replace(ROW.reference, date=date))


def check(feed: etree._Element) -> None:
    """What sections 4.1.1 and 4.1.2 of the RFC demand, and the forms of ids, dates and links."""
    assert feed.tag == f"{{{NAMES['a']}}}feed"
    entries = feed.findall("a:entry", NAMES)
    for node in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"a:{name}", NAMES)) == 1, name
        assert datetime.fromisoformat(texts(node, "a:updated/text()")[0]).tzinfo is not None
        assert urlsplit(texts(node, "a:id/text()")[0]).scheme == "urn"
        assert len(texts(node, "a:link[@rel='alternate']/@href")) == 1
        assert all(urlsplit(href).scheme in ("http", "https") for href in texts(node, "a:link/@href"))
        assert all(len(author.findall("a:name", NAMES)) == 1 for author in node.findall("a:author", NAMES))
    assert len(texts(feed, "a:link[@rel='self']/@href")) == 1
    assert feed.findall("a:author", NAMES)
    ids = texts(feed, "//a:id/text()")
    assert len(set(ids)) == len(ids)


def test_a_feed_of_two_articles() -> None:
    feed = read(atom(CHANNEL, [ROW, OTHER]))
    check(feed)
    assert texts(feed, "a:title/text()") == ["政搜：营商环境"]
    assert texts(feed, "a:updated/text()") == ["2026-05-01T01:30:00+00:00"]
    assert texts(feed, "a:link[@rel='self']/@href") == [CHANNEL.feed]
    first, second = feed.findall("a:entry", NAMES)
    assert texts(first, "a:title/text()") == ["青石县优化营商环境"]
    assert texts(first, "a:author/a:name/text()") == ["章屿", "吕半山"]
    assert texts(first, "a:link/@href") == [ROW.reference.link, ROW.reference.url]
    assert texts(first, "a:category/@term") == ["湖南省/邵阳市", "营商环境"]
    assert texts(first, "a:summary/text()") == [ROW.passage]
    assert texts(second, "a:summary") == texts(second, "a:author") == texts(second, "a:link[@rel='via']") == []


def test_a_feed_without_articles() -> None:
    feed = read(atom(replace(CHANNEL, query=""), []))
    check(feed)
    assert texts(feed, "a:title/text()") == ["政搜：全部报道"]


@pytest.mark.parametrize(
    ("date", "updated"),
    [
        ("2023-12-20", "2023-12-20T00:00:00+08:00"),
        ("2023-12", "2023-12-01T00:00:00+08:00"),
        ("2023", "2023-01-01T00:00:00+08:00"),
        ("", "2026-05-01T01:30:00+00:00"),
    ],
)
def test_an_article_is_as_new_as_its_date(date: str, updated: str) -> None:
    assert texts(read(atom(CHANNEL, [dated(date)])), "a:entry/a:updated/text()") == [updated]


def test_ids_stay_when_the_installation_moves() -> None:
    moved = replace(ROW, reference=replace(ROW.reference, link="https://search.example.cn/articles/1"))
    there = replace(CHANNEL, page="https://search.example.cn/", feed="https://search.example.cn/feed")
    here, gone = read(atom(CHANNEL, [ROW])), read(atom(there, [moved]))
    assert texts(here, "//a:id/text()") == texts(gone, "//a:id/text()")
    other = read(atom(replace(CHANNEL, query="乡村振兴"), [ROW]))
    assert texts(here, "a:id/text()") != texts(other, "a:id/text()")


def test_without_authors_the_publisher_is_credited() -> None:
    row = replace(ROW, reference=replace(ROW.reference, byline="本报评论员"))
    assert texts(read(atom(CHANNEL, [row])), "a:entry/a:author/a:name/text()") == ["青石日报"]


anything = st.text(alphabet=st.characters(codec=None), max_size=30)  # control characters and half surrogate pairs, too


@given(query=anything, title=anything, source=anything, passage=anything, term=anything)
def test_any_text_gives_a_valid_feed(query: str, title: str, source: str, passage: str, term: str) -> None:
    row = replace(ROW, reference=replace(ROW.reference, title=title, source=source), passage=passage, themes=(term,))
    feed = read(atom(replace(CHANNEL, query=query), [row]))
    check(feed)
    assert "".join(texts(feed, "a:entry/a:title/text()")) == one_line(title)
    assert "".join(texts(feed, "a:entry/a:summary/text()")) == one_line(passage)
