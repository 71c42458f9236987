"""Who published it, and when? Read from a newspaper's masthead or from a line such as 来源：… 发布时间：…."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.reading.characters import HAN
from index.reading.dates import find_date

__all__ = ["Imprint", "byline_in", "is_imprint", "read_imprint", "source_in"]

MAX_IMPRINT = 100
"""Characters that such a line has at most."""

MAX_SOURCE = 40

MAX_BESIDE_DATE = 16
"""Characters that may stand beside the date in a line without labels."""

_SOURCE = re.compile(
    r"(?:来源|发布机构|发布单位|发文机关|供稿单位) ?[:：] ?(?P<source>[^\s|｜丨:：，。；（(【\[]{2,40})"
)
_NEXT_LABEL = re.compile(
    "作者|编辑|责编|记者|发布(?=[时日人者于：:])|更新|时间|日期|字体|字号|浏览|点击|访问|阅读|[0-9]{4}[-年]"
)
_DATED = re.compile("(?:发布|发表|发稿|更新|刊发|印发|成文)?(?:时间|日期) ?[:：] ?(?P<date>.{4,24})")
_MASTHEAD = re.compile(
    f"^[《〈]?(?P<paper>[{HAN}]{{2,10}}(?:(?<![公通简快捷情汇举海年月季])报|周刊|杂志|新闻网|政府网|在线))[》〉]?(?=[\\s|｜/0-9第（(]|$)"
)
_BYLINE = re.compile(f"(?:作者|[记記]者) ?[:：]? ?(?P<names>(?:[{HAN}]{{2,4}}(?![{HAN}:：]) ?、?){{1,5}})")
_LABEL_BEFORE = re.compile("^(?:稿件|信息|文章)?来源 ?[:：] ?")
_PAPER = re.compile(f"[{HAN}]{{2,8}}(?:[日晚晨时早商周导新]报|都市报|青年报|法[治制]报|农民报|农村报)")
_EDITION = re.compile(
    "第?[0-9A-Z一二三四五六七八九十]{1,4} ?版|星期[一二三四五六日天]|周[一二三四五六日]|总?第[0-9]+期|农历|责编|版面"
)
_HINT = re.compile("[0-9０-９:：版报期周访字]|发布|责任|点击|浏览")
_LABELLED = re.compile("来源 ?[:：]|(?:时间|日期) ?[:：]|发布机构|发布单位|责任编辑|点击数|浏览次数|访问量|字号|字体")


@dataclass(frozen=True, slots=True)
class Imprint:
    """What such a line tells; either may be empty. The date is `YYYY-MM-DD`."""

    date: str = ""
    source: str = ""

    def __or__(self, other: Imprint) -> Imprint:
        """Fill what is empty here from another one."""
        return Imprint(self.date or other.date, self.source or other.source)


def is_imprint(line: str) -> bool:
    """Whether a line is there to tell source and date, and nothing else."""
    if len(line) > MAX_IMPRINT or line.endswith("。") or not _HINT.search(line):
        return False
    if (
        _PAPER.fullmatch(line)
        or _LABELLED.search(line)
        or (_EDITION.search(line) and (find_date(line) or _MASTHEAD.match(line)))
    ):
        return True
    return bool(find_date(line)) and sum(not c.isdigit() for c in line) <= MAX_BESIDE_DATE


def read_imprint(line: str) -> Imprint:
    """Read source and date from a line; a labelled date goes before any other."""
    line = line[: 10 * MAX_IMPRINT]
    date = next((found for match in _DATED.finditer(line) if (found := find_date(match["date"]))), find_date(line))
    source = ""
    if match := _SOURCE.search(line):
        source = source_in(match["source"])
    elif _PAPER.fullmatch(line):
        source = line
    elif (date or _EDITION.search(line)) and (match := _MASTHEAD.match(line)):
        source = match["paper"]
    return Imprint(date, source)


def byline_in(line: str) -> str:
    """The names behind 作者 or 记者 in a line that tells other things too; empty if it names nobody."""
    match = _BYLINE.search(line[:MAX_IMPRINT])
    return match["names"].strip(" 、") if match else ""


def source_in(value: str) -> str:
    """The publisher's name in a field for it, without the label before and what else follows; it may be empty."""
    source = _NEXT_LABEL.split(_LABEL_BEFORE.sub("", value))[0].strip()
    return source if 1 < len(source) <= MAX_SOURCE else ""
