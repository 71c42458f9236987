"""Which documents hold what was asked for, and how well? The text of a query, looked for in a snapshot.

A paragraph meets a clause where the clause's text occurs in it, or all of its pieces; an article, where it holds the
text or all of the pieces. That is decided on the folded text alone, so it is exactly what a search for substrings would
find. What must be met is met by units: articles, or documents where all must occur in one paragraph or in the title.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.errors import BadQuery
from index.schema import HEAD
from search.arrays import any_of, places_of, without
from search.clauses import And, Attribute, Clause, Near, Node, Not, Or
from search.clock import Clock
from search.counting import Integers, Mask
from search.marking import Wanted
from search.query import Query
from search.snapshot import Occurrences, Snapshot
from search.units import Found, Units

__all__ = ["MAX_EXPANSION", "Evidence", "TextSearch"]

_MOST_NEAR = 1_000_000
"""Occurrences of a string that are looked at for what is near them."""
MAX_EXPANSION = 1000
"""Words that the beginning of a word is expanded to."""

_NONE: Integers = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the articles that matched.

    Attributes:
        documents: ascending; every article has one, its head if nothing else speaks for it.
        found: for each string of the query the documents that speak and hold it, ascending, and how often.
    """

    documents: Integers
    found: dict[str, Found]


class TextSearch:
    """The text of one query on its way through a snapshot.

    Each string is looked for once in each place of the query, the rarest first, and the others only where all before
    them were found.
    """

    def __init__(self, snapshot: Snapshot, query: Query, attribute: Callable[[Attribute], Mask]) -> None:
        """Prepare.

        Args:
            snapshot: where to look.
            query: what for.
            attribute: which articles have a property.
        """
        self.snapshot = snapshot
        self.query = query
        self._attribute = attribute
        self._units = Units(snapshot, query.scope)
        self._strings: dict[tuple[str, bool], Occurrences] = {}
        self._found: dict[tuple[int, str], Found] = {}
        self._holding_any: dict[tuple[int, str], int] = {}
        self._met: dict[int, Integers] = {}
        self._words_with: dict[str, dict[str, int]] = {}
        self._marked: dict[tuple[int, int], tuple[Wanted, ...]] = {}
        self.clock = Clock()

    def articles(self, node: Node | None) -> Integers:
        """The articles that meet a node, ascending: the query's, or that which is never relaxed; all for None."""
        if node is None:
            return np.flatnonzero(self.snapshot.live)
        if self._units.are_articles:
            return self._meeting(node, None)
        return self._units.articles_of(self._meeting(node, self._units.all() if self.query.scope == "title" else None))

    def evidence(self, node: Node, articles: Integers) -> Evidence:
        """The documents that speak for some of the articles that meet the query.

        In an article, these are the documents that hold a clause's text or, where the article has it nowhere, a piece;
        of a choice, only what the article meets counts.
        """
        chosen = np.zeros(self.snapshot.articles, dtype=np.bool_)
        chosen[articles] = True
        parts: dict[str, list[Found]] = {}
        for text, found in self._speaking(node, self._units.belonging(self._met[id(node)], chosen)):
            parts.setdefault(text, []).append(found)
        held = {text: self._united(several) for text, several in parts.items()}
        if self._units.are_articles or not self._in_text(node):
            documents = any_of([documents for documents, _ in held.values()], self.snapshot.documents)
        else:
            met = self._met[id(node)]
            documents = met[chosen[self.snapshot.article_of[met]]]
        if not _always_speaks(node):
            chosen[self.snapshot.article_of[documents]] = False
            documents = any_of([documents, self.snapshot.heads[:-1][chosen]], self.snapshot.documents)
        return Evidence(documents, held)

    def wanted(self, node: Node, document: int) -> tuple[Wanted, ...]:
        """What is to be marked in a document; nothing where it, or its article, does not meet the query."""
        unit = int(self.snapshot.article_of[document]) if self._units.are_articles else document
        if (id(node), unit) not in self._marked:
            units = np.array([unit], dtype=np.int64)
            meets = places_of(units, self._met[id(node)], self._units.limit)[0] >= 0
            self._marked[id(node), unit] = tuple(self._wanted(node, units)) if meets else ()
        return self._marked[id(node), unit]

    def tells_documents_apart(self, node: Node) -> bool:
        """Whether what meets a node are some documents of an article, and not all that it has."""
        return not self._units.are_articles and self._in_text(node)

    def words_with(self, prefix: str) -> dict[str, int]:
        """The words of the index that begin with a string, and in how many documents each stands."""
        if prefix not in self._words_with:
            self._words_with[prefix] = self.snapshot.words_with(prefix)
        return self._words_with[prefix]

    def document_frequency(self, text: str) -> int:
        """In how many documents a string that was looked for occurs, about."""
        return max(string.document_frequency for (each, _), string in self._strings.items() if each == text)

    # Which units meet a node?

    def _meeting(self, node: Node, among: Integers | None) -> Integers:
        match node:
            case Clause():
                met = self._holding(node, among)
            case Near():
                met = self._near(node, among)
            case Attribute():
                met = self._having(node, among)
            case Not():
                among = self._units.all() if among is None else among
                met = without(among, self._meeting(node.child, among), self._units.limit)
            case And():
                met = self._meeting_all(node, among)
            case Or():
                met = any_of([self._meeting(child, among) for child in node.children], self._units.limit)
        self._met[id(node)] = met
        return met

    def _meeting_all(self, node: And, among: Integers | None) -> Integers:
        for child in sorted(node.children, key=self._cost):
            among = self._meeting(child, among)
        return self._units.all() if among is None else among

    def _cost(self, node: Node) -> float:
        """How many units a node may be met by, at most; what leaves units out comes last."""
        match node:
            case Clause():
                return min(sum(self._string(text, node).bound for text in group) for group in _groups(node))
            case Near():
                return min(self._cost(node.left), self._cost(node.right))
            case Attribute():
                return int(np.count_nonzero(self._attribute(node)))
            case And():
                return min(map(self._cost, node.children))
            case Or():
                return sum(map(self._cost, node.children))
            case Not():
                return float("inf")

    def _holding(self, clause: Clause, among: Integers | None) -> Integers:
        """The units that hold a clause's text in any spelling, or all of its pieces."""
        if clause.in_pieces:
            together = among
            for piece in sorted(clause.pieces, key=lambda text: self._string(text, clause).bound):
                together = self._holders(clause, (piece,), together)
            others = self._holders(clause, clause.spellings, among) if clause.spellings else _NONE
            return others if together is None else any_of([together, others], self._units.limit)
        return self._holders(clause, clause.wholes, among)

    def _holders(self, clause: Clause, texts: Sequence[str], among: Integers | None) -> Integers:
        """The units that hold any of some strings of a clause."""
        parts = []
        for text in texts:
            documents, frequencies = self._look(clause, text, among)
            self._found[id(clause), text] = documents, frequencies
            parts.append(self._units.of(documents, clause.in_title))
        units = any_of(parts, self._units.limit)
        if among is not None:
            return units[places_of(units, among, self._units.limit) >= 0]
        if len(texts) == 1:
            self._holding_any[id(clause), texts[0]] = units.size
        return units

    def _look(self, clause: Clause, text: str, among: Integers | None) -> Found:
        """The documents that hold a string, all of those that belong to some units among them."""
        self.clock.check()
        string = self._string(text, clause)
        heads = self.snapshot.heads
        if among is None:
            documents, frequencies = string.documents()
        elif not self._units.are_articles:
            if clause.in_title:
                articles = self._units.articles_of(among)
                documents, frequencies = string.documents_in(heads[articles], heads[articles] + 1)
            else:
                documents, frequencies = string.documents_in(among, among + 1)
        else:
            behind = heads[among] + 1 if clause.in_title else heads[among + 1]
            documents, frequencies = string.documents_in(heads[among], behind)
        if clause.in_title or self.query.scope == "title":
            at_head = self.snapshot.ordinals[documents] == HEAD
            documents, frequencies = documents[at_head], frequencies[at_head]
        return documents, frequencies

    def _near(self, node: Near, among: Integers | None) -> Integers:
        self.clock.check()
        texts = {node.left.text, node.right.text}
        if max(self._string(text, node.left).bound for text in texts) > _MOST_NEAR:
            raise BadQuery(
                f"NEAR 两边的词太常见（超过 {_MOST_NEAR // 10_000} 万处），请换用更长的词",
                field="q",
                value=self.query.text,
            )
        documents, frequencies = self.snapshot.near(node.left.text, node.right.text, node.distance)
        if node.left.in_title or self.query.scope == "title":
            at_head = self.snapshot.ordinals[documents] == HEAD
            documents, frequencies = documents[at_head], frequencies[at_head]
        for clause in (node.left, node.right):
            self._string(clause.text, clause)
            self._found[id(node), clause.text] = documents, frequencies
        units = self._units.of(documents, node.left.in_title)
        return units if among is None else units[places_of(units, among, self._units.limit) >= 0]

    def _having(self, node: Attribute, among: Integers | None) -> Integers:
        mask = self._attribute(node)
        if self._units.are_articles:
            return np.flatnonzero(mask & self.snapshot.live) if among is None else among[mask[among]]
        if among is None:
            return self._units.documents_of(np.flatnonzero(mask & self.snapshot.live))
        return among[mask[self.snapshot.article_of[among]]]

    # Which documents speak for what was met?

    def _speaking(self, node: Node, units: Integers) -> Iterator[tuple[str, Found]]:
        """The strings that speak for some units that meet a node, and where they stand in them."""
        match node:
            case Clause():
                yield from self._clause_speaking(node, units)
            case Near():
                for clause in (node.left, node.right):
                    yield clause.text, self._units.within(self._found[id(node), clause.text], units)
            case And() | Or():
                for child in node.children:
                    met = self._met[id(child)]
                    there = units if isinstance(node, And) else units[places_of(units, met, self._units.limit) >= 0]
                    yield from self._speaking(child, there)

    def _clause_speaking(self, clause: Clause, units: Integers) -> Iterator[tuple[str, Found]]:
        if not clause.in_pieces and self._holding_any.get((id(clause), clause.text)) == units.size:
            yield clause.text, self._found[id(clause), clause.text]
            return
        held = []
        for text in clause.wholes:
            if (id(clause), text) not in self._found:
                self._found[id(clause), text] = self._look(clause, text, units)
            found = self._units.within(self._found[id(clause), text], units)
            if clause.in_pieces:
                held.append(self._units.of(found[0], clause.in_title))
            yield text, found
        if clause.in_pieces:
            lacking = without(units, any_of(held, self._units.limit), self._units.limit)
            for piece in clause.pieces:
                yield piece, self._units.within(self._found[id(clause), piece], lacking)

    def _wanted(self, node: Node, unit: Integers) -> Iterator[Wanted]:
        match node:
            case Clause():
                texts = node.pieces if node.in_pieces and not self._holds_whole(node, unit) else node.wholes
                words = self.words_with(node.text) if node.prefix else {}
                yield Wanted(
                    texts, node.prefix, node.in_title, words=tuple(words) if len(words) <= MAX_EXPANSION else ()
                )
            case Near():
                texts = (node.left.text, node.right.text)
                yield Wanted(texts, in_title=node.left.in_title, distance=node.distance)
            case And():
                for child in node.children:
                    yield from self._wanted(child, unit)
            case Or():
                for child in node.children:
                    if places_of(unit, self._met[id(child)], self._units.limit)[0] >= 0:
                        yield from self._wanted(child, unit)

    def _holds_whole(self, clause: Clause, unit: Integers) -> bool:
        """Whether a unit that meets a clause holds it whole."""
        for text in clause.wholes:
            found = self._found.get((id(clause), text)) or self._look(clause, text, unit)
            if self._units.within(found, unit)[0].size:
                return True
        return False

    def _united(self, several: Sequence[Found]) -> Found:
        """What was found of one string in several places of the query."""
        if len(several) == 1:
            return several[0]
        documents = np.concatenate([found[0] for found in several])
        frequencies = np.concatenate([found[1] for found in several])
        distinct, first = np.unique(documents, return_index=True)
        return distinct, frequencies[first]

    def _in_text(self, node: Node) -> bool:
        """Whether a node is about paragraphs, and not only about the articles that they belong to."""
        match node:
            case Clause():
                return not node.in_title
            case Near():
                return not node.left.in_title
            case Not():
                return self._in_text(node.child)
            case And() | Or():
                return any(map(self._in_text, node.children))
        return False

    def _string(self, text: str, clause: Clause) -> Occurrences:
        key = text, clause.prefix
        if key not in self._strings:
            self._strings[key] = self.snapshot.occurrences(text, at_word=clause.prefix)
        return self._strings[key]


def _always_speaks(node: Node) -> bool:
    """Whether every article that meets a node has a document that speaks for it."""
    match node:
        case Clause() | Near():
            return True
        case And():
            return any(map(_always_speaks, node.children))
        case Or():
            return all(map(_always_speaks, node.children))
    return False


def _groups(clause: Clause) -> Iterator[tuple[str, ...]]:
    """Strings, all of which taken together occur at least as often as the clause is met."""
    if not clause.in_pieces:
        yield clause.wholes
    elif clause.spellings:
        for piece in clause.pieces:
            yield piece, *clause.spellings
    else:
        for piece in clause.pieces:
            yield (piece,)
