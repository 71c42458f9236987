"""Which characters are put right, and is it counted?"""

from __future__ import annotations

import unicodedata
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import matched
from index.reading import read_pages
from index.reading.characters import clean, width
from index.reading.repairs import Repairs


def table() -> dict[str, str]:
    text = (resources.files("index") / "data" / "glyphs.tsv").read_text("utf-8")
    return dict(line.split("\t") for line in text.splitlines())


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("⼈⺠政府", "人民政府"),  # Kangxi, supplement
        ("⻘⻋⻔⻅", "青车门见"),
        ("\uf98e度\uf967足", "年度不足"),  # compatibility ideographs
        ("︵一︶﹁甲﹂︐", "（一）「甲」，"),  # vertical
        ("﨑﨏", "﨑﨏"),  # unified ideographs in spite of their place
        ("ﬁ①㎡Ａ", "ﬁ①㎡Ａ"),
        ("营\u200b商\ufeff环\u00ad境\x00\x1b", "营商环境"),
        ("葛\U000e0100城", "葛城"),  # a variation selector
        ("好\ud800好", "好\ufffd好"),
        ("一\n二\x85三\u2028四\t五\u3000六", "一\n二\x85三\u2028四\t五\u3000六"),
        ("\ue863\ue600", "\ue863\ue600"),
    ],
)
def test_what_looks_like_text_becomes_text(given: str, meant: str) -> None:
    assert clean(given) == meant


@pytest.mark.parametrize(
    ("given", "meant", "codec"),
    [
        ("刘\ue863", "刘䶮", "fea0"),  # 䶮 stood at U+E863 before Unicode had it
        ("\ue7c7", "ḿ", "a8bc"),
        ("\ue5e5\ue5e5", "\u3000\u3000", "a3a0"),  # the indent of old web pages
        ("\ue81e\ue826", "\u9fb4\u9fb5", "fe59"),
        ("\ue831", "\U000215d7", "fe6c"),
        ("\ue78d\ue794", "，〖", "a6d9"),
    ],
)
def test_private_characters_of_gbk_get_the_code_points_they_have_since(given: str, meant: str, codec: str) -> None:
    assert Repairs(private=True).mend(given) == meant
    assert Repairs().mend(given) == given
    assert bytes.fromhex(codec).decode("gb18030")


def test_everything_is_counted() -> None:
    repairs = Repairs(private=True)
    assert repairs.mend("⼈⺠\u200b政\u200b府\ue600\ue7c7") == "人民政府\ue600ḿ"
    assert repairs.mend("⼈") == "人"
    assert repairs.notices == [
        "去掉 2 个不可见字符",
        "改正 4 个部首字形或兼容字形（如“⼈”改为“人”）",
        "有 1 个私用区字符（如 U+E600）认不出是什么字，原样保留",
    ]
    assert Repairs().notices == []


def test_the_table_leads_to_ordinary_characters() -> None:
    rows = table()
    assert not rows.keys() & set(rows.values())
    assert all(len(char) == len(meant) == 1 for char, meant in rows.items())
    assert all(
        unicodedata.category(meant) in {"Lo", "Ll", "So", "Po", "Ps", "Pe", "Pd", "Zs"} for meant in rows.values()
    )
    kangxi = range(0x2F00, 0x2FD6)
    assert all(rows[chr(point)] == unicodedata.normalize("NFKC", chr(point)) for point in kangxi)
    supplement = {chr(point) for point in range(0x2E80, 0x2EF4)}
    assert supplement - rows.keys() == {"\u2e80", "\u2e9a"}  # a repetition mark's, and a gap in the block


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert len(once) <= len(text)
    assert once.count("\n") == text.count("\n")


@given(st.text(st.sampled_from([*table(), "人", "，"]), max_size=40))
def test_what_was_put_right_is_found(text: str) -> None:
    assert not (set(clean(text)) & {char for char in table() if not "\ue000" <= char <= "\uf8ff"})
    assert len(matched(clean(text))) == len(text)


@given(st.text(st.sampled_from("人1a，,　ａ\u2014é"), max_size=30), st.text(max_size=5))
def test_width_adds_up(left: str, right: str) -> None:
    assert width(left + right) == width(left) + width(right)


FORMS = {"txt": "标题\n{}\n", "html": "<title>标题</title><p>{}</p>", "jsonl": '{{"title": "标题", "text": "{}"}}'}


@pytest.mark.parametrize("ending", FORMS)
def test_every_reader_tells_what_it_put_right(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_text(
        FORMS[ending].format("青石县⼈\u200b民政府\ue600办好二十件民生实事，群众满意度很高。"), encoding="utf-8"
    )
    [page] = read_pages(path)
    assert page.articles[0].paragraphs[0].text.startswith("青石县人民政府\ue600办好")
    told = [notice.removeprefix("第 1 行：") for notice in page.notices]
    assert told == [
        "去掉 1 个不可见字符",
        "改正 1 个部首字形或兼容字形（如“⼈”改为“人”）",
        "有 1 个私用区字符（如 U+E600）认不出是什么字，原样保留",
    ]


def test_icons_of_a_web_page_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    icons = "<i class=icon>\ue863</i><i class=icon>&#xe863;</i>"
    text = "青石县办好二十件民生实事，群众满意度很高。" * 3
    path.write_text(f"<title>标题</title>{icons}<div><p>{text}</p></div>", encoding="utf-8")
    [page] = read_pages(path)
    assert page.notices == ()
    assert [p.text for p in page.articles[0].paragraphs] == [text]
