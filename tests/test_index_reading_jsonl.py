"""What article is in each line of a JSONL file?"""

from __future__ import annotations

import gzip
import json
import lzma
from pathlib import Path

import pytest

from index.documents import Article, Page, Role
from index.errors import UnreadableFile
from index.reading import jsonl, read_pages


def pages(path: Path, *lines: object) -> list[Page]:
    """The pages of a file with these lines; what is no string is written as JSON."""
    text = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text(text, encoding="utf-8")
    return list(read_pages(path))


def only(path: Path, **record: object) -> tuple[Article, tuple[str, ...]]:
    [page] = pages(path, record)
    [article] = page.articles
    return article, page.notices


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.jsonl"


def test_a_record_becomes_an_article(path: Path) -> None:
    article, notices = only(
        path,
        id="q-17",
        title=" 青石县办好\u200b民生实事 ",
        date="2023/12/20",
        source="青石日报",
        url="https://example.com/17",
        text="一、起步\n青石县今年办好二十件实事。\r\n\r\n　　群众满意度达到97%。\u2028（张三 李四）",
        tags=["ignored"],
    )
    assert article.title == "青石县办好民生实事"
    assert (article.date, article.source, article.record) == ("2023-12-20", "青石日报", "q-17")
    assert article.url == "https://example.com/17"
    assert [(p.role, p.text) for p in article.paragraphs] == [
        (Role.HEADING, "一、起步"),
        (Role.BODY, "青石县今年办好二十件实事。"),
        (Role.BODY, "群众满意度达到97%。"),
        (Role.CREDIT, "（张三 李四）"),
    ]
    assert notices == ("第 1 行：去掉 1 个不可见字符",)


@pytest.mark.parametrize(("given", "record"), [(17, "17"), ("a\n", "a"), (None, ""), (True, ""), ([1], "")])
def test_an_id_may_be_a_string_or_a_number(path: Path, given: object, record: str) -> None:
    article, notices = only(path, id=given, title="标题", text="正文。")
    assert article.record == record
    assert len(notices) == (isinstance(given, bool | list))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("青石县今年办好二十件实事，群众满意。", "青石县今年办好二十件实事"),
        ("“满意！”老人说，县里办好了二十件实事。", "满意！”老人说，县里办好了二十件实事"),
        ("近日，县里出台措施。", "近日，县里出台措施"),
        ("字" * 50, "字" * 30 + "…"),
        ("——", "——"),
    ],
)
def test_a_record_without_title_is_called_by_its_first_words(path: Path, text: str, title: str) -> None:
    article, [notice] = only(path, text=text, title="  ")
    assert article.title == title
    assert notice == f"第 1 行：没有标题（title），以正文开头“{title}”代替"


def test_a_date_that_is_none_is_left_out(path: Path) -> None:
    article, [notice] = only(path, title="标题", text="正文。", date="上个月")
    assert article.date == ""
    assert "日期" in notice
    assert only(path, title="标题", text="正文。", date=20231220)[0].date == "2023-12-20"
    assert only(path, title="标题", text="正文。", date=None) == only(path, title="标题", text="正文。", date="")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "JSON"),
        ("[1, 2]", "不是一条记录"),
        ('"text"', "不是一条记录"),
        ('{"title": "空"}', "没有正文"),
        ('{"title": "空", "text": " \\u3000\\n\\u200b"}', "没有正文"),
        ('{"text": 1' + "0" * 5000 + "}", "JSON"),
        ("[" * 200_000, "JSON"),
        ("[" * 200_000 + "]" * 200_000, "JSON"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_is_read(path: Path, line: str, reason: str) -> None:
    first, bad, last = pages(path, {"title": "一", "text": "甲。"}, line, "", {"title": "二", "text": "乙。"})
    assert [a.title for page in (first, last) for a in page.articles] == ["一", "二"]
    assert not bad.articles
    [notice] = bad.notices
    assert notice.startswith("第 2 行：")
    assert reason in notice


def test_lone_surrogates_do_not_get_through(path: Path) -> None:
    [page] = pages(path, r'{"title": "\ud800标题", "text": "正\udc00文。"}')
    [article] = page.articles
    assert article.title == "\ufffd标题"
    assert article.paragraphs[0].text == "正\ufffd文。"


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "jsonl.xz"])
def test_it_is_read_as_a_stream(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"many.{ending}"
    opener = {"jsonl": open, "jsonl.gz": gzip.open, "jsonl.xz": lzma.open}[ending]
    with opener(path, "wt", encoding="utf-8") as stream:
        for number in range(3000):
            stream.write(json.dumps({"title": f"第{number}期", "text": "正文。"}, ensure_ascii=False) + "\n")
        stream.write("\n")
    reader = read_pages(path)
    first = next(reader)
    assert first.articles[0].title == "第0期"
    rest = list(reader)
    assert len(rest) == 2999
    offsets = [page.offset for page in (first, *rest)]
    assert offsets == sorted(offsets)
    assert offsets[-1] == path.stat().st_size
    assert {page.file for page in rest} == {str(path)}


@pytest.mark.parametrize(("ending", "pack"), [("gz", gzip.compress), ("xz", lzma.compress)])
def test_a_packed_file_that_is_cut_off_is_told_after_what_could_be_read(tmp_path: Path, ending: str, pack) -> None:
    lines = "".join(json.dumps({"title": f"第{n}期", "text": f"正文{n * 7919}。"}) + "\n" for n in range(5000))
    data = pack(lines.encode())
    path = tmp_path / f"cut.jsonl.{ending}"
    path.write_bytes(data[: len(data) // 2])
    read = []
    with pytest.raises(UnreadableFile, match="不完整"):
        read.extend(read_pages(path))
    path.write_bytes(b"not packed at all")
    with pytest.raises(UnreadableFile, match="损坏"):
        list(read_pages(path))


def test_a_line_in_another_encoding_is_read_too(path: Path) -> None:
    line = json.dumps({"title": "优化营商环境", "text": "县里出台十条措施，企业满意。"}, ensure_ascii=False)
    path.write_bytes(b"\xef\xbb\xbf" + line.encode() + b"\n" + line.encode("gb18030"))
    pages = list(read_pages(path))
    assert [page.encoding for page in pages] == ["utf-8-sig", "gb18030"]
    assert pages[0].articles == pages[1].articles


@pytest.mark.parametrize("data", [b"", b"\n \n", "标题".encode("utf-16"), bytes(4096)])
def test_an_empty_or_binary_file_is_refused(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(UnreadableFile):
        list(read_pages(path))


def test_a_line_of_boundless_length_is_skipped(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_LINE", 100)
    bad, good = pages(path, {"title": "长", "text": "长" * 400}, {"title": "短", "text": "正文。"})
    assert "拆成" in bad.notices[0]
    assert good.articles[0].title == "短"


def test_an_array_with_a_record_on_each_line_is_read(path: Path) -> None:
    records = [{"title": f"第{n}期", "text": "正文。"} for n in range(3)]
    dumped = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    read = pages(path, f"[\n{dumped}\n]")
    assert [article.title for page in read for article in page.articles] == ["第0期", "第1期", "第2期"]
    assert not any(page.notices for page in read)


def test_equal_notices_of_lines_that_follow_each_other_are_one(path: Path) -> None:
    good = {"title": "标题", "text": "正文。"}
    undated = {**good, "date": "某日"}
    read = pages(path, *["{"] * 500, good, undated, "", undated, undated, "{", "{}")
    assert [len(page.articles) for page in read] == [0, 1, 1, 1, 1, 0, 0]
    told = [notice for page in read for notice in page.notices]
    assert told[0] == "第 1-500 行：不是有效的 JSON，已跳过（共 500 行）"
    assert told[1].startswith("第 502-505 行：看不懂日期")
    assert told[1].endswith("（共 3 行）")
    assert [notice[:8] for notice in told[2:]] == ["第 506 行：", "第 507 行："]


def test_a_file_without_any_record_is_a_problem(path: Path) -> None:
    path.write_text(json.dumps({"title": "标题", "text": "正文。"}, ensure_ascii=False, indent=1), encoding="utf-8")
    with pytest.raises(UnreadableFile, match="没有一行"):
        list(read_pages(path))


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        (
            "<p>第一段&nbsp;100&lt;200。</p>\n<style>p {}</style><div>第<b>二</b>\n段。</div>",
            ["第一段 100<200。", "第二段。"],
        ),
        ("第一段，<strong>要点</strong>。\n第二段。<br/>第三段。", ["第一段，要点。第二段。", "第三段。"]),
        ("第一段，<strong>要点</strong>。\n第二段。", ["第一段，要点。", "第二段。"]),
        ("第一段&ldquo;要点&rdquo;。\n第二段。", ["第一段“要点”。", "第二段。"]),
        ("&lt;p&gt;第一段。&lt;/p&gt;&lt;p&gt;第二段。&lt;/p&gt;", ["第一段。", "第二段。"]),
    ],
)
def test_a_text_that_is_html_is_read_as_such(path: Path, text: str, paragraphs: list[str]) -> None:
    article, [notice] = only(path, title="标题", text=text)
    assert [p.text for p in article.paragraphs] == paragraphs
    assert "网页代码" in notice


@pytest.mark.parametrize("text", ["据<Nature>报道，P<0.05，A&B公司。", "<拼多多>上a<b且c>d，R&D投入。"])
def test_angle_brackets_are_no_html_by_themselves(path: Path, text: str) -> None:
    article, notices = only(path, title="标题", text=text)
    assert [p.text for p in article.paragraphs] == [text]
    assert notices == ()
