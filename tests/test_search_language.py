"""What is understood of what a reader types? A golden table, and that the engine takes all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from index.analysis import matched
from index.build import Summary
from index.errors import BadQuery
from search import Engine, ResultPage, parse_query
from search.evidence import MAX_EXPANSION
from search.query import MAX_CLAUSES, MAX_LENGTH, SCOPES

TABLE = Path(__file__).parent / "data" / "queries.tsv"


@dataclass(frozen=True)
class Row:
    """A line of the table; what is refused has its message where the others have their notices."""

    query: str
    understood: str
    relaxing: str
    notices: str

    @property
    def refused(self) -> bool:
        return self.relaxing == "refused"


def rows() -> Iterator[Row]:
    header, *lines = TABLE.read_text(encoding="utf-8").splitlines()
    assert header.split("\t") == ["query", "understood", "relaxing", "notices"]
    for line in lines:
        if not line.startswith("# "):
            query, understood, relaxing, *notices = line.split("\t")
            yield Row(query, understood, relaxing, "".join(notices))


ROWS = tuple(rows())


@pytest.fixture(scope="module")
def engine(library: Path) -> Iterator[Engine]:
    opened = Engine(library)
    yield opened
    opened.close()


@pytest.fixture
def made(tmp_path: Path, build: Callable[..., Summary]) -> Iterator[Callable[..., Engine]]:
    """Records → an engine over them, closed at the end."""
    with ExitStack() as stack:

        def engine_over(records: Iterable[Mapping[str, str]]) -> Engine:
            build(records)
            return stack.enter_context(closing(Engine(tmp_path / "index")))

        yield engine_over


@pytest.mark.parametrize("row", ROWS, ids=[row.query for row in ROWS])
def test_what_is_understood(row: Row) -> None:
    if row.refused:
        with pytest.raises(BadQuery) as caught:
            parse_query(row.query)
        assert (str(caught.value), caught.value.field) == (row.notices, "q")
        return
    query = parse_query(row.query, synonyms=False)
    assert (query.understood, query.relaxing, " / ".join(query.notices)) == (row.understood, row.relaxing, row.notices)


def test_each_query_stands_in_the_table_once() -> None:
    assert len({row.query for row in ROWS}) == len(ROWS) >= 170


@pytest.mark.parametrize("scope", SCOPES)
def test_the_engine_takes_all_of_them(engine: Engine, scope: str) -> None:
    for row in ROWS:
        if row.refused:
            continue
        query = parse_query(row.query, scope=scope, synonyms=False)
        page = engine.search(query)
        said = " / ".join(page.query.notices)
        assert said.startswith(row.notices), row
        assert page.query.understood == row.understood, row
        assert "\n" not in said, row
        assert engine.notices(query) == page.query.notices, row
        if row.relaxing == "never" or scope != "article":
            assert page.query.mode == "all", row
        if page.query.mode == "relaxed":
            assert len(page.query.notices) > len(query.notices), row


def in_full_width(text: str) -> str:
    """The same as a Chinese keyboard may write it."""
    wide = {0x21 + number: 0xFF01 + number for number in range(94)}
    return text.translate(wide | {ord(" "): 0x3000})


@pytest.mark.parametrize("row", ROWS, ids=[row.query for row in ROWS])
def test_full_width_forms_mean_the_same(row: Row) -> None:
    twin = in_full_width(row.query)
    if row.refused:
        with pytest.raises(BadQuery):
            parse_query(twin)
        return
    one, other = parse_query(row.query), parse_query(twin)
    assert (one.node, one.relaxing, len(one.notices)) == (other.node, other.relaxing, len(other.notices))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"营商环境" 企业', "“营商环境”　企业"),
        ('"营商环境"', "「营商环境」"),
        ("企业 OR 人才", "企业　ＯＲ　人才"),
        ("企业|人才", "企业｜人才"),
        ("企业 -人才", "企业　－人才"),
        ("企业 -人才", "企业 −人才"),
        ("企业 (人才 OR 教育)", "企业（人才　OR　教育）"),
        ("title:企业", "标题：企业"),
        ("place:湖南省 theme:economy", "地区：湖南省　主题：economy"),
        ("source:日报 date:2021..2023", "来源：日报　日期：２０２１－２０２３".replace("－", "．．")),
        ("企业 NEAR/3 人才", "企业　ＮＥＡＲ／３　人才"),
        ("营商*", "营商＊"),
        ("优化營商環境", "優化营商环境"),
        ("国办发(2019)5号", "国办发（２０１９）５号"),
        ("1-11月", "１－１１月"),
        ("8.5%", "８．５％"),
        ("营商环境", "营商\u200b环境\ufeff"),
    ],
)
def test_twins(one: str, other: str) -> None:
    assert parse_query(one).node == parse_query(other).node


@pytest.mark.parametrize(
    "text",
    [
        'place:"湖\n南"',
        'date:"20\r\n21"',
        'theme:"a\u2028b"',
        "企业 NEAR/99999\t人才",
        "(" * 9 + "企业\n",
        "\n".join(f"词{n}" for n in range(MAX_CLAUSES + 1)),
    ],
)
def test_what_is_refused_is_said_in_one_line(text: str) -> None:
    with pytest.raises(BadQuery) as caught:
        parse_query(text)
    assert len(str(caught.value).splitlines()) == 1


def answer(engine: Engine, text: str) -> str:
    """Why a query is refused; nothing if it is not."""
    try:
        engine.search(parse_query(text))
    except BadQuery as error:
        return str(error)
    return ""


# Limits


def test_a_query_of_the_greatest_length_is_answered(engine: Engine) -> None:
    for unit in ("营商环境", "a ", "((", "-", '"', "title:", "的|", "*", "（", "NOT ", "企业 NEAR/3 "):
        text = (unit * MAX_LENGTH)[:MAX_LENGTH]
        assert len(answer(engine, text).splitlines()) <= 1
        with pytest.raises(BadQuery, match=f"最多 {MAX_LENGTH} 个字"):
            parse_query(text + "字")


def test_pieces_alternatives_and_properties_count_as_words() -> None:
    words = [f"w{number}" for number in range(MAX_CLAUSES - 2)]
    parse_query(" OR ".join([*words, "-place:湖南省", "(title:企业)"]))
    with pytest.raises(BadQuery, match=f"最多 {MAX_CLAUSES} 个词，现有 {MAX_CLAUSES + 1} 个"):
        parse_query(" OR ".join([*words, "-place:湖南省", "(title:新邵县招商引资)"]))


def test_a_search_that_takes_too_long_is_refused(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.clock.TIME_LIMIT", 0.0)
    for text in ("企业", "企业 -人才", "title:企业", "企业 OR 人才", "营商*"):
        with pytest.raises(BadQuery, match="上限") as caught:
            engine.search(parse_query(text))
        assert caught.value.field == "q"


@pytest.mark.parametrize("tail", ["", " NOT 无此字句", " 甲乙 无此字句", " OR 无此字句"])
def test_a_prefix_with_too_many_words_says_so(made: Callable[..., Engine], tail: str) -> None:
    words = [f"zq{number}" for number in range(MAX_EXPANSION)]
    for count in (MAX_EXPANSION, MAX_EXPANSION + 1):
        engine = made([{"title": "甲", "text": " ".join([*words, "zq9999"][:count]) + "\nazq1\n甲乙"}])
        page = engine.search(parse_query(f"zq*{tail}"))
        over = any(f"超过 {MAX_EXPANSION} 个的上限" in notice for notice in page.query.notices)
        assert over == (count > MAX_EXPANSION)
        assert any("以“zq”开头的词" in notice for notice in page.query.notices)
        assert page.total.articles == 1


def test_a_prefix_that_only_leaves_out_says_what_it_is_expanded_to(made: Callable[..., Engine]) -> None:
    engine = made([{"title": "甲", "text": "zq1 zq2"}, {"title": "乙", "text": "azq1"}])
    page = engine.search(parse_query("-zq*"))
    assert [result.title.text for result in page.results] == ["乙"]
    assert page.query.notices == ("以“zq”开头的词有 2 个：zq1、zq2",)


# Document numbers and numbers

WRITTEN = (
    "国办发〔2019〕5号", "国办发[2019]5号", "国办发［2019］5号", "国办发(2019)5号", "国办发（2019）5号",
    "国办发【2019】5号", "国办发〈2019〉5号", "国办发〔2019〕第5号", "国办发 〔2019〕 5 号", "国办发 [2019] 5号",
    "国办发〔２０１９〕５号", "國辦發〔2019〕5號",
)  # fmt: skip


def titles(page: ResultPage) -> set[str]:
    """Of the results and of their reprints."""
    return {text for result in page.results for text in (result.title.text, *(each.title for each in result.reprints))}


def test_document_numbers_are_found_in_all_spellings(made: Callable[..., Engine]) -> None:
    others = ["国办发〔2019〕15号", "国办发〔2019〕5", "国办函〔2019〕5号", "国办发〔2018〕5号", "国办发2019年5号"]
    engine = made(
        [{"title": f"第{n}篇", "text": f"依照（{text}）办理。"} for n, text in enumerate((*WRITTEN, *others))]
    )
    for text in WRITTEN:
        page = engine.search(parse_query(text, size=100))
        assert titles(page) == {f"第{n}篇" for n in range(len(WRITTEN))}, text
        for result in page.results:
            (passage,) = result.paragraphs
            assert [passage.text[a:b] for a, b in passage.marks] == [passage.text[3:-4]], text


def test_numbers_are_found_whole(made: Callable[..., Engine]) -> None:
    texts = [
        "增长8.5%。", "增长8%，共5项。", "投入3亿元。", "投入3千万，共亿人。", "1-11月增长。", "1—11月增长。",
        "1至11月增长。", "1月至11月增长。", "11月1日增长。",
    ]  # fmt: skip
    engine = made([{"title": f"第{n}篇", "text": text} for n, text in enumerate(texts)])
    for text, found in {
        "8.5%": {0}, "８．５ ％": {0}, "3亿": {2}, "1-11月": {4, 5, 6}, "1——11月": {4, 5, 6}, "1至11月": {4, 5, 6},
        '"1-11月"': {4},
    }.items():  # fmt: skip
        page = engine.search(parse_query(text))
        assert titles(page) == {f"第{n}篇" for n in found}, text


# Marks


@pytest.mark.parametrize(
    ("text", "scope", "marked"),
    [
        ("新邵县", "article", [["新邵县"], ["新邵县"], []]),
        ("新邵县 环境", "article", [["新邵县"], ["新邵县", "环境"], ["環境", "环境"]]),
        ('"优化环境"', "article", [[], ["优化环境"], []]),
        ("新邵县 -人才", "article", [["新邵县"], ["新邵县"], []]),
        ("新邵县 OR (环境 无此词语)", "article", [["新邵县"], ["新邵县"], []]),
        ("环境 OR 无此词语", "article", [[], ["环境"], ["環境", "环境"]]),
        ("新邵县 NEAR/2 环境", "article", [[], ["新邵县", "环境"], []]),
        ("新邵县 NEAR/1 环境", "article", None),
        ("新邵县 NEAR/1 环境 OR 环境", "article", [[], ["环境"], ["環境", "环境"]]),
        ("title:新邵县", "article", [["新邵县"], [], []]),
        ("title:新邵县 环境", "article", [["新邵县"], ["环境"], ["環境", "环境"]]),
        ("title:环境 OR 新邵县", "article", [["新邵县"], ["新邵县"], []]),
        ("新邵县 环境", "paragraph", [[], ["新邵县", "环境"], []]),
        ("环境 -新邵县", "paragraph", [[], [], ["環境", "环境"]]),
        ("新邵县", "title", [["新邵县"], [], []]),
        ("pm*", "article", [[], [], ["PM2.5"]]),
        ("m2*", "article", None),
        ("优化环境", "article", [[], ["优化环境"], []]),
        ("新邵县优化环境", "article", [[], ["新邵县优化环境"], []]),
    ],
)
def test_marks(made: Callable[..., Engine], text: str, scope: str, marked: list[list[str]] | None) -> None:
    engine = made([{"title": "新邵县新闻", "text": "新邵县优化环境。\n環境，环境，PM2.5。"}])
    query = parse_query(text, scope=scope, synonyms=False)
    page = engine.search(query)
    if marked is None:
        assert not page.results or page.query.mode == "relaxed"
    else:
        (result,) = page.results
        article = engine.article(result.id, query)
        assert article
        texts = (article.title, *(shown for _, shown in article.paragraphs))
        assert [[shown.text[a:b] for a, b in shown.marks] for shown in texts] == marked
        assert result.title.marks == article.title.marks
        for passage in result.paragraphs:
            assert passage.marks == texts[passage.ordinal].marks


def test_a_string_of_many_words_is_one_mark(engine: Engine) -> None:
    for result in engine.search(parse_query('"营商环境"')).results:
        for shown in (result.title, *result.paragraphs):
            assert all(matched(shown.text[a:b]) == "营商环境" for a, b in shown.marks)


def test_near_is_marked_where_strings_overlap_themselves(made: Callable[..., Engine]) -> None:
    engine = made([{"title": "甲", "text": "哈哈哈，乙"}])
    for text, marked in (
        ("哈哈 NEAR/1 乙", ["哈哈", "乙"]),
        ("乙 NEAR/1 哈哈", ["哈哈", "乙"]),
        ("哈哈 NEAR/0 哈哈", None),
    ):
        page = engine.search(parse_query(text))
        found = [[p.text[a:b] for a, b in p.marks] for result in page.results for p in result.paragraphs]
        assert found == ([] if marked is None else [marked]), text


def test_every_pair_of_operators_can_stand_side_by_side(engine: Engine) -> None:
    parts = (
        "企业",
        '"人才"',
        "(",
        ")",
        "AND",
        "OR",
        "NOT",
        "-",
        "|",
        "NEAR/2",
        "title:",
        "place:",
        "date:",
        "*",
        '"',
        "《",
    )
    for first, second, third in product(parts, repeat=3):
        for joiner in (" ", ""):
            assert len(answer(engine, joiner.join((first, second, third))).splitlines()) <= 1
