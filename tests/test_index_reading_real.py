"""How well are real pages read? Golden structures and quality floors, over pages that are no part of the project.

The pages lie in `shared/` beside the checkout. Without it these tests are skipped, or fail if everything is required.
"""

from __future__ import annotations

import json
from collections import Counter
from hashlib import blake2b
from pathlib import Path

import pytest
from conftest import ROOT

from index.analysis import matched
from index.documents import Article, Page, Role
from index.reading import read_pages

SHARED = ROOT.parent / "shared"
LETTERS = {Role.BODY: "b", Role.HEADING: "h", Role.LEAD: "l", Role.CAPTION: "p", Role.CREDIT: "c"}


@pytest.fixture(scope="module", autouse=True)
def _shared(shared: Path) -> None:
    """All tests here want it."""


def read(pattern: str) -> Page:
    [path] = SHARED.glob(pattern)
    [page] = read_pages(path)
    return page


def roles(article: Article) -> str:
    return "".join(LETTERS[p.role] for p in article.paragraphs)


def digest(article: Article) -> str:
    return blake2b("\n".join(p.text for p in article.paragraphs).encode(), digest_size=8).hexdigest()


def paragraph(article: Article, opening: str) -> str:
    """The one paragraph that begins so."""
    [text] = [p.text for p in article.paragraphs if p.text.startswith(opening)]
    return text


@pytest.fixture(scope="module")
def interleaved() -> Page:
    return read("seeds/000_*.txt")


@pytest.fixture(scope="module")
def wrapped() -> Page:
    return read("seeds/004_*.txt")


def test_interleaved_articles_are_told_apart(interleaved: Page) -> None:
    assert [
        (a.title[:6], a.subtitle[:5], len(a.byline.split()), roles(a), digest(a)) for a in interleaved.articles
    ] == [
        ("追“高”逐“", "——邵阳县", 3, "bbbbhbbbbbbbpbbhbbbbbpcbbbbhbbbbbbc", "0204dfc31f002389"),
        ("服务有温度 ", "桂阳县进一", 0, "bbb", "c185f252869d13ae"),
        ("发现美 创造", "淥口区开展", 0, "bb", "06c0ec30cb2906ac"),
        ("聚力发展 出", "——娄底市", 3, "bbbhbbbbbbbbbhbbbbbhbbbbbhbbbb", "e1dee2ea777af2b3"),
    ]  # fmt: skip
    assert ["没有结束" in notice for notice in interleaved.notices] == [False, True, True]


def test_interrupted_sentences_are_put_together(interleaved: Page) -> None:
    park, office, photos, city = interleaved.articles
    assert "重点项目全部开工" in paragraph(park, "实行“一线工作法”")
    assert "解企业之“难”" in paragraph(park, "以务实之为，")
    assert "测试工作，高质量完成" in paragraph(office, "为进一步优化")
    assert "实践体系三级" in paragraph(photos, "活动由区文明委")
    assert "生产的新能源汽车" in paragraph(city, "在新能源汽车热管理")


def test_no_article_holds_anothers_text(interleaved: Page) -> None:
    own = {"邵阳县": 0, "桂阳县": 1, "淥口区": 2, "娄底": 3}
    for name, place in own.items():
        for number, article in enumerate(interleaved.articles):
            counted = sum(name in p.text for p in article.paragraphs)
            assert bool(counted) == (number == place), (name, article.title)


def test_a_wrapped_page_is_put_together(wrapped: Page) -> None:
    [article] = wrapped.articles
    assert roles(article) == "lhbbbbhbbbbhbbbbhbbbbbppppp"
    assert digest(article) == "1e966a38c2604a35"
    assert article.title == "产业发展蓄势聚能"
    text = matched("".join(p.text for p in article.paragraphs))
    for whole in (
        "雀塘镇产业园区",
        "新邵县雀塘镇",
        "此外，该县每年安排",
        "企业23家",
        "18.65亿元",
        "10月至11月",
    ):
        assert whole in text
    assert all(p.text.startswith("◆") == (p.role is Role.HEADING) for p in article.paragraphs)
    assert article.paragraphs[-1].text == "新邵城区全景。"
    told = ["重复印出", "小标题印在各节之后", "没有找到标题"]
    assert [cue in notice for cue, notice in zip(told, wrapped.notices, strict=True)] == [True] * 3


HTML = [
    # name, title, date, source, paragraphs, first, last
    ("gb2312/about-1.html", "集团简介", "", "", 3, "娲石于1970", "现有土地15"),
    ("gb2312/about-2.html", "总裁致辞", "", "", 3, "娲石集团一直", "集团董事长 "),
    ("gb2312/about-3.html", "", "", "", 0, "", ""),
    ("gb2312/about-4.html", "", "", "", 0, "", ""),
    ("gb2312/about-5.html", "发展历程", "", "", 16, "2004年，", "2021年，"),
    ("gb2312/about-6.html", "企业文化", "", "", 26, "商标设计理念", "娲石集团香港"),
    ("gov/*2015*.html", "万载县2015", "2017-05-15", "万载县人民政府", 60, "2015年，", "（万载县统计"),
    ("gov/*2022*.html", "万载县2022", "2023-05-11", "万载县统计局", 56, "万载县统计局", "本公报中财政"),
    ("news/163_1.html", "多地项目连环", "2019-09-07", "证券市场红周刊", 32, "（原标题：多", "经过三年狂奔"),
    ("news/163_2.html", "姚明对周琦说", "2019-09-07", "新京报", 6, "（原标题：姚", "比赛第三节还"),
    ("news/baijiahao_1.html", "英国美女在殡", "2019-10-08", "加拿大必读", 17, "英国汉普郡贝", "她开玩笑地说"),
    ("news/gamersky_*.html", "逆水寒再按照", "2019-09-05", "", 9, "《逆水寒》每", "作者：未知"),
    ("news/qq_2.html", "棱镜|数据业", "2019-09-23", "棱镜", 47, "划重点：", "转型之路，道"),
    ("news/sina_1.html", "中国人习以为", "2019-11-25", "参考消息", 30, "原标题：视界", "责任编辑："),
    ("news/sina_2.html", "60万", "2018-12-28", "新京报", 4, "新京报快讯（", "责任编辑："),
    ("news/thepaper_1.html", "共享充电宝涨", "2019-09-24", "中国青年报", 35, "共享充电宝。", "（原题为《是"),
    ("news/thepaper_2.html", "定了！广州南", "2019-08-13", "澎湃新闻·澎湃号·政务", 57, "本文原标题：", "看都看完了，"),
    ("news/toutiao_2.html", "最不愁吃肉的", "2019-09-08", "", 10, "当全世界绝大", "尽管中国对这"),
]


@pytest.mark.parametrize(
    ("name", "title", "date", "source", "count", "first", "last"), HTML, ids=[row[0] for row in HTML]
)
def test_saved_pages(name: str, title: str, date: str, source: str, count: int, first: str, last: str) -> None:
    page = read(f"html/{name}")
    if not count:
        assert page.articles == ()
        assert "没有正文" in page.notices[0]
        return
    [article] = page.articles
    assert article.title.startswith(title)
    assert (article.date, article.source) == (date, source)
    assert len(article.paragraphs) == count
    assert article.paragraphs[0].text.startswith(first)
    assert article.paragraphs[-1].text.startswith(last)
    assert bool(page.notices) == (name == "news/toutiao_2.html")


def similarity(left: str, right: str) -> float:
    """F1 over characters, white space aside."""
    one, other = (Counter("".join(text.split())) for text in (left, right))
    return 2 * sum((one & other).values()) / (one.total() + other.total())


def test_cctv_floor() -> None:
    """Raise these floors when reading gets better; never lower them."""
    gold = [json.loads(line) for line in (SHARED / "html/cctv_gold.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(gold) == 40
    articles = [article for item in gold for article in read(f"html/cctv/{item['file']}").articles]
    assert [a.title for a in articles] == [item["title"] for item in gold]
    assert [a.date for a in articles] == [item["date"] for item in gold]
    assert {a.source for a in articles} == {"央视网"}
    scores = [
        similarity("".join(p.text for p in a.paragraphs), item["text"]) for a, item in zip(articles, gold, strict=True)
    ]
    assert sum(scores) / len(scores) >= 0.9995
    assert min(scores) >= 0.99
    found = sum(
        item["text"].split("\n") == [p.text for p in a.paragraphs] for a, item in zip(articles, gold, strict=True)
    )
    assert found >= 39
