"""Which articles are the same report, reprinted or lightly edited?

Every article has a signature: MinHash over the strings of `SHINGLE` characters that its text holds, without
punctuation and white space (Broder, On the resemblance and containment of documents, 1997). The share of places in
which two signatures agree estimates how much of their text two articles have in common. Articles that may be alike
are found by bands of their signatures (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3), so that
nobody compares all with all. An article joins the earliest one that it is like: that one leads the group.

Signatures lie beside the index of their generation in `reprints.arrays` (`index.columnar.container`), so that an update
computes those of new articles only:

=================  ======  ========================================================================
array              dtype   holds
=================  ======  ========================================================================
`ids`              uint64  the articles' ids as numbers, ascending
`dates`            int32   beside `ids`: as in `index.schema`
`places`           uint32  beside `ids`: the code of the place that each is about most, 0 for none
`signatures`       uint8   beside `ids`: `PLACES` numbers each, the low bytes of the MinHash
`members`          uint64  ascending: ids of the articles that are in a group, the leaders among them
`leaders`          uint64  beside `members`: whose group it is
=================  ======  ========================================================================
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from index.analysis import fold
from index.columnar import ArrayReader, ArrayWriter, code_points
from index.documents import Article

__all__ = ["LIKE", "PLACES", "Reprints", "Signatures", "signatures", "signed_text"]

SHINGLE = 6
"""Characters of a shingle: fewer, and reports on one subject are alike; more, and every edit weighs more."""
PLACES = 64
"""Numbers of a signature: the estimate is off by 0.06 or so."""
LIKE = 0.7
"""The share of common shingles from which two articles count as the same report."""

_BANDS = 16
"""Two articles have a band in common with a probability of 0.99 at `LIKE`, and of 0.1 at 0.3."""
_SEED = 1997
_BASE = np.uint64(0x9E3779B97F4A7C15)
_NOTHING = 0xFF
"""What all numbers are of a text without a letter."""
_MISSING = 1 / 256
"""How often two numbers of a byte agree by chance."""
_NAME = "reprints.arrays"
_END = "\0" * (SHINGLE - 1)
"""Stands behind each text, so that a shingle begins with each of its characters, and none reaches into the next."""
_SHORT = 60
"""Characters of a text that says little: all of its shingles count."""
_DAYS = 93
"""So far apart may reprints of one report be dated; what comes later is another version: a law amended, say."""

Ids = NDArray[np.uint64]
Signatures = NDArray[np.uint8]
"""Of shape (articles, `PLACES`)."""


def signed_text(article: Article) -> str:
    """What of an article its signature is made from: its paragraphs; where they say little, its title, too."""
    text = "\n".join(paragraph.text for paragraph in article.paragraphs)
    return text if len(text) > _SHORT else f"{article.title}\n{text}"


def signatures(texts: Sequence[str]) -> Signatures:
    """The signatures of some articles' texts, folded; of a text that is not short every second shingle counts."""
    points = code_points(fold("".join(text + _END for text in texts)))
    kept = _word_characters()[np.minimum(points, 0xFFFF)]
    ends = np.cumsum([len(text) + len(_END) for text in texts])
    numbers = points[kept].astype(np.uint64) * (points[kept] != 0)
    hashes = np.zeros(max(0, numbers.size - SHINGLE + 1), dtype=np.uint64)
    for place in range(SHINGLE):
        hashes *= _BASE
        hashes += numbers[place : place + hashes.size]
    hashes ^= hashes >> np.uint64(32)
    hashes *= _BASE
    until_end = np.concatenate(([0], np.cumsum(kept)[ends - 1])) if texts else np.zeros(1, dtype=np.int64)
    sizes = np.diff(until_end)
    counted = (hashes >> np.uint64(63) == 0) | np.repeat(sizes < _SHORT, sizes)[: hashes.size]
    chosen = (numbers[: hashes.size] != 0) & counted
    until = np.concatenate(([0], np.cumsum(chosen)))
    offsets = until[np.minimum(until_end, hashes.size)]
    rows = RMinHash.digest_matrix_from_flat_token_hashes(hashes[chosen], offsets.astype(np.uint64), PLACES, _SEED)
    return (np.array(rows.to_rows(), dtype=np.uint64).reshape(-1, PLACES) & np.uint64(0xFF)).astype(np.uint8)


@cache
def _word_characters() -> NDArray[np.bool_]:
    """Which characters of the Basic Multilingual Plane are letters or digits; its last place answers for all beyond."""
    kept = np.array([chr(point).isalnum() for point in range(1 << 16)])
    kept[[0, -1]] = True
    return kept


class Reprints:
    """The signatures of an index's articles, and the groups of those that are alike."""

    def __init__(self) -> None:
        self._ids: Ids = np.zeros(0, dtype=np.uint64)
        self._dates: NDArray[np.int32] = np.zeros(0, dtype=np.int32)
        self._signatures: Signatures = np.zeros((0, PLACES), dtype=np.uint8)
        self._places: NDArray[np.uint32] = np.zeros(0, dtype=np.uint32)
        self._added: list[tuple[Ids, NDArray[np.int32], NDArray[np.uint32], Signatures]] = []
        self.members: Ids = self._ids
        self.leaders: Ids = self._ids

    @classmethod
    def load(cls, folder: Path) -> Reprints:
        """Open what `save` wrote into a generation's folder.

        Raises:
            IndexDamaged: the file is not as it was written.
        """
        arrays = ArrayReader(folder / _NAME)
        loaded = cls()
        loaded._ids, loaded._dates = arrays["ids"], arrays["dates"]
        loaded._places = arrays["places"]
        loaded._signatures = arrays["signatures"].reshape(-1, PLACES)
        loaded.members, loaded.leaders = arrays["members"], arrays["leaders"]
        return loaded

    def add(self, articles: Sequence[str], dates: Sequence[int], places: Sequence[int], found: Signatures) -> None:
        """Take more articles; one may be given twice.

        Args:
            articles: their ids.
            dates: as in `index.schema`.
            places: the code of the place that each is about most, 0 for none.
            found: their signatures.
        """
        numbers = np.array(dates, dtype=np.int32), np.array(places, dtype=np.uint32)
        self._added.append((_numbers(articles), *numbers, found))

    def group(self, keep: Collection[str]) -> None:
        """Let go of all articles but those with the given ids, and group these anew."""
        kept = [(self._ids, self._dates, self._places, self._signatures), *self._added]
        self._added = []
        ids, dates, places, found = (np.concatenate(parts) for parts in zip(*kept, strict=True))
        self._ids, first = np.unique(ids, return_index=True)
        there = np.isin(self._ids, _numbers(keep))
        self._ids, first = self._ids[there], first[there]
        self._dates, self._places, self._signatures = dates[first], places[first], found[first]
        leaders = _leaders(self._signatures, self._dates, self._places)
        grouped = leaders != np.arange(leaders.size)
        grouped[leaders[grouped]] = True
        self.members, self.leaders = self._ids[grouped], self._ids[leaders[grouped]]

    def move(self, places: Mapping[str, int]) -> None:
        """Take other places for all articles, and group them anew.

        Args:
            places: article id → the code of the place that it is about most now, 0 for none.
        """
        self._places = np.array([places[f"{number:016x}"] for number in self._ids.tolist()], dtype=np.uint32)
        self.group(places)

    def save(self, folder: Path) -> None:
        """Write everything into a generation's folder."""
        with ArrayWriter(folder / _NAME) as out:
            out.add("ids", self._ids)
            out.add("dates", self._dates)
            out.add("places", self._places)
            out.add("signatures", self._signatures.reshape(-1))
            out.add("members", self.members)
            out.add("leaders", self.leaders)
            out.finish({})


def _numbers(articles: Collection[str]) -> Ids:
    return np.array([int(article, 16) for article in articles], dtype=np.uint64)


def _leaders(found: Signatures, dates: NDArray[np.int32], places: NDArray[np.uint32]) -> NDArray[np.int64]:
    """For each article the place of the one that leads its group; its own if it is like none before it.

    Articles are taken by date, undated ones last, and within a day by their place.
    """
    order = np.lexsort((dates, dates == 0))
    found, dates, places = found[order], dates[order], places[order]
    leaders = np.arange(order.size)
    pairs = _candidates(found, places)
    for earlier, later in pairs[_are_alike(found, dates, places, pairs)].tolist():
        leader = leaders[earlier]
        again = leader != earlier and not _are_alike(found, dates, places, np.array([[leader, later]]))[0]
        if leaders[later] == later and not again:
            leaders[later] = leader
    result = np.empty_like(leaders)
    result[order] = order[leaders]
    return result


def _are_alike(
    found: Signatures, dates: NDArray[np.int32], places: NDArray[np.uint32], pairs: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether two articles are one report, for pairs of them.

    What is alike but about another place is another county's report by the same pattern.
    """
    left, right = dates[pairs[:, 0]], dates[pairs[:, 1]]
    inexact = (left % 10000 == 0) | (right % 10000 == 0)
    same_year = left // 10000 == right // 10000
    near = np.where(inexact, same_year, np.abs(_days(left) - _days(right)) <= _DAYS)
    alike: NDArray[np.bool_] = (_likeness(found, pairs) >= LIKE) & (near | (left == 0) | (right == 0))
    alike &= places[pairs[:, 0]] == places[pairs[:, 1]]
    alike &= (found[pairs[:, 0]] != _NOTHING).any(axis=1)
    return alike


def _days(dates: NDArray[np.int32]) -> NDArray[np.int32]:
    """Days since long ago, about."""
    return dates // 10000 * 365 + dates // 100 % 100 * 30 + dates % 100


def _candidates(found: Signatures, places: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Pairs (earlier, later) of signatures with a band and the place in common, by the later and then by the earlier.

    Of all that share a band and their place, each is paired with the earliest and with the one just before it.
    """
    bands = np.ascontiguousarray(found).view(f"V{PLACES // _BANDS}").reshape(-1, _BANDS)
    pairs: list[NDArray[np.int64]] = []
    for band in range(_BANDS):
        keys = np.ascontiguousarray(bands[:, band]).view(np.uint32).astype(np.uint64) << np.uint64(32) | places
        order = np.argsort(keys, kind="stable")
        same = keys[order[1:]] == keys[order[:-1]]
        begins = np.concatenate(([True], ~same)) if order.size else same
        earliest = order[np.maximum.accumulate(np.where(begins, np.arange(order.size), 0))]
        later = np.flatnonzero(same) + 1
        pairs += [np.stack((earliest[later], order[later]), axis=1), np.stack((order[later - 1], order[later]), axis=1)]
    if not pairs:
        return np.zeros((0, 2), dtype=np.int64)
    keys_of_pairs = np.unique(np.concatenate([pair[:, 1] << 32 | pair[:, 0] for pair in pairs]))
    return np.stack((keys_of_pairs & 0xFFFFFFFF, keys_of_pairs >> 32), axis=1)


def _likeness(found: Signatures, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """The estimated share of common shingles for pairs of signatures, from 0 to 1."""
    agree: NDArray[np.float64] = (found[pairs[:, 0]] == found[pairs[:, 1]]).mean(axis=1)
    return np.maximum(0, (agree - _MISSING) / (1 - _MISSING))
