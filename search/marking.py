"""What in a text matched? Marks come from the strings that were searched for, looked up in the folded text.

Nothing is segmented again, and nothing is marked that a query only excludes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.analysis import match_form
from search.results import Marks, TextWithMarks

__all__ = ["Wanted", "found_in", "mark", "spans_in"]

Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Strings that matched in a text or in its article, as they are matched.

    Attributes:
        texts: each of them is marked wherever it stands.
        prefix: whether they are the beginnings of words.
        words: the words that begin with it; the longest that stands at a place is marked.
        in_title: whether only the head counts.
        distance: two texts of which only those are marked that have at most so many characters between them.
    """

    texts: tuple[str, ...]
    prefix: bool = False
    in_title: bool = False
    distance: int | None = None
    words: tuple[str, ...] = ()


def mark(text: str, wanted: Sequence[Wanted]) -> TextWithMarks:
    """Mark in a text, as it is shown, what is wanted."""
    return found_in(text, wanted)[0]


def found_in(text: str, wanted: Sequence[Wanted]) -> tuple[TextWithMarks, tuple[str, ...]]:
    """The same, and which of the strings that are wanted stand in the text, each once, as they are matched."""
    form, spaces = match_form(text)
    spans = [span for each in wanted for span in _spans_of(form, each)]
    held = tuple(dict.fromkeys(form[a:b] for a, b in spans))
    return TextWithMarks(text, _in_shown(spaces, _merged(spans))), held


def spans_in(form: str, wanted: Sequence[Wanted]) -> Marks:
    """The marks of a text as it is matched, in that text."""
    return _merged([span for each in wanted for span in _spans_of(form, each)])


def _spans_of(form: str, wanted: Wanted) -> Spans:
    if wanted.distance is not None:
        left, right = wanted.texts
        return list(_near(form, left, right, wanted.distance))
    spans = [span for text in wanted.texts for span in _spans(form, text)]
    if wanted.prefix:
        return [(start, _word_end(form, start, end, wanted.words)) for start, end in spans if _at_word(form, start)]
    return spans


def _spans(form: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a string stands, from the left, without overlap."""
    at = form.find(text)
    while at >= 0:
        yield at, at + len(text)
        at = form.find(text, at + len(text))


def _near(form: str, left: str, right: str, distance: int) -> Iterator[tuple[int, int]]:
    lefts, rights = list(_starts(form, left)), list(_starts(form, right))
    yield from _beside(lefts, len(left), rights, len(right), distance)
    yield from _beside(rights, len(right), lefts, len(left), distance)


def _starts(form: str, text: str) -> Iterator[int]:
    """Where a string begins, overlaps counted."""
    at = form.find(text)
    while at >= 0:
        yield at
        at = form.find(text, at + 1)


def _beside(
    starts: Sequence[int], length: int, others: Sequence[int], other_length: int, distance: int
) -> Iterator[tuple[int, int]]:
    """Those of some strings of one length that have one of the others near, before or behind."""
    for start in starts:
        behind = bisect_left(others, start + length)
        before = bisect_right(others, start - other_length) - 1
        if (behind < len(others) and others[behind] - start - length <= distance) or (
            before >= 0 and start - others[before] - other_length <= distance
        ):
            yield start, start + length


def _at_word(form: str, at: int) -> bool:
    """Whether a word may begin at a place: one of letters and digits does not begin inside another."""
    return at == 0 or not (_is_ascii_word(form[at]) and _is_ascii_word(form[at - 1]))


def _is_ascii_word(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _word_end(form: str, start: int, end: int, words: Sequence[str]) -> int:
    """Where the longest of some words ends that stands at a place."""
    return max((start + len(word) for word in words if form.startswith(word, start)), default=end)


def _in_shown(spaces: Sequence[int], spans: Marks) -> Marks:
    """Ranges of a text as it is matched, as ranges of the text as it is shown, which has some spaces more."""
    before = [at - number for number, at in enumerate(spaces)]
    return tuple((a + bisect_right(before, a), b + bisect_left(before, b)) for a, b in spans)


def _merged(spans: Spans) -> Marks:
    """Sorted, with overlapping ranges joined; ranges that only touch stay two."""
    merged: Spans = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
