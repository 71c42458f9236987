"""Which day does a page carry? Chinese and numeric dates, written out as far as they go."""

from __future__ import annotations

import re
from datetime import date

__all__ = ["date_in_name", "find_date", "find_day", "last_before", "parse_date", "without_dates"]

_FULL_WIDTH = str.maketrans("０１２３４５６７８９－／．：　", "0123456789-/.: ")
_DIGITS = str.maketrans("〇零○ＯO一二三四五六七八九", "00000123456789")
_LEAP_YEAR = "2000"
_ONES = "一二三四五六七八九"
_NUMERALS = {
    numeral: tens * 10 + ones
    for tens, names in enumerate((("",), ("十",), ("二十", "廿"), ("三十", "卅")))
    for ones, one in enumerate(("", *_ONES))
    for name in names
    if (numeral := name + one)
} | {"元": 1, "正": 1}

_YEAR = "(?P<y>1[89][0-9]{2}|20[0-9]{2})"
_MONTH = " ?[-/.年_] ?(?P<m>[0-9]{1,2})"
_DAY = " ?[-/.月_] ?(?P<d>[0-9]{1,2})"
_COMPACT = _YEAR + "(?P<m>[0-9]{2})(?P<d>[0-9]{2})"
_HAN_YEAR = "(?P<y>[一二][〇零○ＯO一二三四五六七八九]{3})"
_HAN_MONTH = "年(?P<m>[元正一二三四五六七八九十]{1,2})"
_HAN_DAY = "月(?P<d>[一二三四五六七八九十廿卅]{1,3})"

_WHOLE = tuple(
    re.compile(pattern + "[年月日号]?(?:[ T].*|Z)?", re.DOTALL)
    for pattern in (
        f"{_YEAR}(?:{_MONTH}(?:{_DAY})?)?",
        f"{_COMPACT}(?:[0-9]{{4,6}})?",
        f"{_YEAR}(?P<m>[0-9]{{2}})",
        f"{_HAN_YEAR}(?:{_HAN_MONTH}(?:{_HAN_DAY})?)?",
    )
)
_WRITTEN = re.compile(f"(?<![0-9]){_YEAR} ?年 ?(?P<m>[0-9]{{1,2}}) ?月 ?(?P<d>[0-9]{{1,2}})(?: ?[日号]|\\b)")
_SEPARATED = re.compile(
    f"(?<![0-9]){_YEAR} ?[-/._] ?(?P<m>[0-9]{{1,2}}) ?[-/._] ?(?P<d>[0-9]{{1,2}})(?![0-9月])"  # not 2023-1-2月
)
_INSIDE = (_WRITTEN, _SEPARATED, re.compile(_HAN_YEAR + _HAN_MONTH + _HAN_DAY + "[日号]?"))
_IN_NAME = (*_INSIDE, re.compile(f"(?<![0-9A-Za-z])[tW]?{_COMPACT}(?:[0-9]{{6}})?(?![0-9])"))
_DAY_ALONE = (
    re.compile("(?<![0-9年])(?<!年 )(?P<m>[0-9]{1,2}) ?月 ?(?P<d>[0-9]{1,2}) ?[日号]"),
    re.compile("(?<![一二三四五六七八九十年])(?P<m>[一二三四五六七八九十]{1,2})" + _HAN_DAY + "[日号]"),
)


def parse_date(value: str) -> str:
    """Read a value that is a date, or begins with one and goes on with a time of day.

    Returns:
        `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, as much as the value tells; empty if it is no date.
    """
    value = value.strip().translate(_FULL_WIDTH)
    for pattern in _WHOLE if value else ():
        if (match := pattern.fullmatch(value)) and (found := _iso(match)):
            return found
    return ""


def find_date(text: str) -> str:
    """The first date with a day anywhere in a text, as `YYYY-MM-DD`; empty if there is none."""
    return _first(_INSIDE, text.translate(_FULL_WIDTH))


def find_day(text: str) -> str:
    """The first day anywhere in a text that is written without its year, as `MM-DD`; empty if there is none."""
    return _first(_DAY_ALONE, text.translate(_FULL_WIDTH))[5:]


def last_before(day: str, period: str) -> str:
    """The last day of that name that is not after a period.

    Args:
        day: `MM-DD`.
        period: `YYYY` or `YYYY-MM`.

    Returns:
        `YYYY-MM-DD`; empty if the calendar has no such day.
    """
    after = len(period) > 4 and day[:2] > period[5:7]
    return parse_date(f"{int(period[:4]) - after}-{day}")


def date_in_name(name: str) -> str:
    """The date in a file's name, as `YYYY-MM-DD`; a year alone does not count: it is more often the subject's."""
    return _first(_IN_NAME, name)


def without_dates(name: str) -> str:
    """A name with a space for every date in it."""
    for pattern in _IN_NAME:
        name = pattern.sub(" ", name)
    return name


def _first(patterns: tuple[re.Pattern[str], ...], text: str) -> str:
    found: list[tuple[int, str]] = []
    for pattern in patterns:
        for match in pattern.finditer(text):
            if iso := _iso(match):
                found.append((match.start(), iso))
                break
    return min(found, default=(0, ""))[1]


def _iso(match: re.Match[str]) -> str:
    """Write a match out as an ISO date or its beginning; empty if the calendar has no such day.

    A day without a year is written into a leap year, which has them all.
    """
    year, month, day = (match.groupdict().get(part) for part in "ymd")
    numbers = [int((year or _LEAP_YEAR).translate(_DIGITS))]
    numbers += [_NUMERALS.get(part) or _decimal(part) for part in (month, day) if part is not None]
    try:
        date(*[*numbers, 1, 1][:3])
    except ValueError:
        return ""
    return "-".join(f"{number:0{4 if place == 0 else 2}d}" for place, number in enumerate(numbers))


def _decimal(part: str) -> int:
    return int(part) if part.isdecimal() else 0
