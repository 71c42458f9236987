"""Which engine answers? One for the whole application, opened when the first reader comes."""

from __future__ import annotations

from contextlib import suppress
from threading import Lock, Thread
from typing import TYPE_CHECKING, cast

from flask import current_app

from search import Engine

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

__all__ = ["close_engine", "current_engine", "init_engine", "warm_engine"]

_KEY = "zhengsou"


class _LazyEngine:
    """Opens the engine at the first call, and after a failure again at the next.

    So the page can be served before the first `reindex`, and works from then on without a restart.
    """

    def __init__(self, index_dir: Path) -> None:
        self._index_dir = index_dir
        self._lock = Lock()
        self._engine: Engine | None = None

    def get(self) -> Engine:
        with self._lock:
            if self._engine is None:
                self._engine = Engine(self._index_dir)
            return self._engine

    def close(self) -> None:
        with self._lock:
            if self._engine is not None:
                self._engine.close()
                self._engine = None


def init_engine(app: Flask, index_dir: Path) -> None:
    """Tell an application which index it serves; nothing is opened yet."""
    app.extensions[_KEY] = _LazyEngine(index_dir)


def current_engine() -> Engine:
    """The engine of the application that handles the present request.

    Raises:
        IndexMissing, IndexStale, IndexDamaged: there is no index that could answer.
    """
    return _engine_of(current_app).get()


def warm_engine(app: Flask) -> Thread:
    """Have the first reader wait for nothing: open the index, and make what completions need, in the background.

    Returns:
        The thread that does it. What fails there fails again, and is told, when a reader asks.
    """
    engine = _engine_of(app)

    def warm() -> None:
        with suppress(Exception):
            engine.get().warm()

    thread = Thread(target=warm, name="warm", daemon=True)
    thread.start()
    return thread


def close_engine(app: Flask) -> None:
    """Let the index of an application go; the next request would open it again."""
    _engine_of(app).close()


def _engine_of(app: Flask) -> _LazyEngine:
    return cast("_LazyEngine", app.extensions[_KEY])
