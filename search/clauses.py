"""What can be asked for? The nodes of a query, and the line in which a reader sees how it was understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["And", "Attribute", "Clause", "Near", "Node", "Not", "Or", "clauses_of", "described", "joined"]


@dataclass(frozen=True, slots=True)
class Clause:
    """One word or exact string, as it is matched.

    Attributes:
        text: the whole string.
        pieces: strings that must all occur instead of the whole; just the whole where it was quoted or is one word.
        spellings: other ways to write the whole, such as the brackets of a document number.
        exact: whether nothing else may take its place, as it was quoted, say.
        prefix: whether it is the beginning of something: what begins with a letter or digit must not begin inside a
            word of such, and of what begins with it, the longest word of the index is marked.
        in_title: whether only titles, subtitles and bylines count.
    """

    text: str
    pieces: tuple[str, ...]
    spellings: tuple[str, ...] = ()
    exact: bool = False
    prefix: bool = False
    in_title: bool = False

    @property
    def wholes(self) -> tuple[str, ...]:
        """The whole string in all its spellings."""
        return (self.text, *self.spellings)

    @property
    def in_pieces(self) -> bool:
        """Whether its pieces may stand apart."""
        return self.pieces != (self.text,)


@dataclass(frozen=True, slots=True)
class Near:
    """Two strings in one paragraph, in any order, with at most `distance` characters between them."""

    left: Clause
    right: Clause
    distance: int


@dataclass(frozen=True, slots=True)
class Attribute:
    """A property of the article, whatever its text says.

    Attributes:
        field: `place`, `theme`, `source` or `date`.
        values: codes of places or ids of themes, any one of which will do; what the source's name contains, folded; the
            first and the last date, each `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or empty.
        label: the values as a reader sees them.
    """

    field: str
    values: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Not:
    """Whatever does not meet the child."""

    child: Node


@dataclass(frozen=True, slots=True)
class And:
    """Whatever meets all children; at least two."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Whatever meets any of the children; at least two."""

    children: tuple[Node, ...]


Node = Clause | Near | Attribute | Not | And | Or

_FIELDS = {"place": "地区为", "theme": "主题为", "source": "来源含", "date": "日期为"}


def joined(kind: type[And] | type[Or], children: list[Node]) -> Node | None:
    """The children as one node: none of none, the child itself of one, and each once."""
    distinct = tuple(dict.fromkeys(children))
    return kind(distinct) if len(distinct) > 1 else next(iter(distinct), None)


def clauses_of(node: Node | None, *, negated: bool = True) -> Iterator[Clause]:
    """The clauses of a query in their order; with `negated` false, only those that speak for an article."""
    match node:
        case Clause():
            yield node
        case Near():
            yield from (node.left, node.right)
        case And() | Or():
            for child in node.children:
                yield from clauses_of(child, negated=negated)
        case Not() if negated:
            yield from clauses_of(node.child)


def described(node: Node | None) -> str:
    """The query in one line, in Chinese."""
    match node:
        case None:
            return ""
        case Clause():
            return _clause(node)
        case Near():
            return f"{_clause(node.left)}与{_clause(node.right)}相隔至多 {node.distance} 字"
        case Attribute():
            return f"{_FIELDS[node.field]}{node.label}"
        case Not():
            return f"不含{_inner(node.child)}"
        case And():
            return " 且 ".join(_inner(child) for child in node.children)
        case Or():
            return " 或 ".join(_inner(child) for child in node.children)


def _clause(clause: Clause) -> str:
    if clause.prefix:
        said = f"以“{clause.text}”开头的{'词' if clause.text[0].isascii() else '字句'}"
    elif clause.in_pieces:
        said = f"“{clause.text}”（{'＋'.join(clause.pieces)}）"
    else:
        said = f"“{clause.text}”" + ("（各种写法）" if clause.spellings else "")
    return f"标题有{said}" if clause.in_title else said


def _inner(node: Node) -> str:
    return f"（{described(node)}）" if isinstance(node, And | Or) else described(node)
