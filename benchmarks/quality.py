"""How good is the ranking? `python -m benchmarks.quality COLLECTION … --half check`.

::

    index ─▶ queries of `benchmarks.development` ─▶ engine, baselines ─▶ measures ─▶ tables, docs/ranking.md
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

from benchmarks.baselines import ARTICLES, Baseline, Found
from benchmarks.development import HALVES, KINDS, QUESTIONS, Asked, mined, questions
from benchmarks.measure import in_child, percentile
from index.errors import BadQuery
from index.store import Store
from search.engine import Engine
from search.query import parse_query
from search.snapshot import Snapshot

__all__ = [
    "OURS",
    "Comparison",
    "Figures",
    "better",
    "compare",
    "hit",
    "main",
    "overall",
    "reciprocal_rank",
    "renewed",
    "table",
]

OURS = "zhengsou"
_ENGINES = {
    OURS: "Zhengsou",
    "words, paragraphs": "BM25 of words, best paragraph",
    "words, articles": "BM25 of words, whole article",
    "grams, paragraphs": "BM25 of grams, best paragraph",
    "grams, articles": "BM25 of grams, whole article",
}
_HEADS = "queries|ranking|asked|MRR@10|hit@1|paragraph MRR@10|paragraph hit@1|answered|p50|p95"
_BEGIN, _END = "<!-- figures: written by make quality -->\n", "<!-- end of the figures -->"


@dataclass(slots=True)
class Figures:
    """How one engine did on one kind of query.

    Attributes:
        ranks: for each query the reciprocal rank of the right article among the results; 0 where it is not among
            them, or the query is refused.
        shown: for each query the reciprocal rank of the first result that shows the right paragraph; empty where
            whole articles are sought.
        answered: how many queries got any result.
        seconds: what each query took, from its text to the page; empty for baselines.
    """

    ranks: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    answered: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, asked: Asked, page: Sequence[Found]) -> None:
        """Judge one page of results."""
        self.ranks.append(reciprocal_rank((found.article for found in page), asked.articles))
        if asked.paragraphs:
            shows = (not asked.paragraphs.isdisjoint(found.paragraphs) for found in page)
            self.shown.append(reciprocal_rank(shows, (True,)))
        self.answered += bool(page)


Comparison = dict[str, dict[str, Figures]]
"""Kind of query → engine → its figures."""


def reciprocal_rank(ranked: Iterable[object], right: Container[object]) -> float:
    """1 if the first is right, 1/2 if the second is the first that is, and so on; 0 if none is."""
    return next((1 / rank for rank, each in enumerate(ranked, start=1) if each in right), 0.0)


def hit(ranks: Sequence[float]) -> float:
    """The share of reciprocal ranks that are 1."""
    return fmean(rank == 1 for rank in ranks)


def overall(compared: Comparison, engine: str) -> float:
    """MRR@10 of an engine for articles, each kind of query counting the same."""
    return fmean(fmean(figures[engine].ranks) for figures in compared.values())


def better(compared: Comparison, terms: str) -> str:
    """Of the two baselines over "words" or "grams" the one that is better overall."""
    return max((name for name in _ENGINES if name.startswith(terms)), key=lambda name: overall(compared, name))


def compare(index: Path, snapshot: Snapshot, asked: Sequence[Asked]) -> Comparison:
    """Ask the engine and the baselines the same queries.

    Args:
        index: the folder of the index.
        snapshot: the same index, for the baselines.
        asked: the queries.
    """
    kinds = [kind for kind in KINDS if any(each.kind == kind for each in asked)]
    compared = {kind: {name: Figures() for name in _ENGINES} for kind in kinds}
    baselines = {terms: Baseline(snapshot, terms) for terms in ("words", "grams")}
    engine = Engine(index)
    _page(engine, asked[0].text)  # what the first query of all takes is measured by `benchmarks.run`
    for each in asked:
        figures = compared[each.kind]
        began = time.perf_counter()
        page = _page(engine, each.text)
        figures[OURS].seconds.append(time.perf_counter() - began)
        figures[OURS].add(each, page)
        for terms, baseline in baselines.items():
            for unit, ranked in baseline.rank(each.text).items():
                figures[f"{terms}, {unit}"].add(each, ranked)
    engine.close()
    return compared


def _page(engine: Engine, text: str) -> list[Found]:
    try:
        results = engine.search(parse_query(text, size=ARTICLES)).results
    except BadQuery:
        return []
    return [Found(result.id, tuple(passage.id for passage in result.paragraphs)) for result in results]


def main() -> None:
    """Measure one half or both, print the tables, and renew those of a Markdown file if one is given."""
    parser = argparse.ArgumentParser(description="Measure the ranking of Zhengsou against plain BM25.")
    parser.add_argument("collections", nargs="*", type=Path, metavar="COLLECTION", help="JSONL files to index")
    parser.add_argument("--index", type=Path, help="an index that is there already, instead of collections")
    parser.add_argument("--half", choices=HALVES, help="both if not given; rules are tuned on `tune` alone")
    parser.add_argument("--queries", type=int, default=300, help="of each kind that is mined, and of each half")
    parser.add_argument("--out", type=Path, help="Markdown file whose figures are renewed")
    given = parser.parse_args()
    if bool(given.collections) == bool(given.index):
        parser.error("give either collections or --index")
    with _index(given.index, given.collections) as index, Store(index).open() as generation:
        snapshot = Snapshot(generation)
        size = f"{snapshot.articles:,} articles, {snapshot.documents:,} paragraphs and heads"
        parts = [f"{datetime.now(UTC):%Y-%m-%d}, {size}."]
        for half in [given.half] if given.half else HALVES:
            asked, missing = questions(snapshot, sorted(QUESTIONS.glob("ranking_questions_*.tsv")), half)
            compared = compare(index, snapshot, [*mined(snapshot, given.queries, half), *asked])
            parts.append(f"### The half `{half}`")
            parts.append(table(compared))
            if missing:
                parts.append(f"{missing} more questions ask for articles that are not in this collection.")
    report = "\n\n".join(parts)
    print(report)
    if given.out:
        given.out.write_text(renewed(given.out.read_text(encoding="utf-8"), report), encoding="utf-8")


@contextmanager
def _index(finished: Path | None, collections: list[Path]) -> Iterator[Path]:
    """The folder of the index that is there, or of one that is built for the occasion."""
    if finished:
        yield finished
        return
    with tempfile.TemporaryDirectory(prefix="quality-") as folder:
        in_child("reindex", folder, "full", *collections)
        yield Path(folder)


def table(compared: Comparison) -> str:
    """The figures of one half in Markdown."""
    heads = _HEADS.split("|")
    rows = [heads, ["---"] * 2 + ["---:"] * (len(heads) - 2)]
    for kind, by_engine in compared.items():
        rows += [[KINDS[kind], _ENGINES[engine], *_cells(figures)] for engine, figures in by_engine.items()]
    for engine in (OURS, better(compared, "words"), better(compared, "grams")):
        means = f"{overall(compared, engine):.3f}"
        rows.append(["**mean of the kinds**", _ENGINES[engine], "", means, *[""] * (len(heads) - 4)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cells(figures: Figures) -> list[str]:
    asked = len(figures.ranks)
    measures = [
        f"{measure(ranks):.3f}" if ranks else "" for ranks in (figures.ranks, figures.shown) for measure in (fmean, hit)
    ]
    taken = [f"{percentile(figures.seconds, percent) * 1000:.1f} ms" if figures.seconds else "" for percent in (50, 95)]
    return [str(asked), *measures, f"{figures.answered / asked:.0%}", *taken]


def renewed(text: str, report: str) -> str:
    """A document with other figures between its two marks.

    Raises:
        ValueError: the marks are not there.
    """
    before, begin, rest = text.partition(_BEGIN)
    _, end, behind = rest.partition(_END)
    if not end:
        raise ValueError(f"no figures between {_BEGIN.strip()} and {_END}")
    return f"{before}{begin}\n{report}\n\n{end}{behind}"


if __name__ == "__main__":
    main()
