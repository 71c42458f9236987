"""What a hostile page, a hostile link or a curious browser must not achieve."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from web import create_app
from web.engine import close_engine
from web.state import State

ATTACK = "<script>alert('环境')</script><img src=//evil.example onerror=alert(1)>\"'><b>环境</b>{{ 7 * 7 }}&lt;"

Clients = Callable[..., FlaskClient]


@pytest.fixture
def hostile(build: Callable[..., object], tmp_path: Path) -> Iterator[Clients]:
    """A client over an index of one article in which every field attacks."""
    app = create_app(tmp_path / "index")

    def serve(**fields: str) -> FlaskClient:
        record = {"title": ATTACK, "text": f"{ATTACK}\n{ATTACK}", "source": ATTACK, "date": "2023-05-20"}
        build([record | fields])
        return app.test_client()

    yield serve
    close_engine(app)


def is_harmless(soup: BeautifulSoup) -> bool:
    own = {"stylesheet", "icon", "canonical", "next", "prev"}
    return (
        not soup.select("script, img, iframe, object, embed, style, base, meta[http-equiv], [style]")
        and not [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
        and {rel for link in soup.select("link") for rel in link["rel"]} <= own
        and all(link["href"].startswith("/") for link in soup.select("link"))
        and all(form["action"].startswith("/") and form["method"] == "get" for form in soup.select("form"))
        and all(b.get_text().replace(",", "").isdecimal() for b in soup.select("b"))
    )


def test_a_hostile_article_is_shown_as_text(hostile: Clients) -> None:
    client = hostile()
    results = BeautifulSoup(client.get("/?q=环境").text, "lxml")
    assert is_harmless(results)
    title = results.select_one(".results h2")
    assert title.get_text() == ATTACK
    assert [mark.get_text() for mark in title.select("mark")] == ["环境", "环境"]
    article = BeautifulSoup(client.get(title.a["href"]).text, "lxml")
    assert is_harmless(article)
    assert article.h1.get_text() == ATTACK
    assert "环境" in article.select_one(".paragraph p").get_text()  # what a record has of HTML was read as HTML
    source = next(a for a in results.select(".facet-source a") if ATTACK in a.get_text())
    narrowed = BeautifulSoup(client.get(source["href"]).text, "lxml")
    assert is_harmless(narrowed)
    assert ATTACK in narrowed.select_one(".chips").get_text()


def test_a_hostile_page_of_text_is_shown_as_text(hostile: Clients, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "attack.txt").write_text(f"一页文字\n本报讯 {ATTACK}，是页面上的原话。\n", encoding="utf-8")
    client = hostile(title="别的报道", text="别的内容。", source="别的来源")
    results = BeautifulSoup(client.get("/?q=环境").text, "lxml")
    assert is_harmless(results)
    assert ATTACK in results.select_one(".passage").get_text()
    article = BeautifulSoup(client.get(results.select_one(".results h2 a")["href"]).text, "lxml")
    assert is_harmless(article)
    assert ATTACK in article.select_one(".paragraph p").get_text()


def test_markup_that_was_searched_for_is_marked_as_text(hostile: Clients) -> None:
    client = hostile()
    soup = BeautifulSoup(client.get("/", query_string={"q": '"<script>alert"'}).text, "lxml")
    assert is_harmless(soup)
    assert {mark.get_text() for mark in soup.select("mark")} == {"<script>alert"}


@pytest.mark.parametrize("name", State.names())
@pytest.mark.parametrize("path", ["/", "/articles/0000000000000000"])
def test_a_hostile_link_is_shown_as_text(client: FlaskClient, path: str, name: str) -> None:
    soup = BeautifulSoup(client.get(path, query_string={"q": "环境", name: ATTACK}).text, "lxml")
    assert is_harmless(soup)


def test_a_hostile_address_in_the_path(client: FlaskClient) -> None:
    response = client.get("/articles/%3Cscript%3Ealert(1)%3C/script%3E")
    assert response.status_code == 404
    assert is_harmless(BeautifulSoup(response.text, "lxml"))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)//http://",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example/",
        "file:///etc/passwd",
        "java\tscript:alert(1)",
    ],
)
def test_only_web_addresses_become_links(hostile: Clients, url: str) -> None:
    client = hostile(url=url)
    (result,) = client.get("/api/search").get_json()["results"]
    soup = BeautifulSoup(client.get(f"/articles/{result['id']}").text, "lxml")
    assert all(a["href"].startswith(("/", "#")) and not a["href"].startswith("//") for a in soup.select("a"))


def test_a_web_address_is_a_link_that_tells_nothing(hostile: Clients) -> None:
    client = hostile(url="https://example.org/a?b=1&c=2")
    (result,) = client.get("/api/search").get_json()["results"]
    soup = BeautifulSoup(client.get(f"/articles/{result['id']}").text, "lxml")
    (link,) = [a for a in soup.select("a") if a["href"].startswith("http")]
    assert link["href"] == "https://example.org/a?b=1&c=2"
    assert set(link["rel"]) == {"noopener", "noreferrer"}


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("/", 200),
        ("/?q=环境", 200),
        ("/?since=x", 400),
        ("/nothing", 404),
        ("/api/search?q=环境", 200),
        ("/api/search?x=1", 400),
        ("/static/zhengsou.css", 200),
        ("/static/../app.py", 404),
        ("/static/nothing.css", 404),
    ],
)
def test_every_response_is_locked_down(client: FlaskClient, url: str, code: int) -> None:
    response = client.get(url)
    assert response.status_code == code
    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in response.headers
    response.close()


def test_pages_are_fresh_and_assets_are_kept(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.headers["Cache-Control"] == "private, no-cache"
    for asset in re.findall(r'href="(/static/[^"]+)"', page.text):
        with client.get(asset) as response:
            assert response.status_code == 200
            assert response.headers["Cache-Control"] == "public, max-age=31536000"
            assert re.search(r"\?v=[0-9a-f]{8}$", asset)


def test_icon_and_style_have_their_types(client: FlaskClient) -> None:
    for name, kind in (("favicon.svg", "image/svg+xml"), ("zhengsou.css", "text/css")):
        with client.get(f"/static/{name}") as response:
            assert response.mimetype == kind


def test_many_values_are_refused_with_a_small_page(client: FlaskClient) -> None:
    for name, values in (("year", range(1000, 3000)), ("source", range(2000)), ("place", range(430000, 432000))):
        answer = client.get("/", query_string={name: [str(value) for value in values]})
        assert answer.status_code == 400
        assert len(answer.data) < 100_000
