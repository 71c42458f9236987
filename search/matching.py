"""Which articles meet a query? Its text, looked for in a snapshot or relaxed, and its filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce

import numpy as np

from index.analysis import fold
from search.arrays import any_of, first_of_runs, places_of
from search.clauses import Attribute, Node, clauses_of
from search.counting import Facet, Integers, Mask
from search.evidence import MAX_EXPANSION, Evidence, TextSearch
from search.marking import Wanted
from search.periods import day_numbers
from search.query import Query
from search.ranking import QUESTION, SENTENCE, WORDS, Ranked, article_scores, document_scores, ranked
from search.relaxed import RelaxedSearch
from search.snapshot import Snapshot

__all__ = ["Marking", "Matched", "filters", "match", "matching", "passing"]

_SHOWN = 8
"""Words to which a prefix is expanded that are named."""

Marking = Callable[[int], tuple[Wanted, ...]]
"""A document → what is to be marked in it."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The articles that meet a query's text, before any filter, and how to go on with them.

    Attributes:
        rank: articles → what they and their documents are worth; None where no text tells one from another.
    """

    articles: Integers
    wanted: Marking
    rank: Callable[[Integers], Ranked] | None = None
    notices: tuple[str, ...] = ()
    relaxed: bool = False


def matching(snapshot: Snapshot, query: Query) -> tuple[Integers, Marking]:
    """The articles that match, ascending, all filters kept, and what is to be marked in their documents."""
    found = match(snapshot, query)
    masks = filters(snapshot, snapshot.facets(mentions=query.mentions), query)
    return passing(found.articles, masks.values()), found.wanted


def match(snapshot: Snapshot, query: Query) -> Matched:
    """The articles that meet the text of a query."""
    search = TextSearch(snapshot, query, lambda node: _attribute_mask(snapshot, query, node))
    expansions = tuple(_expansion(clause.text, search) for clause in clauses_of(query.node) if clause.prefix)
    if query.relaxing != "always":
        articles = search.articles(query.node)
        if articles.size or query.relaxing == "never":
            node = query.node
            if node is None or not (any(clauses_of(node, negated=False)) or search.tells_documents_apart(node)):
                return Matched(articles, lambda document: (), notices=expansions)
            return Matched(
                articles,
                lambda document: search.wanted(node, document),
                lambda chosen: _ranked(search, node, chosen),
                expansions,
            )
    required = None if query.required is None else search.articles(query.required)
    relaxed = RelaxedSearch(snapshot, query, search.clock)
    articles = relaxed.articles(required)
    inside = np.zeros(snapshot.articles, dtype=np.bool_)
    inside[articles] = True

    def wanted(document: int) -> tuple[Wanted, ...]:
        if not inside[snapshot.article_of[document]]:
            return ()
        return relaxed.wanted() + (search.wanted(query.required, document) if query.required else ())

    if not articles.size:
        return Matched(articles, wanted, lambda chosen: _ranked_relaxed(relaxed, chosen), expansions)
    notices = expansions + _relaxed_notices(query, relaxed)
    return Matched(articles, wanted, lambda chosen: _ranked_relaxed(relaxed, chosen), notices, relaxed=True)


def _expansion(prefix: str, search: TextSearch) -> str:
    words = search.words_with(prefix)
    if len(words) > MAX_EXPANSION:
        return f"以“{prefix}”开头的词有 {len(words)} 个，超过 {MAX_EXPANSION} 个的上限，只标出“{prefix}”本身"
    frequent = sorted(words, key=lambda word: -words[word])[:_SHOWN]
    named = f"：{'、'.join(frequent)}{'等' if len(words) > _SHOWN else ''}" if words else ""
    return f"以“{prefix}”开头的词有 {len(words)} 个{named}"


def _relaxed_notices(query: Query, relaxed: RelaxedSearch) -> tuple[str, ...]:
    reason = "检索词是问句或整句" if query.relaxing == "always" else "没有一篇报道含有全部检索词"
    notices = [f"{reason}，以下按部分词语匹配，最接近的排在前面"]
    if relaxed.left_out:
        notices.append(f"未用到的词：{'、'.join(relaxed.left_out)}")
    return tuple(notices)


def _ranked(search: TextSearch, node: Node, articles: Integers) -> Ranked:
    snapshot = search.snapshot
    evidence = search.evidence(node, articles)
    clauses = list(dict.fromkeys(clauses_of(node, negated=False)))
    texts = [clause.text for clause in clauses]
    frequencies = {text: search.document_frequency(text) for text in evidence.found}
    scores = document_scores(snapshot, evidence.documents, evidence.found, frequencies, texts, search.clock)
    strings = tuple(dict.fromkeys(piece for clause in clauses for piece in clause.pieces))
    return ranked(
        snapshot,
        articles,
        evidence.documents,
        scores,
        lambda best: article_scores(snapshot, best, evidence.found),
        _firsts(search, articles, evidence),
        strings,
        WORDS,
    )


def _firsts(search: TextSearch, articles: Integers, evidence: Evidence) -> Integers:
    """The articles in which the whole query occurs as it was typed; none where that tells nothing."""
    snapshot, query = search.snapshot, search.query
    texts = [clause.text for clause in query.words]
    if query.required is not None or not texts or (len(texts) == 1 and not query.words[0].in_pieces):
        return np.zeros(0, dtype=np.int64)
    held = []
    for phrase in dict.fromkeys((" ".join(texts), "".join(texts))):
        found = evidence.found.get(phrase)
        if found is None:
            string = snapshot.occurrences(phrase)
            if not string.bound:
                continue
            found = string.documents_in(snapshot.heads[articles], snapshot.heads[articles + 1])
        owners = snapshot.article_of[found[0]]
        held.append(owners[first_of_runs(owners)].astype(np.int64))
    firsts = any_of(held, snapshot.articles)
    return firsts[places_of(firsts, articles, snapshot.articles) >= 0]


def _ranked_relaxed(relaxed: RelaxedSearch, articles: Integers) -> Ranked:
    documents = relaxed.documents(articles)
    by_document, by_article = relaxed.scores()
    return ranked(
        relaxed.snapshot,
        articles,
        documents,
        by_document[documents],
        lambda best: by_article[best],
        relaxed.firsts(articles),
        relaxed.strings,
        SENTENCE if relaxed.is_sentence else QUESTION,
    )


def passing(articles: Integers, masks: Iterable[Mask]) -> Integers:
    """Those of some articles that all masks let pass."""
    return reduce(lambda left, mask: left[mask[left]], masks, articles)


def filters(snapshot: Snapshot, facets: dict[str, Facet], query: Query) -> dict[str, Mask]:
    """A mask over all articles for every filter that is set."""
    chosen = {"place": query.place, "theme": query.theme, "year": query.year, "source": query.source}
    masks = {name: facets[name].mask(set(values)) for name, values in chosen.items() if values}
    if query.since or query.until:
        masks["date"] = _dated(snapshot.dates, query.since, query.until)
    return masks


def _dated(dates: Integers, since: str, until: str) -> Mask:
    """Which dates lie within two bounds, both inclusive.

    A date that is less exact counts where all days that it could mean lie within: 2023 does in 2023, and does not in
    2023-07 to 2023-09.
    """
    first, last = day_numbers(since, until)
    exact = np.where(dates % 10000 == 0, 10000, np.where(dates % 100 == 0, 100, 1))
    return (dates > 0) & (dates >= first) & (dates + exact - 1 <= last)


def _attribute_mask(snapshot: Snapshot, query: Query, node: Attribute) -> Mask:
    """Which articles have a property."""
    if node.field == "date":
        return _dated(snapshot.dates, *node.values)
    facet = snapshot.facets(mentions=query.mentions)[node.field]
    if node.field == "source":
        return facet.mask({name for name in facet.values if node.values[0] in fold(name)})
    return facet.mask(set(node.values))
