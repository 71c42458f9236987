"""What are the engines given? The documents of a Zhengsou index, one per paragraph or head, in its order.

Every peer is so spared reading, joining and tagging, and has the same paragraphs with the same places and themes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from search.counting import Facet
from search.snapshot import Snapshot

__all__ = ["BATCH", "Document", "documents_of", "load", "save"]

BATCH = 2048
"""Documents that are handed to an engine together."""


@dataclass(frozen=True, slots=True)
class Document:
    """One paragraph, or the head of an article.

    Attributes:
        article: the article's id.
        ordinal: 0 for the head, then 1, 2, …
        text: as it is shown.
        place, theme, year, source: the article's, places and themes with all that lie above them.
    """

    article: str
    ordinal: int
    text: str
    place: tuple[str, ...]
    theme: tuple[str, ...]
    year: tuple[str, ...]
    source: tuple[str, ...]


def documents_of(snapshot: Snapshot, numbers: Iterable[int] | None = None) -> Iterator[Document]:
    """The documents of some articles, of all that are live if None."""
    chosen = (number for number in range(snapshot.articles) if snapshot.live[number]) if numbers is None else numbers
    for article in chosen:
        name = snapshot.meta(article)["id"]
        place, theme, year, source = (
            _values(facet, article) for facet in (snapshot.places, snapshot.themes, snapshot.years, snapshot.sources)
        )
        for document in snapshot.documents_of(article):
            ordinal = int(snapshot.ordinals[document])
            yield Document(name, ordinal, snapshot.text(document), place, theme, year, source)


def _values(facet: Facet, article: int) -> tuple[str, ...]:
    numbers = facet.numbers[int(facet.starts[article]) : int(facet.starts[article + 1])]
    return tuple(facet.values[number] for number in numbers.tolist())


def save(documents: Iterable[Document], path: Path) -> tuple[int, int]:
    """Write documents to a JSONL file, a batch a line; returns how many, and the UTF-8 bytes of their texts."""
    count = size = 0
    remaining = iter(documents)
    with path.open("w", encoding="utf-8") as file:
        while batch := list(islice(remaining, BATCH)):
            count += len(batch)
            size += sum(len(document.text.encode()) for document in batch)
            file.write(json.dumps([list(asdict(document).values()) for document in batch], ensure_ascii=False) + "\n")
    return count, size


def load(path: Path, limit: int | None = None) -> Iterator[list[Document]]:
    """The batches of a file that `save` wrote, up to `limit` documents, about."""
    with path.open(encoding="utf-8") as file:
        for line in islice(file, None if limit is None else -(-limit // BATCH)):
            yield [
                Document(article, ordinal, text, *map(tuple, facets))
                for article, ordinal, text, *facets in json.loads(line)
            ]
