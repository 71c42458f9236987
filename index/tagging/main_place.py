"""Which of the places that an article names is it about?

Every mention adds to its place: one in the title `TITLE`, one in the first paragraphs `LEAD`, any other 1, and no more
than `MOST` in one paragraph. Where somebody only goes (赴广东招商) and what only leads to the next name (湖南省 in
湖南省邵阳县) adds nothing. Then the way leads down from the country: into the province that holds most of what was
added, into its city, its county, as long as one division holds `SHARE` of what is left. What the article calls its own
(全县, 我市) makes it easier to reach a place of that kind, and harder to pass by it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

__all__ = ["Finding", "main_places"]

TITLE, LEAD, MOST = 5, 2, 4
LEAD_PARAGRAPHS = 2
SHARE = 0.5
"""More than this part of a division's points must one in it hold, for the article to be about that one."""
EASY, HARD = 0.3, 0.8
"""The same where the smaller division is of the kind that the article calls its own, and where the larger one is."""
FEW = 3
"""So many points name a main place that stands neither in the title nor in the first sentence."""
TOGETHER = 0.2
"""What part of all points each of several main places must hold."""
OFTEN = 0.25
"""How often, as part of the most frequent, an article speaks of a kind of division that may be its own."""
COUNTRY = "国"


class Finding(NamedTuple):
    """A mention whose place is settled.

    Attributes:
        code: the place.
        start, end: its characters.
        rule: how it was settled, as in `index.documents.PlaceTag`.
        paragraph: 0 in the title, then 1, 2, …
        counts: whether it is more than a place that somebody goes to, or that leads to the next name.
    """

    code: str
    start: int
    end: int
    rule: str
    paragraph: int
    counts: bool


def main_places(
    findings: Sequence[Finding],
    opening: int,
    own: Mapping[str, int],
    origin: Sequence[str],
    lineage: Callable[[str], tuple[str, ...]],
    name: Callable[[str], str],
    doubt: Sequence[tuple[str, ...]] = (),
) -> tuple[str, ...]:
    """The codes of the places that an article is about, mostly one; none for national news.

    Args:
        findings: the mentions in the order of the text.
        opening: where the first sentence ends, about, in characters.
        own: how often the article calls a kind of division its own: 县 for 全县, 国 for the country.
        origin: the places in the names of the source and the folder.
        lineage: a code → the codes from its province down to itself.
        name: a code → its full name.
        doubt: the candidates of each name in the title that nothing settles, if nothing in the title is settled.
    """
    points = _points(findings)
    for code in origin:
        if code in points:
            points[code] += 1
    kinds = _own_kinds(own)
    in_title = list(dict.fromkeys(found.code for found in findings if found.counts and not found.paragraph))
    total = sum(points.values())
    together = _lowest([code for code in in_title if points[code] >= TOGETHER * total], lineage)
    if len(together) > 1:
        return together
    headed = _leading(_lowest(in_title, lineage), points, lineage)
    tree = _Tree(points, lineage)
    own_kind = {code: kind for code in tree.sums if code and (kind := name(code)[-1]) in kinds}
    place = tree.descend("", COUNTRY if kinds == (COUNTRY,) else "", own_kind)
    if not place or (headed and headed[0] != place and place in lineage(headed[0]) and not points[place]):
        return headed
    if any(not any(place in lineage(code) for code in codes) for codes in doubt) and tree.sums[place] <= TITLE:
        return ()
    opens = any(found.start < opening and found.counts and place in lineage(found.code) for found in findings)
    if not opens and tree.sums[place] < FEW:
        return ()
    if points[place]:
        return (place,)
    below = (code for code in tree.children[place] if tree.sums[code] >= TOGETHER * total)
    several = (tree.descend(code, own_kind.get(code, ""), own_kind) for code in below)
    return tuple(sorted((code for code in several if points[code]), key=lambda code: -points[code]))


def _own_kinds(own: Mapping[str, int]) -> tuple[str, ...]:
    """The kinds of division that the article may be of.

    A city's report speaks of the province (全省第一) and the country more often than a province's of its cities, so
    these are all that it speaks of often enough, and the lower one decides on the way down.
    """
    enough = OFTEN * max(own.values(), default=0)
    return tuple(kind for kind in own if own[kind] >= enough)


def _points(findings: Sequence[Finding]) -> Counter[str]:
    by_paragraph: Counter[tuple[str, int]] = Counter()
    for found in findings:
        if found.counts:
            weight = 1 if found.paragraph > LEAD_PARAGRAPHS else LEAD if found.paragraph else TITLE
            by_paragraph[found.code, found.paragraph] += weight
    points: Counter[str] = Counter()
    for (code, paragraph), weight in by_paragraph.items():
        points[code] += min(weight, MOST) if paragraph else weight
    return points


def _lowest(codes: Sequence[str], lineage: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """The codes without those that lie above another one of them."""
    above = {step for code in codes for step in lineage(code)[:-1]}
    return tuple(code for code in codes if code not in above)


class _Tree:
    """Points by division, with those of all that lies in it; the country has the empty code."""

    def __init__(self, points: Mapping[str, int], lineage: Callable[[str], tuple[str, ...]]) -> None:
        self.sums: Counter[str] = Counter()
        self.children: dict[str, dict[str, None]] = defaultdict(dict)
        for code, some in points.items():
            above = ""
            self.sums[above] += some
            for step in lineage(code):
                self.sums[step] += some
                self.children[above][step] = None
                above = step

    def descend(self, place: str, kind: str, own: Mapping[str, str]) -> str:
        """The lowest division from a place down that holds its share of all above it.

        Args:
            place: where to start.
            kind: which kind that is, if the article calls this kind its own.
            own: the codes of all divisions whose kind the article calls its own → that kind.
        """
        while children := self.children[place]:
            largest = max(children, key=lambda code: self.sums[code])
            new = {own[code] for code in (largest, *self.children[largest]) if code in own} - {kind}
            share = EASY if new else HARD if kind else SHARE
            if self.sums[largest] <= share * self.sums[place]:
                break
            place, kind = largest, own.get(largest, "")
        return place


def _leading(
    headed: tuple[str, ...], points: Mapping[str, float], lineage: Callable[[str], tuple[str, ...]]
) -> tuple[str, ...]:
    """The only place of a title, if it has more points than any place that lies neither above nor below it."""
    if len(headed) != 1:
        return ()
    (code,) = headed
    others = [some for other, some in points.items() if code not in lineage(other) and other not in lineage(code)]
    return headed if points[code] > max(others, default=0) else ()
