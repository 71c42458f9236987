"""What in a text matched, and which part of a long one is worth showing?

Marks come from the strings that were searched for, looked up in the folded text; nothing is segmented again.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence

from index.analysis import fold
from search.query import Clause
from search.results import Marks, TextWithMarks

__all__ = ["PASSAGE_LENGTH", "mark", "passage", "whole_clauses"]

PASSAGE_LENGTH = 180
"""Characters of a paragraph that are shown in a list of results, about."""

_CUT = "…"
_WINDOWS_TRIED = 64
_SENTENCE_END = re.compile(r"[。！？；…!?;]+[”’」』）)]*")


def whole_clauses(clauses: Sequence[Clause], texts: Sequence[str]) -> frozenset[int]:
    """Positions of the clauses whose whole text occurs in at least one of the texts."""
    folded = [fold(text) for text in texts]
    return frozenset(position for position, clause in enumerate(clauses) if any(clause.text in text for text in folded))


def mark(text: str, clauses: Sequence[Clause], whole: Collection[int] = ()) -> TextWithMarks:
    """Mark what a query matched in a text.

    Args:
        text: as it is shown.
        clauses: the query's.
        whole: positions of clauses of which only the whole text is marked, because the article holds it somewhere;
            for the others their pieces are marked where the whole text is not in this text.
    """
    folded = fold(text)
    spans: list[tuple[int, int]] = []
    for position, clause in enumerate(clauses):
        found = _spans(folded, clause.text)
        if not found and position not in whole:
            found = [span for piece in clause.pieces for span in _spans(folded, piece)]
        spans += found
    return TextWithMarks(text, _merged(spans))


def passage(text: TextWithMarks, length: int = PASSAGE_LENGTH) -> TextWithMarks:
    """The part of a paragraph that holds most marks, cut at the ends of sentences where that is near; … for a cut."""
    if len(text.text) <= length * 3 // 2:
        return text
    start, end = _window(text, length)
    before, after = (_CUT if start else ""), (_CUT if end < len(text.text) else "")
    shift = len(before) - start
    marks = tuple((max(a, start) + shift, min(b, end) + shift) for a, b in text.marks if max(a, start) < min(b, end))
    return TextWithMarks(before + text.text[start:end] + after, marks)


def _window(text: TextWithMarks, length: int) -> tuple[int, int]:
    """The range [start, end) to show: from the start of a sentence if its marks fit, else from shortly before one."""
    sentences = [0, *(match.end() for match in _SENTENCE_END.finditer(text.text))]
    opening = text.marks[:_WINDOWS_TRIED]
    starts = {sentences[bisect_right(sentences, start) - 1] for start, _ in opening} | {0}
    candidates = starts | {max(0, start - length // 4) for start, _ in opening}

    def worth(start: int) -> tuple[int, int, bool, int]:
        first = bisect_left(text.marks, (start, start))
        inside = [span for span in text.marks[first : first + length] if span[1] <= start + length]
        return len({fold(text.text[a:b]) for a, b in inside}), len(inside), start in starts, -start

    start = max(candidates, key=worth)
    end = min(start + length, len(text.text))
    last = max((b for a, b in text.marks if start <= a and b <= end), default=start)
    ends = [at for at in (*sentences, len(text.text)) if max(last, start + length // 2) <= at <= end]
    return start, (ends[-1] if ends else end)


def _spans(folded: str, wanted: str) -> list[tuple[int, int]]:
    spans = []
    at = folded.find(wanted)
    while at >= 0:
        spans.append((at, at + len(wanted)))
        at = folded.find(wanted, at + len(wanted))
    return spans


def _merged(spans: list[tuple[int, int]]) -> Marks:
    """Sorted, with overlapping ranges joined; ranges that only touch stay two."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
