"""Which places does an article name, and which one is it about? Names found in folded text, resolved to one division.

The rules; their word lists are in `data/places.toml`:

1. The longest name from the left wins, so 海南藏族自治州 is not 海南. Words that hold a name (长治久安), or end where
   one seems to begin (渤海南部), are patterns too and cover their text.
2. Full and former names count, and 湘西州 and 江华县 for what is autonomous. Short names count for provinces and cities
   (湖南, 娄底), unless what follows makes them part of another name (吉林大学). A county's (新邵) counts where the
   article names the county or what lies above it, or where a name can begin and nothing else is called so.
3. Right behind another name, a county or township counts only if it lies in that division. Names that are ordinary
   words too (城区, 白银) count nowhere else; names of two characters (新县) and a few more (兴城市) also do where no
   ideograph stands before them.
4. Names that several divisions share, and townships' names of three characters, count only if a division above
   exactly one of them is named: the nearest one before the name, or else the nearest one behind it, or else by the
   source or the folder. What none of these settles stays open, with its candidates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from index.analysis import fold, words
from index.documents import OpenPlace, PlaceTag
from index.tagging.article_text import ArticleText
from index.tagging.gazetteer import Gazetteer, gazetteer, level_of
from index.tagging.main_place import Finding, main_places
from index.tagging.place_names import Name, PlaceWords, names_of, place_words, zones
from index.tagging.resolution import Mention, settle

__all__ = ["FoundPlaces", "PlaceMention", "PlaceTagger", "place_tagger"]

COUNTY = 3
ALIGNED_BEFORE, ALIGNED_BEHIND = 6, 4
"""Characters around a name that the segmenter is shown, to see whether the name begins inside a word."""
_DATELINE = re.compile(r"(?:\d{1,2}月\d{1,2}日)?[电讯]")
TITLE_WEIGHT = 3
"""How many mentions in the text a mention in the title is worth."""
SURNAMES = frozenset(
    fold(
        "王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴夏钟汪田姜范方石"
        "姚谭廖邹熊陆郝孔崔康毛邱秦顾侯邵孟龙段雷钱汤尹黎武贺赖龚文"
    )
)
"""The most frequent surnames, without those that are more often something else (于, 江, 高)."""
OF_PERSONS = ("同志", "委员", "代表", "说", "是", "任", "当选")
"""What stands behind a person's name and hardly behind a place's."""
CAPITAL = "110000"
AT = ("在", "社", "报")
"""Right before the capital's name in a report of a meeting there, or from an agency there."""
CITY = 2
OPENING = 60
"""Within so many characters of the text stands where the report comes from."""
VISIT_SPAN = 12
"""Within so many characters behind a name stands what somebody came for: 到上海考察."""


class FoundPlaces(NamedTuple):
    """What a text names.

    Attributes:
        tags: a tag for each place, the main ones first, then the strongest first.
        open: names that several divisions share, and that the article does not settle.
        findings: every settled mention, in the order of the text.
    """

    tags: tuple[PlaceTag, ...]
    open: tuple[OpenPlace, ...]
    findings: tuple[Finding, ...]


class PlaceMention(NamedTuple):
    """A mention of a place where a reader sees it.

    Attributes:
        ordinal: the paragraph's, 0 for title and subtitle (a line each).
        start, end: its characters there.
        code: the place.
        rule: how it was settled, as in `index.documents.PlaceTag`.
    """

    ordinal: int
    start: int
    end: int
    code: str
    rule: str


class PlaceTagger:
    """Finds the divisions of a gazetteer in articles."""

    def __init__(self, gazetteer: Gazetteer, toml: str, zones: str = "name,code") -> None:
        """Build the automaton.

        Args:
            gazetteer: the divisions.
            toml: the word lists, as in `data/places.toml`.
            zones: CSV without quotes: a header, then `name,code`.
        """
        words = PlaceWords(toml)
        names = names_of(gazetteer, words, zones)
        self._names = tuple(names.values())
        self._automaton = AhoCorasick(names, matchkind=MatchKind.LeftmostLongest)
        self._not_before = words["not_before"]
        self._not_before_county = words["not_before_county"]
        self._before_short = frozenset(words["before_short"])
        self._before_character = frozenset(words["before_character"])
        self._not_before_character = frozenset(words["not_before_character"])
        self._leaving = words["leaving"]
        self._visiting = words["visiting"]
        self._going = (*self._leaving, *self._visiting, *AT)
        self._visits = re.compile("|".join(words["visits"]) or r"(?!)")
        self._hosting = re.compile("|".join(words["hosting"]) or r"(?!)")
        self._lineage = cache(gazetteer.ancestors)
        self._gazetteer = gazetteer

    def find(self, text: ArticleText) -> FoundPlaces:
        """The places that an article names, with what it is about first.

        A name that only leads to the next one (湖南省 in 湖南省邵阳市) makes a tag, but adds no strength to it.
        """
        mentions, own = self._mentions(text.folded)
        origin = self._origin(text.origin)
        settled = settle(mentions, origin, self._lineage)
        findings = self._findings(text, mentions, settled)
        doubt = [
            mention.codes
            for mention, (code, _) in zip(mentions, settled, strict=True)
            if not code and mention.start < text.title_end
        ]
        if any(found.counts and not found.paragraph for found in findings):
            doubt = []
        main = main_places(findings, text.title_end + OPENING, own, origin, self._lineage, self._gazetteer.name, doubt)
        tags = self._tags(text, findings, main)
        still_open = dict.fromkeys(
            OpenPlace(text.shown[mention.start : mention.end], mention.codes)
            for mention, (code, _) in zip(mentions, settled, strict=True)
            if not code and not mention.name.county
        )
        return FoundPlaces(tags, tuple(still_open), tuple(findings))

    def mentions(self, text: ArticleText) -> tuple[PlaceMention, ...]:
        """Every mention of a place in title and paragraphs, in the order of the text."""
        starts, ordinals = (0, *text.starts), (0, *text.ordinals)
        return tuple(
            PlaceMention(
                ordinals[found.paragraph],
                found.start - starts[found.paragraph],
                found.end - starts[found.paragraph],
                found.code,
                found.rule,
            )
            for found in self.find(text).findings
        )

    def _tags(self, text: ArticleText, findings: Sequence[Finding], main: Sequence[str]) -> tuple[PlaceTag, ...]:
        strength: Counter[str] = Counter()
        first: dict[str, Finding] = {}
        for found in findings:
            weight = 1 if found.paragraph else TITLE_WEIGHT
            strength[found.code] += weight if found.counts else 0
            first.setdefault(found.code, found)
        ranked = sorted(strength, key=lambda code: (main.index(code) if code in main else len(main), -strength[code]))
        return tuple(
            PlaceTag(code, text.shown[first[code].start : first[code].end], code in main, first[code].rule)
            for code in ranked
        )

    def _above(self, code: str) -> tuple[str, ...]:
        return self._lineage(code)[:-1]

    # Which names stand in the text?

    def _mentions(self, folded: str) -> tuple[list[Mention], Counter[str]]:
        """The names that count by rules 1 to 3, in the order of the text, and what the article calls its own."""
        mentions: list[Mention] = []
        own: Counter[str] = Counter()
        for index, start, end in self._automaton.find_matches_as_indexes(folded):
            name = self._names[index]
            if not name.codes:
                if name.own:
                    own[name.own] += 1
                continue
            if name.short and (folded.startswith(self._not_before, end) or _is_given_name(folded, start, end)):
                continue
            if not (mentions and mentions[-1].end == start) and self._runs_into(name, folded, start, end):
                continue
            if name.together:
                mentions += [Mention(start, end, name, (code,), False, False, name.rule) for code in name.codes]
                continue
            leader = mentions[-1] if mentions and mentions[-1].end == start else None
            codes = self._inside(name, leader.codes) if leader else self._standing_alone(name, folded, start, end)
            if name.county and codes and folded.startswith(self._not_before_county, end):
                continue
            if codes:
                rule = "inside" if leader and len(codes) < len(name.codes) else name.rule
                rule = "former-name" if codes[0] in name.former else rule
                is_open = name.open and not (leader and len(codes) == 1)
                lone = name.county and len(codes) == 1 and not name.namesake and self._can_begin(folded, start)
                mentions.append(Mention(start, end, name, codes, is_open, lone, rule))
        return mentions, own

    def _runs_into(self, name: Name, folded: str, start: int, end: int) -> bool:
        """Whether a name begins inside a word or a number: 四[明山区]域, 3[万山区]群众. Those of cities hardly do."""
        if name.together or name.character or self._can_begin(folded, start):
            return False
        if folded[start - 1].isdigit():
            return folded[start] in "百千万亿"
        if level_of(name.codes[0]) < COUNTY:
            return False
        low = max(0, start - ALIGNED_BEFORE)
        low = max(low, max(folded.rfind(mark, low, start) for mark in "\n,。、;:") + 1)
        return any(
            low + first < start < low + last <= end for _, first, last in words(folded[low : end + ALIGNED_BEHIND])
        )

    def _standing_alone(self, name: Name, folded: str, start: int, end: int) -> tuple[str, ...]:
        """What a name means that stands behind no other name."""
        if name.common or (name.brief and folded[start - 1 : start].isalpha()):
            return ()
        if name.namesake and not self._can_begin(folded, start):
            return ()
        if name.character and (
            folded[start - 1 : start] not in self._before_character
            or folded[end : end + 1] in self._not_before_character
        ):
            return ()
        return name.codes

    def _can_begin(self, folded: str, start: int) -> bool:
        before = folded[start - 1 : start]
        return not before.isalpha() or before in self._before_short

    def _inside(self, name: Name, leader: Iterable[str]) -> tuple[str, ...]:
        """What a name means right behind another one: a division in that one, or else a province or city as ever."""
        above = frozenset(leader)
        inside = tuple(code for code in name.codes if not above.isdisjoint(self._above(code)))
        if inside or name.common or name.character:
            return inside
        return tuple(code for code in name.codes if level_of(code) <= CITY)

    def _origin(self, origin: str) -> tuple[str, ...]:
        """The places in the names of source and folder: 新邵县人民政府网, 湖南日报."""
        if not origin:
            return ()
        names = (self._names[index] for index, _, _ in self._automaton.find_matches_as_indexes(fold(origin)))
        return tuple(dict.fromkeys(name.codes[0] for name in names if len(name.codes) == 1 and not name.character))

    def _findings(
        self, text: ArticleText, mentions: Sequence[Mention], settled: Sequence[tuple[str, str]]
    ) -> list[Finding]:
        findings: list[Finding] = []
        away_until = -1
        for mention, (code, rule) in zip(mentions, settled, strict=True):
            if not code:
                continue
            before = findings[-1] if findings else None
            if before and before.end == mention.start and before.code in self._above(code):
                findings[-1] = before._replace(counts=False)
            joined = away_until >= 0 and text.folded[away_until : mention.start] in ("", "、", "和", "与", "及", "等")
            away = joined or self._is_visited(text.folded, mention)
            away_until = mention.end if away else -1
            findings.append(Finding(code, mention.start, mention.end, rule, text.paragraph_at(mention.start), not away))
        return findings

    def _is_visited(self, folded: str, mention: Mention) -> bool:
        before = folded[max(0, mention.start - 4) : mention.start]
        if not before.endswith(self._going):
            return False
        if before.endswith(self._leaving):
            return True
        if before.endswith(("社", "报")) and _DATELINE.match(folded, mention.end):
            return True
        behind = re.split(r"[,。;!?\n]", folded[mention.end : mention.end + VISIT_SPAN], maxsplit=1)[0]
        if mention.codes == (CAPITAL,):
            return before.endswith(AT) and bool(self._hosting.search(behind))
        return before.endswith(self._visiting) and bool(self._visits.search(behind))


@cache
def place_tagger() -> PlaceTagger:
    """The tagger of the tables and word lists in `data/`, built once."""
    return PlaceTagger(gazetteer(), place_words(), zones())


def _is_given_name(folded: str, start: int, end: int) -> bool:
    """Whether a short name is a person's behind the surname: 陈怀化当选县长."""
    return (
        end - start == 2
        and start > 0
        and folded[start - 1] in SURNAMES
        and (start < 2 or not folded[start - 2].isalpha())
        and (not folded[end : end + 1].isalpha() or folded.startswith(OF_PERSONS, end))
    )
