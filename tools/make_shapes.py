"""Make `search/data/shapes.tsv`: which characters look alike.

Run:  python tools/make_shapes.py NotoSerifCJK-Regular.ttc --face 2 > search/data/shapes.tsv

A row is a character and those that look like it, most similar first. Nothing is copied from a table: the characters of
GB 2312, folded, are drawn one by one, blurred a little, so that strokes that lie side by side count as near, and
compared as pictures. The likeness of two is the correlation of their pictures, the best one with either of them moved
by at most one pixel. A pair is kept if it is at least `ALIKE` and one of the two has the other among its `NEAREST`.

Needs Pillow and a Song (serif) font, the type that newspapers are printed in. `--face` is the number of the face in a
collection; of the Noto CJK collections 2 is the one for Simplified Chinese. The picture of a character depends a
little on the font and on Pillow's version, so another run may differ in the pairs near the threshold.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from index.analysis import fold

SIZE = 40
MARGIN = 4
BLUR = 1.0
SHIFTS = ((0, 1), (1, 0), (1, 1), (1, -1))
"""Half of the ways to move a picture by one pixel: moving the other one instead is the other half."""
ALIKE = 0.75
NEAREST = 8

Pictures = NDArray[np.float32]


def characters() -> list[str]:
    """The 6,763 characters of GB 2312, as they are matched."""
    rows = (bytes((lead, trail)) for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF))
    return sorted({fold(pair.decode("gb2312")) for pair in rows if pair < b"\xd7\xfa" or pair >= b"\xd8\xa1"})


def draw(character: str, font: ImageFont.FreeTypeFont) -> Pictures:
    """A character as a picture, white on black."""
    image = Image.new("L", (SIZE + 2 * MARGIN, SIZE + 2 * MARGIN), 0)
    # Anchored at the ideographic box's left and its ascender: where a character stands in its box is part of its shape.
    ImageDraw.Draw(image).text((MARGIN, 0), character, font=font, fill=255, anchor="la")
    return np.asarray(image.filter(ImageFilter.GaussianBlur(BLUR)), dtype=np.float32)


def normalised(pictures: Pictures) -> Pictures:
    """One row of mean 0 and length 1 for each picture, so that a product of two rows is their correlation."""
    rows = pictures.reshape(len(pictures), -1)
    rows = rows - rows.mean(axis=1, keepdims=True)
    unit: Pictures = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def likeness(pictures: Pictures) -> Pictures:
    """How alike each two pictures are: a symmetric matrix."""
    rows = normalised(pictures)
    best = rows @ rows.T
    for shift in SHIFTS:
        moved = rows @ normalised(np.roll(pictures, shift, axis=(1, 2))).T
        np.maximum(best, moved, out=best)
        np.maximum(best, moved.T, out=best)
    np.fill_diagonal(best, 0)
    return best


def main() -> None:
    """Draw, compare, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("font")
    parser.add_argument("--face", type=int, default=0)
    arguments = parser.parse_args()
    font = ImageFont.truetype(arguments.font, SIZE, index=arguments.face)
    known = characters()
    alike = likeness(np.stack([draw(character, font) for character in known]))
    kept = np.zeros(alike.shape, dtype=np.bool_)
    np.put_along_axis(kept, alike.argsort(axis=1)[:, -NEAREST:], values=True, axis=1)
    kept = (kept | kept.T) & (alike >= ALIKE)
    for character, likes, keeps in zip(known, alike, kept, strict=True):
        order = [place for place in np.argsort(-likes, kind="stable").tolist() if keeps[place]]
        if order:
            sys.stdout.write(f"{character}\t{''.join(known[place] for place in order)}\n")


if __name__ == "__main__":
    main()
