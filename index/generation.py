"""What is a generation? One complete built index on disk: sealed, read, checked; or a draft on the way there."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any, Self

import portalocker

from index.columnar import OpenSegment, flaws, open_segments
from index.errors import IndexDamaged
from index.manifest import Manifest, file_digest
from index.reprints import Reprints
from index.schema import create_index, open_index, schema
from index.stamp import SCHEMA_VERSION, Stamp, installed_stamp

__all__ = ["IN_USE", "Draft", "Generation", "Seal", "cure", "lock", "sync"]

IN_USE = "in-use"
_SEAL = "seal.json"
_WHOOSH = "whoosh"


@dataclass(frozen=True, slots=True)
class Seal:
    """What a generation says of itself, in `seal.json`, beside a `digest` of all that.

    Attributes:
        stamp: the rules it was built by.
        created: UTC, ISO 8601 to the second.
        roots: the files and folders that were given to `reindex`, absolute.
        articles: how many distinct articles it holds.
        paragraphs: how many paragraphs they have, heads not counted.
        checksums: name below the generation's folder → (bytes, blake2b-128 in hexadecimal).
    """

    stamp: Stamp
    created: str
    roots: tuple[str, ...]
    articles: int
    paragraphs: int
    checksums: dict[str, tuple[int, str]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> Seal:
        """Read the seal of a generation."""
        path = folder / _SEAL
        try:
            raw = json.loads(path.read_text(encoding="utf-8", errors="surrogateescape"))
            digest, stamp = raw.pop("digest", ""), Stamp(**raw["stamp"])
            if stamp.schema == SCHEMA_VERSION and digest != _digest(raw):  # others may not have one
                raise ValueError(digest)
            return cls(
                stamp=stamp,
                created=raw["created"],
                roots=tuple(raw["roots"]),
                articles=raw["articles"],
                paragraphs=raw["paragraphs"],
                checksums={name: (size, digest) for name, (size, digest) in raw["checksums"].items()},
            )
        except FileNotFoundError:
            raise IndexDamaged(f"索引缺少文件 {path}，{cure(folder.parent.parent)}") from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise IndexDamaged(f"索引文件 {path} 已损坏，{cure(folder.parent.parent)}") from None


class Generation:
    """A sealed generation that is being read; it stays on disk until it is closed."""

    def __init__(self, folder: Path) -> None:
        """Lock the generation in this folder against sweeping.

        Raises:
            FileNotFoundError: it has been swept already.
        """
        self.folder = folder
        self._in_use = lock(folder / IN_USE, portalocker.LOCK_SH, mode="rb")
        try:
            self.seal = Seal.load(folder)
        except IndexDamaged:
            self._in_use.close()
            raise

    @property
    def name(self) -> str:
        """The generation's name, which no later one will have."""
        return self.folder.name

    def whoosh(self) -> Any:
        """The Whoosh index, opened."""
        try:
            return open_index(self.folder / _WHOOSH)
        except Exception as error:
            raise self.broken(error) from error

    def segments(self) -> list[OpenSegment]:
        """The segments of the index, opened, in the order of its documents."""
        try:
            return open_segments(self.folder / _WHOOSH)
        except IndexDamaged:
            raise
        except Exception as error:
            raise self.broken(error) from error

    def manifest(self) -> Manifest:
        """The manifest, read anew."""
        try:
            return Manifest.load(self.folder)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise self.broken(error) from error

    def reprints(self) -> Reprints:
        """Which articles are the same report."""
        try:
            return Reprints.load(self.folder)
        except IndexDamaged:
            raise
        except Exception as error:
            raise self.broken(error) from error

    def broken(self, error: Exception) -> IndexDamaged:
        """What to raise when something of this generation cannot be read."""
        return IndexDamaged(f"索引 {self.folder} 无法读取（{error}），{cure(self.folder.parent.parent)}")

    def complete(self) -> bool:
        """Whether every file is there, in the size that was written; a quick look, unlike `damage`."""
        return all(
            (self.folder / name).is_file() and (self.folder / name).stat().st_size == size
            for name, (size, _) in self.seal.checksums.items()
        )

    def damage(self) -> list[str]:
        """One Chinese sentence for every file that is not as it was written; empty if all are sound."""
        found = []
        for name, (size, digest) in sorted(self.seal.checksums.items()):
            path = self.folder / name
            if not path.is_file():
                found.append(f"缺少文件 {path}")
            elif path.stat().st_size != size:
                found.append(f"文件 {path} 应为 {size} 字节，实为 {path.stat().st_size} 字节")
            elif file_digest(path) != digest:
                found.append(f"文件 {path} 的内容与写入时不符")
        stale = self.seal.stamp != installed_stamp()  # what its arrays should be is not known here then
        for segment in [] if found or stale else self.segments():
            found += (f"文件 {segment.arrays.path}：{flaw}" for flaw in flaws(segment.arrays, schema()))
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the generation go; open files of it remain usable where the system allows."""
        self._in_use.close()


class Draft:
    """A generation in the making.

    Attributes:
        folder: its own folder, not yet named by CURRENT.
        manifest: the last generation's records for an update, empty for a full build; to be brought up to date.
        reprints: the same for the articles that are alike.
    """

    def __init__(self, folder: Path, base: Generation | None) -> None:
        self.folder = folder
        self._base = base
        self.manifest = base.manifest() if base else Manifest()
        self.reprints = base.reprints() if base else Reprints()
        whoosh = folder / _WHOOSH
        whoosh.mkdir(parents=True)
        (folder / IN_USE).touch()
        if base:
            for file in sorted((base.folder / _WHOOSH).iterdir()):
                if f"{_WHOOSH}/{file.name}" in base.seal.checksums:
                    _link(file, whoosh / file.name)
            self.whoosh = open_index(whoosh)
        else:
            self.whoosh = create_index(whoosh)

    @property
    def base_seal(self) -> Seal | None:
        """The seal of the generation that this one begins from."""
        return self._base.seal if self._base else None

    def seal(self, *, roots: tuple[str, ...], articles: int, paragraphs: int) -> None:
        """Write manifest and seal, and bring everything to the disk."""
        self.manifest.save(self.folder)
        self.reprints.save(self.folder)
        names = sorted(
            path.relative_to(self.folder).as_posix()
            for path in self.folder.rglob("*")
            if path.is_file() and path.name not in (IN_USE, _SEAL) and not path.name.endswith("LOCK")
        )
        seal = Seal(
            stamp=installed_stamp(),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            roots=roots,
            articles=articles,
            paragraphs=paragraphs,
            checksums={name: self._known_checksum(name) or _measure(self.folder / name) for name in names},
        )
        raw = asdict(seal)
        written = json.dumps({**raw, "digest": _digest(raw)}, ensure_ascii=False, indent=1)
        (self.folder / _SEAL).write_text(written, encoding="utf-8", errors="surrogateescape")
        for path in [*self.folder.rglob("*"), self.folder, self.folder.parent]:
            sync(path)

    def _known_checksum(self, name: str) -> tuple[int, str] | None:
        """The last generation's checksum of a file that both share, so that an update costs what it changes."""
        if self._base is None or name not in self._base.seal.checksums:
            return None
        if not (self._base.folder / name).samefile(self.folder / name):
            return None
        return self._base.seal.checksums[name]


def _digest(raw: dict[str, Any]) -> str:
    """The blake2b-128 of what a seal says, in hexadecimal."""
    return blake2b(json.dumps(raw, sort_keys=True).encode(), digest_size=16).hexdigest()


def cure(root: Path, *, known: bool = False) -> str:
    """What to do about an index that is of no use, as the end of a sentence.

    Args:
        root: the folder of the index.
        known: whether the index still knows its files and folders.
    """
    return f"请运行：zhengsou reindex --full --index {root}" + ("" if known else " 文件或文件夹")


def lock(path: Path, flags: portalocker.LockFlags, *, mode: str) -> IO[Any]:
    """Open a file and lock it until it is closed.

    Raises:
        portalocker.LockException: somebody else has it, and the flags say not to wait.
    """
    file = path.open(mode)
    try:
        portalocker.lock(file, flags)
    except BaseException:
        file.close()
        raise
    return file


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:  # a file system without hard links
        shutil.copy2(old, new)


def _measure(path: Path) -> tuple[int, str]:
    return path.stat().st_size, file_digest(path)


def sync(path: Path) -> None:
    """Bring a file, or a folder's list of names, to the disk."""
    if path.is_dir():
        if os.name == "nt":
            return  # Windows has no handle for a folder to be synced by
        descriptor = os.open(path, os.O_RDONLY)
    else:
        descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
