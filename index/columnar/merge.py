"""Which segments become one, and how? What they hold is joined; nothing is analysed again.

Documents keep their order, and deleted ones are left out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.columnar.batch import Batch, FieldBatch, TextBatch
from index.columnar.inverted import Inverted
from index.columnar.segment import BYTE_LENGTHS, SegmentArrays
from index.columnar.text import SEPARATOR, Text

__all__ = ["MOST_SEGMENTS", "batch_of_segment", "choose_merge"]

MOST_SEGMENTS = 12
"""A commit leaves no more segments than this."""

Integers = NDArray[np.int64]


def choose_merge(sizes: Sequence[int]) -> list[int]:
    """Which segments to merge next: positions, ascending; none when there are few enough.

    The two smallest, and every one that is no larger than those chosen before it together: a document is copied again
    only after its segment has doubled, so commits cost about as much as what they add.

    Args:
        sizes: documents of each segment, deleted ones left out.
    """
    if len(sizes) <= MOST_SEGMENTS:
        return []
    ascending = sorted(range(len(sizes)), key=lambda number: (sizes[number], number))
    chosen = ascending[:2]
    for number in ascending[2:]:
        if sizes[number] > sum(sizes[other] for other in chosen):
            break
        chosen.append(number)
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
    return TextBatch(
        text.characters(unit_kept),
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
