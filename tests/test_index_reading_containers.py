"""Pages inside other files: PDF, Word, zip, standard input."""

from __future__ import annotations

import io
import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from index.cli import explain, reindex
from index.documents import Page
from index.errors import UnreadableFile
from index.reading import archive as archive_room
from index.reading import ending_of, read_pages
from index.reading.pdf import text_of_pdf
from index.reading.word import lines_of_word

TEXT = "今年以来，青石县把优化营商环境作为一号工程，推行“一件事一次办”，为企业节约时间三成以上。"
MORE = "县里还派出12名代办员，驻点服务园区42家企业，帮助解决用工、融资等难题。"
NAME = "青石日报20231220"


def pdf(*pages: str) -> bytes:
    """A PDF file with these pages, a line of text for each line."""
    writer = PdfWriter()
    font = DictionaryObject()
    for key, value in (("Type", "Font"), ("Subtype", "Type0"), ("BaseFont", "Song"), ("Encoding", "UniGB-UTF16-H")):
        font[NameObject(f"/{key}")] = NameObject(f"/{value}")
    for text in pages:
        page = writer.add_blank_page(600, 800)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        shown = [f"<{line.encode('utf-16-be').hex()}> Tj 0 -14 Td" for line in text.splitlines()]
        content = DecodedStreamObject()
        content.set_data(("BT /F1 12 Tf 50 780 Td " + "\n".join(shown) + " ET").encode())
        page[NameObject("/Contents")] = content
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word(*paragraphs: str, table: tuple[tuple[str, ...], ...] = ()) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for cells, row in zip(table, grid.rows, strict=True):
            for text, cell in zip(cells, row.cells, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return out.getvalue()


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str, bytes], list[Page]]:
    def read_bytes(name: str, data: bytes) -> list[Page]:
        path = tmp_path / name
        path.write_bytes(data)
        return list(read_pages(path))

    return read_bytes


Read = Callable[[str, bytes], list[Page]]


def refused(read: Read, name: str, data: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(name, data)
    return caught.value.reason


# PDF


def test_a_pdf_is_read_as_a_text_page(read: Read) -> None:
    [page] = read(f"{NAME}.pdf", pdf(f"青石县优化营商环境\n——改革一线见闻\n{TEXT}", MORE))
    [article] = page.articles
    assert (article.title, article.subtitle) == ("青石县优化营商环境", "——改革一线见闻")
    assert article.date == "2023-12-20"
    assert [p.text for p in article.paragraphs] == [TEXT, MORE]
    assert page.encoding == ""


@pytest.mark.parametrize(("above", "below"), [("", "— 1 —"), ("1", ""), ("", "第 1 页 共 2 页"), ("", "- 12 -")])
def test_page_numbers_do_not_stand_in_sentences(above: str, below: str) -> None:
    half = len(TEXT) // 2
    text, notices = text_of_pdf(pdf(f"{above}\n标题\n{TEXT[:half]}\n{below}", TEXT[half:]))
    assert text == f"标题\n{TEXT[:half]}\n\n{TEXT[half:]}"
    assert notices == []


def test_a_page_that_is_a_picture_is_told(read: Read) -> None:
    [page] = read("a.pdf", pdf(f"标题\n{TEXT}", "", ""))
    assert page.notices[0] == "PDF 共 3 页，其中 2 页没有文字，可能是图片"


def test_a_pdf_of_pictures_is_refused_with_a_cure(read: Read) -> None:
    assert "OCR" in refused(read, "a.pdf", pdf("", ""))


def test_a_locked_pdf_is_refused_with_a_cure(read: Read) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(TEXT))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert "密码" in refused(read, "a.pdf", out.getvalue())


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", pdf(TEXT)[:200], b"text", bytes(5000)])
def test_a_broken_pdf_is_refused(read: Read, data: bytes) -> None:
    assert "损坏" in refused(read, "a.pdf", data)


# Word


def test_a_word_file_is_read_as_a_text_page(read: Read) -> None:
    rows = (("乡镇", "新办企业"), ("雀溪镇", "42"))
    [page] = read(f"{NAME}.docx", word("青石县优化营商环境", "——改革一线见闻", TEXT, "", MORE, table=rows))
    [article] = page.articles
    assert (article.title, article.subtitle, article.date) == ("青石县优化营商环境", "——改革一线见闻", "2023-12-20")
    assert [p.text for p in article.paragraphs] == [TEXT, MORE, "乡镇 新办企业", "雀溪镇 42"]


def test_what_a_revision_took_out_is_no_text(read: Read) -> None:
    document = docx.Document()
    document.add_paragraph("标题")
    paragraph = document.add_paragraph(TEXT)
    gone = paragraph.add_run("已删去的话。")
    deletion = paragraph._p.makeelement(f"{{{paragraph._p.nsmap['w']}}}del")
    paragraph._p.append(deletion)
    deletion.append(gone._r)
    out = io.BytesIO()
    document.save(out)
    [page] = read("a.docx", out.getvalue())
    assert [p.text for p in page.articles[0].paragraphs] == [TEXT]


def test_a_text_box_is_a_paragraph_of_its_own() -> None:
    document = docx.Document()
    anchor = document.add_paragraph(TEXT)
    boxed = document.add_paragraph(MORE)
    box = anchor._p.makeelement(f"{{{anchor._p.nsmap['w']}}}txbxContent")
    anchor.add_run()._r.append(box)
    box.append(boxed._p)
    out = io.BytesIO()
    document.save(out)
    assert [line.text for line in lines_of_word(out.getvalue()) if line.text] == [TEXT, MORE]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", word(TEXT)[:3000], zipped({"a.txt": b"x"}), bytes(5000)])
def test_a_broken_word_file_is_refused(read: Read, data: bytes) -> None:
    assert "损坏" in refused(read, "a.docx", data)


def test_old_and_empty_word_files_are_refused(read: Read) -> None:
    assert ".docx" in refused(read, "a.docx", b"\xd0\xcf\x11\xe0" + bytes(600))
    assert "没有文字" in refused(read, "a.docx", word("", " "))


@pytest.mark.parametrize(("ending", "library"), [("pdf", "pypdf"), ("docx", "docx")])
def test_a_missing_library_is_named(read: Read, monkeypatch: pytest.MonkeyPatch, ending: str, library: str) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    assert 'pip install "zhengsou[documents]"' in refused(read, f"a.{ending}", b"%PDF")


# zip


def test_every_page_of_an_archive_is_read(read: Read, tmp_path: Path) -> None:
    records = "\n".join(json.dumps({"title": title, "text": TEXT}, ensure_ascii=False) for title in ("丙", "丁"))
    pages = read(
        "a.zip",
        zipped(
            {
                f"2023/{NAME}.txt": f"甲\n{TEXT}".encode("gb18030"),
                "网页/b.html": f"<title>乙</title><p>{TEXT}{MORE}</p>".encode(),
                "c.jsonl": records.encode(),
                "d.docx": word("戊", MORE),
                "e.pdf": pdf(f"己\n{MORE}"),
                "empty/": b"",
                ".hidden.txt": b"x",
                "__MACOSX/2023/._a.txt": b"x",
                "photo.JPG": b"x",
                "notes": b"x",
            }
        ),
    )
    assert [article.title for page in pages for article in page.articles] == list("甲乙丙丁戊己")
    assert pages[0].articles[0].date == "2023-12-20"
    archive = tmp_path / "a.zip"
    assert [page.file for page in pages] == [
        f"{archive}!/2023/{NAME}.txt",
        f"{archive}!/网页/b.html",
        f"{archive}!/c.jsonl",
        f"{archive}!/c.jsonl",
        f"{archive}!/d.docx",
        f"{archive}!/e.pdf",
        str(archive),
    ]
    assert pages[-1].notices == ("压缩包里有 5 个文件已读过，另有 2 个不是可读的类型：.JPG（1 个）、无扩展名（1 个）",)
    offsets = [page.offset for page in pages]
    assert offsets == sorted(offsets)
    assert offsets[-1] == archive.stat().st_size


def renamed(data: bytes, names: dict[str, bytes]) -> bytes:
    """An archive whose names are written without the mark of UTF-8, as other systems do; of the same length each."""
    for ascii_name, name in names.items():
        assert len(ascii_name) == len(name)
        data = data.replace(ascii_name.encode(), name)
    return data


@pytest.mark.parametrize("codec", ["gb18030", "big5", "utf-8"])
def test_names_of_other_systems_are_understood(read: Read, codec: str) -> None:
    name = "新聞/青石縣報道20231220.txt".encode(codec)
    plain = "n" * (len(name) - 4) + ".txt"
    [page, _] = read("a.zip", renamed(zipped({plain: f"标题\n{TEXT}".encode()}), {plain: name}))
    assert page.file.endswith("a.zip!/新聞/青石縣報道20231220.txt")
    assert page.articles[0].date == "2023-12-20"


def test_a_field_for_the_unicode_name_does_no_harm(read: Read) -> None:
    name, raw = "青石县报道20231220.txt", "青石县报道20231220.txt".encode("gb18030")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        member = zipfile.ZipInfo("n" * len(raw))
        field = struct.pack("<BL", 1, zlib.crc32(raw)) + name.encode()
        member.extra = struct.pack("<HH", 0x7075, len(field)) + field
        packed.writestr(member, f"标题\n{TEXT}")
        packed.writestr(name.replace("20", "19"), f"标题\n{TEXT}")
    pages = read("a.zip", out.getvalue().replace(b"n" * len(raw), raw))
    assert [page.file.rpartition("!/")[2] for page in pages[:2]] == [name, name.replace("20", "19")]


def test_one_bad_page_does_not_stop_the_others(read: Read) -> None:
    data = zipped(
        {
            "a.txt": bytes(99),
            "b.zip": zipped({"x.txt": b"x"}),
            "c.jsonl.gz": b"no gzip",
            "d.txt": b"",
            "e.txt": f"标题\n{TEXT}".encode(),
            "f.txt": f"又一篇\n{MORE}".encode(),
        }
    )
    place = data.index(b"f.txt") + len("f.txt")
    data = data[:place] + b"\xff\xff" + data[place + 2 :]
    pages = read("a.zip", data)
    assert [article.title for page in pages for article in page.articles] == ["标题"]
    told = [notice for page in pages for notice in page.notices]
    assert [notice[:6] for notice in told[:-1]] == ["a.txt：", "b.zip：", "c.json", "d.txt：", "f.txt："]
    assert "解压" in told[1]


def test_a_page_with_a_broken_name_is_told(read: Read) -> None:
    data = zipped({"好.txt": f"标题\n{TEXT}".encode(), "b.txt": f"标题\n{MORE}".encode()})
    pages = read("a.zip", data.replace("好".encode(), b"\xe5\xa5\xff", 1))
    assert "已损坏" in pages[0].notices[0]
    assert pages[1].articles
    assert "损坏" in refused(read, "b.zip", data.replace("好".encode(), b"\xe5\xa5\xff"))


def test_locked_archives_are_told(read: Read) -> None:
    data = bytearray(zipped({"a.txt": f"标题\n{TEXT}".encode(), "b.txt": f"标题\n{MORE}".encode()}))
    places = [data.index(mark) + shift for mark, shift in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6))]
    for place in places:
        data[place] |= 1
    pages = read("a.zip", bytes(data))
    assert pages[0].notices == ("a.txt：没有读入：已加密，请解密后再索引",)
    assert pages[1].articles
    assert "加密" in refused(
        read, "b.zip", bytes(data).replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    )


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_room, "MAX_PAGE", 1000)
    data = zipped({"a.txt": f"标题\n{TEXT}".encode(), "b.txt": bytes(1 << 20)})
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    reader = read_pages(path)
    assert next(reader).articles
    with pytest.raises(UnreadableFile, match="倍"):
        next(reader)


def test_rare_ways_of_packing_are_told(read: Read) -> None:
    pages = read("a.zip", zipped({"a.txt": TEXT.encode()}, zipfile.ZIP_BZIP2))
    assert "压缩方式" in pages[0].notices[0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "损坏"),
        (b"PK\x03\x04", "损坏"),
        (zipped({"a.txt": b"x"})[:-8], "损坏"),
        (zipped({"a.exe": b"x"}), "没有可读"),
    ],
)
def test_a_broken_archive_is_refused(read: Read, data: bytes, reason: str) -> None:
    assert reason in refused(read, "a.zip", data)


def test_an_archive_is_indexed_as_one_file_of_many_articles(tmp_path: Path) -> None:
    records = "\n".join(json.dumps({"title": f"第{n}期", "text": f"{MORE}{n}"}, ensure_ascii=False) for n in range(30))
    (tmp_path / "pages").mkdir()
    packed = zipped({"a.txt": f"标题\n{TEXT}".encode(), "b.jsonl": records.encode(), "c.txt": b""})
    (tmp_path / "pages/a.zip").write_bytes(packed)
    arguments = [str(tmp_path / "pages"), "--index", str(tmp_path / "index")]
    told = CliRunner().invoke(reindex, arguments, catch_exceptions=False).stdout
    assert "读取 1 个文件" in told
    assert "31 篇报道" in told
    assert "c.txt：没有读入：文件里没有文字" in told
    assert "没有变化" in CliRunner().invoke(reindex, arguments, catch_exceptions=False).stdout


# Standard input


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (TEXT.encode(), ".txt"),
        (TEXT.encode("utf-16"), ".txt"),
        (b"", ".txt"),
        (bytes(99), ".txt"),
        (b"a < b, and b > a", ".txt"),
        (f"\n<!DOCTYPE html><p>{TEXT}".encode("gbk"), ".html"),
        (f"<p class=a>{TEXT}</p>".encode("utf-16"), ".html"),
        (json.dumps({"text": TEXT}).encode(), ".jsonl"),
        (f'\ufeff{{ "text": "{TEXT}"}}\n'.encode(), ".jsonl"),
        (pdf(TEXT), ".pdf"),
        (word(TEXT), ".docx"),
        (zipped({"a.txt": b"x"}), ".zip"),
        (zipped({"keyword/document.txt": b"x", "password/word/a.txt": b"x"}), ".zip"),
        (TEXT.encode()[:40], ".txt"),
    ],
)
def test_content_tells_the_kind(data: bytes, ending: str) -> None:
    assert ending_of(data) == ending


def explained(data: bytes, *arguments: str) -> list[dict[str, object]]:
    result = CliRunner().invoke(explain, ["-", "--json", *arguments], input=data, catch_exceptions=False)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_standard_input_is_explained() -> None:
    [page] = explained(f"<title>标题</title><p>{TEXT}".encode("gb18030"))
    assert (page["file"], page["encoding"]) == ("-", "gb18030")
    assert page["articles"][0]["title"] == "标题"
    [page] = explained(f"标题\n{TEXT}".encode(), "--name", f"a/{NAME}.txt")
    assert (page["file"], page["articles"][0]["date"]) == (f"a/{NAME}.txt", "2023-12-20")
    pages = explained(zipped({"a.txt": f"标题\n{TEXT}".encode()}))
    assert [page["file"] for page in pages] == ["-!/a.txt", "-"]


def test_what_cannot_be_explained_says_so() -> None:
    with pytest.raises(UnreadableFile, match=r"^-: 文件里没有文字"):
        explained(b"")
    result = CliRunner().invoke(explain, ["a.txt", "--name", "b.txt"])
    assert result.exit_code == 2


def test_explain_prints_where_and_when_it_was_published() -> None:
    arguments = ["-", "--name", "湖南日报2023-12-20第08版.txt"]
    told = CliRunner().invoke(explain, arguments, input=TEXT.encode(), catch_exceptions=False).stdout
    assert "来源  湖南日报\n  日期  2023-12-20\n  版次  第08版\n" in told
