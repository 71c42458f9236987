"""Which pages lie in a .zip file? Every file in it that a reader knows, one after the other, as in a folder.

A page is named `archive.zip!/folder/page.txt`. One that cannot be read becomes a page without an article and with a
notice, and the next one is read.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import IO, BinaryIO

from index.documents import Page
from index.reading import jsonl
from index.reading.characters import clean, tidy
from index.reading.content import MAX_PAGE, page_of, read_whole
from index.reading.encoding import UndecodableError, decode
from index.reading.files import FileKind, kind_of_file

__all__ = ["pages_of"]

MAX_EXPANSION = 200
"""How many times its own size an archive may come to; text packs to a tenth, bombs to a thousandth and less."""

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What a member may be packed with: zipfile unpacks the other ones without a bound."""

_FAILURES = (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)
"""What comes out of a member that is damaged."""

_BAD_NAMES = (ValueError, struct.error)
"""What comes of a name or a field beside it that is damaged."""


def pages_of(raw: BinaryIO, path: Path) -> Iterator[Page]:
    """Read the pages of an archive.

    Raises:
        UndecodableError: it is damaged, locked as a whole, holds no page, or comes to far more than its size.
    """
    size = raw.seek(0, io.SEEK_END)
    try:
        archive = zipfile.ZipFile(raw)
    except (*_FAILURES, *_BAD_NAMES) as error:
        raise UndecodableError("压缩包不完整或已损坏，请重新取得") from error
    with archive:
        members = [(info, name) for info, name in _named(archive) if not _is_hidden(name)]
        known = [(info, name, kind) for info, name in members if (kind := kind_of_file(PurePath(name)))]
        if not known:
            raise UndecodableError("压缩包里没有可读的文件，请检查文件是否完整")
        if all(info.flag_bits & _ENCRYPTED for info, _, _ in known):
            raise UndecodableError("压缩包已加密，请解密后再索引")
        offset = unpacked = 0
        for info, name, kind in known:
            unpacked += info.file_size  # zipfile gives out no more, whatever is packed there
            if unpacked > MAX_EXPANSION * size + MAX_PAGE:
                raise UndecodableError(f"压缩包解开后超过本身的 {MAX_EXPANSION} 倍，其余没有读，请解压核对后再索引")
            for page in _pages(archive, info, PurePath(f"{path}!", name), kind):
                yield replace(page, notices=tuple(f"{name}：{notice}" for notice in page.notices), offset=offset)
            offset = max(offset, min(size, info.header_offset + info.compress_size))
        yield Page(str(path), "", notices=(_summary(members, len(known)),), offset=size)


def _summary(members: Sequence[tuple[zipfile.ZipInfo, str]], known: int) -> str:
    """How many files were read, and which ones were left aside."""
    endings = [PurePath(name).suffix or "无扩展名" for _, name in members if not kind_of_file(PurePath(name))]
    if not endings:
        return f"压缩包里有 {known} 个文件，都已读过"
    listed = "、".join(f"{ending}（{count} 个）" for ending, count in sorted(Counter(endings).items()))
    return f"压缩包里有 {known} 个文件已读过，另有 {len(endings)} 个不是可读的类型：{listed}"


def _pages(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: PurePath, kind: FileKind) -> Iterator[Page]:
    """The pages of one member."""
    try:
        if info.flag_bits & _ENCRYPTED:
            raise UndecodableError("已加密，请解密后再索引")
        if kind is FileKind.ZIP:
            raise UndecodableError("压缩包里的压缩包不读，请先解压")
        if info.compress_type not in _METHODS:
            raise UndecodableError("压缩方式少见，请用普通的 zip 重新压缩")
        with _opened(archive, info) as member:
            if kind is FileKind.JSONL:
                yield from jsonl.pages_of(member, path)
            else:
                yield page_of(read_whole(member, kind), path, kind)
    except UndecodableError as error:
        yield Page(str(path), "", notices=(f"没有读入：{error}",))
    except _FAILURES:
        yield Page(str(path), "", notices=("没有读全：在压缩包里已损坏，请重新取得",))


def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    try:
        return archive.open(info)
    except _BAD_NAMES as error:
        raise zipfile.BadZipFile(info.filename) from error


def _named(archive: zipfile.ZipFile) -> list[tuple[zipfile.ZipInfo, str]]:
    """The files of an archive with their names.

    A name without the mark of UTF-8 is in whatever code page the system had, and zipfile takes it for cp437. All of
    them together tell which it was.
    """
    files = [info for info in archive.infolist() if not info.is_dir()]
    raw = [_raw_name(info) for info in files]
    try:
        encoding = decode(b"\n".join(filter(None, raw))).encoding
    except UndecodableError:
        encoding = "cp437"
    named = []
    for info, data in zip(files, raw, strict=True):
        name = data.decode(encoding, "replace") if data else info.filename
        named.append((info, tidy(clean(name.replace("\\", "/").lstrip("/"))) or "?"))
    return named


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    """A name as it stands in the archive; empty if it is known to be read rightly.

    Newer versions of zipfile take a name from the field for Unicode names, where an archive has one.
    """
    if info.flag_bits & _UTF8_NAME:
        return b""
    try:
        return info.filename.encode("cp437")
    except UnicodeEncodeError:
        return b""


def _is_hidden(name: str) -> bool:
    """Whether a file is left alone as hidden ones in folders are; __MACOSX holds what a Mac knows of the others."""
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePath(name).parts)
