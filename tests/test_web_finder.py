"""The box that finds a place by its name or pinyin, as a form and for the script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from web import create_app
from web.engine import close_engine

TEXT = "全县抓好粮食生产。"
RECORDS = [
    {"title": "邵阳县抓好粮食生产", "text": TEXT, "source": "湖南日报"},
    {"title": "邵阳县推进乡村旅游", "text": "全县推进乡村旅游。", "source": "湖南日报"},
    {"title": "湖南省邵阳市北塔区改造老旧小区", "text": "北塔区改造老旧小区。", "source": "湖南日报"},
    {"title": "江苏省南京市鼓楼区改造老旧小区", "text": "鼓楼区改造老旧小区。", "source": "新华日报"},
    {"title": "江苏省徐州市鼓楼区改造老旧小区", "text": "鼓楼区改造老旧小区。", "source": "新华日报"},
]


@pytest.fixture
def places(build: Callable[..., object], tmp_path: Path) -> Iterator[FlaskClient]:
    """A client over reports from a few counties."""
    build(RECORDS)
    app = create_app(tmp_path / "index")
    yield app.test_client()
    close_engine(app)


Found = list[tuple[str, int, list[str]]]


def found_by(client: FlaskClient, path: str = "/", **parameters: str) -> Found:
    """What is listed: path, count, and the places that its link chooses."""
    response = client.get(path, query_string=parameters)
    assert response.status_code == 200
    soup = BeautifulSoup(response.text, "lxml")
    items = soup.select(".found li" if path == "/" else "li")
    return [
        (
            item.a.span.get_text(),
            int(item.select_one(".count").get_text()),
            parse_qs(urlsplit(str(item.a["href"])).query).get("place", []),
        )
        for item in items
    ]


@pytest.mark.parametrize("text", ["邵阳县", "shaoyangx", "syx"])
def test_a_county_is_found_by_name_pinyin_and_initials(places: FlaskClient, text: str) -> None:
    assert ("湖南省 › 邵阳市 › 邵阳县", 2, ["430523"]) in found_by(places, find=text)


def test_the_form_and_the_script_get_the_same_list(places: FlaskClient) -> None:
    for text in ("邵阳", "shaoyang", "鼓楼区"):
        listed = found_by(places, find=text)
        assert listed
        assert found_by(places, "/find", find=text) == listed


def test_places_of_the_same_name_are_all_there(places: FlaskClient) -> None:
    names = {path for path, _, _ in found_by(places, find="鼓楼区")}
    assert names == {"江苏省 › 南京市 › 鼓楼区", "江苏省 › 徐州市 › 鼓楼区"}


def test_counts_are_those_of_the_search_and_ignore_the_place_that_is_chosen(places: FlaskClient) -> None:
    assert found_by(places, find="邵阳县", q="粮食") == [("湖南省 › 邵阳市 › 邵阳县", 1, ["430523"])]
    assert found_by(places, find="邵阳县", place="320106") == [("湖南省 › 邵阳市 › 邵阳县", 2, ["320106", "430523"])]


def test_a_place_takes_the_place_of_those_above_and_below_it(places: FlaskClient) -> None:
    for chosen in ("430000", "430500"):
        assert found_by(places, find="邵阳县", place=chosen)[0][2] == ["430523"]
    city = next(codes for path, _, codes in found_by(places, find="邵阳", place="430523") if path == "湖南省 › 邵阳市")
    assert city == ["430500"]


@pytest.mark.parametrize("text", ["乌有县", "<b>", "x" * 200])
def test_what_is_not_there_is_said(places: FlaskClient, text: str) -> None:
    response = places.get("/find", query_string={"find": text, "q": "粮食"})
    soup = BeautifulSoup(response.text, "lxml")
    assert soup.select_one(".unlisted").get_text() == f"检索结果里没有叫“{text}”的地区"
    assert not soup.select("li, b")


def test_nothing_typed_lists_nothing(places: FlaskClient) -> None:
    assert places.get("/find?find=+").text.strip() == ""
    assert not found_by(places, find="", q="粮食")


def test_the_form_keeps_the_search(places: FlaskClient) -> None:
    soup = BeautifulSoup(places.get("/?q=粮食&place=430500&find=邵阳").text, "lxml")
    form = soup.select_one("form.find")
    assert {tag["name"]: tag["value"] for tag in form.select("input")} == {
        "q": "粮食",
        "place": "430500",
        "find": "邵阳",
    }
    assert str(form["action"]).endswith("#refine")
