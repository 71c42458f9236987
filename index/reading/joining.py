"""Which stretches of a page belong to one article? Finds the most likely way to read the page.

A stretch is what stands between two gaps of a column. Reading it on means to say, stretch by stretch, which of the
articles that have begun goes on there. What speaks for one: its last sentence was interrupted, and the stretch
completes it (`seams.fit`); the two speak of the same things; it is the article that was read just before. The best
sequence is looked for over the whole page, for what completes one sentence cannot complete another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import log, sqrt

from index.reading.characters import HAN
from index.reading.cues import Kind
from index.reading.runs import Piece
from index.reading.seams import around, fit

__all__ = ["Stretch", "assign", "bigrams", "likeness"]

MAX_CANDIDATES = 16
"""How many articles are considered for a stretch: those that began last."""

BEAM = 12
"""How many ways to read the page are followed at a time."""

ROUNDS = 2
"""How often the page is read, each time with the vocabularies that the time before gave the articles."""

SWITCH, SWITCH_BACK, SWITCH_AT_END = 1.0, 3.0, 4.5
"""What it costs to go on with another article than the one just read: where that broke off; where it did not, but the
other did; and where neither did."""

LEFT_OPEN = 2.0
"""What it costs to leave a sentence without its end."""

NOT_A_BEGINNING = 4.0
"""What it costs to take for a continuation what begins a paragraph, or the other way round."""

AFTER_SIGNATURE = 4.0
"""What it costs to go on with an article below its author's name."""

PICTURE = 4.5
"""What it costs to take a sentence for a caption that only its place inside another sentence gives away."""

TOPIC = 0.35
"""How much a shared pair of ideographs counts: neighbouring pairs are not independent of each other."""

SHARE = 0.5
"""The part of an article's vocabulary that is its own, not the page's."""

IN_TITLE = 3
"""How often a pair of ideographs in a title counts."""

_IDEOGRAPHS = re.compile(f"[{HAN}]+")


@dataclass(slots=True)
class Stretch:
    """What stands between two gaps of a column.

    Attributes:
        pieces: never empty.
        begun: how many articles have begun by then.
        titled: whether it stands below the title of the last of them.
        caption: whether it could be the caption of a picture.
    """

    pieces: list[Piece]
    begun: int
    titled: bool = False
    caption: bool = False

    @property
    def text(self) -> str:
        """All that stands there, in one."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def is_open(self) -> bool:
        """Whether its text breaks off inside a sentence."""
        last = next((p for p in reversed(self.pieces) if p.kind in (Kind.BODY, Kind.DISPLAY)), None)
        return last is not None and last.breaks_off

    @property
    def is_signed(self) -> bool:
        """Whether the author's name stands in it, which ends an article."""
        return any(piece.signs for piece in self.pieces)

    @property
    def is_heading(self) -> bool:
        """Whether it ends with a heading, whose text is still to come."""
        return self.pieces[-1].kind is Kind.DISPLAY

    @property
    def is_continuation(self) -> bool:
        """Whether it is sure to begin in the middle of a paragraph."""
        return self.pieces[0].kind is Kind.BODY and self.pieces[0].block.indented is False

    @property
    def candidates(self) -> range:
        """The articles that it can belong to."""
        return range(self.begun - 1 if self.titled else max(0, self.begun - MAX_CANDIDATES), self.begun)


def assign(stretches: Sequence[Stretch], titles: Sequence[str]) -> list[int]:
    """The article of every stretch, by its place in `titles`; -1 for a caption.

    Args:
        stretches: in the order of the page.
        titles: of the articles, in the order in which they begin, with all that tells what they are about.
    """
    if len(titles) == 1 and not any(stretch.caption for stretch in stretches):
        return [0] * len(stretches)
    seams = _Seams(stretches)
    if len(titles) == 1:
        return _best_reading(seams, [{0: 0.0}] * len(stretches))
    words = [Counter(bigrams([stretch.text])) for stretch in stretches]
    homes = _certain(stretches)
    for _ in range(ROUNDS):
        found = _best_reading(seams, _topics(stretches, titles, words, homes))
        if found == homes:
            break
        homes = found
    return homes


def _certain(stretches: Sequence[Stretch]) -> list[int]:
    """The articles of what stands below their titles, down to the first sentence that is interrupted; -1 elsewhere."""
    homes: list[int] = []
    follows = False
    for i, stretch in enumerate(stretches):
        follows = stretch.titled or stretch.begun == 1 or (follows and not stretches[i - 1].is_open)
        homes.append(stretch.begun - 1 if follows else -1)
    return homes


def _topics(
    stretches: Sequence[Stretch], titles: Sequence[str], words: Sequence[Counter[str]], homes: Sequence[int]
) -> list[dict[int, float]]:
    """Per stretch and article, how much speaks for it that the vocabulary is the same.

    That is the logarithm of how much likelier its pairs of ideographs are in that article than on the page. A stretch
    does not speak for the article to which it was given before: its own words are taken out.
    """
    own = [Counter(dict.fromkeys(bigrams([title]), IN_TITLE)) for title in titles]
    page: Counter[str] = Counter()
    for counts, home in zip(words, homes, strict=True):
        page.update(counts)
        if home >= 0:
            own[home].update(counts)
    sizes = [counts.total() for counts in own]
    total = page.total() + 1
    unseen = log(1 - SHARE)
    found = []
    for stretch, counts, home in zip(stretches, words, homes, strict=True):
        scores = {}
        for article in stretch.candidates:
            there, here = own[article], home == article
            shared = [(pair, there[pair] - n * here) for pair, n in counts.items() if pair in there]
            weight = SHARE * total / (sizes[article] - here * counts.total() + 1)
            seen = sum(log(1 - SHARE + weight * n / page[pair]) for pair, n in shared)
            scores[article] = TOPIC * (seen + unseen * (len(counts) - len(shared)))
        found.append(scores)
    return found


class _Seams:
    """What the edges of stretches say, each looked at once."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self.stretches = stretches
        self._is_open = [stretch.is_open for stretch in stretches]
        self._is_signed = [stretch.is_signed for stretch in stretches]
        self._is_continuation = [stretch.is_continuation for stretch in stretches]
        self._pieces = [piece for stretch in stretches for piece in stretch.pieces]
        self._starts = [0, *accumulate(len(stretch.pieces) for stretch in stretches)]
        self._fits: dict[tuple[int, int], float] = {}

    def breaks_off(self, tail: int) -> bool:
        """Whether stretch `tail` stops inside a sentence; -1 is none."""
        return tail >= 0 and self._is_open[tail]

    def weight(self, tail: int, i: int) -> float:
        """How much speaks for stretch `i` behind stretch `tail` (-1: behind nothing but a title)."""
        if self.breaks_off(tail):
            return self._fit(tail, i)
        signed = tail >= 0 and self._is_signed[tail]
        return -NOT_A_BEGINNING * self._is_continuation[i] - AFTER_SIGNATURE * signed

    def _fit(self, tail: int, i: int) -> float:
        if (tail, i) not in self._fits:
            last = next(piece for piece in reversed(self.stretches[tail].pieces) if piece.kind is Kind.BODY)
            first = self.stretches[i].pieces[0]
            near = around(self._pieces, self._starts[i], self._starts[i])
            begins = first.begins or first.kind is not Kind.BODY
            self._fits[tail, i] = -NOT_A_BEGINNING if begins else fit(last.text, first.text, near)
        return self._fits[tail, i]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a page down to some stretch.

    Attributes:
        current: the article read last.
        tails: of the last `MAX_CANDIDATES` articles that have begun, each one's last stretch; -1 before the first.
        home: the article of the last stretch; -1 for a picture.
    """

    score: float
    current: int
    tails: tuple[int, ...]
    home: int = -1
    before: _Reading | None = None


def _best_reading(seams: _Seams, topics: Sequence[dict[int, float]]) -> list[int]:
    readings = [_Reading(0.0, 0, ())]
    begun = 0
    for i, stretch in enumerate(seams.stretches):
        found: dict[tuple[int, tuple[int, ...]], _Reading] = {}
        for reading in readings:
            tails = (*reading.tails, *(-1,) * (stretch.begun - begun))[-MAX_CANDIDATES:]
            for following in _followings(reading, tails, i, seams, topics[i]):
                key = (following.current, following.tails)
                if key not in found or found[key].score < following.score:
                    found[key] = following
        readings = sorted(found.values(), key=lambda reading: -reading.score)[:BEAM]
        begun = stretch.begun
    best: _Reading | None = max(readings, key=lambda r: r.score - LEFT_OPEN * sum(map(seams.breaks_off, r.tails)))
    homes: list[int] = []
    while best is not None and best.before is not None:
        homes.append(best.home)
        best = best.before
    return homes[::-1]


def _followings(
    reading: _Reading, tails: tuple[int, ...], i: int, seams: _Seams, topics: dict[int, float]
) -> Iterator[_Reading]:
    """How a reading can go on with stretch `i`; `tails` are its own, and those of the articles begun since."""
    stretch, current = seams.stretches[i], reading.current
    first = stretch.begun - len(tails)
    last = tails[current - first] if current >= first else -1
    interrupted = seams.breaks_off(last)
    if stretch.caption and interrupted:
        yield _Reading(reading.score + max(topics.values()) - PICTURE, current, tails, -1, reading)
    for article in stretch.candidates:
        at = article - first
        score = reading.score + topics[article] + seams.weight(tails[at], i)
        if article != current and not stretch.titled:
            score -= SWITCH if interrupted else SWITCH_BACK if seams.breaks_off(tails[at]) else SWITCH_AT_END
        yield _Reading(score, article, (*tails[:at], i, *tails[at + 1 :]), article, reading)


def bigrams(texts: Iterable[str]) -> Iterator[str]:
    """Every pair of neighbouring ideographs."""
    for text in texts:
        for run in _IDEOGRAPHS.findall(text):
            yield from map("".join, pairwise(run))


def likeness(left: Iterable[str], right: Iterable[str]) -> float:
    """How alike the vocabularies of two stretches of text are: the cosine of their damped counts, from 0 to 1."""
    one, other = ({pair: 1 + log(n) for pair, n in Counter(bigrams(texts)).items()} for texts in (left, right))
    product = sum(weight * other[pair] for pair, weight in one.items() if pair in other)
    squares = sum(w * w for w in one.values()) * sum(w * w for w in other.values())
    return product / sqrt(squares) if product else 0.0
