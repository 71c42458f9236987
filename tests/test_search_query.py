"""Text and filters → Query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BadQuery
from search.clauses import clauses_of
from search.query import MAX_CLAUSES, MAX_LENGTH, Query, parse_query


def shape(query: Query) -> list[tuple[str, ...]]:
    return [
        (clause.text, *(piece for piece in clause.pieces if piece != clause.text)) for clause in clauses_of(query.node)
    ]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("", []),
        ("　 ", []),
        ("营商环境", [("营商环境",)]),
        ("新邵县招商引资", [("新邵县招商引资", "新邵县", "招商引资")]),
        ("新邵县 招商引资", [("新邵县",), ("招商引资",)]),
        ("新邵县　招商引资", [("新邵县",), ("招商引资",)]),
        ('"新邵县招商引资"', [("新邵县招商引资",)]),
        ("“新邵县招商引资”", [("新邵县招商引资",)]),
        ('"新邵县" "招商引资"', [("新邵县",), ("招商引资",)]),
        ('新邵县"招商引资"', [("新邵县",), ("招商引资",)]),
        ('"10 月  20 日"', [("10月20日",)]),
        ("營商環境", [("营商环境",)]),
        ("ＰＭ２．５", [("pm2.5",)]),
        ("8.5%", [("8.5%",)]),
        ("，", [("，",)]),
        ("——", [("——",)]),
        ("县 县 县", [("县",)]),
        ("A股上市", [("a股上市", "a股", "上市")]),
        ("C++", [("c++",)]),
        ("营商\u200b环境", [("营商环境",)]),
    ],
)
def test_clauses(text: str, clauses: list[tuple[str, ...]]) -> None:
    expected = clauses
    query = parse_query(text, synonyms=False)
    assert shape(query) == expected
    assert query.text == text
    assert query.notices == ()


def test_an_open_quotation_mark_is_told() -> None:
    query = parse_query('"专精特新 企业')
    assert shape(query) == [("专精特新 企业",)]
    assert query.notices == ("引号没有成对，已把“专精特新 企业”作为完整字句查找",)


def test_filters_become_codes() -> None:
    query = parse_query(
        "", place=["邵阳市", "430500", "湖南省/邵阳市/新邵县"], year=["2023"], since="2021", until="2023-06"
    )
    assert query.place == ("430500", "430522")
    assert (query.year, query.since, query.until) == (("2023",), "2021", "2023-06")


@pytest.mark.parametrize(
    ("arguments", "field", "said"),
    [
        ({"text": "县" * (MAX_LENGTH + 1)}, "q", f"最多 {MAX_LENGTH} 个字"),
        ({"text": " ".join(f"第{n}" for n in range(MAX_CLAUSES + 1))}, "q", f"最多 {MAX_CLAUSES} 个词"),
        ({"place": ["无此县"]}, "place", "无此县"),
        ({"place": ["鼓楼区"]}, "place", "鼓楼区"),
        ({"theme": ["no-such-theme"]}, "theme", "no-such-theme"),
        ({"text": '""'}, "q", "没有可以查找的字"),
        ({"text": "\u200b"}, "q", "没有可以查找的字"),
        ({"year": ["23"]}, "year", "四位数字"),
        ({"year": ["２０２３"]}, "year", "四位数字"),
        ({"year": [str(year) for year in range(1990, 2023)]}, "year", "至多 32 个值"),
        ({"source": ["报" * 201]}, "source", "至多 200 个字"),
        ({"since": "2023-02-31"}, "since", "2023-02-31"),
        ({"since": "2023-06", "until": "2023-05-31"}, "since", "对调"),
        ({"since": "2023-13"}, "since", "2023-06-30"),
        ({"until": "昨天"}, "until", "昨天"),
        ({"scope": "page"}, "scope", "paragraph"),
        ({"sort": "random"}, "sort", "newest"),
        ({"page": 0}, "page", "1 到"),
        ({"size": 101}, "size", "100"),
    ],
)
def test_what_cannot_be_run_is_refused_by_name(arguments: dict[str, object], field: str, said: str) -> None:
    with pytest.raises(BadQuery, match=said) as caught:
        parse_query(**arguments)  # type: ignore[arg-type]
    assert caught.value.field == field
    assert "\n" not in str(caught.value)


@given(st.text(max_size=80))
def test_any_text_is_a_query_or_refused(text: str) -> None:
    try:
        query = parse_query(text)
    except BadQuery:
        return
    for clause in clauses_of(query.node):
        assert clause.text.strip()
        assert clause.pieces
        assert all(piece in clause.text for piece in clause.pieces)
