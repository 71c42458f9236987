"""`zhengsou`: every command under one name, and the one place where errors become a line on the terminal."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

import click

from index.errors import ZhengsouError
from index.options import index_option

__all__ = ["cli", "main", "serve"]

COMMANDS = {
    "reindex": "index.cli",
    "search": "search.cli",
    "serve": "web.cli",
    "explain": "index.cli",
    "status": "index.cli",
    "check": "index.cli",
}


class _Commands(click.Group):
    """Imports a command when it is wanted: who searches need not wait for the web framework to load."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return command


@click.command(cls=_Commands, context_settings={"max_content_width": 100})
@click.version_option(package_name="zhengsou", message="%(package)s %(version)s")
def cli() -> None:
    """政搜：地方政务报道全文检索。"""


@click.command(short_help="打开检索网页")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="监听的端口")
@click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    help="只有一行密码的文件：知道密码的人才能查阅；也可以设环境变量 ZHENGSOU_PASSWORD",
)
@index_option
def serve(host: str, port: int, password_file: Path | None, index_dir: Path) -> None:
    """在本机提供检索网页。"""
    # Flask loads only for those who serve.
    from web.password import read_password
    from web.server import run

    password = read_password(password_file) if password_file else os.environ.get("ZHENGSOU_PASSWORD", "").strip()
    run(index_dir, host, port, password)


def main() -> None:
    """Run the command line; errors that a person can cure are one line, exit code 1."""
    try:
        cli()
    except ZhengsouError as error:
        message = str(error)
    except OSError as error:
        message = f"{error.filename or '读写文件'}：{error.strerror or error}，请检查磁盘与权限"
    else:
        return
    click.echo(f"错误：{message}", err=True)
    sys.exit(1)
