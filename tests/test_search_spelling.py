"""What was meant by a word that occurs nowhere?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold
from index.build import Summary
from index.store import Store
from search.snapshot import Snapshot
from search.spelling import Speller, shapes

TEXTS = (
    "营商环境好不好，企业说了算。全县优化营商环境，为企业拨款，已经兑现惠农政策。",
    "各乡镇推进乡村振兴，招商引资取得进展，未来继续深化供给侧改革。",
    "银行和西安的企业签约。省里印发实施意见，政策支持力度加大。",
    "邵阳县召开会议，部署脱贫攻坚和人工智能产业。",
)
MEANT = {
    # the same sound, one character or several
    "营伤环境": "营商环境",
    "盈商环静": "营商环境",
    "脱贫攻艰": "脱贫攻坚",
    # a phrase with such a word in it, together or apart
    "优化营伤环境": "优化营商环境",
    "邵阳县营伤环境": "邵阳县营商环境",
    "供给测改革": "供给侧改革",
    # two neighbours exchanged
    "招引商资": "招商引资",
    "人智工能": "人工智能",
    # a similar shape
    "巳经": "已经",
    "末来": "未来",
    "拔款": "拨款",
    # nearly the same sound
    "营桑环境": "营商环境",
    "人工自能": "人工智能",
    # one character missing or too many
    "营环境": "营商环境",
    "营商商环境": "营商环境",
    # pinyin
    "yingshanghuanjing": "营商环境",
    "yinsanghuanjin": "营商环境",
    "yinhang": "银行",
    "zhengcezhichi": "政策支持",
    "xian": "西安",
}
UNKNOWN = ("", "营", "魑魅魍魉", "zzz", "iphone", "营商坏蛋", "2031年", "……", "营" * 13, "a" * 41, "营 商", "\n")


@pytest.fixture
def small(build: Callable[..., Summary], tmp_path: Path) -> Iterator[Speller]:
    build([{"title": f"第{number}篇报道", "text": text} for number, text in enumerate(TEXTS)])
    snapshot = Snapshot(Store(tmp_path / "index").open())
    yield Speller(snapshot)
    snapshot.close()


@pytest.fixture(scope="module")
def snapshot(library: Path) -> Iterator[Snapshot]:
    snapshot = Snapshot(Store(library).open())
    yield snapshot
    snapshot.close()


@pytest.fixture(scope="module")
def speller(snapshot: Snapshot) -> Speller:
    return Speller(snapshot)


def occurs(snapshot: Snapshot, text: str) -> bool:
    return snapshot.occurrences(text).documents()[0].size > 0


def test_slips_are_put_right(small: Speller) -> None:
    assert {typed: small.correction(typed) for typed in MEANT} == MEANT


@pytest.mark.parametrize("typed", UNKNOWN)
def test_nothing_is_made_up(small: Speller, typed: str) -> None:
    assert small.correction(typed) is None


def test_two_that_are_as_likely_are_none(build: Callable[..., Summary], tmp_path: Path) -> None:
    build([{"title": "报道", "text": "会议公布意见。"}, {"title": "新闻", "text": "法院公步意见。"}])
    snapshot = Snapshot(Store(tmp_path / "index").open())
    assert Speller(snapshot).correction("公部意见") is None
    snapshot.close()


def test_what_was_deleted_is_not_proposed(build: Callable[..., Summary], tmp_path: Path) -> None:
    kept = {"title": "报道", "text": TEXTS[1]}
    build([{"title": "报道", "text": TEXTS[0]}, kept])
    build([kept])
    snapshot = Snapshot(Store(tmp_path / "index").open())
    assert Speller(snapshot).correction("营伤环境") is None
    assert Speller(snapshot).correction("yingshanghuanjing") is None
    assert Speller(snapshot).correction("乡村震兴") == "乡村振兴"
    snapshot.close()


def test_of_an_empty_index_nothing_is_proposed(build: Callable[..., Summary], tmp_path: Path) -> None:
    build([])
    snapshot = Snapshot(Store(tmp_path / "index").open())
    assert Speller(snapshot).correction("营伤环境") is None
    assert Speller(snapshot).correction("yingshanghuanjing") is None
    snapshot.close()


@given(typed=st.text("营商环境乡村振兴政策支持企业发展和的一巳末拔", min_size=2, max_size=3))
def test_a_short_proposal_occurs_and_is_another(snapshot: Snapshot, speller: Speller, typed: str) -> None:
    if not occurs(snapshot, typed):
        proposed = speller.correction(typed)
        assert proposed is None or (occurs(snapshot, proposed) and proposed != typed)


@given(data=st.data())
def test_two_neighbours_are_exchanged_back(speller: Speller, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(["营商环境", "乡村振兴", "招商引资", "脱贫攻坚"]))
    at = data.draw(st.integers(0, len(word) - 2))
    assert speller.correction(word[:at] + word[at + 1] + word[at] + word[at + 2 :]) == word


@given(typed=st.text(max_size=14))
def test_any_text_may_be_asked(snapshot: Snapshot, speller: Speller, typed: str) -> None:
    proposed = speller.correction(typed)
    assert proposed is None or len(proposed) > 3 or occurs(snapshot, proposed)


def test_shapes_are_folded_sorted_and_mutual() -> None:
    table = shapes()
    assert list(table) == sorted(table)
    for character, alike in table.items():
        assert len(character) == 1
        assert character not in alike
        assert len(set(alike)) == len(alike) > 0
        assert fold(character + alike) == character + alike
        assert all(character in table[other] for other in alike)


def test_what_is_often_confused_is_among_the_shapes() -> None:
    pairs = "己已 已巳 未末 拔拨 崇祟 戊戌 土士 干千 免兔 侯候 茶荼 拆折 肓盲 毫亳 贷货 晴睛 账帐 券卷"
    assert [pair for pair in pairs.split() if pair[1] not in shapes()[pair[0]]] == []
