"""Does the benchmark run, from a file to a report, and do the engines agree?"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FIGURES = ("a whole result page, p95", "full reindex", "update after one changed file", "SQLite FTS5")


def test_a_report_is_written_and_counts_agree(tmp_path: Path) -> None:
    report = tmp_path / "performance.md"
    command = [sys.executable, "-m", "benchmarks.run", "seeds/county-briefs.jsonl", "--queries", "40"]
    subprocess.run([*command, "--peers", "fts5", "--out", str(report)], cwd=ROOT, check=True)
    text = report.read_text(encoding="utf-8")
    assert [figure for figure in FIGURES if figure not in text] == []
    compared = re.search(r"^(\d+) counts compared, 0 disagreements", text, re.MULTILINE)
    assert compared
    assert int(compared[1]) > 0
