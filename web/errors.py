"""What is shown when it goes wrong? The one place where an exception becomes a page or, under /api, JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request
from werkzeug.exceptions import HTTPException, SecurityError

from index.errors import BadQuery, ZhengsouError
from web.state import State

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

__all__ = ["init_errors"]

_TEXTS = {
    404: ("没有找到这个页面", "链接可能不完整，或者这篇报道已不在索引里。请检查网址，或者重新检索。"),
    405: ("不支持这种请求", "这里只供查阅，只接受 GET 和 HEAD 请求。"),
    500: ("服务器出错了", "这次请求没有完成，详情已记入服务器日志。请稍后再试。"),
}
_OTHERWISE = ("请求无法处理", "请检查网址，或者重新检索。")


def init_errors(app: Flask) -> None:
    """Show every error of an application in its own design."""
    app.register_error_handler(BadQuery, _bad_query)
    app.register_error_handler(ZhengsouError, _unavailable)
    # Flask logs an unexpected exception and hands it on as an InternalServerError, which is an HTTPException too.
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(SecurityError, _foreign_host)


def _bad_query(error: BadQuery) -> ResponseReturnValue:
    return _answer(400, "检索条件有误", str(error), error.field)


def _unavailable(error: ZhengsouError) -> ResponseReturnValue:
    return _answer(503, "暂时不能检索", str(error))


def _foreign_host(_: SecurityError) -> ResponseReturnValue:
    # A page of our own would need links, and there is no address to make them for.
    return "请用本机的地址打开，例如 http://127.0.0.1:8080/\n", 400, {"Content-Type": "text/plain; charset=utf-8"}


def _http_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    headers = dict(error.get_headers())
    del headers["Content-Type"]
    return *_answer(code, *_TEXTS.get(code, _OTHERWISE)), headers


def _answer(code: int, title: str, message: str, field: str = "") -> tuple[str | dict[str, str | None], int]:
    if request.path.startswith("/api/"):
        return {"error": message, "field": field or None}, code
    state = State.from_args(request.args)
    at_fault = field if field in State.names() else ""
    page = render_template("error.html", state=state, code=code, title=title, message=message, at_fault=at_fault)
    return page, code
