"""What might a reader want to type on? Words, places, themes and titles of the index that begin as the last word does.

A text begins as the typed word if its characters do (营商), its pinyin (yingsh, ying'sh), its initials (yshj), or its
characters and then the pinyin or initials of those that follow (营shang).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, takewhile

import numpy as np
from numpy.typing import NDArray

from index.analysis import fold
from index.tagging import gazetteer, theme_tree
from search.counting import Integers
from search.lexer import FIELDS
from search.offers import KINDS, Offer, offers, without_opening
from search.pinyin import reading, syllables
from search.snapshot import Snapshot

__all__ = ["MAX_TYPED", "Completion", "Completions", "last_word"]

MAX_TYPED = 64
"""Characters of a text that is completed; nobody who typed more waits for help."""

_TURNS = ("term", "place", "theme", "term", "title", "term")
"""The kinds take turns in this order, so that terms, which are many, do not drown the others."""

_READ, _LETTERS = 12, 32
"""Characters of a text that are read, and letters of it that are kept; before so many are typed, one looks up."""
_TRIED = 200
"""Texts, the most frequent, that are read where letters alone do not tell whether they fit."""

_DELIMITER = re.compile(rf'[\s|"“”「」『』《》（）]|(?<![^\s|"“”（-])(?:{"|".join(FIELDS)})：')
_SYLLABLE_BEFORE = re.compile(r"(?:^|(?<=\s))([a-zü]+)\s+$")
_LATIN = re.compile(r"[a-zü0-9]+(?:['’‘\s]+[a-zü0-9]+)*['’‘]?")
_APART = re.compile(r"['’‘\s]+")
_HAN_THEN_LATIN = re.compile(r"(.*[^\x00-\x7fü'’‘])([a-zü]+)")

Spelled = NDArray[np.bytes_]


@dataclass(frozen=True, slots=True)
class Completion:
    """A text that completes what was typed.

    Attributes:
        kind: `term`, `place`, `theme` or `title`.
        text: what to put in the place of the last word.
        detail: the path of a place, the parent of a theme, source and date of a title; otherwise empty.
        key: code of a place, id of a theme or of an article; otherwise empty.
        count: how many documents have a term, how many articles a place, a theme or a title.
    """

    kind: str
    text: str
    detail: str
    key: str
    count: int


def last_word(text: str) -> int:
    """Where the last word of a query begins, that which is completed: everything behind it is to be replaced.

    Operators, quotation marks and names of fields stand before it. Syllables of pinyin that are set apart by spaces
    are one word: in `湖南 ying shang` it begins at 3.
    """
    folded = fold(text)
    start = max((found.end() for found in _DELIMITER.finditer(folded)), default=0)
    if folded[start : start + 1] in ("-", "−"):
        return start + 1
    known = syllables()
    if any(syllable.startswith(folded[start:]) for syllable in known):
        while (before := _SYLLABLE_BEFORE.search(folded, 0, start)) and before[1].replace("ü", "v") in known:
            start = before.start(1)
    return start


class Completions:
    """The completions that a snapshot offers. Any number of threads may use them.

    The texts are numbered in the order of their characters.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        offered = offers(snapshot)
        self._texts = [text for text, _, _, _ in offered]
        self._keys = [key for _, _, key, _ in offered]
        self._kinds = np.array([KINDS.index(kind) for _, kind, _, _ in offered], dtype=np.uint8)
        self._counts = np.array([count for _, _, _, count in offered], dtype=np.int64)
        lengths = np.array([len(text) for text in self._texts], dtype=np.int64)
        self._by_rank: Integers = np.lexsort([lengths, -self._counts])
        self._ranks = np.argsort(self._by_rank)
        self._pinyin, self._initials = _spell(self._texts)
        self._by_pinyin = np.argsort(self._pinyin, kind="stable")
        self._by_initials = np.argsort(self._initials, kind="stable")
        self._short_names = _numbers_by_short_name(offered)

    def complete(self, text: str, limit: int = 10) -> tuple[Completion, ...]:
        """The texts that begin as the last word of a query does, the likeliest first.

        What is the whole word comes first, then what begins with its characters, then what is read so; of letters both
        together, pinyin before initials. Among these the kinds take turns, each with its most frequent texts. No two
        are the same text of one kind.

        Args:
            text: the query as far as it is typed; the part from `last_word` on is completed, and a completion's text
                is to stand in its place. Longer than `MAX_TYPED` it has no completions.
            limit: how many are given at most.
        """
        if len(text) > MAX_TYPED:
            return ()
        typed = without_opening(fold(text)[last_word(text) :])
        numbers = (number for found in self._found(typed) for number in self._in_turn(found, limit)) if typed else ()
        return tuple(self._completion(number) for number in islice(dict.fromkeys(numbers), limit))

    def _found(self, typed: str) -> Iterator[Integers]:
        """The numbers of the texts that begin as a folded word does, the surest first."""
        low, high = bisect_left(self._texts, typed), self._behind(typed)
        whole = bisect_right(self._texts, typed)
        yield np.array([*range(low, whole), *self._short_names.get(typed, ())], dtype=np.int64)
        if _LATIN.fullmatch(typed):
            yield from self._read_as(_APART.split(_with_v(typed)), np.arange(whole, high))
            return
        yield np.arange(whole, high)
        if mixed := _HAN_THEN_LATIN.fullmatch(typed):
            yield self._going_on(mixed[1], _with_v(mixed[2]))

    def _behind(self, opening: str) -> int:
        """The number behind those of the texts that begin so."""
        return bisect_right(self._texts, opening, key=lambda text: text[: len(opening)])

    def _read_as(self, parts: Sequence[str], spelled_out: Integers) -> Iterator[Integers]:
        """The texts that are read as letters tell; nobody knows yet whether a foreign word or Chinese is being typed.

        Args:
            parts: the letters; a syllable ends where a part does.
            spelled_out: the texts that go on from these very letters.
        """
        letters = "".join(parts)
        if len(letters) > _LETTERS:
            yield spelled_out
            return
        whole, longer = _beginning(self._pinyin, self._by_pinyin, letters)
        if len(parts) > 1:
            whole, longer = (self._tried(found, lambda spoken: _is_apart(spoken, parts)) for found in (whole, longer))
        yield whole
        yield np.union1d(spelled_out, longer)
        if len(parts) == 1:
            yield from _beginning(self._initials, self._by_initials, letters)

    def _going_on(self, opening: str, letters: str) -> Integers:
        """The texts that begin with some characters and go on like pinyin or initials: 营shang."""
        low, high = bisect_left(self._texts, opening), self._behind(opening)
        likely = np.strings.find(self._pinyin[low:high], letters.encode()) >= 0
        likely |= np.strings.find(self._initials[low:high], letters.encode()) >= 0
        return self._tried(np.flatnonzero(likely) + low, lambda spoken: _begins(spoken[len(opening) :], letters))

    def _tried(self, numbers: Integers, fits: Callable[[Sequence[str]], bool]) -> Integers:
        """Those of some texts whose syllables fit; only the most frequent are tried."""
        tried = self._by_rank[np.sort(self._ranks[numbers])[:_TRIED]]
        fitting = [fits(reading(self._texts[number][:_READ])) for number in tried.tolist()]
        return tried[np.array(fitting, dtype=np.bool_)]

    def _in_turn(self, numbers: Integers, limit: int) -> Iterator[int]:
        """The most frequent texts of each kind, as many as may be given, the kinds taking turns."""
        kinds, ranks = self._kinds[numbers], self._ranks[numbers]
        queues: dict[str, deque[int]] = {}
        for place, kind in enumerate(KINDS):
            of_kind = ranks[kinds == place]
            best = np.sort(np.partition(of_kind, limit)[:limit] if of_kind.size > limit else of_kind)
            queues[kind] = deque(self._by_rank[best].tolist())
        while any(queues.values()):
            for kind in _TURNS:
                if queues[kind]:
                    yield queues[kind].popleft()

    def _completion(self, number: int) -> Completion:
        kind, key, count = KINDS[self._kinds[number]], self._keys[number], int(self._counts[number])
        if isinstance(key, int):
            meta = self._snapshot.meta(key)
            detail = " ".join(part for part in (meta["source"], meta["date"]) if part)
            return Completion(kind, meta["title"], detail, meta["id"], count)
        if kind == "place":
            place = gazetteer()[key]
            return Completion(kind, place.name, place.path, key, count)
        if kind == "theme":
            theme = theme_tree()[key]
            return Completion(kind, theme.name, theme_tree()[theme.parent].name if theme.parent else "", key, count)
        return Completion(kind, self._texts[number], "", "", count)


def _numbers_by_short_name(offered: Sequence[Offer]) -> dict[str, list[int]]:
    """Short names of places → the numbers of these places; most names that are typed are short ones (邵阳)."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, (_, kind, code, _) in enumerate(offered):
        if kind == "place" and isinstance(code, str):
            found[fold(gazetteer()[code].short)].append(number)
    return found


def _spell(texts: Sequence[str]) -> tuple[Spelled, Spelled]:
    """The pinyin and the initials of texts: their first `_LETTERS` letters, from the first `_READ` characters."""
    pinyin, initials = [], []
    for text in texts:
        spoken = _spoken(reading(text[:_READ]))
        pinyin.append("".join(spoken))
        initials.append("".join([syllable[0] for syllable in spoken]))
    spelled = f"S{_LETTERS}"
    return np.array(pinyin, dtype=spelled), np.array(initials, dtype=spelled)


def _spoken(syllables: Sequence[str]) -> Sequence[str]:
    """Syllables, letters and digits without what is not spoken, up to a character that cannot be typed so."""
    together = "".join(syllables)
    if not together.isalnum():
        syllables = [syllable for syllable in syllables if syllable.isalnum()]
    return syllables if together.isascii() else list(takewhile(str.isascii, syllables))


def _begins(syllables: Sequence[str], letters: str) -> bool:
    """Whether the pinyin or the initials of syllables begin with some letters."""
    spoken = _spoken(syllables)
    return "".join(spoken).startswith(letters) or "".join(syllable[0] for syllable in spoken).startswith(letters)


def _is_apart(syllables: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether syllables end wherever one of the parts ends, which together are what they begin with; but the last."""
    ends = set(accumulate(map(len, _spoken(syllables))))
    return ends.issuperset(accumulate(map(len, parts[:-1])))


def _beginning(spelled: Spelled, order: Integers, letters: str) -> tuple[Integers, Integers]:
    """The numbers of the texts that are spelled so, and of those whose spelling goes on.

    Args:
        spelled: how each text is spelled.
        order: the numbers of the texts in the order of their spellings.
        letters: at least one and at most `_LETTERS`.
    """
    behind = letters[:-1] + chr(ord(letters[-1]) + 1)
    wanted = np.array([letters, behind], dtype=spelled.dtype)
    low, high = spelled.searchsorted(wanted, sorter=order).tolist()
    longer = int(spelled.searchsorted(wanted[0], side="right", sorter=order))
    return order[low:longer], order[longer:high]


def _with_v(letters: str) -> str:
    """Pinyin as `search.pinyin` writes it: ü, also behind l and n where it is typed as u before e."""
    return letters.replace("ü", "v").replace("lue", "lve").replace("nue", "nve")
