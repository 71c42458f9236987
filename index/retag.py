"""How do changed place tables and theme rules reach an index that is there? Nothing is read or segmented again.

::

    segment ─▶ articles as they were ─▶ tag ─▶ postings of places and themes, what is shown ─▶ segment

Every segment is written anew with its words, text and columns as they are. The files behind the index need not be
there any more, and the manifest stays.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from index.columnar import Batch, OpenSegment, make_batch
from index.documents import Article, Paragraph, Role
from index.errors import IndexMissing
from index.labels import Labels
from index.manifest import Manifest
from index.schema import article_documents, schema
from index.store import Store
from index.tagging import folder_hint, tag_all

__all__ = ["RetagSummary", "retag"]

DOCUMENTS = 4096
"""Documents that are tagged and indexed together, about."""

_TAG_FIELDS = frozenset({"place", "mention", "theme", "meta"})


@dataclass(frozen=True, slots=True)
class RetagSummary:
    """What a retag did.

    Attributes:
        articles: how many were tagged anew.
        generation: name of the generation in force now.
    """

    articles: int
    generation: str


def retag(root: Path, progress: Callable[[int, int], None]) -> RetagSummary:
    """Tag every article of the index in `root` by the tables and rules that are installed now.

    Args:
        root: the folder of the index.
        progress: is told how many articles are done, and of how many.

    Raises:
        IndexMissing: nothing has been built here.
        IndexStale: not only the tables and rules of places and themes have changed since it was built.
        ZhengsouError: another of the store's errors.
    """
    store = Store(root)
    with store.write(full=False, other_tags=True) as draft:
        seal = draft.base_seal
        if seal is None:
            raise IndexMissing(f"{root} 中没有索引，请先运行：zhengsou reindex --index {root} 文件或文件夹")
        tagger = _Retagger(draft.manifest, lambda done: progress(done, seal.articles))
        writer = draft.whoosh.writer()
        try:
            writer.rewrite(tagger.batches)
            writer.commit(merge=False)
        except BaseException:
            writer.cancel()
            raise
        draft.reprints.move(tagger.main_places)
        draft.seal(roots=seal.roots, articles=seal.articles, paragraphs=seal.paragraphs)
        store.publish(draft)
        return RetagSummary(len(tagger.main_places), draft.folder.name)


@dataclass(frozen=True, slots=True)
class _Kept:
    """An article in a segment: how many documents it has, what is stored with its head, and whether it is deleted."""

    size: int
    meta: dict[str, Any]
    article: Article
    deleted: bool


class _Retagger:
    """Makes what changes of each segment, and remembers the main place of each article."""

    def __init__(self, manifest: Manifest, progress: Callable[[int], None]) -> None:
        self.main_places: dict[str, int] = {}
        self._files = manifest.files_of()
        self._progress = progress

    def batches(self, segment: OpenSegment) -> Iterator[Batch]:
        """The fields that hold tags, for all documents of a segment in their order."""
        together: list[_Kept] = []
        documents = 0
        for kept in _articles(segment):
            together.append(kept)
            documents += kept.size
            if documents >= DOCUMENTS:
                yield self._batch(together)
                together, documents = [], 0
        if together:
            yield self._batch(together)

    def _batch(self, together: list[_Kept]) -> Batch:
        present = [kept.article for kept in together if not kept.deleted]
        folders = [folder_hint(self._files[article.id][0]) for article in present]
        found = iter(tag_all(present, folders))
        documents: list[dict[str, Any]] = []
        for kept in together:
            if kept.deleted:  # its head is kept, to tell where the article begins
                documents += [{"meta": kept.meta}, *[{}] * (kept.size - 1)]
                continue
            tags = next(found)
            labels = Labels.of(tags)
            self.main_places[kept.article.id] = labels.main
            documents += article_documents(kept.article, tags, labels.places, labels.mentions, labels.themes)
        self._progress(len(self.main_places))
        return make_batch(_tag_schema(), documents)


def _articles(segment: OpenSegment) -> Iterator[_Kept]:
    """The articles of a segment in the order of its documents; heads, and only they, have something stored."""
    arrays = segment.arrays
    deleted = set(segment.deleted.tolist())
    bounds = pairwise([*arrays.stored.docs.tolist(), arrays.documents])
    for (head, end), (_, piece) in zip(bounds, arrays.stored.all(), strict=True):
        meta = json.loads(piece)["meta"]
        article = Article(
            title=meta["title"],
            paragraphs=tuple(
                Paragraph(arrays.text.shown(document), Role(meta["roles"].get(str(document - head), Role.BODY)))
                for document in range(head + 1, end)
            ),
            subtitle=meta["subtitle"],
            byline=meta["byline"],
            date=meta["date"],
            source=meta["source"],
            edition=meta["edition"],
            url=meta["url"],
        )
        yield _Kept(end - head, meta, article, head in deleted)


@cache
def _tag_schema() -> Any:
    """The fields of the index that depend on tags."""
    found = schema()
    for name in found.names():
        if name not in _TAG_FIELDS:
            found.remove(name)
    return found
