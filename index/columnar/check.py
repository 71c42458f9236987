"""Is a segment's file what a writer would have written? Checksums first, then what must hold between the arrays."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columnar.inverted import Inverted
from index.columnar.segment import SegmentArrays
from index.columnar.text import SEPARATOR, Text, character_documents, common_pairs, pair_documents

__all__ = ["flaws"]


def flaws(segment: SegmentArrays) -> list[str]:
    """What is wrong with a segment, each in a few Chinese words; empty if nothing is."""
    damaged = segment.arrays.damage()
    if damaged:  # what does not even hold what was written need not make sense
        return [f"数组 {name} 的校验值不符" for name in damaged]
    found = [f"数组 {name} 的长度与文档数不符" for name in _wrong_sizes(segment)]
    for field in segment.fields():
        found += (f"字段 {field} 的{flaw}" for flaw in _inverted_flaws(segment.inverted(field), segment.documents))
    if segment.has_text:
        found += (f"原文的{flaw}" for flaw in _text_flaws(segment.text, segment.documents))
    return found


def _wrong_sizes(segment: SegmentArrays) -> Iterator[str]:
    for name in segment.arrays.names():
        if name.endswith((".column", ".lengths")) and segment.arrays[name].size != segment.documents:
            yield name


def _inverted_flaws(inverted: Inverted, documents: int) -> Iterator[str]:
    docs, ends = inverted.docs, inverted.run_ends
    last = docs if ends is None else ends - np.int32(1)
    if any(first >= second for first, second in pairwise(inverted.terms())):
        yield "词没有按次序排列"
    if inverted.starts.size != len(inverted) + 1 or not _are_starts(inverted.starts, docs.size):
        yield "词与倒排表的个数不符"
    elif last.size != docs.size or (last < docs).any() or not _ascend_within(docs, inverted.starts, last):
        yield "倒排表没有按次序排列"
    if docs.size and not (docs.min() >= 0 and last.max() < documents):
        yield "倒排表指向不存在的文档"
    frequencies = inverted.frequencies
    if frequencies is not None and (frequencies.size != docs.size or not frequencies.all()):
        yield "词频与倒排表不符"


def _text_flaws(text: Text, documents: int) -> Iterator[str]:
    if text.starts.size != documents + 1 or not _are_starts(text.starts, text.units.size):
        yield "文档边界不符"
        return
    if not _ascends(text.alphabet) or (text.units.size and int(text.units.max()) >= text.alphabet.size):
        yield "字符表不符"
        return
    if (text.alphabet[text.units[text.starts[1:] - 1]] != ord(SEPARATOR)).any():
        yield "文档没有以分隔符结束"
    if not _ascends(text.pairs) or not _are_starts(text.pair_starts, text.pair_units.size):
        yield "字对表不符"
    elif text.pair_units.size != text.units.size - documents or not _ascend_within(text.pair_units, text.pair_starts):
        yield "字对的位置不符"
    elif _pairs_at(text, text.pair_units).tobytes() != np.repeat(text.pairs, np.diff(text.pair_starts)).tobytes():
        yield "字对与原文不符"
    elif not _counts_agree(text, documents):
        yield "字的文档数不符"
    if not _ascends(text.differs_at) or text.differs_at.size != text.shown_characters.size:
        yield "字形差异表不符"
    if not _ascends(text.spaces_at) or (text.spaces_at.size and int(text.spaces_at[-1]) >= text.units.size):
        yield "空格表不符"


def _pairs_at(text: Text, units: NDArray[np.uint32]) -> NDArray[np.uint32]:
    pairs: NDArray[np.uint32] = text.units[units].astype(np.uint32) << np.uint32(16)
    pairs |= text.units[units + np.uint32(1)]
    return pairs


def _counts_agree(text: Text, documents: int) -> bool:
    docs = text.documents_at(text.pair_units)
    common = common_pairs(text.pair_starts)
    of_pairs = pair_documents(text.pair_starts, docs)[common]
    of_characters = character_documents(text.alphabet.size, text.pairs, text.pair_starts, docs, documents)
    return (
        np.array_equal(text.common, common)
        and np.array_equal(text.common_docs, of_pairs)
        and np.array_equal(text.character_docs, of_characters)
    )


def _ascends(numbers: NDArray[Any]) -> bool:
    return bool((numbers[1:] > numbers[:-1]).all())


def _are_starts(starts: NDArray[Any], total: int) -> bool:
    return bool(starts.size and starts[0] == 0 and starts[-1] == total and (starts[1:] >= starts[:-1]).all())


def _ascend_within(items: NDArray[Any], starts: NDArray[Any], last: NDArray[Any] | None = None) -> bool:
    """Whether items ascend within each of the runs that begin at `starts`; an item may reach up to its `last`."""
    rising = items[1:] > (items if last is None else last)[:-1]
    borders = starts[1:-1].astype(np.int64)
    rising[borders[(borders > 0) & (borders < items.size)] - 1] = True
    return bool(rising.all())
