"""Make `index/data/glyphs.tsv`: which characters are only another way to encode an ordinary one.

Run:  python tools/make_glyphs.py EquivalentUnifiedIdeograph.txt > index/data/glyphs.tsv

A row is two characters: what stands in a file, and what a reader takes it for. Text from PDF pages and from old files
is full of them: they look right, and no search finds them. Sources:

1. Kangxi radicals and CJK compatibility ideographs: their decompositions in Unicode's character data;
2. the CJK Radicals Supplement: Unicode's EquivalentUnifiedIdeograph.txt, from
   <https://www.unicode.org/Public/UCD/latest/ucd/EquivalentUnifiedIdeograph.txt>; a radical without an entry stays;
3. forms for vertical writing: the mark or bracket that stands in horizontal text, in full width;
4. the private-use places that GBK and GB 18030-2000 gave to characters which Unicode did not have yet. Two bytes from
   0xFE50 on were laid out one after the other from U+E815, those from 0xA989 on from U+E7E7; Python's codec knows the
   code points that most of them have got since, and `SINCE_2005` has those that GB 18030-2005 and -2022 moved out of
   private use and the codec did not. 0xA3A0 (U+E5E5) is the wide space that pages indent with, as browsers read it.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

KANGXI = range(0x2F00, 0x2FD6)
SUPPLEMENT = range(0x2E80, 0x2EF4)
COMPATIBILITY = [*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20)]
VERTICAL = [*range(0xFE10, 0xFE20), 0xFE31, *range(0xFE35, 0xFE45), 0xFE47, 0xFE48]
VERTICAL_MARKS = {0xFE10: "，", 0xFE19: "…", 0xFE31: "—", 0xFE47: "［", 0xFE48: "］"}
RUNS = ((0xFE, range(0x50, 0xA1), 0xE815), (0xA9, range(0x89, 0x96), 0xE7E7))
SINCE_2005 = (
    {0xE5E5: 0x3000, 0xE7C7: 0x1E3F, 0xE7C8: 0x01F9}
    | dict(zip(range(0xE78D, 0xE794), (0xFE10, 0xFE12, 0xFE11, 0xFE13, 0xFE14, 0xFE15, 0xFE16), strict=True))
    | {0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19}
    | dict(zip((0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864), range(0x9FB4, 0x9FBC), strict=True))
    | {0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F, 0xE855: 0x241FE}
)


def unicode_rows() -> dict[str, str]:
    """What the character data itself says."""
    rows = {chr(point): unicodedata.normalize("NFKC", chr(point)) for point in (*KANGXI, *COMPATIBILITY)}
    for point in VERTICAL:
        mark = VERTICAL_MARKS.get(point) or unicodedata.normalize("NFKC", chr(point))
        rows[chr(point)] = chr(ord(mark) + 0xFEE0) if "!" <= mark <= "~" else mark
    return rows


def radical_rows(table: str) -> dict[str, str]:
    """The rows of EquivalentUnifiedIdeograph.txt for the supplement."""
    rows: dict[str, str] = {}
    for line in table.splitlines():
        points, _, ideograph = line.partition("#")[0].partition(";")
        if ideograph:
            first, _, last = points.strip().partition("..")
            for point in range(int(first, 16), int(last or first, 16) + 1):
                if point in SUPPLEMENT:
                    rows[chr(point)] = chr(int(ideograph, 16))
    return rows


def private_rows() -> dict[str, str]:
    """What stood for a character that Unicode did not have."""
    rows: dict[str, str] = {}
    for lead, trails, first in RUNS:
        for place, trail in enumerate(trail for trail in trails if trail != 0x7F):
            rows[chr(first + place)] = bytes((lead, trail)).decode("gb18030")
    return rows | {chr(private): chr(point) for private, point in SINCE_2005.items()}


def main() -> None:
    """Write the table, resolved so that no row leads to another."""
    rows = private_rows() | radical_rows(Path(sys.argv[1]).read_text("utf-8")) | unicode_rows()
    for char, meant in sorted(rows.items()):
        meant = rows.get(meant, meant)
        if char != meant and len(meant) == 1 and unicodedata.category(meant) not in ("Co", "Cn"):
            sys.stdout.write(f"{char}\t{meant}\n")


if __name__ == "__main__":
    main()
