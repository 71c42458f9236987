"""Charts: everything inside the picture and where its value says, in a drawing that any name may stand in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import web
from web import create_app
from web.axes import LABEL, Tick, number, width_of
from web.charts import MOST_SERIES, Bar, Histogram, LineChart, Point, Series, histogram, line_chart
from web.engine import close_engine
from web.spread_chart import Row, SpreadChart, spread_chart

ATTACK = "<script>alert('环境')</script><img src=//evil.example onerror=alert(1)>\"'>{{ 7 * 7 }}&lt;&"
STATIC = Path(web.__file__).with_name("static")
CSS = STATIC.joinpath("charts.css").read_text(encoding="utf-8")
NAME = 13

Chart = Histogram | LineChart | SpreadChart
Draw = Callable[[str, Chart], etree._Element]


def years(first: int, last: int) -> list[str]:
    return [str(year) for year in range(first, last + 1)]


def months(first: int, count: int) -> list[str]:
    """Some months from a January on, the first of which is `first` months behind the January of 2000."""
    return [f"{2000 + at // 12}-{at % 12 + 1:02d}" for at in range(first, first + count)]


# Layout


counts = st.lists(st.integers(0, 10**6), min_size=1, max_size=120)
shares = st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=400)
dates = st.sampled_from(("", "1800", "1999-12", "2023-01-01", "2023-12-31", "2023", "2026-06-30", "2099-12-31"))
rows = st.lists(
    st.builds(Row, st.text("积石山县Ab", min_size=1), dates, st.integers(0, 999_999)),
    min_size=1,
    max_size=40,
)  # fmt: skip


def bars_of(values: list[int]) -> list[Bar]:
    return [Bar(str(1950 + at), value, f"/?year={1950 + at}") for at, value in enumerate(values)]


def views_of(chart: Chart) -> Iterator[Any]:
    """The layouts of a chart, of which each must have its plot inside its view box."""
    assert [view.frame.name for view in chart.views] == ["wide", "narrow"]
    for view in chart.views:
        assert 0 <= view.frame.left < view.frame.right < view.frame.width
        assert 0 <= view.frame.top < view.frame.bottom < view.frame.height
        yield view


def fits(label: Tick, left: float, right: float) -> bool:
    half = width_of(label.label) * LABEL / 2
    return left <= label.at - half and label.at + half <= right


def value_of(label: str) -> float:
    return float(label.removesuffix("万").replace(",", "")) * (10_000 if label.endswith("万") else 1)


@given(counts)
def test_bars_stand_in_the_picture_and_tell_the_truth(values: list[int]) -> None:
    chart = histogram("题", bars_of(values))
    for view in views_of(chart):
        frame = view.frame
        plot = frame.bottom - frame.top
        top = value_of(view.up[-1].label)
        assert all(fits(label, 0, frame.width) for label in view.across)
        assert all(width_of(label.label) * LABEL <= frame.left - 8 for label in view.up)
        assert [mark.bar.count for mark in view.marks] == values
        behind = frame.left
        for mark in view.marks:
            assert (
                behind - 0.05 <= mark.column <= mark.x <= mark.x + mark.width <= mark.column + mark.column_width + 0.05
            )
            assert frame.top <= mark.y
            assert mark.y + mark.height == pytest.approx(frame.bottom)
            assert mark.height == pytest.approx(max(mark.bar.count / top * plot, 1 if mark.bar.count else 0), abs=0.01)
            behind = mark.column + mark.column_width
        assert behind == pytest.approx(frame.right, abs=0.05)


def points_of(polyline: str) -> list[tuple[float, ...]]:
    return [tuple(map(float, point.split(","))) for point in polyline.split(" ")]


@given(shares, st.integers(1, MOST_SERIES))
def test_lines_run_through_every_value_and_break_where_there_is_none(values: list[float | None], lines: int) -> None:
    series = [Series(f"{n}", tuple(map(Point, values[n:] + values[:n]))) for n in range(lines)]
    chart = line_chart("题", months(0, len(values)), series, percent=True)
    for view in views_of(chart):
        frame = view.frame
        top = float(view.up[-1].label[:-1]) / 100
        assert all(fits(label, 0, frame.width) for label in view.across)
        for each, stretches, marks in zip(series, view.lines, view.marks, strict=True):
            known = [point.value is not None for point in each.points]
            starts = [at for at, there in enumerate(known) if there and not (at and known[at - 1])]
            alone = [at for at in starts if not any(known[at + 1 : at + 2])]
            drawn = [point for stretch in stretches for point in points_of(stretch)]
            assert len(stretches) == len(starts) - len(alone)
            assert len(drawn) == sum(known) - len(alone)
            lonely = {each.points[at].value for at in alone}
            assert lonely <= {mark.point.value for mark in marks}
            places = {*drawn, *((mark.x, mark.y) for mark in marks)}
            assert all(frame.left <= x <= frame.right and frame.top <= y <= frame.bottom for x, y in places)
            heights = [(frame.bottom - y) / (frame.bottom - frame.top) * top for _, y in places]
            for value in (point.value for point in each.points if point.value is not None):
                assert min(abs(height - value) for height in heights) <= top * 0.01
            if any(known):
                assert max(point.value or 0 for point in each.points) in {mark.point.value for mark in marks}


def test_a_long_number_on_an_axis_is_written_in_wan() -> None:
    (wide, _) = histogram("题", bars_of([12_000])).views
    assert [label.label for label in wide.up] == ["0", "5,000", "1万", "1.5万"]


def test_few_points_are_all_marked_and_many_at_their_peaks() -> None:
    few = line_chart("题", years(2001, 2020), [Series("甲", tuple(Point(n % 3) for n in range(20)))])
    assert [len(view.marks[0]) for view in few.views] == [20, 20]
    values = [float(n == 100 or n == 301) for n in range(400)]
    many = line_chart("题", months(0, 400), [Series("甲", tuple(map(Point, values)))], percent=True)
    for view in many.views:
        assert len(view.marks[0]) <= 30
        assert sum(mark.point.value == 1 for mark in view.marks[0]) == 2


def test_more_series_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 4"):
        line_chart("题", ["2023"], [Series("甲", (Point(1),))] * (MOST_SERIES + 1))
    with pytest.raises(ValueError, match="needs 2 points"):
        line_chart("题", ["2022", "2023"], [Series("甲", (Point(1),))])


@given(rows)
def test_places_stand_in_rows_and_dots_in_time(rows: list[Row]) -> None:
    chart = spread_chart("题", rows)
    for view in views_of(chart):
        frame = view.frame
        assert all(fits(label, 0, frame.width) for label in view.across)
        assert [mark.row for mark in view.marks] == rows
        edge = frame.top
        for mark in view.marks:
            assert mark.y - view.row_height / 2 == edge
            edge = mark.y + view.row_height / 2
            assert width_of(mark.name) * NAME <= frame.left - 8
            assert view.bars + mark.bar + width_of(number(mark.row.count)) * LABEL <= frame.width
            assert (mark.dot is None) == (mark.row.first == "")
            if mark.dot:
                assert frame.left <= mark.dot.earliest <= mark.dot.latest <= frame.right
                assert mark.dot.exact == (len(mark.row.first) == 10)
        assert edge == frame.bottom
        assert frame.name == "narrow" or max(mark.bar for mark in view.marks) > 0 or not any(row.count for row in rows)


def test_a_dot_stands_at_its_date() -> None:
    chart = spread_chart("题", [Row("甲", "2020", 1), Row("乙", "2021-07", 1), Row("丙", "2023-12-31", 1)])
    for view in chart.views:
        width = view.frame.right - view.frame.left
        shares = [
            [(place - view.frame.left) / width * 4 for place in (mark.dot.earliest, mark.dot.latest)]
            for mark in view.marks
            if mark.dot
        ]
        assert shares[0] == pytest.approx([0, 1], abs=0.02)
        assert shares[1] == pytest.approx([1.5, 1.583], abs=0.02)
        assert shares[2] == pytest.approx([4, 4], abs=0.02)


# Drawing


@pytest.fixture(scope="module")
def draw(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Draw]:
    """Draw a chart by the macro of its name, with the filters and the escaping of the application."""
    app = create_app(tmp_path_factory.mktemp("nothing"))
    page = app.jinja_env.from_string('{% import "charts.html" as charts %}{{ charts[macro](chart) }}')

    def drawn(macro: str, chart: Chart) -> etree._Element:
        return etree.fromstring(page.render(macro=macro, chart=chart))  # not lenient: it must be XML as it stands

    yield drawn
    close_engine(app)


CHARTS: dict[str, Chart] = {
    "histogram": histogram(
        ATTACK, [Bar(str(2020 + n), n * 7, f"/?q={ATTACK}&year={2020 + n}", ATTACK, selected=n > 2) for n in range(5)]
    ),
    "line_chart": line_chart(
        ATTACK,
        years(2020, 2024),
        [
            Series(ATTACK, (Point(0.1, f"/?a={n}", ATTACK), Point(None), *(Point(n / 9, f"/?{n}{m}") for m in "abc")))
            for n in range(MOST_SERIES)
        ],
        percent=True,
    ),
    "spread_chart": spread_chart(
        ATTACK, [Row(ATTACK, first, 3, f"/?p={ATTACK}{first}", ATTACK) for first in ("2020", "2021-05-06", "")]
    ),
}  # fmt: skip


@pytest.mark.parametrize("macro", CHARTS)
def test_whatever_a_name_says_is_shown_as_text(draw: Draw, macro: str) -> None:
    figure = draw(macro, CHARTS[macro])
    assert not figure.xpath(".//script | .//img | .//style | .//@style | .//@*[starts-with(name(), 'on')]")
    assert figure.findtext("figcaption") == ATTACK
    assert {title.text for title in figure.xpath(".//a/title")} == {ATTACK}
    assert all(href.startswith("/?") for href in figure.xpath(".//@href"))


@pytest.mark.parametrize("macro", CHARTS)
def test_a_picture_is_told_in_words_and_keeps_out_of_the_way_of_the_keyboard(draw: Draw, macro: str) -> None:
    figure = draw(macro, CHARTS[macro])
    pictures = figure.xpath("./svg")
    assert [svg.get("class").split()[1] for svg in pictures] == ["chart-wide", "chart-narrow"]
    assert CHARTS[macro].description in figure.findtext("figcaption/span")
    table_links = figure.xpath(".//table//a/@href")
    for svg in pictures:
        assert svg.get("aria-hidden") == "true"
        links = svg.findall(".//a")
        assert links
        assert {link.get("tabindex") for link in links} == {"-1"}
        assert sorted(link.get("href") for link in links) == sorted(table_links)


def cells(figure: etree._Element) -> list[list[str]]:
    return [["".join(cell.itertext()).strip() for cell in row] for row in figure.iterfind(".//tr")]


def test_the_tables_hold_every_number(draw: Draw) -> None:
    assert cells(draw("histogram", histogram("题", [Bar("2022", 0), Bar("2023", 1234)]))) == [
        ["时间", "篇数"],
        ["2022", "0"],
        ["2023", "1,234"],
    ]
    lines = [Series("甲", (Point(0.25), Point(None))), Series("乙", (Point(0.0), Point(1.0)))]
    assert cells(draw("line_chart", line_chart("题", ["2022", "2023"], lines, percent=True))) == [
        ["时间", "甲", "乙"],
        ["2022", "25%", "0%"],
        ["2023", "无", "100%"],
    ]
    places = [Row("积石山保安族东乡族撒拉族自治县", "", 2), Row("乙", "2023-05", 1)]
    assert cells(draw("spread_chart", spread_chart("题", places))) == [
        ["地区", "首次出现", "篇数"],
        ["积石山保安族东乡族撒拉族自治县", "日期不详", "2"],
        ["乙", "2023-05", "1"],
    ]  # fmt: skip


def test_what_is_chosen_is_told_without_colour(draw: Draw) -> None:
    figure = draw("histogram", CHARTS["histogram"])
    assert [link.text for link in figure.xpath(".//table//a[@aria-current='true']")] == ["2023", "2024"]
    assert [len(svg.xpath(".//*[@class='chart-chosen']")) for svg in figure.xpath("./svg")] == [2, 2]


def test_lines_differ_in_more_than_their_colour(draw: Draw) -> None:
    figure = draw("line_chart", CHARTS["line_chart"])
    samples = figure.xpath("./ul//svg")
    assert len({sample.find("path").get("d") for sample in samples}) == MOST_SERIES
    dashes = {n: re.findall(rf"\.chart-line\.series-{n} \{{[^}}]*stroke-dasharray: ([^;]+);", CSS) for n in range(1, 5)}
    assert len({tuple(dash) for dash in dashes.values()}) == MOST_SERIES


@pytest.mark.parametrize(
    ("macro", "chart"),
    [
        ("histogram", histogram("题", [])),
        ("line_chart", line_chart("题", [], [])),
        ("line_chart", line_chart("题", ["2023"], [])),
        ("spread_chart", spread_chart("题", [])),
    ],
)
def test_nothing_to_draw_is_said_in_words(draw: Draw, macro: str, chart: Chart) -> None:
    figure = draw(macro, chart)
    assert not figure.xpath("./svg | .//table")
    assert figure.findtext("p") == chart.description


@pytest.mark.parametrize(
    ("chart", "told"),
    [
        (histogram("题", bars_of([3, 1500, 7])), "1950 至 1952，共 1,510 篇；1951 最多，1,500 篇。"),
        (histogram("题", bars_of([0, 0])), "没有报道。"),
        (line_chart("题", ["2022", "2023"], [Series("甲", (Point(3), Point(2))), Series("乙", (Point(None),) * 2)]),
         "甲：2022 至 2023，2022 最高，为 3；乙：没有数据。"),
        (spread_chart("题", [Row("甲", "2023", 1), Row("乙", "2023-05", 1), Row("丙", "", 9)]),
         "3 个地区，乙最早，见于 2023-05。"),
        (spread_chart("题", [Row("丙", "", 9)]), "1 个地区，日期都不详。"),
        (spread_chart("题", [Row("丁", "2024", 1), Row("戊", "", 1)], 40, 1273),
         "第 41–42 个地区，共 1,273 个；本页最早的是丁，见于 2024。"),
        (spread_chart("题", [Row("戊", "", 1)], 40, 41), "第 41 个地区，共 41 个；本页的日期都不详。"),
    ],
)  # fmt: skip
def test_descriptions(chart: Chart, told: str) -> None:
    assert chart.description == told


# Style


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, after WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_bars_can_be_seen_on_the_paper_of_either_scheme() -> None:
    page = STATIC.joinpath("zhengsou.css").read_text(encoding="utf-8")
    papers, shades = (re.findall(rf"--{name}: (#\w{{6}});", page)[:2] for name in ("paper", "shade"))
    light, by_system, by_choice = re.findall(r"--bar: (#\w{6});", CSS)
    assert by_system == by_choice
    for bar, *grounds in zip((light, by_choice), papers, shades, strict=True):
        for ground in grounds:
            dark, bright = sorted((luminance(bar), luminance(ground)))
            assert (bright + 0.05) / (dark + 0.05) >= 3  # WCAG 2.2, 1.4.11: of graphics


def test_the_sheet_uses_only_colours_that_are_named_and_fetches_nothing() -> None:
    page = STATIC.joinpath("zhengsou.css").read_text(encoding="utf-8")
    rules = re.sub(r"--bar: #\w+;", "", CSS)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", rules)
    assert not re.search(r"@import|url\(|https?:", CSS)
    assert set(re.findall(r"var\(--([\w-]+)\)", CSS)) <= {"bar", *re.findall(r"--([\w-]+):", page)}


def test_every_class_that_is_drawn_has_a_rule(draw: Draw) -> None:
    plain = {"chart-histogram", "chart-lines", "chart-spread", "chart-point", "hidden"}
    for macro, chart in CHARTS.items():
        used = {name for names in draw(macro, chart).xpath(".//@class") for name in names.split()} - plain
        assert {name for name in used if not re.search(rf"\.{name}\b", CSS)} == set()
