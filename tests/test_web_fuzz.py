"""Whatever is typed: the page answers it, or says in one line why it does not."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

QUERIES = 2000

WORDS = (
    "营商环境", "營商環境", "的", "新邵县", "国办发〔2019〕5号", "8.5%", "1-11月", "3亿", "a", "PM2.5",
    "招商引资有哪些政策", "如何", "什么", "双碳", "中国（上海）自由贸易试验区", "，", "——", "哈" * 40, "https://www.gov.cn/",
    "2021..2023", "湖南省",
)  # fmt: skip
OPERATORS = (
    " AND ", " OR ", " NOT ", "AND", "OR", "NOT", "-", "－", "−", "|", "｜", "||", " NEAR/3 ", " NEAR ", "NEAR/99999",
    "*", "＊", "**", "(", ")", "（", "）", "((((", "))))", '"', "“", "”", "「", "」", "《", "》", "『", "'",
    "title:", "标题：", "place:", "地区：", "theme:", "source:", "date:", "日期：", "date:2021..", "abc:", "title:(",
    "/", "\\",
)  # fmt: skip
STRANGE = (
    "\x00", "\x07", "\n", "\r\n", "\t", "\x1f", "\x7f", "\x85", "\u200b", "\u200d", "\ufeff", "\u202e", "\u2028",
    "\u2029", "\u3000", "\ufffd", "\uffff", "\U0010ffff", "😀", "👨‍👩‍👧", "🇨🇳", "𬱖", "é", "e\u0301", "ß", "İ", "ﬁ",
    "㍿", "％", "\u0e01\u0e33", "עברית", "%00", "%", "%25", "&", "=", "+", "<script>", "{{7*7}}", "${x}", "';--",
    "\ud800", "\udfff",
)  # fmt: skip
RAW = ("%", "%zz", "%00", "%ff", "%ed%a0%80", "%c0%80", "%f5%80%80%80", "%e8%90", "%u8425", "+", "%2B", "%0a", "%5C")
"""As it may stand in a URL: broken escapes, bytes that are no UTF-8, half a character, half a surrogate pair."""


def texts(chance: random.Random) -> Iterator[str]:
    """Any mixture of words, operators and strange characters; some very long, some only of one kind."""
    while True:
        kinds = chance.choices((WORDS, OPERATORS, STRANGE), weights=[*chance.choices((0, 1, 4), k=2), 1], k=3)
        size = chance.choice((1, 2, 3, 5, 8, 13, 40, 200))
        joiner = chance.choice(("", " ", "　"))
        yield joiner.join(chance.choice(chance.choice(kinds)) for _ in range(size))[
            : chance.choice((80, 511, 512, 900))
        ]


def requests(chance: random.Random) -> Iterator[str]:
    """Query strings of URLs."""
    for text in texts(chance):
        query = quote(text.encode("utf-8", "surrogatepass"), safe="")
        if chance.random() < 0.2:
            query = "".join((query, chance.choice(RAW), chance.choice(WORDS), chance.choice(RAW)))
        scope = chance.choice(("", "", "&scope=paragraph", "&scope=title"))
        rest = chance.choice(("", "", "&sort=newest", "&page=3", "&size=100", "&year=2023", "&mentions=1"))
        yield f"q={query}{scope}{rest}"


@pytest.mark.parametrize("path", ["/api/search", "/"])
def test_any_query_is_answered_or_refused_in_one_line(client: FlaskClient, path: str) -> None:
    statuses: Counter[int] = Counter()
    asked = requests(random.Random(f"20231220{path}"))
    for query, _ in zip(asked, range(QUERIES if path == "/api/search" else QUERIES // 10), strict=False):
        response = client.get(f"{path}?{query}")
        statuses[response.status_code] += 1
        assert response.status_code in (200, 400), query
        if path == "/api/search":
            answer = response.get_json()
            said = answer["query"]["notices"] if response.status_code == 200 else [answer["error"]]
            assert all(len(line.splitlines()) == 1 and len(line) < 700 for line in said), query
    assert min(statuses[200], statuses[400]) > 20


@pytest.mark.parametrize(
    "name", ["place", "theme", "year", "source", "since", "until", "scope", "sort", "page", "size"]
)
def test_any_value_of_any_parameter_is_answered_or_refused_in_one_line(client: FlaskClient, name: str) -> None:
    for text, _ in zip(texts(random.Random(name)), range(60), strict=False):
        response = client.get(f"/api/search?{name}={quote(text.encode('utf-8', 'surrogatepass'), safe='')}")
        assert response.status_code in (200, 400), text
        if response.status_code == 400:
            assert len(response.get_json()["error"].splitlines()) == 1, text
