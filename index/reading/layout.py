"""Which articles stand on a text page? Cuts it at titles and gaps, and puts each article's parts together.

A newspaper page comes as one sequence of paragraphs in which pictures' captions stand inside sentences and a column
goes on after another article. Two things are certain: a sentence that breaks off goes on somewhere, and a title never
stands inside a sentence. The rest are cues: see `titles.title_block` for where an article begins and `joining` for
where a column goes on.

::

    blocks ─▶ pieces (captions and beginnings of sentences told) ─▶ titles and stretches ─▶ runs ─▶ articles
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import pairwise
from operator import or_
from statistics import median

from index.documents import Article, Paragraph, Role
from index.reading.cues import Kind, breaks_off, is_author_note, is_marked, is_ornamented, is_single_sentence
from index.reading.imprint import Imprint, read_imprint
from index.reading.joining import Stretch, assign, bigrams
from index.reading.origin import Filed, settle
from index.reading.paragraphs import roles_of, title_from
from index.reading.runs import Piece, Run
from index.reading.seams import around, fit
from index.reading.text import Block
from index.reading.titles import (
    is_label,
    keeps_subject,
    label_notice,
    run_from_title,
    skip_pictures,
    staff_notices,
    title_block,
)

__all__ = ["articles_of", "single_article"]

MAX_CAPTION = 60
"""Characters of a caption that nothing but its place gives away."""

MIN_SECTIONS = 2

FITS, FITS_CLEARLY = 0.0, 2.0
"""From which fit on a line runs on, if it is as wide as its column, and if it is not."""

MANY_BROKEN = 4
"""Paragraphs without an end, and more than a third of all, that are too many to be broken off."""


def articles_of(blocks: Sequence[Block], filed: Filed | None = None) -> tuple[list[Article], list[str]]:
    """Put a page's blocks together into articles; source and date above the first title hold for all of them.

    Args:
        blocks: of the whole page.
        filed: what the page's address tells, if it has one.

    Returns:
        The articles in the order in which they begin, and Chinese notices.
    """
    notices: list[str] = []
    if not blocks:
        return [], notices
    pieces = [Piece.of(block) for block in blocks]
    _trust_ends(pieces)
    _find_captions(pieces)
    _find_fragments(pieces)
    start, masthead = _masthead(pieces, notices)
    opening = skip_pictures(pieces, start)
    if runs := _runs(pieces[opening:], notices):
        runs[0].parts[:0] = pieces[start:opening]  # a picture above the first title
    else:
        runs = [Run(parts=pieces)]  # a page of titles or pictures only
    articles = [_article(run, masthead, filed or Filed(), notices) for run in runs]
    return articles, list(dict.fromkeys(notices))


def single_article(blocks: Sequence[Block], filed: Filed) -> tuple[Article, list[str]]:
    """Read the blocks of one article, each a paragraph: of a Word file with styles, or a record of an export."""
    notices: list[str] = []
    pieces = [Piece.of(block) for block in blocks]
    start, masthead = _masthead(pieces, notices)
    styled = next((i for i, piece in enumerate(pieces) if i > start and piece.block.role is not None), len(pieces))
    end = min(start + title_block(pieces[start:], 0), styled)
    run = run_from_title(pieces[start:end], notices) if end > start else Run()
    for piece in pieces[end:] or pieces:
        run.add(piece)
    return _article(run, masthead, filed, notices), notices


def _masthead(pieces: Sequence[Piece], notices: list[str]) -> tuple[int, Imprint]:
    """Where the lines end that tell source and date above everything else, and what they tell."""
    start = next((i for i, piece in enumerate(pieces) if not piece.imprint), 0)
    for piece in pieces[:start]:
        notices += staff_notices(piece.text)
    return start, reduce(or_, (read_imprint(piece.text) for piece in pieces[:start]), Imprint())


def _trust_ends(pieces: Sequence[Piece]) -> None:
    """Take every paragraph for whole on a page that often leaves full stops out."""
    text = [piece for piece in pieces if piece.kind is Kind.BODY and not piece.widths]
    broken = sum(piece.breaks_off for piece in text)
    if broken >= MANY_BROKEN and broken * 3 > len(text):
        for piece in text:
            piece.breaks_off = False


def _find_captions(pieces: Sequence[Piece]) -> None:
    """Mark the captions that only their place gives away.

    They stand apart, in the middle of a sentence, or above a credit, or next to such a one.
    """
    usual = _usual_gap(pieces)
    for i, piece in enumerate(pieces):
        if not _may_be_caption(piece):
            continue
        set_off = piece.block.gap > usual
        interrupts = i > 0 and pieces[i - 1].breaks_off
        after = pieces[i + 1] if i + 1 < len(pieces) else None
        credited = after is not None and after.kind is Kind.CREDIT and not is_author_note(after.text)
        if piece.block.apart or (set_off and (interrupts or credited)):
            piece.kind = Kind.CAPTION
    _spread_captions(pieces)


def _spread_captions(pieces: Sequence[Piece]) -> None:
    """Take a line by itself next to a caption for another one, unless it may go on with a sentence above."""
    goes_on = [False]
    for before, piece in pairwise(pieces):
        goes_on.append(
            piece.block.indented is False or (before.breaks_off if before.kind is Kind.BODY else goes_on[-1])
        )
    for i, j in (*pairwise(range(len(pieces))), *pairwise(reversed(range(len(pieces))))):
        caption, piece = pieces[i], pieces[j]
        is_line = piece.kind is Kind.BODY and piece.block.single and not (piece.breaks_off or goes_on[j])
        if caption.kind is Kind.CAPTION and is_line:
            piece.kind = Kind.CAPTION


def _may_be_caption(piece: Piece) -> bool:
    return piece.kind is Kind.BODY and len(piece.text) <= MAX_CAPTION and is_single_sentence(piece.text)


def _find_fragments(pieces: Sequence[Piece]) -> None:
    """Tell the beginning of a sentence from a heading: its section does not follow, or it runs on into it.

    A heading has no picture set off right below it, and hardly ever is as wide as its column.
    """
    usual = _usual_gap(pieces)
    for i, piece in enumerate(pieces):
        if piece.kind is not Kind.DISPLAY or is_marked(piece.text) or i == 0 or pieces[i - 1].kind is not Kind.BODY:
            continue
        after = skip_pictures(pieces, i + 1)
        if after > i + 1:
            parted = after == len(pieces) or title_block(pieces, after) > after
            runs_on = parted or (breaks_off(piece.text) and pieces[i + 1].block.gap > usual)
        else:
            runs_on = _runs_on(pieces, i)
        if runs_on:
            piece.kind = Kind.BODY
            piece.breaks_off = True


def _runs_on(pieces: Sequence[Piece], i: int) -> bool:
    before, piece = pieces[i - 1], pieces[i]
    if i + 1 == len(pieces) or pieces[i + 1].kind is not Kind.BODY or pieces[i + 1].begins:
        return False
    near = around(pieces, i, i + 1)
    if before.breaks_off and fit(before.text, piece.text, near) > FITS_CLEARLY:
        return True
    return fit(piece.text, pieces[i + 1].text, near) > (FITS if piece.block.full else FITS_CLEARLY)


def _usual_gap(pieces: Sequence[Piece]) -> float:
    """How many blank lines the page puts between paragraphs."""
    return median([piece.block.gap for piece in pieces])


def _runs(pieces: Sequence[Piece], notices: list[str]) -> list[Run]:
    """The articles of a page, each with its parts put together."""
    runs, stretches = _cut(pieces, notices)
    for stretch, home in zip(stretches, assign(stretches, [f"{r.title} {r.subtitle}" for r in runs]), strict=True):
        if home < 0:
            stretch.pieces[0].kind = Kind.CAPTION
        for piece in stretch.pieces:
            runs[home if home >= 0 else stretch.begun - 1].take(piece)
    return [run for run in runs if run.parts]


def _cut(pieces: Sequence[Piece], notices: list[str]) -> tuple[list[Run], list[Stretch]]:
    """Cut a page at titles and gaps: what begins there, and the stretches between.

    A picture is left with the stretch above it, and a heading with the one below.
    """
    runs: list[Run] = []
    stretches: list[Stretch] = []
    titled = False
    i = 0
    while i < len(pieces):
        end = title_block(pieces, i)
        if end > i or not runs:
            runs.append(run_from_title(pieces[i:end], notices) if end > i else Run())
            titled = end > i
            i = end
            continue
        piece = pieces[i]
        i += 1
        last = stretches[-1] if stretches and not titled else None
        if last and is_label(piece) and (last.is_signed or (last.is_open and not keeps_subject(pieces, i - 1, i))):
            notices.append(label_notice(piece.text))
        elif last and (not piece.block.gap or piece.kind in (Kind.CAPTION, Kind.CREDIT) or last.is_heading):
            last.pieces.append(piece)
        else:
            stretches.append(Stretch([piece], len(runs), titled, last is not None and _may_be_caption(piece)))
        titled = titled and piece.kind is not Kind.BODY
    return runs, stretches


def _article(run: Run, masthead: Imprint, filed: Filed, notices: list[str]) -> Article:
    parts = sorted(run.parts, key=lambda part: not part.is_lead)
    roles = roles_of([part.text for part in parts], [part.kind for part in parts])
    paragraphs = [
        Paragraph(part.text, Role.LEAD if part.is_lead else part.block.role or role)
        for part, role in zip(parts, roles, strict=True)
    ]
    if _headings_follow(paragraphs):
        paragraphs = _headings_first(paragraphs)
        notices.append("小标题印在各节之后，已移到节前")
    title = run.title or title_from(paragraphs)
    if not run.title:
        notices.append(f"没有找到标题，以正文开头“{title}”代替")
    if run.open_tail:
        notices.append(f"《{title}》在本页没有结束")
    told = Imprint(run.date, run.source) | masthead
    imprint, more = settle(told, [paragraph.text for paragraph in paragraphs], [filed])
    notices += more
    return Article(
        title,
        tuple(paragraphs),
        subtitle=run.subtitle,
        byline=run.byline,
        date=imprint.date,
        source=imprint.source,
        edition=imprint.edition,
    )


def _headings_follow(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether each heading is printed behind its section.

    Then the headings carry ornaments and no numbers, the text begins without one, none of it comes after the last one,
    and they say more of what stands before them than of what stands after.
    """
    text = [i for i, p in enumerate(paragraphs) if p.role is Role.BODY]
    headings = [i for i, p in enumerate(paragraphs) if p.role is Role.HEADING]
    if len(headings) < MIN_SECTIONS or not text or text[0] > headings[0] or text[-1] > headings[-1]:
        return False
    if not all(is_ornamented(paragraphs[i].text) for i in headings):
        return False
    edges = [-1, *headings, len(paragraphs)]
    sections = [set(bigrams(p.text for p in paragraphs[a + 1 : b])) for a, b in pairwise(edges)]
    words = [set(bigrams([paragraphs[i].text])) for i in headings]
    before, after = (sum(len(w & s) for w, s in zip(words, part, strict=False)) for part in (sections, sections[1:]))
    return before > after


def _headings_first(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Every heading, and then the text that stood before it."""
    ordered = [p for p in paragraphs if p.role is Role.LEAD]
    section: list[Paragraph] = []
    for paragraph in paragraphs[len(ordered) :]:
        if paragraph.role is Role.HEADING:
            ordered += [paragraph, *section]
            section = []
        else:
            section.append(paragraph)
    return ordered + section
