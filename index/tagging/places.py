"""Which places is an article about? Names of divisions, found in folded text and resolved to one division each.

Four rules; their word lists are in `data/places.toml`:

1. The longest name from the left wins, so 海南藏族自治州 is not 海南. Words that hold a name (长治久安), or end where
   one seems to begin (渤海南部), are patterns too and cover their text.
2. Full names count, and 湘西州 and 江华县 for what is autonomous. Short names count for provinces and cities (湖南,
   娄底), unless what follows makes them part of another name (吉林大学).
3. Right behind another name, a county or township counts only if it lies in that division. Names that are ordinary
   words too (城区, 白银) count nowhere else; names of two characters (新县) and a few more (兴城市) also do where no
   ideograph stands before them.
4. Names that several divisions share, and townships' names of three characters, count only if a division above
   exactly one of them is named: the nearest one before the name, or else the nearest one behind it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from index.analysis import fold
from index.documents import PlaceTag
from index.tagging.article_text import ArticleText
from index.tagging.gazetteer import Gazetteer, gazetteer, level_of

__all__ = ["PlaceTagger", "place_rules", "place_tagger"]

TITLE_WEIGHT = 3
"""How many mentions in the text a mention in the title is worth."""

CITY, TOWNSHIP = 2, 4


class _Name(NamedTuple):
    """What a pattern stands for, and which rules it is under.

    Attributes:
        codes: the divisions called so; none for a word that names no place.
        short: not in front of certain words (rule 2).
        common: only right behind a division that contains it (rule 3).
        brief: so, or where no ideograph stands before it (rule 3).
        open: only where other names in the article settle what is meant (rule 4).
    """

    codes: tuple[str, ...]
    short: bool = False
    common: bool = False
    brief: bool = False
    open: bool = False


class _Mention(NamedTuple):
    """A name in the text and the divisions it may mean; `open` as in `_Name`."""

    start: int
    end: int
    codes: tuple[str, ...]
    open: bool


class PlaceTagger:
    """Finds the divisions of a gazetteer in articles."""

    def __init__(self, gazetteer: Gazetteer, rules: str) -> None:
        """Build the automaton.

        Args:
            gazetteer: the divisions.
            rules: the word lists, TOML as in `data/places.toml`.
        """
        words = {key: tuple(fold(value).split()) for key, value in tomllib.loads(rules).items()}
        names = _names(gazetteer, common=frozenset(words["common"]), brief_endings=words["brief_endings"])
        names = dict.fromkeys(words["not_places"] + words["overlapping"], _Name(())) | names
        self._names = tuple(names.values())
        self._automaton = AhoCorasick(names, matchkind=MatchKind.LeftmostLongest)
        self._not_before = words["not_before"]
        self._lineage = cache(gazetteer.ancestors)

    def tag(self, text: ArticleText) -> tuple[PlaceTag, ...]:
        """The places that the article names, strongest first: most mentions, then the earliest.

        A mention in the title counts for three. A name that only leads to the next one (湖南省 in 湖南省邵阳市)
        makes a tag, but adds no strength to it.
        """
        mentions = self._mentions(text.folded)
        strength: dict[str, int] = {}
        evidence: dict[str, str] = {}
        previous, previous_end = "", -1
        for mention, code in zip(mentions, self._settled(mentions), strict=True):
            if not code:
                continue
            weight = TITLE_WEIGHT if mention.start < text.title_end else 1
            if mention.start == previous_end and previous in self._above(code):
                strength[previous] -= weight
            strength[code] = strength.get(code, 0) + weight
            evidence.setdefault(code, text.shown[mention.start : mention.end])
            previous, previous_end = code, mention.end
        ranked = sorted(strength, key=lambda code: -strength[code])
        return tuple(PlaceTag(code, evidence[code]) for code in ranked)

    def _above(self, code: str) -> tuple[str, ...]:
        return self._lineage(code)[:-1]

    def _mentions(self, folded: str) -> list[_Mention]:
        """The names that count by rules 1 to 3, in the order of the text."""
        mentions: list[_Mention] = []
        for index, start, end in self._automaton.find_matches_as_indexes(folded):
            name = self._names[index]
            if name.short and folded.startswith(self._not_before, end):
                continue
            if mentions and mentions[-1].end == start:
                codes = self._inside(name, frozenset(mentions[-1].codes))
            elif name.common or (name.brief and folded[start - 1 : start].isalpha()):
                codes = ()
            else:
                codes = name.codes
            if codes:
                mentions.append(_Mention(start, end, codes, name.open))
        return mentions

    def _inside(self, name: _Name, leader: frozenset[str]) -> tuple[str, ...]:
        """What a name means right behind another one: a division in that one, or else a province or city as ever."""
        inside = tuple(code for code in name.codes if not leader.isdisjoint(self._above(code)))
        if inside or name.common:
            return inside
        return tuple(code for code in name.codes if level_of(code) <= CITY)

    def _settled(self, mentions: Sequence[_Mention]) -> list[str]:
        """One code for each mention, empty where rule 4 leaves it open."""
        codes = ["" if mention.open else mention.codes[0] for mention in mentions]
        forward = range(len(mentions))
        for order in (forward, reversed(forward)):
            named: dict[str, int] = {}
            left_open: set[tuple[str, ...]] = set()  # by the places named up to here
            for step, index in enumerate(order, start=1):
                candidates = mentions[index].codes
                if not codes[index] and candidates not in left_open:
                    codes[index] = self._nearest(candidates, named)
                if codes[index]:
                    named[codes[index]] = step
                    left_open.clear()
                else:
                    left_open.add(candidates)
        return codes

    def _nearest(self, candidates: Iterable[str], named: Mapping[str, int]) -> str:
        """The candidate with the divisions above it (or itself) named last, empty where none or several have.

        Args:
            candidates: codes.
            named: code → the step at which it was last named.
        """
        steps = {
            code: sorted((named[above] for above in self._lineage(code) if above in named), reverse=True)
            for code in candidates
        }
        best = max(steps.values())
        nearest = [code for code, found in steps.items() if found == best]
        return nearest[0] if best and len(nearest) == 1 else ""


def _names(gazetteer: Gazetteer, common: Container[str], brief_endings: tuple[str, ...]) -> dict[str, _Name]:
    """Folded name → what it stands for: full names, names of autonomous divisions by their short name, short names."""
    names = {
        name: _Name(
            codes,
            common=name in common,
            brief=len(name) == 2 or (len(name) == 3 and name.endswith(brief_endings)),
            open=len(codes) > 1 or (len(name) <= 3 and level_of(codes[0]) == TOWNSHIP),
        )
        for name, codes in gazetteer.codes_by_name.items()
    }
    for place in (gazetteer[code] for code in gazetteer if level_of(code) < TOWNSHIP):
        short = fold(place.short)
        if "自治" in place.name and place.level > 1 and place.short != place.name:
            names.setdefault(short + place.name[-1], _Name((place.code,)))
        if place.level <= 2:
            # Provinces come first in the order of codes: 海南 and 吉林 are the provinces.
            names.setdefault(short, _Name((place.code,), short=True, common=short in common))
    return names


def place_rules() -> str:
    """The word lists of `data/places.toml`."""
    return (resources.files("index") / "data" / "places.toml").read_text(encoding="utf-8")


@cache
def place_tagger() -> PlaceTagger:
    """The tagger of `data/divisions.csv` and `data/places.toml`, built once."""
    return PlaceTagger(gazetteer(), place_rules())
