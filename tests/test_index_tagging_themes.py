"""Themes: the tree hangs together, golden articles get their themes, and the words found are the article's own."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from theme_measures import measure, read_labels

from index.analysis import fold
from index.documents import Article, Paragraph, Role
from index.errors import BadQuery
from index.tagging import Theme, ThemeTree, theme_tree, vocabulary_digests
from index.tagging.article_text import ArticleText
from index.tagging.themes import ThemesFound, theme_tagger

ROOT = Path(__file__).parents[1]
LEAVES = [theme for theme in theme_tree().values() if theme.parent]
ALL = [*theme_tree().values(), *theme_tree().silent]


def found(*paragraphs: str, title: str = "无题") -> ThemesFound:
    article = Article(title, tuple(Paragraph(text) for text in paragraphs))
    return theme_tagger().find(ArticleText.of(article))


def themes(*paragraphs: str, title: str = "无题") -> list[str]:
    return [theme.id for theme in found(*paragraphs, title=title).tags]


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
        assert tree.children(branch.id)
    for leaf in LEAVES:
        assert leaf.strong, leaf.id


def test_silent_themes_are_not_in_the_tree() -> None:
    assert [theme.id for theme in theme_tree().silent] == ["silent.abroad", "silent.ceremony"]
    assert not [theme_id for theme_id in theme_tree() if theme_id.startswith("silent")]


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.id)
def test_no_word_stands_twice_in_a_theme(theme: Theme) -> None:
    words = [fold(word) for word in (*theme.strong, *theme.cues, *theme.hints, *theme.against, *theme.covers)]
    assert [word for word, count in Counter(words).items() if count > 1] == []


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.id)
def test_what_covers_holds_a_word_of_its_theme(theme: Theme) -> None:
    words = [fold(word) for word in (*theme.strong, *theme.cues, *theme.hints, *theme.against)]
    assert [cover for cover in theme.covers if not any(word in fold(cover) for word in words)] == []


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
    small = '[a]\nname = "甲"\n[a.b]\nname = "乙"\nstrong = "丙丙"\ncues = """\n丁丁\n"""\n'
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


@pytest.mark.parametrize(
    "text",
    [
        "当地时间十日，法国和德国的外长在巴黎举行会谈，讨论乌克兰局势。",
        "美国南部遭龙卷风袭击，多地房屋受灾，电力中断。",
        "成绩来之不易。在此，我代表县人民政府，向人大代表、政协委员表示衷心的感谢！",
        "本条例自公布之日起施行，原办法同时废止。",
    ],
)
def test_foreign_news_and_ceremony_are_silent(text: str) -> None:
    assert themes(text) == []


def test_foreign_news_with_a_part_for_china_is_not_silent() -> None:
    assert themes("法国总统访华，中法两国元首举行会谈，中方愿同法方深化合作。") == ["foreign.diplomacy"]


def test_a_longer_word_takes_the_place_of_the_shorter_ones_inside_it() -> None:
    assert "finance.insurance" in themes("保险、理赔、投保、保险公司")
    assert "finance.insurance" not in themes("保险箱、保险柜、保险丝、养老保险、医疗保险")


def test_a_word_against_outweighs_a_strong_word() -> None:
    tree = ThemeTree('[a]\nname = "甲"\n[a.b]\nname = "乙"\nstrong = "春耕"\nagainst = "纪念馆"\n')
    tagger = type(theme_tagger())(tree)
    told = [
        tagger.find(ArticleText.of(Article("无题", (Paragraph(text),)))).tags for text in ("春耕", "春耕，在纪念馆")
    ]
    assert [[theme.id for theme in tags] for tags in told] == [["a.b"], []]


def test_the_title_counts_for_more() -> None:
    text = "会上，大家交流了做法。"
    assert themes(text, title="退耕还林纪实") == ["agriculture.forestry"]
    assert themes(text) == []


def test_what_is_told_in_passing_is_no_theme_of_a_long_article() -> None:
    passing, long = "水库、灌区", ["林长制、造林，" + "天慢慢黑了，" * 50] * 20
    assert themes(passing) == ["agriculture.water-works"]
    assert themes(passing, *long) == ["agriculture.forestry"]
    assert [theme.id for theme in found(passing, *long).paragraphs[1]] == ["agriculture.water-works"]


def test_the_paragraphs_of_an_article_count_from_one_and_credits_are_not_read() -> None:
    article = Article("春耕", (Paragraph("水库、灌区"), Paragraph("记者 林长制", Role.CREDIT), Paragraph("高铁、列车")))
    paragraphs = theme_tagger().find(ArticleText.of(article)).paragraphs
    assert {ordinal: [theme.id for theme in tags] for ordinal, tags in paragraphs.items()} == {
        0: ["agriculture.farming"],
        1: ["agriculture.water-works"],
        3: ["industry.railways"],
    }


def test_a_branch_does_not_stand_beside_its_leaf() -> None:
    assert themes("全市规模以上工业增加值增长。工业经济平稳。") == ["industry"]
    assert themes("全市工业经济平稳，钢铁、机床、装备制造产销两旺。") == ["industry.machinery"]


def test_evidence_is_the_loudest_words_as_they_stand_in_the_text() -> None:
    text = "渠道通了，水庫满了，" + "天慢慢黑了，" * 5 + "灌区和水库都满了。"
    (theme,) = found(text).paragraphs[1]
    assert (theme.id, theme.evidence) == ("agriculture.water-works", ("水庫", "灌区", "渠道"))
    assert found(text).tags == (theme,)


def test_many_articles_at_once_get_what_each_gets_alone() -> None:
    texts = [ArticleText.of(Article("无题", (Paragraph(text), Paragraph("天黑了。")))) for text, _ in GOLDEN]
    assert theme_tagger().find_all(texts) == [theme_tagger().find(text) for text in texts]
    assert theme_tagger().find_all([]) == []


WORDS = sorted({word for theme in ALL for word in (*theme.strong, *theme.cues, *theme.against, *theme.covers)})
TEXTS = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), max_size=20).map("".join)


@given(TEXTS, TEXTS)
def test_tags_are_a_few_themes_each_with_words_of_theirs_from_the_text(title: str, text: str) -> None:
    every = found(text, title=title)
    assert len({theme.id for theme in every.tags}) == len(every.tags) <= 5
    for themes_of_one in every.paragraphs.values():
        assert 0 < len(themes_of_one) <= 3
    for theme in (*every.tags, *(theme for tags in every.paragraphs.values() for theme in tags)):
        node = theme_tree()[theme.id]
        assert theme.evidence
        for word in theme.evidence:
            assert word in title or word in text
            assert fold(word) in {fold(cue) for cue in (*node.strong, *node.cues, *node.hints)}


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.id)
def test_a_leaf_is_told_by_its_own_words(leaf: Theme) -> None:
    assert leaf.id in themes("、".join((*leaf.strong, *leaf.cues)))


def test_floors_on_the_development_paragraphs(shared: Path) -> None:
    measures = measure(read_labels(ROOT / "tests" / "data" / "theme_labels_dev.tsv", shared))
    assert measures.paragraphs == 300
    assert measures.first.f1 >= 0.86
    assert measures.second.f1 >= 0.82
    assert measures.local.precision >= 0.92


def test_the_themes_of_the_real_pages(shared: Path) -> None:
    first, second = (page.read_text(encoding="utf-8") for page in sorted((shared / "seeds").glob("*.txt")))
    parts = re.split("(?=追“高”|服务有温度|发现美|聚力发展)", first)
    assert {"local.investment", "local.projects"} & set(themes(*parts[1].splitlines()))
    assert themes(*parts[2].splitlines())[0] == "local.business-environment"
    assert themes(*second.splitlines())
