"""Which files are pages? Walks folders, and leaves nothing aside without saying so."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path, PurePath

from index.errors import ZhengsouError

__all__ = ["FileKind", "Found", "find_files", "is_stream", "kind_of_file"]


class FileKind(Enum):
    """What reads a file, as its name's ending tells."""

    TEXT = auto()
    HTML = auto()
    JSONL = auto()
    PDF = auto()
    WORD = auto()
    ZIP = auto()


ENDINGS = {
    ".txt": FileKind.TEXT,
    ".text": FileKind.TEXT,
    ".html": FileKind.HTML,
    ".htm": FileKind.HTML,
    ".shtml": FileKind.HTML,
    ".xhtml": FileKind.HTML,
    ".jsonl": FileKind.JSONL,
    ".jsonl.gz": FileKind.JSONL,
    ".jsonl.xz": FileKind.JSONL,
    ".pdf": FileKind.PDF,
    ".docx": FileKind.WORD,
    ".zip": FileKind.ZIP,
}
"""Compared without regard to case."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands under the given paths, sorted, each file once.

    Attributes:
        files: what is to be read: files with a known ending, and whatever was named itself. That one of them cannot be
            read, and why, says `read_pages`; the same goes for a folder that may not be opened, which stands here too.
        aside: files in folders that have another ending, or are no regular files. Hidden files and folders are not
            looked at unless they are named themselves.
    """

    files: tuple[Path, ...]
    aside: tuple[Path, ...]


def kind_of_file(path: PurePath) -> FileKind | None:
    """What reads a file; None if nothing does."""
    name = path.name.lower()
    return next((kind for ending, kind in ENDINGS.items() if name.endswith(ending)), None)


def is_stream(path: Path) -> bool:
    """Whether a file holds any number of pages, to be read one after the other; other files are one page."""
    return kind_of_file(path) in (FileKind.JSONL, FileKind.ZIP)


def find_files(paths: Iterable[Path]) -> Found:
    """Find the pages under files and folders, recursively.

    Symbolic links are followed, each folder is walked once.

    Raises:
        ZhengsouError: a path that is not there.
    """
    files: dict[Path, None] = {}
    aside: dict[Path, None] = {}
    walked: set[tuple[int, int]] = set()
    for path in sorted(paths):
        if not os.path.exists(path):  # noqa: PTH110  # Path.exists raises where a parent may not be searched
            raise ZhengsouError(f"没有这个文件或文件夹：{path}，请检查路径")
        if path.is_file():
            files[path] = None
            continue
        if not path.is_dir():
            raise ZhengsouError(f"{path} 不是普通文件，请给出文件或文件夹")
        for entry, wanted in _walk(path, walked):
            (files if wanted else aside)[entry] = None
    return Found(tuple(sorted(files)), tuple(sorted(aside.keys() - files.keys())))


def _walk(folder: Path, walked: set[tuple[int, int]]) -> Iterator[tuple[Path, bool]]:
    """The files under a folder, and whether each is to be read; also the folders that may not be opened."""
    folders = [folder]
    while folders:
        here = folders.pop()
        try:
            status = here.stat()
            if (status.st_dev, status.st_ino) in walked:
                continue
            walked.add((status.st_dev, status.st_ino))
            with os.scandir(here) as listing:
                entries = [entry for entry in listing if not entry.name.startswith(".")]
        except OSError:
            yield here, True
            continue
        for entry in entries:
            path = here / entry.name
            if os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises on a link to itself
                folders.append(path)
            else:
                yield path, kind_of_file(path) is not None and (path.is_symlink() or entry.is_file())
