"""What kind of file is it, where no name tells? Asked of what comes over standard input."""

from __future__ import annotations

import re

from index.reading.encoding import UndecodableError, decode
from index.reading.markup import declared_encoding

__all__ = ["ending_of"]

_MAGIC = ((b"%PDF", ".pdf"), (b"\x1f\x8b", ".jsonl.gz"), (b"\xfd7zXZ\x00", ".jsonl.xz"), (b"PK\x03\x04", ".zip"))
_WORD_PART = re.compile(rb"PK\x03\x04.{26}word/document\.xml", re.DOTALL)
"""A member of an archive, by its own header, that only a Word file has; `keyword/` ends like one of its folders."""

_RECORD = re.compile(r'\s*\{\s*(?:"|$)')
_MARKUP = re.compile(
    r"<(?:!doctype html|html|head|body|meta|title|div|p|table|h[1-6]|article|script|style|br)\b[^<]*>", re.IGNORECASE
)


def ending_of(head: bytes) -> str:
    """The ending of a file that begins so, as in `files.ENDINGS`; `.txt` if nothing speaks for another.

    Args:
        head: some kilobytes; they may end inside a character.
    """
    ending = next((ending for magic, ending in _MAGIC if head.startswith(magic)), "")
    if ending:
        return ".docx" if ending == ".zip" and _WORD_PART.search(head) else ending
    try:
        text = decode(head, declared_encoding(head)).text
    except UndecodableError:
        return ".txt"  # whose reader says what is wrong
    if _RECORD.match(text):
        return ".jsonl"
    return ".html" if _MARKUP.search(text) else ".txt"
