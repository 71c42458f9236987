"""Is the right article the first one? Floors, which a change may raise and not lower, on a part of the real corpus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import fmean
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import ROOT, Quiet

from index.build import reindex
from index.store import Store
from search.snapshot import Snapshot

QUERIES = 60
"""Of each kind that is mined; questions are asked all."""
FLOORS = {"title": 0.98, "title words": 0.98, "sentence": 0.98, "damaged": 0.92, "question": 0.89}
"""Kind of query → MRR@10 of the right article, at least."""
PARAGRAPH_FLOORS = {"sentence": 0.98, "damaged": 0.92, "question": 0.82}
"""Kind of query → MRR@10 of the first result that shows the right paragraph, at least."""


@pytest.fixture(scope="module")
def rooms() -> Iterator[SimpleNamespace]:
    """The modules that ask and measure."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT)
        from benchmarks import baselines, development, quality

        yield SimpleNamespace(baselines=baselines, development=development, quality=quality)


@pytest.fixture(scope="module")
def compared(shared: Path, rooms: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the engine and the baselines reach on the half that nobody tunes on."""
    folder, index = tmp_path_factory.mktemp("subset"), tmp_path_factory.mktemp("index")
    files = sorted(rooms.development.QUESTIONS.glob("ranking_questions_*.tsv"))
    rooms.development.subset(shared / "corpus", folder, files)
    reindex(index, [folder], Quiet())
    with Store(index).open() as generation:
        snapshot = Snapshot(generation)
        asked, missing = rooms.development.questions(snapshot, files, "check")
        assert not missing
        asked = [*rooms.development.mined(snapshot, QUERIES, "check"), *asked]
        return rooms.quality.compare(index, snapshot, asked)


@pytest.mark.parametrize("kind", FLOORS)
def test_the_right_article_is_among_the_first(compared: Any, kind: str) -> None:
    figures = compared[kind]["zhengsou"]
    assert len(figures.ranks) >= QUERIES
    assert fmean(figures.ranks) >= FLOORS[kind]


@pytest.mark.parametrize("kind", PARAGRAPH_FLOORS)
def test_the_right_paragraph_is_shown(compared: Any, kind: str) -> None:
    assert fmean(compared[kind]["zhengsou"].shown) >= PARAGRAPH_FLOORS[kind]


@pytest.mark.parametrize("terms", ["words", "grams"])
def test_plain_bm25_is_no_better(compared: Any, rooms: SimpleNamespace, terms: str) -> None:
    overall = rooms.quality.overall
    ours, plain = overall(compared, "zhengsou"), overall(compared, rooms.quality.better(compared, terms))
    assert ours >= plain


@pytest.mark.parametrize(
    ("ranked", "rank"),
    [("abc", 1.0), ("xab", 1 / 2), ("xyzb", 1 / 4), ("xyz", 0.0), ("", 0.0)],
)
def test_the_first_right_one_counts(rooms: SimpleNamespace, ranked: str, rank: float) -> None:
    assert rooms.quality.reciprocal_rank(ranked, frozenset("ab")) == rank


def test_a_hit_is_a_right_one_at_the_first_place(rooms: SimpleNamespace) -> None:
    assert rooms.quality.hit([1.0, 0.5, 0.0, 1.0]) == 0.5


def test_pages_are_judged_by_article_and_by_paragraph(rooms: SimpleNamespace) -> None:
    found = rooms.baselines.Found
    page = [found("a", ("a-1", "a-2")), found("b", ("b-3",)), found("c", ())]
    figures = rooms.quality.Figures()
    for article, paragraph in (("a", "a-2"), ("b", "b-4"), ("c", "a-1"), ("d", "d-1")):
        asked = rooms.development.Asked("sentence", "句", frozenset([article]), frozenset([paragraph]))
        figures.add(asked, page)
    figures.add(rooms.development.Asked("title", "题", frozenset("a")), [])
    assert figures.ranks == [1, 1 / 2, 1 / 3, 0, 0]
    assert figures.shown == [1, 0, 1, 0]
    assert figures.answered == 4


def test_a_query_stays_in_its_half(rooms: SimpleNamespace) -> None:
    texts = [f"第{number}问" for number in range(200)]
    halves = [rooms.development.half_of(text) for text in texts]
    assert rooms.development.half_of("营商环境") == rooms.development.half_of("营商环境")
    assert 70 < halves.count("tune") < 130


def test_the_figures_are_renewed_and_the_rest_is_kept(rooms: SimpleNamespace) -> None:
    text = (ROOT / "docs" / "ranking.md").read_text(encoding="utf-8")
    once = rooms.quality.renewed(text, "one")
    again = rooms.quality.renewed(once, "another")
    assert again == once.replace("one\n\n<!-- end", "another\n\n<!-- end")
    assert "## What is measured" in again
    with pytest.raises(ValueError, match="figures"):
        rooms.quality.renewed("# Ranking\n", "one")
