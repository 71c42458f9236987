"""Whatever the bytes: nothing but pages and `UnreadableFile` comes out, at a cost in proportion to their number."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import lzma
import sys
import tracemalloc
import zipfile
from pathlib import Path

import docx
import pytest
from hostile_pages import HOSTILE
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.documents import Page
from index.errors import UnreadableFile
from index.reading import read_pages
from index.reading.files import ENDINGS

SEEDS = Path(__file__).parent.parent / "seeds"
TEXT = "今年以来，青石县把优化营商环境作为一号工程，推行“一件事一次办”，为企业节约时间三成以上。"
PDF = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj
4 0 obj <</Length 58>> stream
BT /F 12 Tf 50 700 Td <4ECA5E744EE56765FF0C4F18531630025B57> Tj ET
endstream endobj
5 0 obj <</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/UniGB-UTF16-H>> endobj
trailer <</Root 1 0 R/Size 6>>
startxref
0
%%EOF
"""


def check(page: Page) -> None:
    """What holds for every page."""
    assert page.articles or page.notices
    for article in page.articles:
        assert article.title
        assert article.paragraphs
        for text in (article.title, article.subtitle, article.byline, article.source, article.url, article.record):
            text.encode()
            assert len(text.splitlines()) <= 1
        for paragraph in article.paragraphs:
            paragraph.text.encode()
            assert paragraph.text == " ".join(paragraph.text.split())
            assert paragraph.text
            assert not any(c < " " or c in "\x7f\u200b\ufeff\u2f08" for c in paragraph.text)
    for notice in page.notices:
        assert len(notice.splitlines()) == 1


def read(path: Path) -> None:
    """Read a file to its end, and check what comes out."""
    with contextlib.suppress(UnreadableFile):
        for page in read_pages(path):
            check(page)


def packed(ending: str, data: bytes) -> bytes:
    """Data as a sound file of a kind that packs it; other kinds take it as it is."""
    if ending == ".jsonl.gz":
        return gzip.compress(data)
    if ending == ".jsonl.xz":
        return lzma.compress(data)
    out = io.BytesIO()
    if ending == ".zip":
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("标题20231220.txt", data)
            archive.writestr("b.jsonl", data)
    elif ending == ".docx":
        document = docx.Document()
        for line in data.decode(errors="replace").split("\n"):
            document.add_paragraph("".join(c for c in line if c.isprintable()))
        document.save(out)
    else:
        return data
    return out.getvalue()


MARKUP = [
    "<div>", "</div>", "<p>", "<br>", "<!--", "-->", "<script>", "</script>", "<table><tr><td>", "</td><td>", "<title>",
    "<h1>", "<meta name=PubDate content=", '"', "&#xD800;", "&#0;", "&#x200b;", "<![CDATA[", "]]>", "<?xml", "<a/",
    "[", "{", "}", '{"text": "', '"}', '{"title": "\\ud800", "text": "x"}', "\\u200b",
    "标题", "——", "（张三 李四）", "观察", "，", "。", "图为", "◆一", "⼈", "\ue863", "\u200b", "新貌新貌。。",
    "\u3000\u3000", "2023", "来源：青石日报 2023年12月20日", "青石日报 2023年2月30日 第08版", TEXT,
    "PK\x03\x04", "%PDF", "endobj", "<<", ">>", "stream\n", "/Kids[2 0 R]", "/Length 99999999999",
]  # fmt: skip
BYTES = [
    TEXT.encode("gb18030"), TEXT.encode("utf-16"), TEXT.encode("big5", "ignore"), b"\n", b"\r", b"\x85", b"\0", b"\xff",
    b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xff\xfe", b"\x84\x31\x95\x33",
]  # fmt: skip
PIECES = st.sampled_from([*map(str.encode, MARKUP), *BYTES])


@st.composite
def mutated(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A real file with some bytes cut out, written over, put in or repeated."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 1, 2, 7, 100, 5000])))
        match draw(st.sampled_from(["cut", "piece", "bytes", "repeat", "end"])):
            case "cut":
                del data[start:end]
            case "piece":
                data[start:end] = draw(PIECES) * draw(st.sampled_from([1, 1, 20]))
            case "bytes":
                data[start:end] = draw(st.binary(max_size=4))
            case "repeat":
                data[start:start] = data[start:end] * 2
            case "end":
                del data[end:]
    return bytes(data)


def originals(ending: str) -> list[bytes]:
    """Sound files of a kind."""
    texts = [path.read_bytes()[:12_000] for path in sorted(SEEDS.glob("*.txt"))]
    match ending:
        case ".pdf":
            return [PDF]
        case ".docx" | ".zip":
            return [packed(ending, text) for text in texts[:2]]
        case _ if ending.startswith(".jsonl"):
            lines = (SEEDS / "county-briefs.jsonl").read_bytes().splitlines(keepends=True)
            return [b"".join(lines[:12])]
        case _ if "htm" in ending:
            return [path.read_bytes()[:30_000] for path in sorted(SEEDS.glob("*.*html"))]
    return texts


KINDS = [".txt", ".html", ".jsonl", ".jsonl.gz", ".jsonl.xz", ".pdf", ".docx", ".zip"]
HEALTH = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


def test_every_kind_is_tried() -> None:
    assert {ENDINGS[ending] for ending in KINDS} == set(ENDINGS.values())
    for ending in KINDS:
        assert originals(ending)


@pytest.mark.parametrize("ending", KINDS)
def test_the_originals_are_read(tmp_path: Path, ending: str) -> None:
    for data in originals(ending):
        path = tmp_path / f"a{ending}"
        path.write_bytes(data if ending in {".docx", ".zip"} else packed(ending, data))
        pages = list(read_pages(path))
        assert any(page.articles for page in pages)
        for page in pages:
            check(page)


@given(
    ending=st.sampled_from(KINDS), data=st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=40).map(b"".join))
)
@example(".html", b"<html><frameset><frame src=a>")
@example(".html", b"<![CDATA[x]]>")
@example(".html", b"<a/b.html")
@example(".txt", "\u2014\u2014".encode())
@settings(max_examples=300, suppress_health_check=HEALTH)
def test_any_bytes(tmp_path: Path, ending: str, data: bytes) -> None:
    path = tmp_path / f"any{ending}"
    for content in (packed(ending, data), data):
        path.write_bytes(content)
        read(path)


@pytest.mark.parametrize("ending", KINDS)
@given(data=st.data())
@settings(max_examples=60, suppress_health_check=HEALTH)
def test_damaged_files(tmp_path: Path, ending: str, data: st.DataObject) -> None:
    path = tmp_path / f"any{ending}"
    content = data.draw(mutated(originals(ending)))
    if ending.startswith(".jsonl."):
        path.write_bytes(packed(ending, content))
        read(path)
    path.write_bytes(content)
    read(path)


@given(
    st.dictionaries(
        st.sampled_from(["id", "title", "date", "source", "text", "url", "other"]),
        st.one_of(
            st.text(max_size=60), st.integers(), st.floats(), st.none(), st.booleans(), st.lists(st.text(max_size=3))
        ),
    )
)
def test_any_record_is_a_page(tmp_path_factory: pytest.TempPathFactory, record: dict[str, object]) -> None:
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    sound = {"title": "标题", "text": "正文。"}  # without any, the file would be refused
    path.write_text(json.dumps(record) + "\n" + json.dumps(sound) + "\n", encoding="utf-8")
    [page, _] = read_pages(path)
    check(page)
    assert bool(page.articles) == isinstance(record.get("text"), str | int | float) or not page.articles


# Cost

SMALL = 2_000
"""Characters of the smaller page; the other one has four times as many."""
OVERHEAD = 10_000
"""Calls that a page costs whatever its size, and a bit more: tables that are loaded, the parser's start."""


def calls(path: Path) -> int:
    """How many functions, Python's own among them, are called while a file is read."""
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        with contextlib.suppress(UnreadableFile):
            for _ in read_pages(path):
                pass
    finally:
        sys.setprofile(before)
    return count


def peak(path: Path) -> int:
    """Bytes that are held at most while a file is read."""
    tracemalloc.start()
    try:
        with contextlib.suppress(UnreadableFile):
            for _ in read_pages(path):
                pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("ending", "name"), HOSTILE)
def test_four_times_the_page_is_four_times_the_work(tmp_path: Path, ending: str, name: str) -> None:
    path = tmp_path / f"a.{ending}"
    costs = []
    for size in (SMALL, SMALL, 4 * SMALL):  # the first fills caches
        path.write_text(HOSTILE[ending, name](size), encoding="utf-8")
        costs.append((calls(path), peak(path)))
    _, (few, small), (many, large) = costs
    assert many <= 6 * few + OVERHEAD
    assert large <= 6 * small + (1 << 20)
