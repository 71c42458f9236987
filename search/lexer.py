"""Where do the words, strings and operators of a query stand? Text → tokens.

Everything is looked at folded, so full-width forms are equal to the others. Brackets and title marks that touch a word
and hold neither spaces nor operators belong to the text: 中国（上海）自由贸易试验区 is one word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from index.analysis import fold
from search.wording import DOCUMENT_NUMBER

__all__ = ["FIELDS", "Token", "tokens", "without_format_characters"]

FIELDS = {
    "title": "title", "标题": "title",
    "place": "place", "地区": "place",
    "theme": "theme", "主题": "theme",
    "source": "source", "来源": "source",
    "date": "date", "日期": "date",
}  # fmt: skip
"""The names of fields, as they are typed, folded."""

_BEFORE_NUMBER = re.compile(rf"(?:关于|根据|按照|依据|参照|印发|转发|贯彻|落实|执行)(?={DOCUMENT_NUMBER.pattern})")
"""A word that stands before a document number, and does not belong to the sign of its issuer."""
_LONGEST_ISSUER = 8
"""Characters of an issuer's sign; of what is longer, only the last two are surely of it."""
_QUOTES = {'"': '"', "“": "”", "”": "”", "「": "」", "」": "」", "『": "』", "』": "』", "《": "》", "》": "》"}
_ANY_CLOSING = re.compile('["“”]')
_BRACKETS = {"（": "）", "《": "》"}
_NEAR = re.compile(r"NEAR(?:/([0-9]+))?")
_KEYWORD = re.compile(r"(?:AND|OR|NOT|NEAR(?:/[0-9]+)?)(?![^\s|“”\"「『《》()])")
_HALF_WIDTH = {0xFF01 + number: 0x21 + number for number in range(94)}
_FIELD = re.compile(rf"({'|'.join(FIELDS)})：")
_INSIDE_WORD = re.compile(r"[^\s|“”\"「」『』《》（）]+")
_OPERATOR = re.compile(rf"[-−](?![0-9])|{_FIELD.pattern}")


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a query.

    Attributes:
        kind: `word`, `number` (of a document), `quoted`, `field`, or one of `(`, `)`, `AND`, `OR`, `NOT`, `NEAR`.
        text: of a word, number or string what is looked for, folded; of a field its name; of NEAR its distance.
        typed: as it was typed.
        closed: whether a quotation has its end.
    """

    kind: str
    text: str
    typed: str
    closed: bool = True


def without_format_characters(text: str) -> str:
    """Without what a copied word may bring along unseen, such as zero-width spaces; texts are read without it too."""
    return "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Cs"))


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, in order."""
    folded = fold(text)
    at = 0
    while at < len(folded):
        char = folded[at]
        if char.isspace():
            at += 1
        elif found := _special(text, folded, at):
            token, at = found
            yield token
        else:
            end = _word_end(text, folded, at)
            yield _word(text[at:end], folded[at:end])
            at = end


def _special(text: str, folded: str, at: int) -> tuple[Token, int] | None:
    """Whatever is no plain word at a place, and where it ends."""
    char = folded[at]
    if before := _BEFORE_NUMBER.match(folded, at):
        return Token("word", before[0], text[at : before.end()]), before.end()
    if (number := DOCUMENT_NUMBER.match(folded, at)) and len(number["issuer"]) > _LONGEST_ISSUER:
        end = number.end("issuer") - 2
        return Token("word", folded[at:end], text[at:end]), end
    if number:
        return Token("number", number[0], text[at : number.end()]), number.end()
    if field := _FIELD.match(folded, at):
        return Token("field", FIELDS[field[1]], text[at : field.end()]), field.end()
    if char in _QUOTES and not _literal_end(text, folded, at, at):
        return _quoted(text, folded, at)
    if char == "|":
        return Token("OR", "", text[at]), at + 1
    if char in "（）" and not _literal_end(text, folded, at, at):
        return Token("(" if char == "（" else ")", "", text[at]), at + 1
    if char in "-−" and folded[at + 1 : at + 2].strip() and folded[at + 1] not in "-−）|":
        return Token("NOT", "", text[at]), at + 1
    return None


def _quoted(text: str, folded: str, at: int) -> tuple[Token, int]:
    """A string in quotation marks: to its own closing mark, to another one, or to the end."""
    end = folded.find(_QUOTES[folded[at]], at + 1)
    if end < 0 and (other := _ANY_CLOSING.search(folded, at + 1)):
        end = other.start()
    closed = end >= 0
    end = end if closed else len(folded)
    return Token("quoted", folded[at + 1 : end], text[at + 1 : end], closed), end + closed


def _word_end(text: str, folded: str, at: int) -> int:
    """Where the word ends that begins at a place."""
    start = at
    while at < len(folded):
        if run := _INSIDE_WORD.match(folded, at):
            at = run.end()
            if _KEYWORD.fullmatch(text[start:at].translate(_HALF_WIDTH)):
                break
        elif (end := _literal_end(text, folded, start, at)) or at == start:
            at = end or at + 1
        else:
            break
    return at


def _literal_end(text: str, folded: str, start: int, at: int) -> int:
    """Where a bracketed part of a word ends that begins at `start`; 0 if no bracket stands here, or it is no part."""
    closing = _BRACKETS.get(folded[at])
    end = folded.find(closing, at + 1) if closing else -1
    if end < 0 or not _INSIDE_WORD.fullmatch(folded, at + 1, end) or _OPERATOR.match(folded, at + 1):
        return 0
    touches_left = at > start and folded[at - 1].isalnum()
    behind = text[end + 1 :].translate(_HALF_WIDTH)
    touches_right = behind[:1].isalnum() and not _KEYWORD.match(behind)
    return end + 1 if touches_left or touches_right else 0


def _word(typed: str, folded: str) -> Token:
    keyword = unicodedata.normalize("NFKC", typed)
    if keyword in ("AND", "OR", "NOT"):
        return Token(keyword, "", typed)
    if near := _NEAR.fullmatch(keyword):
        return Token("NEAR", near[1] or "", typed)
    return Token("word", folded, typed)
