"""What can a program ask for? The operations of the API and their parameters, with the limits that hold.

One table for all: requests are checked against it, `web.openapi` describes it, and the page at /api/ makes its forms of
it. The names are those of the page's own addresses and of the command line.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, get_args

from flask_babel import lazy_gettext as _

from index.errors import BadQuery
from search import ResultPage
from search.query import MAX_LENGTH, MAX_NAME, MAX_PAGE, MAX_SIZE, MAX_VALUES, SCOPES, SORTS
from search.trends import Step
from web.answers import Article, Suggestions, Trends
from web.charts import MOST_SERIES
from web.choices import Choice
from web.language import LANGUAGES
from web.state import REPEATABLE, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString
    from werkzeug.datastructures import MultiDict

__all__ = ["MAX_LIMIT", "OPERATIONS", "STEP", "Operation", "Parameter"]

MAX_LIMIT = 50
"""Completions in one answer."""
STEP: Choice[Step] = Choice("step", get_args(Step))
"""What trends are counted by."""

_DATE = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_DEFAULTS: dict[str, Any] = {field.name: field.default for field in fields(State)}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation.

    Attributes:
        description: what it is for, in the language of the request.
        schema: JSON Schema of one value. What it says of length, range and form is what is enforced.
        most: how many times it may stand.
        example: a value that is worth trying.
        in_path: whether it is a part of the path; such a one is required, all others may be missing or empty.
    """

    name: str
    description: LazyString
    schema: Mapping[str, Any]
    most: int = 1
    example: str = ""
    in_path: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that can be asked for with GET.

    Attributes:
        name: of the view; unique.
        path: below /api, with the parameters of the path in braces.
        answer: the dataclass whose form the answer has.
    """

    name: str
    path: str
    summary: LazyString
    description: LazyString
    parameters: tuple[Parameter, ...]
    answer: type

    def check(self, args: MultiDict[str, str]) -> None:
        """That a request says nothing that would not be understood.

        Only what the parameters have in common is looked at: their names, how often they stand, and the choices that
        are open; the rest shows when they are read.

        Raises:
            BadQuery: a parameter is not known, stands too often, or is none of the choices.
        """
        known = {each.name: each for each in self.parameters if not each.in_path}
        for name, values in args.lists():
            if name not in known:
                listed = "、".join(known)
                raise BadQuery(f"不认识的参数“{name[:40]}”；可用的参数有 {listed}", field=name, value=values[0])
            most = known[name].most
            if len(values) > most:
                often = "只能出现一次" if most == 1 else f"至多出现 {most} 次，现有 {len(values)} 次"
                raise BadQuery(f"参数 {name} {often}", field=name, value=values[most])
            choices = known[name].schema.get("enum", ())
            for value in map(str.strip, values):
                if value and choices and value not in choices:
                    one_of = "、".join(choices)
                    raise BadQuery(f"参数 {name} 应为 {one_of} 之一，而不是“{value[:40]}”", field=name, value=value)


def _text(longest: int = MAX_LENGTH) -> dict[str, Any]:
    return {"type": "string", "maxLength": longest}


def _number(most: int, default: str) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": most, "default": int(default)}


def _choice(choices: tuple[str, ...], default: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(choices), "default": default}


_ID = Parameter(
    "id",
    _("报道的编号，即检索结果里的 id"),
    {"type": "string", "minLength": 1, "maxLength": MAX_NAME},
    in_path=True,
)

_STEP = Parameter(STEP.name, _("按年（year）或按月（month）计数"), _choice(STEP.values, STEP.values[0]))

_LIMIT = Parameter("limit", _("至多给出几条"), _number(MAX_LIMIT, "10"))

_OF_SEARCH = (
    Parameter("q", _("检索词，写法与检索页相同；不填则列出全部报道"), _text(), example="营商环境"),
    Parameter("place", _("地区：区划代码、全名或路径，含其下辖地区"), _text(MAX_NAME), MAX_VALUES, "430000"),
    Parameter("theme", _("主题：名称或代号"), _text(MAX_NAME), MAX_VALUES),
    Parameter("year", _("年份，四位数字"), {"type": "string", "pattern": "^([0-9]{4})?$"}, MAX_VALUES, "2023"),
    Parameter("source", _("来源：报刊或网站的全名"), _text(MAX_NAME), MAX_VALUES),
    Parameter("since", _("不早于：年、年-月或年-月-日"), {"type": "string", "pattern": _DATE}, example="2023"),
    Parameter("until", _("不晚于：写法同上"), {"type": "string", "pattern": _DATE}, example="2023-12-31"),
    Parameter("mentions", _("1：地区也算只是提到的报道；0：只算主要写它的"), _choice(("0", "1"), "0")),
    Parameter("scope", _("词须同在一篇（article）、一段（paragraph）或标题（title）中"), _choice(SCOPES, SCOPES[0])),
    Parameter("sort", _("按相关度（relevance）、最新（newest）或最早（oldest）排序"), _choice(SORTS, SORTS[0])),
    Parameter("synonyms", _("1：也查同义的说法；0：只查所写的词"), _choice(("0", "1"), _DEFAULTS["synonyms"])),
    Parameter("page", _("第几页"), _number(MAX_PAGE, _DEFAULTS["page"])),
    Parameter("size", _("每页几篇"), _number(MAX_SIZE, _DEFAULTS["size"])),
    Parameter(
        "lang", _("说明文字的语言：en 为英文，不填为中文"), {"type": "string", "enum": list(filter(None, LANGUAGES))}
    ),
)


def _of_search(*names: str) -> tuple[Parameter, ...]:
    return tuple(each for each in _OF_SEARCH if each.name in names)


OPERATIONS = {
    each.name: each
    for each in (
        Operation(
            "search",
            "/search",
            _("检索"),
            _("一页检索结果：报道、命中的段落与位置、各项计数。命令 zhengsou search --json 的输出与此相同。"),
            _OF_SEARCH,
            ResultPage,
        ),
        Operation(
            "suggest",
            "/suggest",
            _("补全"),
            _("接着最后一个词可以怎么写：词语、地区、主题、标题；可以用拼音。超过 64 字不再补全。"),
            (Parameter("q", _("已经写下的检索词"), _text(), example="营shang"), _LIMIT, *_of_search("lang")),
            Suggestions,
        ),
        Operation(
            "article",
            "/articles/{id}",
            _("一篇报道"),
            _("一篇报道的全文、出处、地区与主题及其依据、相近的报道；给出检索词则标出命中的位置。"),
            (
                _ID,
                Parameter("q", _("检索词；命中的位置写在 marks 里"), _text(), example="营商环境"),
                *_of_search("scope", "synonyms", "lang"),
            ),
            Article,
        ),
        Operation(
            "trends",
            "/trends",
            _("趋势"),
            _("命中的报道各年或各月有几篇，占同样条件下全部报道的比例；几个检索词各计一遍。"),
            (
                Parameter("q", _("检索词，可以比较几个；不填则计全部报道"), _text(), MOST_SERIES, example="营商环境"),
                _STEP,
                *_of_search(*REPEATABLE, "since", "until", "mentions", "scope", "synonyms", "lang"),
            ),
            Trends,
        ),
    )
}
"""By the names of their views."""
