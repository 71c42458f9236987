"""What is a page between its lines and its articles? Pieces, each a paragraph, and runs of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.documents import Role
from index.reading.cues import MAX_DISPLAY, Kind, breaks_off, ends_sentence, is_author_note, is_marked, kind_of
from index.reading.imprint import is_imprint
from index.reading.text import Block, is_shaped

__all__ = ["OFTEN_DOUBLED", "Piece", "Run", "joined"]

MAX_JOINED = 20_000
"""Characters from which a paragraph is not gone on with, whatever its end looks like."""

OFTEN_DOUBLED = frozenset("人天年月日家户事处时刻常渐慢多少大小好轻悄默纷频屡连样种个条层节步点滴代声星句字村一")


@dataclass(slots=True)
class Piece:
    """One block of the page on its way into an article.

    Attributes:
        kind: what it is taken for so far.
        imprint: whether it tells source and date.
        breaks_off: whether it is running text that stops in the middle of a sentence.
        widths: of its lines, in half-width columns.
    """

    block: Block
    kind: Kind
    text: str
    imprint: bool
    breaks_off: bool
    widths: tuple[int, ...] = ()

    @classmethod
    def of(cls, block: Block) -> Piece:
        """What a block looks like by itself, unless its file says what it is."""
        if block.role is not None:
            kind = Kind.DISPLAY if block.role is Role.HEADING else Kind.BODY
            return cls(block, kind, block.text, imprint=False, breaks_off=False)
        kind = Kind.BODY if block.broken else kind_of(block.text)
        broken = block.broken if block.widths else kind is Kind.BODY and breaks_off(block.text)
        return cls(block, kind, block.text, is_imprint(block.text), broken, block.widths)

    def go_on(self, following: Piece) -> None:
        """Complete the sentence that breaks off."""
        self.text = joined(self.text, following.text)
        self.breaks_off = following.breaks_off and len(self.text) <= MAX_JOINED
        self.widths += following.widths

    @property
    def is_lead(self) -> bool:
        """Whether it is set in a shape of its own, as the words that lead into a page of columns."""
        return is_shaped(self.widths) and self.kind is Kind.BODY and ends_sentence(self.text)

    @property
    def begins(self) -> bool:
        """Whether it is sure to begin a paragraph."""
        return bool(self.block.indented) or is_marked(self.text)

    @property
    def signs(self) -> bool:
        """Whether it is the author's name below an article."""
        return self.kind is Kind.CREDIT and is_author_note(self.text)

    @property
    def leads_on(self) -> bool:
        """Whether it is the first line of a heading that goes on behind its dash."""
        return self.kind is Kind.DISPLAY and len(self.text) <= MAX_DISPLAY and self.text.endswith("——")


@dataclass(slots=True)
class Run:
    """Consecutive pieces of one article, with its title if it begins there.

    Attributes:
        tail: the last piece of running text; none behind a heading, where no sentence goes on.
        is_signed: whether the author's name stands below it, which ends an article.
    """

    title: str = ""
    subtitle: str = ""
    byline: str = ""
    date: str = ""
    source: str = ""
    parts: list[Piece] = field(default_factory=list)
    tail: Piece | None = None
    is_signed: bool = False

    @property
    def open_tail(self) -> Piece | None:
        """The tail if it breaks off."""
        return self.tail if self.tail is not None and self.tail.breaks_off else None

    def add(self, piece: Piece) -> None:
        """Put a piece behind the others."""
        self.parts.append(piece)
        if piece.kind in (Kind.BODY, Kind.DISPLAY):
            self.tail = piece if piece.kind is Kind.BODY else None
        self.is_signed = self.is_signed or piece.signs

    def take(self, piece: Piece) -> None:
        """Go on with a piece; running text completes the sentence that broke off, unless it begins a paragraph."""
        tail = self.open_tail
        if tail and piece.kind is Kind.BODY and not piece.begins:
            tail.go_on(piece)
        elif piece.kind is Kind.DISPLAY and self.parts and self.parts[-1].leads_on:
            self.parts[-1].text += piece.text
        else:
            self.add(piece)


def joined(left: str, right: str) -> str:
    """Two halves of a broken sentence; what the layout printed at both edges stands once.

    A single character at both edges is dropped unless doubling it makes a word (人人, 天天).
    """
    for overlap in range(min(8, len(left), len(right)), 0, -1):
        if left.endswith(right[:overlap]) and (overlap > 1 or right[0] not in OFTEN_DOUBLED):
            return left + right[overlap:]
    return left + right
