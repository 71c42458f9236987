"""The other views of a search: trends, spread and concordance."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from index.tagging import gazetteer
from web import create_app
from web.concordance import LINES
from web.engine import close_engine
from web.spread import ROWS

PLACES = ("湖南省邵阳市邵阳县", "福建省福州市闽侯县", "湖南省", "")
DATES = ("2020-01-05", "2021-03", "2021-11-02", "2022", "2022-03-05", "")
RECORDS = [
    {
        "title": f"{PLACES[n % 4]}第{n}号通报",
        "date": DATES[n % 6],
        "text": f"{PLACES[n % 4]}召开会议。{'优化营商环境' if n % 6 and n % 5 else '整治市容市貌'}，第{n}次。",
    }
    for n in range(30)
]

Pages = Callable[[str], BeautifulSoup]


@pytest.fixture
def reader(build: Callable[..., object], tmp_path: Path) -> Iterator[FlaskClient]:
    build(RECORDS)
    app = create_app(tmp_path / "index")
    yield app.test_client()
    close_engine(app)


@pytest.fixture
def page(reader: FlaskClient) -> Pages:
    def get(url: str) -> BeautifulSoup:
        response = reader.get(url)
        assert response.status_code == 200
        return BeautifulSoup(response.text, "lxml")

    return get


def texts(soup: BeautifulSoup | Tag, selector: str) -> list[str]:
    return [" ".join(tag.get_text().split()) for tag in soup.select(selector)]


def found(soup: BeautifulSoup) -> int:
    return int(soup.select(".summary b")[0].get_text().replace(",", ""))


def table(soup: BeautifulSoup, place: int = 0) -> list[list[str]]:
    rows = soup.select(".chart-data table")[place].select("tbody tr")
    return [texts(row, "th, td") for row in rows]


def asked(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


# Trends


def test_trends_count_by_year_from_the_first_report_on(page: Pages) -> None:
    environment = [record for record in RECORDS if "营商环境" in record["text"]]
    years = [record["date"][:4] for record in environment]
    assert table(page("/trends?q=营商环境")) == [[year, str(years.count(year))] for year in ("2021", "2022")]
    assert "2020" in [record["date"][:4] for record in RECORDS]


def test_a_point_leads_to_its_reports(page: Pages) -> None:
    for step in ("year", "month"):
        soup = page(f"/trends?q=营商环境&q=市容市貌&step={step}")
        links = soup.select(".chart-data tbody a")
        assert links
        for link in links:
            # Of a day in March, a month is asked for, and what is dated 2022 alone may be of that month, too.
            counted = int(link.get_text())
            assert found(page(link["href"])) >= counted if step == "month" else counted == found(page(link["href"]))
        assert {link["href"] for link in soup.select("svg a")} <= {link["href"] for link in links}


def test_a_point_stays_within_the_bounds_of_the_search(page: Pages) -> None:
    soup = page("/trends?q=营商环境&since=2021-05&until=2022")
    assert [row[0] for row in table(soup)] == ["2021", "2022"]
    bounds = [asked(link["href"]) for link in soup.select(".chart-data tbody a")]
    assert [(bound["since"], bound["until"]) for bound in bounds] == [
        (["2021-05"], ["2021"]),
        (["2022"], ["2022"]),
    ]


@pytest.mark.parametrize("step", ["year", "month"])
def test_the_number_at_a_point_is_that_of_the_search_behind_it(page: Pages, step: str) -> None:
    links = page(f"/trends?q=营商环境&step={step}").select(".chart-data tbody a")
    assert links
    for link in links:
        assert int(link.get_text().replace(",", "")) == found(page(link["href"])), link["href"]


def test_queries_are_compared(page: Pages) -> None:
    soup = page("/trends?q=营商环境&q=市容市貌&q=营商环境&q=")
    assert texts(soup, ".chart-legend li") == ["营商环境", "市容市貌"]
    assert [box["value"] for box in soup.select(".compare input[name=q]")] == ["营商环境", "市容市貌", "", ""]
    for link in soup.select(".compared a"):
        count = re.search(r"(\d+) 篇", link.parent.get_text())
        assert count is not None
        assert int(count[1]) == found(page(link["href"]))


def test_more_than_four_are_refused(reader: FlaskClient) -> None:
    assert reader.get("/trends?q=a&q=b&q=c&q=d").status_code == 200
    response = reader.get("/trends?q=a&q=b&q=c&q=d&q=e")
    assert response.status_code == 400
    assert "最多同时比较 4 个" in response.text


def test_shares_are_of_all_reports_with_the_same_filters(page: Pages) -> None:
    rows = dict(table(page("/trends?q=营商环境&measure=share&place=430000")))
    for year in ("2021", "2022"):
        matching, whole = (found(page(f"/?q={q}&place=430000&year={year}&size=1")) for q in ("营商环境", ""))
        assert float(rows[year].rstrip("%")) == pytest.approx(100 * matching / whole, rel=0.01)


def test_what_is_not_drawn_is_said(page: Pages) -> None:
    by_month = [record["date"] for record in RECORDS if "营商环境" in record["text"] and len(record["date"]) < 7]
    assert f"其中 {len(by_month)} 篇没有月份或日期" in texts(page("/trends?q=营商环境&step=month"), ".compared li")[0]
    undated = [date for date in by_month if not date]
    assert f"其中 {len(undated)} 篇没有日期" in texts(page("/trends?q=营商环境"), ".compared li")[0]


def test_the_form_keeps_the_filters_and_switches(page: Pages) -> None:
    soup = page("/trends?q=营商环境&place=430000&step=month&measure=share&sort=newest")
    kept = {field["name"]: field["value"] for field in soup.select(".compare input[type=hidden]")}
    assert kept == {"place": "430000", "sort": "newest", "step": "month", "measure": "share"}
    assert texts(soup, ".toolbar [aria-current]") == ["按月", "占比"]
    by_year = next(link for link in soup.select(".toolbar a") if link.get_text() == "按年")
    assert asked(by_year["href"]) == {"q": ["营商环境"], "place": ["430000"], "sort": ["newest"], "measure": ["share"]}
    assert "湖南省" in texts(soup, ".conditions")[0]


def test_trends_of_nothing_and_of_everything(page: Pages) -> None:
    assert not page("/trends?q=没有的词").select("svg.chart-view, table")
    assert table(page("/trends"))[0][0] == "2020"


# Spread


def test_places_come_by_their_first_report(page: Pages) -> None:
    soup = page("/spread?q=营商环境")
    rows = table(soup, 1)
    assert [row[0] for row in rows] == ["福建省", "湖南省"]
    for name, first, count in rows:
        mine = [r for r in RECORDS if r["title"].startswith(name) and "营商环境" in r["text"]]
        assert int(count) == len(mine)
        assert first == min((r["date"] for r in mine if r["date"]), key=lambda date: date.ljust(10, "~"))
    for link in soup.select(".chart-spread tbody a"):
        assert asked(link["href"])["sort"] == ["oldest"]
        count = link.find_parent("tr").select("td")[-1].get_text()
        assert found(page(link["href"])) == int(count)


def test_levels_and_what_has_no_place(page: Pages) -> None:
    soup = page("/spread?q=营商环境&level=county")
    assert {row[0] for row in table(soup, 1)} == {"邵阳县（邵阳市）", "闽侯县（福州市）"}
    assert texts(soup, ".toolbar [aria-current]") == ["县级"]
    environment = [record for record in RECORDS if "营商环境" in record["text"]]
    unplaced = sum(record["title"].startswith("第") for record in environment)
    off_level = sum(record["title"].startswith("湖南省第") for record in environment)
    undated = sum(not record["date"] for record in environment)
    told = texts(soup, ".aside")[0]
    assert f"{unplaced} 篇没有地区" in told
    assert f"{off_level} 篇只关于其他层级的地区" in told
    assert f"{undated} 篇没有日期" in told


def test_the_curve_ends_at_the_number_of_dated_places(page: Pages) -> None:
    soup = page("/spread?q=营商环境&level=county")
    curve = [int(row[1]) for row in table(soup, 0)]
    assert all(before <= after for before, after in pairwise(curve))
    assert curve[-1] == sum(row[1] != "日期不详" for row in table(soup, 1))


def test_a_place_beside_the_chosen_one_is_no_link(build: Callable[..., object], page: Pages) -> None:
    build([{"title": "湖南省与福建省签约", "text": "湖南省与福建省签署协议，共建口岸。", "date": "2024-01-01"}])
    soup = page("/spread?q=口岸&place=430000")
    linked = {row.th.get_text(strip=True): bool(row.a) for row in soup.select(".chart-spread tbody tr")}
    assert linked == {"湖南省": True, "福建省": False}


def test_places_beyond_the_first_page_can_be_reached(build: Callable[..., object], page: Pages) -> None:
    cities = [place for place in gazetteer().values() if place.level == 2][: ROWS + 3]
    build(
        [
            {"title": f"{city.path.replace('/', '')}发布公告", "text": "推进口岸建设。", "date": "2024"}
            for city in cities
        ]
    )
    url, names = "/spread?q=口岸&level=city", []
    for rows, these in ((ROWS, f"1–{ROWS}"), (3, f"{ROWS + 1}–{ROWS + 3}")):
        soup = page(url)
        assert f"第 {these} 个地区，共 {ROWS + 3} 个；" in texts(soup, ".chart-spread figcaption")[0]
        names += texts(soup, ".chart-spread tbody th")
        assert len(names) == rows or len(names) == ROWS + 3
        following = soup.select_one(".pager [rel=next]")
        url = following["href"] if following else ""
    assert url == ""
    assert len(set(names)) == ROWS + 3
    assert not page("/spread?q=口岸&level=city&page=3").select(".chart-spread tbody tr")


# Concordance


def test_lines_lead_to_their_paragraphs(page: Pages) -> None:
    soup = page("/concordance?q=营商环境&order=newest")
    rows = soup.select(".kwic tbody tr")
    assert len(rows) == found(soup) == sum("营商环境" in record["text"] for record in RECORDS)
    assert set(texts(soup, ".kwic .keyword")) == {"营商环境"}
    assert all(left.endswith("优化") for left in texts(soup, ".kwic .left"))
    for row in rows[:5]:
        address, _, anchor = row.select_one(".keyword a")["href"].partition("#")
        article = page(address)
        assert article.select_one("h1").get_text(strip=True) == row.select_one("cite").get_text()
        paragraph = article.select_one(f"[id={anchor}]")
        assert "优化营商环境" in paragraph.get_text()


def test_orders_are_links_that_keep_the_search(page: Pages) -> None:
    soup = page("/concordance?q=营商环境&year=2022")
    assert texts(soup, ".toolbar [aria-current]") == ["右侧的字"]
    orders = {link.get_text(): asked(link["href"]) for link in soup.select(".toolbar a")}
    assert orders["右侧的字"] == {"q": ["营商环境"], "year": ["2022"]}
    assert orders["左侧的字"] == {"q": ["营商环境"], "year": ["2022"], "order": ["left"]}
    assert len(orders) == 5


def test_a_page_has_fifty_lines(build: Callable[..., object], page: Pages) -> None:
    build(
        [{"title": "通知", "text": "\n".join(f"第{n}条，落实责任。" for n in range(LINES + 5)), "date": "2024-01-01"}]
    )
    first, second = page("/concordance?q=责任&order=newest"), page("/concordance?q=责任&order=newest&page=2")
    assert [len(soup.select(".kwic tbody tr")) for soup in (first, second)] == [LINES, 5]
    assert asked(first.select_one(".pager [rel=next]")["href"]) == {"q": ["责任"], "page": ["2"], "order": ["newest"]}
    assert not page("/concordance?q=责任&page=3").select(".kwic")


@pytest.mark.parametrize(("order", "read"), [("right", "最新的 1 篇"), ("oldest", "最早的 1 篇")])
def test_numbers_of_a_part_are_not_taken_for_totals(
    build: Callable[..., object], page: Pages, order: str, read: str
) -> None:
    text = "\n".join(f"第{n}条，落实责任。" for n in range(2500))
    build([{"title": f"{year}年通知", "text": f"{text}{year}", "date": year} for year in ("2023", "2024")])
    soup = page(f"/concordance?q=责任&order={order}")
    assert texts(soup, ".summary") == [f"{read}（共 2 篇）里有 2,500 处"]
    assert len(soup.select(".notice")) == 1


def test_without_a_query_there_is_only_a_hint(page: Pages) -> None:
    soup = page("/concordance")
    assert not soup.select(".kwic, .summary")
    assert texts(soup, ".aside")


# All three


@pytest.mark.parametrize(
    "url",
    ["/trends?step=day", "/trends?measure=1", "/spread?level=town", "/concordance?order=up", "/spread?page=0",
     "/concordance?q=%22", "/trends?q=ok&q=%22", "/spread?mentions=x"],
)  # fmt: skip
def test_bad_values_are_refused(reader: FlaskClient, url: str) -> None:
    assert reader.get(url).status_code == 400


@pytest.mark.parametrize("path", ["trends", "spread", "concordance"])
def test_the_views_of_a_search_lead_to_each_other(page: Pages, path: str) -> None:
    soup = page(f"/{path}?q=营商环境&place=430000&lang=en")
    rooms = {urlsplit(link["href"]).path: asked(link["href"]) for link in soup.select(".rooms a")}
    for other in ("/", "/trends", "/spread", "/concordance"):
        assert rooms[other] == {"q": ["营商环境"], "place": ["430000"], "lang": ["en"]}
    assert urlsplit(soup.select_one(".rooms [aria-current]")["href"]).path == f"/{path}"


@pytest.mark.parametrize("path", ["trends", "spread", "concordance"])
def test_what_a_search_relaxed_is_said(page: Pages, path: str) -> None:
    assert any("按部分词语匹配" in notice for notice in texts(page(f"/{path}?q=营商环境 市容市貌"), ".notice"))


@pytest.mark.parametrize("path", ["trends", "spread", "concordance"])
def test_what_is_asked_is_never_markup(page: Pages, path: str) -> None:
    soup = page(f"/{path}?q=%22<script>alert(1)</script>%22&source=<b>x</b>")
    assert not soup.select("main script, main b:-soup-contains('x')")
