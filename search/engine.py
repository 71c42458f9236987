"""Query in, result page out: the engine that the page and the command line talk to."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock

from index.errors import ZhengsouError
from index.store import Store
from search.completions import Completion, Completions
from search.concordance import Concordance, Order, concordance
from search.correction import did_you_mean
from search.execute import execute
from search.facets import facets
from search.matching import match, matching
from search.query import Query
from search.results import ArticleView, PlaceRef, QueryEcho, Related, Result, ResultPage, ThemeRef, Total
from search.showing import article_refs, article_view, place_refs, result, theme_refs
from search.similar import similar
from search.snapshot import Snapshot
from search.spelling import Speller
from search.trends import Level, Spread, Step, Timeline, spread, timeline

__all__ = ["Engine"]


class _Opened:
    """A snapshot, and what is made of it when it is first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    @cached_property
    def completions(self) -> Completions:
        return Completions(self.snapshot)

    @cached_property
    def speller(self) -> Speller:
        return Speller(self.snapshot)


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
        self._opened = _opened(self._store)

    def search(self, query: Query) -> ResultPage:
        """Run a query."""
        began = time.perf_counter()
        opened = self._current()
        snapshot = opened.snapshot
        matches = execute(snapshot, query)
        results = tuple(result(snapshot, matches.wanted, found) for found in matches.page)
        counted = {
            name: (facet.values, matches.counts[name])
            for name, facet in snapshot.facets(mentions=query.mentions).items()
        }
        shown = facets(counted, query)
        missed = query.node is not None and (matches.relaxed or not matches.found)
        return ResultPage(
            query=QueryEcho(
                query.text,
                "relaxed" if matches.relaxed else "all",
                (*query.notices, *matches.notices),
                query.understood,
                tuple((each.word, each.alternatives) for each in query.expansions),
                did_you_mean(snapshot, opened.speller, query) if missed else "",
            ),
            total=Total(matches.articles, matches.paragraphs),
            took_ms=round((time.perf_counter() - began) * 1000, 1),
            page=query.page,
            pages=math.ceil(matches.results / query.size),
            results=results,
            facets=shown,
        )

    def notices(self, query: Query) -> tuple[str, ...]:
        """What the search does that the reader might not expect, in Chinese: those of its result page."""
        return (*query.notices, *match(self._current().snapshot, query).notices)

    def article(self, article_id: str, query: Query | None = None) -> ArticleView | None:
        """A whole article, with what the query matched marked; None if there is none with this id."""
        snapshot = self._current().snapshot
        number = snapshot.article_number(article_id)
        if number is None:
            return None
        return article_view(snapshot, number, match(snapshot, query or Query()).wanted)

    def rows(self, query: Query) -> Iterator[Result]:
        """Every article that matches, in the order that was asked for; reprints stand for themselves, as in the counts.

        What was opened when the first is asked for answers to the last, whatever is published meanwhile.
        """
        snapshot = self._current().snapshot
        matches = execute(snapshot, replace(query, page=1, size=max(1, snapshot.articles)), folded=False)
        for found in matches.page:
            yield result(snapshot, matches.wanted, found)

    def complete(self, text: str, limit: int = 10) -> tuple[Completion, ...]:
        """What may be typed on; see `search.completions`."""
        return self._current().completions.complete(text, limit)

    def related(self, article_id: str) -> tuple[Related, ...]:
        """The articles that share rare words with one, the most similar first; none for an id that is not known."""
        snapshot = self._current().snapshot
        number = snapshot.article_number(article_id)
        found = similar(snapshot, number) if number is not None else ()
        refs = article_refs(snapshot, (each.article for each in found))
        return tuple(Related(ref, each.shared) for ref, each in zip(refs, found, strict=True))

    def timeline(self, query: Query, step: Step) -> Timeline:
        """How many articles match, by month or year; see `search.trends`."""
        snapshot = self._current().snapshot
        return timeline(snapshot, matching(snapshot, query)[0], step)

    def spread(self, query: Query, level: Level) -> Spread:
        """Which places have matching articles since when; see `search.trends`."""
        snapshot = self._current().snapshot
        return spread(snapshot, matching(snapshot, query)[0], level)

    def concordance(self, query: Query, order: Order, page: int, size: int) -> Concordance:
        """Every occurrence on a line of its own; see `search.concordance`."""
        return concordance(self._current().snapshot, query, order, page, size)

    @property
    def generation(self) -> str:
        """The name of what answers now; after every commit it is another."""
        return self._current().snapshot.generation.name

    @property
    def updated(self) -> datetime:
        """When what answers now was committed."""
        return datetime.fromisoformat(self._current().snapshot.generation.seal.created)

    def place(self, code: str) -> PlaceRef | None:
        """A place by its code."""
        return next(iter(place_refs([code])), None)

    def theme(self, theme_id: str) -> ThemeRef | None:
        """A theme by its id."""
        return next(iter(theme_refs([theme_id])), None)

    def warm(self) -> None:
        """Make what the first completion or correction would have to wait for."""
        opened = self._current()
        opened.completions.complete("a")
        opened.speller.correction("政侧")

    def close(self) -> None:
        """Let the index go."""
        self._opened.snapshot.close()

    def _current(self) -> _Opened:
        """The generation in force."""
        if self._store.current() != self._opened.snapshot.generation.name:
            with self._lock:
                if self._store.current() != self._opened.snapshot.generation.name:
                    older, self._opened = self._opened, _opened(self._store)
                    # Whoever still searches the older one has its files mapped, and needs no lock on them.
                    older.snapshot.close()
        return self._opened


def _opened(store: Store) -> _Opened:
    generation = store.open()
    try:
        return _Opened(Snapshot(generation))
    except Exception as error:
        generation.close()
        if isinstance(error, ZhengsouError):
            raise
        raise generation.broken(error) from error
