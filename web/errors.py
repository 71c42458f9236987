"""What is shown when it goes wrong? The one place where an exception becomes a page or, under /api, problem details."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from flask import jsonify, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, SecurityError

from index.errors import BadQuery, ZhengsouError
from web.answers import Problem
from web.state import State

if TYPE_CHECKING:
    from flask import Flask, Response
    from flask.typing import ResponseReturnValue

__all__ = ["init_errors"]

_API = "/api/"
_STATUS_SAYS_ALL = "about:blank"


def init_errors(app: Flask) -> None:
    """Show every error of an application in its own design."""
    app.register_error_handler(BadQuery, _bad_query)
    app.register_error_handler(ZhengsouError, _unavailable)
    # Flask logs an unexpected exception and hands it on as an InternalServerError, which is an HTTPException too.
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(SecurityError, _foreign_host)


def _bad_query(error: BadQuery) -> ResponseReturnValue:
    return _answer(400, _("检索条件有误"), str(error), error.field, kind="bad-query")


def _unavailable(error: ZhengsouError) -> ResponseReturnValue:
    return _answer(503, _("暂时不能检索"), str(error), kind="index-unavailable")


def _foreign_host(_error: SecurityError) -> ResponseReturnValue:
    message = _("请用本机的地址打开，例如 http://127.0.0.1:8080/")
    if request.path.startswith(_API):
        return _problem(Problem(_STATUS_SAYS_ALL, _("请求无法处理"), 400, message, None, message))
    # A page of our own would need links, and there is no address to make them for.
    return f"{message}\n", 400, {"Content-Type": "text/plain; charset=utf-8"}


def _http_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    headers = dict(error.get_headers())
    del headers["Content-Type"]
    return *_answer(code, *_said(code)), headers


def _said(code: int) -> tuple[str, str]:
    match code:
        case 401:
            return _("需要密码"), _("请刷新本页，输入密码；用户名可以随便填。")
        case 404:
            return _("没有找到这个页面"), _("链接可能不完整，或者这篇报道已不在索引里。请检查网址，或者重新检索。")
        case 405:
            return _("不支持这种请求"), _("这里只供查阅，只接受 GET 和 HEAD 请求。")
        case 500:
            return _("服务器出错了"), _("这次请求没有完成，详情已记入服务器日志。请稍后再试。")
        case 503:
            return _("暂时不能导出"), _("正在导出的人较多，请稍后再试。")
        case _:
            return _("请求无法处理"), _("请检查网址，或者重新检索。")


def _answer(code: int, title: str, message: str, field: str = "", kind: str = "") -> tuple[str | Response, int]:
    """What is sent for an error.

    Args:
        code: the HTTP status.
        title: what kind of error it is.
        message: what is wrong, and what to do.
        field: the parameter at fault, by its public name.
        kind: where the page of the API tells about errors of this kind; empty where the status says all.
    """
    if request.path.startswith(_API):
        told_at = url_for("api.page", _anchor=kind) if kind else _STATUS_SAYS_ALL
        return _problem(Problem(told_at, title, code, message, field or None, message)), code
    state = State.from_args(request.args)
    at_fault = field if field in State.names() else ""
    # What the engine and the index say is Chinese on every page.
    told = bool(kind)
    page = render_template(
        "error.html", state=state, code=code, title=title, message=message, told=told, at_fault=at_fault
    )
    return page, code


def _problem(problem: Problem) -> Response:
    response = jsonify(asdict(problem))
    response.status_code = problem.status
    response.content_type = "application/problem+json"
    return response
