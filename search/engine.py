"""Query in, result page out: the engine that the page and the command line talk to."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from index.errors import ZhengsouError
from index.store import Store
from index.tagging import gazetteer, theme_tree
from search.execute import ArticleMatch, Marking, Matches, execute, marking
from search.facets import facets
from search.marking import mark, parts_in
from search.passages import marked_passage
from search.query import Query
from search.results import (
    ArticleRef,
    ArticleView,
    Passage,
    PlaceFound,
    PlaceOpen,
    PlaceRef,
    QueryEcho,
    Result,
    ResultPage,
    TextWithMarks,
    ThemeFound,
    ThemeRef,
    Total,
)
from search.snapshot import Snapshot

__all__ = ["PARAGRAPHS_SHOWN", "Engine"]

PARAGRAPHS_SHOWN = 3
"""Paragraphs of an article on a result page, at most."""


class Engine:
    """An index, open for searching; when a new generation is published, the next search is answered from it.

    May be used by any number of threads.
    """

    def __init__(self, index_dir: Path) -> None:
        """Open the index.

        Raises:
            IndexMissing, IndexStale, IndexDamaged: it cannot be searched; the message says what to do.
        """
        self._store = Store(index_dir)
        self._lock = Lock()
        self._snapshot = _opened(self._store)

    def search(self, query: Query) -> ResultPage:
        """Run a query."""
        began = time.perf_counter()
        snapshot = self._current()
        matches = execute(snapshot, query)
        results = tuple(_result(snapshot, matches, match) for match in matches.page)
        counted = {
            name: (facet.values, matches.counts[name])
            for name, facet in snapshot.facets(mentions=query.mentions).items()
        }
        shown = facets(counted, query)
        return ResultPage(
            query=QueryEcho(
                query.text,
                "relaxed" if matches.relaxed else "all",
                (*query.notices, *matches.notices),
                query.understood,
                tuple((each.word, each.alternatives) for each in query.expansions),
            ),
            total=Total(matches.articles, matches.paragraphs),
            took_ms=round((time.perf_counter() - began) * 1000, 1),
            page=query.page,
            pages=math.ceil(matches.results / query.size),
            results=results,
            facets=shown,
        )

    def article(self, article_id: str, query: Query | None = None) -> ArticleView | None:
        """A whole article, with what the query matched marked; None if there is none with this id."""
        snapshot = self._current()
        number = snapshot.article_number(article_id)
        if number is None:
            return None
        meta = snapshot.meta(number)
        documents = snapshot.documents_of(number)
        wanted = marking(snapshot, query or Query())
        in_head = wanted(documents[0])
        return ArticleView(
            id=article_id,
            title=mark(meta["title"], in_head),
            subtitle=mark(meta["subtitle"], in_head),
            byline=mark(meta["byline"], in_head),
            source=meta["source"],
            edition=meta["edition"],
            date=meta["date"],
            url=meta["url"],
            places=_places_found(meta),
            themes=tuple(
                ThemeFound(theme, tuple(evidence))
                for theme_id, evidence in meta["themes"]
                for theme in _theme_refs([theme_id])
            ),
            paragraphs=tuple(
                (meta["roles"].get(str(ordinal), "body"), _marked_paragraph(snapshot, wanted, document))
                for ordinal, document in enumerate(documents[1:], start=1)
            ),
            files=snapshot.files.get(article_id, ()),
            reprints=_article_refs(snapshot, snapshot.reprints(number)),
            open_places=tuple(
                PlaceOpen(evidence, len(codes)) for evidence, codes in meta["open_places"] if len(codes) > 1
            ),
        )

    def place(self, code: str) -> PlaceRef | None:
        """A place by its code."""
        return next(iter(_place_refs([code])), None)

    def theme(self, theme_id: str) -> ThemeRef | None:
        """A theme by its id."""
        return next(iter(_theme_refs([theme_id])), None)

    def close(self) -> None:
        """Let the index go."""
        self._snapshot.close()

    def _current(self) -> Snapshot:
        """The snapshot of the generation in force."""
        if self._store.current() != self._snapshot.generation.name:
            with self._lock:
                if self._store.current() != self._snapshot.generation.name:
                    older, self._snapshot = self._snapshot, _opened(self._store)
                    # Whoever still searches the older one has its files mapped, and needs no lock on them.
                    older.close()
        return self._snapshot


def _opened(store: Store) -> Snapshot:
    generation = store.open()
    try:
        return Snapshot(generation)
    except Exception as error:
        generation.close()
        if isinstance(error, ZhengsouError):
            raise
        raise generation.broken(error) from error


def _marked_paragraph(snapshot: Snapshot, wanted: Marking, document: int) -> TextWithMarks:
    return mark(snapshot.text(document), [each for each in wanted(document) if not each.in_title])


def _result(snapshot: Snapshot, matches: Matches, match: ArticleMatch) -> Result:
    meta = snapshot.meta(match.article)
    in_head = matches.wanted(int(snapshot.heads[match.article]))
    shown = sorted(match.documents[:PARAGRAPHS_SHOWN])
    return Result(
        id=meta["id"],
        title=mark(meta["title"], in_head),
        subtitle=mark(meta["subtitle"], in_head),
        byline=mark(meta["byline"], in_head),
        source=meta["source"],
        date=meta["date"],
        places=_places(meta),
        themes=_themes(meta),
        score=round(match.score, 3),
        paragraphs=tuple(_passage(snapshot, matches.wanted, meta["id"], document) for document in shown),
        matched=len(match.documents),
        reprints=_article_refs(snapshot, match.reprints),
    )


def _article_refs(snapshot: Snapshot, articles: Iterable[int]) -> tuple[ArticleRef, ...]:
    metas = map(snapshot.meta, articles)
    return tuple(ArticleRef(meta["id"], meta["title"], meta["source"], meta["date"]) for meta in metas)


def _passage(snapshot: Snapshot, marking: Marking, article_id: str, document: int) -> Passage:
    ordinal = int(snapshot.ordinals[document])
    text = snapshot.text(document)
    wanted = [each for each in marking(document) if not each.in_title]
    shown = marked_passage(text, wanted)
    return Passage(f"{article_id}-{ordinal}", ordinal, shown.text, shown.marks, parts_in(text, wanted))


def _places(meta: dict[str, Any]) -> tuple[PlaceRef, ...]:
    return tuple(_place_refs(code for code, main, *_ in meta["places"] if main))


def _places_found(meta: dict[str, Any]) -> tuple[PlaceFound, ...]:
    """The places of an article with their evidence, but for those that lie above others: their paths show them."""
    found = [
        PlaceFound(_place_ref(code), main, rule, evidence)
        for code, main, rule, evidence in meta["places"]
        if code in gazetteer()
    ]
    paths = [each.place.path for each in found]
    return tuple(each for each in found if not any(path.startswith(f"{each.place.path}/") for path in paths))


def _themes(meta: dict[str, Any]) -> tuple[ThemeRef, ...]:
    return tuple(_theme_refs(theme for theme, _ in meta["themes"]))


def _place_refs(codes: Iterable[str]) -> list[PlaceRef]:
    return [_place_ref(code) for code in codes if code in gazetteer()]


@lru_cache(maxsize=1 << 14)
def _place_ref(code: str) -> PlaceRef:
    place = gazetteer()[code]
    return PlaceRef(place.code, place.name, place.path)


def _theme_refs(ids: Iterable[str]) -> list[ThemeRef]:
    known = theme_tree()
    themes = [known[theme] for theme in ids if theme in known]
    return [ThemeRef(theme.id, theme.name) for theme in themes]
