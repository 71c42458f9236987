"""What does one line or paragraph look like by itself: a sentence, a title, a byline, a caption?

Every question here is answered from the text alone. What a line is among its neighbours is asked in `layout`.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import cache
from importlib import resources

from index.reading.characters import HAN

__all__ = [
    "MAX_DISPLAY",
    "Kind",
    "breaks_off",
    "ends_sentence",
    "is_author_note",
    "is_dateline",
    "is_marked",
    "is_ornamented",
    "is_single_sentence",
    "is_subject_line",
    "kind_of",
    "names_in",
]

MAX_DISPLAY = 40
"""Characters that a title or heading has at most."""

MAX_SUBJECT = 100
"""The same for the title that opens a page, for those of laws are long."""

MAX_MARKED = 80
"""The same for one with a number or bullet before it."""

MAX_CAPTION = 120
"""The same for a caption that says so at its beginning or end."""

CAPTION_END = 12
"""Characters at its end in which it says so."""

MAX_NOTE = 64
"""And for a credit."""

_CLOSERS = "”’」』》）)〕】\"'"
_SENTENCE_END = frozenset("。！？!?…")
_PAUSES = re.compile("[，。；、：！？,;]")

_ORNAMENTS = tuple("◆◇■□●○★☆▲△▶▷►◎※")
_MARK = re.compile(
    "[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、.．]"
    "|第[一二三四五六七八九十百零〇0-9]{1,6}[章节編编部]|[0-9]{1,2}[、．](?![0-9])"
)
_CAPTION_START = re.compile("图为|[上下左右]图|图[一二三四五六七八九十0-9①-⑳]{1,3}[:：为是]|图片说明|[▲△↑↓←→]")
_CAPTION_END = re.compile(
    "(?:(?<![拍航])摄|供图|资料图|资料图片|资料照片|视频截图|效果图|示意图|新华社发|视觉中国 ?(?:资料|图)?)[）)]?。?$"
)
_BRACKETED = re.compile("[（(][^（）()]*[）)]")
_IDEOGRAPH = re.compile(f"[{HAN}]")
_NOTE = re.compile("[（(](?P<inside>[^（）()]{2,60})[）)]。?")
_NOTE_WORD = re.compile("摄|图片|供图|照片|提供|制图|来源|作者|记者|通讯员|编辑|责编|单位")
_STAFF = re.compile(
    "(?:作者|责任编辑|责任校对|[视文图]{1,2}[频字片]编辑|责编|编辑|校对|审核|监制|编审|[一二三初复终]审|值班编委|摄影|供图|制图)"
    " ?[:：丨|/／ ].{1,50}"
)
_LABEL = re.compile(
    f"^(?:[{HAN}]{{0,6}}[报社网刊台])?(?:全媒体|融媒体|新媒体|见习|实习|首席|特约|驻[{HAN}]{{2,3}})*"
    "(?:记者|通讯员|评论员|特约撰稿|作者|撰文|供稿|摄影|报道|文/图|图/文|[文图]$)"
)
_SEPARATORS = re.compile(r"[\s、，,：:/／|｜丨（）()□■◎●○▲△◆◇·]+")
_NAME = re.compile(f"[{HAN}]{{2,4}}")
_OFFICER = re.compile(
    f"[{HAN}]{{0,20}}(?:总理|主席|书记|主任|检察长|[省市县区州盟旗镇乡局厅院]长) ?(?P<name>[{HAN}](?: ?[{HAN}]){{1,2}})"
)
_DATELINE = re.compile(
    "本[报刊台网站][^，。]{0,12}讯|[^，。]{2,14}讯[ （(]{0,2}(?:记者|通讯员)|[^，。]{2,24}[0-9]日电[ （(]"
)


class Kind(Enum):
    """What a line looks like, before its neighbours are asked."""

    BODY = auto()
    DISPLAY = auto()
    """Set as a title or heading is: short, without a full stop."""
    SUBTITLE = auto()
    BYLINE = auto()
    CAPTION = auto()
    CREDIT = auto()


def kind_of(text: str) -> Kind:
    """Tell the kind of a tidy line that is not empty."""
    if len(text) > MAX_CAPTION:
        return Kind.BODY
    if len(text) <= MAX_NOTE and _is_credit(text):
        return Kind.CREDIT
    if _CAPTION_START.match(text) or (len(text) > CAPTION_END and _CAPTION_END.search(text[-CAPTION_END:])):
        return Kind.CAPTION
    if len(text) > MAX_MARKED or ends_sentence(text) or text[-1] in "，、；：,;:" or "。" in text:
        return Kind.BODY
    if text.startswith(("—", "─", "―", "--")) and _IDEOGRAPH.search(text):
        return Kind.SUBTITLE
    names, labelled = _names(text)
    if names > 1 or (names and labelled) or _is_officer(text):
        return Kind.BYLINE
    if is_marked(text):
        return Kind.DISPLAY
    if len(text) > MAX_DISPLAY or text.startswith("- ") or _BRACKETED.fullmatch(text):
        return Kind.BODY
    ideographs = len(_IDEOGRAPH.findall(text))
    return Kind.DISPLAY if ideographs > 1 and ideographs * 2 >= len(text) else Kind.BODY


def ends_sentence(text: str) -> bool:
    """Whether the last mark, quotes and brackets left aside, closes a sentence."""
    last = text[-1:]
    return (text.rstrip(_CLOSERS)[-1:] if last in _CLOSERS else last) in _SENTENCE_END


def breaks_off(text: str) -> bool:
    """Whether running text stops in the middle of a sentence, as at the foot of a column."""
    return not (ends_sentence(text) or text[-1] in "；：;:）)") and bool(_PAUSES.search(text))


def is_marked(text: str) -> bool:
    """Whether a bullet, a number or a chapter stands before it."""
    return is_ornamented(text) or _MARK.match(text) is not None


def is_ornamented(text: str) -> bool:
    """Whether a bullet stands before it."""
    return text.startswith(_ORNAMENTS)


def is_single_sentence(text: str) -> bool:
    """Whether it closes once, at its end."""
    return ends_sentence(text) and not any(mark in text.rstrip(_CLOSERS)[:-1].rstrip("。") for mark in "。！？")


def is_subject_line(text: str) -> bool:
    """Whether it could be the first line of a page as a title is: no statement, and not more than a clause if long."""
    if len(text) > MAX_SUBJECT or "。" in text or text[-1] in "，、；：" or (len(text) > MAX_DISPLAY and "，" in text):
        return False
    return not ends_sentence(text) or is_single_sentence(text)


def is_dateline(text: str) -> bool:
    """Whether it opens as a news report does: 本报讯, 新华社北京1月3日电."""
    return _DATELINE.match(text) is not None


def is_author_note(text: str) -> bool:
    """Whether it is nothing but names in brackets, as printed below an article."""
    match = _NOTE.fullmatch(text)
    return match is not None and names_in(match["inside"]) > 0


def names_in(text: str) -> int:
    """How many persons a line names, if it names persons and does nothing else; otherwise 0.

    Behind 记者 or 通讯员 any two to four ideographs are a name; elsewhere a name begins with a surname.
    """
    return _names(text)[0]


def _names(text: str) -> tuple[int, bool]:
    """How many persons a line names, and whether it says what they are."""
    words = [word for word in _SEPARATORS.split(text) if word]
    rest = [_LABEL.sub("", word) for word in words]
    names = [word for word in rest if word]
    if len(names) > 1 and rest == words and len({name[0] for name in names}) == 1:
        return 0, False  # 高起点 高标准 高质量
    named = all(_is_name(word, labelled="" in rest) for word in names)
    return (len(names), rest != words) if named else (0, False)


def _is_name(word: str, *, labelled: bool) -> bool:
    if _NAME.fullmatch(word) is None:
        return False
    return labelled or (word[0] in _surnames() and (len(word) < 4 or word[1] in _surnames()))


def _is_officer(text: str) -> bool:
    """Whether it is an office and who holds it, as below the title of a report: 青石县县长 周青山."""
    match = _OFFICER.fullmatch(text)
    return match is not None and _is_name(match["name"].replace(" ", ""), labelled=False)


def _is_credit(text: str) -> bool:
    if note := _NOTE.fullmatch(text):
        return bool(_NOTE_WORD.search(note["inside"])) or names_in(note["inside"]) > 0
    return _STAFF.fullmatch(text) is not None


@cache
def _surnames() -> frozenset[str]:
    table = (resources.files("index") / "data" / "surnames.txt").read_text("utf-8")
    return frozenset("".join(line for line in table.splitlines() if not line.startswith("#")))
