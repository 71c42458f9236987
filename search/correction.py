"""Did the reader mean something else? The query with its near misses put right, if that has hits."""

from __future__ import annotations

import re
from dataclasses import replace

from index.analysis import fold
from index.errors import BadQuery
from search.clauses import clauses_of
from search.matching import match
from search.query import Query, parse_query
from search.snapshot import Snapshot
from search.spelling import Speller

__all__ = ["did_you_mean"]

_LETTERS = re.compile(r"[^\W\d_]")
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
        if at < 0 or not _LETTERS.search(word) or snapshot.occurrences(word).documents()[0].size:
            continue
        meant = speller.correction(word)
        if meant:
            text = text[:at] + meant + text[at + len(word) :]
    if text == query.text:
        return ""
    try:
        corrected = parse_query(text, scope=query.scope, synonyms=bool(known))
    except BadQuery:  # put right, it may be longer than a query can be
        return ""
    return text if match(snapshot, replace(corrected, relaxing="never")).articles.size else ""
