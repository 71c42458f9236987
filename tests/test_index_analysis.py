"""Folding and segmenting."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import analysis
from index.analysis import fold, matched, only_words, pieces, segmenters, word_lists, words

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("株洲市淥口區", "株洲市渌口区"),
        ("營商環境", "营商环境"),
        ("乾县", "干县"),
        ("ＡＢＣ１２３％", "abc123%"),
        ("(2023):,!;?", "（2023）：，！；？"),
        ("　", " "),
        ("⼈⺠", "人⺠"),
        ("APP", "app"),
        ("①㎡²…", "①㎡²…"),
        ("么著", "么著"),
        ("“湘易办”", "“湘易办”"),
        ("İ", "İ"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_fold_keeps_every_offset(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded
    assert fold(text + text) == folded + folded


@given(st.text())
def test_words_are_ranges_of_the_text(text: str) -> None:
    folded = fold(text)
    for word, start, end in words(folded):
        assert folded[start:end] == word


@given(st.lists(st.text(alphabet="新邵县招商引资的，a1-.% 　淥")))
def test_word_lists_are_the_words_of_each_text(texts: list[str]) -> None:
    folded = [fold(text) for text in texts]
    expected = [sorted(word for word, _, _ in words(text)) for text in folded]
    assert [sorted(found) for found in word_lists(folded)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8.5%", ["8.5%"]),
        ("1-11月", ["1", "11", "月"]),
        ("，。“”", []),
        ("的了在", ["的", "了", "在"]),
        ("新邵县招商引资", ["新邵县", "招商引资"]),
    ],
)
def test_pieces(text: str, expected: list[str]) -> None:
    assert pieces(fold(text)) == expected


def test_ideographs_alone_are_no_words() -> None:
    assert [word for word, _, _ in words("的了 5 县")] == ["5"]


def test_search_mode_also_yields_the_words_inside() -> None:
    assert [word for word, _, _ in words("招商引资")] == ["招商", "引资", "招商引资"]


@pytest.mark.parametrize("term", [term for term, _ in analysis.dictionary()])
def test_dictionary_terms_stay_whole(term: str) -> None:
    assert term in pieces(f"要推进{term}工作")


def test_every_segmenter_gives_the_same_tokens() -> None:
    found = segmenters()
    assert [name.split()[0] for name in found] == ["rjieba", "jieba"]
    tokenizers = [load().tokenize for load in found.values()]
    lines = 0
    for path in sorted(SEEDS.iterdir()):
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("gb18030")
        for line in fold(text).splitlines():
            rjieba, jieba = (only_words(tokenize(line, "search"), line) for tokenize in tokenizers)
            assert rjieba == jieba
            lines += 1
    assert lines > 200


def test_one_analyzer_stamps_one_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    before = analysis.analysis_digest()
    read = analysis._read
    monkeypatch.setattr(
        analysis, "_read", lambda name: read(name) + ("新词 3000\n" if name == "dictionary.txt" else "")
    )
    assert analysis.analysis_digest() != before


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("10 月 20 日", "10月20日"),
        ("产茶 35 吨，增 8.5% 以上", "产茶35吨，增8.5%以上"),
        ("Ａ 股 与 GDP", "a股 与gdp"),
        ("增长 8.5 %，气温 3 ℃，达 5 ‰ 以上", "增长8.5%，气温3℃，达5‰以上"),
        ("发现美 创造美", "发现美 创造美"),
        ("new tea 2023", "new tea 2023"),
        ("“ 5 个”", "“5个”"),
        (" 5 县 ", " 5县 "),
        ("县  5", "县  5"),
        (" ", " "),
        ("", ""),
    ],
)
def test_spaces_that_only_set_off_do_not_count(text: str, form: str) -> None:
    assert matched(text) == form


@given(st.text("县，“ 5a%℃。", max_size=12), st.text("县，“ 5a%℃。", max_size=12), st.text("县，“ 5a%℃。", max_size=12))
def test_what_stands_in_a_text_stands_in_its_matched_form(before: str, string: str, after: str) -> None:
    assert matched(string.strip()) in matched(before + string + after)
    assert matched(matched(string)) == matched(string)
