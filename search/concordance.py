"""In which words does it stand? Every occurrence of what a query looks for, one line each, with what stands around it.

A line has the marks that every other page has, and costs as much as reading its paragraph. So of frequent words only
the newest articles (or the oldest, where those come first) are read, and the answer says how many.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any, Literal, get_args

import numpy as np

from index.analysis import fold
from index.columnar import BYTE_LENGTHS
from index.schema import HEAD
from search.arrays import any_of
from search.clauses import clauses_of
from search.counting import Integers
from search.execute import Marking, marking, matching
from search.marking import mark
from search.query import Query
from search.results import PlaceRef
from search.showing import place_refs
from search.snapshot import Snapshot

__all__ = ["CONTEXT", "MOST_LINES", "ORDERS", "Concordance", "Line", "Order", "concordance"]

Order = Literal["left", "right", "place", "newest", "oldest"]
"""By what stands before the keyword, read backwards from it; by what stands behind it; by place; by date."""

ORDERS: tuple[Order, ...] = get_args(Order)

CONTEXT = 30
"""Characters that are shown on each side."""
MOST_LINES = 10_000
"""Occurrences that are put in order, about: an article is taken as a whole."""
_MOST_WORK = 1_000_000
"""Characters of paragraphs that are read; a paragraph counts for `_OVERHEAD` more than it has."""
_OVERHEAD = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One occurrence.

    Attributes:
        left: up to `CONTEXT` characters before the keyword in its paragraph; …
        keyword: what matched, as it is shown.
        right: up to `CONTEXT` characters behind it.
        article: the id of the article.
        ordinal: the paragraph's number in it, from 1; 0 for its title, subtitle and byline.
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
        total: how many occurrences were found in the articles that were read.
        articles: how many articles match.
        read: how many of them were read; fewer where there are too many occurrences to put in order.
        page: from 1.
        lines: those of the page, in order.
    """

    total: int
    articles: int
    read: int
    page: int
    pages: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """Where a keyword stands, and what is around it."""

    article: int
    document: int
    left: str
    keyword: str
    right: str


def concordance(snapshot: Snapshot, query: Query, order: Order, page: int, size: int) -> Concordance:
    """Find the occurrences of what a query looks for, and one page of them.

    Args:
        snapshot: where to look.
        query: what for. Without a text nothing occurs; its own order and page do not count.
        order: how the lines are sorted.
        page: from 1.
        size: lines on a page.

    Raises:
        BadQuery: matching takes longer than `search.evidence.TIME_LIMIT`.
    """
    articles = matching(snapshot, query)
    by_date = snapshot.dates[articles]
    if order == "oldest":
        chosen = articles[np.argsort(np.where(by_date == 0, np.iinfo(np.int64).max, by_date), kind="stable")]
    else:
        chosen = articles[np.argsort(-by_date, kind="stable")]
    ...
