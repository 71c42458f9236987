"""Which fields does this index know beside Whoosh's own, and how are many values indexed at once?

`Words` and `ExactText` are ordinary Whoosh fields that any codec can keep. The columnar codec keeps `ExactText` as
`index.columnar.text` says, and every other field, of those that keep no positions, as `index.columnar.inverted` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from whoosh import fields, formats
from whoosh.analysis import Analyzer, Token
from whoosh.writing import IndexingError

from index.analysis import matched, word_lists, words

__all__ = ["END", "ExactText", "Words", "check_columns", "grams", "term_lists"]

END = "\n"
"""Stands behind the last character of a text, so that every character begins one pair."""


def grams(folded: str) -> list[str]:
    """The pairs of neighbouring characters of a folded text, one fewer than it has characters."""
    return [first + second for first, second in pairwise(folded)]


class WordAnalyzer(Analyzer):
    """`index.analysis.words` in Whoosh's form."""

    def __call__(self, value: str, **_: Any) -> Iterator[Token]:
        """Tokens with ordinal positions and character offsets."""
        return _tokens(words(matched(value)))


class GramAnalyzer(Analyzer):
    """`grams` in Whoosh's form."""

    def __call__(self, value: str, **_: Any) -> Iterator[Token]:
        """Tokens with ordinal positions and character offsets."""
        return _tokens((pair, at, at + 1) for at, pair in enumerate(grams(matched(value) + END)))


def _tokens(found: Iterable[tuple[str, int, int]]) -> Iterator[Token]:
    token = Token(positions=True, chars=True, mode="index", removestops=False)
    for position, (text, start, end) in enumerate(found):
        token.text = token.original = text
        token.boost = 1.0
        token.stopped = False
        token.pos = position
        token.startchar, token.endchar = start, end
        yield token


class Words(fields.FieldType):
    """The words of a text, with frequencies: for ranking."""

    def __init__(self) -> None:
        super().__init__(formats.Frequency(), WordAnalyzer(), scorable=True)


class ExactText(fields.FieldType):
    """A text itself: every pair of its neighbouring characters with positions, and the text as it is shown.

    The pairs are those of the text as it is matched (`index.analysis.matched`). A `Phrase` of all pairs of such a
    string finds that string and nothing else; a `Prefix` finds one character.
    """

    def __init__(self) -> None:
        super().__init__(formats.Positions(), GramAnalyzer(), scorable=True, stored=True)


def term_lists(fieldobj: fields.FieldType, values: Sequence[Any]) -> list[list[str]] | list[list[bytes]]:
    """The terms of each value in a field, repeated as often as they occur; none where a value is None."""
    if isinstance(fieldobj, Words):
        return word_lists(["" if value is None else matched(value) for value in values])
    lists: list[list[bytes]] = []
    before: Any = None
    for value in values:
        if value is None:
            lists.append([])
        elif lists and value == before:  # as in all paragraphs of an article
            lists.append(lists[-1])
        else:
            lists.append([term for term, times, _, _ in fieldobj.index(value) for _ in range(times)])
        before = value
    return lists


def check_columns(schema: fields.Schema) -> None:
    """Look whether every column of a schema is one that a segment can hold: whole numbers of up to 32 bits.

    Raises:
        IndexingError: one is not, as those of dates, floating-point numbers, 64-bit numbers and text are not.
    """
    for name, fieldobj in schema.items():
        if fieldobj.column_type and not (isinstance(fieldobj, fields.NUMERIC) and fieldobj.bits <= 32):
            raise IndexingError(
                f"The field {name!r} ({type(fieldobj).__name__}) cannot be sortable here: "
                "a column holds whole numbers of up to 32 bits, as of NUMERIC(int, sortable=True)"
            )
