"""Small collections drawn at random, and one index of each by Whoosh's own codec and one by ours."""

from __future__ import annotations

import tempfile
from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from whoosh import index as whoosh_index
from whoosh import query as whoosh_query
from whoosh.searching import Searcher

from index.analysis import matched
from index.columnar import ColumnarWriter, OpenSegment, make_batch, open_segments
from index.documents import Article, Paragraph, Tags
from index.reprints import Reprints
from index.schema import article_documents, create_index, head_text, schema
from search.snapshot import Snapshot

ALPHABET = "政策县市营商，。 0１aA%淥渌𬱖"
PLACES = (("430000", "430500", "430523"), ("430000",), ("430000", "430500"), ("350000", "350100"))
THEMES = (("economy", "economy.trade"), ("economy",), ("culture",))
DATES = ("2021", "2022-03", "2022-03-05", "2023-12-20", "2023-06")
SOURCES = ("湘中晨报", "闽江日报", "Daily")

SETTINGS = settings(
    derandomize=True, max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

Key = tuple[str, int]
"""A document by its article's id and its ordinal."""


@dataclass(frozen=True)
class Report:
    """An article and its tags."""

    article: Article
    places: tuple[str, ...]
    themes: tuple[str, ...]

    def documents(self) -> list[dict[str, Any]]:
        return list(article_documents(self.article, Tags(), list(self.places), list(self.places), list(self.themes)))

    def texts(self) -> list[str]:
        head = head_text(self.article.title, self.article.subtitle, self.article.byline)
        return [matched(text) for text in (head, *(paragraph.text for paragraph in self.article.paragraphs))]

    def values(self, facet: str) -> set[str]:
        return {
            "place": set(self.places),
            "theme": set(self.themes),
            "year": {self.article.date[:4]} - {""},
            "source": {self.article.source} - {""},
        }[facet]


@dataclass(frozen=True)
class Commit:
    """What one writer does: numbers of reports, in the order of the collection, to delete, and reports to add."""

    deleted: tuple[int, ...]
    added: tuple[Report, ...]


texts = st.text(ALPHABET, min_size=1, max_size=14)


@st.composite
def collections(draw: st.DrawFn) -> list[Commit]:
    commits: list[Commit] = []
    mortal: list[int] = []
    total = 0
    for _ in range(draw(st.integers(1, 3))):
        # The first report of each commit stays: a segment with nothing left in it goes at once in one codec only.
        deleted = draw(st.sets(st.sampled_from(mortal), max_size=2)) if mortal else set[int]()
        reports = []
        for _ in range(draw(st.integers(1, 4))):
            total += 1
            article = Article(
                title=f"{draw(texts)}第{total}号",
                subtitle=draw(st.sampled_from(["", "营商县"])),
                paragraphs=tuple(map(Paragraph, draw(st.lists(texts, min_size=1, max_size=4)))),
                date=draw(st.sampled_from(("", *DATES))),
                source=draw(st.sampled_from(("", *SOURCES))),
            )
            reports.append(Report(article, draw(st.sampled_from(((), *PLACES))), draw(st.sampled_from(((), *THEMES)))))
        mortal += range(total - len(reports) + 1, total)
        commits.append(Commit(tuple(sorted(deleted)), tuple(reports)))
    return commits


class Opened:
    """A generation as far as a snapshot looks at it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def segments(self) -> list[OpenSegment]:
        return open_segments(self._folder)

    def reprints(self) -> Reprints:
        return Reprints()

    def close(self) -> None:
        pass


@dataclass
class Library:
    """The three, and what is in them."""

    reports: list[Report]
    stock: Searcher
    ours: Searcher
    snapshot: Snapshot
    names: list[Key]


@contextmanager
def library(commits: list[Commit]) -> Iterator[Library]:
    reports = list(chain.from_iterable(commit.added for commit in commits))
    gone = {number for commit in commits for number in commit.deleted}
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder, "stock"), Path(folder, "ours")
        first.mkdir()
        second.mkdir()
        theirs, ours = whoosh_index.create_in(str(first), schema()), create_index(second)
        for number, commit in enumerate(commits):
            ids = [reports[deleted].article.id for deleted in commit.deleted]
            writer = theirs.writer(limitmb=1)
            for article in ids:
                writer.delete_by_term("article", article)
            for report in commit.added:
                for document in report.documents():
                    writer.add_document(**document)
            writer.commit(merge=False)
            write(ours.writer(), number, ids, commit.added)
        opened = whoosh_index.open_dir(str(first)), whoosh_index.open_dir(str(second))
        with opened[0].searcher() as stock, opened[1].searcher() as columnar:
            snapshot = Snapshot(Opened(second))  # type: ignore[arg-type]
            left = [report for number, report in enumerate(reports) if number not in gone]
            yield Library(left, stock, columnar, snapshot, keys(columnar))


def write(writer: ColumnarWriter, way: int, deleted: list[str], reports: tuple[Report, ...]) -> None:
    """The same commit by one of the several ways that a writer has for it."""
    if way % 3 == 0:
        writer.delete_terms("article", deleted)
    elif way % 3 == 1:
        for article in deleted:
            writer.delete_by_term("article", article)
    else:
        writer.delete_by_query(whoosh_query.Or([whoosh_query.Term("article", article) for article in deleted]))
    for report in reports:
        if way % 2:
            writer.add_batch(make_batch(schema(), report.documents()))
        else:
            with writer.group():
                for document in report.documents():
                    writer.add_document(**document)
    writer.commit(merge=False)


def keys(searcher: Searcher) -> list[Key]:
    """The name of every document by its number; of deleted ones, too, where nobody looks for it."""
    reader = searcher.reader()
    ordinals = reader.column_reader("ordinal")
    found = [("", -1)] * reader.doc_count_all()
    for article in reader.field_terms("article"):
        for number in reader.postings("article", article).all_ids():
            found[number] = (article, ordinals[number])
    return found


def scores(searcher: Searcher, query: whoosh_query.Query) -> dict[Key, float]:
    names = keys(searcher)
    return {names[number]: score for score, number in searcher.search(query, limit=None).top_n}


def pairs_of(text: str) -> list[str]:
    return [first + second for first, second in pairwise(text)]


def within(day: str, since: str, until: str) -> bool:
    """Whether all days that a date could mean lie within two bounds."""
    if not day:
        return False
    first, last = days_of(day)
    return (not since or first >= days_of(since)[0]) and (not until or last <= days_of(until)[1])


def days_of(value: str) -> tuple[date, date]:
    """The first and the last day that a date could mean, or a bound: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""
    year, month, day = ([int(part) for part in value.split("-")] + [0, 0])[:3]
    last_month = month or 12
    last_day = day or monthrange(year, last_month)[1]
    return date(year, month or 1, day or 1), date(year, last_month, last_day)
