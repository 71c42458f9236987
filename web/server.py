"""Serve the search page with waitress."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import waitress
from flask import request
from werkzeug.exceptions import SecurityError

from index.errors import ZhengsouError
from index.store import Store
from web.app import create_app
from web.engine import close_engine, warm_engine
from web.password import require_password

__all__ = ["LIMITS", "run"]

LOOPBACK = ("127.0.0.1", "localhost", "::1")

LIMITS = {
    # Room for the longest text and dozens of conditions; a page repeats its address, so this bounds the page, too.
    "max_request_header_size": 64 * 1024,
    # Nothing is taken that has a body.
    "max_request_body_size": 1024,
    # More than `web.taking.EXPORTS`, so that readers who take a file slowly leave most of them to the others.
    "threads": 12,
    # Which program this is concerns nobody.
    "ident": None,
}
"""What waitress refuses before the application hears of it, in bytes; how many it serves at once; what it hides."""


def run(index_dir: Path, host: str, port: int, password: str = "") -> None:
    """Serve until interrupted.

    Args:
        index_dir: folder of the index.
        host: address to listen on.
        port: port to listen on; 0 for any that is free.
        password: what readers must know; empty if nothing.

    An index that is not there yet, or is stale, is told on the terminal and on every page until it is cured.

    Raises:
        ZhengsouError: the address is taken, or not this machine's.
    """
    app = create_app(index_dir)
    if host in LOOPBACK:
        app.before_request(_only_by_local_names)
    if password:
        require_password(app, password)
    try:
        server = waitress.create_server(app, host=host, port=port, **LIMITS)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ZhengsouError(f"无法在 {host}:{port} 提供网页（{reason}），请用 --host、--port 换地址或端口") from None
    try:
        Store(index_dir).open().close()
    except ZhengsouError as error:
        click.echo(f"注意：{error}", err=True)
    if host not in LOOPBACK:
        click.echo(_risk(host, password), err=True)
    click.echo(f"检索网页已就绪：{_address(server)} （按 Ctrl+C 停止）")
    warm_engine(app)
    try:
        server.run()
    finally:
        server.close()
        close_engine(app)


def _only_by_local_names() -> None:
    """A page elsewhere must not reach the collection under a name of its own that leads here."""
    # Flask's TRUSTED_HOSTS cannot name an IPv6 address.
    if urlsplit(f"//{request.host}").hostname not in LOOPBACK:
        raise SecurityError


def _risk(host: str, password: str) -> str:
    """What somebody should know who opens the page to others."""
    if password:
        return "注意：密码和网页都不加密传送。请只在可信的网络里使用，或者在前面加一层 HTTPS 代理。"
    cure = "请用 --password-file 设密码，或者去掉 --host，只供本机使用。"
    return f"警告：没有设密码，能连到 {host} 的人都能查阅全部报道。{cure}"


def _address(server: Any) -> str:
    """Where the page is; a name such as localhost may stand for several addresses, of which this is the first."""
    listening = getattr(server, "effective_listen", None) or [(server.effective_host, server.effective_port)]
    host, port = listening[0]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
