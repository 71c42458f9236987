"""Which articles are the same report?"""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from conftest import Quiet

from index.build import reindex
from index.documents import Article, Paragraph
from index.errors import IndexDamaged
from index.reprints import LIKE, PLACES, Reprints, signatures, signed_text
from index.store import Store
from search.engine import Engine
from search.query import parse_query

CHARACTERS = "优化营商环境推进项目建设服务企业群众办好民生实事县乡村农业科技创新产业园区招引资金道路学校医院水电气"


def report(seed: int, size: int = 900) -> str:
    chance = random.Random(seed)
    return "".join(chance.choice(CHARACTERS) if n % 17 else "，" for n in range(size))


def edited(text: str, edits: int) -> str:
    """The text with so many characters of it changed, evenly spread."""
    step = len(text) // edits if edits else len(text) + 1
    return "".join("Ｘ" if n % step == step - 1 else character for n, character in enumerate(text))


def shingles(text: str) -> set[str]:
    kept = "".join(character for character in text if character.isalnum())
    return {kept[at : at + 6] for at in range(len(kept) - 5)}


def estimated(left: str, right: str) -> float:
    one, other = signatures([left, right])
    return float((one == other).mean())


@pytest.mark.parametrize("edits", [0, 3, 10, 30, 80])
def test_signatures_agree_as_far_as_the_texts_do(edits: int) -> None:
    left = report(1, 4000)
    right = edited(left, edits)
    one, other = shingles(left), shingles(right)
    assert estimated(left, right) == pytest.approx(len(one & other) / len(one | other), abs=0.2)


def test_width_script_punctuation_and_line_breaks_do_not_count() -> None:
    text = report(2)
    assert estimated(text, text.replace("，", " ,\n")) == 1
    assert estimated("營商環境優化在新邵縣", "营商环境优化，在新邵县") == 1


def test_a_text_has_its_signature_in_whatever_company() -> None:
    texts = [report(seed, size) for seed, size in enumerate([1, 5, 6, 7, 40, 900, 0, 3])]
    together = signatures(texts)
    assert together.shape == (len(texts), PLACES)
    for text, found in zip(texts, together, strict=True):
        assert signatures([text])[0].tolist() == found.tolist()
    assert signatures([]).shape == (0, PLACES)


def grouped(texts: list[str], dates: list[int], places: list[int] | None = None) -> dict[int, int]:
    reprints = Reprints()
    ids = [f"{number:016x}" for number in range(len(texts))]
    reprints.add(ids, dates, places or [0] * len(texts), signatures(texts))
    reprints.group(ids)
    return dict(zip(reprints.members.tolist(), reprints.leaders.tolist(), strict=True))


def test_reprints_stand_under_the_earliest() -> None:
    first, second = report(3), report(4)
    texts = [edited(first, 5), second, first, report(5), edited(second, 3), edited(first, 8)]
    assert grouped(texts, [20230302, 20230301, 20230301, 20230301, 20230301, 0]) == {0: 2, 1: 1, 2: 2, 4: 1, 5: 2}


def test_a_later_version_is_no_reprint() -> None:
    law = report(6)
    assert grouped([law, edited(law, 2)], [20180101, 20181229]) == {}
    assert grouped([law, edited(law, 2)], [20180101, 20180000]) == {0: 1, 1: 1}
    assert grouped([law, edited(law, 2)], [20180101, 20190000]) == {}


def test_two_counties_reports_by_one_pattern_are_two() -> None:
    text = report(6)
    assert grouped([text, edited(text, 2)], [20230301, 20230302], [430522, 430523]) == {}
    assert grouped([text, edited(text, 2)], [20230301, 20230302], [430522, 430522]) == {0: 0, 1: 0}


def test_what_is_a_little_like_is_not_the_same() -> None:
    left = report(7)
    right = left[:450] + report(8)[450:]
    one, other = shingles(left), shingles(right)
    assert len(one & other) / len(one | other) < LIKE
    assert grouped([left, right], [20230301, 20230301]) == {}


def test_reprints_are_found_among_reports_of_one_pattern() -> None:
    pattern = report(14, 400)
    texts = [edited(pattern, 2 + number % 3) + f"第{number}号" for number in range(100)] * 2
    places = [430000 + number for number in range(100)] * 2
    found = grouped(texts, [20230301] * 100 + [20230310] * 100, places)
    assert found == {number: number % 100 for number in range(200)}


def test_what_says_little_is_told_apart_by_its_title() -> None:
    articles = [
        Article(title, (Paragraph("详见附件。"),)) for title in ("会议纪要第三期", "招标公告", "会议纪要第三期")
    ]
    texts = [signed_text(article) for article in articles]
    assert grouped(texts, [0] * 3) == {0: 0, 2: 0}
    assert grouped(["。", "！！", "", "。"], [20230301] * 4) == {}
    pairs = [f"{first}{second}" for first in "山水田林" for second in "湖草沙村"]
    assert grouped(pairs, [20230301] * len(pairs)) == {}


def test_many_reprints_of_one_report_are_one_group() -> None:
    first = report(9, 2000)
    found = grouped([edited(first, number % 7) for number in range(200)], [20230301] * 200)
    assert set(found) == set(range(200))
    assert len(set(found.values())) == 1


def test_articles_come_and_go(tmp_path: Path) -> None:
    first, other = report(10), report(11)
    reprints = Reprints()
    reprints.add(["0a", "0b"], [20230301, 20230302], [0, 0], signatures([first, edited(first, 4)]))
    reprints.group(["0a", "0b"])
    reprints.save(tmp_path)
    again = Reprints.load(tmp_path)
    assert (again.members.tolist(), again.leaders.tolist()) == ([10, 11], [10, 10])
    again.add(["0c", "0d"], [20230303, 20230303], [0, 0], signatures([edited(first, 6), other]))
    again.group(["0b", "0c", "0d"])
    assert (again.members.tolist(), again.leaders.tolist()) == ([11, 12], [11, 11])
    again.group(["0d"])
    assert again.members.size == 0
    (tmp_path / "reprints.arrays").write_bytes(b"")
    with pytest.raises(IndexDamaged):
        Reprints.load(tmp_path)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    first, other = report(12), report(13)
    records = [
        {"title": "甲报所载", "date": "2023-03-01", "source": "甲报", "text": first},
        {"title": "乙报转载", "date": "2023-03-02", "source": "乙报", "text": edited(first, 4)},
        {"title": "丙报转载", "date": "2023-03-04", "source": "丙报", "text": edited(first, 7)},
        {"title": "另一报道", "date": "2023-03-03", "source": "甲报", "text": other},
    ]
    path = tmp_path / "pages.jsonl"
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.mark.parametrize("full", [True, False])
def test_a_search_shows_a_report_once_and_the_others_under_it(tmp_path: Path, pages: Path, full: bool) -> None:
    index = tmp_path / "index"
    if not full:
        part = pages.with_name("part.jsonl")
        part.write_text("".join(pages.read_text("utf-8").splitlines(keepends=True)[1:3]), encoding="utf-8")
        reindex(index, [part], Quiet())
    reindex(index, [pages], Quiet(), full=full)
    engine = Engine(index)
    for query in (parse_query("", sort="newest", size=1), parse_query("营", sort="newest", size=1)):
        found = engine.search(query)
        assert (found.total.articles, found.pages) == (4, 2)
        (result,) = found.results
        assert result.title.text == "丙报转载"
        assert [(other.title, other.source, other.date) for other in result.reprints] == [
            ("乙报转载", "乙报", "2023-03-02"),
            ("甲报所载", "甲报", "2023-03-01"),
        ]
        assert {value.value: value.count for value in found.facets.source} == {"甲报": 2, "乙报": 1, "丙报": 1}
    only = engine.search(parse_query("", source=["甲报"]))
    assert [(result.title.text, len(result.reprints)) for result in only.results] == [("另一报道", 0), ("甲报所载", 0)]
    article = engine.article(only.results[1].id)
    assert article is not None
    assert [other.title for other in article.reprints] == ["乙报转载", "丙报转载"]
    with Store(index).open() as generation:
        assert generation.damage() == []
    engine.close()


def test_who_leads_does_not_depend_on_the_way_of_the_index(tmp_path: Path, pages: Path) -> None:
    lines = pages.read_text("utf-8").splitlines(keepends=True)
    found = []
    for turn in range(3):
        index, folder = tmp_path / f"index{turn}", tmp_path / f"pages{turn}"
        folder.mkdir()
        for number, line in enumerate(lines[turn:] + lines[:turn]):
            (folder / f"{number}.jsonl").write_text(line, encoding="utf-8")
            reindex(index, [folder], Quiet())
        with Store(index).open() as generation:
            reprints = generation.reprints()
            found.append((reprints.members.tolist(), reprints.leaders.tolist()))
    assert found[0] == found[1] == found[2]
    assert np.unique(found[0][1]).size == 1
