"""Which articles stand on a text page?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Article, Role
from index.reading.joining import likeness
from index.reading.layout import articles_of
from index.reading.runs import joined
from index.reading.text import blocks_of

PARK = [
    "初冬时节，走进青石县工业园，塔吊林立、机器轰鸣，一座座标准厂房拔地而起，产业工人正在生产线上忙碌。",
    "今年以来，青石县工业园新签约项目18个，其中亿元以上项目7个，园区企业完成税收3.2亿元，同比增长12.6%。",
    "园区管委会把每个项目交给一名专员，从拿地到投产全程代办，企业不用再为盖章来回跑，青石县的标准厂房用上了速度。",
    "“标准厂房交付那天，设备当天就进了场。”园区一家企业的负责人说，青石县工业园的办事效率让总部下决心追加投资。",
]
BOOKS = [
    "晚饭过后，渔湾镇的农家书屋亮起了灯，孩子们围坐在长桌旁，听退休教师讲唐诗里的月亮和远方的故事。",
    "渔湾镇文化站把阅读课办到村头，一年来举办诵读、故事会四百多场，借阅图书两万册次，老人小孩都成了读者。",
    "“书屋开到家门口，孩子放学就往这里跑。”读书的孩子多了，打牌的大人少了，这是渔湾镇村民最得意的变化。",
]


def read(*lines: str) -> tuple[list[Article], list[str]]:
    """The articles and notices of a page of these lines, with a blank line between them."""
    return articles_of(blocks_of("\n\n".join(lines))[0])


def outline(article: Article) -> list[tuple[str, str]]:
    return [(p.role.value, p.text) for p in article.paragraphs]


def bodies(article: Article) -> list[str]:
    return [p.text for p in article.paragraphs if p.role is Role.BODY]


def test_a_page_of_one_article() -> None:
    [article], notices = read(
        "青石日报 2023年12月20日 星期三 第07版",
        "厂房跑出加速度",
        "——青石县工业园建设见闻",
        "本报记者 章屿 通讯员 吕半山",
        *PARK,
        "（本文图片由青石县工业园提供）",
    )
    assert article.title == "厂房跑出加速度"
    assert article.subtitle == "——青石县工业园建设见闻"
    assert article.byline == "本报记者 章屿 通讯员 吕半山"
    assert (article.date, article.source) == ("2023-12-20", "青石日报")
    assert outline(article) == [("body", p) for p in PARK] + [("credit", "（本文图片由青石县工业园提供）")]
    assert notices == []


def test_masthead_holds_for_every_article_of_the_page() -> None:
    articles, _ = read(
        "青石日报", "2023年12月20日 星期三", "厂房跑出加速度", "青石县工业园建设见闻", *PARK, "（章屿）",
        "灯下有书声", "渔湾镇把阅读课办到村头", "来源：渔湾发布", *BOOKS,
    )  # fmt: skip
    assert [(a.title, a.date, a.source) for a in articles] == [
        ("厂房跑出加速度", "2023-12-20", "青石日报"),
        ("灯下有书声", "2023-12-20", "渔湾发布"),
    ]


@pytest.mark.parametrize(
    "head",
    [
        ["灯下有书声", "渔湾镇把阅读课办到村头"],
        ["灯下有书声", "——渔湾镇把阅读课办到村头"],
        ["要闻", "灯下有书声", "——渔湾镇把阅读课办到村头"],
        ["灯下有书声", "周青山 李小河"],
    ],
)
def test_a_title_with_subtitle_or_byline_begins_an_article(head: list[str]) -> None:
    articles, _ = read("厂房跑出加速度", *PARK, *head, *BOOKS)
    assert [a.title for a in articles] == ["厂房跑出加速度", "灯下有书声"]
    assert [bodies(a) for a in articles] == [PARK, BOOKS]


def test_a_report_is_called_by_the_line_before_its_subtitle() -> None:
    [article], _ = read(
        "2023年青石县政府工作报告", "政府工作报告", "——2023年1月9日在青石县第十八届人民代表大会", "第三次会议上",
        "青石县县长 周青山", "各位代表：", *PARK, "一、过去一年工作", "二、今年工作安排", *BOOKS,
    )  # fmt: skip
    assert article.title == "2023年青石县政府工作报告"
    assert article.subtitle == "——2023年1月9日在青石县第十八届人民代表大会 第三次会议上"
    assert article.byline == "青石县县长 周青山"
    assert bodies(article) == ["各位代表：", *PARK, *BOOKS]


def test_a_long_title_and_the_lists_below_it() -> None:
    title = "青石县人民政府办公室关于印发《青石县进一步优化营商环境促进民营经济高质量发展若干措施》的通知"
    [article], _ = read(title, "目录", "总体要求", "主要任务", "保障措施", *PARK, "章屿", "2023年12月20日")
    assert article.title == title
    assert [p.text for p in article.paragraphs][:4] == ["目录", "总体要求", "主要任务", "保障措施"]


def test_a_page_that_opens_with_a_subtitle_and_a_list() -> None:
    [article], _ = read("——办好二十件实事", "总体要求", "主要任务", "保障措施", "附表清单", *PARK)
    assert (article.title, article.subtitle) == ("总体要求", "——办好二十件实事")


def test_rows_of_a_table_are_no_title() -> None:
    [article], _ = read("统计公报", *PARK, "茶叶 12.6 万吨", "油菜 8.9 万吨", *BOOKS)
    assert [p.role for p in article.paragraphs] == [Role.BODY] * 9


def test_a_title_that_is_broken_inside_a_word_is_one_line() -> None:
    columns = "\n\n".join("\n".join(text[i : i + 12] for i in range(0, len(text), 12)) for text in PARK)
    [article], _ = articles_of(blocks_of("青石县工业园标准厂\n房用上了加速度\n本报记者 章屿\n\n" + columns)[0])
    assert article.title == "青石县工业园标准厂房用上了加速度"
    assert (article.subtitle, article.byline) == ("", "本报记者 章屿")
    assert bodies(article) == PARK


def test_the_name_of_a_column_is_no_title() -> None:
    [article], _ = read("厂房跑出加速度", *PARK[:2], "（图片由园区提供）", "观察", *PARK[2:])
    assert bodies(article) == PARK


def test_a_dateline_makes_the_line_above_it_a_title() -> None:
    articles, _ = read("厂房跑出加速度", *PARK, "灯下有书声", "本报讯（记者 章屿）" + BOOKS[0], *BOOKS[1:])
    assert [a.title for a in articles] == ["厂房跑出加速度", "灯下有书声"]


def test_headings_are_no_titles() -> None:
    [article], _ = read(
        "厂房跑出加速度", PARK[0], "聚焦项目，建好厂房", PARK[1],
        "代办有速度——", "企业不用来回跑", PARK[2], "三、后劲", PARK[3],
    )  # fmt: skip
    headings = [p.text for p in article.paragraphs if p.role is Role.HEADING]
    assert headings == ["聚焦项目，建好厂房", "代办有速度——企业不用来回跑", "三、后劲"]
    assert bodies(article) == PARK


def test_a_sentence_that_a_caption_interrupts_is_one_paragraph() -> None:
    left, right = PARK[2][:20], PARK[2][20:]
    [article], _ = read(
        "厂房跑出加速度", *PARK[:2], left, "\n\n\n青石县工业园一角。", "(本文图片均由园区提供)", right, PARK[3]
    )
    assert outline(article) == [
        ("body", PARK[0]),
        ("body", PARK[1]),
        ("body", PARK[2]),
        ("caption", "青石县工业园一角。"),
        ("credit", "(本文图片均由园区提供)"),
        ("body", PARK[3]),
    ]


@pytest.mark.parametrize("cut", range(6, 44, 3))
def test_a_column_that_goes_on_behind_another_article_finds_its_beginning(cut: int) -> None:
    left, right = PARK[2][:cut], PARK[2][cut:]
    articles, notices = read(
        "厂房跑出加速度", "——青石县工业园建设见闻", *PARK[:2], left, "\n\n\n青石县工业园一角。", "(图片均由园区提供)",
        "灯下有书声", "渔湾镇把阅读课办到村头", *BOOKS[:2], BOOKS[2][:30],
        "观察", right, PARK[3], "（章屿 吕半山）",
    )  # fmt: skip
    park, books = articles
    assert bodies(park) == PARK
    assert bodies(books) == [*BOOKS[:2], BOOKS[2][:30]]
    assert park.paragraphs[-1].text == "（章屿 吕半山）"
    assert "“观察”像是栏目名，没有归入文章" in notices
    assert "《灯下有书声》在本页没有结束" in notices


def test_two_columns_find_their_own_beginnings() -> None:
    articles, _ = read(
        "厂房跑出加速度", "——青石县工业园建设见闻", *PARK[:2], PARK[2][:44],
        "灯下有书声", "——渔湾镇把阅读课办到村头", *BOOKS[:1], BOOKS[1][:44],
        "一线", PARK[2][44:], PARK[3], "（章屿）", BOOKS[1][44:], BOOKS[2],
    )  # fmt: skip
    assert [bodies(a) for a in articles] == [PARK, BOOKS]


def test_a_short_line_that_keeps_to_the_subject_stays_a_heading() -> None:
    [article], notices = read("厂房跑出加速度", PARK[0], PARK[1].rstrip("。"), "后劲", *PARK[2:], *PARK[:2])
    assert ("heading", "后劲") in outline(article)
    assert notices == []


def test_a_page_that_leaves_full_stops_out_is_not_joined() -> None:
    lines = [text.rstrip("。") for text in (*PARK, *BOOKS)]
    [article], _ = read("两地见闻", *lines)
    assert bodies(article) == lines


@pytest.mark.parametrize(
    ("left", "right", "whole"),
    [
        ("新时代文明实践", "践体系三级联动", "新时代文明实践体系三级联动"),
        ("推进基础设施", "基础设施建设", "推进基础设施建设"),
        ("天天有人来，人", "人都满意", "天天有人来，人人都满意"),
        ("重点项目", "全部开工", "重点项目全部开工"),
        ("甲", "乙", "甲乙"),
    ],
)
def test_both_edges_of_a_break_stand_once(left: str, right: str, whole: str) -> None:
    assert joined(left, right) == whole


def test_a_doubled_edge_shows_that_a_short_line_runs_on() -> None:
    left, right = "活动由镇里牵头，志愿服务", "务队三级联动，一个村一个村地铺开，孩子们都参加了读书活动。"
    [article], _ = read("灯下有书声", BOOKS[0], left, right, BOOKS[1])
    assert bodies(article)[1] == "活动由镇里牵头，志愿服务队三级联动，一个村一个村地铺开，孩子们都参加了读书活动。"


def test_headings_behind_their_sections_move_before_them() -> None:
    [article], notices = read(
        "两地见闻", *PARK[:2], PARK[2], "◆标准厂房 青石速度", *BOOKS[:2], "◆农家书屋 渔湾书声", "图为青石县工业园。"
    )
    assert [p.text for p in article.paragraphs] == [
        "◆标准厂房 青石速度", *PARK[:3], "◆农家书屋 渔湾书声", *BOOKS[:2], "图为青石县工业园。",
    ]  # fmt: skip
    assert notices == ["小标题印在各节之后，已移到节前"]


def test_a_wrapped_page_begins_with_its_lead_and_ends_with_its_captions() -> None:
    wide = [
        "    春风又绿，茶香满山。",
        "  今年以来，青石县和渔湾镇上下同心",
        "真抓实干，各项工作都有了新的起色，百姓的日子一天比一天红火",
        "   山乡面貌",
        "    焕然一新。",
    ]
    page = "\n\n".join("\n".join(text[i : i + 12] for i in range(0, len(text), 12)) for text in PARK)
    page += "\n\n" + "青石县工业园的产业工人正在生产线上忙碌。\n\n新厂房一角。\n\n" + "\n".join(wide)
    [article], _ = articles_of(blocks_of(page)[0])
    assert outline(article) == [
        ("lead", "".join(map(str.strip, wide))),
        *[("body", text) for text in PARK],
        ("caption", "青石县工业园的产业工人正在生产线上忙碌。"),
        ("caption", "新厂房一角。"),
    ]
    assert article.title == "春风又绿，茶香满山"


def test_numbered_headings_stay_where_they_are() -> None:
    [article], notices = read("两地见闻", *PARK[:3], "一、标准厂房 青石速度", *BOOKS[:2], "二、农家书屋 渔湾书声")
    assert article.paragraphs[3].text == "一、标准厂房 青石速度"
    assert notices == []


def test_headings_of_an_article_that_is_cut_off_stay() -> None:
    [article], notices = read("两地见闻", PARK[0], "◆农家书屋 渔湾书声", *BOOKS, "◆标准厂房 青石速度")
    assert [p.text for p in article.paragraphs] == [PARK[0], "◆农家书屋 渔湾书声", *BOOKS, "◆标准厂房 青石速度"]
    assert notices == []


def test_a_page_without_a_title_is_called_by_its_first_words() -> None:
    [article], [notice] = read(*PARK)
    assert article.title == "初冬时节，走进青石县工业园"
    assert article.title in notice


def test_a_page_of_titles_only_is_still_read() -> None:
    [article], _ = read("厂房跑出加速度", "灯下有书声", "一线", "来源：青石发布")
    assert [p.text for p in article.paragraphs] == ["厂房跑出加速度", "灯下有书声", "一线", "来源：青石发布"]


def test_a_picture_above_the_first_title_belongs_to_its_article() -> None:
    [article], _ = read("▲图为园区一角。章屿 摄", "厂房跑出加速度", *PARK)
    assert article.title == "厂房跑出加速度"
    assert outline(article) == [("caption", "▲图为园区一角。章屿 摄"), *(("body", p) for p in PARK)]


def test_a_page_of_pictures_only_is_still_read() -> None:
    [article], _ = read("▲图为园区一角。章屿 摄", "▲图为书屋。章屿 摄")
    assert outline(article) == [("caption", "▲图为园区一角。章屿 摄"), ("caption", "▲图为书屋。章屿 摄")]


def test_names_beside_source_and_date_are_not_lost() -> None:
    below = "来源：青石日报 作者：章屿 时间：2023-12-22 08:30 责任编辑：吕半山"
    [article], notices = read("厂房跑出加速度", below, *PARK)
    assert (article.byline, article.source, article.date) == ("章屿", "青石日报", "2023-12-22")
    assert notices == ["“责任编辑：吕半山”没有归入文章"]
    [article], _ = read("厂房跑出加速度", "本报记者 唐宁", below, *PARK)
    assert article.byline == "本报记者 唐宁"


def test_staff_of_a_masthead_are_told() -> None:
    [article], notices = read("青石日报 2023年12月20日 第3版 责编：吕半山 唐宁 版式：陈大河", "厂房跑出加速度", *PARK)
    assert (article.date, article.edition) == ("2023-12-20", "第3版")
    assert notices == ["“责编：吕半山 唐宁 版式：陈大河”没有归入文章"]


def test_the_name_of_a_site_above_the_title_is_its_source() -> None:
    [article], _ = read("青石县人民政府门户网站 www.example.gov.cn", "厂房跑出加速度", *PARK)
    assert (article.title, article.source) == ("厂房跑出加速度", "青石县人民政府门户网站")


def test_an_imprint_in_the_middle_of_a_page_is_no_title() -> None:
    [article], _ = read("厂房跑出加速度", *PARK, "2023年12月20日", "——", *PARK[:1])
    assert bodies(article)[:4] == PARK


def test_likeness_tells_one_subject_from_two() -> None:
    assert likeness(PARK[:2], PARK[2:]) > 2 * likeness(PARK, BOOKS)
    assert likeness([], PARK) == 0
    assert likeness(PARK, PARK) == pytest.approx(1)


SHORT = """茶山一角。
灯下有书声
渔湾镇把书屋办到村头
——见闻
（章屿）
观察
周青山
周青山 李小河
一、起步
代办——
（图片由园区提供）
图为茶山。
企业之难，园区来解""".splitlines()
LINES = st.sampled_from([*PARK, *BOOKS, PARK[2][:44], PARK[0][:20], *SHORT])


@given(st.lists(LINES))
def test_no_character_of_a_page_is_lost(lines: list[str]) -> None:
    articles, notices = read(*lines)
    kept = "".join(
        part for a in articles for part in (a.title, a.subtitle, a.byline, *(p.text for p in a.paragraphs), *notices)
    )
    for line in lines:
        assert set(line) <= set(kept)


@given(
    st.lists(LINES | st.sampled_from(["青石日报", "2023年12月20日 星期三 第07版", "来源：青石发布", "\n\n", "厂房？"]))
)
def test_every_page_makes_whole_articles(lines: list[str]) -> None:
    articles, _ = read(*lines)
    assert bool(articles) == any(line.strip() for line in lines)
    for article in articles:
        assert article.title
        assert all(p.text for p in article.paragraphs)
        assert article.paragraphs
        assert not article.source or article.source.startswith(("青石日报", "青石发布"))
