"""The production server as a person starts it: whom it lets in, what it warns of, and what it refuses unread."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from index.errors import ZhengsouError
from web.app import create_app
from web.engine import close_engine, current_engine, warm_engine
from web.server import LIMITS
from web.taking import EXPORTS

Served = tuple[int, Callable[[], str]]
Start = Callable[..., Served]


@contextmanager
def serving(library: Path, *options: str | Path, **environment: str) -> Iterator[Served]:
    """A server on a free port; its port, and a function that ends it and gives what it said on stderr."""
    command = [Path(sys.executable).parent / "zhengsou", "serve", "--port", "0", "--index", library, *options]
    settings = {**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", **environment}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=settings)

    def ended() -> str:
        process.terminate()
        return process.communicate(timeout=30)[1]

    with process:
        try:
            assert process.stdout
            address = re.search(r"http://\S+:(\d+)/", process.stdout.readline())
            assert address, ended()
            yield int(address[1]), ended
        finally:
            process.terminate()


@pytest.fixture
def start(library: Path) -> Iterator[Start]:
    with ExitStack() as stack:
        yield lambda *options, **environment: stack.enter_context(serving(library, *options, **environment))


@pytest.fixture(scope="module")
def port(library: Path) -> Iterator[int]:
    """A server as it is without any option."""
    with serving(library) as (port, _ended):
        yield port


def asked(port: int, path: str = "/", method: str = "GET", **headers: str) -> tuple[int, bytes, str]:
    """Status, body and name of the server of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.getheader("Server", "")
    finally:
        connection.close()


def test_on_this_machine_there_is_nothing_to_warn_of(start: Start) -> None:
    port, ended = start()
    assert asked(port)[0] == 200
    assert asked(port)[2] == ""
    assert ended() == ""


def test_for_others_without_a_password_it_warns(start: Start) -> None:
    port, ended = start("--host", "0.0.0.0")
    assert asked(port, Host="archive.example")[0] == 200
    said = ended()
    assert said.startswith("警告：")
    assert "--password-file" in said
    assert said.count("\n") == 1


def test_for_others_with_a_password_it_says_what_is_not_encrypted(start: Start, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("芝麻开门\n", encoding="utf-8")
    port, ended = start("--host", "0.0.0.0", "--password-file", tmp_path / "password", ZHENGSOU_PASSWORD="other")
    assert asked(port)[0] == 401
    assert asked(port, Authorization=f"Basic {b64encode(b'x:other').decode()}")[0] == 401
    assert asked(port, Authorization=f"Basic {b64encode('x:芝麻开门'.encode()).decode()}")[0] == 200
    said = ended()
    assert said.startswith("注意：")
    assert "HTTPS" in said
    assert "芝麻开门" not in said
    assert said.count("\n") == 1


def test_a_password_may_come_from_the_environment(start: Start) -> None:
    port, ended = start(ZHENGSOU_PASSWORD="sesame")
    assert asked(port, "/api/search")[0] == 401
    assert asked(port, "/api/search", Authorization=f"Basic {b64encode(b'x:sesame').decode()}")[0] == 200
    assert ended() == ""


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:8080"])
def test_local_names_are_answered(port: int, host: str) -> None:
    assert asked(port, Host=host)[0] == 200


def test_foreign_names_are_not(port: int) -> None:
    for host in ("elsewhere.example", "127.0.0.1.elsewhere.example", "localhost.", "[bad", "a b", "x@127.0.0.1", ""):
        status, body, _ = asked(port, "/?q=x", Host=host)
        assert status == 400, host
        assert len(body) < 200
    assert asked(port, "/static/zhengsou.css", Host="elsewhere.example")[0] == 400


def test_what_is_too_long_is_refused_unread(port: int) -> None:
    assert asked(port, "/?q=" + "x" * 60_000)[0] == 400  # still read, and refused in words
    status, body, _ = asked(port, "/?q=" + "x" * 1_000_000)
    assert status == 431
    assert len(body) < 300
    assert asked(port, "/", **{"X-Long": "x" * 1_000_000})[0] == 431
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 413")
    assert LIMITS["max_request_header_size"] == 65536


def test_exports_leave_most_threads_to_the_other_pages() -> None:
    assert LIMITS["threads"] > 2 * EXPORTS


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_nothing_is_written(port: int, method: str) -> None:
    assert asked(port, method=method)[0] == 405


def test_localhost_may_be_several_addresses(start: Start) -> None:
    port, _ = start("--host", "localhost")
    assert asked(port)[0] == 200


def test_the_engine_is_warm_before_somebody_asks(library: Path) -> None:
    app = create_app(library)
    warm_engine(app).join(60)
    with app.app_context():
        assert "completions" in vars(current_engine()._opened)
    close_engine(app)


def test_a_failure_to_warm_up_is_nobody_s_trouble(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    app = create_app(tmp_path / "no-index")
    warm_engine(app).join(60)
    assert capfd.readouterr() == ("", "")
    with app.app_context(), pytest.raises(ZhengsouError):
        current_engine()
