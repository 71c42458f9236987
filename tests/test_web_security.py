"""What holds for every response, however curious the browser: headers, limits, and who is let in."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

import web
from index.errors import ZhengsouError
from web import create_app
from web.engine import close_engine
from web.password import read_password, require_password
from web.state import State

WEB = Path(web.__file__).parent
PASSWORD = "芝麻 开门:"

PAGES = ["/", "/places", "/places/430000", "/themes", "/trends", "/spread", "/concordance", "/api/"]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        *((page, 200) for page in PAGES),
        ("/?q=环境", 200),
        ("/?since=x", 400),
        ("/nothing", 404),
        ("/api/search?q=环境", 200),
        ("/api/search?x=1", 400),
        ("/api/openapi.json", 200),
        ("/export.csv?q=环境", 200),
        ("/feed.atom?q=环境", 200),
        ("/static/zhengsou.css", 200),
        ("/static/../app.py", 404),
        ("/static/nothing.css", 404),
    ],
)
def test_every_response_is_locked_down(client: FlaskClient, url: str, code: int) -> None:
    response = client.get(url)
    assert response.status_code == code
    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in response.headers["Permissions-Policy"]
    assert "Set-Cookie" not in response.headers
    response.close()


def test_pages_are_fresh_and_assets_are_kept(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.headers["Cache-Control"] == "private, no-cache"
    assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert {asset.partition("?")[0].rpartition(".")[2] for asset in assets} == {"css", "js", "svg"}
    for asset in assets:
        with client.get(asset) as response:
            assert response.status_code == 200
            assert response.headers["Cache-Control"] == "public, max-age=31536000"
            assert re.search(r"\?v=[0-9a-f]{8}$", asset)


def test_assets_have_their_types(client: FlaskClient) -> None:
    kinds = {".svg": "image/svg+xml", ".css": "text/css", ".js": "text/javascript"}
    for file in (WEB / "static").iterdir():
        if file.suffix in kinds:
            with client.get(f"/static/{file.name}") as response:
                assert response.mimetype == kinds[file.suffix]


def test_whatever_a_template_writes_is_escaped(client: FlaskClient) -> None:
    environment = client.application.jinja_env
    names = [path.name for path in (WEB / "templates").iterdir()]
    assert names
    for name in names:
        assert environment.autoescape is True or environment.autoescape(name), name
    for file in [*WEB.glob("templates/*"), *WEB.rglob("*.py")]:
        assert not re.search(r"\|\s*safe\b|autoescape|\bMarkup\(", file.read_text(encoding="utf-8")), file


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/..%5capp.py",
        "/static//etc/passwd",
        "/static/%00",
        "/static/" + "a" * 5000,
        "/articles/../static/zhengsou.css",
        "/articles/..%2f..%2fpyproject.toml",
        "/articles/%2fetc%2fpasswd",
        "/articles/0000000000000000.csv",
        "/articles/../app.py.ris",
        "/places/..%2f..%2fetc",
        "/themes/../../etc/passwd",
        "/export.../../etc/passwd",
        "/api/articles/..%2f..%2fpyproject.toml",
        "/app.py",
        "/.git/config",
    ],
)
def test_no_path_leads_to_a_file(client: FlaskClient, path: str) -> None:
    with client.get(path, follow_redirects=True) as response:
        assert response.status_code == 404
        assert "import" not in response.text
        assert "root:" not in response.text


def test_many_values_are_refused_with_a_small_page(client: FlaskClient) -> None:
    for name, values in (("year", range(1000, 3000)), ("source", range(2000)), ("place", range(430000, 432000))):
        answer = client.get("/", query_string={name: [str(value) for value in values]})
        assert answer.status_code == 400
        assert len(answer.data) < 100_000


@pytest.mark.parametrize("name", [*State.names(), "find", "step", "measure", "level", "order", "x"])
@pytest.mark.parametrize("path", [*PAGES, "/articles/0000000000000000", "/find", "/feed.atom", "/api/search"])
def test_a_long_value_makes_no_huge_page(client: FlaskClient, path: str, name: str) -> None:
    """A server lets 64 KiB of an address through; no page repeats them often."""
    answer = client.get(path, query_string={"q": "环境", name: "长" * 7000})
    assert answer.status_code in (200, 400, 404)
    assert len(answer.data) < 400_000


@pytest.fixture
def guarded(library: Path) -> Iterator[Flask]:
    """An application with a password."""
    app = create_app(library)
    require_password(app, PASSWORD)
    yield app
    close_engine(app)


def basic(credentials: bytes) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(credentials).decode()}


@pytest.mark.parametrize("path", [*PAGES, "/nothing", "/static/zhengsou.css", "/api/search", "/export.csv"])
def test_without_the_password_nothing_is_shown(guarded: Flask, path: str) -> None:
    response = guarded.test_client().get(path)
    assert response.status_code == 401
    challenge = response.www_authenticate
    assert challenge.type == "basic"
    assert challenge["charset"] == "UTF-8"
    if response.mimetype == "text/html":
        assert BeautifulSoup(response.text, "lxml").h1.get_text() == "需要密码"
    else:
        assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "headers",
    [
        basic(b"reader:"),
        basic(b""),
        basic(b"\xff\xfe"),
        basic(f"reader:{PASSWORD} ".encode()),
        basic(f"{PASSWORD}".encode()),
        basic(PASSWORD.encode("gb18030")),
        {"Authorization": "Basic ***"},
        {"Authorization": f"Bearer {base64.b64encode(PASSWORD.encode()).decode()}"},
        {"Authorization": "Digest password=x"},
        {"Authorization": ""},
    ],
)
def test_nothing_else_opens(guarded: Flask, headers: dict[str, str]) -> None:
    assert guarded.test_client().get("/", headers=headers).status_code == 401


@pytest.mark.parametrize("user", ["", "reader", "读者"])
def test_the_password_opens_for_any_user(guarded: Flask, user: str) -> None:
    response = guarded.test_client().get("/", headers=basic(f"{user}:{PASSWORD}".encode()))
    assert response.status_code == 200


@pytest.mark.parametrize("content", [b"sesame", b"sesame\n", b"sesame\r\n", b"\xef\xbb\xbfsesame\r\n", b"  sesame  \n"])
def test_a_password_is_the_line_of_its_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "password").write_bytes(content)
    assert read_password(tmp_path / "password") == "sesame"


@pytest.mark.parametrize("content", [b"", b"\n", b" \n", b"one\ntwo\n", b"\xff\xff", None])
def test_what_is_no_password_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "password").write_bytes(content)
    with pytest.raises(ZhengsouError, match="--password-file"):
        read_password(tmp_path / "password")
