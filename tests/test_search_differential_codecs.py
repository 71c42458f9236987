"""One collection on two codecs: does Whoosh read from our arrays what it reads from its own files?

Its Searcher must find the same documents, with the same scores, and its readers must tell the same facts.
"""

from __future__ import annotations

import pytest
from collections_made import ALPHABET, SETTINGS, SOURCES, Commit, Report, collections, library, pairs_of, scores
from hypothesis import example, given
from hypothesis import strategies as st
from whoosh import query as whoosh_query
from whoosh.collectors import Collector, TopCollector, UnlimitedCollector
from whoosh.searching import Searcher

from index.analysis import fold
from index.documents import Article, Paragraph
from index.schema import number_from_date

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
