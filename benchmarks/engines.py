"""How does each engine index the documents, and answer a query? One class each, behind one face.

`build` is timed and watched in a process of its own; `run` answers with the number of matching documents, or None
where the engine has no such query.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cache, partial, reduce
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from benchmarks.documents import Document
from benchmarks.queries import Mined
from index.analysis import fold, word_lists
from index.columnar import make_batch
from index.schema import create_index, schema
from search.engine import Engine
from search.execute import execute
from search.snapshot import Snapshot

__all__ = ["PEERS", "Builder", "Matching", "Page", "Peer", "Postings", "expected_count"]

FACETS = ("place", "theme", "year", "source")
FACET_VALUES = 1000
"""Values that are counted per facet: every engine gives all there are, but for places."""
_SHOWN = 10


class Builder(Protocol):
    """An index in the making."""

    def add(self, documents: Sequence[Document]) -> None:
        """Index some documents."""

    def finish(self) -> None:
        """Put all on the disk."""


class Postings:
    """Zhengsou's segmenting, postings and writing alone, in one process."""

    def __init__(self, folder: Path) -> None:
        self._schema = schema()
        self._writer = create_index(folder).writer()

    def add(self, documents: Sequence[Document]) -> None:
        """Index some documents."""
        rows: list[dict[str, Any]] = []
        for document in documents:
            row: dict[str, Any] = {"article": document.article, "ordinal": document.ordinal, "words": document.text}
            row |= {"text": document.text, "place": list(document.place), "theme": list(document.theme)}
            if document.year:
                row["date"] = int(document.year[0]) * 10000
            if document.source:
                row["source"] = document.source[0]
            rows.append(row)
        self._writer.add_batch(make_batch(self._schema, rows))

    def finish(self) -> None:
        """Put all on the disk."""
        self._writer.commit()


def expected_count(snapshot: Snapshot, query: Mined) -> int:
    """How many documents a query matches by Zhengsou's postings: strings by its text, words by its words."""
    if query.kind in ("string", "character"):
        return int(snapshot.occurrences(query.texts[0]).documents()[0].size)
    found = [snapshot.term("words", word).documents()[0] for word in query.texts]
    documents = reduce(np.intersect1d, found)
    if query.facet:
        facet = {"place": snapshot.places, "theme": snapshot.themes, "year": snapshot.years}[query.facet]
        documents = documents[facet.mask({query.value})[snapshot.article_of[documents]]]
    return int(documents.size)


class Peer(Protocol):
    """An engine with a finished index."""

    def run(self, query: Mined) -> int | None:
        """Answer a query: count, the ten best, facets where the engine has them."""


class Page:
    """Zhengsou's whole result page."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def run(self, query: Mined) -> int | None:
        """Parse, match, rank, count and mark."""
        return self._engine.search(query.parsed()).total.paragraphs


class Matching:
    """Zhengsou's matching, counting and ranking alone."""

    def __init__(self, snapshot: Snapshot, scope: str = "article") -> None:
        self._snapshot = snapshot
        self._parsed = cache(partial(Mined.parsed, scope=scope))

    def run(self, query: Mined) -> int | None:
        """Match, rank and count; the query is parsed once, when it is first seen."""
        return execute(self._snapshot, self._parsed(query)).paragraphs


class Tantivy:
    """Words only, segmented as Zhengsou segments them; a paragraph is a document, and facets count paragraphs."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._tantivy = tantivy
        build = tantivy.SchemaBuilder()
        build.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
        build.add_bytes_field("text", stored=True, indexed=False)
        build.add_text_field("article", stored=True, tokenizer_name="raw", index_option="basic")
        for facet in FACETS:
            build.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
        self._schema = build.build()
        self._index = tantivy.Index(self._schema, path=str(folder))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("whitespace", analyzer)
        self._writer: Any = None
        self._searcher: Any = None
        self._aggregations = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in FACETS}

    def add(self, documents: Sequence[Document]) -> None:
        """Index some documents."""
        self._writer = self._writer or self._index.writer(heap_size=512 << 20)
        lists = word_lists([fold(document.text) for document in documents])
        for document, words in zip(documents, lists, strict=True):
            entry = self._tantivy.Document()
            entry.add_text("words", " ".join(words))
            entry.add_bytes("text", document.text.encode())
            entry.add_text("article", document.article)
            for name in FACETS:
                for value in getattr(document, name):
                    entry.add_text(name, value)
            self._writer.add_document(entry)

    def finish(self) -> None:
        """Put all on the disk."""
        self._writer.commit()
        self._writer.wait_merging_threads()

    def run(self, query: Mined) -> int | None:
        """Count, the ten best, and the facets; no strings across words."""
        if query.kind in ("string", "character"):
            return None
        if self._searcher is None:
            self._index.reload()
            self._searcher = self._index.searcher()
        clauses = [self._term("words", word) for word in query.texts]
        if query.facet:
            clauses.append(self._term(query.facet, query.value))
        must = self._tantivy.Occur.Must
        whole = self._tantivy.Query.boolean_query([(must, clause) for clause in clauses])
        found = self._searcher.search(whole, _SHOWN, count=True)
        self._searcher.aggregate(whole, self._aggregations)
        return int(found.count)

    def _term(self, field: str, text: str) -> Any:
        option = "freq" if field == "words" else "basic"
        return self._tantivy.Query.term_query(self._schema, field, text, index_option=option)


class Fts5:
    """SQLite's full-text index with trigrams, over folded text; no facets and no filters."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "fts5.sqlite")
        self._database.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS paragraph USING fts5"
            "(folded, shown UNINDEXED, article UNINDEXED, tokenize='trigram case_sensitive 1')"
        )

    def add(self, documents: Sequence[Document]) -> None:
        """Index some documents."""
        self._database.executemany(
            "INSERT INTO paragraph VALUES (?, ?, ?)",
            ((fold(document.text), document.text, document.article) for document in documents),
        )

    def finish(self) -> None:
        """Put all on the disk."""
        self._database.commit()
        self._database.close()

    def run(self, query: Mined) -> int | None:
        """Count and the ten best; strings of one or two characters by reading every row."""
        if query.facet:
            return None
        long = " AND ".join('"' + text.replace('"', '""') + '"' for text in query.texts if len(text) >= 3)
        short = [text for text in query.texts if len(text) < 3]
        conditions = ["paragraph MATCH ?"] * bool(long) + ["instr(folded, ?)"] * len(short)
        where = " AND ".join(conditions)
        values = [long] * bool(long) + short
        count = self._database.execute(f"SELECT count(*) FROM paragraph WHERE {where}", values).fetchone()[0]
        order = "ORDER BY rank" if long else ""
        self._database.execute(
            f"SELECT rowid FROM paragraph WHERE {where} {order} LIMIT {_SHOWN}",
            values,
        ).fetchall()
        return int(count)


class StockWhoosh:
    """Whoosh as it comes, with jieba's analyzer."""

    def __init__(self, folder: Path) -> None:
        from jieba.analyse import ChineseAnalyzer
        from whoosh import fields, index

        if index.exists_in(str(folder)):
            self._index = index.open_dir(str(folder))
        else:
            facets = {name: fields.KEYWORD(sortable=True, stored=True) for name in FACETS}
            kept = fields.Schema(
                article=fields.ID(stored=True), text=fields.TEXT(stored=True, analyzer=ChineseAnalyzer()), **facets
            )
            self._index = index.create_in(str(folder), kept)
        self._analyzer = ChineseAnalyzer()
        self._writer: Any = None
        self._searcher: Any = None

    def add(self, documents: Sequence[Document]) -> None:
        """Index some documents."""
        self._writer = self._writer or self._index.writer(limitmb=512)
        for document in documents:
            facets = {name: " ".join(getattr(document, name)) for name in FACETS if getattr(document, name)}
            self._writer.add_document(article=document.article, text=document.text, **facets)

    def finish(self) -> None:
        """Put all on the disk."""
        self._writer.commit()

    def run(self, query: Mined) -> int | None:
        """Count, the ten best, and the facets; no strings across words."""
        from whoosh import sorting
        from whoosh.query import And, Term

        if query.kind in ("string", "character"):
            return None
        self._searcher = self._searcher or self._index.searcher()
        terms = [token.text for text in query.texts for token in self._analyzer(text)]
        clauses = [Term("text", term) for term in terms]
        if query.facet:
            clauses.append(Term(query.facet, query.value))
        groups = [sorting.FieldFacet(name, allow_overlap=True) for name in FACETS]
        facets = dict(zip(FACETS, groups, strict=True))
        found = self._searcher.search(And(clauses), limit=_SHOWN, groupedby=facets)
        return len(found)


PEERS: dict[str, Any] = {"tantivy": Tantivy, "fts5": Fts5, "whoosh": StockWhoosh}
"""Name on the command line → the class that both builds and answers, given a folder."""
