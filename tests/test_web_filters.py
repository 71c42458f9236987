"""How values are shown: segments of marked text, numbers, names of files, addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.results import PlaceRef, TextWithMarks
from web.filters import file_name, is_web_address, lowest, milliseconds, publisher, segments, steps, thousands


@st.composite
def marked_texts(draw: st.DrawFn) -> TextWithMarks:
    text = draw(st.text())
    ends = draw(st.lists(st.integers(0, len(text)), unique=True).filter(lambda ends: len(ends) % 2 == 0))
    ends.sort()
    return TextWithMarks(text, tuple(zip(ends[::2], ends[1::2], strict=True)))


@given(marked_texts())
def test_segments_are_the_text_and_the_marked_ones_are_its_ranges(marked: TextWithMarks) -> None:
    parts = list(segments(marked))
    assert "".join(part for part, _ in parts) == marked.text
    assert [part for part, hit in parts if hit] == [marked.text[start:end] for start, end in marked.marks]
    assert all(part for part, _ in parts)


def test_neighbouring_marks_stay_two() -> None:
    assert list(segments(TextWithMarks("优化营商环境", ((0, 2), (2, 6))))) == [("优化", True), ("营商环境", True)]


@pytest.mark.parametrize(("number", "shown"), [(0, "0"), (999, "999"), (1298138, "1,298,138")])
def test_thousands(number: int, shown: str) -> None:
    assert thousands(number) == shown


@pytest.mark.parametrize(("duration", "shown"), [(0.04, "0.0"), (3.14, "3.1"), (12.5, "12"), (2345.6, "2,346")])
def test_milliseconds(duration: float, shown: str) -> None:
    assert milliseconds(duration) == shown


@pytest.mark.parametrize(
    "path", ["第03版.txt", "/srv/pages/第03版.txt", r"D:\报纸\第03版.txt", r"\\server\share/2023\第03版.txt"]
)
def test_file_name(path: str) -> None:
    assert file_name(path) == "第03版.txt"


def test_steps() -> None:
    assert steps("湖南省/邵阳市/邵阳县") == "湖南省 › 邵阳市 › 邵阳县"


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("http://example.org", True),
        ("HTTPS://example.org/a", True),
        ("javascript:alert(1)//http://", False),
        (" http://example.org", False),
        ("//example.org", False),
        ("data:text/html,", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_is_web_address(url: str, is_one: bool) -> None:
    assert is_web_address(url) is is_one


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("湖南日报", "湖南日报"),
        ("", ""),
        ("http://www.example.org/2021/a.html", "example.org"),
        ("HTTPS://News.Example.org:8080/?id=1", "news.example.org"),
        ("http://wwwexample.org", "wwwexample.org"),
        ("www.example.org", "www.example.org"),
        ("http://", "http://"),
        ("http://[", "http://["),
    ],
)
def test_publisher(source: str, name: str) -> None:
    assert publisher(source) == name


def test_places_above_others_are_left_out() -> None:
    paths = ["湖南省/邵阳市/邵阳县", "湖南省", "湖南省/邵阳市", "湖南省/娄底市", "广东省"]
    places = [PlaceRef(str(number), path.split("/")[-1], path) for number, path in enumerate(paths)]
    assert [place.path for place in lowest(places)] == ["湖南省/邵阳市/邵阳县", "湖南省/娄底市", "广东省"]
