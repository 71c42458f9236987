"""What do programs get? The same search as JSON. Unlike the page it refuses what it does not know."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from index.errors import BadQuery
from web.engine import current_engine
from web.state import REPEATABLE, State

__all__ = ["api"]

api = Blueprint("api", __name__, url_prefix="/api")


@api.get("/search")
def search() -> dict[str, Any]:
    """Answer with `ResultPage.to_json()`; every parameter of the search page is understood, and no other."""
    for name, values in request.args.lists():
        if name not in State.names():
            known = "、".join(State.names())
            raise BadQuery(f"不认识的参数“{name[:40]}”；可用的参数有 {known}", field=name, value=values[0])
        if len(values) > 1 and name not in REPEATABLE:
            raise BadQuery(f"参数 {name} 只能出现一次", field=name, value=values[1])
    return current_engine().search(State.from_args(request.args).query()).to_json()
