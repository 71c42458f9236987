"""How fast, how small, and against whom? `python -m benchmarks.run COLLECTION … --peers tantivy fts5 whoosh`.

::

    reindex (a child) ─▶ documents ─▶ peers index (a child each) ─▶ mined queries, all engines ─▶ report
"""

from __future__ import annotations

import argparse
import lzma
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from benchmarks.documents import documents_of, save
from benchmarks.engines import PEERS, Matching, Page, Peer, expected_count
from benchmarks.measure import Outcome, folder_size, in_child, times
from benchmarks.queries import Mined, mine
from benchmarks.report import markdown
from index.store import Store
from search.engine import Engine
from search.snapshot import Snapshot

__all__ = ["Indexed", "Measured", "main"]

WHOOSH_LIMIT = 20_000
"""Documents that stock Whoosh is given, about: more would take it hours."""
_BUDGET = {"fts5": 60.0, "whoosh": 30.0}
"""Seconds of queries after which an engine is asked no further ones; the others are asked them all."""
_CHANGED = "关于做好{}防汛抗旱工作的通知\n\n各乡镇要落实责任，排查{}隐患。\n"


@dataclass(frozen=True, slots=True)
class Indexed:
    """What building an index took.

    Attributes:
        outcome: time and memory.
        size: bytes on disk.
    """

    outcome: Outcome
    size: int


@dataclass(slots=True)
class Measured:
    """All figures of one run.

    Attributes:
        collections: names of the files.
        documents: paragraphs and heads.
        text_bytes: UTF-8 bytes of their texts.
        queries: what was asked.
        indexed: engine → its index; "zhengsou", "postings" and the peers.
        times: engine → place in `queries` → seconds; "page", "matching", "paragraph" and the peers.
        first: opening and the first query, in fresh processes.
        updates: bringing the index up to date after one small file changed.
        disagreements: what engines that should agree do not.
        compared: how many counts were compared.
    """

    collections: list[str]
    documents: int = 0
    text_bytes: int = 0
    queries: list[Mined] = field(default_factory=list)
    indexed: dict[str, Indexed] = field(default_factory=dict)
    times: dict[str, dict[int, float]] = field(default_factory=dict)
    first: list[Outcome] = field(default_factory=list)
    updates: list[Outcome] = field(default_factory=list)
    disagreements: list[str] = field(default_factory=list)
    compared: int = 0


def main() -> None:
    """Run the benchmark and write its report."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.run", description="Measure Zhengsou and its peers on a collection."
    )
    parser.add_argument("collections", nargs="+", type=Path, metavar="COLLECTION")
    parser.add_argument("--limit", type=int, help="lines of each collection; all if not given")
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--peers", nargs="*", choices=sorted(PEERS), default=[])
    parser.add_argument("--out", type=Path, help="Markdown file to write; standard output if not given")
    parser.add_argument(
        "--folder", type=Path, help="folder for the indexes, which are kept there; else they are deleted"
    )
    given = parser.parse_args()
    with _folder(given.folder) as folder:
        collections = [_limited(path, given.limit, folder) for path in given.collections]
        report = markdown(_measure(collections, given.queries, given.peers, folder))
    if given.out:
        given.out.write_text(report, encoding="utf-8")
    else:
        print(report)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        yield Path(folder)


def _limited(path: Path, limit: int | None, folder: Path) -> Path:
    """The collection, or a file with so many of its first lines."""
    if limit is None:
        return path
    opened = lzma.open if path.suffix == ".xz" else open
    cut = folder / f"{limit}-{path.name.removesuffix('.xz')}"
    with opened(path, "rt", encoding="utf-8") as source, cut.open("w", encoding="utf-8") as target:
        target.writelines(islice(source, limit))
    return cut


def _measure(collections: list[Path], queries: int, peers: list[str], folder: Path) -> Measured:
    measured = Measured([path.name for path in collections])
    root, changed = folder / "zhengsou", folder / "changed"
    changed.mkdir(exist_ok=True)
    paths = [*collections, changed]
    _say("zhengsou: full reindex")
    outcome = in_child("reindex", root, "full", *paths)
    with Store(root).open() as generation:
        measured.indexed["zhengsou"] = Indexed(outcome, folder_size(generation.folder))
        snapshot = Snapshot(generation)
        _say("mining queries, writing the documents for the others")
        measured.queries = mine(snapshot, queries)
        prepared = folder / "documents.jsonl"
        measured.documents, measured.text_bytes = save(documents_of(snapshot), prepared)
    for name in ("postings", *peers):
        _say(f"{name}: indexing")
        limit = WHOOSH_LIMIT if name == "whoosh" else 0
        outcome = in_child("build", name, folder / name, prepared, limit)
        measured.indexed[name] = Indexed(outcome, folder_size(folder / name))
    _ask(measured, root, peers, folder)
    word = next(query for query in measured.queries if query.kind == "word")
    measured.first = [in_child("first", root, word.texts[0]) for _ in range(3)]
    for change in ("春季", "夏季", "秋季"):
        _say("zhengsou: one changed file")
        (changed / "notice.txt").write_text(_CHANGED.format(change, change), encoding="utf-8")
        measured.updates.append(in_child("reindex", root, "update", *paths))
    return measured


def _ask(measured: Measured, root: Path, peers: list[str], folder: Path) -> None:
    """Run the queries on every engine, and compare the counts of those that should agree."""
    engine = Engine(root)
    with Store(root).open() as generation:
        snapshot = Snapshot(generation)
        for warm in (Page(engine), Matching(snapshot)):  # what the first query of all takes is measured by itself
            warm.run(measured.queries[0])
        runs: dict[str, Peer] = {
            "page": Page(engine),
            "matching": Matching(snapshot),
            "paragraph": Matching(snapshot, "paragraph"),
        }
        runs |= {name: PEERS[name](folder / name) for name in peers}
        for name, peer in runs.items():
            _say(f"{name}: queries")
            measured.times[name], answers = times(measured.queries, peer.run, _BUDGET.get(name, 3600.0))
            if name in ("tantivy", "fts5"):
                _compare(measured, snapshot, name, answers)
    engine.close()


def _compare(measured: Measured, snapshot: Snapshot, name: str, answers: dict[int, int]) -> None:
    for place, theirs in answers.items():
        query = measured.queries[place]
        if name == "fts5" and query.kind not in ("string", "character"):
            continue
        ours = expected_count(snapshot, query)
        measured.compared += 1
        if ours != theirs:
            measured.disagreements.append(f"{query}: {ours} here, {theirs} in {name}")


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
