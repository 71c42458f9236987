"""Does a text page name its fields, as databases export them? 标题：…, 作者：…, 日期：…, 正文：…."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.reading.cues import names_in
from index.reading.imprint import is_imprint
from index.reading.text import Block

__all__ = ["records_of"]

_TITLE = re.compile(r"(?:标题|题名|篇名) ?[:：] ?(?=\S)")
_AUTHOR = re.compile("作者 ?[:：] ?")
_TEXT = re.compile("(?:正文|全文|内容) ?[:：] ?")


def records_of(blocks: Sequence[Block]) -> list[list[Block]]:
    """Cut such a page at its titles.

    Returns:
        The blocks of each record, set as on a page without names of fields: title, author, source and date, whatever
        else is named, and the text. Empty for every other page.
    """
    if not blocks or not _TITLE.match(blocks[0].text):
        return []
    starts = [i for i, block in enumerate(blocks) if _TITLE.match(block.text)]
    records = [blocks[start:end] for start, end in pairwise([*starts, len(blocks)])]
    if not all(any(_TEXT.match(block.text) for block in record) for record in records):
        return []
    return [_without_names(record) for record in records]


def _without_names(record: Sequence[Block]) -> list[Block]:
    begin = next(i for i, block in enumerate(record) if _TEXT.match(block.text))
    title, *others = record[:begin]
    fields = [replace(block, text=_author_in(block.text)) for block in others]
    fields.sort(key=lambda block: not (names_in(block.text) or is_imprint(block.text)))
    first = replace(record[begin], text=_TEXT.sub("", record[begin].text, count=1))
    text = [block for block in (first, *record[begin + 1 :]) if block.text]
    return [replace(title, text=_TITLE.sub("", title.text, count=1)), *fields, *text]


def _author_in(text: str) -> str:
    """The names alone behind 作者, if they are a person's; any other line as it is."""
    names = _AUTHOR.sub("", text, count=1)
    return names if _AUTHOR.match(text) and names_in(names) else text
