"""Did the reader mean something else? The query with its near misses put right, if that has hits."""

from __future__ import annotations

from index.analysis import fold
from search.clauses import clauses_of
from search.execute import matching
from search.query import Query, parse_query
from search.snapshot import Snapshot
from search.spelling import Speller

__all__ = ["did_you_mean"]

_MOST_WORDS = 4
"""Words of a query that are put right, the first."""


def did_you_mean(snapshot: Snapshot, speller: Speller, query: Query) -> str:
    """The text of a query that has no hits, with other words for those that occur nowhere.

    Returns:
        a text that has hits, whatever filters are on; empty where there is none.
    """
    text = query.text
    known = {each.word for each in query.expansions}
    wrong = [each.text for each in clauses_of(query.node, negated=False) if each.text not in known]
    for word in dict.fromkeys(wrong[:_MOST_WORDS]):
        at = fold(text).find(word)
        if at < 0 or snapshot.occurrences(word).documents()[0].size:
            continue
        meant = speller.correction(word)
        if meant:
            text = text[:at] + meant + text[at + len(word) :]
    if text == query.text:
        return ""
    corrected = parse_query(text, scope=query.scope)
    found = matching(snapshot, corrected, relaxed=False)
    return text if found.size else ""
