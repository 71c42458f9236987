"""How much is an occurrence worth? BM25, as Whoosh's BM25F reckons it, over whole arrays."""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

from index.columnar import BYTE_LENGTHS
from search.snapshot import Postings, Snapshot

__all__ = ["bm25"]

K1 = 1.2
B = 0.75
"""The free parameters of BM25 as in Whoosh; Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009."""


def bm25(snapshot: Snapshot, field: str, postings: Postings) -> NDArray[np.float64]:
    """The score of each document of some postings.

    Args:
        snapshot: for how many documents there are, and how long they are on average.
        field: whose lengths the postings have.
        postings: of a term of that field, or of a string in it.
    """
    if not postings.total:
        return np.zeros(0)
    idf = log(snapshot.documents / (postings.total + 1)) + 1
    norm = K1 * (1 - B + B * BYTE_LENGTHS / snapshot.average_length(field))
    worth = idf * (K1 + 1) * postings.frequencies
    scores: NDArray[np.float64] = worth / (postings.frequencies + norm[postings.lengths])
    return scores
