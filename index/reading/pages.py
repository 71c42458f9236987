"""How does a file become pages? Chooses the reader by the name's ending, and says why a file cannot be read."""

from __future__ import annotations

import gzip
import lzma
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index.documents import Article, Page
from index.errors import UnreadableFile
from index.reading.dates import date_in_name
from index.reading.encoding import UndecodableError, decode
from index.reading.files import ENDINGS, FileKind, kind_of_file
from index.reading.html import article_of
from index.reading.jsonl import pages_of
from index.reading.layout import articles_of
from index.reading.markup import declared_encoding
from index.reading.text import blocks_of

__all__ = ["read_pages"]

_EMPTY = "文件里没有文字，请检查文件是否完整"
_DAMAGED = "压缩文件不完整或已损坏，请重新取得"


def read_pages(path: Path) -> Iterator[Page]:
    """Read one file: a text file or an HTML file is one page, a JSONL file one page a line, as a stream.

    Raises:
        UnreadableFile: the file cannot be read at all, or a packed one not to its end; the pages before that place have
            been given out by then.
    """
    try:
        match _kind(path):
            case FileKind.TEXT:
                yield _text_page(path)
            case FileKind.HTML:
                yield _html_page(path)
            case FileKind.JSONL:
                yield from pages_of(path)
    except UndecodableError as error:
        raise UnreadableFile(str(path), str(error)) from error
    except (gzip.BadGzipFile, lzma.LZMAError, zlib.error, EOFError) as error:
        raise UnreadableFile(str(path), _DAMAGED) from error
    except PermissionError as error:
        raise UnreadableFile(str(path), "没有读取权限，请检查文件或文件夹的权限") from error
    except OSError as error:
        raise UnreadableFile(str(path), f"无法读取（{error.strerror}），请检查文件与磁盘") from error


def _kind(path: Path) -> FileKind:
    kind = kind_of_file(path)
    if path.exists() and not path.is_file():
        if path.is_dir():
            next(path.iterdir(), None)  # says why the folder cannot be opened, if it cannot
        raise UnreadableFile(str(path), "不是普通文件，请给出文本、HTML 或 JSONL 文件")
    if kind is None:
        raise UnreadableFile(str(path), f"不认识这种文件，请另存为 {'、'.join(ENDINGS)} 之一")
    return kind


def _text_page(path: Path) -> Page:
    data = path.read_bytes()
    decoded = decode(data)
    blocks, notices = blocks_of(decoded.text)
    if not blocks:
        raise UndecodableError(_EMPTY)
    articles, more = articles_of(blocks)
    articles = [replace(article, date=article.date or date_in_name(path.name)) for article in articles]
    return _page(path, data, decoded.encoding, articles, [*decoded.notices, *notices, *more])


def _html_page(path: Path) -> Page:
    data = path.read_bytes()
    decoded = decode(data, declared_encoding(data))
    if not decoded.text.strip():
        raise UndecodableError(_EMPTY)
    article, notices = article_of(decoded.text)
    articles = [replace(article, date=article.date or date_in_name(path.name))] if article else []
    return _page(path, data, decoded.encoding, articles, [*decoded.notices, *notices])


def _page(path: Path, data: bytes, encoding: str, articles: Sequence[Article], notices: Sequence[str]) -> Page:
    return Page(str(path), encoding, tuple(articles), tuple(notices), offset=len(data))
