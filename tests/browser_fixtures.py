"""A real browser for tests, and the application on its production server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from waitress import create_server, wasyncore

from web import create_app
from web.engine import close_engine

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

Visits = Callable[..., Page]
Packages = Callable[[str], Path]
NODE_MODULES = Path(__file__).with_name("browser") / "node_modules"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        reason = "no Chromium: install it or name it in ZHENGSOU_CHROMIUM"
        if os.environ.get("ZHENGSOU_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


def chromium_path() -> str | None:
    """Where the browser is, if there is one."""
    return os.environ.get("ZHENGSOU_CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="session")
def packages() -> Packages:
    """Where a file of an npm package is; without node or the packages a test is skipped, or fails if all must run."""

    def locate(path: str) -> Path:
        if shutil.which("node") and (NODE_MODULES / path).exists():
            return NODE_MODULES / path
        reason = f"no {path}: install node and run `npm ci` in tests/browser"
        if "ZHENGSOU_REQUIRE_ALL" in os.environ:
            pytest.fail(reason)
        pytest.skip(reason)

    return locate


@pytest.fixture(scope="module")
def address(library: Path) -> Iterator[str]:
    """The application over the index of seeds/."""
    with served(library) as url:
        yield url


@contextmanager
def served(library: Path) -> Iterator[str]:
    """The application on its production server, on a free port of this machine."""
    sockets: dict[int, object] = {}
    app = create_app(library)
    server = create_server(app, map=sockets, host="127.0.0.1", port=0)
    thread = Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # The loop ends when it has no socket left, and only its own thread may close them.
        server.trigger.pull_trigger(partial(wasyncore.close_all, sockets))
        thread.join()
        server.task_dispatcher.shutdown()
        close_engine(app)


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visits]:
    """Open pages in a fresh browser context; afterwards nothing may have gone wrong in any of them."""
    contexts = []
    complaints: list[str] = []
    strangers: list[str] = []

    def open_page(path: str = "/", **options: object) -> Page:
        context = chromium.new_context(base_url=address, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: _is_of_the_page_itself(message, page) or complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: strangers.append(request.url))
        page.goto(path)
        return page

    yield open_page
    cookies = [cookie for context in contexts for cookie in context.cookies()]
    for context in contexts:
        context.close()
    assert complaints == []
    assert [url for url in strangers if not url.startswith(address)] == []
    assert strangers
    assert cookies == []


def _is_of_the_page_itself(message: ConsoleMessage, page: Page) -> bool:
    """Whether the browser only tells that the page that was asked for is not there or refused."""
    return message.text.startswith("Failed to load resource") and message.location["url"] == page.url
