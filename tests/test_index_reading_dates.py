"""Which day does a page carry?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.dates import date_in_name, find_date, parse_date
from index.reading.imprint import Imprint, byline_in, is_imprint, read_imprint


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2023", "2023"),
        ("2023年", "2023"),
        ("2023-12", "2023-12"),
        ("2023年12月", "2023-12"),
        ("2023-12-20", "2023-12-20"),
        ("2023-1-5", "2023-01-05"),
        ("2023/12/20", "2023-12-20"),
        ("2023.12.20", "2023-12-20"),
        ("2023年12月20日", "2023-12-20"),
        ("２０２３年１２月２０日", "2023-12-20"),
        (" 2023 年 12 月 20 日 ", "2023-12-20"),
        ("二〇二三年十二月二十日", "2023-12-20"),
        ("二零二三年十月三十一日", "2023-10-31"),
        ("一九九八年元月廿一日", "1998-01-21"),
        ("二〇二三年", "2023"),
        ("二〇二三年五月", "2023-05"),
        ("20231220", "2023-12-20"),
        ("20231220083000", "2023-12-20"),
        ("2023-12-20 08:30:00", "2023-12-20"),
        ("2023-12-20T08:30:00+08:00", "2023-12-20"),
        ("2023-12-20T00:30:00Z", "2023-12-20"),
        ("2024-02-29", "2024-02-29"),
        ("2023-02-29", ""),
        ("2023-13-01", ""),
        ("2023-00-10", ""),
        ("20231320", ""),
        ("二〇二三年十三月", ""),
        ("2023—2025年", ""),
        ("1023", ""),
        ("12-20", ""),
        ("去年冬天", ""),
        ("", ""),
    ],
)
def test_a_value_is_read_as_far_as_it_goes(value: str, found: str) -> None:
    assert parse_date(value) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("青石日报 2023年12月20日 星期三 第07版", "2023-12-20"),
        ("发布时间：2023-12-20 16:00 字号：大 中 小", "2023-12-20"),
        ("统计公报（2015年）发布于2016.3.4", "2016-03-04"),
        ("二〇二三年三月一日印发", "2023-03-01"),
        ("电话0731-2023-1234", ""),
        ("2022年，全县实现生产总值262.6亿元", ""),
    ],
)
def test_the_first_full_date_in_a_text(text: str, found: str) -> None:
    assert find_date(text) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("2023-12-20_青石日报.txt", "2023-12-20"),
        ("青石日报20231220第07版.txt", "2023-12-20"),
        ("t20230816_1234567.html", "2023-08-16"),
        ("https://news.example.com/2019/11/25/a.html", "2019-11-25"),
        ("https://news.example.com/a/20190923/000843.htm", "2019-09-23"),
        ("青石县2015年国民经济和社会发展统计公报.html", ""),
        ("000_0b186be64541f9a4.txt", ""),
        ("20134567.txt", ""),
        ("a20231220b.txt", ""),
    ],
)
def test_a_name_tells_a_date_only_with_its_day(name: str, found: str) -> None:
    assert date_in_name(name) == found


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_in_every_form(day: date) -> None:
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"):
        assert parse_date(day.strftime(form)) == day.isoformat()


def test_every_day_of_a_year_is_read_in_chinese_numerals() -> None:
    ones = ["", *"一二三四五六七八九"]
    numerals = [tens + one for tens in ("", "十", "二十", "三十") for one in ones][1:]
    day = date(2023, 1, 1)
    while day.year == 2023:
        written = f"二〇二三年{numerals[day.month - 1]}月{numerals[day.day - 1]}日"
        assert parse_date(written) == day.isoformat()
        day += timedelta(days=1)


@given(st.text(max_size=40))
def test_what_is_found_is_a_date(text: str) -> None:
    for found in (parse_date(text), find_date(text), date_in_name(text)):
        if found:
            date.fromisoformat((found + "-01-01")[:10])


@pytest.mark.parametrize(
    ("line", "imprint"),
    [
        ("青石日报 2023年12月20日 星期三 第07版", Imprint("2023-12-20", "青石日报", "第07版")),
        ("来源：青石县人民政府网 发布时间：2023-12-20 16:00", Imprint("2023-12-20", "青石县人民政府网")),
        ("信息来源:县统计局 作者:张三 日期:2023/1/5 浏览次数:120", Imprint("2023-01-05", "县统计局")),
        ("2023-12-20 08:30　来源:青石发布 字号：大", Imprint("2023-12-20", "青石发布")),
        ("更新日期：2023年3月1日 发布日期：2023年2月1日", Imprint("2023-02-01", "")),
        ("青石日报", Imprint("", "青石日报")),
    ],
)
def test_imprint_lines_are_known_and_read(line: str, imprint: Imprint) -> None:
    assert is_imprint(line)
    assert read_imprint(line) == imprint


@pytest.mark.parametrize(
    "line",
    [
        "2023年12月20日，全县经济工作会议召开，会议总结了今年的工作。",
        "青石县2022年国民经济和社会发展统计公报",
        "追光逐绿向未来",
        "——青石县办好民生实事综述",
    ],
)
def test_text_is_no_imprint(line: str) -> None:
    assert not is_imprint(line)


def test_names_beside_an_imprint() -> None:
    assert byline_in("来源：青石发布 作者：吴青山 李小河 时间：2023-08-02") == "吴青山 李小河"
    assert byline_in("来源：青石发布 时间：2023-08-02") == ""
