"""Who published it, and when? Read from a newspaper's masthead or from a line such as 来源：… 发布时间：…."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.reading.characters import HAN
from index.reading.cues import names_in
from index.reading.dates import find_date, find_day, parse_date
from index.reading.sites import sites

__all__ = [
    "EDITION",
    "Imprint",
    "byline_in",
    "edition_in",
    "is_imprint",
    "labelled_date",
    "paper_in",
    "read_imprint",
    "source_in",
    "staff_in",
]

MAX_IMPRINT = 100
"""Characters that such a line has at most."""

MAX_SOURCE = 40

MAX_BESIDE_DATE = 16
"""Characters that may stand beside the date in a line without labels."""

MAX_BESIDE_EDITION = 8
"""Characters that may stand beside date and edition in a line that names neither year nor newspaper."""

_SOURCE = re.compile(
    r"(?:来源|发布机构|发布单位|发文机关|供稿单位) ?[:：] ?(?P<source>[^\s|｜丨:：，。；（(【\[]{2,40})"
)
_NEXT_LABEL = re.compile(
    "作者|编辑|责编|记者|发布(?=[时日人者于：:])|更新|时间|日期|字体|字号|浏览|点击|访问|阅读|[0-9]{4}[-年]"
)
_DATED = re.compile(
    "(?P<label>更新|发布|发表|发稿|刊发)?(?<![止议动名标效])(?:时间|日期) ?[:：] ?(?=(?P<date>.{4,24}))"
)
_DAY_LABELLED = re.compile("[0-9]{1,2}-[0-9]{1,2}(?![0-9-])")
_NAMED = f"[{HAN}]{{2,10}}(?:(?<![公通简快捷情汇举海年月季预警播战])报|周刊|杂志|新闻网|政府网|在线)"
_MASTHEAD = re.compile(f"^[《〈]?(?P<paper>{_NAMED})[》〉]?(?=[\\s|｜/0-9第（(]|$)")
_BYLINE = re.compile(f"(?:作者|[记記]者) ?[:：]? ?(?P<names>(?:[{HAN}]{{2,4}}(?![{HAN}:：]) ?、?){{1,5}})")
_STAFF = re.compile(
    "(?:责任编辑|责任校对|责编|编辑|美编|版式|校对|审核|监制|值班编委) ?[:：] ?"
    f"[{HAN}]{{2,4}}(?![{HAN}])(?:[ 、][{HAN}]{{2,4}}(?![{HAN}]| ?[:：]))*"
)
_LABEL_BEFORE = re.compile("^(?:稿件|信息|文章)?来源 ?[:：] ?")
_SITE = re.compile(rf"(?P<name>[{HAN}]{{0,20}}) ?(?:https?://|www\.)[0-9A-Za-z./_-]{{4,60}}")
_PAPER = re.compile(f"[{HAN}]{{2,8}}(?:[日晚晨时早商周导新]报|都市报|青年报|法[治制]报|农民报|农村报)")
_NUMBER = "[A-Z]?[0-9]{1,3}|[一二三四五六七八九十]{1,3}"
_PAGE = re.compile(  # not 今日8版, 共8版, 5-8版: how many there are
    f"(?<!今日)(?<![0-9][-—~至])(?<![共0-9A-Z一二三四五六七八九十])(?:第 ?)?(?P<edition>{_NUMBER}) ?版(?!本)"
)
EDITION = re.compile(
    f"第?(?:{_NUMBER}) ?版(?!本)|星期[一二三四五六日天]|周[一二三四五六日]|总?第[0-9]+期|农历|责编|版面"
)
"""What stands beside a newspaper's date, and nowhere else."""

_HINT = re.compile("[0-9０-９:：版报期周访字年]|www|http|发布|责任|点击|浏览")
_LABELLED = re.compile("来源 ?[:：]|(?:时间|日期) ?[:：]|发布机构|发布单位|责任编辑|点击数|浏览次数|访问量|字号|字体")


@dataclass(frozen=True, slots=True)
class Imprint:
    """What such a line tells; each may be empty.

    Attributes:
        date: `YYYY-MM-DD`.
        source: the publisher's name.
        edition: the newspaper's page, as 第08版.
        day: `MM-DD`, of a date that is written without its year.
    """

    date: str = ""
    source: str = ""
    edition: str = ""
    day: str = ""

    def __or__(self, other: Imprint) -> Imprint:
        """Fill what is empty here from another one."""
        return Imprint(
            self.date or other.date,
            self.source or other.source,
            self.edition or other.edition,
            self.day or other.day,
        )


def is_imprint(line: str) -> bool:
    """Whether a line is there to tell source and date, and nothing else."""
    if len(line) > MAX_IMPRINT or line.endswith("。") or not _HINT.search(line):
        return False
    if (
        _PAPER.fullmatch(line)
        or _SITE.fullmatch(line)
        or _LABELLED.search(line)
        or (EDITION.search(line) and (find_date(line) or _MASTHEAD.match(line)))
    ):
        return True
    if not find_date(line):
        rest = EDITION.sub("", _MASTHEAD.sub("", line))
        return rest != line and bool(find_day(line)) and _without_digits(rest) <= MAX_BESIDE_EDITION
    return _without_digits(line) <= MAX_BESIDE_DATE


def _without_digits(line: str) -> int:
    return sum(not c.isdigit() for c in line)


def read_imprint(line: str) -> Imprint:
    """Read what a line tells; a labelled date goes before any other."""
    line = line[: 10 * MAX_IMPRINT]
    date = labelled_date(line) or find_date(line)
    source = ""
    if match := _SOURCE.search(line):
        source = source_in(match["source"])
    elif _PAPER.fullmatch(line):
        source = line
    elif match := _SITE.fullmatch(line):
        source = match["name"]
    elif (date or EDITION.search(line) or find_day(line)) and (match := _MASTHEAD.match(line)):
        source = match["paper"]
    day = "" if date else next(filter(None, map(_day_in, _labelled(line))), "")
    if not (date or day) and (source or EDITION.search(line) or _MASTHEAD.match(line)):
        day = find_day(line)
    return Imprint(date, source, edition_in(line) if date or source or day else "", day)


def labelled_date(text: str) -> str:
    """The date behind 发布时间, or else behind 日期, 成文日期 and so on, or else 更新时间; empty if there is none."""
    return next(filter(None, map(find_date, _labelled(text))), "")


def _labelled(text: str) -> list[str]:
    matches = sorted(_DATED.finditer(text), key=lambda match: {"更新": 2, None: 1}.get(match["label"], 0))
    return [match["date"] for match in matches]


def _day_in(value: str) -> str:
    """The day in a labelled date without a year: 12月20日, 12-20."""
    match = _DAY_LABELLED.match(value)
    return parse_date(f"2000-{match[0]}")[5:] if match else find_day(value)


def edition_in(line: str) -> str:
    """The newspaper's page that a line names, as 第08版; empty if it names none or several."""
    editions = {match["edition"] for match in _PAGE.finditer(line)}
    return f"第{editions.pop()}版" if len(editions) == 1 else ""


def paper_in(words: Iterable[str], *, dated: bool) -> str:
    """The first of some words that is a publisher's name; empty if none is.

    Args:
        words: of ideographs only.
        dated: whether a date stands beside them. Then anything counts that is formed like the name of a newspaper.
    """
    known = frozenset(sites()["publishers"])
    pattern = re.compile(f"{_PAPER.pattern}|{_NAMED}") if dated else _PAPER
    return next((word for word in words if word in known or pattern.fullmatch(word)), "")


def byline_in(line: str) -> str:
    """The names behind 作者 or 记者 in a line that tells other things too; empty if it names nobody."""
    match = _BYLINE.search(line[:MAX_IMPRINT])
    return match["names"].strip(" 、") if match else ""


def staff_in(line: str) -> list[str]:
    """Who else had a part in it, as the line has it: 责编：李四."""
    return _STAFF.findall(line[:MAX_IMPRINT])


def source_in(value: str) -> str:
    """The publisher's name in a field for it, without label, author and what else follows; it may be empty."""
    source = _NEXT_LABEL.split(_LABEL_BEFORE.sub("", value))[0].strip()
    author, _, publisher = source.partition("/")
    if names_in(author) and not _PAPER.fullmatch(author):  # 邵 and 阳 are surnames, 邵阳日报 is none the less a paper
        source = publisher
    return source if 1 < len(source) <= MAX_SOURCE else ""
