"""The JSON interface: what the engine answers, and clear refusals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from search import Engine, parse_query
from web import create_app
from web.engine import close_engine

PROBLEM = ["type", "title", "status", "detail", "field", "error"]


@pytest.fixture
def refused(client: FlaskClient) -> Callable[[str], dict[str, str]]:
    def get(query_string: str) -> dict[str, str]:
        response = client.get(f"/api/search?{query_string}")
        assert response.status_code == 400
        assert response.content_type == "application/problem+json"
        body = response.get_json()
        assert list(body) == PROBLEM
        assert (body["type"], body["status"]) == ("/api/#bad-query", 400)
        assert body["error"] == body["detail"]
        return body

    return get


@pytest.mark.parametrize(
    ("query_string", "query"),
    [
        ("", {}),
        ("q=营商环境", {"text": "营商环境"}),
        ("q=企业+人才&scope=paragraph", {"text": "企业 人才", "scope": "paragraph"}),
        ("q=发展&sort=oldest", {"text": "发展", "sort": "oldest"}),
        ("year=2023&year=2024&size=3&page=2", {"year": ("2023", "2024"), "size": 3, "page": 2}),
        ("since=2023-04&until=2024&q=", {"since": "2023-04", "until": "2024"}),
        ("q=不会有的字句", {"text": "不会有的字句"}),
    ],
)
def test_answers_what_the_engine_answers(
    client: FlaskClient, library: Path, query_string: str, query: dict[str, Any]
) -> None:
    engine = Engine(library)
    try:
        expected = engine.search(parse_query(**query)).to_json()
    finally:
        engine.close()
    response = client.get(f"/api/search?{query_string}")
    assert response.status_code == 200
    body = response.get_json()
    assert body.pop("took_ms") >= 0
    del expected["took_ms"]
    assert body == json.loads(json.dumps(expected))


def test_chinese_is_readable_and_keys_are_in_the_documented_order(client: FlaskClient) -> None:
    response = client.get("/api/search?q=营商环境")
    assert response.mimetype == "application/json"
    assert "营商环境" in response.text
    assert list(json.loads(response.text)) == ["query", "total", "took_ms", "page", "pages", "results", "facets"]


def test_marks_are_ranges_of_the_text_beside_them(client: FlaskClient) -> None:
    for result in client.get("/api/search?q=营商环境").get_json()["results"]:
        for marked in (result["title"], *result["paragraphs"]):
            assert {marked["text"][start:end] for start, end in marked["marks"]} <= {"营商环境", "營商環境"}


def test_an_unknown_parameter_is_named(refused: Callable[[str], dict[str, str]]) -> None:
    body = refused("q=粮食&palce=430000")
    assert body["field"] == "palce"
    assert "palce" in body["error"]
    assert "place" in body["error"]


@pytest.mark.parametrize("name", ["q", "since", "until", "mentions", "scope", "sort", "synonyms", "page", "size"])
def test_single_parameters_may_not_repeat(refused: Callable[[str], dict[str, str]], name: str) -> None:
    assert refused(f"{name}=1&{name}=2")["field"] == name


@pytest.mark.parametrize(
    "query_string",
    [
        "q=" + "长" * 513,
        "place=不存在的地方",
        "theme=no-such-theme",
        "year=23",
        "since=2023-13",
        "until=昨天",
        "scope=world",
        "sort=random",
        "synonyms=yes",
        "mentions=2",
        "lang=fr",
        "page=0",
        "page=-1",
        "page=two",
        "size=0",
        "size=101",
        "size=99999999999999999999",
    ],
)
def test_a_bad_value_is_refused_with_its_field(refused: Callable[[str], dict[str, str]], query_string: str) -> None:
    body = refused(query_string)
    assert body["field"] == query_string.partition("=")[0]
    assert body["error"]


def test_a_strange_name_is_cut_in_the_message(refused: Callable[[str], dict[str, str]]) -> None:
    assert len(refused("x" * 10_000 + "=1")["error"]) < 300


@pytest.mark.parametrize(
    ("method", "url", "code"),
    [
        ("GET", "/api/nothing", 404),
        ("GET", "/api/articles/nothing", 404),
        ("GET", "/api/articles/", 404),
        ("POST", "/api/search", 405),
        ("OPTIONS", "/api/trends", 405),
    ],
)
def test_other_errors_are_problems_too(client: FlaskClient, method: str, url: str, code: int) -> None:
    response = client.open(url, method=method)
    assert response.status_code == code
    assert response.content_type == "application/problem+json"
    body = response.get_json()
    assert list(body) == PROBLEM
    assert (body["type"], body["status"], body["field"]) == ("about:blank", code, None)
    assert body["title"]
    assert body["detail"] == body["error"]


@pytest.mark.parametrize("url", ["/api/search?q=粮食", "/api/suggest?q=粮", "/api/trends?q=粮食", "/api/openapi.json"])
def test_head_has_the_headers_only(client: FlaskClient, url: str) -> None:
    response = client.head(url)
    assert response.status_code == 200
    assert response.content_type == "application/json"
    assert response.data == b""
    assert response.headers.get("ETag", "other").startswith(client.get(url).headers.get("ETag", "other"))


@pytest.mark.parametrize("url", ["/api/search?q=粮食", "/api/suggest?q=粮", "/api/trends?q=粮食"])
def test_who_has_the_answer_gets_it_once(client: FlaskClient, url: str) -> None:
    first = client.get(url)
    assert first.headers["Cache-Control"] == "private, no-cache"
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    for given in (tag, f'"other", {tag}', tag.removeprefix("W/")):
        again = client.get(url, headers={"If-None-Match": given})
        assert again.status_code == 304
        assert again.data == b""
        assert again.headers["ETag"] == tag
    for given in ('"other"', "*", ""):
        assert client.get(url, headers={"If-None-Match": given}).status_code == 200
    assert client.get(f"{url}&lang=en", headers={"If-None-Match": tag}).status_code == 200
    assert "ETag" not in client.get(f"{url}&nothing=1", headers={"If-None-Match": "*"}).headers


@contextmanager
def opened(index: Path) -> Iterator[FlaskClient]:
    """A client of the page over an index of one's own."""
    app = create_app(index)
    try:
        yield app.test_client()
    finally:
        close_engine(app)


def test_a_new_index_is_a_new_answer(build: Callable[..., object], tmp_path: Path) -> None:
    build([{"title": "粮食丰收", "text": "今年粮食丰收。"}])
    with opened(tmp_path / "index") as client:
        tag = client.get("/api/search?q=粮食").headers["ETag"]
        build([{"title": "粮食丰收", "text": "今年粮食丰收。"}, {"title": "秋粮入库", "text": "各地秋粮食品入库。"}])
        answer = client.get("/api/search?q=粮食", headers={"If-None-Match": tag})
        assert answer.status_code == 200
        assert answer.get_json()["total"]["articles"] == 2


def test_other_sites_may_not_read_it(client: FlaskClient) -> None:
    for url in ("/api/search", "/api/openapi.json", "/api/nothing"):
        headers = client.get(url, headers={"Origin": "https://elsewhere.example"}).headers
        assert not [name for name, _ in headers if name.startswith("Access-Control")]
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_suggestions_are_those_of_the_engine(client: FlaskClient, library: Path) -> None:
    engine = Engine(library)
    try:
        expected = engine.complete("湖南 ying shang", 5)
    finally:
        engine.close()
    body = client.get("/api/suggest?q=湖南 ying shang&limit=5").get_json()
    assert body["start"] == 3
    assert [one["text"] for one in body["suggestions"]] == [one.text for one in expected]
    assert list(body["suggestions"][0]) == ["kind", "text", "detail", "key", "count"]
    assert {one["kind"] for one in body["suggestions"]} <= {"term", "place", "theme", "title"}


def test_suggestions_keep_the_blank_at_the_end(client: FlaskClient) -> None:
    assert client.get("/api/suggest", query_string={"q": "营商 "}).get_json() == {"start": 3, "suggestions": []}


def test_suggestions_are_ten_if_nothing_is_said(client: FlaskClient) -> None:
    body = client.get("/api/suggest?q=s&limit=").get_json()
    assert len(body["suggestions"]) == 10
    assert len(client.get("/api/suggest?q=s&limit=1").get_json()["suggestions"]) == 1


def test_an_article_is_whole(client: FlaskClient, library: Path) -> None:
    found = client.get("/api/search?q=营商环境").get_json()["results"][0]
    body = client.get(f"/api/articles/{found['id']}?q=营商环境").get_json()
    engine = Engine(library)
    try:
        view = engine.article(found["id"], parse_query("营商环境"))
        related = engine.related(found["id"])
    finally:
        engine.close()
    assert view
    assert body["title"] == found["title"]
    assert [paragraph["text"] for paragraph in body["paragraphs"]] == [text.text for _, text in view.paragraphs]
    assert [paragraph["role"] for paragraph in body["paragraphs"]] == [role for role, _ in view.paragraphs]
    assert [paragraph["id"] for paragraph in body["paragraphs"]] == [
        f"{found['id']}-{ordinal}" for ordinal in range(1, len(view.paragraphs) + 1)
    ]
    marked = {paragraph["id"]: paragraph["marks"] for paragraph in body["paragraphs"] if paragraph["marks"]}
    assert marked == {passage["id"]: passage["marks"] for passage in found["paragraphs"]}
    assert body["files"] == list(view.files)
    assert [place["place"]["code"] for place in body["places"]] == [place.place.code for place in view.places]
    assert [one["article"]["id"] for one in body["related"]] == [one.article.id for one in related]
    unmarked = client.get(f"/api/articles/{found['id']}").get_json()
    assert not [paragraph for paragraph in unmarked["paragraphs"] if paragraph["marks"]]


def test_trends_add_up_to_what_a_search_finds(client: FlaskClient) -> None:
    for filters in ("", "&place=430000", "&year=2023&synonyms=0", "&since=2022&until=2023-06"):
        body = client.get(f"/api/trends?q=营商环境&q=粮食&step=month{filters}").get_json()
        assert body["step"] == "month"
        assert [trend["q"] for trend in body["trends"]] == ["营商环境", "粮食"]
        everything = client.get(f"/api/search?{filters}").get_json()["total"]["articles"]
        for trend in body["trends"]:
            counts = [*trend["periods"], trend["coarse"], trend["undated"]]
            found = client.get(f"/api/search?q={trend['q']}{filters}").get_json()["total"]["articles"]
            assert sum(count["matching"] for count in counts) == found
            assert sum(count["total"] for count in counts) == everything
            for count in counts:
                assert count["share"] == (count["matching"] / count["total"] if count["total"] else None)


def test_trends_by_year_are_the_years_of_the_facet(client: FlaskClient) -> None:
    (trend,) = client.get("/api/trends?q=发展").get_json()["trends"]
    counted = {period["when"]: period["matching"] for period in trend["periods"] if period["matching"]}
    years = client.get("/api/search?q=发展").get_json()["facets"]["year"]
    assert counted == {year["value"]: year["count"] for year in years}


def test_a_trend_without_a_query_is_that_of_all(client: FlaskClient) -> None:
    (trend,) = client.get("/api/trends?q=&q=").get_json()["trends"]
    assert trend["q"] == ""
    assert all(count["matching"] == count["total"] for count in trend["periods"])


def test_the_same_query_is_counted_once(client: FlaskClient) -> None:
    assert len(client.get("/api/trends?q=粮食&q=+粮食").get_json()["trends"]) == 1
