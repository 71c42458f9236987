"""Chinese first, English by a switch: every text is translated, and the switch leads to the same page."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from jinja2 import Environment, nodes

import web

WEB = Path(web.__file__).parent
ENGLISH = WEB / "translations" / "en" / "LC_MESSAGES"
CHINESE = re.compile(r"[\u3001-\u9fff\uff00-\uffef]+")
PLACEHOLDER = re.compile(r"%\(\w+\)s")

PAGES = ["/", "/?q=环境&year=2023", "/places", "/places/430000", "/themes", "/trends?q=环境&q=企业", "/spread?q=环境",
         "/concordance?q=环境&order=left", "/api/", "/nothing?x=1", "/?q=环境&since=x"]  # fmt: skip


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    with (ENGLISH / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def messages() -> set[str]:
    """What templates and modules say."""
    with (WEB / "translations" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    return {message for _file, _line, message, *_rest in extract_from_dir(WEB, methods, options)}


def test_every_message_is_translated_and_no_other(catalog: Catalog, messages: set[str]) -> None:
    """Run `make catalog` and translate what is new."""
    assert len(messages) > 100
    assert {message.id for message in catalog if message.id} == messages
    assert not catalog.obsolete
    for message in catalog:
        assert message.string, message.id
        assert not message.fuzzy or not message.id


def test_translations_keep_what_is_filled_in(catalog: Catalog) -> None:
    for message in catalog:
        if message.id:
            assert sorted(PLACEHOLDER.findall(message.string)) == sorted(PLACEHOLDER.findall(message.id)), message.id
            assert message.string.replace("%(", "").count("%") == 0


def test_translations_are_english(catalog: Catalog) -> None:
    quoted = {"检索词，如：营商环境", "不要含“进口”的，也可写 NOT", "来源名称里有“日报”，且在这几年"}
    for message in catalog:
        assert not CHINESE.search(message.string) or not message.id or message.id in quoted


def test_the_compiled_catalog_is_that_of_the_text(catalog: Catalog) -> None:
    compiled = BytesIO()
    write_mo(compiled, catalog)
    assert (ENGLISH / "messages.mo").read_bytes() == compiled.getvalue()


@pytest.mark.parametrize("path", sorted((WEB / "templates").glob("*.html")), ids=lambda path: path.name)
def test_templates_say_nothing_past_the_catalog(path: Path) -> None:
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(path.read_text(encoding="utf-8"))
    bare = {found for data in tree.find_all(nodes.TemplateData) for found in CHINESE.findall(data.data)}
    assert bare <= {"政搜", "中文"}  # the wordmark, and the name of the other language
    messages = {id(text) for call in tree.find_all(nodes.Call) if getattr(call.node, "name", "") == "_"
                for text in call.find_all(nodes.Const)}  # fmt: skip
    texts = {
        text.value for text in tree.find_all(nodes.Const) if isinstance(text.value, str) and id(text) not in messages
    }
    if path.name != "syntax.html":  # its examples are queries
        assert not [text for text in texts if CHINESE.search(text)]


def soup_of(client: FlaskClient, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).text, "lxml")


@pytest.mark.parametrize("address", PAGES)
def test_the_switch_leads_to_the_same_page(client: FlaskClient, address: str) -> None:
    chinese = soup_of(client, address)
    assert chinese.html["lang"] == "zh-CN"
    there = urljoin(address, chinese.select_one(".language")["href"])
    english = soup_of(client, there)
    assert english.html["lang"] == "en"
    back = urljoin(there, english.select_one(".language")["href"])
    assert urlsplit(back).path == urlsplit(there).path == urlsplit(address).path
    assert parse_qs(urlsplit(back).query) == parse_qs(urlsplit(address).query)
    assert parse_qs(urlsplit(there).query) == {**parse_qs(urlsplit(address).query), "lang": ["en"]}


@pytest.mark.parametrize("address", PAGES)
def test_an_english_page_frames_the_reports_in_english(client: FlaskClient, address: str) -> None:
    path, _, query = address.partition("?")
    soup = soup_of(client, f"{path}?lang=en&{query}")
    assert soup.select_one("form.box input[name=lang]")["value"] == "en"
    for part in soup.select(".masthead, .colophon, .keys"):
        for chinese in part.select("[lang=zh-CN], input"):
            chinese.decompose()
        assert not CHINESE.search(part.get_text())
    for link in soup.select(".masthead a, .rooms a"):
        if link.get("hreflang") is None:
            assert "lang=en" in link["href"]


@pytest.mark.parametrize(("text", "told"), [("改革 -标题:发展", ".understood span"), ("“改革", ".notice")])
def test_what_is_told_in_chinese_on_an_english_page_says_so(client: FlaskClient, text: str, told: str) -> None:
    for lang, marked in (("en", "zh-CN"), ("", None)):
        soup = soup_of(client, f"/?q={text}&lang={lang}")
        assert [tag.get("lang") for tag in soup.select(told)] == [marked]


@pytest.mark.parametrize("language", ["", "zh", "EN", "de", "<b>"])
def test_a_language_that_is_not_known_is_chinese_and_not_carried_on(client: FlaskClient, language: str) -> None:
    response = client.get("/", query_string={"q": "环境", "lang": language})
    soup = BeautifulSoup(response.text, "lxml")
    assert soup.html["lang"] == "zh-CN"
    assert not [link["href"] for link in soup.select("main a") if "lang=" in link["href"]]


def test_the_room_of_the_page_is_marked(client: FlaskClient) -> None:
    def current(address: str) -> list[tuple[str, str]]:
        return [(a.get_text(), a["aria-current"]) for a in soup_of(client, address).select(".rooms [aria-current]")]

    assert current("/") == current("/?q=环境") == [("检索", "page")]
    assert current("/places") == [("地区", "page")]
    assert current("/places/430000") == [("地区", "true")]
    assert current("/themes") == [("主题", "page")]
    assert current("/trends?q=环境") == [("趋势", "page")]
    assert current("/spread?q=环境") == [("传播", "page")]
    assert current("/concordance?q=环境") == [("语境", "page")]
    assert current("/api/") == [("接口", "page")]
    assert current("/nothing") == []
    article = soup_of(client, "/?q=环境").select_one(".results h2 a")["href"]
    assert current(article) == [("检索", "true")]


def test_rooms_that_answer_a_query_keep_it(client: FlaskClient) -> None:
    soup = soup_of(client, "/?q=环境&year=2023&page=2")
    links = {a.get_text(): a["href"] for a in soup.select(".rooms a")}
    for name in ("趋势", "传播", "语境"):
        assert parse_qs(urlsplit(links[name]).query) == {"q": ["环境"], "year": ["2023"]}
    assert not urlsplit(links["地区"]).query
