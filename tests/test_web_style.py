"""The style sheet: colours that can be read, and nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import web

CSS = Path(web.__file__).with_name("static").joinpath("zhengsou.css").read_text(encoding="utf-8")

ON_PAPER = ["ink", "soft", "link", "visited", "seal"]
PAIRS = [
    *((colour, "paper") for colour in ON_PAPER),
    *((colour, "shade") for colour in ON_PAPER),
    ("ink", "notice"),
    ("link", "notice"),
    ("mark-ink", "mark"),
    ("on-fill", "fill"),
]


def colours(scheme: str) -> dict[str, str]:
    light = found_in(":root")
    return light | found_in(':root[data-theme="dark"]') if scheme == "dark" else light


def found_in(selector: str) -> dict[str, str]:
    """The colours of the first rule with a selector."""
    rule = re.search(rf"{re.escape(selector)} \{{(.*?)\}}", CSS, re.DOTALL)
    assert rule, selector
    return dict(re.findall(r"--([\w-]+): (#\w+);", rule[1]))


def luminance(colour: str) -> float:
    """Relative luminance of #rgb or #rrggbb, after WCAG 2.2."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_has_the_contrast_of_wcag_aa(scheme: str, text: str, ground: str) -> None:
    known = colours(scheme)
    dark, light = sorted((luminance(known[text]), luminance(known[ground])))
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_dark_is_the_same_whether_the_system_or_the_reader_wants_it() -> None:
    assert found_in(':root[data-theme="dark"]') == found_in(':root:not([data-theme="light"])')


def test_every_colour_has_a_name() -> None:
    rules = re.sub(r":root[^{]*\{.*?\}", "", CSS, flags=re.DOTALL)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", rules)


def test_nothing_is_fetched_from_elsewhere() -> None:
    assert not re.search(r"@import|url\(|https?:", CSS)
