"""A first session at the page, task by task: with the keyboard, with links and forms alone, on a phone, in the dark."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from browser_fixtures import Visits
from playwright.sync_api import Locator, Page, expect
from site_pages import site_pages

pytestmark = pytest.mark.browser

TERM, OTHER = "企业", "服务"
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
SESSIONS = {
    "script": {},
    "no-script": {"java_script_enabled": False},
    "phone": {"viewport": PHONE, "has_touch": True},
    "dark": {"color_scheme": "dark"},
}


@pytest.fixture(params=SESSIONS.values(), ids=SESSIONS)
def page(visit: Visits, request: pytest.FixtureRequest) -> Page:
    page = visit(f"/?q={TERM}", **request.param)
    page.set_default_timeout(5000)
    return page


def found(page: Page) -> int:
    """How many articles the page says it found."""
    return int(page.locator(".summary b").first.inner_text().replace(",", ""))


def press(link: Locator) -> None:
    """Follow a link, or open what it opens, as somebody without a mouse does."""
    link.focus()
    link.press("Enter")


def room(page: Page, name: str) -> None:
    press(page.get_by_role("navigation", name="栏目").get_by_role("link", name=name))


def state(page: Page) -> tuple[str, list[str], list[str]]:
    """What a reader would call the state of a page of results."""
    return page.url, page.locator(".chips li").all_inner_texts(), page.locator(".results h2").all_inner_texts()


def test_a_search_is_narrowed_to_a_county_by_pinyin_and_found_again(page: Page) -> None:
    page.get_by_label("按名称或拼音找地区").fill("kunshan")
    page.get_by_label("按名称或拼音找地区").press("Enter")
    press(page.locator(".found").get_by_role("link", name="昆山市"))
    page.wait_for_url("**place=320583**")
    assert found(page) == 1
    expect(page.get_by_role("list", name="已选条件")).to_contain_text("昆山市")
    before = state(page)
    press(page.locator(".results h2 a").first)
    page.wait_for_url("**/articles/*")
    page.go_back()
    assert state(page) == before
    page.reload()
    assert state(page) == before


def test_an_article_is_opened_at_its_third_hit_and_left_for_the_same_results(page: Page) -> None:
    press(page.get_by_role("link", name="最新", exact=True))
    page.wait_for_url("**sort=newest**")
    before = state(page)
    result = page.locator(".results > li").filter(has=page.locator(".ordinal").nth(2)).first
    press(result.locator(".ordinal").nth(2))
    page.wait_for_url(re.compile(r"/articles/.*#p\d+$"))
    target = page.locator(".paragraph:target")
    expect(target).to_be_in_viewport()
    expect(target.locator("mark").first).to_have_text(TERM)
    page.go_back()
    assert state(page) == before
    page.go_forward()
    page.go_back()
    assert state(page) == before


def test_a_paragraph_has_a_link_and_the_article_a_citation(page: Page) -> None:
    title = page.locator(".results h2").first.inner_text()
    press(page.locator(".results h2 a").first)
    page.wait_for_url("**/articles/*")
    press(page.locator("#p2 .ordinal"))
    page.wait_for_url("**#p2")
    assert title in page.locator("#citation").inner_text()
    for name, opening in (("RIS", "TY  - "), ("BibTeX", "@")):
        with page.expect_download() as saving:
            press(page.get_by_role("link", name=name))
        record = Path(saving.value.path()).read_text(encoding="utf-8")
        assert record.lstrip().startswith(opening)
        assert title in record


def test_the_link_and_the_citation_are_copied(visit: Visits) -> None:
    page = visit(f"/?q={TERM}", permissions=["clipboard-read", "clipboard-write"])
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/*")
    press(page.locator("#p2 .ordinal"))
    expect(page.get_by_role("status").last).to_have_text("已复制链接")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert urlsplit(copied).path == urlsplit(page.url).path
    press(page.get_by_role("button", name="复制引文"))
    expect(page.get_by_role("status").last).to_have_text("已复制引文")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#citation").inner_text()
    page.goto(copied)
    expect(page.locator("#p2")).to_be_in_viewport()


def test_the_filtered_hits_are_taken_along_whole(page: Page) -> None:
    press(page.locator(".facet-place li").first.get_by_role("link").first)
    page.wait_for_url("**place=**")
    hits = found(page)
    press(page.locator(".taking > summary"))
    with page.expect_download() as saving:
        press(page.get_by_role("link", name="CSV"))
    assert saving.value.suggested_filename.endswith(".csv")
    text = Path(saving.value.path()).read_text(encoding="utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    head = next(at for at, row in enumerate(rows) if len(row) > 2)
    assert any(TERM in cell for row in rows for cell in row)
    assert len(rows) - head - 1 == hits


def test_two_terms_are_compared_and_a_point_lists_its_articles(page: Page) -> None:
    room(page, "趋势")
    page.wait_for_url("**/trends?**")
    page.get_by_label("检索式 2").fill(OTHER)
    page.get_by_label("检索式 2").press("Enter")
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query)["q"][:2] == [TERM, OTHER])
    expect(page.locator(".compared li")).to_have_count(2)
    press(page.get_by_role("link", name="占比"))
    expect(page.locator("td", has_text="%").first).to_be_visible()
    press(page.get_by_role("link", name="篇数"))
    point = page.locator("tbody tr").last.get_by_role("link").first
    count = int(point.inner_text().replace(",", ""))
    press(point)
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
    assert found(page) == count


def test_how_a_term_spread(page: Page) -> None:
    hits = found(page)
    room(page, "传播")
    page.wait_for_url("**/spread?**")
    assert found(page) == hits
    press(page.get_by_role("link", name="县级"))
    first = page.locator("table").last.locator("tbody tr").first
    count = int(first.locator("td").last.inner_text())
    press(first.get_by_role("link").first)
    page.wait_for_url("**place=**")
    assert found(page) == count


def test_the_concordance_is_read_and_sorted_anew(page: Page) -> None:
    room(page, "语境")
    page.wait_for_url("**/concordance?**")
    lines = page.locator(".kwic tbody tr")
    assert TERM in lines.locator(".keyword").all_inner_texts()
    right = lines.locator(".right").all_inner_texts()
    press(page.get_by_role("link", name="左侧的字"))
    expect(page.get_by_role("link", name="左侧的字")).to_have_attribute("aria-current", "true")
    assert lines.locator(".right").all_inner_texts() != right
    press(lines.first.locator(".keyword a"))
    page.wait_for_url("**/articles/*")
    page.go_back()
    expect(page.get_by_role("link", name="左侧的字")).to_have_attribute("aria-current", "true")
    page.go_back()
    assert lines.locator(".right").all_inner_texts() == right


def test_keys_alone_do_for_a_session(visit: Visits) -> None:
    page = visit("/places")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="键盘操作")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.get_by_label("检索词", exact=True)).to_be_focused()
    page.keyboard.type(TERM)
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=**")
    titles = page.locator(".results h2 a")
    for at, key in ((0, "j"), (1, "j"), (0, "k"), (1, "j")):
        page.keyboard.press(key)
        expect(titles.nth(at)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/*")
    for step, key in ((1, "n"), (2, "n"), (1, "p")):
        page.keyboard.press(key)
        expect(page.locator(".hits .count")).to_contain_text(f"第 {step} /")
        expect(page.locator("mark[aria-current]")).to_be_in_viewport()
    page.keyboard.press("/")
    expect(page.get_by_label("检索词", exact=True)).to_have_value(TERM)


def test_single_keys_can_be_turned_off(visit: Visits) -> None:
    page = visit(f"/?q={TERM}")
    page.keyboard.press("?")
    page.get_by_label("使用单键快捷键").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.locator(".results h2 a").first).not_to_be_focused()
    expect(page.get_by_role("dialog")).to_be_hidden()


@pytest.mark.parametrize(("system", "choice"), [("light", "dark"), ("dark", "light")])
def test_the_reader_chooses_light_or_dark_for_good(visit: Visits, system: str, choice: str) -> None:
    page = visit("/", color_scheme=system)
    before = ground(page)
    page.get_by_label("外观").select_option(choice)
    chosen = ground(page)
    assert chosen != before
    page.goto(f"/?q={TERM}")
    assert ground(page) == chosen
    page.get_by_label("外观").select_option("")
    assert ground(page) == before


def ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


@pytest.mark.parametrize("scripting", [True, False], ids=["script", "no-script"])
def test_english_is_kept_from_page_to_page(visit: Visits, scripting: bool) -> None:
    page = visit(f"/?q={TERM}", java_script_enabled=scripting)
    hits = found(page)
    press(page.get_by_role("link", name="English"))
    page.wait_for_url("**lang=en**")
    assert found(page) == hits
    for link in ("Trends", "Places", "Themes"):
        press(page.get_by_role("navigation").get_by_role("link", name=link))
        expect(page.get_by_role("heading", level=1, name=link)).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", "en")
    press(page.get_by_role("link", name="中文"))
    expect(page.get_by_role("heading", level=1, name="主题")).to_be_visible()


LEAST_SHIFT = 0.002
"""Of a layout shift score; 0.1 is commonly called good."""


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_moves_while_a_page_loads(visit: Visits, library: Path, viewport: dict[str, int]) -> None:
    page = visit("/", viewport=viewport)
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries()) "
        "window.shift += entry.value; }).observe({ type: 'layout-shift', buffered: true });"
    )
    shifts = {}
    for name, path in site_pages(library).items():
        page.goto(path, wait_until="networkidle")
        shifts[name] = page.evaluate("window.shift")
    # A browser that is short of time may paint a line of which it has read half: that moves some letters by themselves.
    # Whatever else moves (a button that appears, a box that grows) is ten times as much and more.
    assert {name: shift for name, shift in shifts.items() if shift > LEAST_SHIFT} == {}
