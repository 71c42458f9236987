"""What is in the generation being searched, as numbers?

Articles are numbered from 0 in the order of the index, deleted ones included; `live` tells which are there. A facet
is the list of its values and the pairs (article, value) that hold, without repetition.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.schema import HEAD
from index.store import Generation

__all__ = ["Facet", "Integers", "Mask", "Snapshot"]

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Facet:
    """Which article carries which values of a field.

    Attributes:
        values: the distinct values, sorted.
        articles: int64, article numbers, ascending within a value; one entry for each pair.
        numbers: int64 of the same length, ascending: the value's position in `values`.
    """

    values: tuple[str, ...]
    articles: Integers
    numbers: Integers

    def mask(self, wanted: set[str], size: int) -> Mask:
        """Which of `size` articles carry at least one of the wanted values."""
        mask = np.zeros(size, dtype=np.bool_)
        chosen = np.array([value in wanted for value in self.values], dtype=np.bool_)
        if chosen.size:
            mask[self.articles[chosen[self.numbers]]] = True
        return mask

    def counts(self, matched: Mask) -> dict[str, int]:
        """How many of the matched articles carry each value; values that none carries are left out."""
        counts = np.bincount(self.numbers[matched[self.articles]], minlength=len(self.values))
        return {self.values[number]: int(counts[number]) for number in np.flatnonzero(counts)}


class Snapshot:
    """One generation, opened for searching."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.searcher: Any = generation.whoosh().searcher()
        self._reader: Any = self.searcher.reader()
        size = self._reader.doc_count_all()
        if size:
            column = self._reader.column_reader("ordinal")
            self.ordinals: Integers = np.fromiter((column[doc] for doc in range(size)), dtype=np.int64, count=size)
        else:
            self.ordinals = np.zeros(0, dtype=np.int64)
        self.article_of: Integers = np.cumsum(self.ordinals == HEAD) - 1
        self.heads: Integers = np.flatnonzero(self.ordinals == HEAD)
        self.live: Mask = np.zeros(self.heads.size, dtype=np.bool_)
        self.live[self.article_of[np.fromiter(self._reader.all_doc_ids(), dtype=np.int64)]] = True

    @property
    def articles(self) -> int:
        """How many article numbers there are."""
        return int(self.heads.size)

    @cached_property
    def places(self) -> Facet:
        """Codes of places, with all that lie above them."""
        return self._facet("place")

    @cached_property
    def themes(self) -> Facet:
        """Ids of themes, with those above them."""
        return self._facet("theme")

    @cached_property
    def sources(self) -> Facet:
        """Publishers."""
        return self._facet("source")

    @cached_property
    def dates(self) -> Facet:
        """Dates as they are written, so `2023` beside `2023-06-30`."""
        return self._facet("date")

    @cached_property
    def years(self) -> Facet:
        """The years of the dates."""
        years = sorted({date[:4] for date in self.dates.values})
        position = {year: number for number, year in enumerate(years)}
        year_of = np.array([position[date[:4]] for date in self.dates.values], dtype=np.int64)
        numbers = year_of[self.dates.numbers] if years else self.dates.numbers
        return Facet(tuple(years), self.dates.articles, numbers)

    @cached_property
    def date_rank(self) -> Integers:
        """For each article the position of its date among all dates; −1 where it has none."""
        rank = np.full(self.articles, -1, dtype=np.int64)
        rank[self.dates.articles] = self.dates.numbers
        return rank

    @cached_property
    def files(self) -> dict[str, tuple[str, ...]]:
        """Article id → the files that hold it."""
        return self.generation.manifest().files_of()

    def stored(self, document: int) -> dict[str, Any]:
        """The stored fields of a document."""
        fields: dict[str, Any] = self.searcher.stored_fields(document)
        return fields

    def article_number(self, article_id: str) -> int | None:
        """The number of an article by its id."""
        documents = self._documents("article", article_id)
        return int(self.article_of[documents[0]]) if documents.size else None

    def documents_of(self, article: int) -> range:
        """The document numbers of an article, its head first."""
        first = int(self.heads[article])
        last = int(self.heads[article + 1]) if article + 1 < self.articles else int(self.ordinals.size)
        return range(first, last)

    def close(self) -> None:
        """Close Whoosh's files and let the generation go."""
        self.searcher.close()
        self.generation.close()

    def _documents(self, field: str, term: str) -> Integers:
        if (field, term) not in self._reader:
            return np.zeros(0, dtype=np.int64)
        return np.fromiter(self.searcher.postings(field, term).all_ids(), dtype=np.int64)

    def _facet(self, field: str) -> Facet:
        values: list[str] = []
        parts: list[Integers] = []
        for term in self._reader.lexicon(field):
            text = term.decode("utf-8")
            articles = np.unique(self.article_of[self._documents(field, text)])
            if articles.size:
                values.append(text)
                parts.append(articles)
        sizes = [part.size for part in parts]
        return Facet(
            tuple(values),
            np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64),
            np.repeat(np.arange(len(parts), dtype=np.int64), sizes),
        )
