"""How is the application put together? `create_app`, and what holds for every response."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Flask, Response, request
from flask.json.provider import DefaultJSONProvider
from jinja2 import StrictUndefined
from werkzeug.exceptions import MethodNotAllowed

from index.explain import RULES
from web import links
from web.api import api
from web.browse import browse
from web.concordance import concordance
from web.engine import init_engine
from web.errors import init_errors
from web.filters import FILTERS, is_web_address
from web.language import current_language, init_language
from web.reading import reading
from web.rooms import rooms
from web.spread import spread
from web.state import State
from web.taking import taking
from web.trends import trends
from web.views import pages

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["create_app"]

BLUEPRINTS = (pages, api, reading, browse, taking, concordance, trends, spread)

_METHODS = ("GET", "HEAD")

_HEADERS = {
    # Style, script and icon of our own, as files; nothing inline, no frame, nothing from another host.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The page copies links and citations, and wants nothing else of the reader's machine.
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class _JSONProvider(DefaultJSONProvider):
    """Chinese as it is, keys in the documented order."""

    ensure_ascii = False
    sort_keys = False


def create_app(index_dir: Path) -> Flask:
    """The web application over one index.

    Args:
        index_dir: folder of the built index. It need not exist yet: until it does, every search answers 503 and
            says how to build it.
    """
    app = Flask(__name__)
    app.json = _JSONProvider(app)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = timedelta(days=365)
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.tests["web_address"] = is_web_address
    app.jinja_env.globals.update({name: getattr(links, name) for name in links.__all__}, State=State, RULES=RULES)
    app.jinja_env.globals.update(rooms=rooms, current_language=current_language)
    init_engine(app, index_dir)
    init_errors(app)
    init_language(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.before_request(_only_reading)
    app.after_request(_with_headers)
    return app


def _only_reading() -> None:
    if request.method not in _METHODS:
        raise MethodNotAllowed(valid_methods=_METHODS)


def _with_headers(response: Response) -> Response:
    response.headers.update(_HEADERS)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "private, no-cache"
    return response
