"""How does a file become pages, and what if it cannot?"""

from __future__ import annotations

import contextlib
import gzip
import json
import lzma
import os
import pickle
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import index.reading
from index.documents import Page
from index.errors import UnreadableFile
from index.reading import read_pages

TEXT = "今年以来，青石县把优化营商环境作为一号工程，推行“一件事一次办”，为企业节约时间三成以上。"


def test_public_face() -> None:
    assert index.reading.__all__ == sorted(index.reading.__all__)
    assert {"Found", "find_files", "read_pages"} <= set(index.reading.__all__)


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    reader = read_pages(tmp_path / "missing.txt")
    with pytest.raises(UnreadableFile):
        next(reader)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(
    ("ending", "form"), [("txt", "标题\n{}"), ("html", "<title>标题</title><body><p>{}</p></body>")]
)
def test_a_file_is_one_page(tmp_path: Path, codec: str, ending: str, form: str) -> None:
    path = tmp_path / f"青石日报20231220.{ending}"
    path.write_bytes(form.format(TEXT).encode(codec))
    [page] = read_pages(path)
    [article] = page.articles
    assert article.title == "标题"
    assert article.date == "2023-12-20"
    assert [p.text for p in article.paragraphs] == [TEXT]
    assert (page.file, page.encoding, page.notices) == (str(path), codec, ())
    assert page.offset == path.stat().st_size


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.pdf", b"%PDF", "不认识"),
        ("a.txt", b"", "没有文字"),
        ("a.txt", "\ufeff \u3000\n\u200b".encode(), "没有文字"),
        ("a.html", b" \n", "没有文字"),
        ("a.txt", b"%PDF-1.7 \xe2\xe3", "PDF"),
        ("a.html", b"MZ\x90\x00\x03" + bytes(99), "不是文本"),
        ("a.txt", b"\xfd\xfc\xfb\xff" * 99, "编码"),
        ("a.jsonl", b"", "没有记录"),
        ("a.jsonl.gz", b"{}", "损坏"),
        ("a.jsonl.xz", b"{}", "损坏"),
        ("a.jsonl.xz", lzma.compress(b"{}")[:-9], "损坏"),
        ("a.jsonl.gz", gzip.compress(bytes(range(250)) * 99)[:200] + b"\xff" * 90, "损坏"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=reason) as caught:
        list(read_pages(path))
    assert caught.value.path == str(path)
    assert "\n" not in caught.value.reason
    assert pickle.loads(pickle.dumps(caught.value)).reason == caught.value.reason


def test_what_is_no_file_says_so(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    for name in ("pipe.txt", "folder.txt", "loop.txt", "missing.txt", "x" * 300 + ".txt"):
        with pytest.raises(UnreadableFile):
            list(read_pages(tmp_path / name))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(UnreadableFile, match="权限"):
        list(read_pages(path))


def test_damage_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes((TEXT * 9).encode() + b"\xff" + TEXT.encode())
    [page] = read_pages(path)
    assert page.notices[0] == "有 1 处字节无法解码，以 � 代替"


def test_an_html_page_without_text_is_a_page_without_article(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><body><img src=a.jpg></body></html>", encoding="utf-8")
    [page] = read_pages(path)
    assert page.articles == ()
    assert "没有正文" in page.notices[0]


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
            assert not any(c < " " or c in "\x7f\u200b\ufeff" for c in paragraph.text)
    for notice in page.notices:
        assert len(notice.splitlines()) == 1


ENDINGS = ["txt", "html", "jsonl", "jsonl.gz", "jsonl.xz"]
MARKUP = [
    "<div>", "</div>", "<p>", "<br>", "<!--", "-->", "<script>", "</script>", "<table><tr><td>", "</td><td>", "<title>",
    "<h1>", "<meta name=PubDate content=", '"', "&#xD800;", "&#0;",
    "[", "{", '{"text": "', '"}', '{"title": "\\ud800", "text": "x"}',
    "标题", "——", "（张三 李四）", "观察", "，", "。", "图为", "◆一",
    "\u3000\u3000", "2023", "来源：青石日报 2023年12月20日",
]  # fmt: skip
BYTES = [
    TEXT.encode(), TEXT.encode("gb18030"), TEXT.encode("utf-16"), b"\n", b"\r", b"\x85", b"\0", b"\xff",
    b"\xe2\x80\xa8",
]  # fmt: skip
PIECES = st.sampled_from([*map(str.encode, MARKUP), *BYTES])


@given(st.sampled_from(ENDINGS), st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=40).map(b"".join)))
@example("html", b"<html><frameset><frame src=a>")
@example("html", b"<![CDATA[x]]>")
@example("html", b"<a/b.html")
@example("txt", "\u2014\u2014".encode())
@settings(max_examples=400)
def test_whatever_the_bytes_only_unreadable_file_comes_out(
    tmp_path_factory: pytest.TempPathFactory, ending: str, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any.{ending}"
    packed = {"jsonl.gz": gzip.compress, "jsonl.xz": lzma.compress}.get(ending, bytes)
    for content in (packed(data), data):
        path.write_bytes(content)
        with contextlib.suppress(UnreadableFile):
            for page in read_pages(path):
                check(page)


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
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    [page] = read_pages(path)
    check(page)
    assert bool(page.articles) == isinstance(record.get("text"), str | int | float) or not page.articles
