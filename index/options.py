"""What every command of the command line takes. Apart from the commands, so that none loads the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

__all__ = ["index_option"]


def index_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--index DIR`, which every command takes."""
    return click.option(
        "--index",
        "index_dir",
        type=click.Path(path_type=Path),
        envvar="ZHENGSOU_INDEX",
        default=Path("var/index"),
        show_default=True,
        metavar="DIR",
        help="索引文件夹（也可用环境变量 ZHENGSOU_INDEX 指定）",
    )(command)
