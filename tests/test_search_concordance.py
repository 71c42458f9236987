"""Concordances against plain Python, and against the marks of the articles."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.analysis import fold
from index.store import Store
from search import Engine, parse_query
from search import concordance as module
from search.concordance import CONTEXT, ORDERS, Concordance, Line, Order, concordance
from search.snapshot import Snapshot

ALPHABET = "营商环境改革，。“1aＡ淥渌一"
PLACES = ("湖南省邵阳市邵阳县", "福建省福州市", "湖南省", "")
DATES = ("2021", "2021-11-02", "2022-03", "2022-03-05", "2023-12-20", "")

Key = tuple[str, str, str]


@pytest.fixture(scope="module")
def records() -> list[dict[str, str]]:
    chance = random.Random(20240301)
    return [
        {
            "title": f"{chance.choice(PLACES)}第{number}号改革",
            "date": chance.choice(DATES),
            "source": chance.choice(["湘中晨报", ""]),
            "text": "\n".join("".join(chance.choices(ALPHABET, k=chance.randint(1, 90))) for _ in range(3)),
        }
        for number in range(40)
    ]


@pytest.fixture
def snapshot(build: Callable[..., object], records: list[dict[str, str]], tmp_path: Path) -> Iterator[Snapshot]:
    build(records)
    snapshot = Snapshot(Store(tmp_path / "index").open())
    yield snapshot
    snapshot.close()


def lines(snapshot: Snapshot, text: str, order: Order = "newest") -> Concordance:
    return concordance(snapshot, parse_query(text), order, 1, 100_000)


def by_hand(records: list[dict[str, str]], keyword: str) -> Counter[tuple[str, int, str, str, str]]:
    """Every occurrence of a string: title of its article, ordinal, and the three parts of its line."""
    found = []
    for record in records:
        for ordinal, text in enumerate((record["title"], *record["text"].split("\n"))):
            for match in re.finditer(re.escape(fold(keyword)), fold(text)):
                start, end = match.span()
                parts = (text[max(start - CONTEXT, 0) : start], text[start:end], text[end : end + CONTEXT])
                found.append((record["title"], ordinal, *parts))
    return Counter(found)


def shown(found: Concordance) -> Counter[tuple[str, int, str, str, str]]:
    return Counter((line.title, line.ordinal, line.left, line.keyword, line.right) for line in found.lines)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("keyword", ["营商", "改革", "渌", "A", "一", "革，", "没有的词"])
def test_every_occurrence_has_its_line(
    snapshot: Snapshot, records: list[dict[str, str]], keyword: str, order: Order
) -> None:
    expected = by_hand(records, keyword)
    found = lines(snapshot, f'"{keyword}"', order)
    assert shown(found) == expected
    assert found.total == expected.total()
    holders = {title for title, *_ in expected}
    assert (found.read, found.articles) == (len(holders), len(holders))


def test_a_line_says_where_it_comes_from(snapshot: Snapshot, records: list[dict[str, str]]) -> None:
    by_title = {record["title"]: record for record in records}
    found = lines(snapshot, "改革").lines
    for line in found:
        record = by_title[line.title]
        assert (line.date, line.source) == (record["date"], record["source"])
        assert "".join(place.name for place in line.places) in record["title"]
    assert any(line.places for line in found)


def sides(line: Line) -> Key:
    return fold(line.left), fold(line.keyword), fold(line.right)


def test_lines_are_sorted_by_their_contexts(snapshot: Snapshot) -> None:
    by_right = [sides(line) for line in lines(snapshot, "营商 OR 改革", "right").lines]
    assert by_right == sorted(by_right, key=lambda side: (side[2] == "", side[2], side[1], side[0][::-1]))
    by_left = [sides(line) for line in lines(snapshot, "营商 OR 改革", "left").lines]
    assert by_left == sorted(by_left, key=lambda side: (side[0] == "", side[0][::-1], side[1], side[2]))
    assert sorted(by_left) == sorted(by_right)
    assert by_left != by_right


def test_lines_are_sorted_by_date_and_place(snapshot: Snapshot) -> None:
    newest = [line.date.replace("-", "").ljust(8, "0") for line in lines(snapshot, "改革", "newest").lines]
    assert newest == sorted(newest, reverse=True)
    oldest = [line.date.replace("-", "").ljust(8, "0") for line in lines(snapshot, "改革", "oldest").lines]
    assert oldest == sorted(oldest, key=lambda date: (date == "0" * 8, date))
    paths = [tuple(place.path for place in line.places) for line in lines(snapshot, "改革", "place").lines]
    assert list(dict.fromkeys(paths)) == [("福建省/福州市",), ("湖南省",), ("湖南省/邵阳市/邵阳县",), ()]


def test_pages_follow_each_other(snapshot: Snapshot) -> None:
    query = parse_query("改革")
    whole = lines(snapshot, "改革", "right")
    pages = [concordance(snapshot, query, "right", page, 7) for page in range(1, whole.total // 7 + 3)]
    assert tuple(line for page in pages for line in page.lines) == whole.lines
    assert {(page.total, page.pages) for page in pages} == {(whole.total, -(-whole.total // 7))}
    assert pages[-1].lines == ()


@pytest.mark.parametrize(
    "text",
    [
        "营商 改革",
        "营商环 OR 商环境",
        "环境 NEAR/3 改革",
        "标题:改革",
        "改革 -营商",
        "营*",
        "a*",
        "营商环境改革",
        "哪些改革",
    ],
)
def test_keywords_are_what_the_articles_have_marked(snapshot: Snapshot, tmp_path: Path, text: str) -> None:
    found = lines(snapshot, text)
    engine = Engine(tmp_path / "index")
    marked: Counter[tuple[str, int, str]] = Counter()
    for article in {line.article for line in found.lines} | {row.id for row in engine.rows(parse_query(text))}:
        view = engine.article(article, parse_query(text))
        assert view is not None
        parts = [(0, view.title), (0, view.subtitle), (0, view.byline)]
        parts += list(enumerate((text for _, text in view.paragraphs), start=1))
        marked.update((article, ordinal, part.text[a:b]) for ordinal, part in parts for a, b in part.marks)
    engine.close()
    assert Counter((line.article, line.ordinal, line.keyword) for line in found.lines) == marked
    assert found.total == marked.total() > 0


def test_filters_hold(snapshot: Snapshot) -> None:
    found = concordance(snapshot, parse_query("改革", year=["2022"]), "newest", 1, 1000)
    assert found.lines
    assert {line.date[:4] for line in found.lines} == {"2022"}


def test_without_a_text_nothing_occurs(snapshot: Snapshot, records: list[dict[str, str]]) -> None:
    found = lines(snapshot, "")
    assert (found.total, found.pages, found.lines, found.articles) == (0, 0, (), len(records))


def test_spaces_that_are_not_matched_are_shown(build: Callable[..., object], tmp_path: Path) -> None:
    build([{"title": "通知", "text": "定于 10 月 20 日召开会议，10月20日结束。"}])
    snapshot = Snapshot(Store(tmp_path / "index").open())
    found = lines(snapshot, "10月20日", "newest").lines
    snapshot.close()
    assert [(line.left, line.keyword, line.right) for line in found] == [
        ("定于 ", "10 月 20 日", "召开会议，10月20日结束。"),
        ("定于 10 月 20 日召开会议，", "10月20日", "结束。"),
    ]


@pytest.mark.parametrize("bound", ["_MOST_DOCUMENTS", "_MOST_CHARACTERS"])
@pytest.mark.parametrize("order", ORDERS)
def test_what_is_left_out_is_said(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, bound: str, order: Order
) -> None:
    whole = lines(snapshot, "改革", "oldest" if order == "oldest" else "newest")
    in_order = list(dict.fromkeys(line.article for line in whole.lines))
    for limit in (1, 5, 40, 400):
        monkeypatch.setattr(module, bound, limit)
        found = lines(snapshot, "改革", order)
        read = {line.article for line in found.lines}
        assert read == set(in_order[: found.read])
        assert found.total == sum(line.article in read for line in whole.lines)
        assert found.articles == len(in_order)
        assert 1 <= found.read <= max(limit, 1)
    monkeypatch.setattr(module, bound, 1_000_000)
    assert lines(snapshot, "改革", order).read == len(in_order)
