"""Every error has its page: it says what is wrong and what to do, and nothing about the inside."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from web import create_app
from web.engine import close_engine


@pytest.fixture
def app(library: Path) -> Iterator[Flask]:
    app = create_app(library)
    yield app
    close_engine(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def shown(response: TestResponse) -> BeautifulSoup:
    """The page, after the checks that hold for each."""
    assert response.mimetype == "text/html"
    soup = BeautifulSoup(response.text, "lxml")
    assert soup.h1.get_text() in soup.title.get_text()
    assert soup.select_one(".code").get_text() == str(response.status_code)
    assert soup.select_one("#q") is not None
    assert "/" in [a["href"] for a in soup.select("main a")]
    assert "Traceback" not in response.text
    return soup


def test_a_bad_filter_can_be_taken_off_or_corrected(client: FlaskClient) -> None:
    response = client.get("/?q=粮食&since=去年&year=2023")
    assert response.status_code == 400
    soup = shown(response)
    assert "去年" in soup.main.get_text()
    assert soup.main.a["href"] == "/?q=%E7%B2%AE%E9%A3%9F&year=2023"
    assert soup.select_one("#q")["value"] == "粮食"


@pytest.mark.parametrize("url", ["/", "/concordance"])
@pytest.mark.parametrize(
    "query_string",
    ["q=" + "长" * 513, "q=粮食&page=x", "q=粮食&size=0", "q=粮食&place=无此地", "q=粮食&scope=x"],
)
def test_bad_queries(client: FlaskClient, url: str, query_string: str) -> None:
    response = client.get(f"{url}?{query_string}")
    assert response.status_code == 400
    assert shown(response).h1.get_text() == "检索条件有误"


def test_a_text_of_any_length_is_refused_on_a_small_page(client: FlaskClient) -> None:
    response = client.get("/", query_string={"q": "长" * 20_000})
    assert response.status_code == 400
    shown(response)
    assert len(response.text) < 30_000


def test_no_such_page(client: FlaskClient) -> None:
    response = client.get("/admin")
    assert response.status_code == 404
    shown(response)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("url", ["/", "/api/search", "/articles/0", "/static/zhengsou.css", "/nothing"])
def test_only_reading_is_allowed(client: FlaskClient, method: str, url: str) -> None:
    response = client.open(url, method=method)
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"
    if not url.startswith("/api/"):
        shown(response)


def test_a_failure_is_logged_and_not_shown(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    @app.get("/broken")
    @app.get("/api/broken")
    def broken() -> NoReturn:
        raise RuntimeError("the secret of the inside")

    client = app.test_client()
    response = client.get("/broken")
    assert response.status_code == 500
    shown(response)
    assert "secret" not in response.text
    assert "the secret of the inside" in caplog.text
    response = client.get("/api/broken")
    assert response.status_code == 500
    assert response.content_type == "application/problem+json"
    assert response.get_json()["status"] == 500
    assert "secret" not in response.text


def test_without_an_index_the_page_says_how_to_build_one(tmp_path: Path) -> None:
    client = create_app(tmp_path / "nowhere").test_client()
    for url in ("/", "/articles/0000000000000000"):
        response = client.get(url)
        assert response.status_code == 503
        assert "zhengsou reindex" in shown(response).main.get_text()
    for url in ("/api/search", "/api/suggest?q=粮", "/api/articles/0000000000000000", "/api/trends"):
        response = client.get(url)
        assert response.status_code == 503
        problem = response.get_json()
        assert (problem["type"], problem["status"]) == ("/api/#index-unavailable", 503)
        assert "zhengsou reindex" in problem["detail"]
    for url in ("/api/", "/api/openapi.json"):
        assert client.get(url).status_code == 200


def test_a_new_index_is_found_without_a_restart(tmp_path: Path, library: Path) -> None:
    app = create_app(tmp_path / "index")
    client = app.test_client()
    assert client.get("/").status_code == 503
    shutil.copytree(library, tmp_path / "index")
    assert client.get("/").status_code == 200
    close_engine(app)


def test_a_foreign_host_is_sent_away(app: Flask, client: FlaskClient) -> None:
    app.config["TRUSTED_HOSTS"] = ["localhost"]
    for url, kind in (("/", "text/plain"), ("/api/search", "application/problem+json")):
        response = client.get(url, headers={"Host": "elsewhere.example"})
        assert response.status_code == 400
        assert response.mimetype == kind
        assert "127.0.0.1" in response.text
