"""Which part of a long paragraph is worth showing? The one that holds most of what matched."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from index.analysis import match_form, matched
from search.marking import Wanted, found_in
from search.results import TextWithMarks

__all__ = ["PASSAGE_LENGTH", "marked_passage", "passage"]

PASSAGE_LENGTH = 180
"""Characters of a paragraph that are shown in a list of results, about."""

_CUT = "…"
_LONG = 20_000
"""Characters of a paragraph that are searched for its best passage."""
_WINDOWS_TRIED = 64
_SENTENCE_END = re.compile(r"[。！？；…!?;]+[”’」』）)]*")


def marked_passage(text: str, wanted: Sequence[Wanted]) -> tuple[TextWithMarks, tuple[str, ...]]:
    """The passage of a paragraph to show, with what is wanted marked, and which strings the paragraph holds.

    A paragraph as long as a book is looked at from its first hit on, and no further than is worth the time.
    """
    if len(text) <= _LONG:
        marked, held = found_in(text, wanted)
        return passage(marked), held
    form, spaces = match_form(text)
    hits = [at for each in wanted for string in each.texts if (at := form.find(string)) >= 0]
    first = min(hits, default=0)
    first += bisect_right([at - number for number, at in enumerate(spaces)], first)
    start = max(0, first - PASSAGE_LENGTH)
    marked, held = found_in(text[start : start + _LONG], wanted)
    found = passage(marked)
    before = _CUT if start and not found.text.startswith(_CUT) else ""
    after = _CUT if start + _LONG < len(text) and not found.text.endswith(_CUT) else ""
    marks = tuple((a + len(before), b + len(before)) for a, b in found.marks)
    return TextWithMarks(before + found.text + after, marks), held


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

    said = [matched(text.text[a:b]) for a, b in text.marks]

    def worth(start: int) -> tuple[int, int, bool, int]:
        first = bisect_left(text.marks, (start, start))
        inside = [at for at, span in enumerate(text.marks[first : first + length], first) if span[1] <= start + length]
        return len({said[at] for at in inside}), len(inside), start in starts, -start

    start = max(candidates, key=worth)
    end = min(start + length, len(text.text))
    last = max((b for a, b in text.marks if start <= a and b <= end), default=start)
    ends = [at for at in (*sentences, len(text.text)) if max(last, start + length // 2) <= at <= end]
    return start, (ends[-1] if ends else end)
