"""What do Chinese news and government sites keep where? The table `sites.toml`, read once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["boilerplate", "patterns", "sites"]


@cache
def sites() -> dict[str, Any]:
    """The table."""
    return tomllib.loads((resources.files("index") / "data" / "sites.toml").read_text("utf-8"))


@cache
def patterns(*keys: str) -> frozenset[str]:
    """The patterns of some of its lists, in lower case."""
    return frozenset(pattern.lower() for key in keys for pattern in sites()[key])


@cache
def boilerplate() -> re.Pattern[str]:
    """What matches a whole line that belongs to the site and not to the report."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in sites()["boilerplate"]))
