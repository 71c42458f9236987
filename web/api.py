"""What do programs get? The same answers as JSON. Unlike the page it refuses what it does not know."""

from __future__ import annotations

import re
from dataclasses import asdict
from hashlib import blake2b
from secrets import token_hex
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from index.errors import BadQuery
from search.completions import last_word
from search.query import MAX_LENGTH
from web.answers import Article, Suggestions, Trend, Trends
from web.engine import current_engine
from web.openapi import NOTES, describe
from web.operations import MAX_LIMIT, OPERATIONS, STEP
from web.state import State, whole_number

__all__ = ["api"]

api = Blueprint("api", __name__, url_prefix="/api")

_RUN = token_hex()
_ARTICLE_ID = re.compile("[0-9a-f]{16}")


@api.before_request
def not_modified() -> Response | None:
    """Check what every operation checks; do nothing for who has the answer of the same index already."""
    operation = OPERATIONS.get((request.endpoint or "").removeprefix("api."))
    if operation is None:
        return None
    operation.check(request.args)
    # Another run of the server may be another program, which answers in another way.
    known_by = f"{_RUN} {current_engine().generation} {request.full_path}"
    g.tag = blake2b(known_by.encode(), digest_size=8).hexdigest()
    if g.tag in request.if_none_match.as_set(include_weak=True):
        return Response(status=304, headers={"ETag": f'W/"{g.tag}"'})
    return None


@api.after_request
def with_tag(response: Response) -> Response:
    """Give a good answer the tag by which it can be asked for again; a weak one, because the time taken varies."""
    if response.status_code == 200 and "tag" in g:
        response.set_etag(g.tag, weak=True)
    return response


@api.get("/search")
def search() -> dict[str, Any]:
    """A page of results."""
    return current_engine().search(State.from_args(request.args).query()).to_json()


@api.get("/suggest")
def suggest() -> dict[str, Any]:
    """What may be typed on. Blanks count: what stands before one may be complete."""
    text = request.args.get("q", "")
    if len(text) > MAX_LENGTH:
        raise BadQuery(f"检索词太长：最多 {MAX_LENGTH} 个字，现有 {len(text)} 个字", field="q", value=text)
    limit = whole_number("limit", request.args.get("limit", "").strip() or "10")
    if not 1 <= limit <= MAX_LIMIT:
        raise BadQuery(f"参数 limit 应在 1 到 {MAX_LIMIT} 之间，而不是 {limit}", field="limit", value=str(limit))
    return asdict(Suggestions(last_word(text), current_engine().complete(text, limit)))


@api.get("/articles/<article_id>")
def article(article_id: str) -> dict[str, Any]:
    """A whole article, with the marks of a query and the articles that are like it."""
    state = State.from_args(request.args)
    engine = current_engine()
    found = engine.article(article_id, state.query() if state.q else None)
    if found is None:
        abort(404)
    return Article.of(found, engine.related(article_id)).to_json()


@api.get("/trends")
def trends() -> dict[str, Any]:
    """The matching articles of one or several queries by year or month."""
    state = State.from_args(request.args)
    step = STEP.of(request.args)
    texts = [text for text in map(str.strip, request.args.getlist("q")) if text] or [""]
    queries = [state.but(q=text).query() for text in dict.fromkeys(texts)]
    engine = current_engine()
    everything = engine.timeline(state.but(q="").query(), step)
    return asdict(Trends(step, tuple(Trend.of(each, engine.timeline(each, step), everything) for each in queries)))


@api.get("/openapi.json")
def openapi() -> dict[str, Any]:
    """What all of this is, for programs."""
    return describe(request.script_root)


@api.get("/")
def page() -> str:
    """What all of this is, for people, with forms to try it."""
    state = State(lang=State.from_args(request.args).lang)
    return render_template("api.html", state=state, notes=NOTES, operations=OPERATIONS.values())


@api.get("/articles")
def find_article() -> Response:
    """Lead from the form of the page, which cannot write into a path, to the article."""
    article_id = request.args.get("id", "").strip()
    if not article_id:
        raise BadQuery("请填写报道的编号", field="id", value="")
    if not _ARTICLE_ID.fullmatch(article_id):
        abort(404)
    names = (each.name for each in OPERATIONS["article"].parameters if not each.in_path)
    given: dict[str, Any] = {name: request.args.get(name) or None for name in names}
    return redirect(url_for("api.article", article_id=article_id, **given))
