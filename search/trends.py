"""How did something travel through time and from place to place? Numbers of articles → counts by period and place.

What cannot be counted with the rest (no date, a date too coarse, no place) is counted apart, so that the parts always
add up to the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from index.schema import date_from_number
from index.tagging import Place, gazetteer
from search.counting import Facet, Integers, Mask
from search.results import PlaceRef
from search.snapshot import Snapshot

__all__ = ["Level", "Period", "PlaceUse", "Reach", "Spread", "Step", "Tally", "Timeline", "spread", "timeline"]

Step = Literal["year", "month"]

Level = Literal["province", "city", "county"]
"""Of places. Beside the prefectures, `city` holds what answers to no prefecture: the municipalities (北京市), the
special administrative regions, and the counties that lie right under a province (济源市)."""

_LEVELS = {"province": 1, "city": 2, "county": 3}
_CITY_PROVINCES = ("市", "特别行政区")
_NEVER = 99_999_999


@dataclass(frozen=True, slots=True)
class Tally:
    """How many articles match, and of how many.

    Attributes:
        matching: articles that match.
        total: articles that there are, matching or not.
    """

    matching: int
    total: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there is no article at all."""
        return self.matching / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Period(Tally):
    """A year or a month.

    Attributes:
        when: `YYYY` or `YYYY-MM`.
    """

    when: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Articles by period. All tallies together count each article of the collection once.

    Attributes:
        periods: every year or month from the first to the last of the collection, those without articles, too.
        coarse: articles of which only the year is known, where months are counted.
        undated: articles without a date.
    """

    step: Step
    periods: tuple[Period, ...]
    coarse: Tally
    undated: Tally


@dataclass(frozen=True, slots=True)
class PlaceUse:
    """A place, and when it first appears in the matching articles.

    Attributes:
        first: the earliest date, as exactly as it is known; empty where no article of the place has a date.
        article: the number of the article with that date, the lowest of several.
        articles: how many matching articles are about the place, dated or not.
    """

    place: PlaceRef
    first: str
    article: int
    articles: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How many places had appeared by the end of a year (`YYYY`) or month (`YYYY-MM`)."""

    when: str
    places: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How the matching articles travelled from place to place.

    Attributes:
        places: by first date, then by number of articles, the most first, then by code; those without a date last.
        articles: how many articles match.
        undated: how many of them have no date.
        unplaced: how many of them are about no place.
        off_level: how many of them are about places, but about none of this level (a province as a whole, say).
    """

    level: Level
    places: tuple[PlaceUse, ...]
    articles: int
    undated: int
    unplaced: int
    off_level: int

    def reach(self, step: Step) -> tuple[Reach, ...]:
        """The growing number of places, for every period from the first use to the last new place.

        A place counts from the period by which it has certainly appeared: 2023 alone is the December of 2023.
        """
        ends = [_period(int(use.first[:4]), int(use.first[5:7] or 12), step) for use in self.places if use.first]
        periods = np.arange(min(ends), max(ends) + 1) if ends else np.arange(0)
        places = np.searchsorted(np.sort(ends), periods, side="right")
        return tuple(Reach(_name(at, step), n) for at, n in zip(periods.tolist(), places.tolist(), strict=True))


def timeline(snapshot: Snapshot, articles: Integers, step: Step) -> Timeline:
    """Count articles by year or month.

    Args:
        snapshot: where the articles are.
        articles: int64, the numbers of the live articles that match, ascending, each once.
        step: what to count by.
    """
    dates = snapshot.dates
    matching = np.zeros(snapshot.articles, dtype=np.bool_)
    matching[articles] = True
    dated = dates > 0
    exact = dated if step == "year" else dates % 10000 > 0
    numbers = _periods(dates, step)
    known = numbers[snapshot.live & exact]
    first, behind = (int(known.min()), int(known.max()) + 1) if known.size else (0, 0)
    totals = np.bincount(known - first, minlength=behind - first).tolist()
    counts = np.bincount(numbers[matching & exact] - first, minlength=behind - first).tolist()

    def tally(mask: Mask) -> Tally:
        return Tally(int(np.count_nonzero(mask & matching)), int(np.count_nonzero(mask & snapshot.live)))

    return Timeline(
        step,
        tuple(
            Period(count, total, _name(at, step))
            for at, count, total in zip(range(first, behind), counts, totals, strict=True)
        ),
        coarse=tally(dated & ~exact),
        undated=tally(~dated),
    )


def spread(snapshot: Snapshot, articles: Integers, level: Level) -> Spread:
    """Find for each place when it first appears: the places that an article is about count, not those it mentions.

    A date that is less exact counts as the end of what it says. So no place is first on the strength of a day that
    nobody knows.

    Args:
        snapshot: where the articles are.
        articles: int64, the numbers of the live articles that match, ascending, each once.
        level: which places count.
    """
    dates, facet = snapshot.dates, snapshot.places
    owners, numbers = _carried(facet, articles)
    placed = np.unique(owners).size
    here = np.array(_of_level(facet.values, level), dtype=np.bool_)[numbers]
    owners, numbers = owners[here], numbers[here]
    latest = _latest(dates[owners])
    # Both sorts are stable: what is equal stays by article, and then by code.
    order = np.lexsort((latest, numbers))
    starts = np.flatnonzero(np.diff(numbers[order], prepend=-1))
    counts = np.diff(starts, append=order.size)
    firsts = order[starts]
    ranked = np.lexsort((-counts, latest[firsts]))
    found = firsts[ranked]
    uses = zip(
        numbers[found].tolist(),
        dates[owners[found]].tolist(),
        owners[found].tolist(),
        counts[ranked].tolist(),
        strict=True,
    )
    return Spread(
        level,
        tuple(
            PlaceUse(_reference(facet.values[number]), date_from_number(date), article, count)
            for number, date, article, count in uses
        ),
        articles=articles.size,
        undated=int(np.count_nonzero(dates[articles] == 0)),
        unplaced=articles.size - placed,
        off_level=placed - np.unique(owners).size,
    )


def _period(year: int, month: int, step: Step) -> int:
    """The number of a period, one more for each that follows; see `_name`."""
    return year if step == "year" else year * 12 + month - 1


def _periods(dates: Integers, step: Step) -> Integers:
    """The same of many dates as `Snapshot.dates` has them."""
    return dates // 10000 if step == "year" else dates // 10000 * 12 + dates // 100 % 100 - 1


def _name(period: int, step: Step) -> str:
    return f"{period:04d}" if step == "year" else f"{period // 12:04d}-{period % 12 + 1:02d}"


def _latest(dates: Integers) -> Integers:
    """The dates in such numbers that a coarse one comes after all days that it may mean, and no date comes last."""
    vague = [dates == 0, dates % 10000 == 0, dates % 100 == 0]
    return np.select(vague, [np.full_like(dates, _NEVER), dates + 9999, dates + 99], dates)


def _carried(facet: Facet, articles: Integers) -> tuple[Integers, Integers]:
    """The values that some articles carry, as pairs: the article, and the value's position in the facet."""
    sizes = facet.starts[articles + 1] - facet.starts[articles]
    behind = np.cumsum(sizes)
    held = np.arange(sizes.sum()) + np.repeat(facet.starts[articles] - behind + sizes, sizes)
    return np.repeat(articles, sizes), facet.numbers[held]


@lru_cache(maxsize=8)
def _of_level(codes: tuple[str, ...], level: Level) -> tuple[bool, ...]:
    places = gazetteer()
    return tuple(_is_of_level(places[code], level) for code in codes)


def _is_of_level(place: Place, level: Level) -> bool:
    if level != "city" or place.level == _LEVELS["city"]:
        return place.level == _LEVELS[level]
    province, *below = place.path.split("/")
    if province.endswith(_CITY_PROVINCES):
        return not below
    return place.level == _LEVELS["county"] and len(below) == 1


def _reference(code: str) -> PlaceRef:
    place = gazetteer()[code]
    return PlaceRef(code, place.name, place.path)
