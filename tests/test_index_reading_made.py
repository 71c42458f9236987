"""How well are pages read whose right reading is known? Floors over made pages, and what the maker itself promises."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest
from page_maker import MadePage, Report, make_pages, reports_of
from page_measures import measure

from index.documents import Article, Paragraph

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="module")
def briefs() -> list[Report]:
    return list(reports_of(SEEDS / "county-briefs.jsonl"))


@pytest.fixture(scope="module")
def held_back(shared: Path) -> list[Report]:
    return list(islice(reports_of(shared / "corpus" / "xinwenlianbo.jsonl.xz"), 1, 4000, 2))


def test_pages_of_several_articles(briefs: list[Report]) -> None:
    """Raise these floors when reading gets better; never lower them."""
    found = measure(make_pages(briefs, 60, seed=3))
    assert found.pairs.f1 >= 0.89
    assert found.order.share >= 0.97
    assert found.joined.f1 >= 0.988
    assert found.kept.f1 >= 0.95
    assert found.seams.share >= 0.5
    assert found.titles.share >= 0.91


def test_pages_of_one_article(briefs: list[Report]) -> None:
    found = measure(make_pages(briefs, 60, seed=4, articles=[1]))
    assert found.whole.share >= 0.98
    assert found.joined.f1 >= 0.988
    assert found.kept.f1 >= 0.95


def test_pages_of_reports_that_were_held_back(held_back: list[Report]) -> None:
    several = measure(make_pages(held_back, 40, seed=5))
    single = measure(make_pages(held_back, 40, seed=6, articles=[1]))
    assert several.pairs.f1 >= 0.93
    assert several.joined.f1 >= 0.994
    assert single.whole.share >= 0.97


def test_the_same_seed_makes_the_same_pages(briefs: list[Report]) -> None:
    one, other = (list(make_pages(briefs, 5, seed=1)) for _ in range(2))
    assert one == other
    assert one != list(make_pages(briefs, 5, seed=2))


def test_the_maker_keeps_every_paragraph_in_order(briefs: list[Report]) -> None:
    """What is printed of an article is its text, in its order, perhaps with a dateline, or without its end."""
    for page in make_pages(briefs, 40, seed=8):
        for number, title in enumerate(page.titles):
            [report] = [report for report in briefs if report.title == title]
            printed = [line for line in page.lines if line.unit and line.unit.article == number]
            ordinals = [line.unit.ordinal for line in printed if line.unit and line.unit.ordinal >= 0]
            assert ordinals == sorted(ordinals)
            for ordinal, whole in enumerate(report.paragraphs[: max(ordinals)]):
                text = "".join(line.text for line in printed if line.unit and line.unit.ordinal == ordinal)
                assert len("".join(text.split())) >= len("".join(whole.split()))


def test_columns_are_as_narrow_as_those_of_a_newspaper(briefs: list[Report]) -> None:
    pages = [page for page in make_pages(briefs, 40, seed=9) if _is_wrapped(page)]
    assert len(pages) > 20
    for page in pages:
        assert not any(line.text[:1] in set("，。、；：！？”’）》") for line in page.lines if line.text)


def test_a_reading_that_takes_every_line_for_an_article_is_measured_as_bad(briefs: list[Report]) -> None:
    def read(text: str) -> list[Article]:
        return [Article(line, (Paragraph(line),)) for line in text.splitlines() if line]

    found = measure(make_pages(briefs, 20, seed=10), read)
    assert found.pairs.f1 < 0.02
    assert found.order.share == found.joined.f1 == found.seams.share == 0


def test_a_reading_that_takes_every_page_for_an_article_is_measured_as_bad(briefs: list[Report]) -> None:
    def read(text: str) -> list[Article]:
        return [Article("标题", (Paragraph("".join(text.splitlines())),))]

    found = measure(make_pages(briefs, 20, seed=10), read)
    assert found.pairs.right == found.pairs.wanted
    assert found.pairs.f1 < 0.6
    assert found.kept.f1 == found.seams.share == 0


def _is_wrapped(page: MadePage) -> bool:
    return all(len(line.text) < 50 for line in page.lines)
