"""What are the paragraphs of a text page?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.characters import clean, close_up, flow, lines_of, tidy, width
from index.reading.cues import Kind, breaks_off, ends_sentence, is_author_note, is_dateline, kind_of, names_in
from index.reading.text import blocks_of, is_shaped

PARAGRAPHS = [
    "清晨六点，青石镇的茶园里已经有人影晃动。种茶二十年的周大伯说，今年雨水好，头茬鲜叶每斤多卖了8元，光这一项全村就增收46万元。",
    "变化从一条路开始。去年底，县里把通往茶山的土路改成5米宽的水泥路，收购车可以一直开到地头。",
    "“路通了，人就回来了。”村支书唐小满算了一笔账，今年已有31名年轻人返乡，办起民宿12家、网店7家。",
    "下一步，镇里打算把茶旅融合的文章做大，建设一个能容纳200人的研学基地。",
]


def columns(paragraph: str, size: int, indent: str = "") -> list[str]:
    """A paragraph broken into lines of `size` characters, as a column of a newspaper sets it."""
    text = indent + paragraph
    return [text[i : i + size] for i in range(0, len(text), size)]


def texts(page: str) -> list[str]:
    return [block.text for block in blocks_of(page)[0]]


@pytest.mark.parametrize("size", [11, 13, 18, 30])
@pytest.mark.parametrize("between", ["\n\n", "\n\n\n", "\r\n\r\n"])
def test_a_column_is_put_together_again(size: int, between: str) -> None:
    page = between.join("\n".join(columns(p, size)) for p in PARAGRAPHS)
    assert texts(page) == PARAGRAPHS


@pytest.mark.parametrize("size", [12, 16])
def test_an_indent_begins_a_paragraph(size: int) -> None:
    page = "\n".join(line for p in PARAGRAPHS for line in columns(p, size, "\u3000\u3000"))
    assert texts(page) == PARAGRAPHS


@pytest.mark.parametrize("indent", ["", "\u3000\u3000"])
@pytest.mark.parametrize("byline", ["", "本报记者 章屿"])
def test_a_title_needs_no_blank_line_below_it(indent: str, byline: str) -> None:
    """A title as wide as two thirds of its column at most, and the text right below it."""
    head = ["青石：茶园变景区", *filter(None, [byline])]
    page = "\n".join([*head, *columns(PARAGRAPHS[0], 18, indent), *columns(PARAGRAPHS[1], 18, indent)])
    assert texts(page) == [*head, *PARAGRAPHS[:2]]


@pytest.mark.parametrize("indent", ["", "\u3000\u3000"])
def test_a_dateline_begins_a_paragraph_below_any_title(indent: str) -> None:
    reports = [
        ["青石：茶园变景区", "本报讯（记者 章屿）" + PARAGRAPHS[0], PARAGRAPHS[2]],
        ["渔湾：通山路修好了", "本报讯（记者 唐宁）" + PARAGRAPHS[1], PARAGRAPHS[3]],
    ]
    page = "\n".join(
        line for title, *body in reports for text in (title, *(indent + b for b in body)) for line in columns(text, 18)
    )
    assert texts(page) == [text for report in reports for text in report]


def test_a_short_line_of_a_paragraph_is_no_title() -> None:
    lines = columns(PARAGRAPHS[0], 18)
    page = "\n".join([*lines[:2], lines[2][:12], lines[2][12:], *lines[3:], *columns(PARAGRAPHS[1], 18)])
    assert texts(page)[0] == PARAGRAPHS[0]


def test_a_blank_line_inside_a_sentence_may_be_the_end_of_a_column() -> None:
    lines = columns(PARAGRAPHS[0], 11)
    page = "\n".join(lines[:3]) + "\n\n" + "\n".join(lines[3:]) + "\n\n" + "\n".join(columns(PARAGRAPHS[1], 11))
    assert [(block.text, block.broken) for block in blocks_of(page)[0]] == [
        (PARAGRAPHS[0][:33], True),
        (PARAGRAPHS[0][33:], False),
        (PARAGRAPHS[1], False),
    ]


def test_an_indented_page_says_which_blocks_begin_a_paragraph() -> None:
    first, second, third = (columns(p, 12, "\u3000\u3000") for p in PARAGRAPHS[:3])
    page = "\n".join([*first, *second[:2]]) + "\n\n" + "\n".join([*second[2:], *third])
    assert [block.indented for block in blocks_of(page)[0]] == [True, True, False, True]
    assert {block.indented for block in blocks_of(page.replace("\u3000", ""))[0]} == {None}


def test_a_heading_in_an_indented_column_stands_by_itself() -> None:
    page = "\n".join(
        line for p in [PARAGRAPHS[0], "人才回来了", *PARAGRAPHS[1:]] for line in columns(p, 12, "\u3000\u3000")
    )
    assert texts(page) == [PARAGRAPHS[0], "人才回来了", *PARAGRAPHS[1:]]


def test_without_indents_and_blank_lines_a_line_with_room_left_ends_a_paragraph() -> None:
    nearly_full = PARAGRAPHS[2][:-5] + "。"
    assert len(nearly_full) % 23 == 0
    paragraphs = [PARAGRAPHS[0], nearly_full[1:], PARAGRAPHS[3], PARAGRAPHS[1]]
    page = "\n".join(line for p in paragraphs for line in columns(p, 23))
    assert texts(page) == paragraphs


def test_lines_of_a_title_stand_by_themselves_above_a_column() -> None:
    head = ["路通了人回来了", "——青石镇茶旅融合见闻", "本报记者 章屿"]
    page = "\n".join(head) + "\n\n" + "\n\n".join("\n".join(columns(p, 13)) for p in PARAGRAPHS)
    assert texts(page) == [*head, *PARAGRAPHS]


def test_a_double_spaced_column_is_put_together_again() -> None:
    page = "\n\n\n".join("\n\n".join(columns(p, 12)) for p in PARAGRAPHS)
    assert texts(page) == PARAGRAPHS


def test_headings_stand_by_themselves_in_a_column() -> None:
    page = "\n\n".join(
        ["◆山路通 茶香远", *("\n".join(columns(p, 12)) for p in PARAGRAPHS[:2]), "二、人才回来了"]
        + ["\n".join(columns(p, 12)) for p in PARAGRAPHS[2:]]
    )
    assert texts(page) == ["◆山路通 茶香远", *PARAGRAPHS[:2], "二、人才回来了", *PARAGRAPHS[2:]]


def test_a_numbered_line_begins_a_paragraph_in_a_column() -> None:
    first, second = PARAGRAPHS[1], "一、" + PARAGRAPHS[0]
    assert len(first) % 15 == 0  # its last line is full
    page = "\n".join([*columns(first, 15), *columns(second, 15), "", *columns(first, 15)])
    assert texts(page) == [first, second, first]


def test_captions_and_leads_of_a_wrapped_page_are_marked() -> None:
    lead = [
        "    春风又绿，茶香满山。",
        "  今年以来，青石镇党委、政府一手抓春茶，",
        " 一手抓项目，全镇上下同心协力、真抓实干，各项工作",
        "都有了新的起色，茶农的腰包越来越鼓、笑容越来越多，老百",
        "   姓的日子一天比一天红火，山乡面貌",
        "      焕然一新。",
    ]
    page = "\n\n".join("\n".join(columns(p, 12)) for p in PARAGRAPHS)
    page += "\n\n青石镇茶农正在自家茶园里采摘头茬春茶。\n\n新修的茶山公路。\n" + "\n".join(lead)
    blocks, _ = blocks_of(page)
    assert [block.text for block in blocks if block.apart] == ["青石镇茶农正在自家茶园里采摘头茬春茶。"]
    assert [block.text for block in blocks if block.single] == [
        "青石镇茶农正在自家茶园里采摘头茬春茶。",
        "新修的茶山公路。",
    ]
    assert [block.text for block in blocks if is_shaped(block.widths)] == ["".join(map(str.strip, lead))]


@pytest.mark.parametrize(
    "page",
    [
        "\n".join(PARAGRAPHS),
        "\n\n".join(PARAGRAPHS),
        "标题\n" + "\n".join(PARAGRAPHS * 3),
        "张三\n李四\n王小五\n赵六\n钱七\n孙八\n周九\n吴十",
        "姓名 年龄\n张三 32\n李四 45\n王五 51\n赵六 29\n钱七 38\n孙八 41",
    ],
)
def test_everywhere_else_a_line_is_a_paragraph(page: str) -> None:
    assert texts(page) == [line for line in page.splitlines() if line]


def test_text_that_is_printed_twice_stands_once_and_is_told() -> None:
    blocks, notices = blocks_of("青石镇茶山全景青石镇茶山全景。。\n研究研究再研究。")
    assert [block.text for block in blocks] == ["青石镇茶山全景。", "研究研究再研究。"]
    assert notices == ["“青石镇茶山全景。”在页面上重复印出，已合并为一次"]


@pytest.mark.parametrize(
    ("line", "closed"),
    [
        ("10 月 20 日", "10月20日"),
        ("企业 23 家，增长 8.5 %", "企业 23 家，增长 8.5 %"),
        ("此 外 ，该 县 每 年 安 排", "此外，该县每年安排"),
        ("山路通 茶香远", "山路通 茶香远"),
        ("the People 人民 daily news", "the People 人民 daily news"),
    ],
)
def test_spaces_of_a_justified_line_go(line: str, closed: str) -> None:
    assert close_up(line) == closed


def test_text_with_a_space_behind_every_character_is_closed_up() -> None:
    """On pages whose lines are paragraphs too, titles among them; words that a space divides stay apart."""
    page = "青 石 县 召 开 会 议\n本报讯 12 月 20 日 ，青 石 县 召 开 会 议 ，投 入 3 . 5 亿 元 。"
    page += "\n发现美 创造美，就在青石。"
    assert texts(page) == [
        "青石县召开会议",
        "本报讯 12月20日，青石县召开会议，投入3.5亿元。",
        "发现美 创造美，就在青石。",
    ]


@pytest.mark.parametrize("line", ["王 伟 李 娜 张 三", "甲 乙 丙 丁", "是 否 有 无 共 3 项"])
def test_a_list_of_short_words_keeps_its_spaces(line: str) -> None:
    assert texts(f"名单如下。\n{line}\n以上。") == ["名单如下。", line, "以上。"]


def test_english_words_at_a_line_break_stay_apart() -> None:
    page = "\n".join([*columns(PARAGRAPHS[0], 12)[:-1], "全村增收，引进 green", "tea 品牌，销路大开。"])
    assert texts(page)[0].endswith("引进 green tea 品牌，销路大开。")


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_break_counts(mark: str) -> None:
    assert lines_of(f"甲。{mark}\u3000\u3000乙。{mark}{mark}丙。\ufeff") == ["甲。", "乙。", "丙。"]


def test_what_cannot_be_seen_goes() -> None:
    assert clean("\ufeff中\u200b国\x00\x07\u00ad") == "中国"
    assert clean("\ud83d中") == "\ufffd中"
    assert tidy("\u3000\u00a0 标题\t一\u3000二 ") == "标题 一 二"
    assert flow("走进\n  青石，\n看 tea\n garden\n") == "走进青石，看 tea garden"


@given(st.text(max_size=200))
def test_blocks_are_tidy(page: str) -> None:
    for block in blocks_of(page)[0]:
        assert block.text
        assert block.text == tidy(block.text) == clean(block.text)
        assert len(block.text.splitlines()) == 1


@given(st.lists(st.sampled_from(PARAGRAPHS), min_size=3, max_size=8), st.integers(10, 24))
def test_no_character_of_a_column_is_lost(paragraphs: list[str], size: int) -> None:
    page = "\n\n".join("\n".join(columns(p, size)) for p in paragraphs)
    assert "".join(texts(page)) == "".join(paragraphs)


def test_width_counts_ideographs_twice() -> None:
    assert width("茶8元") == 5


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("追光逐绿向未来", Kind.DISPLAY),
        ("一、总体要求", Kind.DISPLAY),
        ("◆山路通 茶香远", Kind.DISPLAY),
        ("——青石县办好民生实事综述", Kind.SUBTITLE),
        ("周青山 李小河 唐小满", Kind.BYLINE),
        ("本报记者 章屿 通讯员 吕半山", Kind.BYLINE),
        ("□本报记者 章屿", Kind.BYLINE),
        ("青石县人民政府县长 周青山", Kind.BYLINE),
        ("青石县代县长 周 浩", Kind.BYLINE),
        ("驻村书记 带民致富", Kind.DISPLAY),
        ("发现美 创造美", Kind.DISPLAY),
        ("发布会问答", Kind.DISPLAY),
        ("蚕茧 67.3 万吨 15.2 16.1 17.0", Kind.BODY),
        ("- 第一章 总则", Kind.BODY),
        ("---", Kind.BODY),
        ("高起点 高标准 高质量", Kind.DISPLAY),
        ("记者手记", Kind.DISPLAY),
        ("图为茶农采摘春茶。", Kind.CAPTION),
        ("▲新修的茶山公路", Kind.CAPTION),
        ("茶农正在采摘头茬春茶。周青山 摄", Kind.CAPTION),
        ("茶园里来了一群大学生，忙着拍摄。", Kind.BODY),
        ("（本版图片由青石镇提供）", Kind.CREDIT),
        ("(周青山 李小河)", Kind.CREDIT),
        ("责任编辑：周青山", Kind.CREDIT),
        ("（某公司的部分报价）", Kind.BODY),
        ("山路通了，人就回来了。", Kind.BODY),
        ("县里决定：", Kind.BODY),
        ("15767 18.64", Kind.BODY),
        ("……", Kind.BODY),
        ("长" * 41, Kind.BODY),
    ],
)
def test_a_line_shows_its_kind(text: str, kind: Kind) -> None:
    assert kind_of(text) is kind


def test_sentences_and_their_ends() -> None:
    assert all(map(ends_sentence, ["好。", "好！”", "好……", "“好。”）", "ok!"]))
    assert not any(map(ends_sentence, ["好", "好，", "“好”", "好：", ""]))
    assert breaks_off("路通了，人就回")
    assert not any(map(breaks_off, ["路通了，人就回来。", "路通了，县里决定：", "路通人回来"]))
    assert is_dateline("本报讯（记者 章屿）近日，")
    assert is_dateline("新华社北京1月3日电（记者 章屿）")
    assert not is_dateline("本报告共三章，")
    assert is_author_note("（周青山 李小河）")
    assert not is_author_note("（周青山 摄）")
    assert names_in("周青山、李小河") == 2
