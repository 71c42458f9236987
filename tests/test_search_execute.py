"""What matches, how many, in what order: against a plain model that looks into every text."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Quiet

from index.analysis import matched
from index.build import Summary, reindex
from index.tagging import gazetteer
from search import Engine, Query, ResultPage, parse_query
from search.results import FacetNode

ALPHABET = "人民政府县市营商经济的，。0１aA％“”淥渌 "
PLACES = ["邵阳县", "新邵县", "娄底市", "福州市", "成都市"]


@pytest.fixture(scope="module")
def records() -> list[dict[str, str]]:
    chance = random.Random(20231220)
    made = []
    for number in range(120):
        runs = ["".join(chance.choices(ALPHABET, k=chance.randint(1, 40))) for _ in range(3)]
        paragraphs = [" ".join(run.split()) or "空" for run in runs]
        made.append({
            "id": str(number),
            "title": f"{chance.choice(PLACES)}{''.join(chance.choices(ALPHABET.replace(' ', ''), k=6))}第{number}号",
            "date": chance.choice(["2021", "2022-03", "2023-01-05", "2023-12-20", "2024-06-01", ""]),
            "source": chance.choice(["湘中晨报", "闽江日报", ""]),
            "text": "\n".join(paragraphs),
        })  # fmt: skip
    return made


@pytest.fixture(scope="module")
def engine(records: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Two segments and some deletions: three rounds of indexing."""
    folder = tmp_path_factory.mktemp("oracle")
    pages = folder / "pages"
    pages.mkdir()
    extra = {"title": "要删去的", "text": "人民政府营商环境", "date": "2020"}
    for lines in ([*records[:70], extra], [*records[:70]], records):
        for name, part in (("a", lines[:70]), ("b", lines[70:])):
            text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in part)
            (pages / f"{name}.jsonl").write_text(text or "\n", encoding="utf-8")
        reindex(folder / "index", [pages], Quiet())
    opened = Engine(folder / "index")
    yield opened
    opened.close()


def holds(record: dict[str, str], text: str) -> bool:
    return any(matched(text) in matched(part) for part in (record["title"], *record["text"].split("\n")))


def paragraphs_with(records: list[dict[str, str]], text: str) -> int:
    return sum(matched(text) in matched(part) for record in records for part in record["text"].split("\n"))


def everything(engine: Engine, text: str, **filters: object) -> ResultPage:
    return engine.search(parse_query(text, size=100, **filters))  # type: ignore[arg-type]


def titles(page: ResultPage) -> set[str]:
    return {result.title.text for result in page.results}


def test_quoted_strings_are_found_as_ctrl_f_finds_them(engine: Engine, records: list[dict[str, str]]) -> None:
    chance = random.Random(7)
    sought = set()
    while len(sought) < 250:
        record = chance.choice(records)
        text = chance.choice([record["title"], *record["text"].split("\n")])
        start = chance.randrange(len(text))
        piece = text[start : start + chance.randint(1, 8)]
        if piece.strip() and not set(piece) & set("“”"):
            sought.add(" ".join(piece.split()))
    for text in sorted(sought):
        found = everything(engine, f'"{text}"')
        expected = {record["title"] for record in records if holds(record, text)}
        assert found.total.articles == len(expected), text
        assert found.total.paragraphs == paragraphs_with(records, text), text
        assert titles(found) <= expected
        for result in found.results:
            for shown in (result.title, *result.paragraphs):
                assert all(matched(shown.text[start:end]) == matched(text) for start, end in shown.marks)
            assert all(paragraph.marks for paragraph in result.paragraphs)


def test_words_must_all_occur_in_the_article(engine: Engine, records: list[dict[str, str]]) -> None:
    found = everything(engine, "人民 经济")
    expected = {record["title"] for record in records if holds(record, "人民") and holds(record, "经济")}
    assert found.total.articles == len(expected) > 0
    assert titles(found) == expected


def test_scope_paragraph_and_title(engine: Engine, records: list[dict[str, str]]) -> None:
    found = everything(engine, "县 市", scope="paragraph")
    expected = {
        record["title"]
        for record in records
        if any("县" in part and "市" in part for part in (record["title"], *record["text"].split("\n")))
    }
    assert titles(found) == expected
    assert found.total.articles < everything(engine, "县 市").total.articles
    in_titles = everything(engine, "娄底市", scope="title")
    assert titles(in_titles) == {record["title"] for record in records if "娄底市" in record["title"]}
    assert in_titles.total.paragraphs == 0


def test_order_of_words_changes_nothing_but_the_order(engine: Engine) -> None:
    one, other = everything(engine, "人民 县 政"), everything(engine, "政 人民 县")
    assert (one.total, one.facets) == (other.total, other.facets)


def by_place(records: list[dict[str, str]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for record in records:
        name = record["title"][:3]
        counts.update(gazetteer().ancestors(gazetteer().find(name).code))
    return counts


def flat(nodes: tuple[FacetNode, ...]) -> dict[str, int]:
    return {key: count for node in nodes for key, count in ((node.key, node.count), *flat(node.children).items())}


FILTERS: list[tuple[dict[str, list[str]], Callable[[dict[str, str]], bool]]] = [
    ({}, lambda record: True),
    ({"place": ["430500"]}, lambda record: record["title"][:3] in ("邵阳县", "新邵县")),
    ({"place": ["新邵县", "成都市"]}, lambda record: record["title"][:3] in ("新邵县", "成都市")),
    ({"year": ["2023"]}, lambda record: record["date"][:4] == "2023"),
    ({"source": ["闽江日报"]}, lambda record: record["source"] == "闽江日报"),
]


@pytest.mark.parametrize("text", ["", "人民", '"的"', "县 政"])
@pytest.mark.parametrize("number", range(len(FILTERS)))
@pytest.mark.parametrize("other", range(len(FILTERS)))
def test_counts_are_those_of_a_count_by_hand(
    engine: Engine, records: list[dict[str, str]], text: str, number: int, other: int
) -> None:
    chosen = FILTERS[number][0] | FILTERS[other][0]
    tests = [test for filters, test in (FILTERS[number], FILTERS[other]) if filters.items() <= chosen.items()]
    words = text.replace('"', "").split()
    matching = [record for record in records if all(holds(record, word) for word in words)]

    def left_by(ignored: str) -> list[dict[str, str]]:
        kept = [
            test
            for filters, test in (FILTERS[number], FILTERS[other])
            if filters.items() <= chosen.items() and ignored not in filters
        ]
        return [record for record in matching if all(test(record) for test in kept)]

    found = everything(engine, text, **chosen)
    assert found.total.articles == sum(all(test(record) for test in tests) for record in matching)
    counts = {key: count for key, count in flat(found.facets.place).items() if count}
    assert counts == dict(by_place(left_by("place")))
    years = Counter(record["date"][:4] for record in left_by("year") if record["date"])
    assert {value.value: value.count for value in found.facets.year if value.count} == dict(years)
    sources = Counter(record["source"] for record in left_by("source") if record["source"])
    assert {value.value: value.count for value in found.facets.source if value.count} == dict(sources)


@pytest.mark.parametrize(
    ("since", "until", "dates"),
    [
        ("2023", "", {"2023-01-05", "2023-12-20", "2024-06-01"}),
        ("2022-04", "", {"2023-01-05", "2023-12-20", "2024-06-01"}),
        ("", "2022-03-15", {"2021"}),
        ("", "2022-03", {"2021", "2022-03"}),
        ("2021-01-01", "2022-03-31", {"2021", "2022-03"}),
        ("2021-01-02", "2022-03-31", {"2022-03"}),
        ("2023-01-06", "2023", {"2023-12-20"}),
        ("2021-07", "2021-08", set()),
    ],
)
def test_dates(engine: Engine, records: list[dict[str, str]], since: str, until: str, dates: set[str]) -> None:
    found = everything(engine, "", since=since, until=until)
    assert {result.date for result in found.results} == dates
    assert found.total.articles == sum(record["date"] in dates for record in records)


def test_sorting(engine: Engine) -> None:
    newest = [result.date for result in everything(engine, "县", sort="newest").results]
    oldest = [result.date for result in everything(engine, "县", sort="oldest").results]
    assert newest == sorted(newest, reverse=True)
    dated = [date for date in oldest if date]
    assert oldest == sorted(dated) + [""] * (len(oldest) - len(dated))
    scores = [result.score for result in everything(engine, "县").results]
    assert scores == sorted(scores, reverse=True)


def test_pages_join_to_the_whole(engine: Engine) -> None:
    def joined(size: int) -> list[str]:
        pages = (engine.search(parse_query("县", page=page, size=size)) for page in range(1, 130 // size + 2))
        return [result.id for page in pages for result in page.results]

    whole = joined(100)
    assert len(set(whole)) == len(whole) == everything(engine, "县").total.articles
    assert joined(7) == whole
    assert engine.search(parse_query("县", size=7)).pages == -(-len(whole) // 7)
    assert engine.search(parse_query("县", page=99, size=7)).results == ()


def test_the_whole_text_is_the_better_evidence(tmp_path: Path, build: Callable[..., Summary]) -> None:
    build([
        {"title": "甲", "text": "走进新邵县雀塘镇产业园区内的公司。\n产业园里有麻雀，园区很大。"},
        {"title": "乙", "text": "雀塘镇新闻。\n产业园新闻。\n社区新闻。"},
    ])  # fmt: skip
    engine = Engine(tmp_path / "index")
    found = engine.search(parse_query("雀塘镇产业园区"))
    assert [result.title.text for result in found.results] == ["甲", "乙"]
    first = found.results[0]
    assert [[p.text[a:b] for a, b in p.marks] for p in first.paragraphs] == [["雀塘镇产业园区"]]
    assert all("新邵县" in place.path for place in first.places)
    assert first.places
    article = engine.article(first.id, parse_query("雀塘镇产业园区"))
    assert article
    assert [len(text.marks) for _, text in article.paragraphs] == [1, 0]
    engine.close()


def test_repetitions_are_found(tmp_path: Path, build: Callable[..., Summary]) -> None:
    build([{"title": "甲", "text": "哈" * 20_000}, {"title": "乙", "text": "哈哈"}])
    engine = Engine(tmp_path / "index")
    for length, articles in ((1, 2), (2, 2), (3, 1), (30, 1), (500, 1)):
        assert engine.search(parse_query(f'"{"哈" * length}"')).total.articles == articles
    engine.close()


def test_a_hit_below_the_title_is_shown(tmp_path: Path) -> None:
    page = "追高逐新势如虹\n\n——邵阳县推进优化营商环境改革\n\n本报记者 石映川\n\n今年以来，邵阳县坚持项目为王。\n"
    (tmp_path / "page.txt").write_text(page, encoding="utf-8")
    reindex(tmp_path / "index", [tmp_path / "page.txt"], Quiet())
    engine = Engine(tmp_path / "index")
    (result,) = engine.search(parse_query("营商环境")).results
    assert [result.subtitle.text[start:end] for start, end in result.subtitle.marks] == ["营商环境"]
    assert (result.title.marks, result.paragraphs) == ((), ())
    engine.close()


def test_an_article_is_marked_as_far_as_the_scope_goes(tmp_path: Path, build: Callable[..., Summary]) -> None:
    build([{"title": "新邵县新闻", "text": "新邵县优化环境。\n新邵县的事。\n环境的事。"}])
    engine = Engine(tmp_path / "index")
    marked = {}
    for scope in ("article", "paragraph", "title"):
        query = parse_query("新邵县 环境" if scope != "title" else "新邵县 新闻", scope=scope)
        (result,) = engine.search(query).results
        article = engine.article(result.id, query)
        assert article
        marked[scope] = [len(text.marks) for text in (article.title, *(text for _, text in article.paragraphs))]
        assert result.matched == sum(bool(count) for count in marked[scope][1:])
    assert marked == {"article": [1, 2, 1, 1], "paragraph": [0, 2, 0, 0], "title": [2, 0, 0, 0]}
    engine.close()


def test_an_empty_index_answers(tmp_path: Path, build: Callable[..., Summary]) -> None:
    build([])
    engine = Engine(tmp_path / "index")
    for query in (Query(), parse_query("县"), parse_query("", place=["430000"], since="2020")):
        found = engine.search(query)
        assert (found.total.articles, found.pages, found.results) == (0, 0, ())
    assert engine.article("0" * 16) is None
    engine.close()


def test_a_letter_stays_with_the_word_behind_it(tmp_path: Path, build: Callable[..., Summary]) -> None:
    build([{"title": "甲", "text": "A股上市。"}, {"title": "乙", "text": "持股。"}])
    engine = Engine(tmp_path / "index")
    assert [result.title.text for result in engine.search(parse_query("A股")).results] == ["甲"]
    engine.close()
