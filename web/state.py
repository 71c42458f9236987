"""What does the reader ask for? The parameters of a URL as one value, and the query they stand for."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Self

from index.errors import BadQuery
from search import Query, parse_query
from search.query import MAX_LENGTH, MAX_VALUES
from web.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Collection

    from werkzeug.datastructures import MultiDict

__all__ = ["REPEATABLE", "State", "whole_number"]

REPEATABLE = ("place", "theme", "year", "source")
"""Parameters that may stand more than once: articles with any one of the values are shown."""


@dataclass(frozen=True, slots=True)
class State:
    """The parameters of a search as they stand in its URL: every value is a string and not yet checked.

    The fields are in the order in which links write them, and a field at its default is left out of the link. So
    the same search always has the same address. `lang` is the language of the page, `en` or Chinese; it is kept in
    every link, and no part of the query.
    """

    q: str = ""
    place: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    mentions: str = ""
    scope: str = "article"
    sort: str = "relevance"
    synonyms: str = "1"
    page: str = "1"
    size: str = "10"
    lang: str = ""

    @classmethod
    def from_args(cls, args: MultiDict[str, str]) -> Self:
        """Take the known parameters; unknown ones, unknown languages, empty values and doublets do not count."""
        values: dict[str, Any] = {}
        for name in cls.names():
            given = [value for value in map(str.strip, args.getlist(name)) if value]
            if given:
                # One more than a query may have, so that it is refused and the page that says so stays small.
                values[name] = tuple(dict.fromkeys(given))[: MAX_VALUES + 1] if name in REPEATABLE else given[0]
        if "q" in values:
            values["q"] = values["q"][: MAX_LENGTH + 1]
        if values.get("lang") not in LANGUAGES:
            values.pop("lang", None)
        return cls(**values)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names of all parameters."""
        return tuple(field.name for field in fields(cls))

    def parameters(self) -> dict[str, Any]:
        """The parameters that are not at their default."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name)) != field.default}

    def but(self, **changes: str | tuple[str, ...]) -> State:
        """This state with other values, back on the first page unless `page` is among them."""
        return replace(self, **{"page": "1", **changes})  # type: ignore[arg-type]

    def without(self, name: str) -> State:
        """This state with one parameter at its default."""
        return self.but(**{name: getattr(State(), name)})

    def toggled(self, name: str, value: str, instead_of: Collection[str] = ()) -> State:
        """Take one value of a repeatable parameter off, or put it on in the place of others."""
        chosen: tuple[str, ...] = getattr(self, name)
        if value in chosen:
            return self.but(**{name: tuple(v for v in chosen if v != value)})
        return self.but(**{name: (*(v for v in chosen if v not in instead_of), value)})

    @property
    def narrowed(self) -> bool:
        """Whether any filter is on."""
        return any((self.place, self.theme, self.year, self.source, self.since, self.until))

    def widened(self) -> State:
        """This state without any filter."""
        return self.but(place=(), theme=(), year=(), source=(), since="", until="")

    def resolved(self, query: Query) -> State:
        """This state with places and themes by the codes and ids that its query gave them; they may be names."""
        return replace(self, place=query.place, theme=query.theme)

    def query(self) -> Query:
        """The query this state stands for.

        Raises:
            BadQuery: a parameter cannot be understood.
        """
        return parse_query(
            self.q,
            place=self.place,
            theme=self.theme,
            year=self.year,
            source=self.source,
            since=self.since,
            until=self.until,
            mentions=_switch("mentions", self.mentions),
            scope=self.scope,
            sort=self.sort,
            page=whole_number("page", self.page),
            size=whole_number("size", self.size),
            synonyms=_switch("synonyms", self.synonyms),
        )


def _switch(name: str, value: str) -> bool:
    if value not in ("", "0", "1"):
        raise BadQuery(f"{name} 应是 1 或 0，而不是“{value[:40]}”", field=name, value=value)
    return value == "1"


def whole_number(name: str, value: str) -> int:
    """A number, not negative, of at most nine digits.

    Args:
        name: the parameter that is at fault if it is none.
        value: as it stands in the URL.

    Raises:
        BadQuery: it is something else.
    """
    # int() also reads "-1", "1_0" and, slowly, a million digits.
    if not (value.isdecimal() and len(value) <= 9):
        raise BadQuery(f"{name} 应是正整数，而不是“{value[:40]}”", field=name, value=value)
    return int(value)
