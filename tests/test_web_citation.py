"""Citations: golden lines of GB/T 7714, and records that independent parsers read back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import Entry, parse_string

from web.export.citation import bibtex, gbt7714, ris
from web.export.reference import Carrier, Reference, one_line

ACCESSED = date(2026, 5, 1)
PAGE = "http://paper.example.cn/html/2023-12/20/content_1.htm"
PLAIN = Reference("00ff00ff00ff00ff", "青石县优化营商环境", "http://localhost:8080/articles/00ff00ff00ff00ff")

GOLDEN = [
    # In a newspaper, on paper.
    (
        {"byline": "本报记者 章屿", "source": "青石日报", "date": "2023-12-20", "edition": "第3版"},
        "章屿. 青石县优化营商环境[N]. 青石日报, 2023-12-20(3).",
    ),
    ({"source": "青石日报", "date": "2023-12-20"}, "青石县优化营商环境[N]. 青石日报, 2023-12-20."),
    (
        {"source": "青石日报", "date": "2023-12-20", "edition": "第08版"},
        "青石县优化营商环境[N]. 青石日报, 2023-12-20(8).",
    ),
    ({"source": "青石晚报", "date": "2023-12", "edition": "A03"}, "青石县优化营商环境[N]. 青石晚报, 2023-12(A03)."),
    ({"source": "青石日报", "date": "1983", "edition": "第十二版"}, "青石县优化营商环境[N]. 青石日报, 1983(12)."),
    ({"source": "青石日报"}, "青石县优化营商环境[N]. 青石日报."),
    ({"edition": "头版"}, "青石县优化营商环境[N]. (头)."),
    (
        {"source": "青石日报（海外版）", "date": "2023-12-20"},
        "青石县优化营商环境[N]. 青石日报（海外版）, 2023-12-20.",
    ),
    # In a newspaper, on the web.
    (
        {"byline": "章屿 吕半山", "source": "青石日报", "date": "2023-12-20", "edition": "第1版", "url": PAGE},
        f"章屿, 吕半山. 青石县优化营商环境[N/OL]. 青石日报, 2023-12-20(1)[2026-05-01]. {PAGE}.",
    ),
    ({"source": "青石日报", "url": PAGE}, f"青石县优化营商环境[N/OL]. 青石日报[2026-05-01]. {PAGE}."),
    # On the web.
    ({"date": "2023-12-20", "url": PAGE}, f"青石县优化营商环境[EB/OL]. (2023-12-20)[2026-05-01]. {PAGE}."),
    (
        {"source": "青石县人民政府网", "date": "2023-12-20", "url": PAGE},
        f"青石县优化营商环境[EB/OL]. 青石县人民政府网, 2023(2023-12-20)[2026-05-01]. {PAGE}.",
    ),
    (
        {"source": "青石县人民政府网", "date": "2023", "url": PAGE},
        f"青石县优化营商环境[EB/OL]. 青石县人民政府网, 2023[2026-05-01]. {PAGE}.",
    ),
    (
        {"source": "青石县人民政府网", "url": PAGE},
        f"青石县优化营商环境[EB/OL]. 青石县人民政府网[2026-05-01]. {PAGE}.",
    ),
    ({"url": PAGE}, f"青石县优化营商环境[EB/OL]. [2026-05-01]. {PAGE}."),
    ({"source": PAGE, "date": "2023"}, f"青石县优化营商环境[EB/OL]. (2023)[2026-05-01]. {PAGE}."),
    (
        {"source": "青石县统计公报", "date": "2023-02-03", "url": PAGE},
        f"青石县优化营商环境[EB/OL]. 青石县统计公报, 2023(2023-02-03)[2026-05-01]. {PAGE}.",
    ),
    (
        {"url": "http://example.cn/a b{c}.htm"},
        "青石县优化营商环境[EB/OL]. [2026-05-01]. http://example.cn/a%20b%7Bc%7D.htm.",
    ),
    # Neither.
    (
        {"source": "青石县人民政府网", "date": "2023-12-20"},
        "青石县优化营商环境[Z]. 青石县人民政府网, 2023-12-20.",
    ),
    ({}, "青石县优化营商环境[Z]."),
    ({"url": "javascript:alert(1)"}, "青石县优化营商环境[Z]."),
    # Titles and names.
    (
        {"subtitle": "——青石县改革纪实", "source": "青石日报"},
        "青石县优化营商环境: 青石县改革纪实[N]. 青石日报.",
    ),
    ({"title": "营商环境好不好？\n企业说了算"}, "营商环境好不好？ 企业说了算[Z]."),
    (
        {"byline": "本报记者 章屿 通讯员 吕半山 吴青山 李小河"},
        "章屿, 吕半山, 吴青山, 等. 青石县优化营商环境[Z].",
    ),
    ({"byline": "青石县县长 周青山"}, "青石县优化营商环境[Z]."),
]


@pytest.mark.parametrize(("fields", "line"), GOLDEN, ids=[line for _, line in GOLDEN])
def test_lines_of_the_standard(fields: dict[str, str], line: str) -> None:
    assert gbt7714(replace(PLAIN, **fields), ACCESSED) == line


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("章屿", ["章屿"]),
        ("本报记者 章屿 通讯员 吕半山", ["章屿", "吕半山"]),
        ("记者：章屿、吕半山", ["章屿", "吕半山"]),
        ("青石日报全媒体记者章屿", ["章屿"]),
        ("文/章屿", ["章屿"]),
        # Not surely names: nothing rather than something wrong.
        ("", []),
        ("本报评论员", []),
        ("本报编辑部", []),
        ("高起点 高标准 高质量", []),
        ("青石县委宣传部 章屿", []),
        ("记者 章屿 编辑 吕半山", []),
        ("图/章屿", []),
        ("章屿 摄", []),
        ("记者 章屿 " * 30, []),
    ],
)
def test_authors_are_named_when_they_surely_are_persons(byline: str, names: list[str]) -> None:
    assert list(replace(PLAIN, byline=byline).authors) == names


@pytest.mark.parametrize(
    ("source", "carrier"),
    [
        ("人民日报", Carrier.NEWSPAPER),
        ("人民日报海外版", Carrier.NEWSPAPER),
        ("中国青年报社", Carrier.NEWSPAPER),
        ("都市快报", Carrier.NEWSPAPER),
        ("青石统计年报", Carrier.UNKNOWN),
        ("新华每日电讯", Carrier.NEWSPAPER),
        ("国务院公报", Carrier.UNKNOWN),
        ("青石大学学报", Carrier.UNKNOWN),
        ("日报网", Carrier.UNKNOWN),
        ("新华社", Carrier.UNKNOWN),
    ],
)
def test_newspapers_are_known_by_their_names(source: str, carrier: Carrier) -> None:
    assert replace(PLAIN, source=source).carrier is carrier


def read_ris(record: str) -> dict[str, Any]:
    [entry] = rispy.loads(record)
    return dict(entry)


def test_a_newspaper_article_in_ris() -> None:
    article = replace(
        PLAIN,
        byline="章屿 吕半山",
        source="青石日报",
        date="2023-12-20",
        edition="第3版",
        subtitle="改革纪实",
        url=PAGE,
    )
    assert read_ris(ris(article, ACCESSED, keywords=["湖南省/邵阳市"], notes=["检索式：营商环境"])) == {
        "type_of_reference": "NEWS",
        "id": "zhengsou_00ff00ff00ff00ff",
        "title": "青石县优化营商环境: 改革纪实",
        "authors": ["章屿", "吕半山"],
        "secondary_title": "青石日报",
        "year": "2023",
        "date": "2023/12/20",
        "start_page": "3",
        "urls": [PAGE],
        "access_date": "2026/05/01",
        "language": "zh-CN",
        "keywords": ["湖南省/邵阳市"],
        "notes": ["检索式：营商环境", f"政搜：{PLAIN.link}"],
    }


@pytest.mark.parametrize(
    ("fields", "kind"), [({"edition": "3"}, "NEWS"), ({"url": PAGE}, "ELEC"), ({}, "GEN")], ids=["N", "EB", "Z"]
)
def test_types_of_ris(fields: dict[str, str], kind: str) -> None:
    record = read_ris(ris(replace(PLAIN, **fields), ACCESSED))
    assert record["type_of_reference"] == kind
    assert ("access_date" in record) == ("url" in fields)


def test_a_title_cannot_end_a_record() -> None:
    record = ris(replace(PLAIN, title="甲\r\nER  - \r\nTY  - JOUR\u2028乙"), ACCESSED)
    assert read_ris(record)["title"] == "甲 ER  -  TY  - JOUR 乙"


def read_bibtex(entry: str) -> tuple[str, Entry]:
    [(key, found)] = parse_string(entry, "bibtex").entries.items()
    return key, found


def test_a_newspaper_article_in_bibtex() -> None:
    article = replace(
        PLAIN,
        byline="章屿 吕半山",
        source="青石日报",
        date="2023-12-20",
        edition="第3版",
        subtitle="改革纪实",
        url=PAGE,
    )
    key, entry = read_bibtex(bibtex(article, ACCESSED, keywords=["湖南省", "营商环境"], note="减税100%"))
    assert (key, entry.type) == ("zhengsou_00ff00ff00ff00ff", "article")
    assert [str(person) for person in entry.persons["author"]] == ["章屿", "吕半山"]
    assert dict(entry.fields) == {
        "entrysubtype": "newspaper",
        "title": "{青石县优化营商环境: 改革纪实}",
        "journal": "青石日报",
        "year": "2023",
        "date": "2023-12-20",
        "pages": "3",
        "url": PAGE,
        "urldate": "2026-05-01",
        "langid": "chinese",
        "keywords": "湖南省, 营商环境",
        "annote": rf"减税100\% 政搜：{PLAIN.link}",
    }


@pytest.mark.parametrize(
    ("fields", "kind", "publisher"),
    [({"edition": "3"}, "article", "journal"), ({"url": PAGE}, "online", "organization"), ({}, "misc", "howpublished")],
    ids=["N", "EB", "Z"],
)
def test_types_of_bibtex(fields: dict[str, str], kind: str, publisher: str) -> None:
    _, entry = read_bibtex(bibtex(replace(PLAIN, source="青石县", **fields), ACCESSED))
    assert (entry.type, entry.fields[publisher]) == (kind, "青石县")


def test_characters_with_a_meaning_in_tex() -> None:
    _, entry = read_bibtex(bibtex(replace(PLAIN, title=r"{GDP} 8.5% & \$a_b~c^d#"), ACCESSED))
    assert entry.fields["title"] == (
        r"{{\textbraceleft}GDP{\textbraceright} 8.5\% \& {\textbackslash}\$a\_b{\textasciitilde}c{\textasciicircum}d\#}"
    )


COMMANDS = {
    "{\\textbraceleft}": "{",
    "{\\textbraceright}": "}",
    "{\\textbackslash}": "\\",
    "{\\textasciitilde}": "~",
    "{\\textasciicircum}": "^",
    **{"\\" + char: char for char in "#$%&_"},
}


def out_of_tex(value: str) -> str:
    return re.sub("|".join(map(re.escape, COMMANDS)), lambda found: COMMANDS[found[0]], value[1:-1])


def tidy(text: str) -> str:
    """What parsers make of white space."""
    return " ".join(one_line(text).split())


@given(st.text(), st.text(), st.text(), st.text())
def test_any_text_comes_back(title: str, subtitle: str, source: str, edition: str) -> None:
    article = replace(PLAIN, title=f"题{title}", subtitle=subtitle, source=f"源{source}", edition=edition)
    record = read_ris(ris(article, ACCESSED))
    assert tidy(record["title"]) == tidy(article.full_title)
    assert tidy(record["secondary_title"]) == tidy(article.source)
    _, entry = read_bibtex(bibtex(article, ACCESSED))
    assert tidy(out_of_tex(entry.fields["title"])) == tidy(article.full_title)
    assert len(gbt7714(article, ACCESSED).splitlines()) == 1


@given(st.text(alphabet=st.characters(codec=None), max_size=20))
def test_any_address_is_one_word(path: str) -> None:
    article = replace(PLAIN, url=f"http://example.cn/{path}")
    assert not re.search(r"[\s{}\\]", article.address)
    assert read_bibtex(bibtex(article, ACCESSED))[1].fields["url"] == article.address
    urls = read_ris(ris(article, ACCESSED))["urls"]
    assert ";".join(urls) == article.address  # the parser takes them for several
