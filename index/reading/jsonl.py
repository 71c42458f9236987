"""What article is in each line of a JSONL file? An object with id, title, date, source, text, and url if it has one.

The file is read as a stream, also from .gz and .xz. A line that is no such object is a page without an article and with
a notice that names the line, and the next line is read. A JSON array with an object on each line is read like the
objects alone.
"""

from __future__ import annotations

import gzip
import json
import lzma
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import IO, Any, cast

from index.documents import Article, Page
from index.reading.characters import lines_of, tidy
from index.reading.content import MAX_PIECES
from index.reading.dates import parse_date
from index.reading.embedded import is_markup, lines_of_markup
from index.reading.encoding import UndecodableError, decode
from index.reading.paragraphs import paragraphs_of, title_from
from index.reading.repairs import Repairs

__all__ = ["pages_of"]

MAX_LINE = 1 << 25
"""Bytes of a line that is still read: 32 MiB, many times the longest report."""

_FRAME = (b"[", b"]", b"],")
"""What stands on lines of its own around the records where they were saved as an array."""

_KEYS = ("text", "title", "date", "source", "url", "id")

HEAD = 4096
"""Bytes of the first line that tell a binary file."""


def pages_of(raw: IO[bytes], path: PurePath) -> Iterator[Page]:
    """Read a file line by line; blank lines do not count as pages.

    Args:
        raw: the file, open at its beginning.
        path: where it lies; its ending tells how it is packed.

    Yields:
        A page for each line. Where lines that follow each other call for the same notices, the last of them has these
        for all, and there is no page for those before it that hold no article.

    Raises:
        UndecodableError: the file is empty, or binary, or no line of it could be read.
        OSError, EOFError, zlib.error, lzma.LZMAError: the file cannot be read, or not to its end.
    """
    last: _Last | None = None
    file = str(path)
    is_read = False
    with _unpacked(path, raw) as stream:
        try:
            for number, line in _lines(stream):
                page = _page(line, file, raw.tell())
                is_read = is_read or bool(page.articles)
                if last and last.page.notices == page.notices:
                    if last.page.articles:
                        yield replace(last.page, notices=())
                    last = _Last(page, last.first, number, last.count + 1)
                else:
                    if last:
                        yield last.numbered()
                    last = _Last(page, number, number, 1)
        except (OSError, EOFError, zlib.error, lzma.LZMAError):
            if last:
                yield last.numbered()
            raise
        if last is None:
            raise UndecodableError("文件里没有记录，请检查文件是否完整")
        yield replace(last.numbered(), offset=raw.tell())  # behind the blank lines at the end, too
    if not is_read:
        raise UndecodableError('没有一行是可读的记录，请改成每行一条：{"title": …, "text": …}')


@dataclass(frozen=True, slots=True)
class _Last:
    """The page that was read last.

    Attributes:
        page: with notices that name no line.
        first, last: the lines that call for the same notices, of which it is the last.
        count: how many they are; blank lines do not count.
    """

    page: Page
    first: int
    last: int
    count: int

    def numbered(self) -> Page:
        """The page, its notices with the lines they are about."""
        if self.count == 1:
            told = (f"第 {self.last} 行：{notice}" for notice in self.page.notices)
        else:
            told = (f"第 {self.first}-{self.last} 行：{notice}（共 {self.count} 行）" for notice in self.page.notices)
        return replace(self.page, notices=tuple(told))


def _unpacked(path: PurePath, raw: IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    match path.suffix.lower():
        case ".gz":
            return cast("IO[bytes]", gzip.GzipFile(fileobj=raw))
        case ".xz":
            return cast("IO[bytes]", lzma.LZMAFile(raw))
        case _:
            return nullcontext(raw)


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, with their numbers from 1; one that is too long is given only in part."""
    number = 0
    while line := stream.readline(MAX_LINE):
        number += 1
        if number == 1 and (b"\0" in line[:HEAD] or line.startswith((BOM_UTF16_LE, BOM_UTF16_BE))):
            raise UndecodableError("不是 UTF-8 编码的 JSONL，请另存为 UTF-8 后再索引")
        rest = line
        while len(rest) == MAX_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_LINE)
        if not line.isspace() and line.strip() not in _FRAME:
            yield number, line


def _page(line: bytes, file: str, offset: int) -> Page:
    encoding = ""
    articles: tuple[Article, ...] = ()
    notices: list[str] = []
    try:
        if len(line) >= MAX_LINE:
            raise _BadLineError(f"超过 {MAX_LINE >> 20} MB，已跳过，请把它拆成多条记录")
        decoded = decode(line)
        encoding, notices = decoded.encoding, decoded.notices
        articles = (_article(decoded.text, notices),)
    except (UndecodableError, _BadLineError) as error:
        notices.append(str(error))
    return Page(file, encoding, articles, tuple(notices), offset)


class _BadLineError(ValueError):
    """A line that holds no article; the message is Chinese."""


def _article(line: str, notices: list[str]) -> Article:
    try:
        record = json.loads(line.rstrip().removesuffix(","))  # of an array's
    except (ValueError, RecursionError):
        raise _BadLineError("不是有效的 JSON，已跳过") from None
    if not isinstance(record, dict):
        raise _BadLineError('不是一条记录（应为 {"title": …, "text": …}），已跳过')
    repairs = Repairs(private=True)
    values = {key: repairs.mend(_string(record, key, notices)) for key in _KEYS}
    texts = _lines_of(values["text"], notices)
    if not texts:
        raise _BadLineError("没有正文（text），已跳过")
    notices += repairs.notices
    paragraphs = paragraphs_of(texts)
    title = tidy(values["title"])
    if not title:
        title = title_from(paragraphs)
        notices.append(f"没有标题（title），以正文开头“{title}”代替")
    date = parse_date(values["date"])
    if values["date"].strip() and not date:
        notices.append("看不懂日期（date），已留空，请写成 2023-12-20 的形式")
    return Article(
        title,
        paragraphs,
        date=date,
        source=tidy(values["source"]),
        url=tidy(values["url"]),
        record=tidy(values["id"]),
    )


def _lines_of(text: str, notices: list[str]) -> list[str]:
    """The lines of a record's text, which may be HTML."""
    if not is_markup(text):
        return lines_of(text)
    if text.count("<") > MAX_PIECES:
        raise _BadLineError(f"正文（text）的标签超过上限 {MAX_PIECES} 个，已跳过，请把它拆成多条记录")
    notices.append("正文（text）是网页代码，已去掉标签")
    return lines_of_markup(text)


def _string(record: dict[str, Any], key: str, notices: list[str]) -> str:
    """The value of a key as text; a number counts as text, an absent one or null is empty."""
    value = record.get(key)
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    notices.append(f"{key} 应为文字，已忽略")
    return ""
