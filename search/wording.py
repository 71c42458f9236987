"""How may what was typed be written? Numbers that stay whole, the spellings of document numbers, and questions."""

from __future__ import annotations

import re
from itertools import product

from index.analysis import fold, pieces

__all__ = [
    "DOCUMENT_NUMBER",
    "document_number_spellings",
    "interrogatives",
    "is_sentence",
    "range_spellings",
    "without_number_spaces",
    "word_pieces",
]

DOCUMENT_NUMBER = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{1,60}) ?[〔\[（【〈] ?(?P<year>(?:19|20)[0-9]{2}) ?[〕\]）】〉]"
    r" ?第? ?(?P<number>[0-9]{1,5}) ?号"
)
"""A document number (发文字号) in folded text: the issuer's sign, the year in brackets, and the number."""

# The space behind a Latin bracket is the only one inside a document number that `matched` keeps.
_BRACKETS = (("〔", "〕"), ("（", "）"), ("[", "]"), ("[", "] "), ("【", "】"), ("〈", "〉"))
_DASHES = "-—–~至"
_UNIT_SPACE = re.compile(r"(?<=[0-9]) +(?=[年月日号元亿万千百个项户亩吨%‰])")
_DATE_SPACE = re.compile(r"(?<=[0-9][年月]) +(?=[0-9])")
_RANGE = re.compile(rf"([0-9.]+[年月日%]?)(——|[{_DASHES}])([0-9.]+[年月日%]?)")

# Latin letters and numbers joined by hyphens (covid-19); or a number with its decimals, thousands, range or time, its
# sign of measure, and the Chinese unit right behind it.
_NUMBER = re.compile(
    r"(?<![a-z0-9])[a-z][a-z0-9]*(?:-[a-z0-9]+)+(?![a-z0-9])|"
    r"第?(?<![a-z0-9.])[0-9]+(?:(?:[.：/—–~至-]|——)[0-9]+|，[0-9]{3}(?![0-9]))*(?![a-z0-9])[%‰℃]?"
    r"[十百千万亿]*[年月日号元人个项家户亩吨米度天次名岁件条届期批座辆倍时分秒]?"
)
_INTERROGATIVE = re.compile(
    r"为什么|是什么|什么时候|什么|有哪些|哪一[年个项]|哪[些个里儿年天月位家]|怎么办|怎么样|怎么|怎样|如何|多少|多大|多久|多长|多高|"
    r"为何|为啥|何时|何地|是否|是不是|有没有|能不能|可不可以|能否|可否|几[个项次家名条种]|[吗呢](?=？*$)"
)
_LETTER_ALONE = re.compile(r"(?<![a-z0-9.])[a-z]$")
_SENTENCE_MARK = re.compile(r"[，。；？！：、]")
_SENTENCE_PIECES = 8
"""A run of so many words without a space is a sentence, and with punctuation of half as many."""


def word_pieces(whole: str) -> tuple[str, ...]:
    """The words that a string typed without spaces falls into; numbers stay whole with their units.

    A letter alone stands everywhere and says nothing: it goes with the word behind it (A股), or is left out (C of C++)
    unless there is nothing else.
    """
    parts: list[str] = []
    at = 0
    for number in _NUMBER.finditer(whole):
        parts += _words(whole[at : number.start()])
        parts.append(number[0])
        at = number.end()
    parts += _words(whole[at:])
    return tuple(dict.fromkeys(parts)) or (whole,)


def _words(text: str) -> list[str]:
    found = []
    at = 0
    for piece in pieces(text):
        start = text.index(piece, at)
        at = start + len(piece)
        if not piece.isascii():
            letter = _LETTER_ALONE.search(text, 0, start)
            found.append(letter[0] + piece if letter else piece)
        elif len(piece) > 1:
            found.append(piece)
    return found


def document_number_spellings(folded: str) -> tuple[str, ...]:
    """A document number in all its spellings, as they are matched; what was typed is not the first of them.

    Args:
        folded: what `DOCUMENT_NUMBER` matches.
    """
    found = DOCUMENT_NUMBER.fullmatch(folded)
    if not found:
        return ()
    issuer, year, number = found["issuer"], found["year"], found["number"]
    return tuple(
        f"{issuer}{space}{opening}{year}{closing}{ordinal}{number}号"
        for (opening, closing), ordinal, space in product(_BRACKETS, ("", "第"), ("", " "))
    )


def without_number_spaces(text: str) -> str:
    """Without the spaces that set a number off from its unit (10 月 20 日): it is one word."""
    for spaces in (_UNIT_SPACE, _DATE_SPACE):
        dropped = {at for found in spaces.finditer(fold(text)) for at in range(*found.span())}
        text = "".join(char for at, char in enumerate(text) if at not in dropped)
    return text


def range_spellings(whole: str) -> tuple[str, ...]:
    """A range of numbers with its other dashes (1-11月, 1—11月, 1至11月); none if the string is no such range."""
    found = _RANGE.match(whole)
    rest = whole[found.end() :] if found else ""
    if not found or _NUMBER.sub("", whole) not in ("", "至") or (rest and not rest.strip("%‰℃").isalpha()):
        return ()
    return tuple(f"{found[1]}{dash}{found[3]}{rest}" for dash in (*_DASHES, "——") if dash != found[2])


def interrogatives(whole: str) -> tuple[str, ...]:
    """The words of a string that make it a question; none where there is nothing else in it."""
    found = tuple(match[0] for match in _INTERROGATIVE.finditer(whole))
    return found if _INTERROGATIVE.sub("", whole).strip("？") else ()


def is_sentence(whole: str) -> bool:
    """Whether a string typed without spaces is rather a sentence than words put together."""
    if whole.isascii() or "：//" in whole:
        return False
    count = len(word_pieces(whole))
    return count >= (_SENTENCE_PIECES // 2 if _SENTENCE_MARK.search(whole) else _SENTENCE_PIECES)
