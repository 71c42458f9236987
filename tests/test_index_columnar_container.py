"""Are arrays read as they were written, and is a file that is not as it was written found out?"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.columnar.container import FORMAT_VERSION, ArrayReader, ArrayWriter
from index.errors import IndexDamaged

DTYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64", "bool")
HEADER = struct.Struct("<8sIIQQ16s16x")


def write(path: Path, arrays: dict[str, Any], facts: dict[str, Any] | None = None) -> Path:
    with ArrayWriter(path) as out:
        for name, array in arrays.items():
            out.add(name, array)
        out.finish(facts or {})
    return path


@pytest.fixture
def arrays() -> dict[str, Any]:
    return {
        "bytes": np.arange(7, dtype=np.uint8),
        "none": np.zeros(0, dtype=np.int64),
        "numbers": np.arange(100, dtype=np.int64) - 50,
        "halves": np.linspace(0, 1, 9),
    }


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("size", [0, 1, 63, 64, 65])
def test_arrays_come_back(tmp_path: Path, dtype: str, size: int) -> None:
    array = (np.arange(size) * 3 % 101).astype(dtype)
    read = ArrayReader(write(tmp_path / "file", {"a": array, "b": array[::-1]}))
    for name, expected in (("a", array), ("b", array[::-1])):
        assert read[name].dtype == np.dtype(dtype)
        assert read[name].tolist() == expected.tolist()
    assert read.damage() == []


def test_byte_order_does_not_matter_to_who_writes(tmp_path: Path) -> None:
    read = ArrayReader(write(tmp_path / "file", {"big": np.arange(5, dtype=">u4")}))
    assert read["big"].tolist() == [0, 1, 2, 3, 4]
    assert read["big"].tobytes() == np.arange(5, dtype="<u4").tobytes()


def test_names_and_facts_come_back(tmp_path: Path, arrays: dict[str, Any]) -> None:
    read = ArrayReader(write(tmp_path / "file", arrays, {"documents": 3, "lengths": {"text": 7}}))
    assert read.names() == list(arrays)
    assert read.facts == {"documents": 3, "lengths": {"text": 7}}
    assert "numbers" in read
    assert "other" not in read
    assert read.get("other") is None


def test_a_file_without_arrays_is_a_file(tmp_path: Path) -> None:
    read = ArrayReader(write(tmp_path / "file", {}))
    assert (read.names(), read.damage()) == ([], [])


@given(st.lists(st.lists(st.integers(0, 65535), max_size=40), max_size=5))
def test_parts_are_one_array(tmp_path_factory: pytest.TempPathFactory, parts: list[list[int]]) -> None:
    path = tmp_path_factory.mktemp("parts") / "file"
    with ArrayWriter(path) as out:
        out.add_parts("all", np.uint16, (np.array(part, dtype=np.int64) for part in parts))
        out.finish({})
    assert ArrayReader(path)["all"].tolist() == [number for part in parts for number in part]


def test_arrays_begin_at_multiples_of_64_and_cannot_be_written_to(tmp_path: Path, arrays: dict[str, Any]) -> None:
    read = ArrayReader(write(tmp_path / "file", arrays))
    for name in ("bytes", "numbers", "halves"):
        assert read[name].__array_interface__["data"][0] % 64 == 0
        with pytest.raises(ValueError, match="read-only"):
            read[name][0] = 1


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    path = write(tmp_path / "file", {"a": np.arange(3)})
    with pytest.raises(FileExistsError):
        ArrayWriter(path)
    assert ArrayReader(path)["a"].tolist() == [0, 1, 2]


def test_an_unfinished_file_is_refused(tmp_path: Path) -> None:
    with ArrayWriter(tmp_path / "file") as out:
        out.add("a", np.arange(1000))
    with pytest.raises(IndexDamaged, match="file"):
        ArrayReader(tmp_path / "file")


def test_every_cut_is_found(tmp_path: Path, arrays: dict[str, Any]) -> None:
    whole = write(tmp_path / "file", arrays).read_bytes()
    for size in range(len(whole)):
        (tmp_path / "cut").write_bytes(whole[:size])
        with pytest.raises(IndexDamaged, match="reindex --full"):
            ArrayReader(tmp_path / "cut")


def test_a_missing_file_and_other_versions_are_refused(tmp_path: Path, arrays: dict[str, Any]) -> None:
    with pytest.raises(IndexDamaged, match="reindex --full"):
        ArrayReader(tmp_path / "missing")
    whole = bytearray(write(tmp_path / "file", arrays).read_bytes())
    for start, replacement in ((0, b"ZHENGSOO"), (8, struct.pack("<I", FORMAT_VERSION + 1)), (8, struct.pack("<I", 0))):
        other = bytearray(whole)
        other[start : start + len(replacement)] = replacement
        (tmp_path / "other").write_bytes(other)
        with pytest.raises(IndexDamaged, match="reindex --full"):
            ArrayReader(tmp_path / "other")


def test_every_bit_that_tips_is_found_or_changes_nothing(tmp_path: Path, arrays: dict[str, Any]) -> None:
    """Bytes between the arrays and the zeros of the header mean nothing; all others are watched."""
    path = write(tmp_path / "file", arrays, {"documents": 3})
    whole = path.read_bytes()
    _, _, _, offset, length, _ = HEADER.unpack(whole[: HEADER.size])
    assert offset + length == len(whole)
    read = ArrayReader(path)
    base = read._bytes.__array_interface__["data"][0]
    regions = {
        name: range(start, start + read[name].nbytes)
        for name in arrays
        for start in [read[name].__array_interface__["data"][0] - base]
    }
    for at in range(len(whole)):
        tipped = bytearray(whole)
        tipped[at] ^= 1 << at % 8
        (tmp_path / "tipped").write_bytes(tipped)
        inside = [name for name, region in regions.items() if at in region]
        try:
            damaged = ArrayReader(tmp_path / "tipped")
        except IndexDamaged:
            assert at < HEADER.size or at >= offset
            continue
        assert damaged.damage() == inside, at
        # Left unfound: padding, the zeros, and a length that reaches beyond the end of the file.
        assert inside or 12 <= at < 16 or 24 <= at < 32 or 48 <= at < 64 or HEADER.size <= at < offset, at
        if not inside:
            assert damaged.facts == read.facts
            assert all(np.array_equal(damaged[name], read[name]) for name in arrays)
