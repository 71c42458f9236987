"""What a hostile page or a hostile link must not achieve: nothing that data says ever runs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from conftest import Quiet
from flask.testing import FlaskClient
from markup_safety import Kind, dangers, kinds
from playwright.sync_api import Browser, Page

from index.build import reindex
from web import create_app
from web.engine import close_engine
from web.state import State

ATTACKS = (
    "<script>pwned()</script>",
    '"><script>pwned()</script>',
    "'><img src=x onerror=pwned()>",
    "<svg/onload=pwned()>",
    "</title></textarea></style><script>pwned()</script>",
    "--><script>pwned()</script><!--",
    "]]><script>pwned()</script>",
    "javascript:pwned()",
    '" autofocus onfocus=pwned() x="',
    "' onmouseover='pwned()' x='",
    '<a href="javascript:pwned()" accesskey="x">环境</a>',
    '<iframe srcdoc="<script>parent.pwned()</script>">',
    "<math><mtext><table><mglyph><style><!--</style><img src onerror=pwned()>",
    "<base href=//evil.example/><form action=//evil.example/><input name=q>",
    "<meta http-equiv=refresh content=0;url=javascript:pwned()>",
    "<link rel=stylesheet href=//evil.example/a.css><style>*{display:none}</style>",
    "<object data=javascript:pwned()></object><embed src=//evil.example/a>",
    "&lt;script&gt;pwned()&lt;/script&gt;&#60;img src=x onerror=pwned()&#62;",
    r"\u003cscript\u003epwned()\u003c/script\u003e",
    "＜script＞pwned()＜/script＞",
    "{{ 7 * 7 }}{% raw %}%(q)s{n}${pwned()}",
    "\u202e<script>pwned()</script>\u2066",
)
PLAIN = "不加标记的一句话"
SENTENCE = "营商环境持续优化，环境"

PATHS = (
    "/",
    "/?q=环境",
    "/?q=环境&find=新邵",
    "/?q=环境&sort=newest&size=100",
    "/trends?q=环境&q=企业",
    "/spread?q=环境&level=county",
    "/concordance?q=环境",
    "/concordance?q=环境&order=place",
    "/places",
    "/places/430000",
    "/places/430522",
    "/themes",
    "/api/",
)
ODD = (
    "/nothing",
    "/articles/0",
    "/?q=环境&since=x",
    "/?q=环境&page=9",
    "/?q=环竟",
    "/?q=没有这个 环境",
    "/?q=环境&year=2012&source=x",
)
CHOICES = ("find", "step", "measure", "level", "order", "id", "limit", "utm")
"""Parameters that are no part of the state."""


def collection(folder: Path, attacks: tuple[str, ...]) -> Path:
    """An index of reports in which everything that a page can say is an attack, once for each, and each twice."""
    pages = folder / "pages"
    pages.mkdir(parents=True)
    records = [
        {
            "id": f"{number}{attack}",
            "title": f"{attack}新邵县营商环境",
            "text": f"{SENTENCE}{attack}\n{attack}\n新邵县的环境{attack}企业，{copy}\n（{attack} 环境）",
            "source": f"{attack}环境",
            "date": f"20{10 + number % 12}-05-20",
            "url": attack if copy else f"https://example.org/{attack}",
        }
        for number, attack in enumerate(attacks)
        for copy in range(2)
    ]
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    (pages / "attacks.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for number, attack in enumerate(attacks):
        name = f"{number}{attack.replace('/', '／')}.txt"
        head = f"{attack}标题\n——{attack}副题\n本报记者 {attack}"
        text = f"{head}\n\n本报讯 新邵县{SENTENCE}{attack}，是页面上的原话。\n\n图为{attack}\n"
        (pages / name).write_text(text, encoding="utf-8")
    reindex(folder / "index", [pages], Quiet())
    return folder / "index"


@contextmanager
def client_of(index: Path) -> Iterator[FlaskClient]:
    app = create_app(index)
    yield app.test_client()
    close_engine(app)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hostile collection, in the place of the peaceful one: also for the server that browsers visit."""
    return collection(tmp_path_factory.mktemp("hostile"), ATTACKS)


@pytest.fixture(scope="module")
def hostile(library: Path) -> Iterator[FlaskClient]:
    with client_of(library) as client:
        yield client


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> set[Kind]:
    """The elements and attributes on the pages of a like collection in which nothing attacks: what templates write."""
    index = collection(
        tmp_path_factory.mktemp("plain"), tuple(f"{PLAIN}{letter}" for letter in "甲乙丙丁戊己庚辛壬癸子丑寅卯")
    )
    found: set[Kind] = set()
    with client_of(index) as client:
        for path in (*PATHS, *ODD, *articles(client)):
            for language in ("", "en"):
                found |= kinds(soup_of(client, path, lang=language))
    return found


def soup_of(client: FlaskClient, path: str, **parameters: str) -> BeautifulSoup:
    """A page, with parameters added to its address."""
    bare, _, query = path.partition("?")
    response = client.get(bare, query_string=[*parse_qsl(query), *parameters.items()])
    assert response.mimetype == "text/html"
    return BeautifulSoup(response.text, "lxml")


def articles(client: FlaskClient) -> list[str]:
    """The pages of all reports."""
    results = client.get("/api/search?size=100").get_json()["results"]
    assert len(results) > 10
    return [f"/articles/{result['id']}?q=环境" for result in results]


@pytest.mark.parametrize("language", ["", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_reports_are_text_on_every_page(hostile: FlaskClient, known: set[Kind], path: str, language: str) -> None:
    soup = soup_of(hostile, path, lang=language)
    assert dangers(soup) == []
    assert kinds(soup) <= known


def test_reports_are_text_on_their_own_pages(hostile: FlaskClient, known: set[Kind]) -> None:
    titles = []
    for path in articles(hostile):
        soup = soup_of(hostile, path)
        assert dangers(soup) == [], path
        assert kinds(soup) <= known, path
        titles.append(soup.h1.get_text())
    for attack in ATTACKS:
        # A reader of pages may mend white space and quotation marks; the letters are there as they were written.
        letters = re.sub(r"\W", "", attack)
        assert any(letters in re.sub(r"\W", "", title) for title in titles), attack


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("path", ["/", "/trends", "/concordance"])
def test_what_is_searched_for_is_text(hostile: FlaskClient, known: set[Kind], path: str, attack: str) -> None:
    for text in (attack, f'"{attack}"', f"环境 OR {attack}", f"title:{attack}"):
        soup = soup_of(hostile, path, q=text)
        assert dangers(soup) == []
        assert kinds(soup) <= known
        assert soup.select_one("#q")["value"] == text.strip()


@pytest.mark.parametrize("name", [*State.names(), *CHOICES])
@pytest.mark.parametrize(
    "path", sorted({path.partition("?")[0] for path in PATHS} | {"/find", "/articles/0", "/nothing"})
)
def test_parameters_are_text(hostile: FlaskClient, known: set[Kind], path: str, name: str) -> None:
    for attack in (ATTACKS[4] + ATTACKS[8], ATTACKS[2] + ATTACKS[9], ATTACKS[7]):
        soup = soup_of(hostile, path, **{"q": "环境", name: attack})
        assert dangers(soup) == []
        assert kinds(soup) <= known


@pytest.mark.parametrize("path", ["/{}", "/articles/{}", "/places/{}", "/themes/{}", "/static/{}", "/export.{}"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_address_that_is_not_known_is_text(hostile: FlaskClient, known: set[Kind], path: str, attack: str) -> None:
    response = hostile.get(quote(path.format(attack), safe="/"), follow_redirects=True)
    assert response.status_code == 404
    soup = BeautifulSoup(response.text, "lxml")
    assert dangers(soup) == []
    assert kinds(soup) <= known


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("name", ["q", "source", "since"])
def test_what_is_no_page_does_not_look_like_one(hostile: FlaskClient, name: str, attack: str) -> None:
    for path in ("/api/search", "/api/suggest", "/feed.atom", "/export.csv", "/export.ris"):
        response = hostile.get(path, query_string={name: attack}, buffered=True)
        if response.status_code == 200:
            assert response.mimetype != "text/html"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_feed_says_everything_as_text(hostile: FlaskClient) -> None:
    feed = ET.fromstring(hostile.get("/feed.atom", query_string={"q": "环境"}).data)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) > 10
    for element in feed.iter():
        assert element.tag.startswith("{http://www.w3.org/2005/Atom}")
        assert element.get("type", "text") in ("text", "text/html", "application/atom+xml")
        if element.tag.endswith("}link"):
            assert element.get("href", "").startswith(("http://", "https://"))


@pytest.fixture(params=[False, True], ids=["policy", "no-policy"])
def visitor(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page whose `pwned` tells on its callers; with the policy in force, and without, where only escaping helps."""
    context = chromium.new_context(base_url=address, bypass_csp=request.param)
    told: list[str] = []
    strangers: list[str] = []
    page = context.new_page()
    page.expose_function("pwned", lambda: told.append(page.url))
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("console", lambda message: told.append(message.text) if "status of 40" not in message.text else None)
    page.on("request", lambda one: strangers.append(one.url) if not one.url.startswith(address) else None)
    yield page
    context.close()
    assert told == []
    assert strangers == []


@pytest.mark.browser
def test_nothing_runs_in_a_browser(visitor: Page, hostile: FlaskClient) -> None:
    for path in (*PATHS, *ODD, *articles(hostile)[::5]):
        visitor.goto(path)
        visitor.mouse.move(200, 300)
        for key in ("j", "n", "?", "Tab", "Escape"):
            visitor.keyboard.press(key)
    for attack in ATTACKS:
        visitor.goto("/?" + urlencode({"q": attack, "source": attack, "find": attack}))


@pytest.mark.browser
def test_nothing_runs_that_scripts_fetch(visitor: Page) -> None:
    visitor.goto("/?q=环境")
    for start in ("<scr", "&lt;", "java", "新邵", "'>", "＜"):
        visitor.fill("#q", "")
        visitor.locator("#q").press_sequentially(start)
        visitor.wait_for_timeout(300)
        visitor.keyboard.press("ArrowDown")
    visitor.keyboard.press("Escape")
    field = visitor.locator("form.find input[name=find]")
    field.fill("xinshao")
    visitor.locator(".found a").first.wait_for()
    field.fill(ATTACKS[1])
    visitor.wait_for_timeout(300)
