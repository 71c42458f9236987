"""The article page: the whole text, its paragraphs to be cited, the marks of the search kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from search import ArticleView, Engine, parse_query

Pages = Callable[..., BeautifulSoup]


@pytest.fixture(scope="module")
def engine(library: Path) -> Iterator[Engine]:
    engine = Engine(library)
    yield engine
    engine.close()


@pytest.fixture
def page(client: FlaskClient) -> Pages:
    def get(url: str) -> BeautifulSoup:
        response = client.get(url)
        assert response.status_code == 200
        return BeautifulSoup(response.text, "lxml")

    return get


def every_article(engine: Engine) -> list[ArticleView]:
    query = parse_query(size=100)
    return [engine.article(result.id) for result in engine.search(query).results]


def test_every_article_is_shown_whole(page: Pages, engine: Engine) -> None:
    for article in every_article(engine):
        soup = page(f"/articles/{article.id}")
        assert soup.h1.get_text() == article.title.text
        assert soup.title.get_text().startswith(article.title.text)
        shown = soup.select(".paragraph")
        assert [p["id"] for p in shown] == [f"p{n}" for n in range(1, len(article.paragraphs) + 1)]
        for tag, (role, text) in zip(shown, article.paragraphs, strict=True):
            assert tag["class"] == ["paragraph", role]
            assert tag.select_one("a.ordinal")["href"] == f"#{tag['id']}"
            body = tag.select_one("h2" if role == "heading" else "p")
            assert body.get_text().removeprefix("图注" if role == "caption" else "") == text.text
        assert not soup.select("mark, .hits")


def test_facts_are_shown(page: Pages, engine: Engine) -> None:
    for article in every_article(engine):
        soup = page(f"/articles/{article.id}")
        head = soup.article.header.get_text()
        for fact in (article.source, article.date, article.subtitle.text, article.byline.text):
            assert fact in head
        assert [a.get_text() for a in soup.select(".origin .place")] == [
            found.place.path.replace("/", " › ") for found in article.places
        ]
        assert [a["href"] for a in soup.select(".origin .place")] == [
            f"/?place={p.place.code}" + ("" if p.main else "&mentions=1") for p in article.places
        ]
        reasons = soup.select(".origin .evidence")
        assert len(reasons) == len(article.places) + len(article.themes)
        for found, reason in zip(article.places, reasons, strict=False):
            assert f"“{found.evidence}”" in reason.get_text()
            assert ("只是提到" in reason.get_text()) is not found.main
        assert [a["href"] for a in soup.select(".origin .theme")] == [f"/?theme={t.theme.id}" for t in article.themes]


def test_only_the_name_of_the_file_is_told(page: Pages, engine: Engine, library: Path) -> None:
    for article in every_article(engine):
        soup = page(f"/articles/{article.id}")
        for file in article.files:
            name = file.replace("\\", "/").rsplit("/", 1)[-1]
            assert name in soup.select_one(".origin").get_text()
            assert file.removesuffix(name).rstrip("/\\") not in str(soup)


def test_marks_of_the_search_are_kept(page: Pages, engine: Engine) -> None:
    query = parse_query("营商环境")
    result = engine.search(query).results[0]
    article = engine.article(result.id, query)
    soup = page(f"/articles/{result.id}?q=营商环境")
    expected = [n for n, (_, text) in enumerate(article.paragraphs, start=1) if text.marks]
    assert expected
    assert [a["href"] for a in soup.select(".hits a")] == [f"#p{n}" for n in expected]
    assert [int(p["id"][1:]) for p in soup.select(".paragraph") if p.mark] == expected
    assert {mark.get_text() for mark in soup.select("mark")} == {"营商环境"}


def test_back_leads_to_the_results_one_came_from(page: Pages, engine: Engine) -> None:
    article = every_article(engine)[0]
    back = page(f"/articles/{article.id}?q=发展&year=2023&page=2").select_one(".back a")
    assert back["href"] == "/?q=%E5%8F%91%E5%B1%95&year=2023&page=2"
    assert "结果" in back.get_text()
    assert page(f"/articles/{article.id}").select_one(".back a")["href"] == "/"


def test_the_permanent_address_is_without_the_search(page: Pages, engine: Engine) -> None:
    article = every_article(engine)[0]
    soup = page(f"/articles/{article.id}?q=发展")
    assert soup.select_one("link[rel=canonical]")["href"] == f"/articles/{article.id}"
    assert f"/articles/{article.id}" in [a["href"] for a in soup.select(".origin a")]


@pytest.mark.parametrize("article_id", ["0" * 16, "x", "..", "0" * 5000, "<b>", "政"])
def test_an_unknown_article_is_not_found(client: FlaskClient, article_id: str) -> None:
    response = client.get(f"/articles/{article_id}")
    assert response.status_code == 404
    assert "没有找到" in response.text
