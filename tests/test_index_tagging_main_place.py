"""What an article is about, and what it only mentions: golden articles, properties, and floors on real ones."""

from __future__ import annotations

import json
import lzma
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Article, Paragraph
from index.reading import read_pages
from index.tagging import gazetteer, tag


def article(title: str, *texts: str, source: str = "") -> Article:
    return Article(title=title, paragraphs=tuple(Paragraph(text) for text in texts), source=source)


def main(told: Article) -> list[str]:
    """The names of the main places, in order."""
    return [gazetteer().name(found.code) for found in tag(told).places if found.main]


def mentioned(told: Article) -> set[str]:
    return {gazetteer().name(found.code) for found in tag(told).places if not found.main}


def test_who_visits_is_the_place_and_what_is_visited_a_mention() -> None:
    told = article(
        "招商队伍在路上",
        "新邵县组织专班赴广东、上海开展招商。",
        "县里的队伍到深圳考察学习，又前往东莞市虎门镇。",
        "全县园区已有企业五十家。",
    )
    assert main(told) == ["新邵县"]
    assert mentioned(told) == {"广东省", "上海市", "深圳市", "东莞市", "虎门镇"}


def test_a_county_is_the_place_though_its_city_and_province_are_named() -> None:
    told = article("邵阳县园区见闻", "在湖南邵阳县，园区忙碌。", "邵阳市提出目标，湖南省给予支持。", "邵阳县加快建设。")
    assert main(told) == ["邵阳县"]


def test_a_city_is_the_place_though_its_counties_are_named() -> None:
    told = article("各县忙春耕", "娄底市召开会议。", "新化县、双峰县、涟源市和冷水江市发言。", "全市动员。")
    assert main(told) == ["娄底市"]


def test_several_are_the_place_where_they_act_together() -> None:
    assert main(article("长沙、株洲、湘潭共建", "三市签约。")) == ["长沙市", "株洲市", "湘潭市"]
    assert main(article("三市共建", "长沙、株洲、湘潭签约。", "长沙、株洲、湘潭发言。")) == [
        "长沙市",
        "株洲市",
        "湘潭市",
    ]


def test_news_of_the_country_has_none() -> None:
    told = article(
        "全国春耕进展", "我国各地春耕有序。", "江苏、山东、湖南、河南、四川播种过半。", "全国已备足种子，我国粮食安全。"
    )
    assert main(told) == []
    assert mentioned(told) == {"江苏省", "山东省", "湖南省", "河南省", "四川省"}


@pytest.mark.parametrize("text", ["大会在北京举行。", "新华社北京11月20日电 会议召开。", "座谈会20日在京召开。"])
def test_a_meeting_in_the_capital_is_not_about_it(text: str) -> None:
    told = article("一场会议", text)
    assert main(told) == []
    assert mentioned(told) == {"北京市"}


def test_a_place_named_once_and_late_is_a_mention() -> None:
    told = article("夏粮丰收", "麦子黄了，" * 20, "机手来自桂阳县。")
    assert main(told) == []
    assert mentioned(told) == {"桂阳县"}


def test_what_the_article_calls_its_own_settles_how_far_down_it_goes() -> None:
    names = "湖南省提出目标。永州市落实。道县行动。"
    assert main(article("工作综述", names, "全市上下，我市将继续，全市动员。永州市部署。")) == ["永州市"]
    assert main(article("工作综述", names, "全县上下，我县将继续，全县动员。道县部署。")) == ["道县"]


def test_the_source_tips_the_balance() -> None:
    texts = ("新邵县与桂阳县签约。",)
    assert main(article("两县签约", *texts)) == ["新邵县", "桂阳县"]
    assert main(article("两县签约", *texts, source="桂阳县人民政府网")) == ["桂阳县"]


def test_the_reference_of_an_article_to_its_place_tags_nothing_new() -> None:
    told = article("桂阳县见闻", "桂阳县来了客商。", "该县、全县、我县都欢迎。")
    assert [found.code for found in tag(told).places] == ["431021"]


PIECES = st.sampled_from(
    [
        "湖南",
        "邵阳县",
        "新邵",
        "长沙市",
        "广东",
        "赴",
        "全县",
        "我国",
        "到",
        "考察",
        "、",
        "。",
        "在",
        "鼓楼区",
        "福州",
        "京津冀",
    ]
)
TEXTS = st.lists(PIECES, max_size=15).map("".join)


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=4), st.sampled_from(["", "湖南日报", "福州市人民政府网"]))
def test_main_places_are_tags_come_first_and_none_lies_above_another(title: str, texts: list[str], source: str) -> None:
    found = tag(article(title or "无题", *(text or "空" for text in texts), source=source)).places
    flags = [place.main for place in found]
    assert flags == sorted(flags, reverse=True)
    codes = [place.code for place in found if place.main]
    for code in codes:
        assert not set(gazetteer().ancestors(code)[:-1]) & set(codes)


@pytest.mark.parametrize("rest", [0, 1], ids=["developed on", "set aside"])
def test_floor_on_government_reports(shared: Path, rest: int) -> None:
    with lzma.open(shared / "corpus" / "gov_work_reports.jsonl.xz", "rt", encoding="utf-8") as lines:
        reports = [json.loads(line) for line in islice(lines, rest, None, 16)]
    right = [
        [found.code for found in tag(article("　", *filter(None, report["text"].split("\n")))).places if found.main]
        == [gazetteer().find(report["place"]).code]
        for report in reports
        if report["level"] in ("province", "city") and report["place"]
    ]
    assert len(right) > 100
    assert sum(right) / len(right) >= 0.97


def test_the_places_of_the_real_pages(shared: Path) -> None:
    first, second = sorted((shared / "seeds").glob("*.txt"))
    found = {name for page in read_pages(first) for told in page.articles for name in main(told)}
    assert found == {"邵阳县", "桂阳县", "渌口区", "娄底市"}
    assert [main(told) for page in read_pages(second) for told in page.articles] == [["新邵县"]]


@pytest.mark.parametrize(
    ("title", "text", "about"),
    [
        ("守住底线", "广西柳州守住金融安全底线。", "柳州市"),
        ("乡村医生的一天", "提高医疗水平和县级医院能力，改善就医条件。", ""),
        ("山里的守护", "王长沙：一名护林员的坚守。他在山里走了三十年。", ""),
        ("隆回县：返乡创业", "从广东深圳返乡，他在隆回县办厂，产品销往浙江、江苏、上海。", "隆回县"),
        ("油茶花开", "新华社长沙11月20日电 新邵县油茶花开，游客不断。", "新邵县"),
        ("朝阳区开展环境整治", "辽宁省朝阳市派人参观。", ""),
    ],
)
def test_what_is_near_a_place_name_is_not_taken_for_one(title: str, text: str, about: str) -> None:
    main = [gazetteer()[place.code].name for place in tag(article(title, text)).places if place.main]
    assert main == ([about] if about else [])
