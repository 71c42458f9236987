"""How good are the themes? `python -m benchmarks.themes LABELS --shared DIR`.

::

    a label file + the texts it refers to ─▶ the tagger ─▶ tests/theme_measures ─▶ a table

`tests/data/theme_labels_dev.tsv` is there to improve the rules, `theme_labels_held_out.tsv` to measure them: nobody
looks at the rows of the second, nor at what is tagged wrongly in it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "tests"))  # the measures are a part of the tests

from theme_measures import Measures, measure, read_labels

__all__ = ["main", "table"]

SHARED = Path(__file__).parents[2] / "shared"


def main() -> None:
    """Print the measures as a table in Markdown."""
    parser = argparse.ArgumentParser(description="Measure the themes of labelled paragraphs.")
    parser.add_argument("labels", type=Path)
    parser.add_argument("--shared", type=Path, default=SHARED, help="the folder that the label file refers to")
    options = parser.parse_args()
    print(table(measure(read_labels(options.labels, options.shared))))


def table(measures: Measures) -> str:
    """The measures as a table in Markdown."""
    rows = [("first level", measures.first), ("second level", measures.second), ("local branch", measures.local)]
    lines = [f"| {name} | {one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} | {one.there} |" for name, one in rows]
    head = [
        f"| {measures.paragraphs} paragraphs | precision | recall | F1 | labels |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    speed = f"\n{measures.size / measures.seconds / 1e6:.1f} MB/s, paragraph by paragraph"
    return "\n".join(head + lines) + "\n" + speed


if __name__ == "__main__":
    main()
