"""What page do these bytes hold? The one way from the bytes of a text, HTML, PDF or Word file to its articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import IO

from index.documents import Article, Page
from index.reading.characters import tidy
from index.reading.encoding import UndecodableError, decode
from index.reading.fields import records_of
from index.reading.files import FileKind
from index.reading.html import article_of
from index.reading.layout import articles_of, single_article
from index.reading.markup import declared_encoding
from index.reading.origin import Filed, filed_as
from index.reading.pdf import text_of_pdf
from index.reading.repairs import Repairs
from index.reading.text import Block, blocks_of
from index.reading.word import WordLine, lines_of_word

__all__ = ["MAX_PAGE", "MAX_PIECES", "page_of", "read_whole"]

MAX_PAGE = 32 << 20
"""Bytes of a text or HTML file that is still read as one page, many times the longest: memory stays bounded."""

MAX_DOCUMENT = 128 << 20
"""The same for PDF and Word files, which carry pictures."""

MAX_PIECES = 1 << 19
"""Lines of a text, or tags of a web page, that one page may have: each costs many times its length in memory."""

CHUNK = 1 << 16
"""Bytes that are read at a time, so that small files cost little."""

_EMPTY = "文件里没有文字，请检查文件是否完整"


def read_whole(stream: IO[bytes], kind: FileKind) -> bytes:
    """The bytes of a page, unless there are too many.

    Raises:
        UndecodableError: there are.
    """
    limit = MAX_DOCUMENT if kind in (FileKind.PDF, FileKind.WORD) else MAX_PAGE
    parts: list[bytes] = []
    left = limit
    while part := stream.read(CHUNK):
        left -= len(part)
        if left < 0:
            raise UndecodableError(f"超过一个文件的上限 {limit >> 20} MB，没有读入，请按期或按篇拆成多个文件后再索引")
        parts.append(part)
    return b"".join(parts)


def page_of(data: bytes, path: PurePath, kind: FileKind) -> Page:
    """Read one page.

    Args:
        data: the whole file.
        path: where it lies; its name and folders may tell date, source and edition.
        kind: what reads it; one that is no stream.

    Raises:
        UndecodableError: no text can be got out of the bytes.
    """
    filed = filed_as(path)
    match kind:
        case FileKind.HTML:
            page = _html_page(data, filed)
        case FileKind.PDF:
            page = _text_page(filed, *text_of_pdf(data))
        case FileKind.WORD:
            page = _word_page(filed, lines_of_word(data))
        case _:
            decoded = decode(data)
            page = _text_page(filed, decoded.text, decoded.notices, decoded.encoding)
    return replace(page, file=str(path), offset=len(data))


def _text_page(filed: Filed, text: str, notices: Sequence[str], encoding: str = "") -> Page:
    # Fonts in PDF files have private characters of their own, which are not those of GBK.
    _refuse_pieces(text.count("\n") + text.count("\r"), "行")
    repairs = Repairs(private=bool(encoding))
    blocks, unwrapping = blocks_of(repairs.mend(text))
    if not blocks:
        raise UndecodableError(_EMPTY)
    if records := records_of(blocks):
        read = [single_article(record, filed) for record in records]
        articles, layout = [article for article, _ in read], [notice for _, told in read for notice in told]
    else:
        articles, layout = articles_of(blocks, filed)
    return Page("", encoding, tuple(articles), (*notices, *repairs.notices, *unwrapping, *layout))


def _word_page(filed: Filed, lines: Sequence[WordLine]) -> Page:
    """One article where styles tell headings, lists and tables; without any, what a text page of the lines holds."""
    if not any(line.role for line in lines):
        return _text_page(filed, "\n".join(line.text for line in lines), ())
    repairs = Repairs()
    blocks = [
        Block(text, role=line.role)
        for line in lines
        for text in map(tidy, repairs.mend(line.text).splitlines())
        if text
    ]
    if not blocks:
        raise UndecodableError(_EMPTY)
    _refuse_pieces(len(blocks), "行")
    article, notices = single_article(blocks, filed)
    return Page("", "", (article,), (*repairs.notices, *notices))


def _html_page(data: bytes, filed: Filed) -> Page:
    decoded = decode(data, declared_encoding(data))
    if not decoded.text.strip():
        raise UndecodableError(_EMPTY)
    _refuse_pieces(decoded.text.count("<"), "个标签")
    repairs = Repairs(private=decoded.encoding == "gb18030")
    article, notices = article_of(repairs.mend(decoded.text), filed)
    repairs.unknown = 0  # of those on the page most are icons: only what is left in the article counts
    for text in _texts(article) if article else ():
        repairs.note_unknown(text)
    return Page("", decoded.encoding, (article,) if article else (), (*decoded.notices, *repairs.notices, *notices))


def _refuse_pieces(count: int, unit: str) -> None:
    if count > MAX_PIECES:
        raise UndecodableError(f"共 {count} {unit}，超过一页的上限 {MAX_PIECES}，没有读入，请拆成多个文件后再索引")


def _texts(article: Article) -> list[str]:
    return [article.title, article.subtitle, *(paragraph.text for paragraph in article.paragraphs)]
