"""Who published an article, when, and on which page of a newspaper, where its own page does not say?

The names of the file and its folders may (湖南日报2023-12-20第08版.txt, 2023-12/20/node_08.htm), or the edges of
the text: a dateline (新华社北京11月20日电) or a date below it. What is taken from there stands in a notice, unless the
file's own name says it plainly. A day that the text tells of (今年6月, 昨日) is not the day on which it was published,
and is never taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import PurePath

from index.reading.characters import HAN
from index.reading.dates import date_in_name, find_date, find_day, last_before, parse_date, without_dates
from index.reading.imprint import EDITION, Imprint, edition_in, paper_in, read_imprint

__all__ = ["Filed", "filed_as", "settle"]

MAX_FOLDERS = 4
"""Folders above a file that are looked at; those further up sort other things."""

OPENING = 3
CLOSING = 3
"""Paragraphs at the beginning in which a dateline stands, and at the end in which a date below the text stands."""

MAX_SIGNATURE = 40
"""Characters of such a date, with who signed."""

_YEAR_OR_MONTH = re.compile(
    "(?<![0-9A-Za-z])((?:19|20)[0-9]{2})(?:[-年./]?(0[1-9]|1[0-2]|[1-9](?=月)))?(?![0-9A-Za-z])"
)
_PAGE_IN_NAME = re.compile(
    "(?:^node_"  # Founder's e-papers
    "|[0-9]{8}_[0-9]{1,3}-"  # nw.D110000renmrb_20231220_2-08
    "|(?:[0-9]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2})[_-])"
    "(?P<page>[A-Z]?[0-9]{1,2})$"
)
_WORD = re.compile(f"[{HAN}]{{2,12}}")
_NUMBER = "(?:[0-9]{1,2}|[元正一二三四五六七八九十廿]{1,3})"
_DAY = f"{_NUMBER} ?月 ?{_NUMBER} ?日"
_YEAR = "(?:[0-9]{4}|[一二][〇零○ＯO一二三四五六七八九]{3}) ?年 ?"
_DATELINE = re.compile(f"[（(【]?[{HAN}]{{2,16}}?(?P<date>(?:{_YEAR})?{_DAY})[电電讯訊]")
_SIGNED = re.compile(f"[{HAN} ]*?(?P<date>{_YEAR}{_DAY})")


@dataclass(frozen=True, slots=True)
class Filed:
    """What an address, on a disk or on the web, tells of the articles under it.

    Attributes:
        where: what kind of address it is, as a notice calls it.
        plain: whether the file's own name says all of the imprint, so that nobody need wonder.
        imprint: its date may be a month or year only, where a whole folder stands for one.
        period: the month or year that is named last, as `YYYY-MM` or `YYYY`.
    """

    where: str = "文件路径"
    plain: bool = False
    imprint: Imprint = field(default_factory=Imprint)
    period: str = ""


def filed_as(path: PurePath, where: str = "文件路径") -> Filed:
    """Read an address from its end: what stands further up gives way."""
    folders = path.parts[:-1][-MAX_FOLDERS:]
    names = [path.stem, *reversed(folders)]
    trails = ["/".join((*folders[start:], path.stem)) for start in range(len(folders), -1, -1)]
    date = _first(date_in_name(trail.replace("年/", "年").replace("月/", "月")) for trail in trails)
    bare = [without_dates(name) for name in names]
    source = paper_in((word for name in bare for word in _WORD.findall(EDITION.sub(" ", name))), dated=bool(date))
    edition = _first(map(edition_in, bare)) if date or source else ""
    if date and not edition and (page := _PAGE_IN_NAME.search(path.stem)):
        edition = f"第{page['page']}版"
    folder = _period_of(folders)
    period = _period_in(path.stem) or folder or _first(map(_period_in, names))
    imprint = Imprint(date or folder, source, edition)
    plain = not folders or filed_as(PurePath(path.name)).imprint == imprint
    return Filed(where, plain, imprint, period)


def _period_of(folders: Sequence[str]) -> str:
    """The month or year that a folder holds, or one folder inside another: 2023/12."""
    nested = ["/".join(pair).replace("年/", "年") for pair in pairwise(folders)]
    return _first(parse_date(name)[:7] for name in (*reversed(nested), *reversed(folders)) if " " not in name)


def _period_in(name: str) -> str:
    """The month or year that is named anywhere in a name."""
    match = _YEAR_OR_MONTH.search(name)
    return parse_date("-".join(filter(None, match.groups()))) if match else ""


def settle(told: Imprint, texts: Sequence[str], addresses: Sequence[Filed]) -> tuple[Imprint, list[str]]:
    """Complete what a page says of an article.

    Args:
        told: what it says; a day without a year is given its year here.
        texts: the article's paragraphs.
        addresses: where the page is filed, the most trusted first.

    Returns:
        The imprint, without a `day`, and Chinese notices.
    """
    notices: list[str] = []
    imprint = replace(told, day="")
    for address in addresses:
        whole = len(address.imprint.date) == len("2023-12-20")
        found = address.imprint if whole else replace(address.imprint, date="")
        imprint = imprint | found if address.plain else _filled(imprint, found, address.where, notices)
    imprint = _filled(imprint, Imprint(_signed(texts), _credited(texts)), "文末", notices)
    line = _dateline(texts)
    imprint = _filled(imprint, Imprint(find_date(line)), "电头", notices)
    if not imprint.date and (day := told.day or find_day(line)):
        imprint = replace(imprint, date=_with_year(day, addresses, notices))
    for address in addresses:
        imprint = _filled(imprint, Imprint(address.imprint.date), address.where, notices)
    return imprint, notices


def _filled(imprint: Imprint, other: Imprint, where: str, notices: list[str]) -> Imprint:
    """Fill what is empty from elsewhere, and say so."""
    names = {"date": "日期", "source": "来源", "edition": "版次"}
    taken = [name for key, name in names.items() if getattr(other, key) and not getattr(imprint, key)]
    if taken:
        notices.append(f"{'、'.join(taken)}取自{where}")
    return imprint | other


def _with_year(day: str, addresses: Sequence[Filed], notices: list[str]) -> str:
    """The date of a day that the page gives no year for."""
    month, number = map(int, day.split("-"))
    for address in addresses:
        if address.period and (date := last_before(day, address.period)):
            notices.append(f"日期只写“{month}月{number}日”，年份取自{address.where}")
            return date
    notices.append(f"日期只写“{month}月{number}日”，没有年份，日期留空")
    return ""


def _dateline(texts: Sequence[str]) -> str:
    """The date in the article's dateline, as it is written."""
    return _first(match["date"] for text in texts[:OPENING] if (match := _DATELINE.match(text)))


def _signed(texts: Sequence[str]) -> str:
    """The date below the text, as officials sign, also where attachments follow."""
    end = next((i for i, text in enumerate(texts) if text.startswith("附件") and len(text) <= MAX_SIGNATURE), 0)
    closing = [*texts[max(0, end - CLOSING) : end], *texts[-CLOSING:]]  # what is attached may follow the signature
    last = [text.strip("（）()") for text in reversed(closing) if len(text) <= MAX_SIGNATURE]
    return _first(find_date(match["date"]) for text in last if (match := _SIGNED.fullmatch(text)))


def _credited(texts: Sequence[str]) -> str:
    """The source that a note below the text names."""
    last = [text.strip("（）()") for text in texts[-CLOSING:] if len(text) <= MAX_SIGNATURE]
    return _first(read_imprint(text).source for text in last if text.startswith("来源"))


def _first(values: Iterable[str]) -> str:
    return next(filter(None, values), "")
