"""Does reading take time in proportion to the page? `python -m benchmarks.linear [--size 30000] [--only html]`.

Every hostile page of `tests/hostile_pages` is read at two sizes, one four times the other; a reader that looks at every
character a bounded number of times needs four times as long, one that looks at all of them for each needs sixteen.
"""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from index.errors import UnreadableFile
from index.reading import read_pages
from tests.hostile_pages import HOSTILE

__all__ = ["main"]

GROWTH = 4
TIMES = 3
SUSPECT = 7.0
"""Times as long from which a page is marked; the clock alone makes for 3 to 6."""


def seconds(path: Path) -> float:
    """The best of several readings, in seconds of this process."""
    best = float("inf")
    for _ in range(TIMES):
        start = process_time()
        with contextlib.suppress(UnreadableFile):
            for _ in read_pages(path):
                pass
        best = min(best, process_time() - start)
    return best


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a row for each page, the worst first."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=30_000, help="characters of the smaller page")
    parser.add_argument("--only", default="", help="one ending: txt, html, jsonl")
    options = parser.parse_args(arguments)
    rows = []
    with TemporaryDirectory() as folder:
        for (ending, name), make in HOSTILE.items():
            if options.only not in ("", ending):
                continue
            path = Path(folder, f"a.{ending}")
            times = []
            for size in (options.size, options.size * GROWTH):
                path.write_text(make(size), encoding="utf-8")
                times.append(seconds(path))
            rows.append((times[1] / max(times[0], 1e-4), times[1], path.stat().st_size, f"{ending}: {name}"))
    for growth, time, size, name in sorted(rows, reverse=True):
        mark = "  <- look here" if growth > SUSPECT and time > 0.05 else ""
        print(f"{growth:6.1f} times as long  {size / 1e6 / time:8.2f} MB/s  {name}{mark}")


if __name__ == "__main__":
    main()
