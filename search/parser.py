"""What do the tokens of a query mean together? Tokens → a tree of clauses, and notices of what was left aside.

::

    any   := all (OR all)*
    all   := [NOT] near ([AND] [NOT] near)*
    near  := one (NEAR/n one)*
    one   := word | "string" | ( any ) | title: one | place: value | theme: value | source: value | date: from..to
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace

from index.analysis import fold, matched
from index.errors import BadQuery
from index.tagging import gazetteer, theme_tree
from search.clauses import And, Attribute, Clause, Near, Node, Not, Or, joined
from search.lexer import Token, tokens, without_format_characters
from search.periods import parse_period
from search.wording import document_number_spellings, range_spellings, without_number_spaces, word_pieces

__all__ = ["MAX_DEPTH", "MAX_DISTANCE", "Parsed", "parse_text"]

MAX_DEPTH = 8
"""Parentheses within parentheses."""
MAX_DISTANCE = 1000
"""Characters between two words that are near each other."""

_DISTANCE = 10
"""The distance of a NEAR that names none."""
_UNKNOWN_FIELD = re.compile(r"([a-z_]{2,20})：(?=[^\W\d])")
_NO_OPERATORS = ("and", "or", "not", "near", "&", "&&", "+", "||")
_NOT_IN_WORDS = re.compile(r"[*]+")


@dataclass(slots=True)
class Parsed:
    """A query's text, read.

    Attributes:
        node: what is asked for; None for nothing.
        notices: what was made of the text that the reader might not expect, in Chinese.
    """

    node: Node | None = None
    notices: list[str] = field(default_factory=list)


def parse_text(text: str) -> Parsed:
    """Read the text of a query.

    Raises:
        BadQuery: parentheses lie deeper than `MAX_DEPTH`, or a field's value or a distance cannot be.
    """
    reader = _Reader(list(tokens(without_number_spaces(without_format_characters(text)))))
    node = reader.any_of(0)
    while reader.next is not None:
        # Only a closing parenthesis without an opening one ends a query before its text.
        reader.take()
        reader.notice("括号没有成对，多出的右括号已忽略")
        rest = reader.any_of(0)
        node = joined(And, [part for part in (node, rest) if part is not None])
    return Parsed(node, list(dict.fromkeys(reader.notices)))


class _Reader:
    """A recursive descent over the tokens; its depth is that of the parentheses, and bounded."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self.notices: list[str] = []

    @property
    def next(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def ahead(self, *kinds: str) -> bool:
        return self.next is not None and self.next.kind in kinds

    def notice(self, said: str) -> None:
        self.notices.append(" ".join(said.split()))

    def any_of(self, depth: int) -> Node | None:
        parts = [self.all_of(depth)]
        while self.ahead("OR"):
            operator = self.take()
            parts.append(self.all_of(depth))
            if parts[-1] is None or parts[-2] is None:
                self.notice(f"“{operator.typed}”的一边没有检索词，已忽略")
        return joined(Or, [part for part in parts if part is not None])

    def all_of(self, depth: int) -> Node | None:
        parts: list[Node] = []
        while self.next is not None and not self.ahead("OR", ")"):
            if self.ahead("AND"):
                operator = self.take()
                if not parts or self.next is None or self.ahead("OR", "AND", ")"):
                    self.notice(f"“{operator.typed}”的一边没有检索词，已忽略")
                continue
            part = self.negated(depth)
            if part is not None:
                parts.append(part)
        return joined(And, parts)

    def negated(self, depth: int) -> Node | None:
        negations = []
        while self.ahead("NOT"):
            negations.append(self.take())
        part = self.near(depth) if not negations or not self.ahead("AND", "OR", ")") else None
        if negations and part is None:
            self.notice(f"“{negations[-1].typed}”后面没有检索词，已忽略")
        if len(negations) % 2 == 0 or part is None:
            return part
        if negations[-1].typed in "-－−" and isinstance(part, Clause) and part.text[0].isdigit():
            self.notice(f"减号表示排除：已排除含“{part.text}”的报道；要查负数请加引号")
        return Not(part)

    def near(self, depth: int) -> Node | None:
        left = self.one(depth)
        pairs: list[Node] = []
        while self.ahead("NEAR"):
            operator = self.take()
            distance = int(operator.text or _DISTANCE)
            if distance > MAX_DISTANCE:
                typed = operator.typed
                raise BadQuery(f"{typed} 的间隔太大：最多 {MAX_DISTANCE} 个字", field="q", value=typed)
            right = self.one(depth) if not self.ahead("AND", "OR", "NOT", "NEAR", ")") else None
            if left is None or right is None:
                self.notice(f"“{operator.typed}”的一边没有检索词，已忽略")
                left = left or right
                continue
            if not isinstance(left, Clause) or not isinstance(right, Clause) or left.prefix or right.prefix:
                raise BadQuery(f"{operator.typed} 的两边只能是词或引号里的字句", field="q", value=operator.typed)
            pairs.append(self._pair(left, right, distance))
            left = right
        return joined(And, pairs) if pairs else left

    def _pair(self, left: Clause, right: Clause, distance: int) -> Near:
        """Two strings near each other, both in the title if one of them must be."""
        for side in (left, right):
            if side.spellings:
                self.notice(f"“{side.text}”在 NEAR 旁边只按所写的形式查找")
        in_title = left.in_title or right.in_title
        return Near(_as_string(left, in_title), _as_string(right, in_title), distance)

    def one(self, depth: int) -> Node | None:
        if self.next is None or self.ahead("AND", "OR", "NOT", "NEAR", ")"):
            return None
        token = self.take()
        match token.kind:
            case "(":
                return self._group(depth + 1)
            case "field":
                return self._field(token, depth)
            case "quoted":
                return self._string(token)
            case "number":
                text = matched(token.text)
                others = document_number_spellings(token.text)
                return Clause(text, (text,), tuple(each for each in others if each != text))
            case _:
                return self._word(token)

    def _group(self, depth: int) -> Node | None:
        if depth > MAX_DEPTH:
            raise BadQuery(f"括号嵌套太深：最多 {MAX_DEPTH} 层", field="q", value="（")
        inner = self.any_of(depth)
        if self.ahead(")"):
            self.take()
        else:
            self.notice("括号没有成对，已在末尾补上右括号")
        if inner is None:
            self.notice("括号里没有检索词，已忽略")
        return inner

    def _string(self, token: Token) -> Node | None:
        text = matched(" ".join(token.text.split()))
        if not text:
            self.notice("引号里没有检索词，已忽略")
            return None
        if not token.closed:
            self.notice(f"引号没有成对，已把“{token.typed.strip()}”作为完整字句查找")
        return Clause(text, (text,), exact=True)

    def _word(self, token: Token) -> Node | None:
        stem = token.text.rstrip("*")
        prefix = stem != token.text
        plain = _NOT_IN_WORDS.sub("", stem)
        if plain != stem or not plain:
            self.notice(f"“{token.typed}”里的 * 只能放在词尾，表示以它开头的词；其余的 * 已忽略")
        if plain == "-" and len(self._tokens) > 1:
            self.notice("单独的减号已忽略；要排除一个词，请把减号紧写在它前面，如 -房地产")
            return None
        if plain in _NO_OPERATORS and len(self._tokens) > 1:
            self.notice(f"“{token.typed}”按普通词查找；运算符要用大写的 AND、OR、NOT、NEAR")
        if unknown := _UNKNOWN_FIELD.match(plain):
            self.notice(f"没有“{unknown[1]}”这个字段，已按原文查找；可用的有 title、place、theme、source、date")
        text = matched(plain)
        if not text:
            return None
        if prefix:
            return Clause(text, (text,), exact=True, prefix=True)
        return Clause(text, word_pieces(text), range_spellings(text))

    def _field(self, token: Token, depth: int) -> Node | None:
        if token.text == "title":
            part = self.one(depth)
            if part is None:
                self.notice(f"“{token.typed}”后面没有检索词，已忽略")
            if isinstance(part, Attribute):
                self.notice(f"“{token.typed}”后面应是检索词，已忽略")
            return _in_title(part)
        value = self.take() if self.ahead("word", "quoted", "number") else None
        if value is None or not value.typed.strip():
            self.notice(f"“{token.typed}”后面没有值，已忽略")
            return None
        return _attribute(token, value)


def _as_string(clause: Clause, in_title: bool) -> Clause:
    """The clause as a whole: where it must be near another, its pieces may not stand apart."""
    return replace(clause, pieces=(clause.text,), spellings=(), exact=True, in_title=in_title)


def _in_title(node: Node | None) -> Node | None:
    match node:
        case Clause():
            return replace(node, in_title=True)
        case Near():
            return replace(node, left=replace(node.left, in_title=True), right=replace(node.right, in_title=True))
        case Not():
            return Not(_titled(node.child))
        case And() | Or():
            return type(node)(tuple(map(_titled, node.children)))
        case _:
            return node


def _titled(node: Node) -> Node:
    return _in_title(node) or node


def _attribute(name: Token, value: Token) -> Attribute:
    typed = " ".join(value.typed.split())
    if name.text == "source":
        return Attribute("source", (fold(typed),), f"“{typed}”")
    if name.text == "date":
        period = parse_period(unicodedata.normalize("NFKC", typed))
        return Attribute("date", period, _period_label(*period))
    try:
        if name.text == "theme":
            theme = theme_tree().find(typed)
            return Attribute("theme", (theme.id,), theme.name)
        place = gazetteer().find(typed)
    except BadQuery as error:
        raise BadQuery(str(error), field="q", value=typed) from error
    return Attribute("place", (place.code,), place.path)


def _period_label(since: str, until: str) -> str:
    if since == until:
        return since
    if not since or not until:
        return f"{since}及以后" if since else f"{until}及以前"
    return f"{since}至{until}"
