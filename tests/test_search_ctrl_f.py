"""Is every string found where a reader's Ctrl-F would find it, and nowhere else?"""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, Quiet

from index.analysis import matched
from index.build import reindex
from index.store import Store
from search.snapshot import Snapshot

ITEMS, MOST = 400, 400_000
"""Of each file of the corpus, so many items of so many characters together are looked at."""
SOUGHT = 2000

ALPHABETS = (
    "人民政府县市营商经济的，。",
    "淥渌國国縣县後后里裡髮发",
    "０1aA％%．.Ｂb－-（(",
    "𬱖𠮷㙍😀县",
    "哈",
    " 。、“”《》\u3000…—",
)


def generated() -> Iterator[dict[str, str]]:
    """Records of every kind of character, near to each other and repeated."""
    chance = random.Random(20231220)
    for number in range(150):
        lines = [
            "".join(chance.choice(chance.choice(ALPHABETS)) for _ in range(chance.randint(1, 60))) for _ in range(5)
        ]
        lines += [chance.choice(["哈", "哈呵", "0.0", "𬱖"]) * chance.randint(1, 40)]
        yield {"id": f"made-{number}", "title": f"第{number}号{lines[0].strip()}", "text": "\n".join(lines)}


def write_records(path: Path, records: Iterator[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")


def snapshot_of(folder: Path) -> Iterator[Snapshot]:
    reindex(folder / "index", [folder / "pages"], Quiet())
    with Store(folder / "index").open() as generation:
        yield Snapshot(generation)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """The sample collection and a generated one, in two segments, with deletions."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "pages").mkdir()
    records = list(generated())
    write_records(folder / "pages" / "a.jsonl", iter(records[:80]))
    reindex(folder / "index", [folder / "pages", ROOT / "seeds"], Quiet())
    write_records(folder / "pages" / "a.jsonl", iter(records[20:80]))
    write_records(folder / "pages" / "b.jsonl", iter(records[80:]))
    yield from snapshot_of(folder)


def some_of(lines: Iterable[str]) -> Iterator[str]:
    size = 0
    for line in islice(lines, ITEMS):
        size += len(line)
        if size > MOST:
            return
        yield line


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """The first items of every file of the corpus beside the checkout."""
    folder = tmp_path_factory.mktemp("real")
    (folder / "pages").mkdir()
    for packed in sorted((shared / "corpus").glob("*.jsonl.xz")):
        with lzma.open(packed, "rt", encoding="utf-8") as lines:
            (folder / "pages" / packed.stem).write_text("".join(some_of(lines)), encoding="utf-8")
    yield from snapshot_of(folder)


def folded_texts(snapshot: Snapshot) -> dict[int, str]:
    """By its number every document that is not deleted: its text as it is matched, made from what is shown."""
    live = snapshot.live[snapshot.article_of]
    return {number: matched(snapshot.text(number)) for number in range(snapshot.documents) if live[number]}


def substrings(texts: list[str], chance: random.Random) -> Iterator[str]:
    """Strings of 1 to 12 characters out of the texts, shorter ones and the ends of texts more often."""
    while True:
        line = chance.choice(chance.choice(texts).split("\n"))
        size = chance.choice([1, 2, 2, 3, 3, 4, 5, 6, 8, 10, 12])
        if len(line) >= size:
            last = len(line) - size
            start = chance.choice([0, last, *[chance.randint(0, last) for _ in range(6)]])
            yield line[start : start + size]


def check(snapshot: Snapshot, texts: dict[int, str], string: str) -> None:
    documents, frequencies = snapshot.occurrences(string).documents()
    expected = [number for number, text in texts.items() if string in text]
    assert documents.tolist() == expected, string
    assert frequencies.tolist() == [overlapping(string, texts[number]) for number in expected], string


def check_looking_into(snapshot: Snapshot, texts: dict[int, str], string: str, chance: random.Random) -> None:
    """The same, asked of some documents or some articles only."""
    documents = np.array(sorted(chance.sample(sorted(texts), chance.choice([1, 7, 300]))))
    articles = np.unique(snapshot.article_of[documents]).astype(np.int64)
    for runs in ((documents, documents + 1), (snapshot.heads[articles], snapshot.heads[articles + 1])):
        asked = {number for first, behind in zip(*runs, strict=True) for number in range(first, behind)}
        found = dict(zip(*snapshot.occurrences(string).documents_in(*runs), strict=True))
        assert list(found) == sorted(found), string
        assert {number for number in asked if string in texts[number]} <= found.keys(), string
        assert all(count == overlapping(string, texts[number]) for number, count in found.items()), string


def overlapping(string: str, text: str) -> int:
    count, at = 0, text.find(string)
    while at >= 0:
        count, at = count + 1, text.find(string, at + 1)
    return count


def test_substrings_of_every_kind_are_found_where_they_stand(small: Snapshot) -> None:
    texts = folded_texts(small)
    assert not small.live.all()
    assert len(texts) > 1000
    for string in islice(substrings(list(texts.values()), random.Random(1)), SOUGHT):
        check(small, texts, string)


def test_looking_into_some_documents_finds_what_looking_into_all_does(small: Snapshot) -> None:
    texts, chance = folded_texts(small), random.Random(4)
    pieces = substrings(list(texts.values()), chance)
    for number in range(SOUGHT // 2):
        string = next(pieces) if number % 5 else (next(pieces) + next(pieces))[:12]
        check_looking_into(small, texts, string, chance)


def test_documents_of_one_and_two_characters_are_counted_deleted_ones_among_them(small: Snapshot) -> None:
    texts = [matched(small.text(number)) for number in range(small.documents)]
    for string in {piece[:2] for piece in islice(substrings(texts, random.Random(5)), SOUGHT)} | set(
        "县的0。\U0010ffff"
    ):
        assert small.occurrences(string).document_frequency == sum(string in text for text in texts), string


def test_strings_that_stand_nowhere_are_not_found(small: Snapshot) -> None:
    texts = folded_texts(small)
    chance = random.Random(2)
    pieces = substrings(list(texts.values()), chance)
    for _ in range(500):
        # Two strings that stand somewhere, side by side: the join hardly ever does.
        check(small, texts, (next(pieces) + next(pieces))[:12])
    for string in ("\U0010ffff", "县\U0010ffff", "\x00", "ϡϡϡ"):
        check(small, texts, string)


def test_texts_are_shown_as_they_were_given(small: Snapshot) -> None:
    lines = {line.strip() for record in list(generated())[20:] for line in record["text"].split("\n")}
    shown = {small.text(number) for number in range(small.documents)}
    spaced = {line for line in lines if line and not any(char.isspace() for char in line)}
    assert len(spaced) > 200
    assert spaced - shown == set()


def test_substrings_of_real_pages_are_found_where_they_stand(real: Snapshot) -> None:
    texts = folded_texts(real)
    assert len(texts) > 3000
    for string in islice(substrings(list(texts.values()), random.Random(3)), SOUGHT):
        check(real, texts, string)
