"""Which queries tell how good the ranking is? Such as have one right article, mined with a fixed seed, and questions.

::

    titles, sentences of the collection ─┐
    tests/data/ranking_questions_*.tsv  ─┴▶ Asked, in two halves

The halves are parted by a hash of the query, so a query never moves from one to the other: rules are tuned on `tune`,
and `check` tells what came of it.
"""

from __future__ import annotations

import csv
import lzma
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from hashlib import blake2b
from io import BytesIO
from itertools import islice
from pathlib import Path, PurePath
from random import Random

import numpy as np

from index.analysis import fold, matched, pieces
from index.reading.jsonl import pages_of
from index.schema import HEAD
from search.snapshot import Snapshot

__all__ = ["HALVES", "KINDS", "QUESTIONS", "Asked", "half_of", "mined", "questions", "subset"]

KINDS = {
    "title": "a title",
    "title words": "3 to 5 words of a title",
    "sentence": "a sentence, pasted",
    "damaged": "a sentence with one or two words lost or replaced",
    "question": "a question",
}
HALVES = ("tune", "check")
QUESTIONS = Path(__file__).parent.parent / "tests" / "data"
"""Where the files `ranking_questions_*.tsv` lie."""

_SEED = 20250311
_TITLE = 6
"""Characters of a title that is asked for, at least."""
_SENTENCE = (15, 60)
"""Characters of a sentence that is asked for, at least and at most."""
_HAN = 12
"""How many of them are Chinese characters, at least: a row of a table is no sentence."""
_ENDS = re.compile(r"(?<=[。！？；])")
_DATE = re.compile(r"[0-9〇零一二三四五六七八九十.]+[年月日届次]?份?")
_EVERY = {"laws_national": 8, "gov_work_reports": 20, "xinwenlianbo": 25}
"""File of `shared/corpus` → one in how many of its lines is in the subset."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, and what is right.

    Attributes:
        kind: one of `KINDS`.
        text: as a reader would type or paste it.
        articles: ids of the article that is sought and of its reprints.
        paragraphs: ids, as in `search.results.Passage`, of the paragraph that is sought and of those in reprints that
            say the same; empty where a whole article is sought.
    """

    kind: str
    text: str
    articles: frozenset[str]
    paragraphs: frozenset[str] = frozenset()


def half_of(text: str) -> str:
    """The half of a query: the same wherever and whenever it is asked."""
    return HALVES[blake2b(text.encode(), digest_size=1).digest()[0] % 2]


def mined(snapshot: Snapshot, count: int, half: str) -> list[Asked]:
    """Up to `count` queries of each kind that are mined from the collection, of one half."""
    found: list[Asked] = []
    for kind, draw in _DRAWS.items():
        drawn = draw(snapshot, Random(f"{_SEED} {kind}"))
        found += islice((asked for asked in drawn if half_of(asked.text) == half), count)
    return found


def questions(snapshot: Snapshot, paths: Iterable[Path], half: str) -> tuple[list[Asked], int]:
    """The questions of one half, and how many more ask for articles that are not in the collection.

    Args:
        snapshot: where the articles are.
        paths: files of tab-separated values under a line of heads: question, article id, ordinal of the paragraph.
        half: one of `HALVES`.

    Raises:
        ValueError: an article has no such paragraph.
    """
    found: list[Asked] = []
    missing = 0
    for text, article_id, ordinal in _rows(paths):
        if half_of(text) != half:
            continue
        article = snapshot.article_number(article_id)
        if article is None:
            missing += 1
            continue
        documents = snapshot.documents_of(article)
        if not 0 < int(ordinal) < len(documents):
            raise ValueError(f"no paragraph {ordinal} in article {article_id}, which {text} asks for")
        found.append(_asked(snapshot, "question", text, article, documents[int(ordinal)]))
    return found, missing


def subset(corpus: Path, target: Path, questions: Iterable[Path]) -> None:
    """Write a part of `shared/corpus` that is indexed in seconds, with all articles that question files ask for.

    Args:
        corpus: the folder of the JSONL files.
        target: the folder that gets the lines, in files of the same names without `.xz`.
        questions: the question files.
    """
    asked = {article_id for _, article_id, _ in _rows(questions)}
    for name, every in _EVERY.items():
        with lzma.open(corpus / f"{name}.jsonl.xz") as lines, (target / f"{name}.jsonl").open("wb") as file:
            file.writelines(
                line for number, line in enumerate(lines) if number % every == 0 or asked & _articles_of(line)
            )


def _articles_of(line: bytes) -> set[str]:
    """The ids of the articles in one line of a JSONL file."""
    pages = pages_of(BytesIO(line), PurePath("line.jsonl"))
    return {article.id for page in pages for article in page.articles}


def _rows(paths: Iterable[Path]) -> Iterator[tuple[str, str, str]]:
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            next(rows)
            for text, article_id, ordinal, *_ in rows:
                yield text, article_id, ordinal


def _titles(snapshot: Snapshot, random: Random) -> Iterator[Asked]:
    """Titles that stand at the head of no other article."""
    for article in _live(snapshot, random):
        title: str = snapshot.meta(article)["title"]
        if len(title) >= _TITLE:
            documents, _ = snapshot.occurrences(matched(title)).documents()
            if _is_alone(snapshot, article, documents[snapshot.ordinals[documents] == HEAD]):
                yield _asked(snapshot, "title", title, article)


def _title_words(snapshot: Snapshot, random: Random) -> Iterator[Asked]:
    """The rarest words of a title in its order, dates left out, where no other head has them all."""
    for article in _live(snapshot, random):
        found = dict.fromkeys(pieces(matched(snapshot.meta(article)["title"])))
        postings = {word: snapshot.term("words", word) for word in found if len(word) > 1 and not _DATE.fullmatch(word)}
        known = sorted((each.document_frequency, word) for word, each in postings.items() if each.document_frequency)
        chosen = {word for _, word in known[: random.randint(3, 5)]}
        if len(chosen) >= 3:
            documents = reduce(np.intersect1d, (postings[word].documents()[0] for word in sorted(chosen)))
            if _is_alone(snapshot, article, documents[snapshot.ordinals[documents] == HEAD]):
                text = " ".join(word for word in postings if word in chosen)
                yield _asked(snapshot, "title words", text, article)


def _sentences(snapshot: Snapshot, random: Random) -> Iterator[Asked]:
    """Sentences that stand in one paragraph only, each out of another paragraph."""
    for document in random.sample(range(snapshot.documents), snapshot.documents):
        article = int(snapshot.article_of[document])
        if snapshot.ordinals[document] == HEAD or not snapshot.live[article]:
            continue
        found = [text.strip() for text in _ENDS.split(snapshot.text(document)) if _is_sentence(text.strip())]
        if found:
            text = random.choice(found)
            if _is_alone(snapshot, article, snapshot.occurrences(matched(text)).documents()[0]):
                yield _asked(snapshot, "sentence", text, article, document)


def _damaged(snapshot: Snapshot, random: Random) -> Iterator[Asked]:
    """Such sentences, one or two words of each dropped or replaced, so that they stand nowhere."""
    others: list[str] = []
    for asked in _sentences(snapshot, random):
        spans = [(start, end) for start, end in _spans(asked.text) if end - start > 1]
        text = asked.text
        for start, end in sorted(random.sample(spans, min(len(spans), random.randint(1, 2))), reverse=True):
            text = text[:start] + (random.choice(others) if others and random.random() < 0.5 else "") + text[end:]
        others = [asked.text[start:end] for start, end in spans]
        if text != asked.text and not snapshot.occurrences(matched(text)).documents()[0].size:
            yield Asked("damaged", text, asked.articles, asked.paragraphs)


_DRAWS: dict[str, Callable[[Snapshot, Random], Iterator[Asked]]] = {
    "title": _titles,
    "title words": _title_words,
    "sentence": _sentences,
    "damaged": _damaged,
}


def _live(snapshot: Snapshot, random: Random) -> list[int]:
    """The articles that are there, in random order."""
    live: list[int] = np.flatnonzero(snapshot.live).tolist()
    random.shuffle(live)
    return live


def _is_sentence(text: str) -> bool:
    least, most = _SENTENCE
    return least <= len(text) <= most and sum("\u4e00" <= char <= "\u9fff" for char in text) >= _HAN


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """The words of a text that do not overlap."""
    folded = fold(text)
    end = 0
    for word in pieces(folded):
        start = folded.index(word, end)
        end = start + len(word)
        yield start, end


def _is_alone(snapshot: Snapshot, article: int, documents: np.ndarray) -> bool:
    """Whether some documents, at least one, are all of one article or its reprints."""
    leaders = snapshot.leader_of[snapshot.article_of[documents]]
    return bool(leaders.size) and bool((leaders == snapshot.leader_of[article]).all())


def _asked(snapshot: Snapshot, kind: str, text: str, article: int, document: int | None = None) -> Asked:
    """The query with all that is right, reprints among it."""
    numbers = [article, *snapshot.reprints(article)]
    ids = {number: snapshot.meta(number)["id"] for number in numbers}
    if document is None:
        return Asked(kind, text, frozenset(ids.values()))
    said = matched(snapshot.text(document))
    same = (
        f"{ids[number]}-{snapshot.ordinals[other]}"
        for number in numbers
        for other in snapshot.documents_of(number)[1:]
        if other == document or matched(snapshot.text(other)) == said
    )
    return Asked(kind, text, frozenset(ids.values()), frozenset(same))
