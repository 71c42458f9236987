"""Axes: round numbers, round years, and names that fit beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.axes import cut, date_bounds, number, ticks, time_labels, width_of


@pytest.mark.parametrize(
    ("highest", "whole", "expected"),
    [
        (0, True, [0, 1]),
        (0.0, False, [0, 1]),
        (1, True, [0, 1]),
        (2, True, [0, 1, 2]),
        (5, True, [0, 1, 2, 3, 4, 5]),
        (6, True, [0, 2, 4, 6]),
        (7, True, [0, 2, 4, 6, 8]),
        (11, True, [0, 5, 10, 15]),
        (26, True, [0, 10, 20, 30]),
        (457, True, [0, 100, 200, 300, 400, 500]),
        (1000, True, [0, 200, 400, 600, 800, 1000]),
        (74507, True, [0, 20000, 40000, 60000, 80000]),
        (1.0, False, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0.3, False, [0, 0.1, 0.2, 0.3]),
        (0.0995, False, [0, 0.02, 0.04, 0.06, 0.08, 0.1]),
        (0.07, False, [0, 0.02, 0.04, 0.06, 0.08]),
        (0.000031, False, [0, 0.00001, 0.00002, 0.00003, 0.00004]),
    ],
)
def test_ticks(highest: float, whole: bool, expected: list[float]) -> None:
    assert list(ticks(highest, whole=whole)) == expected


@given(st.integers(1, 10**9) | st.floats(1e-9, 1))
def test_ticks_are_round_few_and_reach_just_far_enough(highest: float) -> None:
    found = ticks(highest, whole=isinstance(highest, int))
    step = found[1]
    assert 2 <= len(found) <= 6
    assert found[0] == 0
    assert found[-2] < highest <= found[-1]
    assert f"{step:e}"[0] in "125"
    assert f"{step:e}"[1:8] == ".000000"
    assert found == pytest.approx([step * n for n in range(len(found))])


def years(first: int, last: int) -> list[str]:
    return [str(year) for year in range(first, last + 1)]


def months(first: int, count: int) -> list[str]:
    """Some months from a January on, the first of which is `first` months behind the January of 2000."""
    return [f"{2000 + at // 12}-{at % 12 + 1:02d}" for at in range(first, first + count)]


@pytest.mark.parametrize(
    ("periods", "most", "labels"),
    [
        ([], 5, []),
        (["2023"], 5, ["2023"]),
        (years(2019, 2023), 5, ["2019", "2020", "2021", "2022", "2023"]),
        (years(2012, 2026), 10, ["2012", "2014", "2016", "2018", "2020", "2022", "2024", "2026"]),
        (years(2012, 2026), 5, ["2015", "2020", "2025"]),
        (years(1949, 2026), 10, ["1950", "1960", "1970", "1980", "1990", "2000", "2010", "2020"]),
        (years(1800, 2099), 3, ["1800", "1900", "2000"]),
        (months(3, 1), 5, ["2000-04"]),
        (months(11, 4), 5, ["2000-12", "2001-01", "2001-02", "2001-03"]),
        (months(1, 12), 5, ["2000-04", "2000-07", "2000-10", "2001-01"]),
        (months(1, 60), 5, ["2001", "2002", "2003", "2004", "2005"]),
        (months(0, 27 * 12), 6, ["2000", "2005", "2010", "2015", "2020", "2025"]),
    ],
)
def test_time_labels(periods: list[str], most: int, labels: list[str]) -> None:
    found = time_labels(periods, most)
    assert [label for _, label in found] == labels
    assert all(periods[at].startswith(label) for at, label in found)


@given(st.integers(0, 3000), st.integers(1, 3600), st.integers(3, 12))
def test_a_time_axis_is_never_bare_nor_crowded(first: int, count: int, most: int) -> None:
    for periods in (months(first, count), years(1800 + first % 200, 1800 + first % 200 + count % 100)):
        assert 1 <= len(time_labels(periods, most)) <= most


@pytest.mark.parametrize(
    ("date", "begin", "end"),
    [
        ("2023", 2023, 2024),
        ("2023-07", 2023.5, 2023 + 7 / 12),
        ("2023-01-01", 2023, 2023 + 1 / 372),
        ("2023-12-31", 2024 - 1 / 372, 2024),
    ],
)
def test_date_bounds(date: str, begin: float, end: float) -> None:
    assert date_bounds(date) == pytest.approx((begin, end))


@pytest.mark.parametrize(
    ("value", "percent", "text"),
    [(0, False, "0"), (12345, False, "12,345"), (0.0, True, "0%"), (1.0, True, "100%"), (0.07, True, "7%"),
     (0.03214, True, "3.21%"), (0.00000314159, True, "0.000314%")],
)  # fmt: skip
def test_numbers(value: float, percent: bool, text: str) -> None:
    assert number(value, percent=percent) == text


@given(st.text("积石山县Ab１", max_size=20), st.floats(1, 12))
def test_a_cut_name_fits_and_tells_that_it_was_cut(text: str, room: float) -> None:
    short = cut(text, room)
    if width_of(text) <= room:
        assert short == text
    else:
        assert short.endswith("…")
        assert text.startswith(short[:-1])
        assert width_of(short[:-1]) + 1 <= max(room, 1)
