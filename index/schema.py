"""What does the index keep of an article?

One document per paragraph, and one before them for the article's head: its title, subtitle and byline, on a line
each. The documents of an article stand together and in order: that is how the article of a paragraph is known.

========  ===========================  =========================================================================
field     in                           holds
========  ===========================  =========================================================================
article   all                          the article's id
ordinal   all                          0 for the head, then 1, 2, … for the paragraphs
words     all                          jieba's words of the folded text, with frequencies: ranking
text      all                          the text as it is shown, and where every string of it stands: matching
place     all                          codes of the places that the article is about, and of every place above them
mention   all                          codes of all places that it names, and of every place above them
theme     all                          ids of the article's themes, and of every theme above them
date      all                          the date as one number, 20231220; 20231200 or 20230000 where it is less exact
source    all                          who published the article
meta      heads                        what else is shown of the article
========  ===========================  =========================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whoosh import fields
from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage

from index.columnar import ColumnarIndex, ExactText, Words
from index.documents import Article, Role, Tags

__all__ = [
    "HEAD",
    "article_documents",
    "create_index",
    "date_from_number",
    "head_text",
    "number_from_date",
    "open_index",
    "schema",
]

HEAD = 0
"""The ordinal of an article's head."""


def schema() -> fields.Schema:
    """The fields of the index."""
    return fields.Schema(
        article=fields.ID(),
        # Not tiered: there are few distinct numbers, and a range is a run of terms.
        ordinal=fields.NUMERIC(int, signed=False, sortable=True, shift_step=0),
        words=Words(),
        text=ExactText(),
        place=fields.KEYWORD(),
        mention=fields.KEYWORD(),
        theme=fields.KEYWORD(),
        date=fields.NUMERIC(int, signed=False, sortable=True, shift_step=0, default=0),
        source=fields.ID(),
        meta=fields.STORED(),
    )


def create_index(folder: Path) -> ColumnarIndex:
    """An empty index in an existing, empty folder."""
    whoosh_index.create_in(str(folder), schema())
    return open_index(folder)


def open_index(folder: Path) -> ColumnarIndex:
    """The index in a folder; Whoosh's own `open_dir` opens it too, for reading."""
    return ColumnarIndex(FileStorage(str(folder)))


def head_text(title: str, subtitle: str, byline: str) -> str:
    """The text of an article's head: its parts on a line each."""
    return "\n".join((title, subtitle, byline)).rstrip("\n")


def number_from_date(date: str) -> int:
    """20231220 for 2023-12-20, 20231200 for 2023-12, 20230000 for 2023, 0 for no date."""
    return int(date.replace("-", "").ljust(8, "0")) if date else 0


def date_from_number(number: int) -> str:
    """The date that a number stands for, as exactly as it does."""
    digits = f"{number:08d}"
    parts = (digits[:4], digits[4:6], digits[6:])
    return "-".join(part for part in parts if int(part)) if number else ""


def article_documents(
    article: Article, tags: Tags, places: list[str], mentions: list[str], themes: list[str]
) -> Iterator[dict[str, Any]]:
    """The article's documents in order, its head first, as keywords of Whoosh's `add_document`.

    Args:
        article: what to index.
        tags: its places and themes with their evidence.
        places: codes of the places that it is about and of all above them.
        mentions: codes of all its places and of all above them.
        themes: ids of its themes and of all above them.
    """
    common: dict[str, Any] = {"article": article.id, "place": places, "mention": mentions, "theme": themes}
    if article.date:
        common["date"] = number_from_date(article.date)
    if article.source:
        common["source"] = article.source
    head = head_text(article.title, article.subtitle, article.byline)
    meta = {
        "id": article.id,
        "title": article.title,
        "subtitle": article.subtitle,
        "byline": article.byline,
        "date": article.date,
        "source": article.source,
        "edition": article.edition,
        "url": article.url,
        "places": [(tag.code, tag.main, tag.rule, tag.evidence) for tag in tags.places],
        "open_places": [(found.evidence, found.candidates) for found in tags.open_places],
        "themes": [(tag.id, tag.evidence) for tag in tags.themes],
        "roles": {
            ordinal: str(paragraph.role)
            for ordinal, paragraph in enumerate(article.paragraphs, start=1)
            if paragraph.role is not Role.BODY
        },
    }
    yield {**common, "ordinal": HEAD, "words": head, "text": head, "meta": meta}
    for ordinal, paragraph in enumerate(article.paragraphs, start=1):
        yield {**common, "ordinal": ordinal, "words": paragraph.text, "text": paragraph.text}
