"""Which articles match, how many, and in what order? Query → Matches, numbers only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import reduce

import numpy as np

from index.analysis import fold
from index.schema import HEAD
from search.arrays import any_of, first_of_runs, places_of
from search.clauses import Attribute, Node, clauses_of
from search.counting import Counts, Facet, Integers, Mask
from search.evidence import MAX_EXPANSION, Evidence, TextSearch
from search.marking import Wanted
from search.ordering import ordered
from search.query import Query
from search.ranking import QUESTION, SENTENCE, WORDS, Ranked, article_scores, document_scores, ranked
from search.relaxed import RelaxedSearch
from search.snapshot import Snapshot

__all__ = ["ArticleMatch", "Marking", "Matches", "execute", "marking", "matching"]

_SHOWN = 8

Marking = Callable[[int], tuple[Wanted, ...]]
"""A document → what is to be marked in it."""


@dataclass(frozen=True, slots=True)
class ArticleMatch:
    """An article on the page.

    Attributes:
        article: its number.
        score: higher is better.
        documents: its matching paragraphs, best first; the head is not among them.
        reprints: the numbers of the articles that matched, too, and are the same report.
    """

    article: int
    score: float
    documents: tuple[int, ...]
    reprints: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Matches:
    """What a query matched.

    Attributes:
        articles: how many articles in all.
        results: how many of them stand by themselves: reprints of one report are one result.
        paragraphs: how many matching paragraphs they have.
        page: the articles of the page that was asked for, in order.
        counts: facet → distinct articles beside the values of `Snapshot.facets`, each facet as if nothing were chosen
            in it.
        wanted: a document → what is to be marked in it.
        notices: what the search did that the reader might not expect, in Chinese.
        relaxed: whether not all words had to occur.
        found: how many articles meet the text, whatever filters are on.
    """

    articles: int
    results: int
    paragraphs: int
    page: tuple[ArticleMatch, ...]
    counts: dict[str, Counts]
    wanted: Marking = field(compare=False)
    notices: tuple[str, ...] = ()
    relaxed: bool = False
    found: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    """The articles that meet a query's text, before any filter, and how to go on with them.

    Attributes:
        rank: articles → what they and their documents are worth; None where no text tells one from another.
    """

    articles: Integers
    wanted: Marking
    rank: Callable[[Integers], Ranked] | None = None
    notices: tuple[str, ...] = ()
    relaxed: bool = False


def execute(snapshot: Snapshot, query: Query, *, folded: bool = True) -> Matches:
    """Run a query on a snapshot.

    Args:
        snapshot: where to look.
        query: what for.
        folded: whether reprints of one report are one result.

    Raises:
        BadQuery: it takes longer than `search.clock.TIME_LIMIT`.
    """
    found = _found(snapshot, query)
    facets = snapshot.facets(mentions=query.mentions)
    masks = _filters(snapshot, facets, query)
    matched = _passing(found.articles, masks.values())
    counts = {}
    for name, facet in facets.items():
        others = [mask for other, mask in masks.items() if other != name]
        counts[name] = facet.counts(_passing(found.articles, others) if name in masks else matched)
    if found.rank is None:
        paragraphs = int((np.diff(snapshot.heads)[matched] - 1).sum())
        results, page = _browsed(snapshot, query, matched, folded)
        return Matches(
            matched.size,
            results,
            paragraphs,
            page,
            counts,
            found.wanted,
            found.notices,
            found=found.articles.size,
        )
    worth = found.rank(matched)
    paragraphs = int(worth.is_head.size - np.count_nonzero(worth.is_head))
    results, page = _page(snapshot, query, matched, worth, folded)
    return Matches(
        matched.size,
        results,
        paragraphs,
        page,
        counts,
        found.wanted,
        found.notices,
        found.relaxed,
        found.articles.size,
    )


def matching(snapshot: Snapshot, query: Query, *, relaxed: bool = True) -> Integers:
    """The articles that match, ascending, all filters kept; without `relaxed`, those that hold all words."""
    facets = snapshot.facets(mentions=query.mentions)
    asked = query if relaxed else replace(query, relaxing="never")
    return _passing(_found(snapshot, asked).articles, _filters(snapshot, facets, query).values())


def marking(snapshot: Snapshot, query: Query) -> Marking:
    """What a query marks in the documents of the articles that match."""
    return _found(snapshot, query).wanted


def _found(snapshot: Snapshot, query: Query) -> _Found:
    """The articles that meet the text of a query."""
    search = TextSearch(snapshot, query, lambda node: _attribute_mask(snapshot, query, node))
    expansions = tuple(_expansion(clause.text, search) for clause in clauses_of(query.node) if clause.prefix)
    if query.relaxing != "always":
        articles = search.articles(query.node)
        if articles.size or query.relaxing == "never":
            node = query.node
            if node is None or not any(clauses_of(node, negated=False)):
                return _Found(articles, lambda document: (), notices=expansions)
            return _Found(
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
        return _Found(articles, wanted, lambda chosen: _ranked_relaxed(relaxed, chosen), expansions)
    notices = expansions + _relaxed_notices(query, relaxed)
    return _Found(articles, wanted, lambda chosen: _ranked_relaxed(relaxed, chosen), notices, relaxed=True)


def _expansion(prefix: str, search: TextSearch) -> str:
    words = search.words_with(prefix)
    if len(words) > MAX_EXPANSION:
        return f"“{prefix}*”可展开为 {len(words)} 个词，超过 {MAX_EXPANSION} 个的上限，只按“{prefix}”查找和标出"
    shown = "、".join(sorted(words, key=len)[:_SHOWN])
    return f"“{prefix}*”展开为 {len(words)} 个词" + (f"：{shown}{'等' if len(words) > _SHOWN else ''}" if words else "")


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


def _passing(articles: Integers, masks: Iterable[Mask]) -> Integers:
    return reduce(lambda left, mask: left[mask[left]], masks, articles)


def _filters(snapshot: Snapshot, facets: dict[str, Facet], query: Query) -> dict[str, Mask]:
    """A mask over all articles for every filter that is set."""
    chosen = {"place": query.place, "theme": query.theme, "year": query.year, "source": query.source}
    masks = {name: facets[name].mask(set(values)) for name, values in chosen.items() if values}
    if query.since or query.until:
        masks["date"] = _dated(snapshot.dates, query.since, query.until)
    return masks


def _dated(dates: Integers, since: str, until: str) -> Mask:
    """Which dates lie within two bounds, both inclusive.

    A date counts where it, or a day that it could mean, lies within: 2023 is within 2023-07 to 2023-09.
    """
    first, last = (since.replace("-", "").ljust(8, "0"), until.replace("-", "").ljust(8, "9"))
    exact = np.where(dates % 10000 == 0, 10000, np.where(dates % 100 == 0, 100, 1))
    mask: Mask = dates > 0
    if since:
        mask &= dates // exact >= int(first) // exact
    if until:
        mask &= dates // exact <= int(last) // exact
    return mask


def _attribute_mask(snapshot: Snapshot, query: Query, node: Attribute) -> Mask:
    """Which articles have a property."""
    if node.field == "date":
        return _dated(snapshot.dates, *node.values)
    facet = snapshot.facets(mentions=query.mentions)[node.field]
    if node.field == "source":
        return facet.mask({name for name in facet.values if node.values[0] in fold(name)})
    return facet.mask(set(node.values))


def _page(
    snapshot: Snapshot, query: Query, articles: Integers, worth: Ranked, folded: bool
) -> tuple[int, tuple[ArticleMatch, ...]]:
    """How many results there are, and those of the page, ordered."""
    if not articles.size:
        return 0, ()
    order = ordered(snapshot, query, articles, worth.value, by_date=False, folded=folded)
    ends = np.append(worth.first[1:], worth.documents.size)
    page = []
    for place, under in zip(order.shown, order.under, strict=True):
        part = slice(int(worth.first[place]), int(ends[place]))
        documents = worth.documents[part][np.lexsort((worth.documents[part], -worth.scores[part]))]
        page.append(
            ArticleMatch(
                int(articles[place]),
                float(worth.value[place]),
                tuple(documents[snapshot.ordinals[documents] != HEAD].tolist()),
                tuple(articles[list(under)].tolist()),
            )
        )
    return order.total, tuple(page)


def _browsed(
    snapshot: Snapshot, query: Query, articles: Integers, folded: bool
) -> tuple[int, tuple[ArticleMatch, ...]]:
    """The same where no text tells one from another: whole articles, and the newest first."""
    order = ordered(snapshot, query, articles, np.zeros(articles.size, dtype=np.float32), by_date=True, folded=folded)
    return order.total, tuple(
        ArticleMatch(
            number, 0.0, tuple(snapshot.documents_of(number)[1:]), reprints=tuple(articles[list(under)].tolist())
        )
        for number, under in zip(articles[list(order.shown)].tolist(), order.under, strict=True)
    )
