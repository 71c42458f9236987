"""Which articles stand on a text page? Cuts it at its titles, and where a sentence is interrupted.

A newspaper page comes as one sequence of paragraphs in which pictures' captions stand inside sentences and a column
goes on after another article. Two things are certain: a sentence that breaks off goes on somewhere, and a title never
stands inside a sentence. The rest are cues: see `titles.title_block` for where an article begins and `joining` for
where a column goes on.
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
from index.reading.joining import bigrams, connect
from index.reading.paragraphs import roles_of, title_from
from index.reading.runs import Piece, Run, joined
from index.reading.text import Block
from index.reading.titles import is_label, keeps_subject, label_notice, run_from_title, skip_pictures, title_block

__all__ = ["articles_of"]

MAX_CAPTION = 60
"""Characters of a caption that nothing but its place gives away."""

MIN_SECTIONS = 2

NEARBY = 24
"""Paragraphs before and after a line that are searched for a pair of characters."""

MANY_BROKEN = 4
"""Paragraphs without an end, and more than a third of all, that are too many to be broken off."""


def articles_of(blocks: Sequence[Block]) -> tuple[list[Article], list[str]]:
    """Put a page's blocks together into articles; source and date above the first title hold for all of them.

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
    start = next((i for i, piece in enumerate(pieces) if not piece.imprint), 0)
    masthead = reduce(or_, (read_imprint(piece.text) for piece in pieces[:start]), Imprint())
    runs = connect(_cut(pieces[start:], notices)) or [Run(parts=pieces)]  # the latter for a page of titles only
    return [_article(run, masthead, notices) for run in runs], notices


def _trust_ends(pieces: Sequence[Piece]) -> None:
    """Take every paragraph for whole on a page that often leaves full stops out."""
    text = [piece for piece in pieces if piece.kind is Kind.BODY]
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
        if piece.kind is not Kind.BODY or len(piece.text) > MAX_CAPTION or not is_single_sentence(piece.text):
            continue
        set_off = piece.block.gap > usual
        interrupts = i > 0 and pieces[i - 1].breaks_off
        after = pieces[i + 1] if i + 1 < len(pieces) else None
        credited = after is not None and after.kind is Kind.CREDIT and not is_author_note(after.text)
        if piece.block.apart or (set_off and (interrupts or credited)):
            piece.kind = Kind.CAPTION
    for before, piece in (*pairwise(pieces), *pairwise(reversed(pieces))):
        if before.kind is Kind.CAPTION and piece.kind is Kind.BODY and piece.block.single:
            piece.kind = Kind.CAPTION


def _find_fragments(pieces: Sequence[Piece]) -> None:
    """Tell the beginning of a sentence from a heading: its section does not follow, or it runs on into it.

    That it runs on shows where the two edges overlap, or where the pair of characters across them is one that stands
    nearby too. A heading has no picture set off right below it.
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
            runs_on = breaks_off(piece.text) and _runs_on(pieces, i)
        if runs_on:
            piece.kind = Kind.BODY
            piece.breaks_off = True


def _runs_on(pieces: Sequence[Piece], i: int) -> bool:
    if i + 1 == len(pieces) or pieces[i + 1].kind is not Kind.BODY:
        return False
    left, right = pieces[i].text, pieces[i + 1].text
    if len(joined(left, right)) < len(left) + len(right):
        return True
    return any(left[-1] + right[0] in near.text for near in pieces[max(0, i - NEARBY) : i + 1 + NEARBY])


def _usual_gap(pieces: Sequence[Piece]) -> float:
    """How many blank lines the page puts between paragraphs."""
    return median([piece.block.gap for piece in pieces])


def _cut(pieces: Sequence[Piece], notices: list[str]) -> list[Run]:
    """Cut where a title stands, and where an interrupted sentence does not go on at once."""
    runs = [Run()]
    interrupted = False
    i = 0
    while i < len(pieces):
        end = title_block(pieces, i)
        if end > i:
            runs.append(run_from_title(pieces[i:end], notices))
            interrupted = False
            i = end
            continue
        piece, run = pieces[i], runs[-1]
        i += 1
        tail = run.open_tail
        if piece.kind is Kind.BODY and (run.is_signed or (tail and interrupted)):
            runs.append(Run())
            runs[-1].add(piece)
            interrupted = False
        elif piece.kind is Kind.BODY and tail and not is_marked(piece.text):
            tail.go_on(piece.text)
        elif is_label(piece) and (run.is_signed or (tail and not keeps_subject(pieces, i - 1, i))):
            notices.append(label_notice(piece.text))
            interrupted = True
        elif piece.kind is Kind.DISPLAY and run.parts and run.parts[-1].leads_on:
            run.parts[-1].text += piece.text
        else:
            run.add(piece)
            interrupted = piece.kind is not Kind.BODY
    return [run for run in runs if run.parts]


def _article(run: Run, masthead: Imprint, notices: list[str]) -> Article:
    parts = sorted(run.parts, key=lambda part: not part.is_lead)
    roles = roles_of([part.text for part in parts], [part.kind for part in parts])
    paragraphs = [
        Paragraph(part.text, Role.LEAD if part.is_lead else role) for part, role in zip(parts, roles, strict=True)
    ]
    if _headings_follow(paragraphs):
        paragraphs = _headings_first(paragraphs)
        notices.append("小标题印在各节之后，已移到节前")
    title = run.title or title_from(paragraphs)
    if not run.title:
        notices.append(f"没有找到标题，以正文开头“{title}”代替")
    if run.open_tail:
        notices.append(f"《{title}》在本页没有结束")
    imprint = Imprint(run.date, run.source) | masthead
    return Article(
        title,
        tuple(paragraphs),
        subtitle=run.subtitle,
        byline=run.byline,
        date=imprint.date,
        source=imprint.source,
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
