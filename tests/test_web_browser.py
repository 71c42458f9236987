"""A reader at work: the page in a real browser, with and without JavaScript, on a wide and on a narrow screen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser_fixtures import Visits
from playwright.sync_api import Page, expect

from search import Engine, parse_query

pytestmark = pytest.mark.browser


def count(page: Page) -> int:
    return int(page.locator(".summary b").first.inner_text().replace(",", ""))


@pytest.mark.parametrize("scripting", [True, False], ids=["script", "no-script"])
def test_search_narrow_widen_read_and_come_back(visit: Visits, scripting: bool) -> None:
    page = visit(java_script_enabled=scripting)
    expect(page.get_by_label("检索词", exact=True)).to_be_focused()
    page.keyboard.type("发展")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    found = count(page)
    assert found > 1

    place = page.locator(".facet-place li").first
    expected = int(place.locator(".count").first.inner_text())
    place.get_by_role("link").first.click()
    page.wait_for_url("**&place=*")
    assert count(page) == expected
    chip = page.get_by_role("list", name="已选条件").get_by_role("link").first
    expect(chip).to_contain_text("地区")

    page.get_by_label("检索词", exact=True).fill("企业")
    page.get_by_role("button", name="检索").click()
    page.wait_for_url(re.compile(r"q=%E4%BC%81%E4%B8%9A&place="))
    expect(page.locator(".chips .label")).to_have_text(["地区"])

    chip.click()
    page.wait_for_url(re.compile(r"\?q=[^&]*$"))
    expect(page.locator(".chips")).to_have_count(0)

    title = page.locator(".results h2 a").first
    heading = title.inner_text()
    address = page.url
    page.locator(".results .ordinal").first.click()
    page.wait_for_url("**/articles/*#p*")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    target = page.locator(".paragraph:target")
    expect(target).to_be_in_viewport()
    expect(target.locator("mark").first).to_have_text("企业")
    page.get_by_role("link", name="返回检索结果").click()
    page.wait_for_url(address)


def test_paging(visit: Visits) -> None:
    page = visit("/?size=2")
    first = page.locator(".results h2").all_inner_texts()
    page.get_by_role("link", name="下一页").click()
    page.wait_for_url("**page=2**")
    assert page.locator(".results h2").all_inner_texts() != first
    expect(page.locator(".pager [aria-current=page]")).to_contain_text("2")
    page.go_back()
    assert page.locator(".results h2").all_inner_texts() == first


def test_dates_are_asked_for_in_their_own_form(visit: Visits) -> None:
    page = visit("/?q=发展")
    page.get_by_label("自", exact=True).fill("2023")
    page.get_by_label("至", exact=True).fill("2023-12")
    page.get_by_role("button", name="按日期筛选").click()
    page.wait_for_url("**since=2023&until=2023-12**")
    assert all(date.startswith("2023") for date in page.locator(".results time").all_inner_texts())


def test_a_wrong_date_does_not_leave_the_browser(visit: Visits) -> None:
    page = visit("/?q=发展")
    page.get_by_label("自", exact=True).fill("去年")
    page.get_by_role("button", name="按日期筛选").click()
    assert page.get_by_label("自", exact=True).evaluate("field => field.validity.patternMismatch")
    assert "since" not in page.url


def test_the_tree_opens_without_leaving_the_page(visit: Visits) -> None:
    page = visit("/?q=发展")
    parent = page.locator(".facet-theme li.parent").first
    child = parent.locator("li").first
    expect(child).to_be_hidden()
    before = page.url
    parent.locator("summary").first.click()
    expect(child).to_be_visible()
    assert page.url == before


def test_the_keyboard_reaches_the_text_first(visit: Visits) -> None:
    page = visit("/?q=发展")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_page_is_wider_than_the_screen(visit: Visits, width: int, scheme: str) -> None:
    screen = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    page = visit("/?q=发展&year=2023&since=2023-01", **screen)
    article = page.locator(".results h2 a").first.get_attribute("href")
    for path in (page.url, "/", article, "/?q=" + "没有这样长的检索词" * 30, "/?source=" + "W" * 200):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture(scope="module")
def marked_article(library: Path) -> str:
    """The address of an article with marks in several paragraphs."""
    engine = Engine(library)
    query = parse_query("企业")
    best = engine.search(query).results[0]
    engine.close()
    assert best.matched > 2
    return f"/articles/{best.id}?q=企业"


def test_keys_and_buttons_step_from_mark_to_mark(visit: Visits, marked_article: str) -> None:
    page = visit(marked_article)
    total = page.locator(".article mark").count()
    current = page.locator("mark[aria-current]")
    status = page.locator(".hits .count")
    expect(status).to_have_text(f"命中 {total} 处")
    expect(current).to_have_count(0)
    for n in (1, 2):
        page.keyboard.press("n")
        expect(status).to_have_text(f"第 {n} / {total} 处")
        expect(current).to_be_focused()
        expect(current).to_be_in_viewport()
    page.keyboard.press("p")
    page.keyboard.press("p")
    expect(status).to_have_text(f"第 {total} / {total} 处")
    forward = page.get_by_role("button", name="下一处")
    forward.click()
    expect(status).to_have_text(f"第 1 / {total} 处")
    expect(forward).to_be_focused()
    expect(current).to_have_count(1)

    page.locator("#q").press("n")
    page.keyboard.press("Control+p")
    expect(status).to_have_text(f"第 1 / {total} 处")


def test_stepping_goes_on_from_the_paragraph_that_was_linked(visit: Visits, marked_article: str) -> None:
    page = visit(marked_article)
    last = page.locator(".jumps a").last
    number = last.inner_text()
    last.click()
    expect(page.locator("mark[aria-current]")).to_have_count(1)
    assert page.locator(f"#p{number} mark[aria-current]").count() == 1
    page.reload()
    expect(page.locator(f"#p{number} mark[aria-current]")).to_be_in_viewport()


def test_a_click_copies_the_link_of_a_paragraph_and_the_citation(visit: Visits, marked_article: str) -> None:
    page = visit(marked_article, permissions=["clipboard-read", "clipboard-write"])
    status = page.locator(".told")
    page.locator("#p2 .ordinal").click()
    expect(status).to_have_text("已复制链接")
    assert page.evaluate("navigator.clipboard.readText()") == page.url.partition("?")[0] + "#p2"
    assert page.url.endswith("#p2")
    page.get_by_role("button", name="复制引文").click()
    expect(status).to_have_text("已复制引文")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#citation").inner_text()
    expect(status).to_have_text("", timeout=10_000)


def test_without_scripts_the_article_offers_links_only(visit: Visits, marked_article: str) -> None:
    page = visit(marked_article, java_script_enabled=False)
    expect(page.locator("main button, aside button")).to_have_count(3)
    for button in page.locator("main button, aside button").all():
        expect(button).to_be_hidden()
    target = page.locator(".jumps a").last
    number = target.inner_text()
    target.click()
    expect(page.locator(f"#p{number}:target mark").first).to_be_in_viewport()


def test_a_saved_record_is_named_after_the_article(visit: Visits, marked_article: str) -> None:
    page = visit(marked_article)
    article = page.url.rpartition("/")[2].partition("?")[0]
    with page.expect_download() as saving:
        page.get_by_role("link", name="BibTeX").click()
    assert saving.value.suggested_filename == f"zhengsou_{article}.bib"


def test_on_paper_there_is_the_text_and_where_it_is_from(visit: Visits, marked_article: str) -> None:
    page = visit(marked_article)
    page.emulate_media(media="print")
    for shown in ("h1", ".article .facts", "#p1 .ordinal", "#p1 p", ".article .address"):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in (".masthead", ".back", ".hits", ".origin", ".colophon"):
        expect(page.locator(hidden)).to_be_hidden()


def test_a_search_on_paper_says_what_was_asked_and_where(visit: Visits) -> None:
    page = visit("/?q=发展&sort=newest&year=2023")
    address = page.locator(".printed-address")
    expect(address).to_be_hidden()
    page.emulate_media(media="print")
    assert page.locator("h1").bounding_box()["height"] > 20
    for shown in (".chips .label", ".summary", ".results h2"):
        expect(page.locator(shown).first).to_be_visible()
    expect(address).to_be_visible()
    assert address.inner_text().startswith("http://")
    assert address.inner_text().endswith("/?q=发展&sort=newest&year=2023")
    for hidden in (".box", ".toolbar", ".side", ".colophon a"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_the_numbers_of_a_chart_are_on_paper(visit: Visits) -> None:
    page = visit("/trends?q=发展&q=改革")
    page.emulate_media(media="print")
    expect(page.locator(".chart-data td").first).to_be_visible()
    expect(page.locator(".chart-data summary")).to_be_hidden()
    scroll = page.locator(".chart-scroll")
    assert scroll.evaluate("part => part.scrollHeight <= part.clientHeight")


@pytest.mark.parametrize("path", ["/spread?q=发展", "/trends?q=发展&step=month"])
def test_a_date_in_a_table_stands_on_one_line(visit: Visits, path: str) -> None:
    page = visit(path, viewport={"width": 1280, "height": 800})
    cells = page.locator(".chart-spread td, .chart-lines tbody th")
    heights = cells.evaluate_all("cells => cells.map((cell) => cell.getBoundingClientRect().height)")
    assert heights
    lines = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.chart-data td')).lineHeight)")
    assert max(heights) < 2 * lines


def test_an_english_placeholder_fits_its_box(visit: Visits) -> None:
    find = visit("/?q=发展&lang=en", viewport={"width": 1280, "height": 800}).locator(".find input[type=search]")
    wanted = """input => {
        const pen = document.createElement("canvas").getContext("2d");
        pen.font = getComputedStyle(input).font;
        return pen.measureText(input.placeholder).width;
    }"""
    room = "input => input.clientWidth - 2 * parseFloat(getComputedStyle(input).paddingInlineStart)"
    assert find.evaluate(wanted) < find.evaluate(room)


def test_a_place_that_is_suggested_becomes_a_filter(visit: Visits) -> None:
    page = visit("/?q=发展&sort=newest")
    box = page.get_by_label("检索词", exact=True)
    box.press("End")
    box.press_sequentially(" taoyuan")
    option = page.get_by_role("option", name="桃源县 地区")
    expect(option).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    while option.get_attribute("aria-selected") == "false":
        box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    box.press("Enter")
    page.wait_for_url("**place=430725**")
    expect(box).to_have_value("发展")
    expect(page.locator(".toolbar [aria-current]").last).to_have_text("最新")


def test_a_word_that_is_suggested_takes_the_place_of_the_last_one(visit: Visits) -> None:
    page = visit("/?q=改革")
    box = page.get_by_label("检索词", exact=True)
    box.press("End")
    box.press_sequentially(" yingshanghuan")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowUp")
    box.press("ArrowDown")
    expect(box).to_have_value("改革 yingshanghuan")
    while box.input_value() != "改革 营商环境":
        box.press("ArrowDown")
    box.press("Escape")
    expect(box).to_have_value("改革 yingshanghuan")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_title_that_is_suggested_opens_its_article(visit: Visits) -> None:
    page = visit("/?q=企业")
    title = page.locator(".results h2").first.inner_text()
    box = page.get_by_label("检索词", exact=True)
    box.fill("")
    box.press_sequentially(title[:6])
    page.get_by_role("option", name=f"{title} 报道").click()
    page.wait_for_url("**/articles/*")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_years_are_chosen_by_drawing_over_their_bars(visit: Visits) -> None:
    page = visit("/?sort=newest&year=2025")
    bars = page.locator(".facet-date .chart-column")
    first, last = bars.nth(1).bounding_box(), bars.nth(3).bounding_box()
    assert first
    assert last
    # From right to left, and let go below the bars.
    page.mouse.move(last["x"] + last["width"] / 2, last["y"] + 9)
    page.mouse.down()
    page.mouse.move(first["x"] + first["width"] / 2, first["y"] + first["height"] + 30, steps=5)
    expect(page.locator(".brushed")).to_have_count(3)
    page.mouse.up()
    page.wait_for_url("**since=2022&until=2024**")
    assert "year" not in page.url
    expect(page.locator(".chart-column.selected")).to_have_count(3)

    page.locator(".facet-date .chart-column").first.click()
    page.wait_for_url("**?year=2021&sort=newest")


def test_a_place_is_found_while_its_name_is_typed(visit: Visits) -> None:
    page = visit("/?sort=newest")
    box = page.get_by_label("按名称或拼音找地区")
    box.press_sequentially("taoyuanx")
    link = page.locator(".found").get_by_role("link", name="湖南省 › 常德市 › 桃源县")
    expect(link).to_be_visible()
    assert "find" not in page.url
    link.click()
    page.wait_for_url("**place=430725**")
    assert count(page) == 1


def test_a_place_is_found_without_scripts(visit: Visits) -> None:
    page = visit("/?sort=newest", java_script_enabled=False)
    page.get_by_label("按名称或拼音找地区").fill("taoyuanx")
    page.keyboard.press("Enter")
    page.wait_for_url("**find=taoyuanx#refine")
    page.locator(".found").get_by_role("link").click()
    page.wait_for_url("**place=430725**")


def test_keys_go_from_result_to_result(visit: Visits) -> None:
    page = visit("/?q=发展")
    titles = page.locator(".results h2 a")
    page.keyboard.press("j")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(titles.nth(1)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("k")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("j")
    wanted = titles.nth(1).inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/*")
    expect(page.get_by_role("heading", level=1)).to_have_text(wanted)
