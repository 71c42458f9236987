"""Trends against plain Python over a generated collection."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from collections_made import SETTINGS, Commit, collections, library
from hypothesis import given
from hypothesis import strategies as st

from index.schema import date_from_number
from index.store import Store
from index.tagging import gazetteer
from search.snapshot import Snapshot
from search.trends import Level, PlaceUse, Reach, Step, spread, timeline

PLACES = ("湖南省邵阳县", "湖南省新邵县", "福建省福州市", "北京市海淀区", "河南省济源市", "广东省东莞市", "湖南省", "")
DATES = ("2021", "2021-11", "2021-12-31", "2022-03", "2022-03-05", "2023-12-20", "2024", "")
RECORDS = [
    {
        "title": f"{place}推进第{n}号改革",
        "text": f"{place}召开会议。{'营商环境持续优化。' if n % 3 else '会议讨论了别的事。'}",
        "date": DATES[(n + n // len(PLACES)) % len(DATES)],
    }
    for n, place in enumerate(PLACES * 9)
]


@pytest.fixture
def snapshot(build: Callable[..., object], tmp_path: Path) -> Iterator[Snapshot]:
    build(RECORDS)
    snapshot = Snapshot(Store(tmp_path / "index").open())
    yield snapshot
    snapshot.close()


def using(snapshot: Snapshot, text: str) -> np.ndarray:
    return np.unique(snapshot.article_of[snapshot.occurrences(text).documents()[0]]).astype(np.int64)


def alive(snapshot: Snapshot) -> list[int]:
    return np.flatnonzero(snapshot.live).tolist()


def date_of(snapshot: Snapshot, article: int) -> str:
    return snapshot.meta(article)["date"]


def periods(first: str, last: str) -> list[str]:
    if len(first) == 4:
        return [str(year) for year in range(int(first), int(last) + 1)]
    months = [f"{year}-{month:02d}" for year in range(1800, 2100) for month in range(1, 13)]
    return months[months.index(first) : months.index(last) + 1]


@pytest.mark.parametrize(("step", "length"), [("year", 4), ("month", 7)])
def test_a_timeline_is_what_counting_by_hand_gives(snapshot: Snapshot, step: Step, length: int) -> None:
    matching = using(snapshot, "营商环境").tolist()
    everything = [date_of(snapshot, article) for article in alive(snapshot)]
    mine = [date_of(snapshot, article) for article in matching]
    assert 0 < len(mine) < len(everything)
    names = [date[:length] for date in everything if len(date) >= length]
    found = timeline(snapshot, np.array(matching), step)
    assert [(period.when, period.matching, period.total, period.share or 0.0) for period in found.periods] == [
        (
            when,
            ours := sum(date[:length] == when for date in mine),
            theirs := names.count(when),
            ours / theirs if theirs else 0.0,
        )
        for when in periods(min(names), max(names))
    ]
    assert (found.undated.matching, found.undated.total) == (mine.count(""), everything.count(""))
    assert (found.coarse.matching, found.coarse.total) == tuple(
        sum(0 < len(date) < length for date in dates) for dates in (mine, everything)
    )


def test_a_period_without_articles_has_no_share(snapshot: Snapshot) -> None:
    shares = {period.when: period.share for period in timeline(snapshot, using(snapshot, "营商环境"), "month").periods}
    assert shares["2022-01"] is None
    assert shares["2022-03"] is not None


def end_of(date: str) -> str:
    """A text that sorts behind every day that a date may mean."""
    return date.ljust(11, "~")


def stands_at(code: str, level: Level) -> bool:
    place = gazetteer()[code]
    if level == "city" and place.code[:2] in {"11", "12", "31", "50", "81", "82"}:
        return place.level == 1
    if level == "city" and place.level == 3:
        return place.parent.endswith("0000")
    return place.level == {"province": 1, "city": 2, "county": 3}[level]


@pytest.mark.parametrize("level", ["province", "city", "county"])
def test_a_spread_is_what_looking_at_each_article_gives(snapshot: Snapshot, level: Level) -> None:
    matching = using(snapshot, "营商环境")
    by_place: dict[str, list[int]] = defaultdict(list)
    fates: Counter[str] = Counter()
    for article in matching.tolist():
        main = [code for code, about, *_ in snapshot.meta(article)["places"] if about]
        above = {step for code in main for step in gazetteer().ancestors(code)}
        here = [code for code in above if stands_at(code, level)]
        fates["unplaced" if not above else "here" if here else "off"] += 1
        for code in here:
            by_place[code].append(article)

    def use(articles: list[int]) -> tuple[str, int, int]:
        first = min(articles, key=lambda article: (end_of(date_of(snapshot, article)), article))
        return date_of(snapshot, first), first, len(articles)

    expected = sorted(
        ((code, *use(articles)) for code, articles in by_place.items()),
        key=lambda row: (end_of(row[1]), -row[3], row[0]),
    )
    found = spread(snapshot, matching, level)
    assert [(each.place.code, each.first, each.article, each.articles) for each in found.places] == expected
    assert expected
    assert found.articles == matching.size == fates.total()
    assert found.undated == sum(date_of(snapshot, article) == "" for article in matching.tolist())
    assert (found.unplaced, found.off_level) == (fates["unplaced"], fates["off"])


def test_what_stands_at_the_side_of_a_prefecture(snapshot: Snapshot) -> None:
    names = {use.place.name for use in spread(snapshot, np.array(alive(snapshot)), "city").places}
    assert names == {"邵阳市", "福州市", "北京市", "济源市", "东莞市"}


def test_a_coarse_date_is_not_the_first(build: Callable[..., object], tmp_path: Path) -> None:
    dates = ("2021", "2021-12", "2021-12-31", "")
    build([{"title": f"第{n}则", "text": "湖南省邵阳县召开会议。", "date": date} for n, date in enumerate(dates)])
    snapshot = Snapshot(Store(tmp_path / "index").open())
    by_date = {date_of(snapshot, article): article for article in alive(snapshot)}
    for rest in (dates[::-1][1:], dates[1::-1], dates[:1], dates[3:]):
        numbers = np.array(sorted(by_date[date] for date in rest))
        found = spread(snapshot, numbers, "county")
        (use,) = found.places
        assert (use.first, use.article, use.articles) == (rest[0], by_date[rest[0]], len(rest))
        assert found.reach("month") == ((Reach("2021-12", 1),) if rest[0] else ())
    snapshot.close()


def test_reach_grows_when_a_place_has_certainly_appeared(snapshot: Snapshot) -> None:
    found = spread(snapshot, using(snapshot, "营商环境"), "county")
    dated = [use for use in found.places if use.first]
    for step, length in (("year", 4), ("month", 7)):
        ends = [use.first[:length] if len(use.first) >= length else f"{use.first}-12" for use in dated]
        assert found.reach(step) == tuple(
            Reach(when, sum(end <= when for end in ends)) for when in periods(min(ends), max(ends))
        )
        assert found.reach(step)[-1].places == len(dated) > 1


def test_nothing_matches(snapshot: Snapshot) -> None:
    nothing = np.zeros(0, dtype=np.int64)
    found = spread(snapshot, nothing, "city")
    assert (found.places, found.articles, found.undated, found.unplaced, found.reach("month")) == ((), 0, 0, 0, ())
    assert {period.matching for period in timeline(snapshot, nothing, "month").periods} == {0}


def test_results_are_plain_values(snapshot: Snapshot) -> None:
    numbers = using(snapshot, "营商环境")
    found, line = spread(snapshot, numbers, "city"), timeline(snapshot, numbers, "year")
    plain = [found.articles, found.undated, found.unplaced, found.off_level, line.coarse.total, line.undated.matching]
    plain += [number for use in found.places for number in (use.article, use.articles)]
    plain += [number for period in line.periods for number in (period.matching, period.total)]
    plain += [reach.places for reach in found.reach("year")]
    assert {type(number) for number in plain} == {int}
    assert type(found.places[0]) is PlaceUse


@SETTINGS
@given(commits=collections(), data=st.data())
def test_nothing_is_lost(commits: list[Commit], data: st.DataObject) -> None:
    with library(commits) as made:
        live = alive(made.snapshot)
        numbers = sorted(data.draw(st.sets(st.sampled_from(live)))) if live else []
        articles = np.array(numbers, dtype=np.int64)
        for step in ("year", "month"):
            found = timeline(made.snapshot, articles, step)
            tallies = [*found.periods, found.coarse, found.undated]
            assert sum(tally.matching for tally in tallies) == len(numbers)
            assert sum(tally.total for tally in tallies) == len(live)
            assert all(tally.share is None or 0 <= tally.share <= 1 for tally in tallies)
        for level in ("province", "city", "county"):
            places = spread(made.snapshot, articles, level)
            assert max((use.articles for use in places.places), default=0) <= len(numbers)
            assert sum(use.articles for use in places.places) >= len(numbers) - places.unplaced - places.off_level
            known = made.snapshot.dates.tolist()
            assert all(use.first == date_from_number(known[use.article]) for use in places.places)
