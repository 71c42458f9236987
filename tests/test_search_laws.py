"""Do queries obey the laws of logic, and does every tree of them find, count and mark what plain Python does?"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

import pytest
from collections_made import ALPHABET, DATES, SETTINGS, Commit, Library, Report, collections, library, within
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold, match_form, matched
from search.clauses import And, Attribute, Clause, Near, Node, Not, Or, clauses_of, joined
from search.execute import execute
from search.marking import Wanted, mark
from search.query import SCOPES, Query, parse_query

SMALLER = (
    ("{a} {b}", "{a}"),
    ("{a} {b} {c}", "{a} {c}"),
    ("{a}", "{a} OR {b}"),
    ("{a} -{b}", "{a}"),
    ("{a} {b}", "{a} OR {b}"),
    ("{a} NEAR/3 {b}", "{a} {b}"),
    ("{a} NEAR/0 {b}", "{a} NEAR/3 {b}"),
    ("title:{a}", "{a}"),
    ("{a}", "{word}*"),
)
"""What the first finds, the second finds, too; of the last, `word` is what {a} quotes."""

EQUAL = (
    ("{a} {b} {c}", "{c} {a} {b}"),
    ("{a} {b}", "{a} AND {b}"),
    ("{a} OR {b} OR {c}", "{c}|{b}|{a}"),
    ("{a} NEAR/2 {b}", "{b} NEAR/2 {a}"),
    ("NOT NOT {a}", "{a}"),
    ("NOT (NOT ({a} {b}))", "{a} {b}"),
    ("NOT ({a} OR {b})", "NOT {a} NOT {b}"),
    ("NOT ({a} {b})", "NOT {a} OR NOT {b}"),
    ("{a} ({b} OR {c})", "({a} {b}) OR ({a} {c})"),
    ("{a} OR ({b} {c})", "({a} OR {b}) ({a} OR {c})"),
    ("{a} OR ({a} {b})", "{a}"),
    ("{a} ({a} OR {b})", "{a}"),
    ("({a} -{b}) OR ({a} {b})", "{a}"),
    ("{a} -{a} {b}", "{b} -{b}"),
    ("title:({a} OR {b})", "title:{a} OR title:{b}"),
)
"""Both find the same."""


def found(made: Library, text: str, scope: str) -> tuple[set[int], set[int]]:
    """The articles and the paragraphs that a query finds."""
    page = execute(made.snapshot, parse_query(text, scope=scope, synonyms=False, size=100)).page
    return {match.article for match in page}, {number for match in page for number in match.documents}


@st.composite
def quoted(draw: st.DrawFn, made: Library) -> dict[str, str]:
    """Three quoted strings: cut out of the texts, or any."""
    here = [line for report in made.reports for text in report.texts() for line in text.split("\n")]
    cut = st.builds(
        lambda line, at, size: line[at % len(line) :][:size],
        st.sampled_from(here),
        st.integers(0, 99),
        st.integers(1, 4),
    )
    strings = st.one_of(cut, st.text(ALPHABET, min_size=1, max_size=3)).map(str.strip).filter(bool)
    return {name: f'"{draw(strings)}"' for name in "abc"}


@pytest.mark.parametrize("scope", SCOPES)
@SETTINGS
@given(collections(), st.data())
def test_laws_of_sets(scope: str, commits: list[Commit], data: st.DataObject) -> None:
    with library(commits) as made:
        for _ in range(4):
            names = data.draw(quoted(made))
            names["word"] = names["a"].strip('"')
            for smaller, larger in SMALLER:
                if larger == "{word}*" and (names["word"][0].isascii() or not names["word"].isalnum()):
                    continue  # a prefix begins a word, and a string may stand inside one
                one, other = (found(made, text.format(**names), scope)[0] for text in (smaller, larger))
                assert one <= other, (smaller, larger, names)
            for left, right in EQUAL:
                one, other = (found(made, text.format(**names), scope)[0] for text in (left, right))
                assert one == other, (left, right, names)


@SETTINGS
@given(collections(), st.data())
def test_what_is_excluded_and_what_is_included_are_parts_of_the_whole(
    commits: list[Commit], data: st.DataObject
) -> None:
    with library(commits) as made:
        for _ in range(8):
            names = data.draw(quoted(made))
            queries = [text.format(**names) for text in ("{a}", "{a} -{b}", "{a} AND {b}")]
            for scope, kind in (("article", 0), ("title", 0), ("paragraph", 1)):
                whole, without, within = (found(made, text, scope)[kind] for text in queries)
                assert without | within == whole, (scope, names)
                assert not without & within, (scope, names)


# Any tree, against plain Python


class Plain:
    """One report as plain Python sees it for one query."""

    def __init__(self, report: Report, query: Query, words: dict[str, list[str]]) -> None:
        self.report, self.query, self.words = report, query, words
        self.texts = report.texts()

    def finds(self) -> bool:
        node = self.query.node
        return node is None or any(self.meets(node, unit) for unit in self._units())

    def paragraphs(self) -> set[int]:
        """The ordinals of the paragraphs that speak for the report, which is found."""
        node = self.query.node
        whole_articles = self.query.scope == "article" or node is None or not in_text(node)
        if node is None or (whole_articles and not any(clauses_of(node, negated=False))):
            return set(range(1, len(self.texts)))
        if self.query.scope == "article":
            return set(self._speaking(node)) - {0}
        if not in_text(node):
            return set()
        return {unit for unit in self._units() if self.meets(node, unit)} - {0}

    def marked(self, ordinal: int) -> set[int]:
        """The places of the characters that are marked in a text as it is matched."""
        node, unit = self.query.node, None if self.query.scope == "article" else ordinal
        if node is None or not any(clauses_of(node, negated=False)) or not self.meets(node, unit):
            return set()
        if self.query.scope == "title" and ordinal:
            return set()
        return {at for start, end in self._spans(node, unit, ordinal) for at in range(start, end)}

    def _units(self) -> list[int | None]:
        return {"article": [None], "paragraph": list(range(len(self.texts))), "title": [0]}[self.query.scope]

    def _among(self, in_title: bool, unit: int | None) -> list[int]:
        """The texts that count for a unit: one of them, or all where the unit is the article."""
        if in_title or self.query.scope == "title":
            return [0]
        return list(range(len(self.texts))) if unit is None else [unit]

    def meets(self, node: Node, unit: int | None) -> bool:
        match node:
            case Clause():
                among = self._among(node.in_title, unit)
                whole = any(self._stands(node, text, at) for text in node.wholes for at in among)
                return whole or all(any(self._stands(node, piece, at) for at in among) for piece in node.pieces)
            case Near():
                return any(near(self.texts[at], node) for at in self._among(node.left.in_title, unit))
            case Attribute():
                return has(self.report, node)
            case Not():
                return not self.meets(node.child, unit)
            case And():
                return all(self.meets(child, unit) for child in node.children)
            case Or():
                return any(self.meets(child, unit) for child in node.children)

    def _stands(self, clause: Clause, text: str, ordinal: int) -> bool:
        return bool(self._where(clause, text, ordinal))

    def _where(self, clause: Clause, text: str, ordinal: int) -> list[tuple[int, int]]:
        """Where a string of a clause stands, from the left; of a prefix to the end of the longest word."""
        here = self.texts[ordinal]
        spans = [match.span() for match in re.finditer(re.escape(text), here)]
        if not clause.prefix:
            return spans
        begins = [
            (a, b) for a, b in spans if not (a and re.match("[0-9a-z]", text) and re.match("[0-9a-z]", here[a - 1]))
        ]
        ends = {a: [a + len(word) for word in self.words[text] if here.startswith(word, a)] for a, _ in begins}
        return [(a, max([b, *ends[a]])) for a, b in begins]

    def _speaking(self, node: Node) -> Iterator[int]:
        match node:
            case Clause():
                among = self._among(node.in_title, None)
                for texts in (node.wholes, node.pieces):
                    held = [at for at in among if any(self._stands(node, text, at) for text in texts)]
                    if held:
                        break
                yield from held
            case Near():
                yield from (at for at in self._among(node.left.in_title, None) if near(self.texts[at], node))
            case And() | Or():
                for child in node.children:
                    if self.meets(child, None):
                        yield from self._speaking(child)

    def _spans(self, node: Node, unit: int | None, ordinal: int) -> Iterator[tuple[int, int]]:
        match node:
            case Clause() if not (node.in_title and ordinal):
                among = self._among(node.in_title, unit)
                whole = any(self._stands(node, text, at) for text in node.wholes for at in among)
                for text in node.wholes if whole else node.pieces:
                    yield from self._where(node, text, ordinal)
            case Near() if not (node.left.in_title and ordinal):
                yield from near(self.texts[ordinal], node)
            case And() | Or():
                for child in node.children:
                    if self.meets(child, unit):
                        yield from self._spans(child, unit, ordinal)


def near(text: str, node: Near) -> list[tuple[int, int]]:
    """All pairs of two strings that stand near each other, one after the other."""
    sides = []
    for clause in (node.left, node.right):
        starts = [at for at in range(len(text)) if text.startswith(clause.text, at)]
        sides.append([(at, at + len(clause.text)) for at in starts])
    pairs = [sorted((one, other)) for one in sides[0] for other in sides[1]]
    return [span for first, second in pairs if 0 <= second[0] - first[1] <= node.distance for span in (first, second)]


def has(report: Report, node: Attribute) -> bool:
    article = report.article
    if node.field == "source":
        return bool(article.source) and node.values[0] in fold(article.source)
    if node.field == "date":
        return within(article.date, *node.values)
    return bool(set(node.values) & report.values(node.field))


def in_text(node: Node) -> bool:
    """Whether a query asks for anything beside titles and properties."""
    match node:
        case Clause():
            return not node.in_title
        case Near():
            return not node.left.in_title
        case Attribute():
            return False
        case Not():
            return in_text(node.child)
        case And() | Or():
            return any(map(in_text, node.children))


@st.composite
def clauses(draw: st.DrawFn, strings: st.SearchStrategy[str]) -> Clause:
    text = draw(strings)
    in_title = draw(st.sampled_from((False, False, True)))
    kind = draw(st.sampled_from(("exact", "pieces", "spellings", "prefix")))
    if kind == "prefix":
        return Clause(text, (text,), exact=True, prefix=True, in_title=in_title)
    pieces: tuple[str, ...] = (text,)
    if kind == "pieces":
        cut = draw(st.integers(0, len(text) - 1))
        pieces = tuple(dict.fromkeys(filter(None, (text[:cut], text[cut:]))))
    spellings = () if kind == "exact" else tuple(draw(st.lists(strings, max_size=2, unique=True)))
    return Clause(text, pieces, tuple(each for each in spellings if each != text), kind == "exact", in_title=in_title)


@st.composite
def nears(draw: st.DrawFn, strings: st.SearchStrategy[str]) -> Near:
    in_title = draw(st.sampled_from((False, False, True)))
    left, right = (Clause(text, (text,), exact=True, in_title=in_title) for text in (draw(strings), draw(strings)))
    return Near(left, right, draw(st.integers(0, 6)))


@st.composite
def attributes(draw: st.DrawFn) -> Attribute:
    field = draw(st.sampled_from(("place", "theme", "source", "date")))
    if field == "date":
        bounds = st.sampled_from(("", *DATES))
        return Attribute(field, (draw(bounds), draw(bounds)), "")
    values = {
        "place": ("430000", "430500", "350100", "110000"),
        "theme": ("economy", "economy.trade", "culture", "none"),
        "source": ("晨报", "日报", "daily", "别的"),
    }
    return Attribute(field, (draw(st.sampled_from(values[field])),), "")


def trees(strings: st.SearchStrategy[str]) -> st.SearchStrategy[Node | None]:
    """Any query as the parser could make it, one in some spelling or other."""
    leaves = st.one_of(clauses(strings), clauses(strings), nears(strings), attributes())
    return st.recursive(
        leaves,
        lambda nodes: st.one_of(
            st.builds(Not, nodes),
            st.builds(lambda parts: joined(And, parts), st.lists(nodes, min_size=2, max_size=3)),
            st.builds(lambda parts: joined(Or, parts), st.lists(nodes, min_size=2, max_size=3)),
        ),
        max_leaves=6,
    )


@SETTINGS
@given(collections(), st.data())
def test_any_tree_finds_counts_and_marks_what_plain_python_does(commits: list[Commit], data: st.DataObject) -> None:
    with library(commits) as made:
        snapshot = made.snapshot
        here = [line for report in made.reports for text in report.texts() for line in text.split("\n")]
        cut = st.builds(
            lambda line, at, size: line[at % len(line) :][:size],
            st.sampled_from(here),
            st.integers(0, 99),
            st.integers(1, 4),
        )
        strings = st.one_of(cut, cut, st.text(fold(ALPHABET), min_size=1, max_size=2))
        for _ in range(15):
            node, scope = data.draw(trees(strings)), data.draw(st.sampled_from(SCOPES))
            query = Query(node=node, scope=scope, size=100)
            matches = execute(snapshot, query)
            words = {each.text: snapshot.words_with(each.text) for each in clauses_of(node) if each.prefix}
            shown = {match.article: match.documents for match in matches.page}
            plain = {snapshot.article_number(r.article.id): Plain(r, query, words) for r in made.reports}
            expected = {number: each for number, each in plain.items() if each.finds()}
            assert shown.keys() == expected.keys(), (node, scope)
            for number, each in expected.items():
                assert number is not None
                head = int(snapshot.heads[number])
                assert {document - head for document in shown[number]} == each.paragraphs(), (node, scope)
                for ordinal in range(len(each.texts)):
                    wanted = matches.wanted(head + ordinal)
                    spoken = [part for part in wanted if not (ordinal and part.in_title)]
                    assert covered(snapshot.text(head + ordinal), spoken) == each.marked(ordinal), (node, scope)
            assert matches.articles == len(expected)
            assert matches.paragraphs == sum(len(each.paragraphs()) for each in expected.values())


def covered(text: str, wanted: list[Wanted]) -> set[int]:
    """The places in a text as it is matched of the characters that are marked in it as it is shown."""
    _, spaces = match_form(text)
    marks = mark(text, wanted).marks
    assert all(matched(text[a:b]) for a, b in marks)
    assert all(a < b <= c < d for (a, b), (c, d) in pairwise(marks))
    return {at - bisect_left(spaces, at) for a, b in marks for at in range(a, b) if at not in spaces}
