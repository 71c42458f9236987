"""How texts are read aloud."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold
from search.pinyin import reading, sounds, syllables

READINGS = """
营商环境 ying shang huan jing
绿色发展 lv se fa zhan
重点 zhong dian
重庆市 chong qing shi
银行业 yin hang ye
行政执行 xing zheng zhi xing
增长 zeng zhang
长期 chang qi
长三角 chang san jiao
秘书长 mi shu zhang
河长制 he zhang zhi
首都 shou du
供给 gong ji
会计 kuai ji
协调 xie tiao
六安 lu an
蚌埠 beng bu
番禺 pan yu
漯河 luo he
单县 shan xian
浚县 xun xian
铅山 yan shan
歙县 she xian
荥阳 xing yang
荥经 ying jing
洪洞 hong tong
涡阳 guo yang
乐清 yue qing
乐山 le shan
乐亭 lao ting
台州 tai zhou
厦门 xia men
东阿 dong e
大埔 da bu
盱眙 xu yi
都江堰 du jiang yan
喀什 ka shi
朝阳市 chao yang shi
石家庄 shi jia zhuang
"""


@pytest.mark.parametrize("row", READINGS.strip().splitlines())
def test_words_and_places(row: str) -> None:
    text, *expected = row.split()
    assert reading(text) == tuple(expected)


def test_a_name_is_read_as_it_is_folded() -> None:
    assert reading(fold("乾县")) == ("qian", "xian")
    assert reading(fold("重慶")) == ("chong", "qing")


def test_the_longest_word_decides() -> None:
    assert reading("银行长期") == ("yin", "hang", "chang", "qi")


def test_what_is_not_chinese_stands_for_itself() -> None:
    assert reading("5g网络，ok") == ("5", "g", "wang", "luo", "，", "o", "k")
    assert reading("") == ()


@pytest.mark.parametrize(
    ("character", "expected"),
    [
        ("重", {"zhong", "chong"}),
        ("长", {"chang", "zhang"}),
        ("行", {"xing", "hang"}),
        ("营", {"ying"}),
        ("绿", {"lv"}),
        ("a", set()),
        ("，", set()),
    ],
)
def test_sounds_in_current_use(character: str, expected: set[str]) -> None:
    assert sounds(character) >= expected
    assert bool(sounds(character)) == bool(expected)
    assert "tong" not in sounds("重")


def test_syllables_are_plain_letters() -> None:
    assert {"ying", "lv", "a", "zhuang"} <= syllables()
    assert all(syllable.isascii() and syllable.isalpha() and syllable.islower() for syllable in syllables())


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("重庆长行都会abc，"))))
def test_one_item_for_each_character(text: str) -> None:
    folded = fold(text)
    read = reading(folded)
    assert len(read) == len(folded)
    for character, item in zip(folded, read, strict=True):
        assert item in syllables() if sounds(character) else item == character
