"""In which words does it stand? Every occurrence of what a query looks for, in a line with what stands around it.

The keywords are what every other page marks. To find them, paragraphs have to be read: of words that occur too often,
only those of the newest articles are (of the oldest, where those come first), and the answer says how many.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any, Literal, get_args

import numpy as np

from index.columnar import BYTE_LENGTHS
from index.schema import HEAD
from search.arrays import any_of
from search.clauses import clauses_of
from search.counting import Integers
from search.marking import Wanted, mark, spans_in
from search.matching import Marking, matching
from search.query import Query
from search.results import PlaceRef
from search.showing import place_refs
from search.snapshot import Snapshot

__all__ = ["CONTEXT", "ORDERS", "Concordance", "Line", "Order", "concordance"]

Order = Literal["right", "left", "place", "newest", "oldest"]
"""By what stands behind the keyword; by what stands before it, read backwards from it; by place; by date.

Characters come by their code points, as they are matched: so what is alike stands together, 简 and 繁, too. What has
nothing on that side comes last.
"""

ORDERS: tuple[Order, ...] = get_args(Order)

CONTEXT = 30
"""Characters that are shown on each side."""

_MOST_DOCUMENTS = 4_000
_MOST_CHARACTERS = 800_000
"""Articles are read until their documents are so many, or so long; at least one is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One occurrence.

    Attributes:
        left: up to `CONTEXT` characters before the keyword, none from another paragraph.
        keyword: what matched, as it is shown.
        right: up to `CONTEXT` characters behind the keyword.
        article: the id of the article.
        ordinal: the paragraph's number in the article, from 1; 0 for title, subtitle and byline.
        places: what the article is about.
    """

    left: str
    keyword: str
    right: str
    article: str
    ordinal: int
    title: str
    source: str
    date: str
    places: tuple[PlaceRef, ...]


@dataclass(frozen=True, slots=True)
class Concordance:
    """One page of occurrences.

    Attributes:
        total: how many there are in the articles that were read.
        read: how many articles were read: the newest or, where they come first, the oldest.
        articles: how many articles match.
        page: from 1.
        lines: those of the page, in order.
    """

    total: int
    read: int
    articles: int
    page: int
    pages: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """Where a keyword stands.

    Attributes:
        row: the line of the document: of a head, its title, subtitle or byline.
        form: the line as it is matched.
        start, end: the keyword in `form`.
        number: how many come before it in the line.
    """

    document: int
    row: int
    form: str
    start: int
    end: int
    number: int

    @property
    def left(self) -> str:
        return self.form[max(self.start - CONTEXT, 0) : self.start]

    @property
    def keyword(self) -> str:
        return self.form[self.start : self.end]

    @property
    def right(self) -> str:
        return self.form[self.end : self.end + CONTEXT]


def concordance(snapshot: Snapshot, query: Query, order: Order, page: int, size: int) -> Concordance:
    """Find the occurrences of what a query looks for, and show one page of them.

    Args:
        snapshot: where to look.
        query: what for; its own order and page do not count, and without a text there is nothing to find.
        order: of the lines. Those that are equal in it come by date, the newest first, and then as they stand.
        page: from 1.
        size: lines on a page.

    Raises:
        BadQuery: the matching takes longer than `search.clock.TIME_LIMIT`.
    """
    articles, wanted = matching(snapshot, query)
    read, documents = _affordable(snapshot, query, _by_date(snapshot, articles, oldest=order == "oldest"))
    found = [each for document in documents.tolist() for each in _occurrences(snapshot, wanted, document)]
    _sort(snapshot, found, order)
    shown = found[(page - 1) * size : page * size]
    return Concordance(
        total=len(found),
        read=read,
        articles=articles.size,
        page=page,
        pages=ceil(len(found) / size),
        lines=tuple(_line(snapshot, wanted, each) for each in shown),
    )


def _by_date(snapshot: Snapshot, articles: Integers, *, oldest: bool) -> Integers:
    """Articles, the newest or the oldest first, and those without a date last."""
    dates = snapshot.dates[articles]
    keys = np.where(dates == 0, np.iinfo(np.int64).max, dates) if oldest else -dates
    return articles[np.argsort(keys, kind="stable")]


def _affordable(snapshot: Snapshot, query: Query, articles: Integers) -> tuple[int, Integers]:
    """How many of some articles can be read, and their documents that may hold what is looked for, in their order."""
    articles = articles[:_MOST_DOCUMENTS]
    ranks = np.full(snapshot.articles, -1)
    ranks[articles] = np.arange(articles.size)
    first, behind = snapshot.heads[np.sort(articles)], snapshot.heads[np.sort(articles) + 1]
    strings = {text for clause in clauses_of(query.node, negated=False) for text in (*clause.wholes, *clause.pieces)}
    held = [snapshot.occurrences(text).documents_in(first, behind)[0] for text in strings]
    documents = any_of(held, snapshot.documents)
    ranked = ranks[snapshot.article_of[documents]]
    order = np.argsort(ranked, kind="stable")[np.count_nonzero(ranked < 0) :]
    documents, ranked = documents[order], ranked[order]
    characters = np.cumsum(BYTE_LENGTHS[snapshot.lengths("text")[documents]])
    affordable = min(int(characters.searchsorted(_MOST_CHARACTERS, side="right")), _MOST_DOCUMENTS)
    if affordable == documents.size:
        return articles.size, documents
    read = max(1, int(ranked[affordable]))
    return read, documents[: ranked.searchsorted(read)]


def _occurrences(snapshot: Snapshot, marking: Marking, document: int) -> Iterator[_Occurrence]:
    wanted = _wanted(snapshot, marking, document)
    for row, form in enumerate(snapshot.matched(document).split("\n")):
        for number, (start, end) in enumerate(spans_in(form, wanted)):
            yield _Occurrence(document, row, form, start, end, number)


def _wanted(snapshot: Snapshot, marking: Marking, document: int) -> list[Wanted]:
    in_head = snapshot.ordinals[document] == HEAD
    return [each for each in marking(document) if in_head or not each.in_title]


def _sort(snapshot: Snapshot, found: list[_Occurrence], order: Order) -> None:
    """Put occurrences in order that are in the order of dates."""

    def by_place(each: _Occurrence) -> tuple[bool, list[int]]:
        # The values of the facet are sorted, and an article has its province before its county.
        article = int(snapshot.article_of[each.document])
        held = snapshot.places.numbers[snapshot.places.starts[article] : snapshot.places.starts[article + 1]].tolist()
        return not held, held

    match order:
        case "right":
            found.sort(key=lambda each: (not each.right, each.right, each.keyword, each.left[::-1]))
        case "left":
            found.sort(key=lambda each: (not each.left, each.left[::-1], each.keyword, each.right))
        case "place":
            found.sort(key=by_place)


def _line(snapshot: Snapshot, marking: Marking, occurrence: _Occurrence) -> Line:
    document = occurrence.document
    meta: dict[str, Any] = snapshot.meta(int(snapshot.article_of[document]))
    text = snapshot.text(document).split("\n")[occurrence.row]
    start, end = mark(text, _wanted(snapshot, marking, document)).marks[occurrence.number]
    return Line(
        left=text[max(start - CONTEXT, 0) : start],
        keyword=text[start:end],
        right=text[end : end + CONTEXT],
        article=meta["id"],
        ordinal=int(snapshot.ordinals[document]),
        title=meta["title"],
        source=meta["source"],
        date=meta["date"],
        places=tuple(place_refs(code for code, main, *_ in meta["places"] if main)),
    )
