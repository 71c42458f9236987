"""What is in the generation being searched, as numbers?

Documents and articles are numbered from 0 in the order of the index, segment after segment, deleted ones included;
`live` tells which articles are there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columnar import OpenSegment
from index.generation import Generation
from index.schema import HEAD

__all__ = ["Facet", "Integers", "Mask", "Postings", "Snapshot"]

_FEW = 4
"""Up to one in so many articles, going from one to the next is faster than looking at all."""

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Facet:
    """Which articles carry which values of a field.

    Attributes:
        values: the distinct values, sorted.
        starts: int64, one more than there are articles: where the values of each begin, and where the last ones end.
        numbers: int64, positions in `values`, article by article, each at most once.
        owners: int32, beside `numbers`: whose they are.
    """

    values: tuple[str, ...]
    starts: Integers
    numbers: Integers
    owners: NDArray[np.int32] = field(init=False)

    def __post_init__(self) -> None:
        owners = np.repeat(np.arange(self.starts.size - 1, dtype=np.int32), np.diff(self.starts))
        object.__setattr__(self, "owners", owners)

    def mask(self, wanted: set[str]) -> Mask:
        """Which articles carry at least one of the wanted values."""
        chosen = np.array([value in wanted for value in self.values], dtype=np.bool_)
        mask = np.zeros(self.starts.size - 1, dtype=np.bool_)
        if chosen.any():
            mask[self.owners[chosen[self.numbers]]] = True
        return mask

    def counts(self, articles: Integers) -> dict[str, int]:
        """How many of some articles carry each value; values that none carries are left out."""
        if articles.size * _FEW > self.starts.size:
            among = np.zeros(self.starts.size - 1, dtype=np.bool_)
            among[articles] = True
            carried = self.numbers[among[self.owners]]
        else:
            sizes = self.starts[articles + 1] - self.starts[articles]
            ends = np.cumsum(sizes)
            total = int(ends[-1]) if ends.size else 0
            carried = self.numbers[np.arange(total) + np.repeat(self.starts[articles] - ends + sizes, sizes)]
        counts = np.bincount(carried, minlength=len(self.values))
        found = np.flatnonzero(counts)
        return dict(zip((self.values[number] for number in found), counts[found].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Postings:
    """The documents in which something occurs.

    Attributes:
        documents: int64, ascending, without deleted ones.
        frequencies: how often in each.
        lengths: how many terms the field has in each, as places in `index.columnar.BYTE_LENGTHS`.
        total: in how many documents it occurs, deleted ones among them: what Whoosh calls its document frequency.
    """

    documents: Integers
    frequencies: NDArray[Any]
    lengths: NDArray[np.uint8]
    total: int

    def at(self, places: Integers) -> Postings:
        """Only those at some places; the total stays."""
        return Postings(self.documents[places], self.frequencies[places], self.lengths[places], self.total)


class Snapshot:
    """One generation, opened for searching. Never changes, so any number of threads may use it."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self._segments: list[OpenSegment] = generation.segments()
        sizes = [segment.arrays.documents for segment in self._segments]
        self._bases = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        ordinals = [segment.arrays.columns["ordinal"] for segment in self._segments]
        self.ordinals: NDArray[Any] = np.concatenate(ordinals) if ordinals else np.zeros(0, dtype=np.int64)
        is_head = self.ordinals == HEAD
        self.article_of: NDArray[np.int32] = np.cumsum(is_head, dtype=np.int32) - np.int32(1)
        self.heads: Integers = np.append(np.flatnonzero(is_head), self.ordinals.size)
        self._gone: list[Mask | None] = [_gone(segment) for segment in self._segments]
        self.live: Mask = np.ones(self.heads.size - 1, dtype=np.bool_)
        for base, segment in zip(self._bases, self._segments, strict=False):
            self.live[self.article_of[segment.deleted + base]] = False

    @property
    def documents(self) -> int:
        """How many document numbers there are."""
        return int(self.ordinals.size)

    @property
    def articles(self) -> int:
        """How many article numbers there are."""
        return int(self.live.size)

    # Where does something occur?

    def occurrences(self, folded: str) -> Postings:
        """The documents in whose text a folded string occurs."""
        return self._joined("text", [segment.arrays.text.documents(folded) for segment in self._segments])

    def occurrence_count(self, folded: str) -> int:
        """How often a folded string occurs, about: at least that often, and exactly for one and two characters."""
        return sum(segment.arrays.text.count(folded) for segment in self._segments)

    def postings(self, name: str, term: str) -> Postings:
        """The documents that have a term in an inverted field."""
        found = []
        for segment in self._segments:
            inverted = segment.arrays.inverted(name)
            rank = inverted.rank(term.encode())
            docs, frequencies = inverted.postings(rank) if rank is not None else (inverted.docs[:0], None)
            found.append((docs, np.ones(docs.size) if frequencies is None else frequencies))
        return self._joined(name, found)

    def average_length(self, field: str) -> float:
        """How many terms a document has in a field, on average over all, as Whoosh reckons it."""
        total = sum(segment.arrays.total_length(field) for segment in self._segments)
        return total / self.documents if total else 1.0

    def _joined(self, field: str, found: list[tuple[NDArray[Any], NDArray[Any]]]) -> Postings:
        documents, frequencies, lengths = [], [], []
        total = 0
        for base, segment, gone, (docs, counts) in zip(self._bases, self._segments, self._gone, found, strict=False):
            if not docs.size:
                continue
            total += docs.size
            if gone is not None:
                there = ~gone[docs]
                docs, counts = docs[there], counts[there]
            of_field = segment.arrays.lengths(field)
            documents.append(docs + base)
            frequencies.append(counts)
            lengths.append(of_field[docs] if of_field is not None else np.zeros(docs.size, dtype=np.uint8))
        if not documents:
            empty = np.zeros(0)
            return Postings(empty.astype(np.int64), empty, empty.astype(np.uint8), 0)
        if len(documents) == 1:
            return Postings(documents[0], frequencies[0], lengths[0], total)
        return Postings(np.concatenate(documents), np.concatenate(frequencies), np.concatenate(lengths), total)

    # What do the articles carry?

    @property
    def facets(self) -> dict[str, Facet]:
        """The four facets of a search by name."""
        return {"place": self.places, "theme": self.themes, "year": self.years, "source": self.sources}

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
    def dates(self) -> Integers:
        """For each article its date as a number, 0 where it has none; see `index.schema.number_from_date`."""
        columns = [segment.arrays.columns["date"] for segment in self._segments]
        return np.concatenate([np.zeros(0, dtype=np.int64), *columns]).astype(np.int64)[self.heads[:-1]]

    @cached_property
    def years(self) -> Facet:
        """The years of the dates."""
        years, numbers = np.unique(self.dates // 10000, return_inverse=True)
        dated = self.dates > 0
        first = int(years.size and years[0] == 0)
        starts = np.concatenate(([0], np.cumsum(dated)))
        return Facet(tuple(f"{year:04d}" for year in years[first:].tolist()), starts, numbers[dated] - first)

    def _facet(self, field: str) -> Facet:
        """The postings of a field over the heads of articles, turned to the articles' side."""
        values: dict[bytes, int] = {}
        articles: list[Integers] = []
        numbers: list[Integers] = []
        for base, segment in zip(self._bases, self._segments, strict=False):
            inverted = segment.arrays.inverted(field)
            is_head = segment.arrays.columns["ordinal"] == HEAD
            at_head = np.flatnonzero(is_head[inverted.docs])
            ranks = np.searchsorted(inverted.starts, at_head, side="right") - 1
            known = np.array([values.setdefault(term, len(values)) for term in inverted.terms()], dtype=np.int64)
            articles.append(self.article_of[inverted.docs[at_head] + base].astype(np.int64))
            numbers.append(known[ranks] if known.size else ranks)
        names = sorted(values)
        rank = np.empty(len(names), dtype=np.int64)
        rank[[values[name] for name in names]] = np.arange(len(names))
        owners = np.concatenate([np.zeros(0, dtype=np.int64), *articles])
        carried = np.concatenate([np.zeros(0, dtype=np.int64), *numbers])
        order = np.argsort(owners, kind="stable")
        starts = np.concatenate(([0], np.cumsum(np.bincount(owners, minlength=self.articles))))
        return Facet(tuple(name.decode() for name in names), starts, rank[carried[order]])

    # Here is a document, what is shown of it?

    @cached_property
    def files(self) -> dict[str, tuple[str, ...]]:
        """Article id → the files that hold it."""
        return self.generation.manifest().files_of()

    def text(self, document: int) -> str:
        """The text of a document as it is shown."""
        segment, number = self._locate(document)
        return segment.arrays.text.shown(number)

    def meta(self, article: int) -> dict[str, Any]:
        """What is shown of an article beside its paragraphs; see `index.schema`."""
        segment, number = self._locate(int(self.heads[article]))
        meta: dict[str, Any] = segment.arrays.stored.get(number)["meta"]
        return meta

    def article_number(self, article_id: str) -> int | None:
        """The number of an article by its id."""
        found = self.postings("article", article_id).documents
        return int(self.article_of[found[0]]) if found.size else None

    def documents_of(self, article: int) -> range:
        """The document numbers of an article, its head first."""
        return range(int(self.heads[article]), int(self.heads[article + 1]))

    def close(self) -> None:
        """Let the generation go."""
        self.generation.close()

    def _locate(self, document: int) -> tuple[OpenSegment, int]:
        place = int(np.searchsorted(self._bases, document, side="right")) - 1
        return self._segments[place], document - int(self._bases[place])


def _gone(segment: OpenSegment) -> Mask | None:
    if not segment.deleted.size:
        return None
    gone = np.zeros(segment.arrays.documents, dtype=np.bool_)
    gone[segment.deleted] = True
    return gone
