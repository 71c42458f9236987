"""What the search box offers to type on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold
from index.build import Summary
from index.store import Store
from search.completions import MAX_TYPED, Completion, Completions, last_word
from search.pinyin import reading
from search.snapshot import Snapshot

RECORDS = [
    {
        "title": "重庆市优化营商环境",
        "text": "重庆市深入优化营商环境，推动绿色发展。\n重庆市渝北区召开营商环境座谈会，邵阳市代表参加。",
        "source": "重庆日报",
        "date": "2023-05-06",
    },
    {
        "title": "西安：绿色发展见成效",
        "text": "西安市坚持绿色发展，先行先试，优化营商环境。\n西安市碑林区建设5G网络，GDP增长8.5%。",
        "source": "陕西日报",
        "date": "2023-06-07",
    },
    {
        "title": "“两山”转化看邵阳",
        "text": "邵阳市新邵县坚持绿色发展，GDP增长明显。\n邵阳市先行先试，营商环境持续优化，5G网络覆盖乡村。",
        "source": "湖南日报",
        "date": "2023-07-08",
    },
    {"title": "每日快讯", "text": "西安市发布快讯。", "source": "陕西日报", "date": "2022-01-01"},
    {"title": "每日快讯", "text": "邵阳市发布快讯。", "source": "湖南日报", "date": "2024-01-01"},
]


@contextmanager
def opened(folder: Path) -> Iterator[Completions]:
    with closing(Snapshot(Store(folder).open())) as snapshot:
        yield Completions(snapshot)


@pytest.fixture
def completions(build: Callable[..., Summary], tmp_path: Path) -> Iterator[Completions]:
    build(RECORDS)
    with opened(tmp_path / "index") as found:
        yield found


@pytest.fixture(scope="module")
def of_seeds(library: Path) -> Iterator[Completions]:
    with opened(library) as found:
        yield found


def named(found: tuple[Completion, ...]) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in found]


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("营商", "term", "营商环境"),
        ("營商", "term", "营商环境"),
        ("yingshang", "term", "营商环境"),
        ("yingsh", "term", "营商环境"),
        ("YingSh", "term", "营商环境"),
        ("ying'shang", "term", "营商环境"),
        ("ying’shang", "term", "营商环境"),
        ("ying shang huan j", "term", "营商环境"),
        ("yshj", "term", "营商环境"),
        ("营shang", "term", "营商环境"),
        ("营sh", "term", "营商环境"),
        ("lvse", "term", "绿色"),
        ("lüse", "term", "绿色"),
        ("ＧＤ", "term", "gdp"),
        ("chongq", "place", "重庆市"),
        ("cqs", "place", "重庆市"),
        ("邵阳", "place", "邵阳市"),
        ("xi'an", "place", "西安市"),
        ("shaoyangshi", "place", "邵阳市"),
        ("营商环", "theme", "营商环境"),
        ("两山", "title", "“两山”转化看邵阳"),
        ("liangshanzh", "title", "“两山”转化看邵阳"),
        ("西安：绿", "title", "西安：绿色发展见成效"),
        ("xianlvse", "title", "西安：绿色发展见成效"),
    ],
)
def test_a_text_is_offered(completions: Completions, typed: str, kind: str, text: str) -> None:
    assert (kind, text) in named(completions.complete(typed, limit=20))


@pytest.mark.parametrize(
    "typed", ["", "   ", "，。", "湖南 ", '"', "营" * (MAX_TYPED + 1), "a" * (MAX_TYPED + 1), "龘龘"]
)
def test_nothing_is_offered(completions: Completions, typed: str) -> None:
    assert completions.complete(typed) == ()


def test_an_apostrophe_ends_a_syllable(completions: Completions) -> None:
    assert "先行" in {each.text for each in completions.complete("xian", limit=50)}
    assert "先行" not in {each.text for each in completions.complete("xi'an", limit=50)}


def test_what_is_told_of_each_kind(completions: Completions) -> None:
    (term,) = [each for each in completions.complete("gdp") if each.kind == "term"]
    assert (term.text, term.detail, term.key, term.count) == ("gdp", "", "", 2)
    (place,) = [each for each in completions.complete("西安") if each.kind == "place"]
    assert (place.text, place.detail, place.key) == ("西安市", "陕西省/西安市", "610100")
    assert place.count == 2
    (theme,) = [each for each in completions.complete("营商环境") if each.kind == "theme"]
    assert theme.detail
    assert theme.count == 2
    assert theme.key
    (title,) = [each for each in completions.complete("西安：") if each.kind == "title"]
    assert title.detail == "陕西日报 2023-06-07"
    assert re.fullmatch("[0-9a-f]{16}", title.key)


def test_a_title_that_returns_is_offered_once_with_its_newest_article(completions: Completions) -> None:
    (title,) = [each for each in completions.complete("每日") if each.kind == "title"]
    assert (title.count, title.detail) == (2, "湖南日报 2024-01-01")


def test_what_vanished_is_not_offered(build: Callable[..., Summary], tmp_path: Path) -> None:
    build(RECORDS)
    build(RECORDS[1:])
    with opened(tmp_path / "index") as found:
        assert {each.kind for each in found.complete("重庆", limit=50)}.isdisjoint({"title", "place"})


def test_characters_come_before_their_sound(completions: Completions) -> None:
    first, *others = completions.complete("先行")
    assert first.text == "先行"
    assert all(fold(each.text).startswith("先行") for each in others)


def test_terms_do_not_drown_the_other_kinds(completions: Completions) -> None:
    assert {each.kind for each in completions.complete("重", limit=4)} >= {"term", "place", "title"}


def test_an_empty_index_offers_nothing(build: Callable[..., Summary], tmp_path: Path) -> None:
    build([])
    with opened(tmp_path / "index") as found:
        assert found.complete("营商") == found.complete("yshj") == found.complete("营s") == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("营商", "营商"),
        ("湖南 营商", "营商"),
        ("湖南　营商", "营商"),
        ("湖南 ying shang", "ying shang"),
        ("湖南 ying sh", "ying sh"),
        ("gdp zeng zhang", "zeng zhang"),
        ("hunan yingshang", "yingshang"),
        ("5G ying", "ying"),
        ("“营商环", "营商环"),
        ('湖南 "营商', "营商"),
        ("湖南 -营商", "营商"),
        ("湖南|营商", "营商"),
        ("(湖南 营商", "营商"),
        ("地区:邵", "邵"),
        ("标题：营", "营"),
        ("湖南 -标题:营", "营"),
        ("西安：绿", "西安：绿"),
        ("“两山”转", "转"),
        ("covid-19", "covid-19"),
        ("湖南 ", ""),
        ("", ""),
    ],
)
def test_the_last_word(text: str, word: str) -> None:
    assert text[last_word(text) :] == word


LETTERS = st.text(alphabet="abcdeghijlnoqrsuvwxyzü' 5", max_size=8)
CHARACTERS = st.text(alphabet="新邵县营商环境优化乡村湖南绿色发展重庆“（:-| ", max_size=6)


@given(typed=st.one_of(st.text(max_size=80), LETTERS, CHARACTERS, st.builds(str.__add__, CHARACTERS, LETTERS)))
def test_whatever_is_offered_begins_as_it_was_typed(of_seeds: Completions, typed: str) -> None:
    found = of_seeds.complete(typed, limit=8)
    assert len(found) <= 8
    assert len(set(named(found))) == len(found)
    word = re.sub(r"^\W+", "", fold(typed)[last_word(typed) :])
    assert word or not found
    for each in found:
        assert each.count >= 1
        assert begins(re.sub(r"^\W+", "", fold(each.text)), word), f"{each.text} does not begin as {word}"


def begins(text: str, word: str) -> bool:
    """Whether a text begins as a word: by some characters, and then by pinyin or initials."""
    letters = re.sub(r"(?<=[ln])ue", "ve", word.replace("ü", "v"))
    if text.startswith(word) or text.replace(" ", "").startswith(word):
        return True
    for kept in range(len(word)):
        if not text.startswith(word[:kept]):
            return False
        spoken = [syllable for syllable in reading(text)[kept:] if syllable.isalnum()]
        parts = re.split(r"['’‘\s]+", letters[kept:])
        ends = set(accumulate(map(len, spoken)))
        if "".join(spoken).startswith("".join(parts)) and ends.issuperset(accumulate(map(len, parts[:-1]))):
            return True
        if "".join(syllable[0] for syllable in spoken).startswith(letters[kept:]):
            return True
    return False
