"""Which themes are there? The two-level tree of `data/themes.toml` with the words that tell each theme."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import resources
from typing import Any

from index.analysis import fold
from index.errors import BadQuery

__all__ = ["Theme", "ThemeTree", "theme_tree"]

SILENT = "silent"
"""The branch whose themes are never shown; they say that a paragraph has none."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One node of the tree.

    Attributes:
        id: ASCII and stable: a branch's own (agriculture), or a leaf's behind its branch's (agriculture.forestry).
        name: as it is shown.
        parent: the branch's id, empty for branches.
        strong: words that tell the theme by themselves.
        cues: words that tell it together with others.
        hints: words that speak for it a little.
        against: words that speak against it.
        covers: longer words in which a word of the theme does not count.
    """

    id: str
    name: str
    parent: str = ""
    strong: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


class ThemeTree(Mapping[str, Theme]):
    """The themes by id, in the order they are shown: each branch, then its leaves.

    Attributes:
        silent: themes that are not among them: where one of these is the strongest, there is no theme.
        digest: a short hash of the tree and its words, for the stamp of an index.
    """

    def __init__(self, table: str) -> None:
        """Read the tree.

        Args:
            table: TOML as in `data/themes.toml`: a table for each branch, holding its name and a table for each leaf.
        """
        branches = tomllib.loads(table)
        self.silent = tuple(_themes({SILENT: branches.pop(SILENT, {"name": ""})}))[1:]
        self.digest = blake2b(table.encode(), digest_size=8).hexdigest()
        self._themes = {theme.id: theme for theme in _themes(branches)}

    def __len__(self) -> int:
        return len(self._themes)

    def __iter__(self) -> Iterator[str]:
        return iter(self._themes)

    def __getitem__(self, theme_id: str) -> Theme:
        return self._themes[theme_id]

    def children(self, theme_id: str = "") -> tuple[Theme, ...]:
        """The leaves of a branch in order; the branches if none is given."""
        return tuple(theme for theme in self._themes.values() if theme.parent == theme_id)

    def ancestors(self, theme_id: str) -> tuple[str, ...]:
        """The ids from the branch down to this theme, itself included.

        Raises:
            KeyError: no theme has this id.
        """
        theme = self._themes[theme_id]
        return (theme.parent, theme.id) if theme.parent else (theme.id,)

    def find(self, text: str) -> Theme:
        """The theme that a person names, by id or by name.

        Raises:
            BadQuery: there is none.
        """
        wanted = fold(text.strip())
        found = next((theme for theme in self._themes.values() if wanted in (theme.id, fold(theme.name))), None)
        if found is None:
            branches = "、".join(theme.name for theme in self.children())
            raise BadQuery(f"没有主题“{text}”，一级主题有：{branches}。", field="theme", value=text)
        return found


def _themes(table: dict[str, Any]) -> Iterator[Theme]:
    for branch_id, branch in table.items():
        yield _theme(branch_id, "", branch)
        for key, leaf in branch.items():
            if isinstance(leaf, dict):
                yield _theme(f"{branch_id}.{key}", branch_id, leaf)


def _theme(theme_id: str, parent: str, entry: dict[str, Any]) -> Theme:
    kinds = ("strong", "cues", "hints", "against", "covers")
    return Theme(theme_id, entry["name"], parent, *(tuple(entry.get(kind, "").split()) for kind in kinds))


@cache
def theme_tree() -> ThemeTree:
    """The tree of `data/themes.toml`, read once."""
    return ThemeTree((resources.files("index") / "data" / "themes.toml").read_text(encoding="utf-8"))
