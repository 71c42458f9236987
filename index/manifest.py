"""Which files went into the index, and what came out of each?

The manifest lies beside the index of its generation as `manifest.jsonl`, one file a line, sorted by path. It is what
makes reindexing incremental, and what names the files behind an article.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

__all__ = ["FileRecord", "Manifest", "file_digest"]

_NAME = "manifest.jsonl"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file as it was read.

    Attributes:
        path: absolute.
        digest: hash of the file's bytes, in hexadecimal.
        articles: ids of the articles that the file holds, in its order.
        notices: what the readers had to say about it.
        problem: why the file, or the rest of it, could not be read; empty if it could.
    """

    path: str
    digest: str
    articles: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    problem: str = ""


class Manifest:
    """The records of a generation by path."""

    def __init__(self, records: Iterable[FileRecord] = ()) -> None:
        self._records = {record.path: record for record in records}

    def __iter__(self) -> Iterator[FileRecord]:
        return (self._records[path] for path in sorted(self._records))

    def __len__(self) -> int:
        return len(self._records)

    def get(self, path: str) -> FileRecord | None:
        """The record of a file, or None if the file is not in the index."""
        return self._records.get(path)

    def put(self, record: FileRecord) -> None:
        """Add a record or replace the one of the same path."""
        self._records[record.path] = record

    def drop(self, path: str) -> None:
        """Forget a file."""
        self._records.pop(path, None)

    def files_of(self) -> dict[str, tuple[str, ...]]:
        """Article id → every file that holds it."""
        files: dict[str, tuple[str, ...]] = {}
        for record in self:
            for article in dict.fromkeys(record.articles):
                files[article] = (*files.get(article, ()), record.path)
        return files

    def save(self, folder: Path) -> None:
        """Write the manifest into a generation's folder."""
        with (folder / _NAME).open("w", encoding="utf-8", errors="surrogateescape", newline="\n") as out:
            names = [field.name for field in fields(FileRecord)]
            for record in self:
                out.write(json.dumps({name: getattr(record, name) for name in names}, ensure_ascii=False) + "\n")

    @classmethod
    def load(cls, folder: Path) -> Manifest:
        """Read the manifest of a generation's folder."""
        with (folder / _NAME).open(encoding="utf-8", errors="surrogateescape") as lines:
            rows = [json.loads(line) for line in lines]
        return cls(
            FileRecord(**row | {"articles": tuple(row["articles"]), "notices": tuple(row["notices"])}) for row in rows
        )


def file_digest(path: Path) -> str:
    """Hash of a file's bytes: blake2b-128, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
