"""How do arrays lie in a file? One file a segment: a header, flat arrays, and a table of contents.

::

    offset  bytes  what
    0       8      magic: ZHENGSOU
    8       4      format version, little-endian as everything here
    12      4      zero
    16      8      offset of the table of contents
    24      8      its length in bytes
    32      16     blake2b-128 of the table of contents
    48      16     zero
    64      …      the arrays, each beginning at a multiple of 64
    …       …      the table of contents: JSON, UTF-8

The table of contents is an object with two members. `arrays` holds, for each array by name, its `dtype` (NumPy's
name, little-endian), `count`, `offset` and `checksum` (blake2b-128 of its bytes, hexadecimal). `facts` holds what the
codec has to say about the segment. All arrays have one dimension. They are memory-mapped, so opening a file costs the
same whatever its size; the header's checksum is tested at every open, those of the arrays by `damage`.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from whoosh.writing import IndexingError

from index.errors import IndexDamaged

__all__ = ["FORMAT_VERSION", "ArrayReader", "ArrayWriter", "SegmentOverflow"]

FORMAT_VERSION = 5

_MAGIC = b"ZHENGSOU"
_HEADER = struct.Struct("<8sIIQQ16s16x")
_ALIGNMENT = 64
_BLOCK = 1 << 24

Array = NDArray[Any]


class SegmentOverflow(IndexingError):
    """More than the numbers of one segment's file can count."""


def _digest(data: Any) -> Any:
    return blake2b(data, digest_size=16)


class ArrayWriter:
    """Writes one file, array by array."""

    def __init__(self, path: Path) -> None:
        """Begin a new file; it is of no use to anybody before `finish`."""
        self._file = path.open("xb")
        self._file.write(bytes(_HEADER.size))
        self._arrays: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, name: str, array: Array) -> None:
        """Write an array of one dimension."""
        self.add_parts(name, array.dtype, [array])

    def add_parts(self, name: str, dtype: Any, parts: Iterator[Array] | list[Array]) -> None:
        """Write an array that comes in parts, so that it need not be in memory as a whole."""
        dtype = np.dtype(dtype).newbyteorder("<")
        self._file.write(bytes(-self._file.tell() % _ALIGNMENT))
        offset, count, digest = self._file.tell(), 0, _digest(b"")
        for part in parts:
            flat = np.ascontiguousarray(part, dtype=dtype)
            for start in range(0, flat.size, _BLOCK):
                data = flat[start : start + _BLOCK].view(np.uint8).data
                digest.update(data)
                self._file.write(data)
            count += flat.size
        self._arrays[name] = {
            "dtype": dtype.name,
            "count": count,
            "offset": offset,
            "checksum": digest.hexdigest(),
        }

    def finish(self, facts: dict[str, Any]) -> None:
        """Write the table of contents and bring the file to the disk."""
        contents = json.dumps({"facts": facts, "arrays": self._arrays}).encode()
        offset = self._file.tell()
        self._file.write(contents)
        self._file.seek(0)
        header = (_MAGIC, FORMAT_VERSION, 0, offset, len(contents), _digest(contents).digest())
        self._file.write(_HEADER.pack(*header))
        self._file.flush()
        os.fsync(self._file.fileno())


class ArrayReader:
    """One file, opened; arrays are views of its memory map."""

    def __init__(self, path: Path) -> None:
        """Map a file.

        Raises:
            IndexDamaged: the file is missing, cut off, of another version, or its table of contents is not as written.
        """
        self.path = path
        try:
            with path.open("rb") as file:
                # A plain array over the map, not `np.memmap`, whose slices cost several times as much.
                self._bytes = np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), dtype=np.uint8)
            magic, version, _, offset, length, digest = _HEADER.unpack(self._bytes[: _HEADER.size].tobytes())
            contents = self._bytes[offset : offset + length].tobytes()
        except (OSError, ValueError, struct.error) as error:
            raise IndexDamaged(f"索引文件 {path} 无法打开（{error}），请运行 zhengsou reindex --full 重建") from error
        if magic != _MAGIC or version != FORMAT_VERSION or _digest(contents).digest() != digest:
            raise IndexDamaged(f"索引文件 {path} 已损坏，请运行 zhengsou reindex --full 重建")
        table = json.loads(contents)
        self.facts: dict[str, Any] = table["facts"]
        self._arrays: dict[str, dict[str, Any]] = table["arrays"]

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def __getitem__(self, name: str) -> Array:
        entry = self._arrays[name]
        dtype = np.dtype(entry["dtype"]).newbyteorder("<")
        end = entry["offset"] + entry["count"] * dtype.itemsize
        return self._bytes[entry["offset"] : end].view(dtype)

    def get(self, name: str) -> Array | None:
        """An array, or None if the file has none of this name."""
        return self[name] if name in self._arrays else None

    def names(self) -> list[str]:
        """The names of the arrays, in the order of the file."""
        return list(self._arrays)

    def damage(self) -> list[str]:
        """The names of the arrays whose bytes are not those that were written."""
        return [
            name for name, entry in self._arrays.items() if _digest(self[name].data).hexdigest() != entry["checksum"]
        ]
