"""The JSON interface: what the engine answers, and clear refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from search import Engine, parse_query


@pytest.fixture
def refused(client: FlaskClient) -> Callable[[str], dict[str, str]]:
    def get(query_string: str) -> dict[str, str]:
        response = client.get(f"/api/search?{query_string}")
        assert response.status_code == 400
        assert response.mimetype == "application/json"
        body = response.get_json()
        assert set(body) == {"error", "field"}
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


@pytest.mark.parametrize("name", ["q", "since", "until", "scope", "sort", "page", "size"])
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


def test_other_errors_are_json_too(client: FlaskClient) -> None:
    for response, code in ((client.get("/api/nothing"), 404), (client.post("/api/search"), 405)):
        assert response.status_code == code
        assert response.get_json()["field"] is None
        assert response.get_json()["error"]


def test_head_has_the_headers_only(client: FlaskClient) -> None:
    response = client.head("/api/search?q=粮食")
    assert response.status_code == 200
    assert response.data == b""
