"""Where does a built index live, and how does a new one take its place?

::

    var/index/
      CURRENT                  the name of the generation in force; replaced by one atomic rename
      lock                     held by the one process that writes
      generations/
        g000001/
          seal.json            stamp, counts, roots, and the size and checksum of every other file
          manifest.jsonl       which files went in (`index.manifest`)
          in-use               locked, shared, by everybody who reads this generation
          whoosh/              the Whoosh index

A generation never changes after it is sealed. A writer makes the next one aside: an empty one (`full`), or one that
begins with hard links to the files of the last, which are never written to again. Until CURRENT is renamed the old
generation serves; if the writer dies, what it left is swept away by the next one. Everything is on disk, folders
too, before CURRENT points at it. A generation that is no longer in force goes when nobody reads it any more.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Self

import portalocker

from index.columnar import OpenSegment, open_segments
from index.errors import IndexBusy, IndexDamaged, IndexMissing, IndexStale
from index.manifest import Manifest, file_digest
from index.schema import create_index, open_index
from index.stamp import Stamp, installed_stamp

__all__ = ["Draft", "Generation", "Seal", "Store", "cure"]

_NAME = re.compile(r"g[0-9]{6,}")
_SEAL = "seal.json"
_IN_USE = "in-use"
_WHOOSH = "whoosh"


@dataclass(frozen=True, slots=True)
class Seal:
    """What a generation says of itself.

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
            return cls(
                stamp=Stamp(**raw["stamp"]),
                created=raw["created"],
                roots=tuple(raw["roots"]),
                articles=raw["articles"],
                paragraphs=raw["paragraphs"],
                checksums={name: (size, digest) for name, (size, digest) in raw["checksums"].items()},
            )
        except FileNotFoundError:
            raise IndexDamaged(f"索引缺少文件 {path}，{cure(folder.parent.parent)}") from None
        except (ValueError, KeyError, TypeError):
            raise IndexDamaged(f"索引文件 {path} 已损坏，{cure(folder.parent.parent)}") from None


class Generation:
    """A sealed generation that is being read; it stays on disk until it is closed."""

    def __init__(self, folder: Path) -> None:
        """Lock the generation in this folder against sweeping.

        Raises:
            FileNotFoundError: it has been swept already.
        """
        self.folder = folder
        self._in_use = _lock(folder / _IN_USE, portalocker.LOCK_SH, mode="rb")
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
    """

    def __init__(self, folder: Path, base: Generation | None) -> None:
        self.folder = folder
        self._base = base
        self.manifest = base.manifest() if base else Manifest()
        whoosh = folder / _WHOOSH
        whoosh.mkdir(parents=True)
        (folder / _IN_USE).touch()
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
        names = sorted(
            path.relative_to(self.folder).as_posix()
            for path in self.folder.rglob("*")
            if path.is_file() and path.name not in (_IN_USE, _SEAL) and not path.name.endswith("LOCK")
        )
        seal = Seal(
            stamp=installed_stamp(),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            roots=roots,
            articles=articles,
            paragraphs=paragraphs,
            checksums={name: self._known_checksum(name) or _measure(self.folder / name) for name in names},
        )
        written = json.dumps(asdict(seal), ensure_ascii=False, indent=1)
        (self.folder / _SEAL).write_text(written, encoding="utf-8", errors="surrogateescape")
        for path in [*self.folder.rglob("*"), self.folder, self.folder.parent]:
            _sync(path)

    def _known_checksum(self, name: str) -> tuple[int, str] | None:
        """The last generation's checksum of a file that both share, so that an update costs what it changes."""
        if self._base is None or name not in self._base.seal.checksums:
            return None
        if not (self._base.folder / name).samefile(self.folder / name):
            return None
        return self._base.seal.checksums[name]


class Store:
    """The folder that holds the generations."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._generations = root / "generations"
        self._current = root / "CURRENT"

    def current(self) -> str:
        """The name of the generation in force.

        Raises:
            IndexMissing: nothing has been built here.
        """
        try:
            name = self._current.read_bytes().decode("ascii", "replace").strip()
        except FileNotFoundError:
            raise IndexMissing(
                f"{self.root} 中没有索引，请先运行：zhengsou reindex --index {self.root} 文件或文件夹"
            ) from None
        except NotADirectoryError:
            raise IndexMissing(f"{self.root} 不是文件夹，请用 --index 指定索引文件夹") from None
        if not _NAME.fullmatch(name):
            raise IndexDamaged(f"索引文件 {self._current} 已损坏，{cure(self.root)}")
        return name

    def open(self, *, any_stamp: bool = False) -> Generation:
        """The generation in force, for reading.

        Args:
            any_stamp: open it even if it was built by other rules than those installed or is damaged, to look at
                it only.

        Raises:
            IndexMissing: nothing has been built here.
            IndexStale: it was built by other rules than those installed.
            IndexDamaged: its seal cannot be read, or a file is not there or has another size.
        """
        while True:
            name = self.current()
            try:
                generation = Generation(self._generations / name)
            except IndexDamaged:
                if name == self.current():
                    raise
                continue
            except FileNotFoundError:
                if name == self.current():
                    raise IndexDamaged(f"索引缺少文件夹 {self._generations / name}，{cure(self.root)}") from None
                continue  # swept between the two looks: a newer one is in force
            if not any_stamp and not generation.complete():
                generation.close()
                raise IndexDamaged(f"索引 {generation.folder} 不完整，{cure(self.root)}")
            differences = generation.seal.stamp.differences(installed_stamp())
            if differences and not any_stamp:
                generation.close()
                raise IndexStale(f"索引已过期（{'；'.join(differences)}），{cure(self.root, known=True)}")
            return generation

    @contextmanager
    def write(self, *, full: bool) -> Iterator[Draft]:
        """A draft of the next generation, for the one writer; thrown away unless it is published.

        Args:
            full: begin with nothing instead of with the generation in force.

        Raises:
            IndexBusy: another process is writing.
            IndexStale: an update was asked for, but the generation in force was built by other rules.
        """
        try:
            self._generations.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise IndexMissing(f"{self.root} 不是文件夹，请用 --index 指定索引文件夹") from None
        try:
            lock = _lock(self.root / "lock", portalocker.LOCK_EX | portalocker.LOCK_NB, mode="ab")
        except portalocker.LockException:
            raise IndexBusy(f"另一个进程正在更新 {self.root}，请等它结束后再试") from None
        base: Generation | None = None
        try:
            self._sweep()
            if not full:
                with suppress(IndexMissing):
                    base = self.open()
            draft = Draft(self._generations / self._next_name(), base)
            yield draft
        finally:
            if base:
                base.close()
            self._sweep()
            lock.close()

    def publish(self, draft: Draft) -> None:
        """Put a sealed draft in force."""
        beside = self.root / "CURRENT.new"
        beside.write_text(draft.folder.name + "\n", encoding="ascii")
        _sync(beside)
        beside.replace(self._current)
        _sync(self.root)

    def _names(self) -> list[str]:
        return sorted(path.name for path in self._generations.iterdir() if path.is_dir())

    def _next_name(self) -> str:
        taken = [int(name[1:]) for name in self._names() if _NAME.fullmatch(name)]
        with suppress(IndexMissing, IndexDamaged):
            taken.append(int(self.current()[1:]))
        return f"g{max(taken, default=0) + 1:06d}"

    def _sweep(self) -> None:
        """Remove every generation that is neither in force nor being read. Only the writer may."""
        try:
            keep = self.current()
        except (IndexMissing, IndexDamaged):
            keep = ""
        for name in self._names():
            folder = self._generations / name
            if name == keep:
                continue
            try:
                in_use = _lock(folder / _IN_USE, portalocker.LOCK_EX | portalocker.LOCK_NB, mode="ab")
            except portalocker.LockException:
                continue
            if os.name == "nt":
                in_use.close()  # an open file cannot be removed there
            # With the lock held, so that nobody begins to read what is going. What stays is for the next time.
            shutil.rmtree(folder, ignore_errors=True)
            in_use.close()


def cure(root: Path, *, known: bool = False) -> str:
    """What to do about an index that is of no use, as the end of a sentence.

    Args:
        root: the folder of the index.
        known: whether the index still knows its files and folders.
    """
    return f"请运行：zhengsou reindex --full --index {root}" + ("" if known else " 文件或文件夹")


def _lock(path: Path, flags: portalocker.LockFlags, *, mode: str) -> IO[Any]:
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


def _sync(path: Path) -> None:
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
