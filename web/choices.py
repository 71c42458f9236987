"""How is it to be shown? Parameters that one page has beside those of the search, each with a few values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from index.errors import BadQuery

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Alternative", "Choice"]

Value = TypeVar("Value", bound=str)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A value that may be chosen, and where it is."""

    label: str
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choice(Generic[Value]):
    """A parameter that is one of a few values; the first is the default and left out of links."""

    name: str
    values: tuple[Value, ...]

    def of(self, args: Mapping[str, str]) -> Value:
        """The value that is chosen.

        Raises:
            BadQuery: it is none of these.
        """
        given = args.get(self.name, "").strip() or self.values[0]
        for value in self.values:
            if value == given:
                return value
        allowed = "、".join(self.values)
        raise BadQuery(f"参数 {self.name} 应为 {allowed} 之一，而不是“{given[:40]}”", field=self.name, value=given)

    def parameters(self, value: Value) -> dict[str, str]:
        """What stands in a link for a value."""
        return {self.name: value} if value != self.values[0] else {}

    def alternatives(
        self, chosen: Value, labels: Mapping[Value, str], address: Callable[[dict[str, str]], str]
    ) -> tuple[Alternative, ...]:
        """All values in their order; `address` makes a link from what stands in it for a value."""
        return tuple(
            Alternative(labels[value], address(self.parameters(value)), value == chosen) for value in self.values
        )
