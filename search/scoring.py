"""How much is an occurrence worth? BM25, as Whoosh's BM25F reckons it, over whole arrays."""

from __future__ import annotations

from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columnar import BYTE_LENGTHS

__all__ = ["Scores", "bm25", "bm25_of_lengths"]

Scores = NDArray[np.float32]

K1 = 1.2
B = 0.75
"""The free parameters of BM25 as in Whoosh; Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009."""


def bm25(
    frequencies: NDArray[Any], lengths: NDArray[np.uint8], average_length: float, among: int, documents: int
) -> Scores:
    """What a term is worth to each of some documents, to seven digits; nothing where it does not occur.

    Args:
        frequencies: how often it occurs in each.
        lengths: how many terms the field has in each, as places in `index.columnar.BYTE_LENGTHS`.
        average_length: of that field in all documents.
        among: in how many documents it occurs.
        documents: how many there are.
    """
    norm = (K1 * (1 - B + B * BYTE_LENGTHS / average_length)).astype(np.float32)
    return _weighed(frequencies, norm[lengths], among, documents)


def bm25_of_lengths(
    frequencies: NDArray[Any], lengths: NDArray[np.float32], average_length: float, among: int, documents: int
) -> Scores:
    """The same, with the lengths themselves."""
    norm = np.float32(K1) * (np.float32(1 - B) + lengths * np.float32(B / average_length))
    return _weighed(frequencies, norm, among, documents)


def _weighed(frequencies: NDArray[Any], norm: Scores, among: int, documents: int) -> Scores:
    idf = log(documents / (among + 1)) + 1
    weights = frequencies.astype(np.float32)
    norm += weights
    np.divide(weights, norm, out=norm)
    norm *= np.float32(idf * (K1 + 1))
    return norm
