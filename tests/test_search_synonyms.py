"""What a reader means, too: the table of synonyms and its reader."""

from __future__ import annotations

import re

import pytest

from index.analysis import matched
from search.synonyms import MAX_ALTERNATIVES, MAX_WORDS, Alternatives, read_synonyms, synonyms

GOLDEN: dict[str, Alternatives] = {
    "双招双引": (("招商引资", "招才引智"),),
    "党建": (("党的建设",),),
    "双碳": (("碳达峰", "碳中和"),),
    "放管服": (("简政放权", "优化服务"),),
    "专精特新": (("专业化", "精细化", "特色化", "新颖化"),),
    "发改委": (("发展和改革委员会",), ("发展改革委",)),
    "发展改革委": (("发改委",), ("发展和改革委员会",)),
    "gdp": (("地区生产总值",), ("国内生产总值",)),
    "地区生产总值": (("gdp",),),
    "pm2.5": (("细颗粒物",),),
    "细颗粒物": (("pm2.5",),),
    "十四五规划": (("“十四五”规划",), ("第十四个五年规划",)),
    "医保": (("医疗保险",), ("医疗保障",)),
}

# Strings of other words: 中国企业 holds 国企, 行政协调 holds 政协, 合作协议 holds 作协, shanghai holds ai.
ASTRAY = ["国企", "民企", "高企", "政协", "作协", "农机", "人大", "ai", "who", "党建"]


@pytest.mark.parametrize("term", GOLDEN)
def test_alternatives(term: str) -> None:
    assert synonyms()[term] == GOLDEN[term]


def test_a_table_of_some_size() -> None:
    assert len(synonyms()) > 300


@pytest.mark.parametrize("term", ["营商环境", "营商", "农业", "招商引资"])
def test_most_words_stand_for_themselves(term: str) -> None:
    assert term not in synonyms()


@pytest.mark.parametrize("word", ASTRAY)
def test_what_is_a_string_of_other_words_is_an_alternative_of_nothing(word: str) -> None:
    assert not [term for term, alternatives in synonyms().items() if (word,) in alternatives]


def test_every_term_can_be_typed_and_found() -> None:
    for term, alternatives in synonyms().items():
        # In a query a quotation mark begins an exact string, so that it is never part of a term.
        assert not re.search(r'[\s"“”]', term), term
        assert 1 <= len(alternatives) <= MAX_ALTERNATIVES, term
        assert matched(term) == term
        for words in alternatives:
            assert 1 <= len(words) <= MAX_WORDS, term
            assert [matched(word) for word in words] == list(words), term
            assert all(len(word) > 1 for word in words), term


def test_no_alternative_holds_its_term_or_one_of_its_own_words() -> None:
    for term, alternatives in synonyms().items():
        for words in alternatives:
            assert not any(term in word for word in words), term
            assert not any(one in other for one in words for other in words if one is not other), term


def test_no_alternative_finds_only_what_another_finds() -> None:
    for term, alternatives in synonyms().items():
        for words in alternatives:
            others = [other for other in alternatives if other is not words]
            for other in others:
                assert not all(any(short in word for word in words) for short in other), f"{term}: {words} {other}"


def test_terms_are_folded() -> None:
    assert read_synonyms(["ＧＤＰ => 生產總值 + 地區"]) == {"gdp": (("生产总值", "地区"),)}


def test_both_directions_are_all_directions() -> None:
    assert read_synonyms(["甲甲 <=> 乙乙 | 丙丙"]) == {
        "甲甲": (("乙乙",), ("丙丙",)),
        "乙乙": (("甲甲",), ("丙丙",)),
        "丙丙": (("甲甲",), ("乙乙",)),
    }


def test_lines_are_not_chained() -> None:
    assert read_synonyms(["甲甲 => 乙乙", "# 乙乙 => 丁丁", "", "乙乙 => 丙丙"]) == {
        "甲甲": (("乙乙",),),
        "乙乙": (("丙丙",),),
    }


def test_signs_within_words_are_theirs() -> None:
    assert read_synonyms(["网络+ => 互联网+ | 甲|乙"]) == {"网络+": (("互联网+",), ("甲|乙",))}


@pytest.mark.parametrize(
    ("line", "flaw"),
    [
        ("双碳", "followed by"),
        ("双碳 碳达峰", "followed by"),
        ("双碳 = 碳达峰", "followed by"),
        ("双碳 =>", "not one word"),
        ("双碳 => 碳达峰 |", "not one word"),
        ("双碳 => 碳达峰 +  + 碳中和", "not one word"),
        ("双碳 => 碳达峰 碳中和", "not one word"),
        ("双碳 => 碳达峰 => 碳中和", "not one word"),
        ("双碳 <=> 碳达峰 + 碳中和", "single word"),
        ("双碳 => 双碳目标", "holds"),
        ("双碳 => 碳中和 + 双碳目标", "holds"),
        ("双碳目标 => 双碳", "more general"),
        ("双碳 <=> 双碳", "holds"),
        ("ＡＩ => 人工智能 | 人工智能", "twice"),
        ("双碳 => 甲 | 乙 | 丙 | 丁 | 戊 | 己 | 庚 | 辛 | 壬", "more than 8"),
        ("双碳 => 甲 + 乙 + 丙 + 丁 + 戊", "more than 4 words"),
    ],
)
def test_a_malformed_line_is_named(line: str, flaw: str) -> None:
    with pytest.raises(ValueError, match=rf"^synonyms, line 2: .*{flaw}"):
        read_synonyms(["# 双碳", line])


def test_a_term_has_one_line() -> None:
    with pytest.raises(ValueError, match="line 2: 双碳 has alternatives already"):
        read_synonyms(["双碳 => 碳达峰", "碳达峰 <=> 双碳"])
