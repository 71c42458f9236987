"""How does a file become pages, and what if it cannot?"""

from __future__ import annotations

import gzip
import lzma
import os
import pickle
from pathlib import Path

import pytest

import index.reading
from index.errors import UnreadableFile
from index.reading import content, read_pages

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
        ("a.doc", b"\xd0\xcf\x11\xe0", "不认识"),
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


def test_a_file_that_may_not_be_read_says_so(refused: Path) -> None:
    path = refused / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(UnreadableFile, match="权限"):
        list(read_pages(path))


@pytest.mark.parametrize("ending", ["txt", "html"])
def test_a_file_that_is_too_large_for_a_page_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(content, "MAX_PAGE", 1000)
    path = tmp_path / f"a.{ending}"
    path.write_text(f"标题\n{TEXT * 3}"[:300], encoding="utf-8")
    [page] = read_pages(path)
    assert page.articles
    path.write_text(f"标题\n{TEXT * 20}", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="拆成"):
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
