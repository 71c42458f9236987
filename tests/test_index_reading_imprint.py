"""Who published it, when, and on which page: from mastheads, names of files and folders, and the text's edges."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Article
from index.reading.dates import parse_date
from index.reading.imprint import Imprint, edition_in, is_imprint, paper_in, read_imprint, source_in
from index.reading.origin import Filed, filed_as, settle
from index.reading.pages import read_pages

TEXT = "　　清晨六点，青石镇的茶园里已经有人影晃动，今年6月雨水好，头茬鲜叶每斤多卖了8元。\n"


@pytest.mark.parametrize(
    ("path", "imprint"),
    [
        ("湖南日报2023-12-20第08版.txt", Imprint("2023-12-20", "湖南日报", "第08版")),
        ("湖南日报2023年12月20日第A03版.txt", Imprint("2023-12-20", "湖南日报", "第A03版")),
        ("湖南日报-2023.12.20-08版.txt", Imprint("2023-12-20", "湖南日报", "第08版")),
        ("湖南日报二〇二三年十二月二十日.txt", Imprint("2023-12-20", "湖南日报")),
        ("邵阳日报_20231220_第3版_标题.txt", Imprint("2023-12-20", "邵阳日报", "第3版")),
        ("人民日报海外版2023-12-20第02版.txt", Imprint("2023-12-20", "人民日报海外版", "第02版")),
        ("000_20231220_08.txt", Imprint("2023-12-20", "", "第08版")),
        ("2023-12-20_083000.txt", Imprint("2023-12-20")),
        ("epaper/2023-12/20/node_08.htm", Imprint("2023-12-20", "", "第08版")),
        ("rmrb/html/2023-12/20/nw.D110000renmrb_20231220_2-08.htm", Imprint("2023-12-20", "", "第08版")),
        ("湖南日报/2023/12/20/08.txt", Imprint("2023-12-20", "湖南日报")),
        ("湖南日报/2023年/12月20日/A03版.txt", Imprint("2023-12-20", "湖南日报", "第A03版")),
        ("湖南日报/2023年/12月/茶山.txt", Imprint("2023-12", "湖南日报")),
        ("2023/新华社/茶山.txt", Imprint("2023", "新华社")),
        ("2022/2023-12-20/茶山.txt", Imprint("2023-12-20")),
        ("光明日报/茶山.txt", Imprint("", "光明日报")),
        ("全县工作通报2023-12-20.txt", Imprint("2023-12-20")),
        ("青石县2015年统计公报.html", Imprint()),
        ("2023年1-2月全县情况.txt", Imprint()),
        ("修订第2版.txt", Imprint()),
        ("2019 backup/茶山.txt", Imprint()),
        ("茶山.txt", Imprint()),
    ],
)
def test_what_an_address_tells(path: str, imprint: Imprint) -> None:
    assert filed_as(PurePosixPath(path)).imprint == imprint


@pytest.mark.parametrize(
    ("path", "period"),
    [
        ("湖南日报2023年合集.txt", "2023"),
        ("2023/12/茶山.txt", "2023-12"),
        ("tjgb/201705/9c059b.shtml", "2017-05"),
        ("茶山2023年5月.txt", "2023-05"),
        ("a20231b/9c2020.txt", ""),
    ],
)
def test_the_period_that_an_address_names(path: str, period: str) -> None:
    assert filed_as(PurePosixPath(path)).period == period


def test_only_what_the_files_own_name_says_goes_without_saying() -> None:
    told = Imprint()
    assert settle(told, ["茶山"], [filed_as(PurePosixPath("湖南日报2023-12-20.txt"))])[1] == []
    _, notices = settle(told, ["茶山"], [filed_as(PurePosixPath("湖南日报/2023-12-20/第08版.txt"))])
    assert notices == ["日期、来源、版次取自文件路径"]


@pytest.mark.parametrize(
    ("told", "texts", "path", "date", "notice"),
    [
        (Imprint("2023-12-19"), ["茶山"], "2023-12-20.txt", "2023-12-19", ""),
        (Imprint(), ["新华社北京11月20日电 茶山"], "2023.txt", "2023-11-20", "年份取自文件路径"),
        (Imprint(), ["新华社北京11月20日电 茶山"], "a.txt", "", "没有年份"),
        (Imprint(), ["新华社北京11月20日电 茶山"], "2023-11-21.txt", "2023-11-21", ""),
        (Imprint(), ["新华社北京2023年11月20日电 茶山"], "a.txt", "2023-11-20", "取自电头"),
        (Imprint(), ["本报长沙十一月二十日讯（记者 章屿）茶山"], "2023.txt", "2023-11-20", "年份取自文件路径"),
        (Imprint(day="12-31"), ["茶山"], "2024-01/a.txt", "2023-12-31", "年份取自文件路径"),
        (Imprint(day="02-29"), ["茶山"], "2023.txt", "", "没有年份"),
        (Imprint(), ["茶山", "青石县人民政府", "2023年5月1日"], "2024.txt", "2023-05-01", "取自文末"),
        (Imprint(), ["茶山", "（青石县人民政府 二〇二三年五月一日）"], "a.txt", "2023-05-01", "取自文末"),
        (Imprint(), ["茶山", "2023年5月1日拍摄的茶园"], "a.txt", "", ""),
        (Imprint(), ["今年6月，茶山路通了"], "2023/a.txt", "2023", "日期取自文件路径"),
        (Imprint(), ["今年6月，茶山路通了"], "2023年.txt", "", ""),
        (Imprint(), ["11月20日，茶山路通了"], "2023.txt", "", ""),
    ],
)
def test_the_day_of_publication(told: Imprint, texts: list[str], path: str, date: str, notice: str) -> None:
    imprint, notices = settle(told, texts, [filed_as(PurePosixPath(path))])
    assert imprint.date == date
    assert bool(notices) == bool(notice)
    assert any(notice in said for said in notices) or not notice


def test_the_source_below_the_text() -> None:
    assert settle(Imprint(), ["茶山", "（来源：青石发布）"], [])[0].source == "青石发布"
    assert settle(Imprint(), ["茶山", "资料来源：县统计局"], [])[0].source == ""
    assert settle(Imprint(source="青石日报"), ["茶山", "来源：青石发布"], [])[0].source == "青石日报"


@given(st.text(max_size=30), st.text(alphabet="0123456789/-._年月日第版ab湖南日报", max_size=40))
def test_whatever_it_is_called_a_date_is_a_date(text: str, path: str) -> None:
    imprint, _ = settle(Imprint(), [text], [Filed(), filed_as(PurePosixPath(path))])
    assert imprint.date == parse_date(imprint.date)
    assert imprint.day == ""


@pytest.mark.parametrize(
    ("line", "imprint"),
    [
        ("湖南日报 2023年12月20日 星期三 第08版", Imprint("2023-12-20", "湖南日报", "第08版")),
        ("12月20日 星期三 第08版 要闻", Imprint("", "", "第08版", "12-20")),
        ("湖南日报 12月20日", Imprint("", "湖南日报", "", "12-20")),
        ("二〇二三年十二月二十日 第四版", Imprint("2023-12-20", "", "第四版")),
        ("2023年12月20日 今日8版", Imprint("2023-12-20")),
        ("2023年12月20日 5-8版", Imprint("2023-12-20")),
        ("发布时间：10-08 12:00", Imprint(day="10-08")),
        ("发布时间：12月3日", Imprint(day="12-03")),
    ],
)
def test_mastheads(line: str, imprint: Imprint) -> None:
    assert is_imprint(line)
    assert read_imprint(line) == imprint


@pytest.mark.parametrize("line", ["12月20日，周三，县里召开会议部署营商环境工作", "12月20日上午", "第8版"])
def test_a_day_in_the_text_is_no_masthead(line: str) -> None:
    assert not is_imprint(line)


def test_editions() -> None:
    assert edition_in("第08版：要闻") == "第08版"
    assert edition_in("第01版 第02版 第03版") == ""
    assert edition_in("3版本") == ""


def test_papers() -> None:
    assert paper_in(["茶山", "青石日报"], dated=False) == "青石日报"
    assert paper_in(["青石周刊"], dated=False) == ""
    assert paper_in(["青石周刊"], dated=True) == "青石周刊"
    assert paper_in(["天气预报", "工作简报", "统计公报"], dated=True) == ""


def test_an_author_before_the_source() -> None:
    assert source_in("章屿/青石日报") == "青石日报"
    assert source_in("县融媒体中心/青石发布") == "县融媒体中心/青石发布"
    assert source_in("章屿") == ""
    assert source_in("邵阳日报") == "邵阳日报"


def read_text(path: Path, text: str) -> tuple[Article, tuple[str, ...]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    [page] = read_pages(path)
    [article] = page.articles
    return article, page.notices


def test_a_text_file_is_dated_by_its_masthead_its_name_and_its_folders(tmp_path: Path) -> None:
    article, notices = read_text(tmp_path / "湖南日报2023-12-20第08版.txt", "茶山路通了\n" + TEXT)
    assert (article.date, article.source, article.edition) == ("2023-12-20", "湖南日报", "第08版")
    assert notices == ()
    masthead = "湖南日报 12月20日 星期三 第08版\n茶山路通了\n"
    article, notices = read_text(tmp_path / "2023年" / "茶山.txt", masthead + TEXT)
    assert (article.date, article.source, article.edition) == ("2023-12-20", "湖南日报", "第08版")
    assert article.title == "茶山路通了"
    assert notices == ("日期只写“12月20日”，年份取自文件路径",)


def test_a_web_page_is_dated_by_its_address(tmp_path: Path) -> None:
    head = "<title>茶山路通了</title><link rel=canonical href=https://example.com/2023-12/20/node_8.htm>"
    article, notices = read_text(tmp_path / "a.html", f"{head}<p>{TEXT}</p>")
    assert (article.date, article.edition) == ("2023-12-20", "第8版")
    assert notices == ("日期、版次取自网址",)


def test_a_date_in_chinese_numerals_below_the_title(tmp_path: Path) -> None:
    article, notices = read_text(tmp_path / "a.txt", "茶山路通了\n二〇二三年十二月二十日\n\n" + TEXT)
    assert (article.title, article.subtitle, article.date) == ("茶山路通了", "", "2023-12-20")
    assert notices == ()


@pytest.mark.parametrize(
    "attached", [["（此件主动公开）", "附件：1.茶山道路表", "2.茶农名册", "3.验收办法"], ["附件：茶山道路表"], []]
)
def test_a_signature_is_found_above_what_is_attached(attached: list[str]) -> None:
    texts = [TEXT.strip(), "青石县人民政府", "2023年12月20日", *attached]
    imprint, notices = settle(Imprint(), texts, [])
    assert imprint.date == "2023-12-20"
    assert notices == ["日期取自文末"]


@pytest.mark.parametrize("author", ["作者：章屿", "作者：县融媒体中心"])
def test_names_of_fields_are_no_text(tmp_path: Path, author: str) -> None:
    (tmp_path / "a.txt").write_text(
        f"标题：茶山路通了\n{author}\n日期：2023-12-20\n来源：青石日报\n正文：\n{TEXT}"
        f"标题：书屋亮灯了\n日期：2023-12-21\n来源：青石日报\n正文：{TEXT}",
        encoding="utf-8",
    )
    [page] = read_pages(tmp_path / "a.txt")
    assert [(a.title, a.date, a.source) for a in page.articles] == [
        ("茶山路通了", "2023-12-20", "青石日报"),
        ("书屋亮灯了", "2023-12-21", "青石日报"),
    ]
    assert [a.paragraphs[-1].text for a in page.articles] == [TEXT.strip()] * 2
    assert (page.articles[0].byline or page.articles[0].paragraphs[0].text) in author
    assert page.notices == ()


def test_a_title_that_is_about_titles_stays(tmp_path: Path) -> None:
    article, _ = read_text(tmp_path / "a.txt", "标题：写好新闻的第一步\n\n" + TEXT)
    assert article.title == "标题：写好新闻的第一步"
