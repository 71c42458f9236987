"""Which days does a date mean, as a reader types it? `YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from index.errors import BadQuery

__all__ = ["checked_period", "day_numbers", "parse_period"]

_PARTS = re.compile(r"([0-9]{4})(?:[年./-]([0-9]{1,2})(?:[月./-]([0-9]{1,2}))?)?[年月日]?")
_YEARS = re.compile(r"([0-9]{4})年?[-—–]([0-9]{4})年?")
_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?")
_PERIOD = re.compile(r"(.*?)(?:\.\.+|…+|至|~|—+)(.*)")


def checked_period(since: str, until: str, *, first: str = "since", last: str = "until") -> tuple[str, str]:
    """Two bounds, both inclusive, either of which may be empty, if they are dates and in order.

    Args:
        since: the first day.
        until: the last day.
        first: the parameter that is at fault if `since` is no date or later than `until`.
        last: the one if `until` is no date.

    Raises:
        BadQuery: they are not; the message says what to write.
    """
    for name, value in ((first, since), (last, until)):
        if value and not _is_date(value):
            raise BadQuery(f"日期应写作 2023、2023-06 或 2023-06-30，而不是“{value}”", field=name, value=value)
    if since and until and since[: len(until)] > until[: len(since)]:
        raise BadQuery(f"起始日期 {since} 晚于截止日期 {until}，请对调", field=first, value=since)
    return since, until


def parse_period(text: str) -> tuple[str, str]:
    """The bounds of 2021..2023, 2021-05.., ..2023-06-30 or 2022; 2023年6月 and 2023/6 are dates, too.

    Raises:
        BadQuery: it is no such period.
    """
    found = _YEARS.fullmatch(text) or _PERIOD.fullmatch(text)
    since, until = (_plain(part.strip()) for part in (found.groups() if found else (text, text)))
    if not since and not until:
        raise BadQuery("日期范围应写作 2021..2023、2021-05.. 或 ..2023-06-30", field="q", value=text)
    return checked_period(since, until, first="q", last="q")


def day_numbers(since: str, until: str) -> tuple[int, int]:
    """Two bounds as numbers like those of dates (20230715), between which everything lies that lies within.

    A month that is not told is 00 in the first and 99 in the last, and so is a day; where a bound is the first or the
    last day of a month or of a year, it is as good as the month or the year.
    """
    first = re.sub("(-01)+$", "", since)
    last = until
    if len(last) == len("2023-06-30") and int(last[8:]) == monthrange(int(last[:4]), int(last[5:7]))[1]:
        last = last[:7]
    last = re.sub("-12$", "", last) if len(last) == len("2023-12") else last
    return int(first.replace("-", "").ljust(8, "0")), int(last.replace("-", "").ljust(8, "9"))


def _plain(value: str) -> str:
    """2023-06 for 2023年6月 and 2023/6; what is no such date as it is."""
    found = _PARTS.fullmatch(value)
    return "-".join(part.zfill(2) for part in found.groups() if part) if found else value


def _is_date(value: str) -> bool:
    if len(value) == len("2023-06-30"):
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
    return _DATE.fullmatch(value) is not None
