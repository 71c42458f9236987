"""How does a folder of pages become an index? The whole way, on one screen.

::

    find ─▶ compare with the manifest ─▶ read ─▶ tag ─▶ write ─▶ seal ─▶ publish

A file whose bytes are those of last time is not read again. Articles are counted by their id: one that stands in two
files is written once and goes when the last of them goes.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.errors import IndexDamaged, IndexMissing, ZhengsouError
from index.generation import Draft
from index.manifest import FileRecord, Manifest, file_digest
from index.reading import find_files
from index.store import Store
from index.work import Part, parts_of

__all__ = ["Progress", "Summary", "reindex"]


class Progress(Protocol):
    """Who is told how far a reindex has come."""

    def begin(self, files: int, size: int) -> None:
        """So many files, of so many bytes together, are going to be read."""

    def advance(self, size: int, paragraphs: int, files: int) -> None:
        """So many bytes more have been read, with so many paragraphs, and so many files to their end."""

    def finish(self) -> None:
        """All is read; the index is being written to disk."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a reindex did.

    Attributes:
        read: files that were read.
        unchanged: files that are as they were and were not read.
        removed: files that have vanished, or are under no root any more.
        articles: distinct articles in the index now.
        paragraphs: their paragraphs.
        problems: every file that is not in the index as a whole, with the reason, whether met now or earlier.
        notices: (file, notice) of the files that were read.
        aside: files in the folders whose kind no reader knows.
        generation: name of the generation in force now.
        changed: whether that is a new one.
    """

    read: int
    unchanged: int
    removed: int
    articles: int
    paragraphs: int
    problems: tuple[tuple[str, str], ...]
    notices: tuple[tuple[str, str], ...]
    aside: tuple[str, ...]
    generation: str
    changed: bool


def reindex(root: Path, paths: Sequence[Path], progress: Progress, *, full: bool = False) -> Summary:
    """Bring the index in `root` up to date with files and folders.

    Args:
        root: the folder of the index; made if it is not there.
        paths: files and folders; none for those of the last time.
        progress: is told how far it has come.
        full: read everything again and index nothing but `paths`.

    Raises:
        ZhengsouError: nothing to index, a path that is not there, or one of the store's errors.
    """
    store = Store(root)
    with store.write(full=full) as draft:
        known = _known_roots(store)
        given = tuple(os.path.abspath(path) for path in paths) or known  # noqa: PTH100 (a/../b is b)
        if not given:
            raise ZhengsouError("请给出要索引的文件或文件夹，例如：zhengsou reindex seeds")
        roots = given if full else tuple(dict.fromkeys((*known, *given)))
        found = find_files(Path(path) for path in given)
        run = _Run(draft)
        try:
            run.update([str(path) for path in found.files], _vanished(draft.manifest, given, found.files), progress)
        except BaseException:
            run.cancel()
            raise
        changed = full or run.changed or draft.base_seal is None or roots != draft.base_seal.roots
        if changed:
            progress.finish()
            articles, paragraphs = run.commit()
            draft.seal(roots=roots, articles=articles, paragraphs=paragraphs)
            store.publish(draft)
        else:
            run.cancel()
    with store.open() as generation:
        return Summary(
            read=run.read,
            unchanged=run.unchanged,
            removed=run.removed,
            articles=generation.seal.articles,
            paragraphs=generation.seal.paragraphs,
            problems=tuple(run.problems()),
            notices=tuple(run.notices),
            aside=tuple(str(path) for path in found.aside),
            generation=generation.name,
            changed=changed,
        )


def _known_roots(store: Store) -> tuple[str, ...]:
    try:
        with store.open(any_stamp=True) as generation:
            return generation.seal.roots
    except (IndexMissing, IndexDamaged):  # an update of a damaged index is refused when it is opened for writing
        return ()


def _vanished(manifest: Manifest, given: Sequence[str], found: Sequence[Path]) -> list[str]:
    """The files of the manifest that are under the given paths no more.

    What lies in a folder that could not be opened (it stands among the files then) has not vanished.
    """
    roots = [Path(path) for path in given]
    there = set(found)
    closed = [path for path in found if path.is_dir()]
    paths = [Path(record.path) for record in manifest]
    return [
        str(path)
        for path in paths
        if path not in there
        and any(path.is_relative_to(root) for root in roots)
        and not any(path.is_relative_to(folder) for folder in closed)
    ]


class _Run:
    """One reindex under way: the draft, and what has happened to it so far."""

    def __init__(self, draft: Draft) -> None:
        self.manifest = draft.manifest
        self.read = self.unchanged = self.removed = 0
        self.notices: list[tuple[str, str]] = []
        self._unopened: dict[str, str] = {}
        self._gone: list[str] = []
        self._whoosh = draft.whoosh
        self._reprints = draft.reprints
        self._writer = draft.whoosh.writer()
        self._holders = Counter(article for record in self.manifest for article in set(record.articles))
        self._written: set[str] = set(self._holders)

    @property
    def changed(self) -> bool:
        return bool(self.read or self.removed)

    def update(self, files: list[str], vanished: list[str], progress: Progress) -> None:
        """Read what is new or changed, and drop what is gone."""
        todo: list[tuple[str, str, int]] = []
        for path in files:
            try:
                digest, size = file_digest(Path(path)), Path(path).stat().st_size
            except OSError as error:
                self._unopened[path] = f"无法打开（{error.strerror}），请检查文件及权限"
                continue
            record = self.manifest.get(path)
            if record and record.digest == digest:
                self.unchanged += 1
            else:
                todo.append((path, digest, size))
        for path in vanished:
            self._forget(path)
            self.removed += 1
        for path, _, _ in todo:
            self._forget(path)
        progress.begin(len(todo), sum(size for _, _, size in todo))
        digests = {path: digest for path, digest, _ in todo}
        articles: dict[str, None] = {}
        notices: list[str] = []
        for part in parts_of([(path, size) for path, _, size in todo]):
            self._add(part)
            articles |= dict.fromkeys(article for article, _ in part.articles)
            notices += part.notices
            progress.advance(part.size, part.batch.size - len(part.articles), int(part.last))
            if part.last:
                self._holders.update(set(articles))
                record = FileRecord(part.file, digests[part.file], tuple(articles), tuple(notices), part.problem)
                self.manifest.put(record)
                self.notices += [(part.file, notice) for notice in notices]
                self.read += 1
                articles, notices = {}, []

    def _forget(self, path: str) -> None:
        """Take a file out, with the articles that no other file holds."""
        record = self.manifest.get(path)
        if record is None:
            return
        self.manifest.drop(path)
        for article in set(record.articles):
            self._holders[article] -= 1
            if not self._holders[article]:
                del self._holders[article]
                self._written.discard(article)
                self._gone.append(article)

    def _add(self, part: Part) -> None:
        """Take what came out of a file, but for the articles that are in the index already."""
        first = 0
        repeated: list[range] = []
        for article, documents in part.articles:
            if article in self._written:
                repeated.append(range(first, first + documents))
            self._written.add(article)
            first += documents
        self._reprints.add([article for article, _ in part.articles], part.dates, part.places, part.signatures)
        self._writer.add_batch(part.batch, without=[number for numbers in repeated for number in numbers])

    def problems(self) -> list[tuple[str, str]]:
        """Files that are not, or not as a whole, in the index."""
        known = [(record.path, record.problem) for record in self.manifest if record.problem]
        return sorted([*known, *self._unopened.items()])

    def commit(self) -> tuple[int, int]:
        """Write the index; returns its articles and paragraphs."""
        self._writer.delete_terms("article", self._gone)
        self._writer.commit()
        self._reprints.group(self._written)
        articles = len(self._written)
        return articles, self._whoosh.doc_count() - articles

    def cancel(self) -> None:
        """Leave the Whoosh index as it was."""
        self._writer.cancel()
