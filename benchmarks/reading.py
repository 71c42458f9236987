"""How well are newspaper pages read? `python -m benchmarks.reading COLLECTION --pages 300 --seed 7`.

::

    reports of a JSONL collection ─▶ made pages (tests/page_maker) ─▶ the reader ─▶ tests/page_measures ─▶ a table

Who works on the reader looks at the pages of `--half even` only: the other half of the reports is held back to measure.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "tests"))  # the maker of pages is a part of the tests

from page_maker import Report, make_pages, reports_of
from page_measures import Measures, measure

__all__ = ["main", "table"]

HALVES = {"even": 0, "odd": 1}
BYTES = 2.9
"""UTF-8 bytes per character of a newspaper page, line breaks among them."""


def main() -> None:
    """Print the measures as a table in Markdown."""
    parser = argparse.ArgumentParser(description="Measure the reading of made newspaper pages.")
    parser.add_argument("collection", type=Path)
    parser.add_argument("--pages", type=int, default=300, help="of two to five articles, and as many of one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--half", choices=HALVES, default="odd", help="which reports: those on odd or on even places")
    options = parser.parse_args()
    reports = list(islice(reports_of(options.collection), HALVES[options.half], None, 2))
    print(table(reports, options.pages, options.seed))


def table(reports: Sequence[Report], pages: int, seed: int) -> str:
    """Measure `pages` pages of two to five articles, and as many of one."""
    several = measure(make_pages(reports, pages, seed))
    single = measure(make_pages(reports, pages, seed, articles=[1]))
    rows = [
        ("paragraphs in one article, F1 over pairs", several.pairs.f1, single.pairs.f1),
        ("paragraphs that follow each other, share", several.order.share, single.order.share),
        ("line breaks joined, F1", several.joined.f1, single.joined.f1),
        ("line breaks kept, F1", several.kept.f1, single.kept.f1),
        ("interrupted sentences put together, share", several.seams.share, single.seams.share),
        ("titles found, share", several.titles.share, single.titles.share),
        ("pages read as one article, share", None, single.whole.share),
        ("MB/s", _speed(several), _speed(single)),
    ]
    head = ["| measure | two to five articles | one article |", "| --- | ---: | ---: |"]
    return "\n".join(head + [f"| {name} | {_figure(one)} | {_figure(other)} |" for name, one, other in rows])


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _speed(measures: Measures) -> float:
    return measures.characters * BYTES / measures.seconds / 1e6


if __name__ == "__main__":
    main()
