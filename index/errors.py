"""What can go wrong, as one small tree.

::

    ZhengsouError                anything a person can cure; its text is one line that names the cure
    ├── UnreadableFile           a file that no reader can make sense of
    ├── IndexMissing             no built index where one was looked for
    ├── IndexStale               built by other rules than the ones installed now
    ├── IndexDamaged             a file of the index is not what was written
    ├── IndexBusy                another process is writing
    └── BadQuery                 a query or filter that cannot be run as it stands

The edges (command line, web) turn these into a line on the terminal or a page, once; nothing else catches them,
except the build, which reports an `UnreadableFile` and goes on with the next file.
"""

from __future__ import annotations

__all__ = [
    "BadQuery",
    "IndexBusy",
    "IndexDamaged",
    "IndexMissing",
    "IndexStale",
    "UnreadableFile",
    "ZhengsouError",
]


class ZhengsouError(Exception):
    """Base of every error that is meant for a person to read and cure."""


class UnreadableFile(ZhengsouError):
    """A file that no reader can make sense of.

    Attributes:
        path: the file, as it was given.
        reason: why, without the path, in one line.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason

    def __reduce__(self) -> tuple[type[UnreadableFile], tuple[str, str]]:
        """Survive the way between two processes with both arguments."""
        return type(self), (self.path, self.reason)


class IndexMissing(ZhengsouError):
    """No built index where one was looked for."""


class IndexStale(ZhengsouError):
    """The index was built by other rules (schema, segmenter, vocabularies) than those installed now."""


class IndexDamaged(ZhengsouError):
    """A file of the index is missing or is not what was written."""


class IndexBusy(ZhengsouError):
    """Another process is writing to the index."""


class BadQuery(ZhengsouError):
    """A query or filter that cannot be run as it stands; the message is one line, whatever it quotes.

    Attributes:
        field: which parameter is at fault, by its public name (`q`, `since`, …).
        value: what was given.
    """

    def __init__(self, message: str, *, field: str, value: str) -> None:
        super().__init__(" ".join(message.split()))
        self.field = field
        self.value = value
