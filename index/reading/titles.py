"""Where does an article begin on a page, and what is its title?"""

from __future__ import annotations

from collections.abc import Sequence

from index.reading.cues import Kind, is_author_note, is_dateline, is_marked, is_subject_line, names_in
from index.reading.imprint import Imprint, read_imprint
from index.reading.joining import likeness
from index.reading.runs import Piece, Run

__all__ = ["is_label", "keeps_subject", "label_notice", "run_from_title", "skip_pictures", "title_block"]

MAX_TITLE_LINES = 3
MAX_BLOCK_LINES = 8
"""Lines of a title with everything around it: kicker, subtitle, byline, source and date."""

MAX_LABEL = 4
"""Characters of a column's name (观察, 要闻), which is no title."""

SUBJECT_CHARS = 400
SUBJECT_PIECES = 12
"""How much text before and after a line tells whether it keeps to the subject."""

MIN_SUBJECT_CHARS = 100
"""How much of it a title must have below it that nothing else marks."""

MAX_LIKENESS = 0.08
"""Up to this likeness of vocabularies the subject is another one. Measured on newspaper pages: sections of one article
mostly lie above 0.1, different articles below 0.08."""


def title_block(pieces: Sequence[Piece], start: int) -> int:
    """Where the title block that begins at `start` ends; `start` itself if none begins there.

    A block is one to three lines of display with subtitle, byline and imprint around them, and then text. It is a
    title's and no heading's where one of these holds: it opens the page; it has a subtitle or a byline; the text after
    it opens with a dateline; the text before it was signed; it has several lines, and the text before it broke off or
    ended with a credit; it has several lines or the text before it broke off, and what follows is about something else.
    Lines with a number, or with a dash that leads on to the next, are headings all the same.
    """
    if start and pieces[start - 1].kind is Kind.DISPLAY:
        return start  # inside a list
    end = first = start
    has_subtitle = False
    lines: list[str] = []
    while end < len(pieces) and end - start < MAX_BLOCK_LINES and len(lines) <= MAX_TITLE_LINES:
        piece = pieces[end]
        if piece.imprint or piece.kind in (Kind.SUBTITLE, Kind.BYLINE):
            if start and not lines:
                break
            has_subtitle = has_subtitle or not piece.imprint
        elif lines and is_marked(piece.text):
            break
        elif piece.kind is Kind.DISPLAY or (not (start or lines) and is_subject_line(piece.text)):
            lines.append(piece.text)
            first = first if len(lines) > 1 else end + 1
        else:
            break
        end += 1
    if end == len(pieces) or not lines:
        return start
    if len(lines) > MAX_TITLE_LINES or end - start == MAX_BLOCK_LINES:
        return first if start == 0 else start  # at most a title above a list or a table of contents
    if start == 0 or has_subtitle or _opens_article(pieces, start, end, lines):
        return end
    return start


def _opens_article(pieces: Sequence[Piece], start: int, end: int, lines: Sequence[str]) -> bool:
    if lines[0].endswith("—") or any(is_marked(line) for line in lines):
        return False
    before, after = pieces[start - 1], skip_pictures(pieces, end)
    if after < len(pieces) and is_dateline(pieces[after].text):
        return True
    if len(lines) == 1 and len(lines[0]) <= MAX_LABEL:
        return False
    signed = before.kind is Kind.CREDIT and is_author_note(before.text)
    several = len(lines) > 1
    if signed or (several and (before.breaks_off or before.kind is Kind.CREDIT)):
        return True
    has_text = sum(map(len, _text_along(pieces[end : end + SUBJECT_PIECES]))) >= MIN_SUBJECT_CHARS
    return (several or before.breaks_off) and has_text and not keeps_subject(pieces, start, end)


def keeps_subject(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Whether the text from `end` on is about the same as the text up to `start`, as far as there is any."""
    before = _text_along(pieces[max(0, start - SUBJECT_PIECES) : start][::-1])
    after = _text_along(pieces[end : end + SUBJECT_PIECES])
    return not before or not after or likeness(before, after) > MAX_LIKENESS


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
    for piece in block:
        if piece.imprint:
            imprint |= read_imprint(piece.text)
        elif piece.kind is Kind.SUBTITLE:
            subtitles.append(piece.text)
        elif piece.kind is Kind.BYLINE or (lines and names_in(piece.text)):
            bylines.append(piece.text)
        elif subtitles and lines:
            subtitles.append(piece.text)
        else:
            lines.append(piece)
    if len(lines) > 1 and is_label(lines[0]):
        notices.append(label_notice(lines.pop(0).text))
    title = lines[-1 if subtitles else 0].text
    title = next((line.text for line in lines if title in line.text), title)
    subtitles = [line.text for line in lines if line.text not in title] + subtitles
    return Run(title, " ".join(subtitles), " ".join(bylines), imprint.date, imprint.source)


def label_notice(label: str) -> str:
    """Tell that a column's name was left out."""
    return f"“{label}”像是栏目名，没有归入文章"
