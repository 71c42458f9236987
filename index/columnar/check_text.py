"""Do the arrays of a segment's text agree? See `index.columnar.text` for what they hold."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from index.analysis import fold, setting_spaces
from index.columnar.alphabet import text_of
from index.columnar.order import are_starts, ascend, ascend_within
from index.columnar.segment import length_bytes
from index.columnar.text import SEPARATOR, Text, blocks_of, character_documents, common_pairs, pair_documents

__all__ = ["text_flaws"]


def text_flaws(text: Text, documents: int, total: int) -> Iterator[str]:
    """What is wrong, each in a few Chinese words.

    Args:
        text: a segment's.
        documents: how many the segment has.
        total: the length of all of them together, as the segment gives it.
    """
    if text.starts.size != documents + 1 or not are_starts(text.starts, text.units.size):
        yield "文档边界不符"
        return
    if not _is_alphabet(text):
        yield "字符表不符"
        return
    if (text.alphabet[text.units[text.starts[1:] - 1]] != ord(SEPARATOR)).any():
        yield "文档没有以分隔符结束"
        return
    starts = text.starts.astype(np.int64)
    lengths = starts[1:] - starts[:-1] - len(SEPARATOR)
    if not np.array_equal(text.lengths, length_bytes(lengths)) or int(lengths.sum()) != total:
        yield "长度与文档边界不符"
    if np.array_equal(text.blocks, blocks_of(starts)):
        yield from _pairs_flaws(text, documents)
    else:
        yield "文档对照表与文档边界不符"
    yield from _shown_flaws(text)


def _is_alphabet(text: Text) -> bool:
    """Whether all characters of the alphabet occur, and no others; they are folded."""
    if not ascend(text.alphabet) or (text.units.size and int(text.units.max()) >= text.alphabet.size):
        return False
    characters = text_of(text.alphabet)
    return bool(np.bincount(text.units, minlength=text.alphabet.size).all()) and fold(characters) == characters


def _pairs_flaws(text: Text, documents: int) -> Iterator[str]:
    units, starts = text.pair_units, text.pair_starts
    if starts.size != text.pairs.size + 1 or not are_starts(starts, units.size) or not ascend(text.pairs):
        yield "字对表不符"
    elif not _stand_everywhere(text) or not ascend_within(units, starts):
        yield "字对的位置不符"
    elif not np.array_equal(_pairs_at(text, units), np.repeat(text.pairs, np.diff(starts))):
        yield "字对与原文不符"
    elif not _counts_agree(text, documents):
        yield "字的文档数不符"


def _stand_everywhere(text: Text) -> bool:
    """Whether a pair begins, once, at every unit but those that end a document."""
    ends = text.starts[1:] - 1
    if text.pair_units.size != text.units.size - ends.size:
        return False
    begun = np.zeros(text.units.size, dtype=np.bool_)
    begun[text.pair_units] = True
    return not begun[ends].any() and np.count_nonzero(begun) == text.pair_units.size


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


def _shown_flaws(text: Text) -> Iterator[str]:
    """Whether folding the text as it is shown gives the text as it is matched."""
    differs = text.differs_at
    if not ascend(differs) or differs.size != text.shown_characters.size:
        yield "字形差异表不符"
    else:
        matched, shown = text_of(text.alphabet[text.units[differs]]), text_of(text.shown_characters)
        if fold(shown) != matched or any(one == other for one, other in zip(shown, matched, strict=True)):
            yield "字形差异表与原文不符"
    spaces = text.spaces_at.astype(np.int64)
    spaced = text_of(np.insert(text.alphabet[text.units], spaces, ord(" ")))
    if not ascend(spaces) or setting_spaces(spaced) != (spaces + np.arange(spaces.size)).tolist():
        yield "空格表不符"
