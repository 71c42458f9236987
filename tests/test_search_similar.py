"""Which articles are like one: against plain Python, and what is never given."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import log, log1p
from pathlib import Path

import pytest

from index.analysis import matched, word_lists
from index.build import Summary
from index.store import Store
from search.similar import LEAST_SHARED, MOST_SHOWN, Similar, similar
from search.snapshot import Snapshot

LIGHTHOUSE = ("灯塔", "小艇", "暗礁", "看守员")
Build = Callable[..., Summary]

SUBJECTS = {
    "营商": "营商环境 行政审批 政务服务 投资项目 企业家 市场主体 开办企业 告知承诺 证照 办事大厅",
    "粮食": "粮食 高标准农田 水稻 玉米 大豆 种业 农机 烘干 收储 播种面积",
    "文旅": "文化遗产 旅游 景区 民宿 博物馆 戏曲 古镇 游客 非遗传承人 研学",
    "交通": "高速公路 铁路 港口 航道 桥梁 隧道 客运 物流园 农村公路 机场",
    "医疗": "医院 医疗保险 乡村医生 疫苗 门诊 药品 医共体 慢性病 急救 病床",
}
COMMON = "我们 工作 今年 进一步 全面 推进 加强 建设 发展 实现 重点 提高 组织 有关 部门 各级 干部 群众 会议 要求"


def report(seed: int, subject: str, paragraphs: int = 4) -> dict[str, object]:
    chance = random.Random(seed)
    own, common = SUBJECTS[subject].split(), COMMON.split()
    lines = [
        "，".join(chance.choice(own if chance.random() < 0.3 else common) for _ in range(30)) + "。"
        for _ in range(paragraphs)
    ]
    return {"title": f"{chance.choice(own)}{chance.choice(own)}", "text": "\n".join(lines), "date": "2023-05-01"}


def collection(size: int = 60) -> list[dict[str, object]]:
    subjects = list(SUBJECTS)
    return [report(seed, subjects[seed % len(subjects)], 2 + seed % 7) for seed in range(size)]


@contextmanager
def opened(tmp_path: Path) -> Iterator[Snapshot]:
    snapshot = Snapshot(Store(tmp_path / "index").open())
    try:
        yield snapshot
    finally:
        snapshot.close()


def titles(snapshot: Snapshot) -> dict[str, int]:
    return {snapshot.meta(article)["title"]: article for article in range(snapshot.articles) if snapshot.live[article]}


def plainly(snapshot: Snapshot, article: int) -> list[tuple[int, float]]:
    """What `similar` gives without a limit in a collection of short articles, from their words alone."""
    lists = {
        number: [
            [word for word in words if not word.isdigit()]
            for words in word_lists([matched(snapshot.text(document)) for document in snapshot.documents_of(number)])
        ]
        for number in range(snapshot.articles)
    }
    counts = {number: Counter(word for words in found for word in words) for number, found in lists.items()}
    paragraphs = Counter(word for found in lists.values() for words in found for word in set(words))
    group = {number: int(snapshot.leader_of[number]) for number in counts}
    own = Counter(lists[article][0] * 2) + counts[article]
    weight = {word: log1p(own[word]) * log((snapshot.documents + 1) / paragraphs[word]) for word in own}
    telling: list[str] = []
    for word in sorted(weight, key=lambda word: (-weight[word], word))[:40]:
        holders = [number for number in counts if word in counts[number]]
        part = any(word in longer and own[word] <= own[longer] for longer in telling)
        others = any(group[number] != group[article] for number in holders)
        if not part and others and len(telling) < 20 and len(holders) <= max(20, len(counts) / 20):
            telling.append(word)
    scores = {}
    for number in counts:
        norm = 1.2 * (0.4 + 0.6 * float(snapshot.article_lengths[number]) / snapshot.average_article_length)
        worth = sum(weight[word] * counts[number][word] / (counts[number][word] + norm) for word in telling)
        shared = [word for word in telling if word in counts[number]]
        whole = [word for word in shared if not any(word in other for other in set(shared) - {word})]
        if group[number] != group[article] and len(whole) >= LEAST_SHARED:
            scores[number] = worth / sum(weight[word] for word in telling)
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    first = {group[number]: number for number, _ in reversed(ranked)}
    return [(number, score) for number, score in ranked if score >= 0.16 and first[group[number]] == number]


def test_as_plain_python_finds_them(build: Build, tmp_path: Path) -> None:
    told_twice = [{**record, "title": f"{record['title']}tower{n}"} for n, record in enumerate(collection()[::9])]
    build([*collection(), *told_twice, *({**record, "date": "2023-05-02"} for record in told_twice)])
    some = 0
    with opened(tmp_path) as snapshot:
        for article in range(snapshot.articles):
            found = similar(snapshot, article, limit=snapshot.articles)
            expected = plainly(snapshot, article)
            assert [each.article for each in found] == [number for number, _ in expected]
            assert [each.score for each in found] == pytest.approx([score for _, score in expected])
            some += len(found)
            for each in found:
                assert LEAST_SHARED <= len(each.shared) <= MOST_SHOWN
                whole = matched("\n".join(map(snapshot.text, snapshot.documents_of(each.article))))
                assert all(word in whole for word in each.shared)
    assert some > snapshot.articles


def test_reports_on_one_subject_find_each_other(build: Build, tmp_path: Path) -> None:
    subjects = list(SUBJECTS)
    records = [{**report(seed, subjects[seed % 5], 6), "title": f"{subjects[seed % 5]}之{seed}"} for seed in range(40)]
    build(records)
    with opened(tmp_path) as snapshot:
        for article in range(snapshot.articles):
            subject = snapshot.meta(article)["title"].split("之")[0]
            found = similar(snapshot, article)
            assert len(found) == 5
            assert {snapshot.meta(each.article)["title"].split("之")[0] for each in found} == {subject}


def test_the_longer_an_article_the_less_its_words_count(build: Build, tmp_path: Path) -> None:
    short = [{**report(seed, "粮食", 3), "title": f"短{seed}"} for seed in (1, 2)]
    padding = str(report(3, "医疗", 60)["text"])
    build([*short, {"title": "长", "text": f"{short[1]['text']}\n{padding}"}, *collection(20)])
    with opened(tmp_path) as snapshot:
        numbers = titles(snapshot)
        scores = {each.article: each.score for each in similar(snapshot, numbers["短1"], limit=50)}
        assert scores[numbers["短2"]] > 2 * scores.get(numbers["长"], 0)


def test_reprints_are_left_out_and_stand_for_one_another(build: Build, tmp_path: Path) -> None:
    first, second = report(1, "交通", 8), report(2, "交通", 8)
    records = [{**first, "title": "甲", "date": f"2023-05-0{day}"} for day in (1, 2, 3)]
    records += [{**second, "title": "乙", "date": f"2023-05-0{day}"} for day in (1, 2, 3)]
    build([*records, *collection(20)])
    with opened(tmp_path) as snapshot:
        groups = [[n for n in range(snapshot.articles) if snapshot.meta(n)["title"] == title] for title in "甲乙"]
        for own, other in (groups, groups[::-1]):
            assert len({int(snapshot.leader_of[article]) for article in own}) == 1
            for article in own:
                found = {each.article for each in similar(snapshot, article, limit=50)}
                assert not found & set(own)
                assert len(found & set(other)) == 1


def test_words_that_only_reprints_share_tell_nothing(build: Build, tmp_path: Path) -> None:
    article = {"title": "灯塔守望者", "text": "灯塔看守员驾驶小艇穿越暗礁。" * 20}
    build([{**article, "date": "2023-05-01"}, {**article, "date": "2023-05-02"}, *collection(10)])
    with opened(tmp_path) as snapshot:
        assert similar(snapshot, titles(snapshot)["灯塔守望者"]) == ()


@pytest.mark.parametrize(
    ("shared", "found"), [(" ".join(LIGHTHOUSE), True), ("灯塔 小艇", False), ("灯塔 小艇 暗礁", True), ("", False)]
)
def test_a_few_words_must_be_shared(build: Build, tmp_path: Path, shared: str, found: bool) -> None:
    build([{"title": "夜航", "text": "，".join(LIGHTHOUSE)}, {"title": "其二", "text": f"今年工作：{shared}"}])
    with opened(tmp_path) as snapshot:
        assert bool(similar(snapshot, titles(snapshot)["夜航"])) == found


@pytest.mark.parametrize(("padding", "found"), [(0, True), (40, False)])
def test_what_shares_hardly_anything_is_not_given(build: Build, tmp_path: Path, padding: int, found: bool) -> None:
    records = [{"title": name, "text": SUBJECTS["粮食"]} for name in ("春耕", "秋收")]
    build([*records, {"title": "其他", "text": f"水稻 玉米 大豆 种业 烘干 港口 {COMMON * padding}"}, *collection(20)])
    with opened(tmp_path) as snapshot:
        numbers = titles(snapshot)
        assert (numbers["其他"] in [each.article for each in similar(snapshot, numbers["春耕"], limit=50)]) == found


def test_shared_words_are_told_whole(build: Build, tmp_path: Path) -> None:
    text = "人民检察院提起公益诉讼，检察建议书，诉讼请求。"
    build([{"title": "其一", "text": text}, {"title": "其二", "text": f"{text}灯塔"}, *collection(10)])
    with opened(tmp_path) as snapshot:
        (found,) = similar(snapshot, titles(snapshot)["其一"])
        assert "检察院" in "".join(found.shared)
        assert not any(one in other for one in found.shared for other in found.shared if one is not other)


def test_an_article_alone_is_like_nothing(build: Build, tmp_path: Path) -> None:
    build([report(1, "医疗")])
    with opened(tmp_path) as snapshot:
        assert similar(snapshot, 0) == ()


def test_numbers_tell_nothing(build: Build, tmp_path: Path) -> None:
    figures = "2023 4711 8.5% 1024 31415 27182"
    build([{"title": f"表{n}", "text": f"{figures}，{subject}"} for n, subject in enumerate(SUBJECTS)])
    with opened(tmp_path) as snapshot:
        assert all(similar(snapshot, article) == () for article in range(snapshot.articles))


def test_deleted_articles_are_never_given(build: Build, tmp_path: Path) -> None:
    build([])
    others = tmp_path / "pages" / "others.jsonl"
    others.write_text(
        "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in collection(30)), encoding="utf-8"
    )
    build([report(seed, "粮食", 6) for seed in range(100, 110)])
    build([])
    with opened(tmp_path) as snapshot:
        assert not snapshot.live.all()
        found = [each.article for n in range(snapshot.articles) if snapshot.live[n] for each in similar(snapshot, n)]
        assert found
        assert snapshot.live[found].all()


def test_the_same_order_every_time_and_ties_by_number(build: Build, tmp_path: Path) -> None:
    twins = [{**report(1, "文旅"), "text": f"{report(1, '文旅')['text']}\n{name}"} for name in ("甲甲", "乙乙")]
    build([*twins, *collection(30)])

    def all_found() -> list[tuple[Similar, ...]]:
        with opened(tmp_path) as snapshot:
            return [similar(snapshot, article, limit=9) for article in range(snapshot.articles)]

    first = all_found()
    assert first == all_found()
    for found in first:
        assert list(found) == sorted(found, key=lambda each: (-each.score, each.article))


def test_no_more_than_the_limit(build: Build, tmp_path: Path) -> None:
    build(collection(40))
    with opened(tmp_path) as snapshot:
        most = similar(snapshot, 0, limit=50)
        for limit in (0, 1, 3):
            assert similar(snapshot, 0, limit=limit) == most[:limit]
