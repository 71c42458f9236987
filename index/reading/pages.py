"""How does a file become pages? Chooses the reader by the name's ending, and says why a file cannot be read."""

from __future__ import annotations

import gzip
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path

from index.documents import Page
from index.errors import UnreadableFile
from index.reading import archive, jsonl
from index.reading.content import page_of, read_whole
from index.reading.encoding import UndecodableError
from index.reading.files import ENDINGS, FileKind, kind_of_file

__all__ = ["read_pages"]

_DAMAGED = "压缩文件不完整或已损坏，请重新取得"


def read_pages(path: Path) -> Iterator[Page]:
    """Read one file.

    A text, HTML, PDF or Word file is one page; a JSONL file is one page a line, and a .zip file the pages of all that
    lies in it, both as a stream.

    Raises:
        UnreadableFile: the file cannot be read at all, or a packed one not to its end; the pages before that place have
            been given out by then.
    """
    try:
        kind = _kind(path)
        with path.open("rb") as file:
            match kind:
                case FileKind.JSONL:
                    yield from jsonl.pages_of(file, path)
                case FileKind.ZIP:
                    yield from archive.pages_of(file, path)
                case _:
                    yield page_of(read_whole(file, kind), path, kind)
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
        raise UnreadableFile(str(path), "不是普通文件，请给出可读类型的文件")
    if kind is None:
        raise UnreadableFile(str(path), f"不认识这种文件，请另存为 {'、'.join(ENDINGS)} 之一")
    return kind
