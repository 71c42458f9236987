"""Marks and passages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold, matched
from search.clauses import clauses_of
from search.marking import Wanted, mark
from search.passages import PASSAGE_LENGTH, marked_passage, passage
from search.query import parse_query
from search.results import TextWithMarks


def wanted(query: str, text: str) -> list[Wanted]:
    """What an article with only this text has marked: of each clause the whole where it holds it, else the pieces."""
    clauses = clauses_of(parse_query(query).node, negated=False)
    return [Wanted((each.text,) if each.text in matched(text) else each.pieces) for each in clauses]


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("优化营商环境", "营商环境", ["营商环境"]),
        ("優化營商環境", "营商环境", ["營商環境"]),
        ("优化营商环境", '"營商環境"', ["营商环境"]),
        ("株洲市淥口区", "渌口", ["淥口"]),
        ("增长８．５％", "8.5%", ["８．５％"]),
        ("招商，引资；招商引资", "招商引资", ["招商引资"]),
        ("招商与引资", "招商引资", []),
        ("新邵县今年招商引资", "新邵县招商引资", ["新邵县", "招商引资"]),
        ("哈哈哈哈", '"哈哈"', ["哈哈", "哈哈"]),
        ("哈哈哈", '"哈哈"', ["哈哈"]),
        ("人民银行", "人民 民银", ["人民银"]),
        ("没有", "别的", []),
        ("10 月 20 日，产茶 35 吨", "10月 35吨", ["10 月", "35 吨"]),
        ("10 月 20 日", '"月20日"', ["月 20 日"]),
        ("10月20日，Ａ 股", '"10 月 20" "A股"', ["10月20", "Ａ 股"]),
        ("见 3 版 5 栏", "3", ["3"]),
        ("发现美 创造美", '"美创"', []),
        ("<b>县</b>", "县", ["县"]),
    ],
)
def test_marks(text: str, query: str, marked: list[str]) -> None:
    found = mark(text, wanted(query, text))
    assert [text[start:end] for start, end in found.marks] == marked


TEXTS = st.text(alphabet="人民政府。，！甲乙丙丁A淥", max_size=900)


@given(TEXTS, st.text(alphabet="人民政府甲", min_size=1, max_size=3))
def test_marks_are_disjoint_and_what_was_sought(text: str, sought: str) -> None:
    marks = mark(text, [Wanted((sought,))]).marks
    assert all(end <= later for (_, end), (later, _) in pairwise(marks))
    assert all(fold(text[start:end]) == sought for start, end in marks)
    assert len(marks) == fold(text).count(sought)


@given(TEXTS, st.text(alphabet="人民政府甲", min_size=1, max_size=3))
def test_a_passage_is_a_part_of_its_paragraph(text: str, sought: str) -> None:
    whole = mark(text, [Wanted((sought,))])
    shown = passage(whole)
    assert shown.text.removeprefix("…").removesuffix("…") in text
    assert len(shown.text) <= PASSAGE_LENGTH * 3 // 2 + 2
    assert all(fold(shown.text[start:end]) == sought for start, end in shown.marks)
    assert bool(shown.marks) == bool(whole.marks)


def test_a_passage_begins_and_ends_with_sentences() -> None:
    sentences = [f"第{number}句话说的是别的事情，说得不短也不长。" for number in range(40)]
    sentences[20] = "这一句说到营商环境。"
    shown = passage(mark("".join(sentences), [Wanted(("营商环境",))]))
    assert shown.text.startswith("…这一句说到营商环境。")
    assert shown.text.endswith("。…")
    assert shown.marks == ((6, 10),)


def test_a_short_paragraph_is_shown_whole() -> None:
    text = TextWithMarks("短" * PASSAGE_LENGTH, ((0, 1),))
    assert passage(text) is text


@pytest.mark.parametrize("at", [0, 5, 15_000, 150_000, 299_990])
def test_a_paragraph_as_long_as_a_book_is_shown_at_its_first_hit(at: int) -> None:
    text = ("山" * 299 + "。") * 1000
    text = text[:at] + "营 8 商" + text[at:]
    found, held = marked_passage(text, [Wanted(("营8商",))])
    assert held == ("营8商",)
    assert [found.text[start:end] for start, end in found.marks] == ["营 8 商"]
    assert len(found.text) < 2 * PASSAGE_LENGTH
    assert found.text.strip("…") in text
    assert found.text.endswith("…") == (at < 299_990)
    assert found.text.startswith("…") == (at > PASSAGE_LENGTH)
