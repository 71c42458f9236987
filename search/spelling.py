"""What was meant by a word that occurs nowhere? The nearest word of the index, alone or within what was typed.

The index is the dictionary, so nothing is proposed that it does not hold. These slips are known, in the order of how
readily they are believed:

1. characters of the same sound: what an input method offers first is not always what was meant (营伤环境);
2. two neighbours exchanged (招引商资), or a character of similar shape (己 for 已);
3. characters of nearly the same sound: z and zh, c and ch, s and sh, l and n, -n and -ng are one to many a speaker;
4. a character missing, or one too many, inside a word of four and more.

A word of letters may be pinyin (yingshanghuanjing). Where nothing is likely enough, or two are about as likely, nothing
is proposed: of any two characters some word sounds like them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, cached_property
from heapq import nlargest
from importlib import resources
from itertools import islice, product
from math import inf, log
from typing import NamedTuple

from search.pinyin import reading, sounds
from search.snapshot import Snapshot

__all__ = ["Speller", "shapes"]

_SAME_SOUND, _EXCHANGED, _SHAPE, _LENGTH, _NEAR_SOUND = 2.0, 2.5, 2.5, 3.0, 5.0
"""What a slip costs, as the natural logarithm of how much rarer a word may be that is believed as readily."""
_APART = 2.0
"""The same for what was typed without a space and is never written together."""
_LEAST = {2: -4.0, 3: -5.0}
"""Characters typed → the least score of a proposal; of more characters, whatever occurs is likely enough."""
_CLEARLY = 1.0
"""By so much the best proposal is better than the next."""
_ORDINARY = 1e-4
"""A word in this share of the documents scores 0 if it is no slip at all."""
_SELDOM = 5e-5, 5
"""What is in a smaller share of the documents, and in fewer documents, is itself taken for a slip."""

_LONGEST, _LONGEST_WORD, _SHORTEST_APART, _SHORTEST_PHRASE = 12, 8, 3, 4
"""Characters: of what is typed, of a word in it, of a word that may stand apart from the rest, of a phrase."""
_LONGEST_PINYIN, _SHORTEST_NEAR = 40, 9
"""Letters: of what is typed, and of what is read as pinyin of a speaker who does not tell z from zh."""
_READINGS = 16
"""So many readings of what was typed are tried,"""
_TRIED = 12
"""and so many proposals."""

_UNHEARD = re.compile(r"(?<=[zcs])h|(?<=n)g+")


class _Proposal(NamedTuple):
    """What may have been meant: what was typed with one word put right. The greatest is tried first.

    Attributes:
        length: of the word; the longer, the more of what was typed speaks for it.
        score: as if the whole were as frequent as the word.
        cost: of the slip.
        parts: what stands before the word, the word, and what stands behind it.
    """

    length: int
    score: float
    cost: float
    parts: tuple[str, str, str]


@cache
def shapes() -> dict[str, str]:
    """Character → those that look like it, most similar first; folded. See `data/NOTICE.md`."""
    table = resources.files("search").joinpath("data", "shapes.tsv").read_text(encoding="utf-8")
    return {character: alike for character, _, alike in (line.partition("\t") for line in table.splitlines())}


class Speller:
    """Proposes words of one snapshot. Any number of threads may use it; the first question takes longer."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._ordinary = max(1.0, snapshot.documents * _ORDINARY)

    def correction(self, typed: str) -> str | None:
        """What was most likely meant, or None if nothing is likely enough.

        Args:
            typed: as in `index.analysis.matched`; it occurs nowhere in the index.

        Returns:
            A string that occurs, or one of which a word occurs, and what stands before it and behind it, too.
        """
        if typed.isascii():
            scores = self._from_pinyin(typed) if typed.isalpha() and len(typed) <= _LONGEST_PINYIN else {}
        else:
            scores = self._from_slips(typed) if len(typed) <= _LONGEST else {}
        best = nlargest(2, scores, key=scores.__getitem__)
        if not best or scores[best[0]] < _LEAST.get(len(typed), -inf):
            return None
        if len(best) == 2 and scores[best[0]] - scores[best[1]] < _CLEARLY:
            return None
        return best[0]

    # Which words are near to what was typed?

    def _from_slips(self, typed: str) -> dict[str, float]:
        """Proposals that occur, with their scores."""
        found: dict[str, _Proposal] = {}
        for start in range(len(typed) - 1):
            for end in range(start + 2, min(len(typed), start + _LONGEST_WORD) + 1):
                for word, cost in self._near(typed[start:end]):
                    parts = typed[:start], word, typed[end:]
                    proposal = _Proposal(len(word), self._score(self._words[word], cost), cost, parts)
                    text = "".join(parts)
                    if text not in found or proposal > found[text]:
                        found[text] = proposal
        likely = nlargest(_TRIED, found, key=found.__getitem__)
        whole = {text: self._score(count, found[text].cost) for text in likely if (count := self._count(text))}
        return (
            whole
            or self._from_misfit(typed)
            or {text: found[text].score - _APART for text in likely if self._occurs_apart(found[text])}
        )

    def _occurs_apart(self, proposal: _Proposal) -> bool:
        return proposal.length >= _SHORTEST_APART and all(self._count(part) for part in proposal.parts if part)

    def _near(self, typed: str) -> Iterator[tuple[str, float]]:
        """The words that are one slip away, or sound the same, each with what the slip costs."""
        for word in {word for key in self._keys(typed) for word in self._heard.get(key, ())}:
            if word != typed and (cost := _mishearing(typed, word)) is not None:
                yield word, cost
        for place, character in enumerate(typed):
            before, behind = typed[:place], typed[place + 1 :]
            slips = [(before + other + behind, _SHAPE) for other in shapes().get(character, "")]
            if behind and behind[0] != character:
                slips.append((before + behind[0] + character + behind[1:], _EXCHANGED))
            if before and len(behind) > 1:
                slips.append((before + behind, _LENGTH))
            yield from ((word, cost) for word, cost in slips if word in self._words)
        for word in self._shortened.get(typed, ()):
            yield word, _LENGTH

    def _from_misfit(self, typed: str) -> dict[str, float]:
        """Strings that occur with two neighbours exchanged, or another character where one stands most oddly.

        So are phrases put right in which no word is whole (供给测改革); short strings tell too little.
        """
        if len(typed) < _SHORTEST_PHRASE:
            return {}
        pairs = [typed[at : at + 2] for at in range(len(typed) - 1)]
        costs = {typed[:at] + pair[::-1] + typed[at + 2 :]: _EXCHANGED for at, pair in enumerate(pairs)}
        often = [0, *(self._snapshot.occurrences(pair).bound for pair in pairs), 0]
        odd = min(range(len(typed)), key=lambda at: often[at] + often[at + 1])
        before, character, behind = typed[:odd], typed[odd], typed[odd + 1 :]
        costs |= {before + other + behind: _SHAPE for other in shapes().get(character, "")}
        for syllable in sounds(character):
            costs |= {before + other + behind: _SAME_SOUND for other in self._said.get(syllable, ())}
        return {text: self._score(count, cost) for text, cost in costs.items() if (count := self._count(text))}

    def _keys(self, typed: str) -> set[str]:
        """What was typed as it is heard, in all its readings."""
        readings = islice(product(*(sorted(sounds(character)) or [character] for character in typed)), _READINGS)
        return {_heard("".join(syllables)) for syllables in (reading(typed), *readings)}

    # Which words are written so in pinyin?

    def _from_pinyin(self, letters: str) -> dict[str, float]:
        """Words and runs of words that occur and are read so, with their scores."""
        found = self._runs(letters, near=False)
        if not found and len(letters) >= _SHORTEST_NEAR:
            found = self._runs(letters, near=True)
        return {text: self._score(count, 0) for text in found if (count := self._count(text))}

    def _runs(self, letters: str, *, near: bool) -> list[str]:
        """The likeliest runs of words that are read so."""
        reached: dict[int, dict[str, float]] = {0: {"": 0.0}}
        for end in range(2, len(letters) + 1):
            options: dict[str, float] = {}
            for start, runs in reached.items():
                for word in self._read_as(letters[start:end], near=near):
                    chance = log(self._words[word] / self._snapshot.documents)
                    for run, score in runs.items():
                        options[run + word] = max(score + chance, options.get(run + word, -inf))
            likely = nlargest(_TRIED, options, key=options.__getitem__)
            reached[end] = {run: options[run] for run in likely if self._snapshot.occurrences(run).bound}
        return list(reached[len(letters)]) if len(letters) in reached else []

    def _read_as(self, letters: str, *, near: bool) -> list[str]:
        words = self._heard.get(_heard(letters), [])
        return words if near else [word for word in words if "".join(reading(word)) == letters]

    # What does the index hold?

    def _score(self, count: int, cost: float) -> float:
        return log(count / self._ordinary) - cost

    def _count(self, text: str) -> int:
        """In how many documents a string occurs that are there."""
        if text in self._words:
            return self._snapshot.term("words", text).documents()[0].size
        found = self._snapshot.occurrences(text)
        return found.documents()[0].size if found.bound else 0

    @cached_property
    def _words(self) -> dict[str, int]:
        """The Chinese words of the index that are not rare → in how many documents they are, deleted ones counted."""
        share, enough = _SELDOM
        least = min(share * self._snapshot.documents, enough)
        counts = self._snapshot.word_counts().items()
        return {word: count for word, count in counts if count >= least and len(word) > 1 and not word.isascii()}

    @cached_property
    def _heard(self) -> dict[str, list[str]]:
        """How words are heard → the words."""
        heard: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            heard[_heard("".join(reading(word)))].append(word)
        return dict(heard)

    @cached_property
    def _said(self) -> dict[str, set[str]]:
        """Syllables → the characters of words that may be read so."""
        said: dict[str, set[str]] = defaultdict(set)
        for character in set().union(*self._words):
            for syllable in sounds(character):
                said[syllable].add(character)
        return dict(said)

    @cached_property
    def _shortened(self) -> dict[str, list[str]]:
        """Words of four characters and more without one inside → the words."""
        shortened: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            if len(word) > 3:
                for place in range(1, len(word) - 1):
                    shortened[word[:place] + word[place + 1 :]].append(word)
        return dict(shortened)


def _mishearing(typed: str, word: str) -> float | None:
    """What it costs to take one for the other by its sound; None if that is not likely.

    Of two characters one is kept, and if a sound is only nearly the same, half of any.
    """
    if len(typed) != len(word):
        return None
    changed = [(sounds(one), sounds(other)) for one, other in zip(typed, word, strict=True) if one != other]
    near = [pair for pair in changed if not pair[0] & pair[1]]
    if any(set(map(_heard, one)).isdisjoint(map(_heard, other)) for one, other in near):
        return None
    if 2 * len(changed) > len(typed) and (near or len(typed) == 2):
        return None
    return _SAME_SOUND * (len(changed) - len(near)) + _NEAR_SOUND * len(near)


def _heard(pinyin: str) -> str:
    """Pinyin as it is heard by who does not tell z from zh, n from ng, or l from n."""
    return _UNHEARD.sub("", pinyin).replace("l", "n")
