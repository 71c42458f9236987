"""Which of the divisions of a name is meant? The one that other names near it speak for, or none.

The nearest name before it that is above exactly one of them decides, or else the nearest one behind it, or else the
source and the folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from index.tagging.place_names import Name

__all__ = ["Mention", "settle"]

Lineage = Callable[[str], tuple[str, ...]]
"""A code → the codes from its province down to itself."""


class Mention(NamedTuple):
    """A name in the text and the divisions it may mean.

    Attributes:
        start, end: its characters.
        name: what the pattern stands for.
        codes: those of its divisions that are meant here.
        open: whether only other names can settle it.
        lone: whether it counts even if no other name does.
        rule: how it is settled unless another name does it.
    """

    start: int
    end: int
    name: Name
    codes: tuple[str, ...]
    open: bool
    lone: bool
    rule: str


def settle(mentions: Sequence[Mention], origin: Sequence[str], lineage: Lineage) -> list[tuple[str, str]]:
    """Code and rule for each mention, empty where it stays open.

    Args:
        mentions: in the order of the text.
        origin: the places in the names of the source and the folder.
        lineage: a code → the codes from its province down to itself.
    """
    settled = [("", "") if mention.open else (mention.codes[0], mention.rule) for mention in mentions]
    forward = range(len(mentions))
    for order in (forward, reversed(forward)):
        named: dict[str, int] = {}
        left_open: set[tuple[str, ...]] = set()  # by the places named up to here
        for step, index in enumerate(order, start=1):
            mention = mentions[index]
            if not settled[index][0] and mention.codes not in left_open:
                settled[index] = _nearest(mention, named, lineage), "context"
            if code := settled[index][0]:
                named[code] = step
                left_open.clear()
            else:
                left_open.add(mention.codes)
    hinted = {above: 0 for code in origin for above in lineage(code)}
    for index in forward:
        if not settled[index][0]:
            mention = mentions[index]
            settled[index] = _nearest(mention, hinted, lineage), "source"
            if not settled[index][0] and mention.lone:
                settled[index] = mention.codes[0], mention.rule
    return settled


def _nearest(mention: Mention, named: Mapping[str, int], lineage: Lineage) -> str:
    """The candidate with the divisions above it (or itself) named last, empty where none or several have.

    Args:
        mention: an open name.
        named: code → the step at which it was last named.
        lineage: as above.
    """
    # The province does not tell a county from the mountain of the same name: the city above it does.
    company = slice(-2, None) if mention.name.namesake else slice(None)
    steps = {
        code: sorted((named[above] for above in lineage(code)[company] if above in named), reverse=True)
        for code in mention.codes
    }
    best = max(steps.values())
    nearest = [code for code, found in steps.items() if found == best]
    return nearest[0] if best and len(nearest) == 1 else ""
