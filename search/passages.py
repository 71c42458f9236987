"""What in a text matched, and which part of a long one is worth showing?

Marks come from the strings that were searched for, looked up in the folded text; nothing is segmented again.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence

from index.analysis import match_form, matched
from search.query import Clause, Query
from search.results import Marks, TextWithMarks

__all__ = ["PASSAGE_LENGTH", "Marker", "mark", "marked_passage", "passage"]

PASSAGE_LENGTH = 180
"""Characters of a paragraph that are shown in a list of results, about."""

_CUT = "…"
_LONG = 20_000
"""Characters of a paragraph that are searched for its best passage."""
_WINDOWS_TRIED = 64
_SENTENCE_END = re.compile(r"[。！？；…!?;]+[”’」』）)]*")


class Marker:
    """Marks the texts of one article as a search marks them, whose scope decides which of them count."""

    def __init__(self, query: Query, head: str, paragraphs: Sequence[str]) -> None:
        """Look for the query's clauses in the whole article.

        Args:
            query: what was asked for.
            head: the text of the article's head.
            paragraphs: the texts of its paragraphs.
        """
        self._query = query
        self._head_counts = self._meets(head)
        folded = [matched(text) for text in (head, *paragraphs)] if query.scope == "article" else []
        self._whole = frozenset(
            position for position, clause in enumerate(query.clauses) if any(clause.text in text for text in folded)
        )

    def head(self, text: str) -> TextWithMarks:
        """A part of the head, marked."""
        return mark(text, self._query.clauses if self._head_counts else (), self._whole)

    def paragraph(self, text: str) -> TextWithMarks:
        """A paragraph, marked."""
        counts = self._query.scope != "title" and self._meets(text)
        return mark(text, self._query.clauses if counts else (), self._whole)

    def _meets(self, text: str) -> bool:
        """Whether a text counts by itself: always, unless all clauses must be met in one."""
        if self._query.scope == "article":
            return True
        folded = matched(text)
        return all(all(piece in folded for piece in clause.pieces) for clause in self._query.clauses)


def mark(text: str, clauses: Sequence[Clause], whole: Collection[int] = ()) -> TextWithMarks:
    """Mark what a query matched in a text.

    Args:
        text: as it is shown.
        clauses: the query's.
        whole: positions of clauses of which only the whole text is marked, because the article holds it somewhere;
            for the others their pieces are marked where the whole text is not in this text.
    """
    form, spaces = match_form(text)
    spans: list[tuple[int, int]] = []
    for position, clause in enumerate(clauses):
        found = _spans(form, clause.text)
        if not found and position not in whole:
            found = [span for piece in clause.pieces for span in _spans(form, piece)]
        spans += found
    return TextWithMarks(text, _in_shown(spaces, _merged(spans)))


def _in_shown(spaces: Sequence[int], spans: Marks) -> Marks:
    """Ranges of a text as it is matched, as ranges of the text as it is shown, which has some spaces more."""
    before = [at - number for number, at in enumerate(spaces)]
    return tuple((a + bisect_right(before, a), b + bisect_left(before, b)) for a, b in spans)


def marked_passage(text: str, clauses: Sequence[Clause], whole: Collection[int] = ()) -> TextWithMarks:
    """The passage of a paragraph to show, marked; the arguments are those of `mark`.

    A paragraph as long as a book is looked at from its first hit on, and no further than is worth the time.
    """
    if len(text) <= _LONG:
        return passage(mark(text, clauses, whole))
    form, spaces = match_form(text)
    hits = [at for clause in clauses for wanted in (clause.text, *clause.pieces) if (at := form.find(wanted)) >= 0]
    ((first, _),) = _in_shown(spaces, ((min(hits, default=0),) * 2,))
    start = max(0, first - PASSAGE_LENGTH)
    found = passage(mark(text[start : start + _LONG], clauses, whole))
    before = _CUT if start and not found.text.startswith(_CUT) else ""
    after = _CUT if start + _LONG < len(text) and not found.text.endswith(_CUT) else ""
    marks = tuple((a + len(before), b + len(before)) for a, b in found.marks)
    return TextWithMarks(before + found.text + after, marks)


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
        return len({matched(text.text[a:b]) for a, b in inside}), len(inside), start in starts, -start

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
