"""Are terms and postings, lengths and stored values of a segment those of its documents?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import fields
from whoosh.util.numeric import byte_to_length, length_to_byte

from index.columnar import BYTE_LENGTHS, SegmentArrays, flaws, make_batch
from index.columnar.builder import SegmentBuilder
from index.columnar.merge import batch_of_segment

SCHEMA = fields.Schema(
    tag=fields.KEYWORD(scorable=True),
    number=fields.NUMERIC(int, signed=False, sortable=True, shift_step=0, default=0),
    note=fields.STORED(),
)
NAMES = ("县", "b", "𬱖", "\uff21", "aa", "a", "z" * 300)

documents = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "tag": st.lists(st.sampled_from(NAMES), max_size=6),
            "number": st.integers(0, 2**31),
            "note": st.sampled_from(["", "县", {"a": [1, None, 2.5]}, ["𬱖"]]),
        },
    ),
    min_size=1,
    max_size=50,
)


def segment(folder: Path, *batches: list[dict[str, Any]]) -> SegmentArrays:
    builder = SegmentBuilder(SCHEMA)
    for batch in batches:
        builder.add(make_batch(SCHEMA, batch))
    builder.write(folder / "segment")
    return SegmentArrays(folder / "segment")


@given(st.lists(documents, min_size=1, max_size=3))
def test_everything_is_there_again(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[dict[str, Any]]]
) -> None:
    opened = segment(tmp_path_factory.mktemp("segment"), *batches)
    every = [document for batch in batches for document in batch]
    tags = [Counter(document.get("tag") or []) for document in every]
    inverted = opened.inverted("tag")
    terms = sorted({name.encode() for counts in tags for name in counts})
    assert inverted.terms() == terms
    assert len(inverted) == len(terms)
    for rank, term in enumerate(terms):
        assert inverted.term(rank) == term
        assert inverted.rank(term) == inverted.rank_from(term) == rank
        docs, frequencies = inverted.postings(rank)
        expected = [(n, counts[term.decode()]) for n, counts in enumerate(tags) if term.decode() in counts]
        assert docs.tolist() == [n for n, _ in expected]
        assert (frequencies.tolist() if frequencies is not None else [1] * docs.size) == [f for _, f in expected]
    for absent in (b"", b"a\x00", b"c", b"\xff"):
        assert inverted.rank(absent) is None
        assert inverted.rank_from(absent) == sum(term < absent for term in terms)
    lengths = opened.lengths("tag")
    assert lengths is not None
    assert lengths.tolist() == [length_to_byte(sum(counts.values())) for counts in tags]
    assert opened.total_length("tag") == sum(sum(counts.values()) for counts in tags)
    assert opened.columns["number"].tolist() == [document.get("number", 0) for document in every]
    for n, document in enumerate(every):
        assert opened.stored.get(n) == ({"note": document["note"]} if "note" in document else {})


def test_what_neighbouring_documents_share_is_kept_in_runs(tmp_path: Path) -> None:
    tags = [["a"]] * 40 + [["a", "b"]] * 40 + [[]] + [["b"]] * 9 + [["c"]] + [["a"]]
    opened = segment(tmp_path, [{"tag": tag} for tag in tags])
    inverted = opened.inverted("tag")
    assert inverted.run_ends is not None
    assert inverted.docs.size == 5
    held = {term: [n for n, tag in enumerate(tags) if term in tag] for term in "abc"}
    for rank, term in enumerate("abc"):
        docs, frequencies = inverted.postings(rank)
        assert docs.tolist() == held[term]
        assert frequencies is None
    ranks, docs = inverted.flat()
    assert list(zip(ranks.tolist(), docs.tolist(), strict=True)) == [
        (rank, n) for rank, term in enumerate("abc") for n in held[term]
    ]
    assert flaws(opened, SCHEMA) == []
    builder = SegmentBuilder(SCHEMA)
    builder.add(batch_of_segment(opened, np.array([0, 45, 46, 89], dtype=np.int32)))
    builder.write(tmp_path / "merged")
    left = [tag for n, tag in enumerate(tags) if n not in (0, 45, 46, 89)]
    merged = SegmentArrays(tmp_path / "merged").inverted("tag")
    for rank, term in enumerate("abc"):
        assert merged.postings(rank)[0].tolist() == [n for n, tag in enumerate(left) if term in tag]


def test_terms_that_open_alike_are_told_apart(tmp_path: Path) -> None:
    names = [
        "",
        "营商",
        "营商环境优",
        "营商环境优化",
        "营商环境优化年",
        "营商环境a",
        "a",
        "aaaaaaaa",
        "aaaaaaaaa",
        "aaaaaaaab",
    ]
    opened = segment(tmp_path, [{"tag": [name]} for name in names])
    terms = sorted(name.encode() for name in names)
    assert opened.inverted("tag").terms() == terms
    for sought in [*terms, b"aaaaaaaaaa", b"aaaaaaa", "营商环境".encode(), "营".encode(), b"\xff"]:
        assert opened.inverted("tag").rank_from(sought) == sum(term < sought for term in terms), sought


def test_a_very_frequent_term_stays_one(tmp_path: Path) -> None:
    opened = segment(tmp_path, [{"tag": ["a"] * 70_000 + ["b"]}, {"tag": ["b"]}])
    docs, frequencies = opened.inverted("tag").postings(0)
    assert docs.tolist() == [0]
    assert frequencies is not None
    assert frequencies.tolist() == [255]  # as the format says
    assert opened.inverted("tag").postings(1)[0].tolist() == [0, 1]
    assert opened.total_length("tag") == 70_002


def test_lengths_are_rounded_as_whoosh_rounds_them(tmp_path: Path) -> None:
    sizes = [*range(130), 1000, 5000]
    opened = segment(tmp_path, [{"tag": ["a"] * size} for size in sizes])
    lengths = opened.lengths("tag")
    assert lengths is not None
    assert BYTE_LENGTHS[lengths].tolist() == [byte_to_length(length_to_byte(size)) for size in sizes]


def test_fields_without_any_value_have_no_terms(tmp_path: Path) -> None:
    opened = segment(tmp_path, [{}, {}])
    assert opened.inverted("tag").terms() == []
    assert opened.inverted("tag").rank(b"a") is None
    assert opened.columns["number"].tolist() == [0, 0]


def test_a_merge_keeps_lengths(tmp_path: Path) -> None:
    opened = segment(tmp_path, [{"tag": ["a"] * 1000}, {"tag": ["b"]}])
    builder = SegmentBuilder(SCHEMA)
    builder.add(batch_of_segment(opened, np.array([1], dtype=np.int32)))
    builder.write(tmp_path / "merged")
    merged, before = SegmentArrays(tmp_path / "merged").lengths("tag"), opened.lengths("tag")
    assert merged is not None
    assert before is not None
    assert merged.tolist() == before[:1].tolist()
