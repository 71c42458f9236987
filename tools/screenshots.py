"""Take a picture of every page, to look at: both themes, and for some pages also a phone.

    python tools/screenshots.py FOLDER [--index INDEX] [--words 企业 发展] [--lang en] [--screen]

Without an index, one of `seeds/` is made for the occasion. The pages are those that the tests visit; it needs what the
tests need, Chromium among it.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tests"))

from browser_fixtures import QUIET, chromium_path, served  # noqa: E402
from conftest import Quiet  # noqa: E402
from site_pages import site_pages  # noqa: E402

from index.build import reindex  # noqa: E402

SCHEMES = ("light", "dark")
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
ON_A_PHONE = ("front", "results", "article", "trends", "concordance")


def shoot(browser: Browser, address: str, pages: dict[str, str], folder: Path, *, whole: bool) -> int:
    """Write `PAGE-SCHEME.png` and `PAGE-phone-SCHEME.png` to the folder, whole or the first screen; return how many."""
    taken = 0
    for scheme in SCHEMES:
        for suffix, viewport, names in (("", WIDE, pages), ("-phone", PHONE, ON_A_PHONE)):
            with browser.new_context(base_url=address, color_scheme=scheme, viewport=viewport) as context:
                page = context.new_page()
                for name in names:
                    page.goto(pages[name])
                    page.screenshot(path=folder / f"{name}{suffix}-{scheme}.png", full_page=whole)
                    taken += 1
    return taken


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--words", nargs=2, default=["企业", "发展"])
    parser.add_argument("--lang", default="", choices=["", "en"])
    parser.add_argument("--screen", action="store_true", help="only what a screen shows without scrolling")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    made = TemporaryDirectory() if arguments.index is None else nullcontext(arguments.index)
    with made as place, sync_playwright() as playwright:
        library = Path(place)
        if arguments.index is None:
            reindex(library, [ROOT / "seeds"], Quiet())
        pages = site_pages(library, tuple(arguments.words), arguments.lang)
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
        with served(library) as address:
            taken = shoot(browser, address, pages, arguments.folder, whole=not arguments.screen)
        print(f"{taken} pictures in {arguments.folder}")
        browser.close()


if __name__ == "__main__":
    main()
