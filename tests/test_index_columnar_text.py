"""Is every string found in the texts of a segment, by unit and by document, as a look into each text finds it?"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from whoosh import fields

from index.analysis import fold, matched
from index.columnar import ExactText, SegmentArrays, Sought, make_batch
from index.columnar.builder import SegmentBuilder
from index.columnar.merge import batch_of_segment

SCHEMA = fields.Schema(text=ExactText())
ALPHABET = "县縣營营ＡAa0０%，, 𬱖😀"

texts = st.lists(st.text(ALPHABET, max_size=9), min_size=1, max_size=80)


def segment(folder: Path, *batches: list[str]) -> SegmentArrays:
    builder = SegmentBuilder(SCHEMA)
    for batch in batches:
        builder.add(make_batch(SCHEMA, [{"text": text} for text in batch]))
    builder.write(folder / "segment")
    return SegmentArrays(folder / "segment")


def places(folded: str, text: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(folded, at)]


def check(opened: SegmentArrays, shown: list[str], sought: list[str]) -> None:
    text = opened.text
    folded = [matched(part) for part in shown]
    assert [text.shown(n) for n in range(len(shown))] == shown
    assert [text.matched(n) for n in range(len(shown))] == folded
    starts = np.cumsum([0, *(len(part) + 1 for part in folded)]).tolist()
    assert text.starts.tolist() == starts
    for string in sought:
        expected = [start + at for start, part in zip(starts, folded, strict=False) for at in places(string, part)]
        lookup = Sought(text, string)
        units = lookup.units
        assert sorted(units.tolist()) == expected, string
        if len(string) > 1:
            assert units.tolist() == expected, string
        docs, counts = lookup.documents()
        held = [n for n, part in enumerate(folded) if string in part]
        assert docs.tolist() == held, string
        assert counts.tolist() == [len(places(string, folded[n])) for n in held], string
        assert lookup.bound >= len(expected)
        if len(string) <= 2:
            assert lookup.bound == len(expected)
    every = np.arange(starts[-1], dtype=np.uint32)
    assert text.documents_at(every).tolist() == [n for n, part in enumerate(folded) for _ in range(len(part) + 1)]
    pairs = {a + b for part in folded for a, b in pairwise(part + "\n")}
    assert text.pair_terms == sorted(pairs)


@given(texts, st.lists(st.text(fold(ALPHABET), min_size=1, max_size=5), max_size=12), st.data())
@example([""], ["县", "县县"], None)
@example([""] * 200, ["县"], None)
@example(["", "县", ""] * 70, ["县", "县县", "县a"], None)
@example(["县" * 500, "县"], ["县", "县" * 2, "县" * 400, "县" * 501], None)
def test_strings_are_found_as_a_look_into_every_text_finds_them(
    tmp_path_factory: pytest.TempPathFactory, shown: list[str], sought: list[str], data: st.DataObject | None
) -> None:
    folder = tmp_path_factory.mktemp("text")
    if data and any(shown):
        whole = st.sampled_from([matched(text) for text in shown if text])
        cuts = st.tuples(whole, st.integers(0, 8), st.integers(1, 6)).map(lambda cut: cut[0][cut[1] :][: cut[2]])
        sought = sought + [cut for cut in data.draw(st.lists(cuts, max_size=12)) if cut]
    check(segment(folder, shown), shown, sought)


@given(st.lists(texts, min_size=1, max_size=4))
def test_batches_stand_one_behind_the_other(tmp_path_factory: pytest.TempPathFactory, batches: list[list[str]]) -> None:
    shown = [text for batch in batches for text in batch]
    check(segment(tmp_path_factory.mktemp("text"), *batches), shown, ["县", "营a", "𬱖", "%,", "00"])


@given(texts, st.data())
def test_a_merge_keeps_what_is_not_deleted(
    tmp_path_factory: pytest.TempPathFactory, shown: list[str], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("text")
    deleted = sorted(data.draw(st.sets(st.integers(0, len(shown) - 1), max_size=len(shown) - 1)))
    builder = SegmentBuilder(SCHEMA)
    builder.add(batch_of_segment(segment(folder, shown), np.array(deleted, dtype=np.int32)))
    builder.write(folder / "merged")
    left = [text for n, text in enumerate(shown) if n not in deleted]
    check(SegmentArrays(folder / "merged"), left, ["县", "营a", "𬱖", "%,", "00", "a"])


def test_more_tiny_documents_than_a_block_has_units(tmp_path: Path) -> None:
    shown = ["", "县", "", "", "营商"] * 300
    opened = segment(tmp_path, shown)
    check(opened, shown, ["县", "营商", "县营"])


def test_characters_that_nobody_wrote_are_nowhere(tmp_path: Path) -> None:
    text = segment(tmp_path, ["县", "营商"]).text
    for string in ("商营", "\U0010ffff", "县\U0010ffff", "\x00", "县营", "商县"):
        lookup = Sought(text, string)
        assert lookup.units.size == lookup.documents()[0].size == lookup.document_frequency == 0


def test_many_distinct_characters_fit(tmp_path: Path) -> None:
    points = [*range(0x3400, 0x9FFF), *range(0x20000, 0x26000)]
    shown = ["".join(map(chr, points)), "".join(map(chr, reversed(points)))]
    text = segment(tmp_path, shown).text
    assert text.shown(1) == shown[1]
    for at in (0, 1000, len(points) - 2):
        pair = fold(shown[0])[at : at + 2]
        assert Sought(text, pair).documents()[0].tolist() == [n for n in (0, 1) if pair in fold(shown[n])]
