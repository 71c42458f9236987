"""What else is shown of a document? JSON, in compressed blocks.

=====================  ======  ======================================================================
array                  dtype   holds
=====================  ======  ======================================================================
`stored.docs`          int32   the documents of which something is stored, ascending
`stored.ends`          uint32  where each one's JSON ends, once decompressed
`stored.block_ends`    uint32  where each block of 16 documents ends in `stored.blocks`
`stored.blocks`        uint8   the blocks, each compressed by zlib
=====================  ======  ======================================================================

Texts are not among it: they come out of `index.columnar.text`. Numbers that have a column come out of that.
"""

from __future__ import annotations

import itertools
import json
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columnar.container import ArrayReader, ArrayWriter

__all__ = ["BLOCK", "Stored", "write_stored"]

BLOCK = 16
"""Documents that are compressed together."""
_LEVEL = 6


class Stored:
    """The stored values of one segment."""

    def __init__(self, arrays: ArrayReader) -> None:
        self.docs: NDArray[np.int32] = arrays["stored.docs"]
        self.ends: NDArray[np.uint32] = arrays["stored.ends"]
        self.block_ends: NDArray[np.uint32] = arrays["stored.block_ends"]
        self.blocks: NDArray[np.uint8] = arrays["stored.blocks"]

    def get(self, document: int) -> dict[str, Any]:
        """What is stored of a document; empty if nothing is."""
        place = int(np.searchsorted(self.docs, document))
        if place == self.docs.size or self.docs[place] != document:
            return {}
        block = place // BLOCK
        values: dict[str, Any] = json.loads(self._pieces(block)[place % BLOCK])
        return values

    def block(self, number: int) -> bytes:
        """A block of documents, decompressed."""
        start = int(self.block_ends[number - 1]) if number else 0
        return zlib.decompress(self.blocks[start : int(self.block_ends[number])].tobytes())

    def all(self) -> Iterator[tuple[int, bytes]]:
        """Every document of which something is stored, with its JSON."""
        for block in range(self.block_ends.size):
            yield from zip(self.docs[block * BLOCK :].tolist(), self._pieces(block), strict=False)

    def _pieces(self, block: int) -> list[bytes]:
        data = self.block(block)
        ends = self.ends[block * BLOCK : (block + 1) * BLOCK]
        base = int(self.ends[block * BLOCK - 1]) if block else 0
        bounds = [0, *(ends - base).tolist()]
        return [data[a:b] for a, b in itertools.pairwise(bounds)]


def write_stored(out: ArrayWriter, pieces: list[tuple[int, bytes]]) -> None:
    """Write the JSON of documents, given in ascending order of the documents."""
    docs = np.array([document for document, _ in pieces], dtype=np.int32)
    blocks = [
        zlib.compress(b"".join(piece for _, piece in pieces[start : start + BLOCK]), _LEVEL)
        for start in range(0, len(pieces), BLOCK)
    ]
    out.add("stored.docs", docs)
    out.add("stored.ends", np.cumsum([len(piece) for _, piece in pieces], dtype=np.uint32))
    out.add("stored.block_ends", np.cumsum([len(block) for block in blocks], dtype=np.uint32))
    out.add("stored.blocks", np.frombuffer(b"".join(blocks), dtype=np.uint8))
