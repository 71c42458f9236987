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


def bm25(snapshot: Snapshot, field: str, postings: Postings) -> NDArray[np.float32]:
    """The score of each document of some postings, to seven digits.

    Args:
        snapshot: for how many documents there are, and how long they are on average.
        field: whose lengths the postings have.
        postings: of a term of that field, or of a string in it.
    """
    if not postings.total:
        return np.zeros(0, dtype=np.float32)
    idf = log(snapshot.documents / (postings.total + 1)) + 1
    norm = (K1 * (1 - B + B * BYTE_LENGTHS / snapshot.average_length(field))).astype(np.float32)
    frequencies = postings.frequencies.astype(np.float32)
    scores = norm[postings.lengths]
    scores += frequencies
    np.divide(frequencies, scores, out=scores)
    scores *= np.float32(idf * (K1 + 1))
    return scores
