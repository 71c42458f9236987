"""The web room: show it, rendered on the server. Nothing here ranks articles, parses a query or reads the collection.

::

    URL ─▶ State ─▶ Query ─▶ (search) ─▶ ResultPage ─▶ HTML or JSON
            └────▶ links to the neighbouring states
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

__all__ = ["create_app"]


def create_app(index_dir: Path) -> Flask:
    """The web application over one index; see `web.app.create_app`."""
    # Imported here because the command line lives in this package too, and most commands need no web framework.
    from web.app import create_app

    return create_app(index_dir)
