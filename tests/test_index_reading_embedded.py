"""Is a report read that a script of the page holds as data?"""

from __future__ import annotations

import json

import pytest

from index.reading.embedded import embedded_date, embedded_lines, lines_of_markup
from index.reading.html import article_of

TEXT = [
    "清晨六点，青石镇的茶园里已经有人影晃动，今年雨水好，头茬鲜叶每斤多卖了8元。",
    "去年底，县里把通往茶山的土路改成5米宽的水泥路，收购车可以一直开到地头。",
    "“路通了，人就回来了。”村支书算了一笔账，今年已有31名年轻人返乡办起民宿、网店。",
]


@pytest.mark.parametrize(
    "script",
    [
        "var data = {}",
        "window.state={{'a':1}}; window.data={};",
        'x = {{"list":[{{"id":1}}],"page":{{"n":undefined,"data":{}}}}}',
    ],
)
def test_data_in_a_script_is_read_where_it_is_json(script: str) -> None:
    data = json.dumps({"title": "茶山路通了", "content": f"<p>{'</p><p>'.join(TEXT)}</p>"})
    filled = script.format(data)
    html = f"<title>茶山路通了_青石网</title><script>{filled}{' ' * 9000}</script><div id=app></div>"
    article, notices = article_of(html)
    assert article is not None
    assert [p.text for p in article.paragraphs] == TEXT
    assert "脚本" in notices[0]


def test_data_in_a_script_may_be_packed_into_a_string() -> None:
    data = {"sub_titles": ["茶山路通了"] * 3, "sub_abstracts": TEXT}
    assert embedded_lines([f"a = {{b: JSON.parse({json.dumps(json.dumps(data))})}}"], "茶山路通了_青石网") == TEXT
    escaped = {"title": "茶山路通了", "content": f"&lt;p&gt;{TEXT[0]}&lt;br&gt;{TEXT[1]}&lt;/p&gt;"}
    assert embedded_lines([json.dumps(escaped)], "茶山路通了") == TEXT[:2]


def test_data_of_other_reports_is_left_alone() -> None:
    data = [{"title": "别处的路", "content": "".join(TEXT)}, {"title": "茶山路通了", "content": "茶山"}]
    assert embedded_lines([f"var a = {json.dumps(data)}"], "茶山路通了") == []
    assert embedded_lines(["var a = {title: '茶山路通了'}", "= [" * 99, "[" * 9999], "茶山路通了") == []


def test_the_day_that_scripts_note() -> None:
    assert embedded_date(["a = {publish_time: '2023-12-20 08:30:00'}", "pubtime='2023-12-20'"]) == "2023-12-20"
    assert embedded_date(["a = {publish_time: '2023-12-20'}", "b = {publish_time: '2023-12-19'}"]) == ""


def test_a_text_of_lines_with_a_few_tags_keeps_its_lines() -> None:
    lines = [f"第{number}条 本县<b>加强</b>管理。" for number in range(30)]
    assert len(lines_of_markup("\n".join([*lines, "附表一<br>附表二"]))) == 32
    assert lines_of_markup("<p>第一段。</p>\n\n<p>第二\n段。</p>\n") == ["第一段。", "第二段。"]
