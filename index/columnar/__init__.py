"""A Whoosh index kept as flat arrays: the codec, the writer, and the arrays themselves for who asks in bulk."""

from index.columnar.batch import Batch, make_batch
from index.columnar.check import flaws
from index.columnar.codec import TEXT_FIELD
from index.columnar.fields import END, ExactText, Words, grams
from index.columnar.segment import BYTE_LENGTHS, SegmentArrays
from index.columnar.sought import Sought
from index.columnar.writer import ColumnarIndex, ColumnarWriter, OpenSegment, open_segments

__all__ = [
    "BYTE_LENGTHS",
    "END",
    "TEXT_FIELD",
    "Batch",
    "ColumnarIndex",
    "ColumnarWriter",
    "ExactText",
    "OpenSegment",
    "SegmentArrays",
    "Sought",
    "Words",
    "flaws",
    "grams",
    "make_batch",
    "open_segments",
]
