"""Make `index/data/fold.tsv`: which characters count as the same one when matching.

Run:  pip install opencc==1.4.2 && python tools/make_fold.py > index/data/fold.tsv

A row is two characters: what stands in a text, and what it is matched as. Sources, later ones winning nothing that
an earlier one settled:

1. case: Unicode's simple lower case, where that is one character;
2. width and compatibility: Unicode's NFKC, only for full-width and half-width forms, the ideographic space, CJK
   compatibility ideographs and Kangxi radicals. Other compatibility characters (①, ㎡, ²) stay themselves: Ctrl-F
   for 1 does not stop at ①;
3. 简繁 and variants: OpenCC's t2s dictionary, character by character, then what its Hong Kong and Taiwan
   dictionaries add. 么 and 著 are kept: they are characters of their own in simplified text.

The punctuation that Chinese text sets in full width stays so, and ASCII's is folded to it: the folded text then
differs from the text as shown as rarely as possible, and an index need not keep both.

Every row maps one code point to one code point, so that an offset into the folded text is an offset into the text.
Where the simplified form of a pair lies outside the Basic Multilingual Plane, the pair is folded to its traditional
form instead: folded text then needs a character of two UTF-16 units only where the text has one already.
"""

from __future__ import annotations

import sys
import unicodedata

import opencc

HAN = [
    *range(0x3400, 0x4DC0),  # extension A
    *range(0x4E00, 0xA000),
    *range(0xF900, 0xFB00),  # compatibility ideographs
    *range(0x20000, 0x323B0),  # extensions B to H
]
CASED = range(0x0041, 0x0590)  # Latin, Greek, Cyrillic, Armenian
WIDTH = [*range(0x2F00, 0x2FD6), 0x3000, *range(0xF900, 0xFAFF), *range(0xFF01, 0xFFEF)]
SIMPLIFIED_TOO = frozenset("么著")
PUNCTUATION = ",:;?!()"
LAST_BMP = 0xFFFF


def width_rows() -> dict[str, str]:
    """Case and width: one character to one character of the same plane."""
    rows: dict[str, str] = {}
    for point in [*CASED, *WIDTH]:
        char = chr(point)
        folded = unicodedata.normalize("NFKC", char) if point in set(WIDTH) else char
        folded = folded.lower()
        if len(folded) == 1 and folded != char and ord(folded) <= LAST_BMP:
            rows[char] = folded
    for char in PUNCTUATION:
        wide = chr(ord(char) + 0xFEE0)
        del rows[wide]
        rows[char] = wide
    return rows


def han_rows() -> dict[str, str]:
    """Traditional forms and variants to the simplified form."""
    rows: dict[str, str] = {}
    for config in ("t2s", "hk2s", "tw2s"):
        convert = opencc.OpenCC(config).convert
        for point in HAN:
            char = chr(point)
            simple = convert(char)
            if len(simple) != 1 or simple == char or char in SIMPLIFIED_TOO or char in rows:
                continue
            if ord(char) <= LAST_BMP < ord(simple):
                rows.setdefault(simple, char)
            else:
                rows[char] = simple
    return rows


def main() -> None:
    """Write the table, resolved so that folding twice changes nothing."""
    rows = han_rows() | width_rows()
    for char in list(rows):
        seen = {char}
        while rows[char] in rows and rows[char] not in seen:
            seen.add(rows[char])
            rows[char] = rows[rows[char]]
    for char, folded in sorted(rows.items()):
        if char != folded:
            sys.stdout.write(f"{char}\t{folded}\n")


if __name__ == "__main__":
    main()
