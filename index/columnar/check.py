"""Is a segment's file what a writer would have written?

Checksums first; then whether the arrays are those that the schema asks for; then what must hold between them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import FieldType, Schema

from index.columnar.check_text import text_flaws
from index.columnar.fields import ExactText
from index.columnar.inverted import Inverted
from index.columnar.order import are_starts, ascend, ascend_within
from index.columnar.segment import BYTE_LENGTHS, SegmentArrays, length_bytes
from index.columnar.stored import BLOCK, Stored

__all__ = ["flaws"]

_INVERTED = {"terms": "uint8", "term_ends": "uint32", "starts": "uint32", "docs": "int32"}
_BESIDE_DOCS = {"ends": "int32", "frequencies": "uint8"}
_TEXT = {
    "alphabet": "uint32",
    "units": "uint16",
    "starts": "uint32",
    "blocks": "uint32",
    "pairs": "uint32",
    "pair_starts": "uint32",
    "pair_units": "uint32",
    "common": "uint32",
    "common_docs": "uint32",
    "character_docs": "uint32",
    "differs_at": "uint32",
    "shown": "uint32",
    "spaces_at": "uint32",
    "lengths": "uint8",
}
_STORED = {"docs": "int32", "ends": "uint32", "block_ends": "uint32", "blocks": "uint8"}
_ANY_INTEGER = ""

_MOST_FREQUENT = 255
_LONGEST = 255
"""A frequency, and a length in Whoosh's byte form, that may stand for a greater one."""


def flaws(segment: SegmentArrays, schema: Schema) -> list[str]:
    """What is wrong with a segment, each in a few Chinese words; empty if nothing is.

    Args:
        segment: opened.
        schema: by which it was written, with the fold table that is installed now.
    """
    damaged = segment.arrays.damage()
    if damaged:  # what does not even hold what was written need not make sense
        return [f"数组 {name} 的校验值不符" for name in damaged]
    found = list(_wrong_arrays(segment, schema))
    if found:  # whatever is looked at below has to be there
        return found
    for subject, test in _tests(segment, schema):
        try:
            found += (f"{subject}的{flaw}" for flaw in test())
        except Exception:  # arrays that contradict each other may raise anything
            found.append(f"{subject}的数组互相矛盾")
    return found


def _expected(schema: Schema) -> tuple[dict[str, str], dict[str, str]]:
    """The arrays that a segment must have, and those that it may have, with their types."""
    must = {f"stored.{name}": dtype for name, dtype in _STORED.items()}
    may: dict[str, str] = {}
    for field, fieldobj in schema.items():
        if isinstance(fieldobj, ExactText):
            must |= {f"{field}.{name}": dtype for name, dtype in _TEXT.items()}
            continue
        if fieldobj.indexed:
            must |= {f"{field}.{name}": dtype for name, dtype in _INVERTED.items()}
            may |= {f"{field}.{name}": dtype for name, dtype in _BESIDE_DOCS.items()}
            if fieldobj.scorable:
                must[f"{field}.lengths"] = "uint8"
        if fieldobj.column_type:
            must[f"{field}.column"] = _ANY_INTEGER
    return must, may


def _wrong_arrays(segment: SegmentArrays, schema: Schema) -> Iterator[str]:
    must, may = _expected(schema)
    names = segment.arrays.names()
    yield from (f"缺少数组 {name}" for name in must if name not in names)
    for name in names:
        array, dtype = segment.arrays[name], (must | may).get(name)
        if dtype is None:
            yield f"数组 {name} 是多余的"
        elif dtype != array.dtype.name and (dtype != _ANY_INTEGER or array.dtype.kind not in "iu"):
            yield f"数组 {name} 的类型不符"
        elif name.endswith((".column", ".lengths")) and array.size != segment.documents:
            yield f"数组 {name} 的长度与文档数不符"


def _tests(segment: SegmentArrays, schema: Schema) -> Iterator[tuple[str, Callable[[], Iterator[str]]]]:
    for field, fieldobj in schema.items():
        if isinstance(fieldobj, ExactText):
            yield "原文", partial(text_flaws, segment.text, segment.documents, segment.total_length(field))
        elif fieldobj.indexed:
            yield f"字段 {field} ", partial(_field_flaws, segment, field, fieldobj)
    yield "其他内容", partial(_stored_flaws, segment.stored, segment.documents)


def _field_flaws(segment: SegmentArrays, field: str, fieldobj: FieldType) -> Iterator[str]:
    inverted = segment.inverted(field)
    flaw = _postings_flaw(inverted, segment.documents)
    if flaw:
        yield flaw
        return
    if inverted.flat()[1].size != segment.total_postings(field):
        yield "倒排表长度不符"
    if fieldobj.scorable and not _lengths_agree(segment, field, inverted):
        yield "长度与词频不符"
    if fieldobj.column_type:
        default = fieldobj.column_type.default_value()
        if not _column_agrees(segment.columns[field].astype(np.int64), default, inverted):
            yield "数值与倒排表不符"


def _postings_flaw(inverted: Inverted, documents: int) -> str:
    """The first thing that is wrong with a field's terms and postings; empty if nothing is."""
    ends = np.concatenate(([0], inverted.term_ends.astype(np.int64)))
    if ends[-1] != inverted.spelled.size or (ends[1:] < ends[:-1]).any():
        return "词的界限不符"
    if any(first >= second for first, second in pairwise(inverted.terms())):
        return "词没有按次序排列"
    docs, frequencies = inverted.docs, inverted.frequencies
    if inverted.starts.size != len(inverted) + 1 or not are_starts(inverted.starts, docs.size):
        return "词与倒排表的个数不符"
    if frequencies is not None and (
        inverted.run_ends is not None or frequencies.size != docs.size or not frequencies.all()
    ):
        return "词频与倒排表不符"
    behind = docs.astype(np.int64) + 1 if inverted.run_ends is None else inverted.run_ends
    if docs.size and (behind.size != docs.size or docs.min() < 0 or behind.max() > documents):
        return "倒排表指向不存在的文档"
    # Behind a run stands a document without the term: what follows begins later still.
    until = docs if inverted.run_ends is None else inverted.run_ends
    if (behind <= docs).any() or not ascend_within(docs, inverted.starts, until):
        return "倒排表没有按次序排列"
    return ""


def _lengths_agree(segment: SegmentArrays, field: str, inverted: Inverted) -> bool:
    """Whether a field is as long as its terms are frequent; merged segments know rounded lengths only."""
    docs = inverted.flat()[1]
    frequencies = np.ones(docs.size) if inverted.frequencies is None else inverted.frequencies
    held = np.bincount(docs, weights=frequencies, minlength=segment.documents).astype(np.int64)
    capped = np.zeros(segment.documents, dtype=np.bool_)
    capped[docs[frequencies == _MOST_FREQUENT]] = True
    lengths, least = segment.arrays[f"{field}.lengths"], length_bytes(held)
    total, most = segment.total_length(field), int(BYTE_LENGTHS[lengths].sum())
    return (
        bool((lengths >= least).all())
        and bool((lengths == least)[~capped].all())
        and int(held.sum()) <= total
        and (total <= most or bool((lengths == _LONGEST).any()))
    )


def _column_agrees(column: NDArray[np.int64], default: int, inverted: Inverted) -> bool:
    """Whether a column has one of the values that the postings give a document, and the default without any."""
    # The first byte of a term tells of how many bits it has been shorn; whole numbers have kept theirs.
    values = np.array([int.from_bytes(term[1:], "big") if not term[0] else -1 for term in inverted.terms()])
    ranks, docs = inverted.flat()
    agrees = column == default
    agrees[docs] = False
    agrees[docs[values[ranks] == column[docs]]] = True
    return bool(agrees.all())


def _stored_flaws(stored: Stored, documents: int) -> Iterator[str]:
    docs, ends = stored.docs, np.concatenate(([0], stored.ends))
    blocks = -(-docs.size // BLOCK)
    if not ascend(docs) or (docs.size and not 0 <= int(docs[0]) <= int(docs[-1]) < documents):
        yield "文档号不符"
    if ends.size != docs.size + 1 or stored.block_ends.size != blocks:
        yield "文档数与块数不符"
        return
    if not ascend(ends) or not are_starts(np.concatenate(([0], stored.block_ends)), stored.blocks.size):
        yield "界限不符"
        return
    for block in range(blocks):
        first, behind = block * BLOCK, min((block + 1) * BLOCK, docs.size)
        if len(stored.block(block)) != ends[behind] - ends[first]:
            yield f"第 {block + 1} 块长度不符"
            return
    if any(not isinstance(json.loads(piece), dict) for _, piece in stored.all()):
        yield "值不符"
