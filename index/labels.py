"""Under which places and themes is an article found? Its own, and all that lie above them in their trees."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

from index.documents import Tags
from index.tagging import gazetteer, theme_tree

__all__ = ["Labels"]


@dataclass(frozen=True, slots=True)
class Labels:
    """The terms that an article's tags come to.

    Attributes:
        places: codes of the places that it is about and of all above them.
        mentions: codes of all its places and of all above them.
        themes: ids of its themes and of all above them.
        main: the code of the place that it is most about, 0 for none.
    """

    places: list[str]
    mentions: list[str]
    themes: list[str]
    main: int

    @classmethod
    def of(cls, tags: Tags) -> Self:
        """The terms of an article with these tags."""
        about = [found.code for found in tags.places if found.main]
        return cls(
            places=_closed(gazetteer().ancestors, about),
            mentions=_closed(gazetteer().ancestors, (found.code for found in tags.places)),
            themes=_closed(theme_tree().ancestors, (found.id for found in tags.themes)),
            main=int(about[0]) if about else 0,
        )


def _closed(ancestors: Callable[[str], Iterable[str]], keys: Iterable[str]) -> list[str]:
    """The keys and all that lie above them, each once."""
    return list(dict.fromkeys(above for key in keys for above in ancestors(key)))
