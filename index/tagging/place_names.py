"""What are places called? Every name of a division, folded, with what it stands for and how far it can be trusted.

Names come from the gazetteer (full, short and former names), from `data/zones.csv` (zones and new areas, each with the
division that it lies in) and from `data/places.toml` (single characters such as 湘, several places in one word such as
京津冀, and all words that only look like names).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import NamedTuple

from index.analysis import fold
from index.tagging.gazetteer import Gazetteer, level_of

__all__ = ["Name", "PlaceWords", "names_of", "place_words", "zones"]

PROVINCE, CITY, COUNTY, TOWNSHIP = 1, 2, 3, 4
KINDS = "国省市县区州盟旗镇乡"
"""How divisions end, the whole country first; an article calls its own one 全县, 我市, 该区."""


class Name(NamedTuple):
    """What a pattern stands for, and which rules it is under.

    Attributes:
        codes: the divisions called so; none for a word that names no place.
        rule: id of the kind of name, as in `index.documents.PlaceTag`; empty for no place.
        own: what kind of division an article calls its own so, 县 for 全县; empty for names.
        former: those of `codes` that were called so before.
        short: not in front of certain words (湖南日报).
        county: the short name of a county: not in front of more words, and only in company of other names.
        namesake: such a one that also names something else: in closer company.
        common: an ordinary word too: only right behind a division that contains it.
        brief: so, or where no ideograph stands before it.
        open: only where other names in the article settle what is meant.
        character: only between certain characters (赴湘).
        together: all of `codes` are meant, not one of them.
    """

    codes: tuple[str, ...]
    rule: str = ""
    own: str = ""
    former: tuple[str, ...] = ()
    short: bool = False
    county: bool = False
    namesake: bool = False
    common: bool = False
    brief: bool = False
    open: bool = False
    character: bool = False
    together: bool = False


class PlaceWords:
    """The word lists of `data/places.toml`, folded.

    Attributes:
        lists: key → words.
        characters: one character → the code of a province.
        together: word → codes.
    """

    def __init__(self, toml: str) -> None:
        tables = tomllib.loads(toml)
        self.characters = {fold(name): code for name, code in tables.pop("characters", {}).items()}
        self.together = {fold(name): tuple(codes.split()) for name, codes in tables.pop("together", {}).items()}
        self.lists = {key: tuple(fold(words).split()) for key, words in tables.items()}

    def __getitem__(self, key: str) -> tuple[str, ...]:
        return self.lists.get(key, ())


def names_of(gazetteer: Gazetteer, words: PlaceWords, zones: str) -> dict[str, Name]:
    """Folded name → what it stands for. Where names are alike, what is listed first here counts.

    Args:
        gazetteer: the divisions.
        words: the word lists.
        zones: CSV without quotes: a header, then `name,code`.
    """
    names = dict.fromkeys(words["not_places"] + words["overlapping"], Name(()))
    names |= _full_names(gazetteer, words)
    for source in (_short_names(gazetteer, words), _former_names(gazetteer, words), _county_names(gazetteer, words)):
        for name, meaning in source:
            names.setdefault(name, meaning)
    for row in zones.splitlines()[1:]:
        name, code = row.split(",")
        names[fold(name)] = Name((code,), "zone")
    names |= {name: Name(codes, "abbreviation", together=True) for name, codes in words.together.items()}
    for name, code in words.characters.items():
        names.setdefault(name, Name((code,), "abbreviation", character=True))
    for kind in KINDS:
        for own in (*(word + kind for word in words["own_before"]), *(kind + word for word in words["own_after"])):
            names.setdefault(own, Name((), own=kind))
    return names


def _full_names(gazetteer: Gazetteer, words: PlaceWords) -> dict[str, Name]:
    common = frozenset(words["common"])
    former = gazetteer.codes_by_former_name
    return {
        name: Name(
            codes + former.get(name, ()),
            "full-name",
            former=former.get(name, ()),
            common=name in common,
            brief=_is_brief(name, words),
            open=len(codes) > 1 or name in former or (len(name) <= 3 and level_of(codes[0]) == TOWNSHIP),
        )
        for name, codes in gazetteer.codes_by_name.items()
    }


def _is_brief(name: str, words: PlaceWords) -> bool:
    return len(name) == 2 or (len(name) == 3 and name.endswith(words["brief_endings"]))


def _short_names(gazetteer: Gazetteer, words: PlaceWords) -> Iterator[tuple[str, Name]]:
    """湘西州 and 江华县 for what is autonomous; 湖南 and 娄底 for provinces and cities."""
    common = frozenset(words["common"])
    provinces = {fold(gazetteer[code].short) for code in gazetteer if level_of(code) == PROVINCE}
    for place in (gazetteer[code] for code in gazetteer if level_of(code) < TOWNSHIP):
        short = fold(place.short)
        if "自治" in place.name and place.level > PROVINCE and place.short != place.name:
            # 河南县域 is of the province, not of 河南蒙古族自治县.
            taken = place.level == COUNTY and short in provinces
            yield short + place.name[-1], Name((place.code,), "short-name", common=taken)
        if place.level <= CITY:
            # Provinces come first in the order of codes: 海南 and 吉林 are the provinces.
            yield short, Name((place.code,), "short-name", short=True, common=short in common)


def _former_names(gazetteer: Gazetteer, words: PlaceWords) -> Iterator[tuple[str, Name]]:
    for name, codes in gazetteer.codes_by_former_name.items():
        yield name, Name(codes, "former-name", former=codes, brief=_is_brief(name, words), open=len(codes) > 1)


def _county_names(gazetteer: Gazetteer, words: PlaceWords) -> Iterator[tuple[str, Name]]:
    """新邵 for 新邵县."""
    ordinary, namesakes = frozenset(words["not_short"]), frozenset(words["namesakes"])
    for name, shared in gazetteer.codes_by_short_name.items():
        codes = tuple(code for code in shared if level_of(code) == COUNTY and fold(gazetteer.name(code)) != name)
        if codes and len(name) > 1 and name not in ordinary:
            yield name, Name(codes, "short-name", short=True, county=True, namesake=name in namesakes, open=True)


def _data(name: str) -> str:
    return (resources.files("index") / "data" / name).read_text(encoding="utf-8")


def place_words() -> str:
    """The word lists of `data/places.toml`."""
    return _data("places.toml")


def zones() -> str:
    """The table `data/zones.csv`."""
    return _data("zones.csv")
