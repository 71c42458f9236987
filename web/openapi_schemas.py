"""How does a dataclass look as JSON? Its fields → JSON Schema, with what its docstring says of them."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields, is_dataclass
from functools import reduce
from operator import or_
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Schemas"]

_SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}
_ATTRIBUTES = re.compile(r"^Attributes:\n((?:[ ]{4}.*\n?|\n)+)", re.MULTILINE)
_ENTRY = re.compile(r"^ {4}(\w+(?:, \w+)*): (.+(?:\n {8}.+)*)", re.MULTILINE)


class Schemas:
    """The schemas of dataclasses by their names, each with all that it refers to.

    Every field of a dataclass is required, since `dataclasses.asdict` leaves none out; others may be added in time, so
    that none is forbidden.
    """

    def __init__(
        self, omitted: Mapping[type, Iterable[str]] | None = None, sent_as: Mapping[tuple[type, str], Any] | None = None
    ) -> None:
        """No schema yet.

        Args:
            omitted: fields of a dataclass that are not sent.
            sent_as: types of fields, given by class and name, that are sent in another form than they have.
        """
        self._omitted = omitted or {}
        self._sent_as = sent_as or {}
        self.components: dict[str, dict[str, Any]] = {}

    def of(self, kind: Any) -> dict[str, Any]:
        """The schema of a type: of a dataclass a reference to its component.

        Args:
            kind: a dataclass, str, int, float, bool, None, or a tuple, Literal or union of such.

        Raises:
            TypeError: it is something else.
        """
        arguments = get_args(kind)
        origin = get_origin(kind)
        if kind in _SIMPLE:
            return {"type": _SIMPLE[kind]}
        if origin is tuple and arguments[1:] == (Ellipsis,):
            return {"type": "array", "items": self.of(arguments[0])}
        if origin is tuple:
            size = len(arguments)
            items = [self.of(each) for each in arguments]
            return {"type": "array", "prefixItems": items, "minItems": size, "maxItems": size}
        if origin is Literal:
            return {"type": "string", "enum": list(arguments)}
        if origin in (Union, UnionType):
            return {"anyOf": [self.of(each) for each in arguments]}
        if is_dataclass(kind) and isinstance(kind, type):
            return self._reference(kind)
        raise TypeError(f"no schema for {kind}")

    def _reference(self, kind: type) -> dict[str, Any]:
        name = kind.__name__
        if name not in self.components:
            self.components[name] = {}  # a tree refers to itself
            self.components[name] = self._object(kind)
        return {"$ref": f"#/components/schemas/{name}"}

    def _object(self, kind: type) -> dict[str, Any]:
        types = get_type_hints(kind)
        told = reduce(or_, (_told(each) for each in reversed(kind.__mro__)))
        sent = [each for each in fields(kind) if each.name not in self._omitted.get(kind, ())]
        return {
            "type": "object",
            "description": (inspect.getdoc(kind) or "").partition("\n")[0],
            "required": [each.name for each in sent],
            "properties": {
                each.name: {
                    **self.of(self._sent_as.get((kind, each.name), types[each.name])),
                    **({"description": told[each.name]} if each.name in told else {}),
                    **each.metadata,
                }
                for each in sent
            },
        }


def _told(kind: type) -> dict[str, str]:
    """What the docstring of a class says of its attributes."""
    section = _ATTRIBUTES.search(inspect.cleandoc(kind.__doc__ or ""))
    entries = _ENTRY.findall(section[1]) if section else []
    return {name: " ".join(text.split()) for names, text in entries for name in names.split(", ")}
