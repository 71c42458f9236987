"""How is the API described to programs? As OpenAPI 3.1, from `web.operations` and the dataclasses that are sent."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _

from web.answers import OMITTED, SENT_AS, Problem
from web.openapi_schemas import Schemas
from web.operations import OPERATIONS

if TYPE_CHECKING:
    from web.operations import Operation, Parameter

__all__ = ["NOTES", "describe"]

NOTES = (
    _("检索本机的政策报道，只供查阅：只接受 GET 和 HEAD 请求。"),
    _("空的参数等于没写，首尾的空格不计（补全的 q 除外）；不认识的参数、超出限度的值一概拒绝。"),
    _("marks 是命中的位置：每对数字是起与止，按旁边文字的字符从 0 数起，不含止。"),
    _("回答带 ETag：再问时写进 If-None-Match，索引没有更新便只答 304。"),
    _("不发 CORS 头，别的网站的网页读不到这里的回答。"),
    _("回答里以后会增加成员，已有的不变。"),
)
"""What holds for all operations, in the language of the request."""

_PROBLEMS = {
    "400": _("参数有误；field 指出是哪一个"),
    "404": _("没有这篇报道"),
    "500": _("服务器出错"),
    "503": _("没有可用的索引；detail 说明怎样建立"),
}


def describe(root: str) -> dict[str, Any]:
    """The description as plain values, in the language of the request.

    Args:
        root: the path under which the application is served, without a slash at its end.
    """
    schemas = Schemas(OMITTED, SENT_AS)
    problem = {"application/problem+json": {"schema": schemas.of(Problem)}}
    paths = {f"/api{each.path}": {"get": _operation(each, schemas)} for each in OPERATIONS.values()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": str(_("政搜")),
            "version": version("zhengsou"),
            "description": "\n\n".join(map(str, NOTES)),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": root or "/"}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.components.items())),
            "responses": {
                "304": {"description": str(_("与 If-None-Match 所指的回答相同")), "headers": _headers()},
                **{code: {"description": str(said), "content": problem} for code, said in _PROBLEMS.items()},
            },
        },
    }


def _operation(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    in_path = any(each.in_path for each in operation.parameters)
    codes = ["304", *(code for code in _PROBLEMS if code != "404" or in_path)]
    return {
        "operationId": operation.name,
        "summary": str(operation.summary),
        "description": str(operation.description),
        "parameters": [_parameter(each) for each in operation.parameters],
        "responses": {
            "200": {
                "description": str(operation.summary),
                "headers": _headers(),
                "content": {"application/json": {"schema": schemas.of(operation.answer)}},
            },
            **{code: {"$ref": f"#/components/responses/{code}"} for code in codes},
        },
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": parameter.name,
        "in": "path" if parameter.in_path else "query",
        "description": str(parameter.description),
        "schema": dict(parameter.schema),
    }
    example: str | list[str] = parameter.example
    if parameter.in_path:
        described["required"] = True
    else:
        described["allowEmptyValue"] = True  # a form sends the fields that nobody filled in, too
    if parameter.most > 1:
        described["schema"] = {"type": "array", "items": described["schema"], "maxItems": parameter.most}
        example = [parameter.example]
    if parameter.example:
        described["example"] = example
    return described


def _headers() -> dict[str, Any]:
    tag = _("随索引更新而变；再问时放在 If-None-Match 里")
    return {"ETag": {"description": str(tag), "schema": {"type": "string"}}}
