"""How good are the themes of paragraphs? A label file, the texts it refers to, and the measures over both."""

from __future__ import annotations

import io
import json
import lzma
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path, PurePath
from time import perf_counter

from index.documents import Article, Page, Paragraph
from index.reading import read_pages
from index.reading.jsonl import pages_of
from index.tagging.article_text import ArticleText
from index.tagging.themes import ThemesFound, theme_tagger

LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A paragraph and the ids of the themes that a reader gave it."""

    text: str
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Tags given, labels there, and how many are both, summed over paragraphs (micro averages)."""

    both: int
    given: int
    there: int

    @property
    def precision(self) -> float:
        return self.both / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        return self.both / self.there if self.there else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.both / (self.given + self.there) if self.given + self.there else 1.0


@dataclass(frozen=True, slots=True)
class Measures:
    """Agreement over the branches, over the ids as they are labelled, and over those of the local branch.

    `seconds` is the time for tagging `size` bytes of UTF-8, folding included.
    """

    paragraphs: int
    first: Agreement
    second: Agreement
    local: Agreement
    seconds: float
    size: int


def read_labels(labels: Path, shared: Path) -> list[Labelled]:
    """Read a label file and the paragraphs that it refers to.

    Args:
        labels: tab-separated: file, item, paragraph, hash, labels; its own head explains them.
        shared: the folder in which the files lie.

    Raises:
        ValueError: a paragraph is not there.
    """
    lines = [line for line in labels.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = [line.split("\t") for line in lines[1:]]
    wanted: dict[str, set[str]] = defaultdict(set)
    for file, item, *_ in rows:
        wanted[file].add(item)
    texts = {file: _texts(shared / file, items) for file, items in wanted.items()}
    return [
        Labelled(_sought(texts[file].get(item, []), int(ordinal), digest), frozenset(filter(None, ids.split(","))))
        for file, item, ordinal, digest, ids in rows
    ]


def _texts(file: Path, items: set[str]) -> dict[str, list[str]]:
    """The paragraphs of each wanted item; of a page's articles each gets all of them: how they are cut may change."""
    if file.suffix != ".xz":
        texts = [text for page in read_pages(file) for text in _paragraphs(page)]
        return dict.fromkeys(items, texts)
    found = {}
    with lzma.open(file) as lines:
        for line in lines:
            item = json.loads(line)["id"]
            if item in items:
                found[item] = [
                    text for page in pages_of(io.BytesIO(line), PurePath("a.jsonl")) for text in _paragraphs(page)
                ]
    return found


def _paragraphs(page: Page) -> Iterator[str]:
    return (paragraph.text for article in page.articles for paragraph in article.paragraphs)


def _sought(texts: list[str], ordinal: int, digest: str) -> str:
    for text in (*texts[ordinal - 1 : ordinal], *texts):
        if blake2b(text[:40].encode(), digest_size=8).hexdigest() == digest:
            return text
    raise ValueError(f"no paragraph has the hash {digest}")


def measure(paragraphs: Iterable[Labelled]) -> Measures:
    """Tag each paragraph by itself, as an article without a title, and compare with its labels."""
    paragraphs = list(paragraphs)
    tagger = theme_tagger()
    began = perf_counter()
    given = [_themes(tagger.find(ArticleText.of(Article("", (Paragraph(each.text),))))) for each in paragraphs]
    seconds = perf_counter() - began
    pairs = [(tags, each.labels) for tags, each in zip(given, paragraphs, strict=True)]
    return Measures(
        len(paragraphs),
        _agreement((_branches(tags), _branches(labels)) for tags, labels in pairs),
        _agreement(pairs),
        _agreement((_local(tags), _local(labels)) for tags, labels in pairs),
        seconds,
        sum(len(each.text.encode()) for each in paragraphs),
    )


def _themes(found: ThemesFound) -> frozenset[str]:
    return frozenset(tag.id for tag in found.paragraphs.get(1, ()))


def _agreement(pairs: Iterable[tuple[frozenset[str], frozenset[str]]]) -> Agreement:
    counts = [(len(tags & labels), len(tags), len(labels)) for tags, labels in pairs]
    return Agreement(*map(sum, zip(*counts, strict=True)))


def _branches(ids: frozenset[str]) -> frozenset[str]:
    return frozenset(theme_id.partition(".")[0] for theme_id in ids)


def _local(ids: frozenset[str]) -> frozenset[str]:
    return frozenset(theme_id for theme_id in ids if theme_id.partition(".")[0] == LOCAL)
