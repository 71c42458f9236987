"""How long, how much memory, how much disk? Measured on child processes and on plain calls."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

__all__ = ["Outcome", "folder_size", "in_child", "percentile", "times"]

_EVERY = 0.2
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a child process did.

    Attributes:
        seconds: as the child measured it, its imports not counted.
        wall: seconds from its start to its end.
        processor: seconds of processor time, of it and all its children together.
        peak: bytes of memory (proportional set size) of it and all its children together, at most; 0 where the
            system does not tell.
    """

    seconds: float
    wall: float
    processor: float
    peak: int


def in_child(task: str, *arguments: object) -> Outcome:
    """Run a task of `benchmarks.tasks` in a fresh process and watch its memory.

    Raises:
        CalledProcessError: the task failed; its message went to standard error.
    """
    command = [sys.executable, "-m", "benchmarks.tasks", task, *map(str, arguments)]
    began, before = time.perf_counter(), os.times()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    peak = 0
    while child.poll() is None:
        peak = max(peak, sum(_memory(process) for process in _tree(child.pid)))
        time.sleep(_EVERY if peak else 0.01)
    wall = time.perf_counter() - began
    output = child.communicate()[0]
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    after = os.times()
    processor = after.children_user - before.children_user + after.children_system - before.children_system
    return Outcome(json.loads(output.splitlines()[-1])["seconds"], wall, processor, peak)


def _tree(process: int) -> list[int]:
    found = [process]
    try:
        for thread in Path(f"/proc/{process}/task").iterdir():
            for child in (thread / "children").read_text().split():
                found += _tree(int(child))
    except OSError:  # it has ended, or this is not Linux
        return found
    return found


def _memory(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))


def folder_size(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def times(
    queries: Sequence[Any], run: Callable[[Any], int | None], budget: float, rounds: int = 3
) -> tuple[dict[int, float], dict[int, int]]:
    """The time of each query: once to warm up, then the median of some rounds.

    Args:
        queries: what to run, in this order.
        run: answers one; None for a query that it does not know, which gets no time.
        budget: seconds after which no further query is begun.
        rounds: how often each is timed; a query that takes longer than 0.2 s is timed once, when it warms up.

    Returns:
        Place in `queries` → seconds, and place in `queries` → answer.
    """
    seconds: dict[int, float] = {}
    answers: dict[int, int] = {}
    until = time.perf_counter() + budget
    for place, query in enumerate(queries):
        if time.perf_counter() > until:
            break
        began = time.perf_counter()
        answer = run(query)
        first = time.perf_counter() - began
        if answer is None:
            continue
        taken = [] if first < 0.2 else [first]
        for _ in range(rounds if not taken else 0):
            began = time.perf_counter()
            run(query)
            taken.append(time.perf_counter() - began)
        seconds[place] = sorted(taken)[len(taken) // 2]
        answers[place] = answer
    return seconds, answers


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below or at which so many percent lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)]
