"""What did the reader ask for? Text and filters → Query.

The text is words that must all occur, "exact strings", and operators (`search.parser`). A word typed without spaces may
be several (新邵县招商引资): it is cut as jieba cuts it, and its pieces must all occur. Each piece is looked for as a
string, not as a token, so that how a paragraph was segmented never hides a hit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.errors import BadQuery
from index.tagging import gazetteer, theme_tree
from search.clauses import And, Attribute, Clause, Node, Not, Or, clauses_of, described, joined
from search.parser import parse_text
from search.periods import checked_period
from search.synonyms import synonyms as known_synonyms
from search.wording import interrogatives, is_sentence

__all__ = ["MAX_CLAUSES", "MAX_LENGTH", "MAX_SIZE", "SCOPES", "SORTS", "Expansion", "Query", "parse_query"]

MAX_LENGTH = 512
"""Characters in a query."""
MAX_CLAUSES = 32
"""Words and strings in a query: after words were cut into pieces, but for those of a question or a sentence."""
MAX_SIZE = 100
"""Articles on a result page."""
MAX_VALUES = 32
"""Values of one filter."""
MAX_NAME = 200
"""Characters of one value."""
MAX_PAGE = 1_000_000

SCOPES = ("article", "paragraph", "title")
SORTS = ("relevance", "newest", "oldest")

_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Expansion:
    """A word of the query for which others may stand, too.

    Attributes:
        word: as it was typed, folded.
        alternatives: each several words that must all occur.
    """

    word: str
    alternatives: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A query that can be run: checked, folded, and with all filters by their codes.

    Attributes:
        text: as it was typed.
        node: what an article must meet; None to browse everything.
        words: the words of the text that may be missing where the search relaxes; none where it must not.
        required: what is never relaxed.
        relaxing: `never`, `empty`: if no article has all words, or `always`: a question or a pasted sentence.
        expansions: the words for which others may stand, too.
        place, theme, year, source: any one of each must be met, where there is one.
        since, until: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, both inclusive; empty for no bound.
        scope: `article`: the clauses are met anywhere in one article; `paragraph`: all in one paragraph;
            `title`: all in the title, subtitle and byline.
        mentions: whether a place counts that an article only mentions.
        sort: `relevance`, `newest` or `oldest`. Without a text, relevance means newest.
        page: from 1.
        size: articles on a page.
        notices: what was made of the text that the reader might not expect, in Chinese.
    """

    text: str = ""
    node: Node | None = None
    words: tuple[Clause, ...] = ()
    required: Node | None = None
    relaxing: str = "never"
    expansions: tuple[Expansion, ...] = ()
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

    @property
    def understood(self) -> str:
        """The text as it was understood, in one line of Chinese."""
        return described(self.node)


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
    synonyms: bool = True,
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
        synonyms: whether other words may stand for those of `search/data/synonyms.txt`.

    Raises:
        BadQuery: something is too long, malformed or unknown; the message says what and what to do.
    """
    if len(text) > MAX_LENGTH:
        raise BadQuery(f"检索词太长：最多 {MAX_LENGTH} 个字", field="q", value=text)
    read = parse_text(text)
    if text.strip() and read.node is None:
        raise BadQuery("检索词里没有可以查找的字，请输入词语", field="q", value=text)
    words, required = _relaxable(read.node)
    relaxing = _relaxing(words, scope)
    _check_size(read.node, words, relaxing, text)
    expansions = _expansions(read.node) if synonyms else ()
    years = _values("year", year)
    for value in years:
        if not _YEAR.fullmatch(value):
            raise BadQuery(f"年份应为四位数字，例如 2023，而不是“{value}”", field="year", value=value)
    checked_period(since, until)
    return Query(
        text=text,
        node=_expanded(read.node, {each.word: each for each in expansions}),
        words=words if relaxing != "never" else (),
        required=required,
        relaxing=relaxing,
        expansions=expansions,
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
        notices=tuple(read.notices),
    )


def _relaxable(node: Node | None) -> tuple[tuple[Clause, ...], Node | None]:
    """The plain words that must all occur, and whatever else must hold."""
    children = node.children if isinstance(node, And) else (node,) if node else ()
    plain = [child for child in children if isinstance(child, Clause) and not (child.exact or child.in_title)]
    return tuple(plain), joined(And, [child for child in children if child not in plain])


def _relaxing(words: Sequence[Clause], scope: str) -> str:
    if not words or scope != "article":
        return "never"
    asked = interrogatives(" ".join(clause.text for clause in words))
    if asked or any(is_sentence(clause.text) for clause in words):
        return "always"
    return "empty"


def _check_size(node: Node | None, words: Sequence[Clause], relaxing: str, text: str) -> None:
    """That there is not too much to look for; of a sentence, the most telling words are looked for."""
    clauses = list(clauses_of(node))
    total = sum(len(clause.pieces) for clause in clauses)
    if relaxing == "always":
        total -= sum(len(clause.pieces) - 1 for clause in words)
    total += len(list(_attributes(node)))
    if total > MAX_CLAUSES:
        raise BadQuery(f"检索词太多：最多 {MAX_CLAUSES} 个词，现有 {total} 个；整句查找请加引号", field="q", value=text)


def _attributes(node: Node | None) -> Iterator[Attribute]:
    match node:
        case Attribute():
            yield node
        case And() | Or():
            for child in node.children:
                yield from _attributes(child)
        case Not():
            yield from _attributes(node.child)


def _expansions(node: Node | None) -> tuple[Expansion, ...]:
    """The unquoted words of the text for which others may stand."""
    known = known_synonyms()
    texts = [clause.text for clause in clauses_of(node, negated=False) if not clause.exact]
    return tuple(Expansion(text, known[text]) for text in dict.fromkeys(texts) if text in known)


def _expanded(node: Node | None, expansions: Mapping[str, Expansion]) -> Node | None:
    """The query with every word that has others for it as a choice among them."""
    match node:
        case Clause() if not node.exact and node.text in expansions:
            others = [_all_of(words, node.in_title) for words in expansions[node.text].alternatives]
            return Or((node, *others))
        case And() | Or():
            return type(node)(tuple(_expanded(child, expansions) or child for child in node.children))
        case _:
            return node


def _all_of(words: Sequence[str], in_title: bool) -> Node:
    clauses = [Clause(word, (word,), in_title=in_title) for word in words]
    return joined(And, list(clauses)) or clauses[0]


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
