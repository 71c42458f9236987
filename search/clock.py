"""How long may a query take? So long that a reader waits, and no longer than a server can bear."""

from __future__ import annotations

import time

from index.errors import BadQuery

__all__ = ["TIME_LIMIT", "Clock"]

TIME_LIMIT = 0.5
"""Seconds of computing that one query may take."""


class Clock:
    """Counts the computing of one thread from now on."""

    def __init__(self) -> None:
        self._began = time.thread_time()

    def check(self) -> None:
        """Go on, or not.

        Raises:
            BadQuery: `TIME_LIMIT` is over.
        """
        if time.thread_time() - self._began > TIME_LIMIT:
            raise BadQuery(
                f"这次检索超过 {TIME_LIMIT} 秒的上限，请减少检索词，或换用不那么常见的词", field="q", value=""
            )
