"""The reader's own ways: single keys, light or dark, the other language; in a real browser."""

from __future__ import annotations

import pytest
from browser_fixtures import Visits
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

THEME = "document.documentElement.dataset.theme ?? ''"
GROUND = "getComputedStyle(document.body).backgroundColor"


def test_slash_leads_to_the_box(visit: Visits) -> None:
    page = visit("/?q=环境")
    box = page.locator("#q")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("/?")
    expect(box).to_have_value("/?")  # what was there was selected, and typing is only typing
    expect(page.locator("#keys")).to_be_hidden()


def test_a_slash_in_the_empty_box_is_not_typed(visit: Visits) -> None:
    page = visit("/places")
    box = page.locator("#q")
    page.keyboard.press("/")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    page.keyboard.type("1/2")
    expect(box).to_have_value("1/2")


@pytest.mark.parametrize("path", ["/?q=环境", "/places", "/trends?q=环境", "/api/", "/nothing"])
def test_a_question_mark_opens_the_help(visit: Visits, path: str) -> None:
    page = visit(path)
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="键盘操作")
    expect(help_).to_be_visible()
    assert help_.locator("kbd").all_inner_texts() == ["/", "j", "k", "n", "p", "↓", "↑", "?"]
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()


def test_the_help_opens_by_mouse_and_holds_the_keys(visit: Visits) -> None:
    page = visit("/?q=环境")
    page.get_by_role("button", name="键盘操作").click()
    page.keyboard.press("j")
    expect(page.locator(".results h2 a").first).not_to_be_focused()
    page.get_by_role("button", name="关闭").click()
    page.keyboard.press("j")
    expect(page.locator(".results h2 a").first).to_be_focused()


@pytest.mark.parametrize("key", ["Control+/", "Alt+/", "Meta+/", "Shift+J", "Control+?"])
def test_other_keys_are_the_browser_s(visit: Visits, key: str) -> None:
    page = visit("/?q=环境")
    page.keyboard.press(key)
    expect(page.locator("#q")).not_to_be_focused()
    expect(page.locator(".results h2 a").first).not_to_be_focused()
    expect(page.locator("#keys")).to_be_hidden()


def test_single_keys_can_be_switched_off_for_good(visit: Visits) -> None:
    page = visit("/?q=环境")
    page.keyboard.press("?")
    page.get_by_label("使用单键快捷键").uncheck()
    page.keyboard.press("Escape")
    for _ in range(2):
        for key in ("/", "?", "j"):
            page.keyboard.press(key)
        expect(page.locator("#q")).not_to_be_focused()
        expect(page.locator("#keys")).to_be_hidden()
        expect(page.locator(".results h2 a").first).not_to_be_focused()
        page.reload()
    box = page.locator("#q")
    box.fill("")
    box.press("/")
    expect(box).to_have_value("/")


def first_ground(page: Page) -> str:
    """The colour of the paper when the page is first painted."""
    page.add_init_script(f"addEventListener('DOMContentLoaded', () => {{ window.ground = {GROUND}; }})")
    page.reload()
    return str(page.evaluate("window.ground"))


@pytest.mark.parametrize("system", ["light", "dark"])
def test_light_and_dark_are_chosen_and_kept(visit: Visits, system: str) -> None:
    page = visit("/places", color_scheme=system)
    choice = page.get_by_label("外观")
    expect(choice).to_have_value("")
    grounds = {"": page.evaluate(GROUND)}
    for theme in ("light", "dark"):
        choice.select_option(theme)
        grounds[theme] = page.evaluate(GROUND)
        assert first_ground(page) == grounds[theme]
        expect(choice).to_have_value(theme)
        page.goto("/themes")
        assert page.evaluate(THEME) == theme
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == theme
    assert grounds["light"] != grounds["dark"]
    assert grounds[""] == grounds[system]
    choice.select_option("")
    assert first_ground(page) == grounds[system]


def test_what_is_stored_is_not_trusted(visit: Visits) -> None:
    page = visit("/places")
    page.evaluate("localStorage.setItem('zhengsou.theme', 'x\" onload=alert(1)')")
    page.reload()
    assert page.evaluate(THEME) == ""
    expect(page.get_by_label("外观")).to_have_value("")


def test_the_other_language_shows_the_same_paragraph(visit: Visits) -> None:
    page = visit("/?q=环境")
    page.locator(".results .ordinal").first.click()
    paragraph = page.url.partition("#")[2]
    assert paragraph
    page.get_by_role("link", name="English").click()
    page.wait_for_url(f"**lang=en#{paragraph}")
    expect(page.get_by_role("link", name="Skip to main content")).to_have_count(1)
    page.get_by_role("link", name="中文").click()
    page.wait_for_url(lambda url: "lang" not in url and url.endswith(f"#{paragraph}"))


def test_without_scripts_there_is_nothing_that_would_not_work(visit: Visits) -> None:
    page = visit("/?q=环境", java_script_enabled=False, color_scheme="dark")
    for hidden in ("#appearance", "#keys-open", "#keys"):
        expect(page.locator(hidden)).to_be_hidden()
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_motion_is_only_for_those_who_want_it(visit: Visits) -> None:
    page = visit("/?q=环境", reduced_motion="reduce")
    moving = """[...document.querySelectorAll('*')].filter((one) => {
        const style = getComputedStyle(one);
        const moves = parseFloat(style.transitionDuration) || style.animationName !== 'none';
        return moves || style.scrollBehavior === 'smooth';
    }).length"""
    assert page.evaluate(moving) == 0
