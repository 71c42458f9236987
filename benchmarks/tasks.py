"""What is done in a fresh process of its own, so that time and memory are its own: `python -m benchmarks.tasks TASK …`.

Prints `{"seconds": …}`, the time of the work without starting Python and importing.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.documents import load
from benchmarks.engines import PEERS, Builder, Postings
from index.build import reindex
from search.engine import Engine
from search.query import parse_query


class _Silent:
    def begin(self, files: int, size: int) -> None:
        pass

    def advance(self, size: int, paragraphs: int, files: int) -> None:
        pass

    def finish(self) -> None:
        pass


def _reindex(root: str, full: str, *paths: str) -> float:
    began = time.perf_counter()
    reindex(Path(root), [Path(path) for path in paths], _Silent(), full=full == "full")
    return time.perf_counter() - began


def _build(name: str, folder: str, documents: str, limit: str) -> float:
    """Seconds spent in the engine; reading the documents from their file is not counted."""
    Path(folder).mkdir(parents=True)
    builder: Builder = {**PEERS, "postings": Postings}[name](Path(folder))
    seconds = 0.0
    for batch in load(Path(documents), int(limit) or None):
        began = time.perf_counter()
        builder.add(batch)
        seconds += time.perf_counter() - began
    began = time.perf_counter()
    builder.finish()
    return seconds + time.perf_counter() - began


def _first(root: str, text: str) -> float:
    began = time.perf_counter()
    Engine(Path(root)).search(parse_query(text))
    return time.perf_counter() - began


_TASKS: dict[str, Callable[..., float]] = {"reindex": _reindex, "build": _build, "first": _first}

if __name__ == "__main__":
    print(json.dumps({"seconds": _TASKS[sys.argv[1]](*sys.argv[2:])}))
