"""The pages without a query: every number on them is what its link finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from web import create_app
from web.engine import close_engine

Clients = Callable[..., FlaskClient]
Pages = Callable[..., BeautifulSoup]
Totals = Callable[..., int]

PLACES_ONLY_NAMED = [
    {"title": "渌口区修路", "text": "渌口区修好了乡村公路。渌口区还要修桥。", "date": "2021-05"},
    {"title": "渌口区迎来客商", "text": "渌口区招商引资。客商来自浙江省杭州市。", "date": "2023-06-01"},
]


@pytest.fixture
def small(build: Callable[..., object], tmp_path: Path) -> Iterator[Clients]:
    """A client over an index of a few records."""
    app = create_app(tmp_path / "index")

    def serve(records: list[dict[str, str]]) -> FlaskClient:
        build(records)
        return app.test_client()

    yield serve
    close_engine(app)


def read(client: FlaskClient, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200, url
    return BeautifulSoup(response.text, "lxml")


@pytest.fixture
def page(client: FlaskClient) -> Pages:
    return lambda url="/": read(client, url)


@pytest.fixture
def total(client: FlaskClient) -> Totals:
    """How many articles a search finds, by its parameters or by the address of its page."""

    def articles(url: str = "", **search: object) -> int:
        answer = client.get("/api/search", query_string=urlsplit(url).query or search).get_json()
        return int(answer["total"]["articles"])

    return articles


def number(tag: Tag) -> int:
    (found,) = re.findall(r"[\d,]+", tag.get_text())
    return int(found.replace(",", ""))


def counted(soup: BeautifulSoup) -> list[tuple[str, int]]:
    """The addresses and numbers of all values that are listed."""
    items = [count.parent for count in soup.select("main .count")]
    return [(item.a["href"], number(item.select_one(".count"))) for item in items]


def keys(nodes: list[dict[str, Any]], key: str) -> Iterator[str]:
    for node in nodes:
        yield node[key]
        yield from keys(node["children"], key)


def test_the_front_page_says_what_is_there(page: Pages, client: FlaskClient) -> None:
    soup, answer = page(), client.get("/api/search?size=5").get_json()
    assert [number(b) for b in soup.select(".holdings b")] == list(answer["total"].values())
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", soup.select_one(".holdings time").get_text())
    assert [a.get_text() for a in soup.select(".reports > li > a")] == [
        result["title"]["text"] for result in answer["results"]
    ]
    assert soup.select_one("#q").has_attr("autofocus")


def test_every_number_of_the_front_page_is_what_its_link_finds(page: Pages, total: Totals) -> None:
    listed = counted(page())
    assert {url.split("/")[1].split("?")[0] for url, _ in listed} == {"places", "themes", ""}
    for url, count in listed:
        kind, _, key = urlsplit(url).path.removeprefix("/").partition("/")
        assert (total(**{kind.removesuffix("s"): key}) if key else total(url)) == count, url


def test_the_years_are_all_there_and_lead_to_their_articles(page: Pages, total: Totals, client: FlaskClient) -> None:
    rows = page().select(".chart-data tbody tr")
    labels = [row.th.get_text() for row in rows]
    assert labels == [str(year) for year in range(int(labels[0]), int(labels[-1]) + 1)]
    for row in rows:
        count = number(row.td)
        assert count == total(year=row.th.get_text())
        if count:
            assert total(row.a["href"]) == count
    without_date = total() - sum(number(row.td) for row in rows)
    assert without_date == 0


def test_articles_without_a_date_are_told(small: Clients) -> None:
    records = [{"title": f"第{n}号通知", "text": "抓好落实。"} for n in range(3)]
    soup = read(small([*records, {"title": "有日期的通知", "text": "抓好落实。", "date": "2023"}]), "/")
    assert number(soup.select_one(".remark")) == 3


def test_the_examples_find_something(page: Pages, total: Totals) -> None:
    examples = page().select(".examples a")
    assert len(examples) > 3
    for example in examples:
        assert parse_qs(urlsplit(example["href"]).query) == {"q": [example.get_text()]}
        assert total(q=example.get_text()) > 0


@pytest.mark.parametrize("query_string", ["", "?lang=en", "?q=", "?utm_source=x", "?page=1"])
def test_nothing_asked_is_the_front_page(page: Pages, query_string: str) -> None:
    assert page(f"/{query_string}").select_one(".home")


@pytest.mark.parametrize("query_string", ["?sort=newest", "?q=发展", "?year=2023", "?page=2", "?size=20"])
def test_anything_asked_is_a_result_page(page: Pages, query_string: str) -> None:
    assert not page(f"/{query_string}").select_one(".home")


def test_an_empty_index_says_how_to_fill_it(small: Clients) -> None:
    client = small([])
    assert "zhengsou reindex" in read(client, "/").select_one(".empty").get_text()
    assert not counted(read(client, "/places"))
    assert not counted(read(client, "/themes"))


def test_a_new_index_is_counted_anew(small: Clients) -> None:
    client = small(PLACES_ONLY_NAMED)
    assert number(read(client, "/").select_one(".holdings b")) == 2
    small(PLACES_ONLY_NAMED[:1])
    assert number(read(client, "/").select_one(".holdings b")) == 1


def test_all_places_and_themes_can_be_reached(page: Pages, client: FlaskClient) -> None:
    for kind, key in (("place", "code"), ("theme", "id")):
        nodes = client.get("/api/search").get_json()["facets"][kind]
        links = {a["href"] for a in page(f"/{kind}s").select(".tree a")}
        assert links == {f"/{kind}s/{each}" for each in keys(nodes, key)}
        assert page("/").select_one(f"h2 a[href='/{kind}s']")


def test_a_place_is_counted_as_a_search_counts_it(page: Pages, total: Totals, client: FlaskClient) -> None:
    codes = list(keys(client.get("/api/search?mentions=1").get_json()["facets"]["place"], "code"))
    assert len(codes) > 30
    for code in codes[::9]:
        soup = page(f"/places/{code}")
        counts = [total(place=code), total(place=code, mentions="1")]
        assert [number(b) for b in soup.select(".holdings b")] == counts
        assert [total(a["href"]) for a in soup.select(".holdings a")] == counts
        assert all(total(url) == count for url, count in counted(soup))
        for row in soup.select(".below tbody tr"):
            below = row.a["href"].rpartition("/")[2]
            named = [total(place=below), total(place=below, mentions="1")]
            assert [number(cell) for cell in row.select("td")] == named
        assert sum(number(row.td) for row in soup.select(".chart-data tbody tr")) == (counts[0] or counts[1])


def test_the_places_below_are_all_those_that_are_named(page: Pages, client: FlaskClient) -> None:
    provinces = client.get("/api/search?mentions=1").get_json()["facets"]["place"]
    for province in provinces:
        links = {a["href"] for a in page(f"/places/{province['code']}").select(".below a")}
        assert links == {f"/places/{child['code']}" for child in province["children"]}


def test_a_place_says_where_it_lies_and_what_it_was_called(small: Clients) -> None:
    soup = read(small(PLACES_ONLY_NAMED), "/places/430212?lang=en")
    assert [a["href"] for a in soup.select(".path a")] == [
        "/places?lang=en",
        "/places/430000?lang=en",
        "/places/430200?lang=en",
    ]
    code, about = (line.get_text() for line in soup.select(".about"))
    assert "430212" in code
    assert "株洲县" in about
    assert "2018" in about


def test_a_place_that_is_only_named_shows_where(small: Clients) -> None:
    client = small(PLACES_ONLY_NAMED)
    soup = read(client, "/places/330100")
    assert [number(b) for b in soup.select(".holdings b")] == [0, 1]
    assert [a.get_text() for a in soup.select(".reports > li > a")] == ["渌口区迎来客商"]
    assert [row.th.get_text() for row in soup.select(".chart-data tbody tr")] == ["2023"]
    assert soup.select_one(".within [name=mentions]")["value"] == "1"


def test_a_place_or_theme_without_articles_has_a_page(small: Clients) -> None:
    client = small(PLACES_ONLY_NAMED)
    for url in ("/places/110101001", "/themes/defence"):
        assert read(client, url).select_one(".empty a")["href"].startswith("/?q=")


def test_a_theme_is_counted_as_a_search_counts_it(page: Pages, total: Totals, client: FlaskClient) -> None:
    themes = list(keys(client.get("/api/search").get_json()["facets"]["theme"], "id"))
    for theme in themes[::6]:
        soup = page(f"/themes/{theme}")
        assert (
            number(soup.select_one(".holdings b"))
            == total(theme=theme)
            == total(soup.select_one(".holdings a")["href"])
        )
        for url, count in counted(soup):
            below = urlsplit(url).path.partition("/themes/")[2]
            assert (total(theme=below) if below else total(url)) == count


@pytest.mark.parametrize("url", ["/places/湖南省", "/places/999999", "/places/430000/", "/themes/x", "/themes/silent"])
def test_what_is_not_known_is_not_found(client: FlaskClient, url: str) -> None:
    assert client.get(url).status_code == 404


def test_a_search_stays_within_a_place_or_theme(page: Pages) -> None:
    for url, name, value in (("/places/430000", "place", "430000"), ("/themes/local", "theme", "local")):
        form = page(url).select_one("form.within")
        assert {tag["name"]: tag.get("value", "") for tag in form.select("input")} == {"q": "", name: value}


@pytest.mark.parametrize("url", ["/", "/places", "/themes", "/places/430000", "/themes/local"])
def test_pages_are_in_order_and_keep_their_language(page: Pages, client: FlaskClient, url: str) -> None:
    soup = page(f"{url}?lang=en")
    levels = [int(tag.name[1]) for tag in soup.find_all(["h1", "h2", "h3"])]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [tag["id"] for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    links = {a["href"] for a in soup.select("main a[href^='/']")}
    assert all(parse_qs(urlsplit(link).query)["lang"] == ["en"] for link in links)
    for link in sorted(links)[::9]:
        assert client.head(link).status_code == 200
