"""What happens to a file, wherever it happens? Read, tagged, and made into batches, in as many processes as there are.

JSONL is read by the process that asks, as a stream, and its articles are handed out in parts; other files are handed
out whole, to be read where they are tagged. Results come back in the order of the files. Only a few parts are under
way at a time, so memory does not grow with the collection.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Any

from index.columnar import MOST_CHARACTERS, Batch, make_batch
from index.documents import Article
from index.errors import UnreadableFile
from index.labels import Labels
from index.reading import is_stream, read_pages
from index.reprints import Signatures, signatures, signed_text
from index.schema import article_documents, number_from_date, schema
from index.tagging import folder_hint, tag_all

__all__ = ["Part", "parts_of"]

PARAGRAPHS = 2048
"""Paragraphs that are handed out together, about; an article is never parted."""
ALONE = 4 << 20
"""Bytes of pages up to which starting other processes takes longer than doing it here."""

_Task = Callable[..., "list[Part]"]


@dataclass(frozen=True, slots=True)
class Part:
    """What came out of a file, or of a part of it.

    Attributes:
        file: its path.
        articles: for each article its id and how many documents it has in the batch, in its order.
        batch: their documents.
        dates: their dates, as in `index.schema`.
        places: the codes of the places that they are most about, 0 for none.
        signatures: theirs, as in `index.reprints`.
        notices: what the readers had to say.
        size: how many bytes of the file this part took.
        problem: why the file, or something of it, is not in the index, told with its last part; empty if all is.
        last: whether the file ends here.
    """

    file: str
    articles: tuple[tuple[str, int], ...]
    batch: Batch
    dates: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    signatures: Signatures = field(default_factory=lambda: signatures(()))
    notices: tuple[str, ...] = ()
    size: int = 0
    problem: str = ""
    last: bool = True


def parts_of(files: Sequence[tuple[str, int]], processes: int | None = None) -> Iterator[Part]:
    """Read, tag and index files.

    Args:
        files: path and size in bytes of each.
        processes: how many to use; as many as there are processors if None, and only this one for little work.
    """
    problems: list[str] = []
    for part in _done(files, processes):
        problems += [part.problem] if part.problem else []
        if part.last:
            yield replace(part, problem="；".join(problems))
            problems = []
        else:
            yield part


def _done(files: Sequence[tuple[str, int]], processes: int | None) -> Iterator[Part]:
    few = sum(size for _, size in files) <= ALONE
    with _pool(0 if few else processes or os.cpu_count() or 1) as submit:
        waiting: deque[Future[list[Part]]] = deque()
        for task, argument in _tasks(files):
            waiting.append(submit(task, argument))
            while waiting and (len(waiting) > 2 * (os.cpu_count() or 1) or waiting[0].done()):
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _tasks(files: Sequence[tuple[str, int]]) -> Iterator[tuple[_Task, tuple[object, ...]]]:
    for path, size in files:
        if is_stream(Path(path)):
            yield from ((_index_in_parts, (part, articles)) for part, articles in _stream(path, size))
        else:
            yield _index_file, (path, size)


def _stream(path: str, size: int) -> Iterator[tuple[Part, list[Article]]]:
    """The articles of a stream in parts, each with what is known of the part before its articles are indexed."""
    articles: list[Article] = []
    notices: list[str] = []
    paragraphs = done = offset = 0
    problem = ""
    try:
        for page in read_pages(Path(path)):
            articles += page.articles
            notices += page.notices
            paragraphs += sum(len(article.paragraphs) for article in page.articles)
            offset = page.offset
            if paragraphs >= PARAGRAPHS:
                yield Part(path, (), Batch(0), notices=tuple(notices), size=offset - done, last=False), articles
                articles, notices, paragraphs, done = [], [], 0, offset
    except UnreadableFile as error:
        problem = error.reason
    yield Part(path, (), Batch(0), notices=tuple(notices), size=size - done, problem=problem), articles


# In whichever process


def _index_file(path: str, size: int) -> list[Part]:
    articles: list[Article] = []
    notices: list[str] = []
    problem = ""
    try:
        for page in read_pages(Path(path)):
            articles += page.articles
            notices += page.notices
    except UnreadableFile as error:
        problem = error.reason
    return _index_in_parts(Part(path, (), Batch(0), notices=tuple(notices), size=size, problem=problem), articles)


def _index_in_parts(part: Part, articles: Sequence[Article]) -> list[Part]:
    """One part; more where a segment cannot hold all their characters together. An article too large is a problem."""
    indexed = _index_articles(part, articles)
    characters = indexed.batch.characters
    if characters <= MOST_CHARACTERS:
        return [indexed]
    if len(articles) > 1:
        half = len(articles) // 2
        before = Part(part.file, (), Batch(0), last=False)
        return _index_in_parts(before, articles[:half]) + _index_in_parts(part, articles[half:])
    reason = (
        f"“{articles[0].title[:20]}”含 {characters} 个不同的字，超过 {MOST_CHARACTERS} 个，未收入，请拆成几篇再索引"
    )
    return [replace(part, problem="；".join(filter(None, (reason, part.problem))))]


def _index_articles(part: Part, articles: Sequence[Article]) -> Part:
    documents: list[dict[str, Any]] = []
    counts: list[tuple[str, int]] = []
    main: list[int] = []
    folders = [folder_hint(part.file)] * len(articles)
    for article, tags in zip(articles, tag_all(articles, folders), strict=True):
        labels = Labels.of(tags)
        documents += article_documents(article, tags, labels.places, labels.mentions, labels.themes)
        main.append(labels.main)
        counts.append((article.id, len(article.paragraphs) + 1))
    return replace(
        part,
        articles=tuple(counts),
        batch=make_batch(_schema(), documents),
        dates=tuple(number_from_date(article.date) for article in articles),
        places=tuple(main),
        signatures=signatures([signed_text(article) for article in articles]),
    )


_schema = cache(schema)


@contextmanager
def _pool(processes: int) -> Iterator[Callable[[_Task, tuple[object, ...]], Future[list[Part]]]]:
    """How to have work done: by other processes, or by this one, at once, if there are to be none."""
    if not processes:
        yield _at_once
        return
    # Spawned, not forked: forking a process that has threads (the progress bar's) may lock up the child.
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_end_with_parent)
    try:
        yield lambda task, arguments: pool.submit(task, *arguments)
    finally:
        pool.shutdown(cancel_futures=True)


def _at_once(task: _Task, arguments: tuple[object, ...]) -> Future[list[Part]]:
    future: Future[list[Part]] = Future()
    future.set_result(task(*arguments))
    return future


def _end_with_parent() -> None:
    """A worker whose parent was killed has nobody to tell it to stop."""
    parent = parent_process()

    def watch() -> None:
        if parent:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()
