"""Which segments become one, and how? What they hold is joined; nothing is analysed again.

Documents of one segment keep their order, and deleted ones are left out. Segments need not be neighbours: what belongs
together stands in one segment from the beginning.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.columnar.alphabet import code_points, distinct
from index.columnar.batch import Batch, FieldBatch, TextBatch
from index.columnar.inverted import Inverted
from index.columnar.segment import BYTE_LENGTHS, SegmentArrays
from index.columnar.text import SEPARATOR, Text

__all__ = ["MOST_SEGMENTS", "batch_of_segment", "choose_merge"]

MOST_SEGMENTS = 12
"""A commit leaves no more small segments than this, and as many large ones as the collection needs."""

Integers = NDArray[np.int64]


def choose_merge(costs: Sequence[int], limit: int, most: int = MOST_SEGMENTS) -> list[int]:
    """Which segments to merge next: positions, ascending; none when there are few enough.

    Small is what costs half the limit or less: any two of them can be merged, and a larger one is left alone. Chosen
    are the two smallest, and every one that is no larger than those chosen before it together, while they keep within
    the limit: a document is copied again only after its segment has doubled, so commits cost about as much as what they
    add, and merging needs no more memory than indexing.

    Args:
        costs: bytes of memory that it takes to write each segment.
        limit: the same for a merged one, at most.
        most: how many small segments may stay.
    """
    small = sorted((number for number, cost in enumerate(costs) if 2 * cost <= limit), key=lambda number: costs[number])
    if len(small) <= most:
        return []
    chosen = small[:2]
    together = sum(costs[number] for number in chosen)
    for number in small[2:]:
        if costs[number] > together or together + costs[number] > limit:
            break
        chosen.append(number)
        together += costs[number]
    return sorted(chosen)


def batch_of_segment(segment: SegmentArrays, deleted: NDArray[np.int32]) -> Batch:
    """A segment as what it was made of, without its deleted documents."""
    kept = np.ones(segment.documents, dtype=np.bool_)
    kept[deleted] = False
    numbers = np.cumsum(kept) - 1
    return Batch(
        int(kept.sum()),
        fields={name: _field(segment.inverted(name), kept, numbers) for name in segment.fields()},
        text=_text(segment.text, kept) if segment.has_text else None,
        columns={name: segment.columns[name][kept].astype(np.int64) for name in segment.columns},
        stored=_stored(segment, kept),
    )


def _field(inverted: Inverted, kept: NDArray[np.bool_], numbers: Integers) -> FieldBatch:
    ids, of_segment = inverted.flat()
    here = kept[of_segment]
    docs = numbers[of_segment[here]]
    frequencies = (
        np.ones(docs.size, dtype=np.int64)
        if inverted.frequencies is None
        else inverted.frequencies[here].astype(np.int64)
    )
    used, ids = np.unique(ids[here], return_inverse=True)
    terms = inverted.terms()
    # Lengths are kept as they were rounded: frequencies are capped, and would give shorter ones.
    rounded = np.zeros(kept.size) if inverted.lengths is None else BYTE_LENGTHS[inverted.lengths]
    lengths = rounded[kept].astype(np.int64)
    return FieldBatch([terms[rank] for rank in used], ids, docs, frequencies, lengths)


def _text(text: Text, kept: NDArray[np.bool_]) -> TextBatch:
    starts = text.starts.astype(np.int64)
    sizes = starts[1:] - starts[:-1]
    unit_kept = np.repeat(kept, sizes)
    places = np.cumsum(unit_kept) - 1
    differs, spaced = unit_kept[text.differs_at], unit_kept[text.spaces_at]
    matched = text.characters(unit_kept)
    return TextBatch(
        matched,
        distinct(code_points(matched)),
        sizes[kept] - len(SEPARATOR),
        places[text.differs_at[differs]],
        text.shown_characters[differs],
        places[text.spaces_at[spaced]],
    )


def _stored(segment: SegmentArrays, kept: NDArray[np.bool_]) -> list[bytes]:
    pieces = [b""] * segment.documents
    for document, piece in segment.stored.all():
        pieces[document] = piece
    return [piece for piece, keep in zip(pieces, kept.tolist(), strict=True) if keep]
