"""What did the reader ask for? Text and filters → Query.

A query is words, separated by white space, that must all occur; "…" or “…” holds a string that must occur exactly as
it stands, white space included. A word typed without spaces may be several (新邵县招商引资): it is cut as jieba cuts
it, and its pieces must all occur. Each piece is looked for as a string, not as a token, so that how a paragraph was
segmented never hides a hit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from index.analysis import matched, pieces
from index.errors import BadQuery
from index.tagging import gazetteer, theme_tree

__all__ = ["MAX_CLAUSES", "MAX_LENGTH", "MAX_SIZE", "SCOPES", "SORTS", "Clause", "Query", "parse_query"]

MAX_LENGTH = 512
"""Characters in a query."""
MAX_CLAUSES = 32
"""Words and strings in a query, after words were cut into pieces."""
MAX_SIZE = 100
"""Articles on a result page."""
MAX_VALUES = 32
"""Values of one filter."""
MAX_NAME = 200
"""Characters of one value."""
MAX_PAGE = 1_000_000

SCOPES = ("article", "paragraph", "title")
SORTS = ("relevance", "newest", "oldest")

_CLAUSE = re.compile(r'["“”]([^"“”]*)(["“”]|$)|([^\s"“”]+)')
_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?")
_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Clause:
    """One word or exact string of a query, folded.

    Attributes:
        text: the whole string.
        pieces: strings that must all occur instead of the whole; just the whole where it was quoted or is one word.
    """

    text: str
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A query that can be run: checked, folded, and with all filters by their codes.

    Attributes:
        text: as it was typed.
        clauses: all of them must be met; none to browse everything.
        place, theme, year, source: any one of each must be met, where there is one.
        since, until: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, both inclusive; empty for no bound.
        scope: `article`: the clauses are met anywhere in one article; `paragraph`: all in one paragraph;
            `title`: all in the title, subtitle and byline.
        mentions: whether a place counts that an article only mentions.
        sort: `relevance`, `newest` or `oldest`. Without clauses, relevance means newest.
        page: from 1.
        size: articles on a page.
        notices: what was made of the text that the reader might not expect, in Chinese.
    """

    text: str = ""
    clauses: tuple[Clause, ...] = ()
    place: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    mentions: bool = False
    scope: str = "article"
    sort: str = "relevance"
    page: int = 1
    size: int = 10
    notices: tuple[str, ...] = ()


def parse_query(
    text: str = "",
    *,
    place: Iterable[str] = (),
    theme: Iterable[str] = (),
    year: Iterable[str] = (),
    source: Iterable[str] = (),
    since: str = "",
    until: str = "",
    mentions: bool = False,
    scope: str = "article",
    sort: str = "relevance",
    page: int = 1,
    size: int = 10,
) -> Query:
    """Check and fold what a reader typed.

    Args:
        text: the query; empty to browse.
        place: codes, full names or paths of places.
        theme: ids or names of themes.
        year: four digits each.
        source: names of publishers, in full.
        since: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
        until: the same.
        mentions: whether a place counts that an article only mentions.
        scope: one of `SCOPES`.
        sort: one of `SORTS`.
        page: from 1.
        size: 1 to `MAX_SIZE`.

    Raises:
        BadQuery: something is too long, malformed or unknown; the message says what and what to do.
    """
    if len(text) > MAX_LENGTH:
        raise BadQuery(f"检索词太长：最多 {MAX_LENGTH} 个字，现有 {len(text)} 个字", field="q", value=text)
    clauses, notices = _clauses(text)
    years = _values("year", year)
    for value in years:
        if not _YEAR.fullmatch(value):
            raise BadQuery(f"年份应为四位数字，例如 2023，而不是“{value}”", field="year", value=value)
    for name, value in (("since", since), ("until", until)):
        if value and not _is_date(value):
            raise BadQuery(f"日期应写作 2023、2023-06 或 2023-06-30，而不是“{value}”", field=name, value=value)
    if since and until and since[: len(until)] > until[: len(since)]:
        raise BadQuery(f"起始日期 {since} 晚于截止日期 {until}，请对调", field="since", value=since)
    return Query(
        text=text,
        clauses=clauses,
        place=_distinct(gazetteer().find(value).code for value in _values("place", place)),
        theme=_distinct(theme_tree().find(value).id for value in _values("theme", theme)),
        year=years,
        source=_values("source", source),
        since=since,
        until=until,
        mentions=mentions,
        scope=_one_of("scope", scope, SCOPES),
        sort=_one_of("sort", sort, SORTS),
        page=_bounded("page", page, MAX_PAGE),
        size=_bounded("size", size, MAX_SIZE),
        notices=notices,
    )


def _clauses(text: str) -> tuple[tuple[Clause, ...], tuple[str, ...]]:
    found: list[Clause] = []
    notices: list[str] = []
    for match in _CLAUSE.finditer(text):
        word = match[3]
        whole = matched(" ".join(_without_format_characters(word or match[1]).split()))
        if not whole:
            continue
        if word is None and not match[2]:
            notices.append(f"引号没有成对，已把“{match[1].strip()}”作为完整字句查找")
        # A letter or digit alone (the A of A股, the C of C++) stands everywhere and says nothing.
        parts = [piece for piece in pieces(whole) if len(piece) > 1 or not piece.isascii()] if word else []
        found.append(Clause(whole, tuple(dict.fromkeys(parts)) or (whole,)))
    clauses = tuple(dict.fromkeys(found))
    if text.strip() and not clauses:
        raise BadQuery("检索词里没有可以查找的字，请输入词语", field="q", value=text)
    total = sum(len(clause.pieces) for clause in clauses)
    if total > MAX_CLAUSES:
        raise BadQuery(f"检索词太多：最多 {MAX_CLAUSES} 个词，现有 {total} 个；整句查找请加引号", field="q", value=text)
    return clauses, tuple(notices)


def _without_format_characters(text: str) -> str:
    """Without what a copied word may bring along unseen, such as zero-width spaces; texts are read without it too."""
    return "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Cs"))


def _is_date(value: str) -> bool:
    if len(value) == len("2023-06-30"):
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
    return _DATE.fullmatch(value) is not None


def _values(field: str, values: Iterable[str]) -> tuple[str, ...]:
    """The distinct values of a filter."""
    distinct = _distinct(values)
    if len(distinct) > MAX_VALUES:
        raise BadQuery(f"参数 {field} 至多 {MAX_VALUES} 个值，现有 {len(distinct)} 个", field=field, value=distinct[-1])
    for value in distinct:
        if len(value) > MAX_NAME:
            raise BadQuery(f"参数 {field} 的值至多 {MAX_NAME} 个字", field=field, value=value[:MAX_NAME])
    return distinct


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _one_of(field: str, value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise BadQuery(f"参数 {field} 应为 {'、'.join(allowed)} 之一，而不是“{value}”", field=field, value=value)
    return value


def _bounded(field: str, value: int, most: int) -> int:
    if not 1 <= value <= most:
        raise BadQuery(f"参数 {field} 应在 1 到 {most} 之间，而不是 {value}", field=field, value=str(value))
    return value
