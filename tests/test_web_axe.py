"""Can everybody use the pages? axe-core finds nothing serious on any of them, in both themes and both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser_fixtures import Packages, Visits
from playwright.sync_api import Page
from site_pages import site_pages

pytestmark = pytest.mark.browser
GRAVE = ("serious", "critical")


def barriers(page: Page) -> list[str]:
    """What stands in somebody's way on the page as it is now: the rule, and where it is broken."""
    found = page.evaluate("() => axe.run({resultTypes: ['violations']}).then((result) => result.violations)")
    return [
        f"{page.url}: {rule['id']}: {node['html'][:120]}: {node['failureSummary']}"
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


@pytest.fixture
def examined(visit: Visits, packages: Packages) -> Visits:
    """Visits to pages that bring axe along: what the browser adds itself is not subject to the page's policy."""
    rules = packages("axe-core/axe.min.js")

    def open_page(path: str, **options: object) -> Page:
        page = visit(path, **options)
        page.add_init_script(path=rules)
        page.reload()
        return page

    return open_page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["", "en"], ids=["zh", "en"])
def test_nothing_stands_in_the_way(examined: Visits, library: Path, lang: str, scheme: str) -> None:
    page = examined("/", color_scheme=scheme, reduced_motion="reduce")
    found = []
    for path in site_pages(library, lang=lang).values():
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        found += barriers(page)
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nor_in_what_opens_over_a_page(examined: Visits, library: Path, scheme: str) -> None:
    page = examined(site_pages(library)["article"], color_scheme=scheme, reduced_motion="reduce")
    page.keyboard.press("n")
    found = barriers(page)
    page.get_by_role("button", name="键盘操作").click()
    found += barriers(page)
    page.keyboard.press("Escape")
    page.get_by_label("检索词", exact=True).fill("")
    page.get_by_label("检索词", exact=True).press_sequentially("发展")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    found += barriers(page)
    assert found == []


def test_nor_on_a_phone(examined: Visits, library: Path) -> None:
    page = examined("/", viewport={"width": 360, "height": 740})
    found = []
    for path in site_pages(library).values():
        page.goto(path)
        found += barriers(page)
    assert found == []
