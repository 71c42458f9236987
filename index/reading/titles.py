"""Where does an article begin on a page, and what is its title?"""

from __future__ import annotations

from collections.abc import Sequence

from index.reading.cues import Kind, is_dateline, is_marked, is_subject_line, names_in
from index.reading.imprint import Imprint, byline_in, read_imprint, staff_in
from index.reading.joining import bigrams, likeness
from index.reading.runs import Piece, Run
from index.reading.seams import around, fit

__all__ = [
    "is_label",
    "keeps_subject",
    "label_notice",
    "run_from_title",
    "skip_pictures",
    "staff_notices",
    "title_block",
]

MAX_TITLE_LINES = 3
MAX_BLOCK_LINES = 8
"""Lines of a title with everything around it: kicker, subtitle, byline, source and date."""

CUT_TITLE = 1.0
"""From which fit on a line of a column's title goes on with the next: a word or a quotation reaches across."""

MAX_LABEL = 4
"""Characters of a column's name (观察, 要闻), which is no title."""

SUBJECT_CHARS = 400
SUBJECT_PIECES = 12
"""How much text before and after a line tells whether it keeps to the subject."""

MIN_SUBJECT_CHARS = 100
"""How much of it a title must have below it that nothing else marks."""

OTHER_SUBJECT = 0.08
"""Up to this likeness of vocabularies the subject is another one: sections of one article mostly lie above 0.1."""

MAX_LIKENESS = 3.9
"""What a like vocabulary on both sides weighs at most."""


def title_block(pieces: Sequence[Piece], start: int) -> int:
    """Where the title block that begins at `start` ends; `start` itself if none begins there.

    A block is one to three lines of display with subtitle, byline and imprint around them, and then text. It is a
    title's and no heading's where it opens the page, or where enough speaks for it: see `_weight`. Lines with a number,
    or with a dash that leads on to the next, are headings all the same.
    """
    if start and pieces[start - 1].kind is Kind.DISPLAY:
        return start  # inside a list
    end, lines = _display(pieces, start)
    if end == len(pieces) or not lines:
        return start
    if start == 0:
        return _first_title(pieces, end, lines)
    if len(lines) > MAX_TITLE_LINES or end - start == MAX_BLOCK_LINES:
        return start  # a list or a table of contents
    if lines[0].text.endswith("—") or any(is_marked(line.text) for line in lines):
        return start
    if names_in(lines[-1].text) or any(piece.kind in (Kind.SUBTITLE, Kind.BYLINE) for piece in pieces[start:end]):
        return end
    return start if all(map(is_label, lines)) or _weight(pieces, start, end, lines) <= 0 else end


def _display(pieces: Sequence[Piece], start: int) -> tuple[int, list[Piece]]:
    """Where the lines that could be a title block end, and those among them that could be the title."""
    end = start
    lines: list[Piece] = []
    while end < len(pieces) and end - start < MAX_BLOCK_LINES and len(lines) <= MAX_TITLE_LINES:
        piece = pieces[end]
        if piece.imprint or piece.kind in (Kind.SUBTITLE, Kind.BYLINE):
            if start and not lines:
                break
        elif lines and is_marked(piece.text):
            break
        elif piece.kind is Kind.DISPLAY or (not (start or lines) and is_subject_line(piece.text)):
            lines.append(piece)
        else:
            break
        end += 1
    return end, lines


def _first_title(pieces: Sequence[Piece], end: int, lines: Sequence[Piece]) -> int:
    """Where the title block ends that opens the page: behind its first line, above a list or a table of contents."""
    if len(lines) > MAX_TITLE_LINES or end == MAX_BLOCK_LINES:
        return next(i for i, piece in enumerate(pieces) if piece is lines[0]) + 1
    return end


def _weight(pieces: Sequence[Piece], start: int, end: int, lines: Sequence[Piece]) -> float:
    """How much speaks for a title in `lines`, and against a heading or the beginning of a paragraph; 0 is undecided.

    The weights were fitted to made pages (logistic regression), reports with headings taken more often than they come.
    """
    before, after = pieces[start - 1], skip_pictures(pieces, end)
    following = pieces[after] if after < len(pieces) else None
    labelled = len(lines) > 1 and is_label(lines[0])
    words = set(bigrams(line.text for line in lines[labelled:]))
    near = around(pieces, start, end)
    above = _text_along(pieces[max(0, start - SUBJECT_PIECES) : start][::-1])
    below = _text_along(pieces[end : end + SUBJECT_PIECES])
    columns = [width for piece in pieces[end : end + 3] if piece.kind is Kind.BODY for width in piece.widths]
    weight = -0.6
    weight += 6.3 * (following is not None and is_dateline(following.text))
    weight += 0.9 * before.signs
    weight += 2.6 * (before.kind in (Kind.CREDIT, Kind.CAPTION))
    weight += 4.6 * labelled + 6.1 * lines[labelled].text.startswith("【")
    weight += 3.8 * (bool(columns) and max(width for line in lines for width in line.widths) > max(columns))
    weight += 3.3 * (lines[0].block.gap > before.block.gap)
    weight -= 2.0 * (bool(lines[0].widths) and not lines[0].block.gap)
    weight += 2.2 * len(words & set(bigrams(below))) / (len(words) + 1)
    weight -= 2.0 * (sum(map(len, below)) < MIN_SUBJECT_CHARS)
    weight -= min(13.0 * likeness(above, below), MAX_LIKENESS)
    if before.breaks_off and before.kind is Kind.BODY:
        weight += 1.4 - 0.8 * fit(before.text, lines[0].text, near)
    if following is not None:
        weight -= 0.4 * fit(lines[-1].text, following.text, near)
    return weight


def keeps_subject(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Whether the text from `end` on is about the same as the text up to `start`, as far as there is any."""
    before = _text_along(pieces[max(0, start - SUBJECT_PIECES) : start][::-1])
    after = _text_along(pieces[end : end + SUBJECT_PIECES])
    return not before or not after or likeness(before, after) > OTHER_SUBJECT


def _text_along(pieces: Sequence[Piece]) -> list[str]:
    """Running text in the order of `pieces`, as far as the next heading or title."""
    texts: list[str] = []
    for piece in pieces:
        if piece.kind is Kind.DISPLAY or sum(map(len, texts)) >= SUBJECT_CHARS:
            break
        if piece.kind is Kind.BODY:
            texts.append(piece.text[:SUBJECT_CHARS])
    return texts


def is_label(piece: Piece) -> bool:
    """Whether it could be a column's name; 附件 and 附录 are none."""
    return (
        piece.kind is Kind.DISPLAY
        and len(piece.text) <= MAX_LABEL
        and not is_marked(piece.text)
        and piece.text[0] != "附"
    )


def skip_pictures(pieces: Sequence[Piece], i: int) -> int:
    """The first piece from `i` on that is neither caption nor credit."""
    while i < len(pieces) and pieces[i].kind in (Kind.CAPTION, Kind.CREDIT):
        i += 1
    return i


def run_from_title(block: Sequence[Piece], notices: list[str]) -> Run:
    """Read a title block.

    Where it has a subtitle, the title is the line before that. Kickers above it go with the subtitle, unless one says
    the title in full.
    """
    imprint = Imprint()
    lines: list[Piece] = []
    subtitles: list[str] = []
    bylines: list[str] = []
    author = ""
    for piece in block:
        if piece.imprint:
            imprint |= read_imprint(piece.text)
            author = author or byline_in(piece.text)
            notices += staff_notices(piece.text)
        elif piece.kind is Kind.SUBTITLE:
            subtitles.append(piece.text)
        elif piece.kind is Kind.BYLINE or (lines and names_in(piece.text)):
            bylines.append(piece.text)
        elif subtitles and lines:
            subtitles.append(piece.text)
        elif lines and piece.block.widths and not piece.block.gap and fit(lines[-1].text, piece.text, "") > CUT_TITLE:
            lines[-1].text += piece.text
        else:
            lines.append(piece)
    if len(lines) > 1 and is_label(lines[0]):
        notices.append(label_notice(lines.pop(0).text))
    title = lines[-1 if subtitles else 0].text
    title = next((line.text for line in lines if title in line.text), title)
    subtitles = [line.text for line in lines if line.text not in title] + subtitles
    return Run(title, " ".join(subtitles), " ".join(bylines) or author, imprint.date, imprint.source)


def staff_notices(line: str) -> list[str]:
    """Tell who is named in a line of source and date and is not the author."""
    staff = staff_in(line)
    return [f"“{' '.join(staff)}”没有归入文章"] if staff else []


def label_notice(label: str) -> str:
    """Tell that a column's name was left out."""
    return f"“{label}”像是栏目名，没有归入文章"
