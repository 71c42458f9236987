"""How much is an occurrence worth? BM25, as Whoosh's BM25F reckons it, over whole arrays."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columnar import BYTE_LENGTHS

__all__ = ["USUAL", "Saturation", "Scores", "bm25", "bm25_of_lengths"]

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Saturation:
    """The free parameters of BM25.

    Attributes:
        k1: how soon a further occurrence adds little.
        b: how much the length of a text counts, from 0 to 1.
    """

    k1: float
    b: float


USUAL = Saturation(1.2, 0.75)
"""As in Whoosh; Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009."""


def bm25(
    frequencies: NDArray[Any],
    lengths: NDArray[np.uint8],
    average_length: float,
    among: int,
    documents: int,
    saturation: Saturation = USUAL,
) -> Scores:
    """What a term is worth to each of some documents, to seven digits; nothing where it does not occur.

    Args:
        frequencies: how often it occurs in each.
        lengths: how many terms the field has in each, as places in `index.columnar.BYTE_LENGTHS`.
        average_length: of that field in all documents.
        among: in how many documents it occurs.
        documents: how many there are.
        saturation: the free parameters.
    """
    k1, b = saturation.k1, saturation.b
    norm = (k1 * (1 - b + b * BYTE_LENGTHS / average_length)).astype(np.float32)
    return _weighed(frequencies, norm[lengths], among, documents, k1)


def bm25_of_lengths(
    frequencies: NDArray[Any],
    lengths: NDArray[np.float32],
    average_length: float,
    among: int,
    documents: int,
    saturation: Saturation = USUAL,
) -> Scores:
    """The same, with the lengths themselves."""
    k1, b = saturation.k1, saturation.b
    norm = np.float32(k1) * (np.float32(1 - b) + lengths * np.float32(b / average_length))
    return _weighed(frequencies, norm, among, documents, k1)


def _weighed(frequencies: NDArray[Any], norm: Scores, among: int, documents: int, k1: float) -> Scores:
    idf = log(documents / (among + 1)) + 1
    weights = frequencies.astype(np.float32)
    norm += weights
    np.divide(weights, norm, out=norm)
    norm *= np.float32(idf * (k1 + 1))
    return norm
