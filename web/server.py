"""Serve the search page with waitress."""

from __future__ import annotations

from pathlib import Path

import click
import waitress

from index.errors import ZhengsouError
from index.store import Store
from web.app import create_app
from web.engine import close_engine

__all__ = ["run"]

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def run(index_dir: Path, host: str, port: int) -> None:
    """Serve until interrupted.

    Args:
        index_dir: folder of the index.
        host: address to listen on.
        port: port to listen on; 0 for any that is free.

    An index that is not there yet, or is stale, is told on the terminal and on every page until it is cured.

    Raises:
        ZhengsouError: the address is taken, or not this machine's.
    """
    app = create_app(index_dir)
    if host in LOOPBACK:
        # A page elsewhere must not reach the collection under a name of its own that leads here.
        app.config["TRUSTED_HOSTS"] = list(LOOPBACK)
    try:
        server = waitress.create_server(app, host=host, port=port)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ZhengsouError(f"无法在 {host}:{port} 提供网页（{reason}），请用 --host、--port 换地址或端口") from None
    try:
        Store(index_dir).open().close()
    except ZhengsouError as error:
        click.echo(f"注意：{error}", err=True)
    click.echo(f"检索网页已就绪：http://{server.effective_host}:{server.effective_port}/ （按 Ctrl+C 停止）")
    try:
        server.run()
    finally:
        server.close()
        close_engine(app)
