"""Where does a built index live, and how does a new one take its place?

::

    var/index/
      CURRENT                  the name of the generation in force; replaced by one atomic rename
      lock                     held by the one process that writes
      generations/
        g000001/
          seal.json            stamp, counts, roots, and the size and checksum of every other file
          manifest.jsonl       which files went in (`index.manifest`)
          reprints.arrays      which articles are the same report (`index.reprints`)
          in-use               locked, shared, by everybody who reads this generation
          whoosh/              the Whoosh index

A generation never changes after it is sealed. A writer makes the next one aside: an empty one (`full`), or one that
begins with hard links to the files of the last, which are never written to again. Until CURRENT is renamed the old
generation serves; if the writer dies, what it left is swept away by the next one. Everything is on disk, folders
too, before CURRENT points at it. A generation that is no longer in force goes when nobody reads it any more.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import portalocker

from index.errors import IndexBusy, IndexDamaged, IndexMissing, IndexStale
from index.generation import IN_USE, Draft, Generation, cure, lock, sync
from index.stamp import Stamp, installed_stamp

__all__ = ["Store", "stale_cure"]

_NAME = re.compile(r"g[0-9]{6,}")


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

    def open(self, *, any_stamp: bool = False, other_tags: bool = False) -> Generation:
        """The generation in force, for reading.

        Args:
            any_stamp: open it even if it was built by other rules than those installed or is damaged, to look at
                it only.
            other_tags: open it even if it was tagged by other tables of places and themes, if that is all.

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
            stamp = generation.seal.stamp
            differences = stamp.differences(installed_stamp())
            accepted = any_stamp or (other_tags and stamp.differs_in_tags_only(installed_stamp()))
            if differences and not accepted:
                generation.close()
                raise IndexStale(f"索引已过期（{'；'.join(differences)}），{stale_cure(self.root, stamp)}")
            return generation

    @contextmanager
    def write(self, *, full: bool, other_tags: bool = False) -> Iterator[Draft]:
        """A draft of the next generation, for the one writer; thrown away unless it is published.

        Args:
            full: begin with nothing instead of with the generation in force.
            other_tags: as for `open`; whoever asks for it replaces the tags.

        Raises:
            IndexBusy: another process is writing.
            IndexStale: an update was asked for, but the generation in force was built by other rules.
        """
        try:
            self._generations.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise IndexMissing(f"{self.root} 不是文件夹，请用 --index 指定索引文件夹") from None
        try:
            held = lock(self.root / "lock", portalocker.LOCK_EX | portalocker.LOCK_NB, mode="ab")
        except portalocker.LockException:
            raise IndexBusy(f"另一个进程正在更新 {self.root}，请等它结束后再试") from None
        base: Generation | None = None
        try:
            self._sweep()
            if not full:
                with suppress(IndexMissing):
                    base = self.open(other_tags=other_tags)
            draft = Draft(self._generations / self._next_name(), base)
            yield draft
        finally:
            if base:
                base.close()
            self._sweep()
            held.close()

    def publish(self, draft: Draft) -> None:
        """Put a sealed draft in force."""
        beside = self.root / "CURRENT.new"
        beside.write_text(draft.folder.name + "\n", encoding="ascii")
        sync(beside)
        beside.replace(self._current)
        sync(self.root)

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
                in_use = lock(folder / IN_USE, portalocker.LOCK_EX | portalocker.LOCK_NB, mode="ab")
            except portalocker.LockException:
                continue
            if os.name == "nt":
                in_use.close()  # an open file cannot be removed there
            # With the lock held, so that nobody begins to read what is going. What stays is for the next time.
            shutil.rmtree(folder, ignore_errors=True)
            in_use.close()


def stale_cure(root: Path, stamp: Stamp) -> str:
    """What to do about an index that was built by other rules than those installed, as the end of a sentence."""
    if stamp.differs_in_tags_only(installed_stamp()):
        return f"请运行：zhengsou reindex --retag --index {root}"
    return cure(root, known=True)
