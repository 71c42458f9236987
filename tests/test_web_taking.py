"""What a reader takes along of a search: every article of it and no other, whatever the format."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import rispy
from bs4 import BeautifulSoup
from conftest import Quiet
from flask.testing import FlaskClient
from lxml import etree
from pybtex.database import parse_string
from werkzeug.http import parse_options_header

from index.build import Summary, reindex
from web import create_app
from web.engine import close_engine
from web.taking import ENTRIES, EXPORTS

ATOM = {"a": "http://www.w3.org/2005/Atom"}
ENDINGS = ("csv", "jsonl", "ris", "bib")

SEARCHES: list[dict[str, Any]] = [
    {},
    {"q": "发展"},
    {"q": "企业", "sort": "newest"},
    {"q": "企业 项目", "year": ["2023", "2024"]},
    {"q": "企业", "scope": "paragraph", "since": "2022-06"},
    {"place": "湖南省"},
    {"place": ["430000", "330000"], "mentions": "1", "until": "2024"},
    {"theme": "local", "q": "企业 OR 项目", "synonyms": "0"},
    {"source": "资水晨报", "q": "-企业"},
    {"q": "怎样帮助企业"},
    {"q": "量子纠缠态"},
    {"q": "企业", "page": "2", "size": "1"},
]


def made_reports(number: int) -> Iterator[dict[str, str]]:
    """Reports put together from a few sentences; every tenth is printed twice."""
    chance = random.Random(7)
    sentences = ("推进重点项目建设", "服务企业发展", "优化营商环境", "新邵县招商引资", "杭州市办好民生实事", "帮助农户")
    for n in range(number):
        report = {
            "title": f"{chance.choice(sentences)}第{n}号",
            "text": "\n".join("，".join(chance.choices(sentences, k=2)) + f"，{n}。" for _ in range(2)),
            "date": f"{chance.randint(2021, 2025)}-{chance.randint(1, 12):02d}",
            "source": chance.choice(("资水晨报", "=湖畔日报", "")),
        }
        yield report
        if n % 10 == 0:
            yield report | {"source": "他山日报"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("made")
    (folder / "pages").mkdir()
    lines = (json.dumps(report | {"id": str(n)}) for n, report in enumerate(made_reports(150)))
    (folder / "pages" / "reports.jsonl").write_text("\n".join(lines), encoding="utf-8")
    reindex(folder / "index", [folder / "pages"], Quiet())
    app = create_app(folder / "index")
    yield app.test_client()
    close_engine(app)


@pytest.fixture(params=["client", "made"])
def collection(request: pytest.FixtureRequest) -> FlaskClient:
    """The sample collection, and one that is made."""
    found: FlaskClient = request.getfixturevalue(request.param)
    return found


def answers(client: FlaskClient, search: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """All result pages of a search."""
    number = pages = 1
    while number <= pages:
        asked = {**search, "page": str(number), "size": "100"}
        answer = client.get("/api/search", query_string=asked).get_json()
        yield answer
        number, pages = number + 1, answer["pages"]


def export(client: FlaskClient, ending: str, search: Mapping[str, Any]) -> str:
    response = client.get(f"/export.{ending}", query_string=search, buffered=True)
    assert response.status_code == 200
    return response.text


def keys(ending: str, text: str) -> list[str]:
    """The keys of the articles in a file, as programs read them."""
    if ending == "csv":
        return [row["编号"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]
    if ending == "jsonl":
        return [f"zhengsou_{json.loads(line)['id']}" for line in text.splitlines()]
    if ending == "ris":
        return [record["id"] for record in rispy.loads(text)]
    return list(parse_string(text, "bibtex").entries)


@pytest.mark.parametrize("search", SEARCHES, ids=str)
def test_every_article_of_the_search_is_a_row(collection: FlaskClient, search: dict[str, Any]) -> None:
    pages = list(answers(collection, search))
    results = [result for page in pages for result in page["results"]]
    reprints = [reprint for result in results for reprint in result["reprints"]]
    expected = {f"zhengsou_{each['id']}" for each in (*results, *reprints)}
    for ending in ENDINGS:
        found = keys(ending, export(collection, ending, search))
        assert len(found) == pages[0]["total"]["articles"], ending
        assert set(found) == expected, ending


def test_the_searches_find_something(collection: FlaskClient) -> None:
    totals = [next(answers(collection, search))["total"]["articles"] for search in SEARCHES]
    assert totals.count(0) == 1
    assert len(set(totals)) > 5, totals


def test_rows_stand_in_the_order_that_was_asked_for(collection: FlaskClient) -> None:
    for sort, backwards in (("newest", True), ("oldest", False)):
        lines = export(collection, "jsonl", {"q": "企业", "sort": sort}).splitlines()
        dates = [date for line in lines if (date := json.loads(line)["date"])]
        assert dates == sorted(dates, reverse=backwards)


def test_a_row_says_what_was_searched_for(client: FlaskClient) -> None:
    search = {"q": "企业", "place": "430000", "theme": "local", "year": "2023", "until": "2024", "scope": "title"}
    said = "企业；范围：标题；地区：湖南省；主题：地方实践；年份：2023；至：2024"
    everything = export(client, "jsonl", {"sort": "oldest"}).splitlines()
    assert {json.loads(line)["query"] for line in everything} == {"全部报道"}
    assert said in export(client, "bib", search)
    for line in export(client, "jsonl", {**search, "scope": "article"}).splitlines():
        assert json.loads(line)["query"] == said.replace("范围：标题；", "")


def test_a_row_holds_the_article(client: FlaskClient) -> None:
    (row, *_) = map(json.loads, export(client, "jsonl", {"q": "营商环境"}).splitlines())
    result = next(answers(client, {"q": "营商环境"}))["results"][0]
    assert (row["id"], row["title"], row["date"]) == (result["id"], result["title"]["text"], result["date"])
    assert row["themes"] == [theme["name"] for theme in result["themes"]]
    assert row["passage"] in [paragraph["text"] for paragraph in result["paragraphs"]]
    assert row["link"] == f"http://localhost/articles/{row['id']}"
    assert client.get(row["link"]).status_code == 200


def test_a_file_has_a_name_of_its_own(client: FlaskClient) -> None:
    response = client.get("/export.csv?q=营商环境&year=2023", buffered=True)
    kind, options = parse_options_header(response.headers["Content-Disposition"])
    assert kind == "attachment"
    assert options["filename"].startswith("政搜_营商环境；年份：2023_")
    assert options["filename"].endswith(".csv")
    assert response.data.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_head_has_the_headers_alone(client: FlaskClient, ending: str) -> None:
    head, full = client.head(f"/export.{ending}?q=企业"), client.get(f"/export.{ending}?q=企业", buffered=True)
    assert head.status_code == 200
    assert head.data == b""
    for name in ("Content-Type", "Content-Disposition", "Content-Security-Policy"):
        assert head.headers[name] == full.headers[name]


def test_what_is_wrong_is_said_before_anything_is_sent(client: FlaskClient, tmp_path: Path) -> None:
    for path in ("/export.csv", "/feed.atom"):
        assert client.get(f"{path}?since=去年").status_code == 400
        assert create_app(tmp_path / "nowhere").test_client().get(path).status_code == 503
    assert client.get("/export.xlsx").status_code == 404


def test_a_download_ends_as_it_began_when_the_index_is_swapped(build: Callable[..., Summary], tmp_path: Path) -> None:
    build(made_reports(100))
    app = create_app(tmp_path / "index")
    client = app.test_client()
    total = client.get("/api/search?q=企业").get_json()["total"]["articles"]
    with client.get("/export.jsonl?q=企业", buffered=False) as response:
        chunks = response.iter_encoded()
        lines = [next(chunks)]
        build([{"title": "企业只剩一篇", "text": "别的都不在了。"}])
        assert client.get("/api/search?q=企业").get_json()["total"]["articles"] == 1
        lines += chunks
    assert len(lines) == total > 10
    assert len({json.loads(line)["id"] for line in lines}) == total
    assert len(export(client, "jsonl", {"q": "企业"}).splitlines()) == 1
    close_engine(app)


def test_readers_who_take_their_time_leave_the_site_to_others(client: FlaskClient) -> None:
    url = "/export.csv?q=企业"
    with ExitStack() as unread:
        for _ in range(EXPORTS):
            assert unread.enter_context(client.get(url)).status_code == 200
        refused = client.get(url)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
        assert "正在导出的人较多，请稍后再试" in BeautifulSoup(refused.text, "lxml").main.get_text()
        assert client.head(url).status_code == client.get("/?q=企业").status_code == 200
    assert client.get("/export.csv?since=去年").status_code == 400
    for _ in range(EXPORTS + 1):
        assert client.get(url, buffered=True).status_code == 200


def feed(client: FlaskClient, search: Mapping[str, Any]) -> etree._Element:
    response = client.get("/feed.atom", query_string=search)
    assert response.mimetype == "application/atom+xml"
    return etree.fromstring(response.data)


def texts(node: etree._Element, path: str) -> list[str]:
    return [str(found) for found in node.xpath(path, namespaces=ATOM)]


@pytest.mark.parametrize("search", SEARCHES, ids=str)
def test_a_feed_has_the_newest_of_the_search(collection: FlaskClient, search: dict[str, Any]) -> None:
    found = feed(collection, search)
    newest = collection.get("/api/search", query_string={**search, "sort": "newest", "size": ENTRIES, "page": 1})
    expected = [result["id"] for result in newest.get_json()["results"]]
    links = texts(found, "a:entry/a:link[@rel='alternate']/@href")
    assert [urlsplit(link).path.rpartition("/")[2] for link in links] == expected
    assert len(set(texts(found, "//a:id/text()"))) == len(expected) + 1
    dates = texts(found, "a:entry/a:updated/text()")
    assert [date[:7] for date in dates if date[:4] < "2026"] == sorted(
        (date[:7] for date in dates if date[:4] < "2026"), reverse=True
    )


def test_a_feed_knows_its_own_address_and_that_of_the_search(client: FlaskClient) -> None:
    found = feed(client, {"q": "企业", "place": "湖南省", "sort": "oldest", "size": "5", "utm": "x"})
    (own,) = texts(found, "a:link[@rel='self']/@href")
    assert parse_qs(urlsplit(own).query) == {"q": ["企业"], "place": ["430000"]}
    assert texts(feed(client, parse_qs(urlsplit(own).query)), "a:id/text()") == texts(found, "a:id/text()")
    assert texts(found, "a:title/text()") == ["政搜：企业；地区：湖南省"]
    (page,) = texts(found, "a:link[@rel='alternate' and @type='text/html']/@href")
    assert parse_qs(urlsplit(page).query) == {"q": ["企业"], "place": ["430000"], "sort": ["newest"]}
    assert client.get(page).status_code == 200


def test_a_feed_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/feed.atom?q=企业")
    again = client.get("/feed.atom?q=企业", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("search", SEARCHES[1:], ids=str)
def test_the_page_of_a_search_leads_to_its_files_and_its_feed(client: FlaskClient, search: dict[str, Any]) -> None:
    soup = BeautifulSoup(client.get("/", query_string=search).text, "lxml")
    followed = soup.select_one("link[rel=alternate][type='application/atom+xml']")["href"]
    assert texts(feed_at(client, followed), "//a:id/text()") == texts(feed(client, search), "//a:id/text()")
    total = next(answers(client, search))["total"]["articles"]
    links = {a["href"].split("?")[0]: a["href"] for a in soup.select(".taking a")}
    if links:
        assert set(links) == {*(f"/export.{ending}" for ending in ENDINGS), "/feed.atom"}
        assert len(client.get(links["/export.jsonl"], buffered=True).text.splitlines()) == total


def feed_at(client: FlaskClient, url: str) -> etree._Element:
    return etree.fromstring(client.get(url).data)


@pytest.mark.parametrize("search", SEARCHES[1:], ids=str)
def test_the_same_address_gives_the_same_answer(collection: FlaskClient, search: dict[str, Any]) -> None:
    """The address that a page calls its own, with every parameter in its order, shows what the page shows."""
    page = BeautifulSoup(collection.get("/", query_string=search).text, "lxml")
    own = page.select_one("link[rel=canonical]")["href"]
    for _ in range(2):
        again = BeautifulSoup(collection.get(own).text, "lxml")
        assert again.select_one("link[rel=canonical]")["href"] == own
        assert [a["href"] for a in again.select("main a")] == [a["href"] for a in page.select("main a")]
        assert [mark.text for mark in again.select("mark")] == [mark.text for mark in page.select("mark")]
