"""Themes: the tree hangs together, golden articles get their themes, and the words found are the article's own."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold
from index.documents import Article, Paragraph
from index.errors import BadQuery
from index.tagging import Theme, ThemeTree, tag, theme_tree, vocabulary_digests

SHARED = Path(__file__).parent.parent.parent / "shared"
LEAVES = [theme for theme in theme_tree().values() if theme.parent]


def themes(text: str, title: str = "无题") -> list[str]:
    return [found.id for found in tag(Article(title=title, paragraphs=(Paragraph(text),))).themes]


def test_ids_are_ascii_and_lie_under_their_branch() -> None:
    for theme in theme_tree().values():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)?", theme.id)
        assert theme.parent == theme.id.rpartition(".")[0]
        assert not theme.parent or theme.parent in theme_tree()


def test_names_tell_one_theme_and_carry_no_numbers() -> None:
    names = Counter(theme.name for theme in theme_tree().values())
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if re.search(r"\d|其他|（", name)] == []


def test_every_branch_has_leaves_and_every_leaf_has_words() -> None:
    tree = theme_tree()
    assert len(tree.children()) == 22
    for branch in tree.children():
        assert branch.strong == branch.cues == ()
        assert tree.children(branch.id)
    for leaf in LEAVES:
        assert leaf.strong, leaf.id
        assert leaf.cues, leaf.id


def test_no_word_stands_twice_in_a_leaf() -> None:
    for leaf in LEAVES:
        words = [fold(word) for word in (*leaf.strong, *leaf.cues, *leaf.against)]
        assert [word for word, count in Counter(words).items() if count > 1] == [], leaf.id


def test_words_against_hold_a_word_of_their_theme_and_tell_no_other() -> None:
    told = {word for leaf in LEAVES for word in (*leaf.strong, *leaf.cues)}
    for leaf in LEAVES:
        for word in leaf.against:
            assert word not in told
            assert any(cue in word for cue in (*leaf.strong, *leaf.cues)), word


def test_a_branch_comes_before_its_leaves() -> None:
    order = list(theme_tree())
    assert all(order.index(leaf.parent) < order.index(leaf.id) for leaf in LEAVES)
    assert [leaf.id for branch in theme_tree().children() for leaf in theme_tree().children(branch.id)] == [
        leaf.id for leaf in LEAVES
    ]


def test_ancestors_lead_from_the_branch_down() -> None:
    assert theme_tree().ancestors("agriculture.forestry") == ("agriculture", "agriculture.forestry")
    assert theme_tree().ancestors("local") == ("local",)
    with pytest.raises(KeyError):
        theme_tree().ancestors("nothing")


@pytest.mark.parametrize("text", ["local.business-environment", "营商环境", " 營商環境 "])
def test_a_theme_is_found_by_id_or_name(text: str) -> None:
    assert theme_tree().find(text).name == "营商环境"


def test_an_unknown_theme_is_an_error_that_lists_the_branches() -> None:
    with pytest.raises(BadQuery, match="没有主题“天外来客”") as raised:
        theme_tree().find("天外来客")
    assert (raised.value.field, raised.value.value) == ("theme", "天外来客")
    assert "地方实践" in str(raised.value)


def test_digests_tell_vocabularies_apart() -> None:
    small = '[a]\nname = "甲"\n[a.b]\nname = "乙"\nstrong = "丙丙"\ncues = "丁丁"\n'
    assert ThemeTree(small).digest == ThemeTree(small).digest
    assert ThemeTree(small).digest != ThemeTree(small.replace("丁丁", "戊戊")).digest
    assert ThemeTree(small)["a.b"] == Theme("a.b", "乙", "a", ("丙丙",), ("丁丁",))
    assert set(vocabulary_digests()) == {"places", "themes"}
    assert all(re.fullmatch("[0-9a-f]{16}", digest) for digest in vocabulary_digests().values())


GOLDEN = [
    ("县里新开的窗口当天办好执照，企业少跑了三趟，营商环境越来越好。", "local.business-environment"),
    ("上个月签约的两个项目进了产业园，这是今年招商引资的头一批。", "local.investment"),
    ("党支部把组织生活开到车间，党员带头，以党建引领发展。", "local.party-building"),
    ("网格员上门调解，邻里的矛盾纠纷在社区就地化解，基层治理更细了。", "local.grassroots"),
    ("村集体经济翻了番，和美乡村里庭院整洁，乡村振兴有了底气。", "local.rural-revitalization"),
    ("这家专精特新企业自主研发的新产品，拿下了省里的单项冠军。", "local.innovation"),
    ("古镇办起旅游节，游客看非遗、住民宿，文旅融合带火了老街。", "local.culture-tourism"),
    ("林长制落地三年，造林两万亩，护林员守着这片森林。", "agriculture.forestry"),
    ("早稻收割过半，高标准农田里农机往来，粮食丰收在望。", "agriculture.farming"),
    ("水库蓄水充足，灌区渠道清淤完成，防汛准备就绪。", "agriculture.water-works"),
    ("今年首趟中欧班列从铁路口岸发出，高铁也将通车。", "industry.railways"),
    ("医院与乡镇卫生院组成医联体，患者在家门口看病。", "health.care"),
    ("学校扩建教学楼，招了三十名教师，义务教育学位增加。", "science.education"),
    ("民警三天破获电信诈骗案，抓获犯罪嫌疑人五名。", "justice.police"),
    ("法院公开审理公益诉讼案件，检察官当庭举证。", "justice.judiciary"),
    ("污水处理厂提标改造，黑臭水体消失，空气质量排名靠前。", "construction.environment"),
    ("光伏电站并网发电，储能与风电项目同步推进。", "resources.power"),
    ("两国外长举行会谈，双边关系迈上新台阶。", "foreign.diplomacy"),
    ("海军官兵在演习中检验战斗力，舰队凯旋。", "defence.forces"),
    ("纪委监委通报三起违纪问题，反腐败没有禁区。", "labour.inspection"),
]


@pytest.mark.parametrize(("text", "theme"), GOLDEN)
def test_an_article_gets_its_theme_first(text: str, theme: str) -> None:
    assert themes(text)[:1] == [theme]


@pytest.mark.parametrize(
    "text",
    [
        "他沿着河边走了很久，天慢慢黑了。",
        "我们一定会再见面的。",
        "标准",
        "一项一项来，不着急，先把这件事想清楚。",
    ],
)
def test_an_article_about_nothing_of_this_gets_no_theme(text: str) -> None:
    assert themes(text) == []


def test_a_longer_word_takes_the_place_of_the_shorter_ones_inside_it() -> None:
    assert "finance.insurance" in themes("保险、保险、理赔、投保、保险公司")
    assert "finance.insurance" not in themes("保险箱、保险柜、保险丝、保险箱、养老保险、医疗保险")


def test_the_title_counts_for_more() -> None:
    text = "会上交流了做法。"
    assert themes(text, title="退耕还林纪实") == ["agriculture.forestry"]
    assert themes(f"退耕还林纪实。{text}") == []


def test_a_word_in_passing_does_not_make_a_theme_of_a_long_article() -> None:
    assert themes("水库、灌区") == ["agriculture.water-works"]
    assert themes("水库、灌区" + "天慢慢黑了，" * 1000) == []


def test_evidence_is_the_most_frequent_word_first() -> None:
    found = tag(Article("无题", (Paragraph("灌区、水庫、水库、防汛"),))).themes
    assert [(theme.id, theme.evidence) for theme in found] == [
        ("agriculture.water-works", ("水庫", "灌区", "防汛")),
    ]


WORDS = sorted({word for leaf in LEAVES for word in (*leaf.strong, *leaf.cues, *leaf.against)})
TEXTS = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), max_size=20).map("".join)


@given(TEXTS, TEXTS)
def test_tags_are_a_few_leaves_each_with_words_of_theirs_from_the_text(title: str, text: str) -> None:
    found = tag(Article(title, (Paragraph(text),))).themes
    assert len({theme.id for theme in found}) == len(found) <= 5
    for theme in found:
        leaf = theme_tree()[theme.id]
        assert leaf.parent
        assert theme.evidence
        for word in theme.evidence:
            assert word in title or word in text
            assert fold(word) in {fold(cue) for cue in (*leaf.strong, *leaf.cues)}


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.id)
def test_a_leaf_is_told_by_its_own_words(leaf: Theme) -> None:
    assert leaf.id in themes("、".join((*leaf.strong, *leaf.strong, *leaf.cues)))


def test_the_themes_of_the_real_pages() -> None:
    if not SHARED.exists():
        if "ZHENGSOU_REQUIRE_ALL" in os.environ:
            pytest.fail("no shared/ beside the checkout")
        pytest.skip("no shared/ beside the checkout")
    first, second = (page.read_text(encoding="utf-8") for page in sorted((SHARED / "seeds").glob("*.txt")))
    parts = re.split("(?=追“高”|服务有温度|发现美|聚力发展)", first)
    assert themes(parts[1])[:2] == ["local.investment", "local.projects"]
    assert themes(parts[2])[0] == "local.business-environment"
    assert {"local.innovation", "local.investment", "local.party-building"} <= set(themes("".join(second.split())))
