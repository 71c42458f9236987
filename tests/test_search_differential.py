"""Our own execution: does it find and score as Whoosh does, and count as plain Python counts?"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain

import pytest
from collections_made import (
    ALPHABET,
    DATES,
    SETTINGS,
    SOURCES,
    Commit,
    Key,
    Library,
    Report,
    collections,
    library,
    pairs_of,
    scores,
    within,
)
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query as whoosh_query

from index.analysis import fold, words
from index.schema import number_from_date
from search.arrays import any_of
from search.clauses import And, Clause, clauses_of, joined
from search.clock import Clock
from search.counting import Counts, Integers
from search.execute import ArticleMatch, Matches, execute
from search.query import SCOPES, Query
from search.ranking import document_scores
from search.scoring import bm25


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
            other = data.draw(st.sampled_from(neighbours))
            assert worth(made, [pair, other]) == pytest.approx(sums(made, [pair, other]), rel=1e-5, abs=1e-5)
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


def worth(made: Library, pairs: list[str]) -> dict[Key, float]:
    """What each document that holds any of some pairs is worth to us for all of them and their words."""
    snapshot = made.snapshot
    strings = {pair: snapshot.occurrences(pair) for pair in pairs}
    found = {pair: string.documents() for pair, string in strings.items()}
    among = {pair: string.document_frequency for pair, string in strings.items()}
    documents = any_of([holders for holders, _ in found.values()], snapshot.documents)
    worths = document_scores(snapshot, documents, found, among, pairs, Clock()).tolist()
    return {made.names[n]: score for n, score in zip(documents.tolist(), worths, strict=True)}


def sums(made: Library, pairs: list[str]) -> dict[Key, float]:
    """The same by Whoosh."""
    total: dict[Key, float] = defaultdict(float)
    for pair in set(pairs):
        for key, score in scores(made.stock, whoosh_query.Term("text", pair)).items():
            total[key] += score
    for word in {word for pair in pairs for word, _, _ in words(pair)}:
        for key, score in scores(made.stock, whoosh_query.Term("words", word)).items():
            if key in total:
                total[key] += score
    return total


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
                values, numbers = made.snapshot.facets()[facet].values, found.counts[facet].tolist()
                assert {v: n for v, n in zip(values, numbers, strict=True) if n} == counted, (query, facet)


@SETTINGS
@given(collections(), st.data())
def test_pages_are_slices_of_one_order(commits: list[Commit], data: st.DataObject) -> None:
    with library(commits) as made:
        here = [text for report in made.reports for text in report.texts()]
        dates = {made.snapshot.article_number(r.article.id): number_from_date(r.article.date) for r in made.reports}
        for _ in range(5):
            node = data.draw(our_queries(strings(here))).node
            for sort in ("relevance", "newest", "oldest"):
                whole = execute(made.snapshot, Query(node=node, sort=sort, size=100)).page
                assert [rank(match, sort, dates[match.article], node is not None) for match in whole] == sorted(
                    rank(match, sort, dates[match.article], node is not None) for match in whole
                )
                size = data.draw(st.integers(1, 4))
                pages = [
                    execute(made.snapshot, Query(node=node, sort=sort, page=page, size=size)).page
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
        node=joined(And, list(clauses)),
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
    if query.node and query.scope == "article":
        found: set[int] = set()
        for clause in clauses_of(query.node):
            if not all(any(piece in text for _, text in here) for piece in clause.pieces):
                return None
            whole = {ordinal for ordinal, text in here if clause.text in text}
            found |= whole or {o for o, text in here if any(piece in text for piece in clause.pieces)}
    else:
        every = [piece for clause in clauses_of(query.node) for piece in clause.pieces]
        found = {ordinal for ordinal, text in here if all(piece in text for piece in every)}
        if query.node and query.scope == "title":
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
    return within(report.article.date, query.since, query.until)
