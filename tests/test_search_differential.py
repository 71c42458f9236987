"""One collection, three ways: Whoosh's own codec, our codec under Whoosh's Searcher, our codec and our execution.

All must name the same paragraphs and, where two of them give scores, the same scores; what only we count is counted
again in plain Python.
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from whoosh import index as whoosh_index
from whoosh import query as whoosh_query
from whoosh.collectors import Collector, TopCollector, UnlimitedCollector
from whoosh.searching import Searcher

from index.analysis import fold, matched, words
from index.columnar import ColumnarWriter, OpenSegment, make_batch, open_segments
from index.documents import Article, Paragraph, Tags
from index.reprints import Reprints
from index.schema import article_documents, create_index, head_text, number_from_date, schema
from search.counting import Counts, Integers
from search.execute import ArticleMatch, Matches, execute
from search.query import SCOPES, Clause, Query
from search.scoring import bm25
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
        return list(article_documents(self.article, Tags(), list(self.places), list(self.themes)))

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


# Whoosh on both codecs


def pairs_of(text: str) -> list[str]:
    return [first + second for first, second in pairwise(text)]


terms = st.one_of(
    st.builds(whoosh_query.Term, st.just("text"), st.text(fold(ALPHABET), min_size=2, max_size=2)),
    st.builds(
        whoosh_query.Term, st.just("words"), st.sampled_from(["政策", "营商", "0", "a", "1", "0%", "aa", "县市"])
    ),
    st.builds(whoosh_query.Term, st.just("place"), st.sampled_from(["430000", "430500", "350100", "110000"])),
    st.builds(whoosh_query.Term, st.just("theme"), st.sampled_from(["economy", "culture", "none"])),
    st.builds(whoosh_query.Term, st.just("source"), st.sampled_from(SOURCES)),
    st.builds(
        lambda text, slop: whoosh_query.Phrase("text", pairs_of(text), slop=slop),
        st.text(fold(ALPHABET), min_size=3, max_size=5),
        st.integers(1, 2),
    ),
    st.builds(whoosh_query.Prefix, st.just("text"), st.sampled_from(fold(ALPHABET))),
    st.builds(whoosh_query.Prefix, st.just("words"), st.sampled_from(["政", "a", "0", "营商"])),
    st.builds(whoosh_query.Prefix, st.just("place"), st.sampled_from(["43", "35", "9"])),
    st.builds(whoosh_query.Wildcard, st.just("text"), st.sampled_from(["?县", "县?", "*", "?", "[政市]?"])),
    st.builds(whoosh_query.Wildcard, st.just("source"), st.sampled_from(["*报", "D*y", "?"])),
    st.builds(whoosh_query.TermRange, st.just("words"), st.sampled_from(["", "1", "政"]), st.sampled_from(["b", "營"])),
    st.builds(whoosh_query.NumericRange, st.just("ordinal"), st.integers(0, 2), st.integers(2, 4)),
    st.builds(
        whoosh_query.NumericRange,
        st.just("date"),
        st.sampled_from([None, 0, 20220000, 20220305]),
        st.sampled_from([20220305, 20239999]),
        st.booleans(),
        st.booleans(),
    ),
    st.just(whoosh_query.Every()),
    st.builds(whoosh_query.Every, st.sampled_from(["source", "words", "date"])),
)
positive = st.recursive(
    terms,
    lambda inner: st.one_of(
        st.builds(whoosh_query.And, st.lists(inner, min_size=1, max_size=3)),
        st.builds(whoosh_query.Or, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=4,
)
# What is excluded stands outermost: deeper down Whoosh's AndNotMatcher skips past its end, on its own codec, too.
queries = st.one_of(
    positive,
    st.builds(whoosh_query.AndNot, positive, positive),
    st.builds(lambda left, right: whoosh_query.And([left, whoosh_query.Not(right)]), positive, positive),
)


def one_report(*paragraphs: str) -> list[Commit]:
    article = Article(title="第1号", paragraphs=tuple(map(Paragraph, paragraphs)))
    return [Commit((), (Report(article, (), ()),))]


COUNTY, POLICY = whoosh_query.Term("text", "县市"), whoosh_query.Term("text", "政策")


@SETTINGS
@given(collections(), st.lists(queries, min_size=10, max_size=25))
# No score is left to be had in what remains, and something to be excluded remains.
@example(one_report(*["县市商商"] * 3, *["县市"] * 9, "政策"), [whoosh_query.AndNot(COUNTY, POLICY)])
# The best comes last, long after all that is excluded.
@example(
    one_report("政策", *["县市商商"] * 3, *["县市商"] * 25, "县市"),
    [whoosh_query.And([COUNTY, whoosh_query.Not(POLICY)])],
)
def test_whoosh_answers_alike_on_both_codecs(commits: list[Commit], asked: list[whoosh_query.Query]) -> None:
    with library(commits) as made:
        for query in asked:
            expected = scores(made.stock, query)
            assert scores(made.ours, query) == pytest.approx(expected, rel=1e-5, abs=1e-5), query
            # Not always the best three of those: ArrayUnionMatcher's bound is the greatest of its parts' and not their
            # sum, InverseMatcher's that of what it excludes, and AndNotMatcher looks whether its first document is
            # excluded only where a limit makes it skip. But all this is alike on both.
            best, expected_best = (
                [score for score, _ in searcher.search(query, limit=3).top_n] for searcher in (made.ours, made.stock)
            )
            assert best == pytest.approx(expected_best, rel=1e-5, abs=1e-5), query


@SETTINGS
@given(collections(), st.lists(positive, min_size=10, max_size=25))
def test_a_limit_keeps_the_best_on_our_codec(commits: list[Commit], asked: list[whoosh_query.Query]) -> None:
    with library(commits) as made:
        for query in asked:
            every = collected(made.ours, query, UnlimitedCollector())
            assert every == pytest.approx(collected(made.stock, query, UnlimitedCollector()), rel=1e-5, abs=1e-5), query
            best = collected(made.ours, query, TopCollector(limit=3))
            assert best == pytest.approx(every[:3], rel=1e-5, abs=1e-5), query


def collected(searcher: Searcher, query: whoosh_query.Query, collector: Collector) -> list[float]:
    """The scores, best first, with every Or a tree of two by two: its matchers give bounds that hold."""
    searcher.search_with_collector(query, collector, searcher.context(needs_current=True))
    return [score for score, _ in collector.results().top_n]


@SETTINGS
@given(collections())
def test_whoosh_reads_the_same_facts_from_both_codecs(commits: list[Commit]) -> None:
    with library(commits) as made:
        stock, ours = made.stock.reader(), made.ours.reader()
        assert ours.doc_count_all() == stock.doc_count_all()
        assert ours.doc_count() == stock.doc_count()
        assert list(ours.all_doc_ids()) == list(stock.all_doc_ids())
        assert list(ours.all_terms()) == list(stock.all_terms())
        assert {*ours.indexed_field_names()} >= {*stock.indexed_field_names()}
        for term in stock.all_terms():
            assert ours.doc_frequency(*term) == stock.doc_frequency(*term), term
            assert ours.frequency(*term) == stock.frequency(*term), term
            info, expected = ours.term_info(*term), stock.term_info(*term)
            for what in ("max_weight", "min_id", "max_id"):
                assert getattr(info, what)() == getattr(expected, what)(), (term, what)
            assert (term in ours) is True
        for name in ("words", "text"):
            assert ours.field_length(name) == stock.field_length(name)
            assert ours.min_field_length(name) == stock.min_field_length(name)
            assert ours.max_field_length(name) == stock.max_field_length(name)
            for number in range(stock.doc_count_all()):
                # Whoosh's codec has no lengths, hence None, where no document of a segment has a word.
                assert ours.doc_field_length(number, name) == (stock.doc_field_length(number, name) or 0)
        assert list(ours.column_reader("ordinal")) == list(stock.column_reader("ordinal"))
        # Whoosh's own reader of several segments fails where one has no date at all.
        dates, dated = (
            ours.column_reader("date"),
            {r.article.id: number_from_date(r.article.date) for r in made.reports},
        )
        for number in ours.all_doc_ids():
            assert dates[number] == dated[made.names[number][0]]
        for number in range(stock.doc_count_all()):
            expected = stock.stored_fields(number)
            kept = {name: value for name, value in ours.stored_fields(number).items() if name in expected}
            assert kept == {name: value for name, value in expected.items() if name in ("text", "meta")}


# Our own execution


@SETTINGS
@given(collections(), st.data())
def test_our_execution_finds_and_scores_as_whoosh_does(commits: list[Commit], data: st.DataObject) -> None:
    with library(commits) as made:
        here = [text for report in made.reports for text in report.texts()]
        neighbours = [pair for text in here for pair in pairs_of(text) if "\n" not in pair]
        for _ in range(15):
            pair = data.draw(st.text(fold(ALPHABET), min_size=2, max_size=2) | st.sampled_from(neighbours))
            expected = scores(made.stock, whoosh_query.Term("text", pair))
            documents, frequencies = made.snapshot.occurrences(pair).documents()
            among = made.snapshot.occurrences(pair).document_frequency
            assert scored(made, "text", documents, frequencies, among) == pytest.approx(expected, rel=1e-5, abs=1e-5)
            found = execute(made.snapshot, Query(clauses=(Clause(pair, (pair,)),), size=100))
            assert {match.article: match.score for match in found.page} == pytest.approx(
                worths(made, pair, expected), rel=1e-5, abs=1e-5
            )
        for word in {word for text in here for word, _, _ in words(text)}:
            expected = scores(made.stock, whoosh_query.Term("words", word))
            documents, frequencies = made.snapshot.term("words", word).documents()
            among = made.snapshot.term("words", word).document_frequency
            assert scored(made, "words", documents, frequencies, among) == pytest.approx(expected, rel=1e-5, abs=1e-5)


def scored(made: Library, name: str, documents: Integers, frequencies: Counts, among: int) -> dict[Key, float]:
    snapshot = made.snapshot
    lengths = snapshot.lengths(name)[documents]
    found = bm25(frequencies, lengths, snapshot.average_length(name), among, snapshot.documents)
    return {made.names[n]: score for n, score in zip(documents.tolist(), found.tolist(), strict=True)}


def worths(made: Library, pair: str, of_pair: dict[Key, float]) -> dict[int | None, float]:
    """Article by its number → the scores of its head and its best paragraph, by Whoosh, of the pair and its words."""
    total = defaultdict(float, of_pair)
    for word, _, _ in words(pair):
        for key, score in scores(made.stock, whoosh_query.Term("words", word)).items():
            if key in of_pair:
                total[key] += score
    found: dict[int | None, float] = {}
    for article in {article for article, _ in of_pair}:
        head = total[article, 0]
        best = max((score for (other, ordinal), score in total.items() if other == article and ordinal), default=0.0)
        found[made.snapshot.article_number(article)] = head + best
    return found


def strings(here: list[str]) -> st.SearchStrategy[str]:
    """Folded strings of 1 to 6 characters: cut out of one of the texts, or any."""
    any_string = st.text(fold(ALPHABET), min_size=1, max_size=4)
    if not here:
        return any_string
    cut = st.builds(
        lambda text, at, size: text[at % len(text) :][:size],
        st.sampled_from(here),
        st.integers(0, 99),
        st.integers(1, 6),
    )
    return st.one_of(any_string, cut.filter(lambda text: "\n" not in text))


@SETTINGS
@given(collections(), st.data())
def test_our_execution_agrees_with_plain_python(commits: list[Commit], data: st.DataObject) -> None:
    with library(commits) as made:
        here = [text for report in made.reports for text in report.texts()]
        for _ in range(20):
            query = data.draw(our_queries(strings(here)))
            found = execute(made.snapshot, query)
            expected = [model for report in made.reports if (model := met(report, query)) is not None]
            passing = {report.article.id: found for report, found in expected if passes(report, query, "")}
            assert found.articles == len(passing), query
            assert shown(made, found) == passing, query
            assert found.paragraphs == sum(len(ordinals) for ordinals in passing.values()), query
            for facet in ("place", "theme", "year", "source"):
                counted = Counter(
                    value for report, _ in expected if passes(report, query, facet) for value in report.values(facet)
                )
                values, numbers = made.snapshot.facets[facet].values, found.counts[facet].tolist()
                assert {v: n for v, n in zip(values, numbers, strict=True) if n} == counted, (query, facet)


@SETTINGS
@given(collections(), st.data())
def test_pages_are_slices_of_one_order(commits: list[Commit], data: st.DataObject) -> None:
    with library(commits) as made:
        here = [text for report in made.reports for text in report.texts()]
        dates = {made.snapshot.article_number(r.article.id): number_from_date(r.article.date) for r in made.reports}
        for _ in range(5):
            clauses = data.draw(our_queries(strings(here))).clauses
            for sort in ("relevance", "newest", "oldest"):
                whole = execute(made.snapshot, Query(clauses=clauses, sort=sort, size=100)).page
                assert [rank(match, sort, dates[match.article], bool(clauses)) for match in whole] == sorted(
                    rank(match, sort, dates[match.article], bool(clauses)) for match in whole
                )
                size = data.draw(st.integers(1, 4))
                pages = [
                    execute(made.snapshot, Query(clauses=clauses, sort=sort, page=page, size=size)).page
                    for page in range(1, len(whole) // size + 2)
                ]
                assert tuple(chain.from_iterable(pages)) == whole


def rank(match: ArticleMatch, sort: str, date: int, by_text: bool) -> tuple[float, float, int]:
    if sort == "oldest":
        return date or 99999999, -match.score, match.article
    if sort == "newest" or not by_text:
        return -date, -match.score, match.article
    return -match.score, -date, match.article


def shown(made: Library, found: Matches) -> dict[str, set[int]]:
    """Article id → the ordinals of its paragraphs on the page."""
    heads = made.snapshot.heads.tolist()
    return {made.names[heads[match.article]][0]: {made.names[n][1] for n in match.documents} for match in found.page}


@st.composite
def our_queries(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> Query:
    def some(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(draw(st.one_of(st.just([]), st.lists(st.sampled_from(values), unique=True, max_size=2))))

    clauses = []
    for text in draw(st.lists(texts, max_size=2, unique=True)):
        cut = draw(st.integers(0, len(text) - 1))
        clauses.append(Clause(text, tuple(dict.fromkeys(filter(None, (text[:cut], text[cut:]))))))
    bounds = st.sampled_from(("", *DATES, "2022", "2023-06-30", "2024"))
    return Query(
        clauses=tuple(clauses),
        place=some(("430000", "430500", "350100", "110000")),
        theme=some(("economy", "economy.trade", "culture", "none")),
        year=some(("2021", "2022", "2023", "1999")),
        source=some((*SOURCES, "别的报")),
        since=draw(st.one_of(st.just(""), bounds)),
        until=draw(st.one_of(st.just(""), bounds)),
        scope=draw(st.sampled_from(SCOPES)),
        size=100,
    )


def met(report: Report, query: Query) -> tuple[Report, set[int]] | None:
    """The ordinals of the paragraphs by which a report meets the text of a query; None if it does not."""
    here = list(enumerate(report.texts()))
    if query.clauses and query.scope == "article":
        found: set[int] = set()
        for clause in query.clauses:
            if not all(any(piece in text for _, text in here) for piece in clause.pieces):
                return None
            whole = {ordinal for ordinal, text in here if clause.text in text}
            found |= whole or {o for o, text in here if any(piece in text for piece in clause.pieces)}
    else:
        every = [piece for clause in query.clauses for piece in clause.pieces]
        found = {ordinal for ordinal, text in here if all(piece in text for piece in every)}
        if query.clauses and query.scope == "title":
            found &= {0}
    return (report, found - {0}) if found else None


def passes(report: Report, query: Query, ignored: str) -> bool:
    """Whether a report passes all filters but one."""
    for facet in ("place", "theme", "year", "source"):
        wanted = set(getattr(query, facet))
        if facet != ignored and wanted and not wanted & report.values(facet):
            return False
    if not (query.since or query.until):
        return True
    first, last = (report.article.date.replace("-", "").ljust(8, digit) for digit in "09")
    since, until = query.since.replace("-", "").ljust(8, "0"), query.until.replace("-", "").ljust(8, "9")
    return bool(report.article.date) and last >= since and first <= until
