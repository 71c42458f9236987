"""What does Whoosh keep of an article?

One document per paragraph, and one before them for the article's head: its title, subtitle and byline, on a line
each. The documents of an article stand together and in order: that is how the article of a paragraph is known.

========  ===========================  =========================================================================
field     in                           holds
========  ===========================  =========================================================================
article   all                          the article's id
ordinal   all                          0 for the head, then 1, 2, … for the paragraphs
words     all                          jieba's words of the folded text, with frequencies: ranking
grams     all                          pairs of neighbouring folded characters, with positions: exact strings
place     all                          codes of the article's places, and of every place above them
theme     all                          ids of the article's themes, and of every theme above them
date      all                          `YYYY`, `YYYY-MM` or `YYYY-MM-DD`
source    all                          who published the article
text      all                          the text as it is shown
role      paragraphs                   `index.documents.Role`
meta      heads                        what else is shown of the article
========  ===========================  =========================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from whoosh import fields, formats
from whoosh import index as whoosh_index
from whoosh.analysis import Analyzer, Token

from index.analysis import fold, words
from index.documents import Article, Tags

__all__ = ["END", "HEAD", "article_documents", "create_index", "grams", "head_text", "open_index"]

HEAD = 0
"""The ordinal of an article's head."""

END = "\n"
"""Stands behind the last character of a text, so that every character begins one pair."""


class WordAnalyzer(Analyzer):
    """`index.analysis.words` in Whoosh's form."""

    def __call__(self, value: str, **_: Any) -> Iterator[Token]:
        """Tokens with ordinal positions and character offsets."""
        return _tokens(words(fold(value)))


class GramAnalyzer(Analyzer):
    """`grams` in Whoosh's form."""

    def __call__(self, value: str, **_: Any) -> Iterator[Token]:
        """Tokens with ordinal positions and character offsets."""
        return _tokens((pair, at, at + 1) for at, pair in enumerate(grams(fold(value) + END)))


def grams(folded: str) -> list[str]:
    """The pairs of neighbouring characters of a folded text, one fewer than it has characters."""
    return [a + b for a, b in pairwise(folded)]


def _tokens(found: Any) -> Iterator[Token]:
    token = Token(positions=True, chars=True, mode="index", removestops=False)
    for position, (text, start, end) in enumerate(found):
        token.text = token.original = text
        token.boost = 1.0
        token.stopped = False
        token.pos = position
        token.startchar, token.endchar = start, end
        yield token


def _schema() -> fields.Schema:
    return fields.Schema(
        article=fields.ID(stored=True),
        ordinal=fields.NUMERIC(int, stored=True, sortable=True, signed=False),
        words=fields.FieldType(formats.Frequency(), WordAnalyzer(), scorable=True),
        grams=fields.FieldType(formats.Positions(), GramAnalyzer(), scorable=True),
        place=fields.KEYWORD(),
        theme=fields.KEYWORD(),
        date=fields.ID(),
        source=fields.ID(),
        text=fields.STORED(),
        role=fields.STORED(),
        meta=fields.STORED(),
    )


def create_index(folder: Path) -> Any:
    """An empty Whoosh index in an existing, empty folder."""
    return whoosh_index.create_in(str(folder), _schema())


def open_index(folder: Path) -> Any:
    """The Whoosh index in a folder."""
    return whoosh_index.open_dir(str(folder))


def head_text(title: str, subtitle: str, byline: str) -> str:
    """The text of an article's head: its parts on a line each."""
    return "\n".join((title, subtitle, byline)).rstrip("\n")


def article_documents(article: Article, tags: Tags, places: list[str], themes: list[str]) -> Iterator[dict[str, Any]]:
    """The article's documents in order, its head first, as keywords of Whoosh's `add_document`.

    Args:
        article: what to index.
        tags: its places and themes with their evidence.
        places: codes of its places and of all above them.
        themes: ids of its themes and of all above them.
    """
    common: dict[str, Any] = {"article": article.id, "place": places, "theme": themes}
    common |= {name: value for name in ("date", "source") if (value := getattr(article, name))}
    head = head_text(article.title, article.subtitle, article.byline)
    meta = {
        "title": article.title,
        "subtitle": article.subtitle,
        "byline": article.byline,
        "date": article.date,
        "source": article.source,
        "url": article.url,
        "places": [(tag.code, tag.evidence) for tag in tags.places],
        "themes": [(tag.id, tag.evidence) for tag in tags.themes],
        "paragraphs": len(article.paragraphs),
    }
    yield {**common, "ordinal": HEAD, "words": head, "grams": head, "text": head, "meta": meta}
    for ordinal, paragraph in enumerate(article.paragraphs, start=1):
        text = paragraph.text
        yield {**common, "ordinal": ordinal, "words": text, "grams": text, "text": text, "role": str(paragraph.role)}
