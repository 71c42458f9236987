"""What else does a reader mean who types 双碳? Terms that say the same, or say it at length, from `data/synonyms.txt`.

A term has alternatives; an alternative is a word, or several that must all occur (碳达峰 + 碳中和). No alternative
holds its term, because a search for strings finds such texts anyway, and none is a part of its term, because that would
be more general. Alternatives are not chained: those of an alternative are not those of the term.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from index.analysis import matched

__all__ = ["MAX_ALTERNATIVES", "MAX_WORDS", "Alternatives", "read_synonyms", "synonyms"]

MAX_ALTERNATIVES = 8
"""Alternatives of a term."""
MAX_WORDS = 4
"""Words of an alternative."""

_LINE = re.compile(r"(\S+) (<?=>) ?(.*)")

Alternatives = tuple[tuple[str, ...], ...]
"""What may stand instead of a term: of each the words that must all occur, as `index.analysis.matched` has them."""


@cache
def synonyms() -> Mapping[str, Alternatives]:
    """The alternatives of each term in the table, in its order; terms as `index.analysis.matched` has them."""
    table = resources.files("search").joinpath("data", "synonyms.txt").read_text(encoding="utf-8")
    return MappingProxyType(read_synonyms(table.splitlines()))


def read_synonyms(lines: Iterable[str]) -> dict[str, Alternatives]:
    """The alternatives of each term in lines that are written as the head of `data/synonyms.txt` says.

    Raises:
        ValueError: a line is malformed; the message tells which one and why.
    """
    found: dict[str, Alternatives] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            for term, alternatives in _entries(line):
                _check(term, alternatives)
                if term in found:
                    raise ValueError(f"{term} has alternatives already")
                found[term] = alternatives
        except ValueError as flaw:
            raise ValueError(f"synonyms, line {number}: {flaw}") from None
    return found


def _entries(line: str) -> Iterator[tuple[str, Alternatives]]:
    """The terms of a line and their alternatives: one term, or each of those that say the same."""
    parts = _LINE.fullmatch(line)
    if not parts:
        raise ValueError("a term is followed by => or <=>")
    term, arrow, rest = matched(parts[1]), parts[2], parts[3]
    alternatives = tuple(tuple(map(_word, words.split(" + "))) for words in rest.split(" | "))
    if arrow == "=>":
        yield term, alternatives
        return
    if any(len(words) > 1 for words in alternatives):
        raise ValueError("only a single word can say the same as a term")
    same = ((term,), *alternatives)
    for each in same:
        yield each[0], tuple(other for other in same if other is not each)


def _word(written: str) -> str:
    """A word in its matched form."""
    word = written.strip()
    if not word or len(word.split()) > 1:
        raise ValueError(f"“{written}” is not one word")
    return matched(word)


def _check(term: str, alternatives: Alternatives) -> None:
    if len(set(alternatives)) < len(alternatives):
        raise ValueError(f"{term} has an alternative twice")
    if len(alternatives) > MAX_ALTERNATIVES or any(len(words) > MAX_WORDS for words in alternatives):
        raise ValueError(f"{term} has more than {MAX_ALTERNATIVES} alternatives, or one of more than {MAX_WORDS} words")
    for words in alternatives:
        if any(term in word for word in words):
            raise ValueError(f"{'+'.join(words)} holds {term}, which finds it anyway")
        if len(words) == 1 and words[0] in term:
            raise ValueError(f"{words[0]} is a part of {term}, and more general")
