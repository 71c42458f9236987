"""What is in the generation being searched, as numbers?

Documents and articles are numbered from 0 in the order of the index, segment after segment, deleted ones included;
`live` tells which articles are there: those of which nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columnar import BYTE_LENGTHS, OpenSegment, Sought, near
from index.generation import Generation
from index.schema import HEAD
from search.counting import Counts, Facet, Integers, Mask

__all__ = ["Occurrences", "Postings", "Snapshot"]

_FEW = 4
"""Up to one in so many documents, looking each up is faster than marking all."""


class Occurrences:
    """Where a folded string occurs in a snapshot.

    Attributes:
        bound: how often it occurs, deleted documents counted, if it has one or two characters; a longer one occurs at
            most so often.
    """

    def __init__(self, snapshot: Snapshot, sought: list[Sought]) -> None:
        self._snapshot = snapshot
        self._sought = sought
        self.bound = sum(each.bound for each in sought)

    @cached_property
    def document_frequency(self) -> int:
        """In how many documents it occurs, deleted ones counted; of three characters and more, its rarest pair."""
        return sum(each.document_frequency for each in self._sought)

    def documents(self) -> tuple[Integers, Counts]:
        """The documents in which it occurs, ascending, and how often in each."""
        return self._snapshot.joined([each.documents() for each in self._sought])

    def documents_in(self, first: Integers, behind: Integers) -> tuple[Integers, Counts]:
        """The same for some runs of documents; others may be among them, as `index.columnar.Sought` says.

        Args:
            first: the first document of each run; ascending, and runs do not overlap.
            behind: the first document behind each run.
        """
        found = []
        bases = self._snapshot.bases
        low, high = behind.searchsorted(bases[:-1], side="right"), first.searchsorted(bases[1:])
        parts = map(slice, low.tolist(), high.tolist())
        for part, each, (base, end) in zip(parts, self._sought, pairwise(bases.tolist()), strict=True):
            begins, ends = first[part] - base, behind[part] - base
            # Only the outermost runs can reach into another segment.
            begins[:1], ends[-1:] = np.maximum(begins[:1], 0), np.minimum(ends[-1:], end - base)
            found.append(each.documents_in(begins, ends))
        return self._snapshot.joined(found)


class Postings:
    """The documents of a snapshot that have a term in an inverted field.

    Attributes:
        document_frequency: how many they are, deleted ones counted.
    """

    def __init__(self, snapshot: Snapshot, found: list[tuple[NDArray[np.int32], NDArray[np.uint8]]]) -> None:
        self._snapshot = snapshot
        self._found = found
        self.document_frequency = sum(docs.size for docs, _ in found)

    def documents(self) -> tuple[Integers, Counts]:
        """The documents, ascending, and how often each has the term."""
        return self._snapshot.joined(self._found)

    def frequencies(self, documents: Integers) -> NDArray[np.uint8]:
        """How often each of some documents, ascending, has the term; 255 is 255 or more."""
        counts = np.zeros(documents.size, dtype=np.uint8)
        bases = self._snapshot.bases
        borders = documents.searchsorted(bases).tolist()
        for number, (docs, frequencies) in enumerate(self._found):
            part = slice(borders[number], borders[number + 1])
            if not docs.size or part.start == part.stop:
                continue
            wanted = documents[part] - bases[number]
            if wanted.size * _FEW < docs.size:
                wanted = wanted.astype(docs.dtype)
                places = np.minimum(docs.searchsorted(wanted), docs.size - 1)
                counts[part] = np.where(docs[places] == wanted, frequencies[places], 0)
            else:
                dense = np.zeros(int(bases[number + 1] - bases[number]), dtype=np.uint8)
                dense[docs] = frequencies
                counts[part] = dense[wanted]
        return counts


class Snapshot:
    """One generation, opened for searching. Never changes, so any number of threads may use it."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self._segments: list[OpenSegment] = generation.segments()
        sizes = [segment.arrays.documents for segment in self._segments]
        self.bases = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        ordinals = [segment.arrays.columns["ordinal"] for segment in self._segments]
        self._lengths: dict[str, NDArray[np.uint8]] = {}
        self.ordinals: NDArray[Any] = np.concatenate(ordinals) if ordinals else np.zeros(0, dtype=np.int64)
        is_head = self.ordinals == HEAD
        self.article_of: NDArray[np.int32] = np.cumsum(is_head, dtype=np.int32) - np.int32(1)
        self.heads: Integers = np.append(np.flatnonzero(is_head), self.ordinals.size)
        self.live: Mask = np.ones(self.heads.size - 1, dtype=np.bool_)
        for base, segment in zip(self.bases, self._segments, strict=False):
            self.live[self.article_of[segment.deleted + base]] = False
        self._all_live = bool(self.live.all())

    @property
    def documents(self) -> int:
        """How many document numbers there are."""
        return int(self.ordinals.size)

    @property
    def articles(self) -> int:
        """How many article numbers there are."""
        return int(self.live.size)

    # Where does something occur?

    def occurrences(self, folded: str, *, at_word: bool = False) -> Occurrences:
        """Where a folded string occurs in the texts; with `at_word`, not inside a run of letters and digits."""
        return Occurrences(self, [Sought(each.arrays.text, folded, at_word=at_word) for each in self._segments])

    def near(self, left: str, right: str, distance: int) -> tuple[Integers, Counts]:
        """The documents in which two folded strings stand near each other, as `index.columnar.near` says."""
        return self.joined([near(each.arrays.text, left, right, distance) for each in self._segments])

    def words_with(self, prefix: str) -> dict[str, int]:
        """The words of the index that begin with a folded string, and in how many documents each stands."""
        counts: dict[str, int] = {}
        for each in self._segments:
            for term, count in each.arrays.inverted("words").terms_with(prefix.encode()):
                word = term.decode()
                counts[word] = counts.get(word, 0) + count
        return counts

    def term(self, name: str, term: str) -> Postings:
        """Which documents have a term in an inverted field."""
        found = []
        for segment in self._segments:
            inverted = segment.arrays.inverted(name)
            rank = inverted.rank(term.encode())
            docs, frequencies = inverted.postings(rank) if rank is not None else (inverted.docs[:0], None)
            found.append((docs, np.ones(docs.size, dtype=np.uint8) if frequencies is None else frequencies))
        return Postings(self, found)

    def word_counts(self) -> dict[str, int]:
        """Every word of the index, and in how many documents it stands, deleted ones counted."""
        counts: dict[bytes, int] = {}
        for each in self._segments:
            words = each.arrays.inverted("words")
            for term, documents in zip(words.terms(), np.diff(words.starts).tolist(), strict=True):
                counts[term] = counts.get(term, 0) + documents
        return {term.decode(): documents for term, documents in counts.items()}

    def lengths(self, name: str) -> NDArray[np.uint8]:
        """How many terms a field has in each document, as places in `index.columnar.BYTE_LENGTHS`."""
        if name not in self._lengths:
            found = [(segment.arrays.documents, segment.arrays.lengths(name)) for segment in self._segments]
            parts = [np.zeros(size, dtype=np.uint8) if part is None else part for size, part in found]
            self._lengths[name] = np.concatenate([np.zeros(0, dtype=np.uint8), *parts])
        return self._lengths[name]

    @cached_property
    def article_lengths(self) -> NDArray[np.float32]:
        """About how many pairs of characters each article has."""
        lengths = BYTE_LENGTHS[self.lengths("text")]
        return np.add.reduceat(lengths, self.heads[:-1]).astype(np.float32) if lengths.size else np.zeros(0, np.float32)

    @cached_property
    def average_article_length(self) -> float:
        """Of all articles, at least one pair."""
        return max(1.0, float(self.article_lengths.mean())) if self.articles else 1.0

    def average_length(self, name: str) -> float:
        """How many terms a document has in a field, on average over all, as Whoosh reckons it."""
        total = sum(segment.arrays.total_length(name) for segment in self._segments)
        return total / self.documents if total else 1.0

    def joined(self, found: Sequence[tuple[NDArray[Any], NDArray[Any]]]) -> tuple[Integers, Counts]:
        """What was found in each segment by its numbers, by the numbers of the whole, without deleted articles."""
        bases = self.bases.tolist()
        documents = np.concatenate(
            [np.zeros(0, dtype=np.int64), *(docs + base for (docs, _), base in zip(found, bases, strict=False))]
        )
        frequencies = np.concatenate([np.zeros(0, dtype=np.uint8), *(counts for _, counts in found)])
        if self._all_live:
            return documents, frequencies
        there = self.live[self.article_of[documents]]
        return documents[there], frequencies[there]

    # What do the articles carry?

    def facets(self, *, mentions: bool = False) -> dict[str, Facet]:
        """The four facets of a search by name; of places, those that are mentioned count, too, if asked for."""
        return {
            "place": self.mentions if mentions else self.places,
            "theme": self.themes,
            "year": self.years,
            "source": self.sources,
        }

    @cached_property
    def places(self) -> Facet:
        """Codes of the places that the articles are about, with all that lie above them."""
        return self._facet("place")

    @cached_property
    def mentions(self) -> Facet:
        """The same of all places that are named, whether an article is about them or not."""
        return self._facet("mention")

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
        heads_before = np.concatenate((np.zeros(1, dtype=np.int64), self.article_of.astype(np.int64) + 1))
        for base, segment in zip(self.bases, self._segments, strict=False):
            inverted = segment.arrays.inverted(field)
            ranks, first, ends = inverted.runs()
            low, high = heads_before[first + base], heads_before[ends + base]
            behind = np.cumsum(high - low)
            held = np.arange(int(behind[-1]) if behind.size else 0) + np.repeat(high - behind, high - low)
            known = np.array([values.setdefault(term, len(values)) for term in inverted.terms()], dtype=np.int64)
            articles.append(held)
            numbers.append(known[np.repeat(ranks, high - low)])
        names = sorted(values)
        rank = np.empty(len(names), dtype=np.int64)
        rank[[values[name] for name in names]] = np.arange(len(names))
        owners = np.concatenate([np.zeros(0, dtype=np.int64), *articles])
        carried = np.concatenate([np.zeros(0, dtype=np.int64), *numbers])
        order = np.argsort(owners, kind="stable")
        starts = np.concatenate(([0], np.cumsum(np.bincount(owners, minlength=self.articles))))
        return Facet(tuple(name.decode() for name in names), starts, rank[carried[order]])

    @cached_property
    def leader_of(self) -> Integers:
        """For each article the one that leads its group of reprints (`index.reprints`); itself if it is in none."""
        leaders = np.arange(self.articles)
        reprints = self.generation.reprints()
        if reprints.members.size:
            numbers = dict(zip(*self._numbers_by_id(), strict=True))
            for member, leader in zip(reprints.members.tolist(), reprints.leaders.tolist(), strict=True):
                leaders[numbers[member]] = numbers[leader]
        return leaders

    @cached_property
    def leads(self) -> Mask:
        """Which articles lead a group of reprints."""
        leads = np.zeros(self.articles, dtype=np.bool_)
        leads[self.leader_of[self.leader_of != np.arange(self.articles)]] = True
        return leads

    def reprints(self, article: int) -> list[int]:
        """The other articles of an article's group, ascending."""
        found: list[int] = np.flatnonzero(self.leader_of == self.leader_of[article]).tolist()
        return [other for other in found if other != article]

    def _numbers_by_id(self) -> tuple[list[int], list[int]]:
        """The ids of all articles that are live, as numbers, and beside them the numbers of the articles."""
        ids: list[int] = []
        numbers: list[int] = []
        for base, segment in zip(self.bases.tolist(), self._segments, strict=False):
            inverted = segment.arrays.inverted("article")
            articles = self.article_of[inverted.docs[inverted.starts[:-1]] + base]
            there = self.live[articles]
            ids += [int(term, 16) for term, live in zip(inverted.terms(), there.tolist(), strict=True) if live]
            numbers += articles[there].tolist()
        return ids, numbers

    # Here is a document, what is shown of it?

    @cached_property
    def files(self) -> dict[str, tuple[str, ...]]:
        """Article id → the files that hold it."""
        return self.generation.manifest().files_of()

    def text(self, document: int) -> str:
        """The text of a document as it is shown."""
        segment, number = self._locate(document)
        return segment.arrays.text.shown(number)

    def matched(self, document: int) -> str:
        """The text of a document as it is matched."""
        segment, number = self._locate(document)
        return segment.arrays.text.matched(number)

    def matched_heads(self) -> list[str]:
        """The texts of all heads as they are matched, by article."""
        found: list[str] = []
        for each in self._segments:
            text, is_head = each.arrays.text, each.arrays.columns["ordinal"] == HEAD
            sizes = np.diff(text.starts)
            together = text.characters(np.repeat(is_head, sizes))
            ends = np.cumsum(sizes[is_head]).tolist()
            found += [together[start : end - 1] for start, end in pairwise((0, *ends))]
        return found

    def meta(self, article: int) -> dict[str, Any]:
        """What is shown of an article beside its paragraphs; see `index.schema`."""
        segment, number = self._locate(int(self.heads[article]))
        meta: dict[str, Any] = segment.arrays.stored.get(number)["meta"]
        return meta

    def article_number(self, article_id: str) -> int | None:
        """The number of an article by its id."""
        documents, _ = self.term("article", article_id).documents()
        return int(self.article_of[documents[0]]) if documents.size else None

    def documents_of(self, article: int) -> range:
        """The document numbers of an article, its head first."""
        return range(int(self.heads[article]), int(self.heads[article + 1]))

    def close(self) -> None:
        """Let the generation go."""
        self.generation.close()

    def _locate(self, document: int) -> tuple[OpenSegment, int]:
        place = int(np.searchsorted(self.bases, document, side="right")) - 1
        return self._segments[place], document - int(self.bases[place])
