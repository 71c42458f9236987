"""What are characters and lines to the other rooms? Their classes, their width, and the white space between them."""

from __future__ import annotations

import re

from index.reading.repairs import Repairs

__all__ = ["HAN", "clean", "close_up", "flow", "is_spaced_out", "lines_of", "tidy", "unspaced", "width"]

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""The ideographs, as the inside of a regular expression's character class."""

_CJK_MARKS = "\u2014\u2018-\u201d\u2026\u3001-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_CJK = HAN + _CJK_MARKS

_SPACE_BETWEEN_CJK = re.compile(f"(?<=[{_CJK}]) (?=[{_CJK}])")
_BREAK_BETWEEN_CJK = re.compile(f"(?<=[{_CJK}])\n(?=[{_CJK}])")
_SPACE_AT_CJK = re.compile(f"(?<=[{_CJK}]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) (?=[{_CJK}])")

_MARK = f"[{_CJK_MARKS}]"
_SINGLE = f"(?:{_MARK}{{0,3}}[{HAN}]?{_MARK}{{0,3}}|[0-9.%]+)"
_SPACED_OUT = re.compile(rf"(?<!\S)(?:{_SINGLE} ){{3,}}{_SINGLE}(?!\S)")
"""Four or more characters in a row, each with a space behind it; a number counts as one."""

_PAUSE = re.compile("[，。]")
_SPACE_IN_NUMBER = re.compile(r"(?<=[0-9]) (?=\.)|(?<=\.) (?=[0-9])")


def clean(text: str) -> str:
    """Drop what nobody sees and put right what only looks like an ordinary character; see `repairs`.

    Line breaks of every kind stay: `str.splitlines` knows them all.
    """
    return Repairs().mend(text)


def tidy(line: str) -> str:
    """One line without white space at its ends, and with single spaces inside (U+3000 and U+00A0 count as white)."""
    return " ".join(line.split())


def flow(text: str) -> str:
    """One line from text whose line breaks mean nothing, as in HTML; between ideographs they leave no space."""
    lines = [line for raw in text.splitlines() if (line := tidy(raw))]
    return _BREAK_BETWEEN_CJK.sub("", "\n".join(lines)).replace("\n", " ")


def lines_of(text: str) -> list[str]:
    """The tidy lines of a text that are not blank."""
    return [line for raw in clean(text).splitlines() if (line := tidy(raw))]


def width(line: str) -> int:
    """How wide a line is set, in half-width columns: everything but ASCII takes two."""
    return 2 * len(line) - len(line.encode("ascii", "ignore"))


def close_up(line: str) -> str:
    """Take out the spaces by which a typesetter spaced a line out, character by character.

    Other lines keep theirs: between ideographs they divide (发现美 创造美), and beside a number they change nothing,
    for the index matches with them and without (`index.analysis.matched`).
    """
    words = line.split(" ")
    if len(words) >= 4 and sum(len(word) <= 2 for word in words) * 4 >= len(words) * 3:
        return _SPACE_AT_CJK.sub("", _SPACE_BETWEEN_CJK.sub("", line))
    return line


def is_spaced_out(line: str) -> bool:
    """Whether running text in a tidy line has a space behind every character; a list of names (王 伟 李 娜) is none."""
    return any(_PAUSE.search(match[0]) for match in _SPACED_OUT.finditer(line))


def unspaced(line: str) -> str:
    """Take out such spaces, and leave those between words."""
    return _SPACED_OUT.sub(lambda match: close_up(_SPACE_IN_NUMBER.sub("", match[0])), line)
