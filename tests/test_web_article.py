"""The article page: the whole text, its paragraphs to be cited, the marks of the search kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import rispy
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from pybtex.database import parse_string
from werkzeug.test import TestResponse

from index.build import Summary
from search import ArticleView, Engine, parse_query
from web import create_app
from web.engine import close_engine

Pages = Callable[..., BeautifulSoup]
Builds = Callable[..., Summary]


def read(response: TestResponse) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.text, "lxml")


@contextmanager
def opened(index: Path) -> Iterator[FlaskClient]:
    """A client of the page over an index of one's own."""
    app = create_app(index)
    try:
        yield app.test_client()
    finally:
        close_engine(app)


def only_article(client: FlaskClient) -> str:
    (result,) = client.get("/api/search").json["results"]
    return f"/articles/{result['id']}"


@pytest.fixture(scope="module")
def engine(library: Path) -> Iterator[Engine]:
    engine = Engine(library)
    yield engine
    engine.close()


@pytest.fixture
def page(client: FlaskClient) -> Pages:
    return lambda url: read(client.get(url))


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
        assert not soup.select("mark, .hits, .steps")


def test_facts_are_shown(page: Pages, engine: Engine) -> None:
    for article in every_article(engine):
        soup = page(f"/articles/{article.id}")
        head = soup.article.header.get_text()
        for fact in (article.source, article.date, article.subtitle.text, article.byline.text):
            assert fact in head
        places = sorted(article.places, key=lambda found: not found.main)
        assert [a.get_text() for a in soup.select(".origin .place")] == [
            found.place.path.replace("/", " › ") for found in places
        ]
        assert [a["href"] for a in soup.select(".origin .place")] == [
            f"/?place={p.place.code}" + ("" if p.main else "&mentions=1") for p in places
        ]
        assert len(soup.select(".origin details .place")) == sum(not found.main for found in places)
        reasons = soup.select(".origin .evidence")
        assert len(reasons) == len(places) + len(article.themes)
        for found, reason in zip(places, reasons, strict=False):
            assert f"“{found.evidence}”" in reason.get_text()
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
    assert soup.select_one(".hits .count").get_text() == f"命中 {len(soup.select('.article mark'))} 处"


def test_marks_of_a_title_are_counted_and_lead_nowhere(build: Builds, tmp_path: Path) -> None:
    build([{"title": "青石县修路", "text": "全长三公里。"}])
    with opened(tmp_path / "index") as client:
        soup = read(client.get(f"{only_article(client)}?q=修路"))
        assert [mark.get_text() for mark in soup.select("h1 mark")] == ["修路"]
        assert soup.select_one(".hits .count").get_text() == "命中 1 处"
        assert not soup.select(".jumps")


@pytest.mark.parametrize("query", ["种茶", "修路 种茶", "修路 NOT 三公里"])
def test_an_article_that_the_query_does_not_match_has_no_marks(build: Builds, tmp_path: Path, query: str) -> None:
    other = {"title": "白水县种茶", "text": "茶园通了路，修路和种茶同步。"}
    build([{"title": "青石县修路", "text": "全长三公里。"}, other])
    with opened(tmp_path / "index") as client:
        address = client.get("/api/search?q=三公里").json["results"][0]["id"]
        soup = read(client.get(f"/articles/{address}?q={query}"))
        assert soup.h1.get_text() == "青石县修路"
        assert not soup.select("mark, .hits")


def test_back_leads_to_the_results_one_came_from(page: Pages, engine: Engine) -> None:
    article = every_article(engine)[0]
    back = page(f"/articles/{article.id}?q=发展&year=2023&page=2").select_one(".back a")
    assert back["href"] == "/?q=%E5%8F%91%E5%B1%95&year=2023&page=2"
    assert "结果" in back.get_text()
    assert page(f"/articles/{article.id}").select_one(".back a")["href"] == "/"


@pytest.mark.parametrize("refused", ["size=abc", "q=发展&page=0", "q=“”", "q=发展&since=x", "theme=x"])
def test_a_search_that_would_be_refused_is_not_led_back_to(page: Pages, engine: Engine, refused: str) -> None:
    article = every_article(engine)[0]
    soup = page(f"/articles/{article.id}?{refused}&lang=en")
    assert soup.select_one(".back a")["href"] == "/?lang=en"
    assert not soup.select("mark")


def test_the_permanent_address_is_without_the_search(page: Pages, engine: Engine) -> None:
    article = every_article(engine)[0]
    soup = page(f"/articles/{article.id}?q=发展")
    address = f"http://localhost/articles/{article.id}"
    assert soup.select_one("link[rel=canonical]")["href"] == address
    assert address in [a["href"] for a in soup.select(".origin a")]
    assert address in soup.select_one(".article .address").get_text()


def test_links_to_other_pages_keep_the_language_only(page: Pages, engine: Engine) -> None:
    for article in every_article(engine):
        soup = page(f"/articles/{article.id}?q=发展&sort=newest&lang=en")
        away = [a["href"] for a in soup.select(".origin .place, .origin .theme, .further a, .related a, .reprinted a")]
        assert away
        assert all("lang=en" in href and "q=" not in href and "sort=" not in href for href in away)
        assert "lang=en" in soup.select_one(".back a")["href"]


@pytest.mark.parametrize(
    ("date", "label"), [("2023", "同年报道"), ("2023-11", "同月报道"), ("2023-11-08", "同日报道"), ("", None)]
)
def test_more_of_the_same_day_and_source(build: Builds, tmp_path: Path, date: str, label: str | None) -> None:
    report = {"text": "全长三公里。", "date": date, "source": "白水日报"}
    build([{"title": "青石县修路", **report}, {"title": "白水县种茶", **report}, {"title": "别处", "text": "别的。"}])
    with opened(tmp_path / "index") as client:
        article = client.get("/api/search?q=修路").json["results"][0]["id"]
        links = {a.get_text(): a["href"] for a in read(client.get(f"/articles/{article}")).select(".further a")}
        assert list(links) == [*filter(None, [label]), "同一来源的报道"]
        for href in links.values():
            assert client.get(f"/api/search?{href.partition('?')[2]}").json["total"]["articles"] == 2


def test_similar_articles_say_what_they_share(build: Builds, tmp_path: Path) -> None:
    shared = "青石水库的除险加固工程进入大坝防渗墙施工，库区移民搬迁安置同步推进。"
    texts = [shared, shared.replace("进入", "已经完成"), *(f"第{n}号地块出让。" for n in range(30))]
    build([{"title": f"报道之{n}", "text": text, "source": "白水日报"} for n, text in enumerate(texts)])
    with opened(tmp_path / "index") as client:
        article = client.get("/api/search?q=进入大坝").json["results"][0]["id"]
        soup = read(client.get(f"/articles/{article}"))
        with_engine = Engine(tmp_path / "index")
        related = with_engine.related(article)
        with_engine.close()
        assert [a["href"] for a in soup.select(".related a")] == [f"/articles/{each.article.id}" for each in related]
        assert [p.get_text() for p in soup.select(".shared")] == [f"共有：{'、'.join(r.shared)}" for r in related]
        assert related


def test_a_citation_to_copy_and_records_to_save(page: Pages, client: FlaskClient, engine: Engine) -> None:
    for article in every_article(engine):
        soup = page(f"/articles/{article.id}")
        assert soup.select_one(".standard").get_text() == "GB/T 7714—2015"
        citation = soup.select_one("#citation").get_text()
        assert article.title.text in citation
        assert article.date in citation
        saved = [client.get(a["href"]) for a in soup.select(".take a")]
        assert [response.status_code for response in saved] == [200, 200]
        assert [response.headers["Content-Disposition"] for response in saved] == [
            f"attachment; filename=zhengsou_{article.id}.{ending}" for ending in ("ris", "bib")
        ]
        assert [response.mimetype for response in saved] == [
            "application/x-research-info-systems",
            "application/x-bibtex",
        ]
        (reference,) = rispy.loads(saved[0].text)
        assert reference["title"].startswith(article.title.text)
        assert reference["id"] == f"zhengsou_{article.id}"
        assert list(parse_string(saved[1].text, "bibtex").entries) == [f"zhengsou_{article.id}"]
        main = [found.place.path for found in article.places if found.main]
        assert reference.get("keywords", [])[: len(main)] == main


@pytest.mark.parametrize("ending", ["", ".ris", ".bib", ".pdf"])
@pytest.mark.parametrize("article_id", ["0" * 16, "x", "..", "0" * 5000, "<b>", "政"])
def test_an_unknown_article_is_not_found(client: FlaskClient, article_id: str, ending: str) -> None:
    response = client.get(f"/articles/{article_id}{ending}?q=粮食")
    assert response.status_code == 404
    soup = BeautifulSoup(response.text, "lxml")
    assert "没有找到" in soup.h1.get_text()
    assert soup.select_one("#q")["value"] == "粮食"
