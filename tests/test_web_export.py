"""Tables: a row for each article, read back by independent parsers; formulas that stay text; a file with a name."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string
from werkzeug.http import parse_options_header

from web.export.download import download
from web.export.reference import Reference, one_line
from web.export.tables import FORMATS, ExportRow, Origin, file_name

ORIGIN = Origin("营商环境 AND 地区:邵阳市", datetime(2026, 5, 1, 9, 30, tzinfo=timezone(timedelta(hours=8))))
ROW = ExportRow(
    Reference(
        id="1234567890123456",
        title="青石县优化营商环境",
        link="http://localhost:8080/articles/1234567890123456",
        subtitle="改革纪实",
        byline="本报记者 章屿",
        source="青石日报",
        edition="第3版",
        date="2023-12-20",
        url="http://paper.example.cn/1.htm",
    ),
    places=("湖南省/邵阳市", "湖南省/邵阳市/邵阳县"),
    themes=("营商环境",),
    matched=2,
    passage="减税降费，优化“营商环境”。",
)


def written(ending: str, rows: list[ExportRow], origin: Origin = ORIGIN) -> bytes:
    return b"".join(FORMATS[ending].write(rows, origin))


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def titled(title: str) -> ExportRow:
    return replace(ROW, reference=replace(ROW.reference, title=title))


def test_a_row_of_csv() -> None:
    assert read_csv(written("csv", [ROW])) == [
        {
            "编号": "zhengsou_1234567890123456",
            "标题": "青石县优化营商环境",
            "副标题": "改革纪实",
            "署名": "本报记者 章屿",
            "来源": "青石日报",
            "版次": "第3版",
            "日期": "2023-12-20",
            "地区": "湖南省/邵阳市；湖南省/邵阳市/邵阳县",
            "主题": "营商环境",
            "命中段落数": "2",
            "命中段落": "减税降费，优化“营商环境”。",
            "原文网址": "http://paper.example.cn/1.htm",
            "固定链接": "http://localhost:8080/articles/1234567890123456",
            "参考文献": "章屿. 青石县优化营商环境: 改革纪实[N/OL]. 青石日报, 2023-12-20(3)[2026-05-01]. "
            "http://paper.example.cn/1.htm.",
            "检索式": "营商环境 AND 地区:邵阳市",
            "导出时间": "2026-05-01T09:30:00+08:00",
        }
    ]


def test_csv_opens_in_a_spreadsheet() -> None:
    content = written("csv", [ROW, titled('逗号, 引号" 和\n换行')])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n") == 3  # a line for each row, and the names of the columns


@pytest.mark.parametrize(
    "title",
    ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠1", "\t=1", "\r=1", " =1", "\u3000=1", '=cmd|"/c"!A1'],
)
def test_formulas_stay_text(title: str) -> None:
    [row] = read_csv(written("csv", [titled(title)], replace(ORIGIN, query=title)))
    assert row["标题"] == row["检索式"] == "'" + one_line(title)


def test_a_line_of_json() -> None:
    [line] = written("jsonl", [ROW]).decode().splitlines()
    record = json.loads(line)
    assert (record["id"], record["places"], record["matched"]) == (ROW.reference.id, list(ROW.places), 2)
    assert (record["query"], record["exported"]) == (ORIGIN.query, "2026-05-01T09:30:00+08:00")
    assert record["citation"].startswith("章屿. ")


def test_a_record_of_ris() -> None:
    [record] = rispy.loads(written("ris", [ROW]).decode())
    assert record["keywords"] == [*ROW.places, *ROW.themes]
    assert record["notes"] == [
        f"检索式：{ORIGIN.query}",
        f"命中段落：{ROW.passage}",
        f"政搜：{ROW.reference.link}",
    ]


def test_no_passage_no_note() -> None:
    [record] = rispy.loads(written("ris", [replace(ROW, passage="")]).decode())
    assert len(record["notes"]) == 2


def test_bibtex_begins_with_the_query() -> None:
    content = written("bib", [ROW], replace(ORIGIN, query="@article{x, 甲}\n@乙")).decode()
    assert content.splitlines()[0] == "% 政搜检索式：＠article{x, 甲} ＠乙"
    assert list(parse_string(content, "bibtex").entries) == [ROW.reference.key]


def count(ending: str, content: bytes) -> int:
    text = content.decode("utf-8-sig")
    match ending:
        case "csv":
            return len(list(csv.reader(io.StringIO(text, newline=""), strict=True))) - 1
        case "jsonl":
            return len([json.loads(line) for line in io.StringIO(text)])
        case "ris":
            return len(rispy.loads(text))
        case _:
            return len(parse_string(text, "bibtex").entries)


texts = st.text(alphabet=st.characters(codec=None), max_size=30)  # half surrogate pairs, too


@pytest.mark.parametrize("ending", FORMATS)
@given(titles=st.lists(texts, max_size=4), query=texts)
def test_as_many_rows_as_articles(ending: str, titles: list[str], query: str) -> None:
    rows = [
        replace(ROW, reference=replace(ROW.reference, id=f"{n:016x}", title=title), passage=title, places=(title,))
        for n, title in enumerate(titles)
    ]
    assert count(ending, written(ending, rows, replace(ORIGIN, query=query))) == len(titles)


@given(texts)
def test_any_text_comes_back(text: str) -> None:
    [row] = read_csv(written("csv", [replace(ROW, passage=text)]))
    assert row["命中段落"].removeprefix("'") == one_line(text).removeprefix("'")
    [line] = written("jsonl", [replace(ROW, passage=text)]).decode().split("\n")[:-1]
    assert json.loads(line)["passage"] == text.encode(errors="replace").decode()


@pytest.mark.parametrize("ending", FORMATS)
def test_a_row_is_asked_for_when_the_one_before_is_written(ending: str) -> None:
    asked = 0

    def rows() -> Iterator[ExportRow]:
        nonlocal asked
        while True:
            asked += 1
            yield ROW

    chunks = FORMATS[ending].write(rows(), ORIGIN)
    while asked < 3:
        next(chunks)
    assert asked == 3


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("营商环境", "政搜_营商环境_2026-05-01.csv"),
        ("", "政搜_2026-05-01.csv"),
        ('"减税 降费" 地区:邵阳/邵阳县?*', "政搜_减税 降费 地区 邵阳 邵阳县_2026-05-01.csv"),
        ("../../etc", "政搜_etc_2026-05-01.csv"),
        ("甲" * 500, f"政搜_{'甲' * 40}_2026-05-01.csv"),
    ],
)
def test_files_are_named_for_the_query(query: str, name: str) -> None:
    assert file_name(replace(ORIGIN, query=query), "csv") == name


@pytest.mark.parametrize("ending", FORMATS)
def test_a_download_carries_its_name(ending: str) -> None:
    response = download(ending, iter([ROW]), ORIGIN)
    disposition = response.headers["Content-Disposition"]
    assert disposition.isascii()
    assert f"filename=zhengsou.{ending}" in disposition
    assert parse_options_header(disposition) == ("attachment", {"filename": file_name(ORIGIN, ending)})
    assert response.is_streamed
    assert response.get_data() == written(ending, [ROW])
