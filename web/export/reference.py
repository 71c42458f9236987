"""What is known of an article that somebody cites? Its fields, and what a bibliography infers from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING
from urllib.parse import quote

from index.reading.cues import names_in
from web.filters import is_web_address

if TYPE_CHECKING:
    from search.results import ArticleView, Result

__all__ = ["Carrier", "Reference", "one_line", "reference_of"]

MAX_BYLINE = 100
"""Characters of a byline that is read for names; what is longer lists a staff."""

_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_NO_CHARACTERS = re.compile("[\ud800-\udfff\ufffe\uffff]")
_NOT_IN_ADDRESS = re.compile(r'[\s"<>\\^`{|}]')

_NEWSPAPER = re.compile(
    ".*(?:(?:(?<![公通简捷情汇举海年月季预警播战学])|(?<=青年))报社?|每日电讯|参考消息)(?:海外版|[（(][^（()）]*[)）])?"
)
_PAGE = re.compile("第?0*(?P<page>[^第版]+)版?")
_NUMERAL = re.compile("(?:(?P<tens>[一二三四五六七八九]?)十)?(?P<units>[一二三四五六七八九]?)")
_NUMERALS = "零一二三四五六七八九"
_SEPARATORS = re.compile(r"[\s、，,：:/／|｜丨（）()]+")
_ROLE = re.compile("^(?:.*(?:记者|通讯员|评论员|撰稿人?|撰文|作者|供稿|报道|实习生)|文$)")


class Carrier(Enum):
    """On what an article was published, as far as its fields tell."""

    NEWSPAPER = auto()
    WEB = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Reference:
    """An article as it is cited. All but id, title and link may be empty.

    Attributes:
        id: the article's id, 16 hexadecimal digits.
        link: where this installation shows the article; absolute.
        source: who published it; in some collections the page's address stands here.
        edition: the newspaper's page, as 第08版 or A03.
        date: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
        url: where it was published.
    """

    id: str
    title: str
    link: str
    subtitle: str = ""
    byline: str = ""
    source: str = ""
    edition: str = ""
    date: str = ""
    url: str = ""

    @property
    def key(self) -> str:
        """A name for it that every format can carry: a spreadsheet would take some bare ids for numbers."""
        return f"zhengsou_{self.id}"

    @property
    def carrier(self) -> Carrier:
        """A newspaper if a page of it is named or the publisher is called like one; else the web, if on the web."""
        if self.edition or _NEWSPAPER.fullmatch(self.publisher):
            return Carrier.NEWSPAPER
        return Carrier.WEB if self.address else Carrier.UNKNOWN

    @property
    def publisher(self) -> str:
        """Who published it, by name."""
        return "" if is_web_address(self.source) else self.source

    @property
    def address(self) -> str:
        """Where it was published, without a space or brace that would end it; empty if that is no web address."""
        address = one_line(self.url or self.source)
        return _NOT_IN_ADDRESS.sub(lambda found: quote(found[0]), address) if is_web_address(address) else ""

    @property
    def page(self) -> str:
        """The newspaper's page in Arabic numerals, without 第, 版 and leading zeros: 8, A03."""
        found = _PAGE.fullmatch(self.edition)
        page = found["page"] if found else self.edition
        numeral = _NUMERAL.fullmatch(page)
        if not (page and numeral):
            return page
        tens = 0 if numeral["tens"] is None else _NUMERALS.index(numeral["tens"] or "一")
        return str(10 * tens + _NUMERALS.index(numeral["units"] or "零"))

    @property
    def full_title(self) -> str:
        """Title and subtitle, parted as in a bibliography."""
        subtitle = self.subtitle.lstrip("—─―- ")
        return f"{self.title}: {subtitle}" if subtitle else self.title

    @property
    def authors(self) -> tuple[str, ...]:
        """The names in the byline; none at all unless each is surely one, and nothing else stands there."""
        if len(self.byline) > MAX_BYLINE:
            return ()
        words = (_ROLE.sub("", word) for word in _SEPARATORS.split(self.byline))
        names = tuple(word for word in words if word)
        # The line as a whole is judged too: 高起点 高标准 高质量 are three words that each could be a name.
        sure = names_in(self.byline) == len(names) and all(names_in(name) == 1 for name in names)
        return names if sure else ()


def one_line(text: str) -> str:
    """A text that any line-based file and any XML can carry.

    Line breaks and control characters become one space, and what is no character becomes U+FFFD: half a surrogate
    pair, which UTF-8 cannot encode, and the two noncharacters that XML 1.0 forbids.
    """
    return _NO_CHARACTERS.sub("\ufffd", _BREAKS.sub(" ", text)).strip(" ")


def reference_of(found: ArticleView | Result, link: str) -> Reference:
    """What is cited of an article that was read or found.

    Args:
        found: the article.
        link: where this installation shows it; absolute.
    """
    return Reference(
        id=found.id,
        title=found.title.text,
        link=link,
        subtitle=found.subtitle.text,
        byline=found.byline.text,
        source=found.source,
        edition=found.edition,
        date=found.date,
        url=found.url,
    )
