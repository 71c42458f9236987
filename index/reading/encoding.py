"""In which encoding is a file written?

A byte-order mark settles it, and so does strict UTF-8, which other encodings hardly ever pass by chance. The rest is
tried as what Chinese files use, and the reading with the most common characters wins. A page's own declaration breaks
ties only: it is wrong too often.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Decoded", "UndecodableError", "decode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CANDIDATES = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_FORMATS = (
    (b"%PDF", "PDF 文件"),
    (b"PK\x03\x04", "压缩包或 Office 文档"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
)

SAMPLE_BYTES = 1 << 16
"""How much is read to tell encodings apart, from the first byte that is not ASCII."""

MAX_DAMAGE = 0.02
"""The share of characters that may be beyond repair in a file that is read all the same."""

PLAIN = 0.5
"""What a sample scores that is ASCII throughout, beside readings as rare characters."""

SURE = 0.9
"""What two bytes must score as GB18030 that could be UTF-8 for a rare script: 站 alone is Armenian then."""

_BEYOND_DOUBT = re.compile("[\x80-\xff\u0800-\U0010ffff]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_PUNCTUATION = re.compile("[\u2014\u2018-\u201d\u2026\u3000-\u3011\uff01-\uff5e]")
_SIGN = re.compile("[°±·×÷′″‰※℃№Ⅰ-Ⅻ①-⑳■□▲△◆◇○◎●★☆]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_IDEOGRAPH = re.compile("[\u4e00-\u9fa5]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the codec (Python's name) that gave it; `damaged` counts the places where U+FFFD stands instead."""

    text: str
    encoding: str
    damaged: int = 0

    @property
    def notices(self) -> list[str]:
        """What a person should know about it, in Chinese."""
        return [f"有 {self.damaged} 处字节无法解码，以 � 代替"] if self.damaged else []


class UndecodableError(ValueError):
    """Bytes that are not text, or text in no encoding known here; the message is Chinese and names the cure."""


def decode(data: bytes, hint: str = "") -> Decoded:
    """Turn a file's bytes into text.

    Args:
        data: the whole file.
        hint: the encoding that the page itself declares, if any.

    Raises:
        UndecodableError: the bytes are not text.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _replacing(data, name)
    for magic, kind in _FORMATS:
        if data.startswith(magic):
            raise UndecodableError(f"这是{kind}，不是文本，请另存为 .txt 或 .html 后再索引")
    binary = b"\0" in data
    if not binary:
        try:
            text = data.decode()
        except UnicodeDecodeError:
            pass
        else:
            if text.isascii() or _BEYOND_DOUBT.search(text) or _score(_sample(data), "gb18030") < SURE:
                return Decoded(text, "utf-8")
    return _replacing(data, _most_likely(data, binary, hint))


def _most_likely(data: bytes, binary: bool, hint: str) -> str:
    sample = data[:SAMPLE_BYTES] if binary else _sample(data)
    candidates = [name for name in _CANDIDATES if name.startswith("utf-16") or not binary]
    candidates.sort(key=lambda name: name != _codec(hint))
    best = max(candidates, key=lambda name: _score(sample, name))
    if _score(sample, best) <= 0:
        if binary:
            raise UndecodableError("这不是文本文件，请另存为 .txt 或 .html 后再索引")
        raise UndecodableError("看不出文字编码，请用编辑器另存为 UTF-8 后再索引")
    return best


def _sample(data: bytes) -> bytes:
    first = _NOT_ASCII.search(data)
    start = first.start() if first else 0
    return data[start & ~1 : start + SAMPLE_BYTES]


def _replacing(data: bytes, name: str) -> Decoded:
    try:
        return Decoded(data.decode(name), name)
    except UnicodeDecodeError:
        text = data.decode(name, "replace")
    damaged = text.count("\ufffd")
    if damaged > max(1.0, len(text) * MAX_DAMAGE):
        raise UndecodableError("有大量字节无法解码，文件可能已损坏，请取得完好的文件，或另存为 UTF-8 后再索引")
    return Decoded(text, name, damaged)


def _codec(name: str) -> str:
    """The candidate that a declared name means; empty for the others."""
    name = name.strip().lower().replace("_", "-")
    if name in {"gb2312", "gbk", "gb18030", "x-gbk", "cp936", "hz-gb-2312"}:
        return "gb18030"
    if name in {"big5", "big5-hkscs", "big5hkscs", "x-x-big5", "cp950"}:
        return "big5hkscs"
    return name if name in _CANDIDATES else ""


def _score(sample: bytes, name: str) -> float:
    """How much like Chinese the sample reads: 1 for common characters only, below 0 for none.

    Damage weighs heavily, yet not so much that one bad byte turns a long text into another encoding's.
    """
    whole = sample.decode(name, "replace").rstrip("\ufffd")  # the sample may end inside a character
    text = "".join(c for c in whole if c > "\x7f")
    if not text:  # nothing but ASCII, in UTF-16
        return PLAIN if whole and not _CONTROL.search(whole) else 0.0
    common, ideographs = (len(pattern.findall(text)) for pattern in (_common(), _IDEOGRAPH))
    punctuation, damaged = len(_PUNCTUATION.findall(text)), text.count("\ufffd")
    signs = len(_SIGN.findall(text))  # neither here nor there: some stand in wrong readings, too
    other = len(text) - ideographs - punctuation - signs - damaged
    return (common + punctuation + 0.1 * (ideographs - common) - other - 5 * damaged) / len(text)


@cache
def _common() -> re.Pattern[str]:
    table = (resources.files("index") / "data" / "common_characters.txt").read_text("utf-8")
    return re.compile("[" + "".join(line for line in table.splitlines() if not line.startswith("#")) + "]")
