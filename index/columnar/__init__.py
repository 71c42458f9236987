"""A Whoosh index kept as flat arrays: the codec, the writer, and the arrays themselves for who asks in bulk."""

from index.columnar.alphabet import MOST_CHARACTERS, code_points
from index.columnar.batch import Batch, make_batch
from index.columnar.check import flaws
from index.columnar.codec import TEXT_FIELD
from index.columnar.container import ArrayReader, ArrayWriter
from index.columnar.fields import END, ExactText, Words, grams
from index.columnar.segment import BYTE_LENGTHS, SegmentArrays
from index.columnar.sought import Sought, near
from index.columnar.writer import ColumnarIndex, ColumnarWriter, OpenSegment, open_segments

__all__ = [
    "BYTE_LENGTHS",
    "END",
    "MOST_CHARACTERS",
    "TEXT_FIELD",
    "ArrayReader",
    "ArrayWriter",
    "Batch",
    "ColumnarIndex",
    "ColumnarWriter",
    "ExactText",
    "OpenSegment",
    "SegmentArrays",
    "Sought",
    "Words",
    "code_points",
    "flaws",
    "grams",
    "make_batch",
    "near",
    "open_segments",
]
