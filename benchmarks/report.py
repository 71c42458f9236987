"""How do the figures look to a reader? Measured → Markdown."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.measure import percentile
from benchmarks.queries import KINDS

if TYPE_CHECKING:
    from benchmarks.run import Measured

__all__ = ["markdown"]

_PERCENTS = (50, 95, 99)
_ENGINES = {
    "page": "Zhengsou, whole result page",
    "matching": "Zhengsou, matching, ranking and counts",
    "paragraph": "Zhengsou, the same, all words in one paragraph",
    "tantivy": "tantivy",
    "fts5": "SQLite FTS5, trigram",
    "whoosh": "stock Whoosh with jieba",
}
_INDEXED = {
    "zhengsou": "Zhengsou, everything: reading, joining, tagging, indexing",
    "postings": "Zhengsou, segmenting, postings and writing alone, one process",
    "tantivy": "tantivy, the same segmenter",
    "fts5": "SQLite FTS5, trigram",
    "whoosh": "stock Whoosh with jieba, the first documents only",
}


def markdown(measured: Measured) -> str:
    """The whole report."""
    parts = [
        "# Performance",
        "Written by `make bench`; how it measures is told in [benchmarks/README.md](../benchmarks/README.md).",
        _setting(measured),
        "## Targets",
        _targets(measured),
        "## Indexing",
        _indexing(measured),
        "## Queries",
        _queries(measured),
        "## Agreement",
        _agreement(measured),
    ]
    return "\n\n".join(parts) + "\n"


def _setting(measured: Measured) -> str:
    packages = ", ".join(f"{name} {_version(name)}" for name in ("numpy", "whoosh3", "rjieba", "tantivy"))
    rows = [
        ("date", f"{datetime.now(UTC):%Y-%m-%d}"),
        ("machine", f"{_processor()}, {os.cpu_count()} cores, {_memory_size() / 2**30:.0f} GB"),
        ("software", f"Python {platform.python_version()}, {packages}, SQLite {sqlite3.sqlite_version}"),
        ("collection", ", ".join(measured.collections)),
        ("size", f"{measured.documents:,} paragraphs and heads, {measured.text_bytes / 1e6:,.0f} MB of text in UTF-8"),
        ("queries", f"{len(measured.queries)}, mined from the collection with a fixed seed"),
    ]
    return _table(("", ""), rows)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "(not installed)"


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _memory_size() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0


def _targets(measured: Measured) -> str:
    page = measured.times["page"]
    whole = measured.indexed["zhengsou"]
    rows = [
        ("a whole result page, p95", "15 ms", _ms(percentile(list(page.values()), 95))),
        (
            "exact string of 2 or more characters, whole page, p95",
            "5 ms",
            _ms(_of_kind(measured, "page", "string", 95)),
        ),
        ("the same, matching alone, p95", "5 ms", _ms(_of_kind(measured, "matching", "string", 95))),
        ("one common character alone, whole page, slowest", "50 ms", _ms(_of_kind(measured, "page", "character", 100))),
        ("full reindex, everything included", "120 s", f"{whole.outcome.seconds:.1f} s"),
        ("peak memory of a full reindex, all processes", "2.5 GB", f"{whole.outcome.peak / 1e9:.2f} GB"),
        ("update after one changed file, median", "1 s", f"{median(each.seconds for each in measured.updates):.2f} s"),
        (
            "opening the index and the first query, median",
            "0.5 s",
            f"{median(each.seconds for each in measured.first):.2f} s",
        ),
        ("the same, with starting Python", "", f"{median(each.wall for each in measured.first):.2f} s"),
        ("size on disk, against the UTF-8 text", "3.0 ×", f"{whole.size / measured.text_bytes:.2f} ×"),
    ]
    if "tantivy" in measured.indexed:
        theirs = measured.times["tantivy"]
        for name, scope in (("matching", "all words in one article"), ("paragraph", "the same work")):
            for percent in (95, 50):
                ours = percentile([measured.times[name][place] for place in theirs], percent)
                ratio = ours / percentile(list(theirs.values()), percent)
                what = f"matching, counting and ranking against tantivy, {scope}, p{percent}"
                rows.insert(1, (what, "1.0 ×", f"{ratio:.2f} ×"))
        ratio = measured.indexed["postings"].outcome.seconds / measured.indexed["tantivy"].outcome.seconds
        rows.append(("segmenting, postings and writing alone, against tantivy", "2.0 ×", f"{ratio:.2f} ×"))
    return _table(("what", "at most", "measured"), rows)


def _of_kind(measured: Measured, engine: str, kind: str, percent: float) -> float:
    found = [taken for place, taken in measured.times[engine].items() if measured.queries[place].kind == kind]
    return percentile(found, percent)


def _indexing(measured: Measured) -> str:
    rows = []
    base = measured.indexed["zhengsou"]
    for name, indexed in measured.indexed.items():
        rows.append(
            (
                _INDEXED[name],
                f"{indexed.outcome.seconds:.1f} s",
                f"{indexed.outcome.seconds / base.outcome.seconds:.2f}",
                f"{indexed.outcome.processor:.1f} s",
                f"{indexed.size / 1e6:,.0f} MB",
                f"{indexed.size / base.size:.2f}",
                f"{indexed.outcome.peak / 1e9:.2f} GB",
            )
        )
    return _table(("engine", "time", "ratio", "processor time", "on disk", "ratio", "peak memory"), rows)


def _queries(measured: Measured) -> str:
    """For each kind and engine the percentiles, each with its ratio to Zhengsou's matching of the same queries."""
    rows = []
    for kind, meaning in {**KINDS, "": "all together"}.items():
        for engine, taken in measured.times.items():
            places = [place for place in taken if kind in ("", measured.queries[place].kind)]
            if not places:
                continue
            cells = []
            for percent in _PERCENTS:
                own = percentile([taken[place] for place in places], percent)
                ours = percentile([measured.times["matching"][place] for place in places], percent)
                cells += [_ms(own), f"{own / ours:.2f}"]
            rows.append((meaning, _ENGINES[engine], str(len(places)), *cells))
    heads = [head for percent in _PERCENTS for head in (f"p{percent}", "ratio")]
    return _table(("queries", "engine", "asked", *heads), rows)


def _agreement(measured: Measured) -> str:
    found = f"{measured.compared} counts compared, {len(measured.disagreements)} disagreements."
    return "\n".join([found, *(f"- {each}" for each in measured.disagreements[:20])])


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
