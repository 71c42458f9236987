"""In which encoding is a file written?"""

from __future__ import annotations

import codecs
import json
import random
from contextlib import suppress
from functools import cache
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.encoding import MAX_DAMAGE, UndecodableError, decode

SIMPLIFIED = (
    "今年以来，青石县把优化营商环境作为一号工程，推行“一件事一次办”，为企业节约时间30%以上。\n"
    "县里还派出12名代办员，驻点服务园区42家企业，帮助解决用工、融资等难题。"
)
TRADITIONAL = (
    "今年以來，青石縣把優化營商環境作為一號工程，推行「一件事一次辦」，為企業節約時間30%以上。\n"
    "縣裡還派出12名代辦員，駐點服務園區42家企業，幫助解決用工、融資等難題。"
)
MARKS = {
    "utf-8-sig": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
    "gb18030": b"\x84\x31\x95\x33",
}


@pytest.mark.parametrize(
    ("text", "codec", "found"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "gb2312", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED + "㙍𬱖", "gb18030", "gb18030"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (TRADITIONAL, "utf-8", "utf-8"),
        (TRADITIONAL, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL + "嘅喺", "big5hkscs", "big5hkscs"),
        (TRADITIONAL, "utf-16-le", "utf-16-le"),
        ("plain ASCII, 2023", "ascii", "utf-8"),
        ("经济", "gb18030", "gb18030"),
        ("經濟發展", "big5", "big5hkscs"),
        ("淥口", "gbk", "gb18030"),
        ("站(http://example.com)", "gbk", "gb18030"),  # valid UTF-8 too, for an Armenian letter
        ("°44.1′，东经123°30.4′。", "gb18030", "gb18030"),
        ("café · 25°", "utf-8", "utf-8"),
        ("Москва, Владивосток", "utf-8", "utf-8"),
        ("Αθήνα", "utf-8", "utf-8"),
    ],
)
def test_encoding_is_found(text: str, codec: str, found: str) -> None:
    decoded = decode(text.encode(codec))
    assert decoded.text == text
    assert decoded.encoding == found
    assert decoded.damaged == 0


@pytest.mark.parametrize("codec", MARKS)
def test_a_mark_settles_it(codec: str) -> None:
    data = MARKS[codec] + SIMPLIFIED.encode(codec.removesuffix("-sig"))
    assert decode(data).text.lstrip("\ufeff") == SIMPLIFIED


@pytest.mark.parametrize("hint", ["", "utf-8", "gb2312", "big5", "iso-8859-1", "no such thing"])
@pytest.mark.parametrize(("text", "codec"), [(SIMPLIFIED, "gbk"), (TRADITIONAL, "big5"), (SIMPLIFIED, "utf-8")])
def test_a_wrong_declaration_does_no_harm(text: str, codec: str, hint: str) -> None:
    assert decode(text.encode(codec), hint).text == text


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_damaged_byte_does_not_lose_the_rest(codec: str) -> None:
    data = bytearray((SIMPLIFIED * 20).encode(codec))
    data[301] = 0xFF
    decoded = decode(bytes(data))
    assert decoded.encoding == codec
    assert 1 <= decoded.damaged <= 3
    assert decoded.text.count("营商环境") >= 19


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF"),
        (b"PK\x03\x04" + bytes(40), "Office"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "图片"),
        (bytes(range(256)) * 8, "不是文本"),
        (random.Random(7).randbytes(4096).replace(b"\0", b"\1"), "编码"),
        ("déjà vu à l'été".encode("latin-1"), "编码"),
    ],
)
def test_what_is_no_text_is_refused_with_a_cure(data: bytes, reason: str) -> None:
    with pytest.raises(UndecodableError, match=reason) as caught:
        decode(data)
    assert "另存" in str(caught.value)


CODECS = ["utf-8", "utf-8-sig", "gb2312", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5", "big5hkscs"]
LENGTHS = {20: 400, 50: 100, 200: 50, 1000: 20, 10_000: 4, 100_000: 1}
"""Characters of a text, and how many texts of that length are tried."""


@cache
def collection() -> str:
    """The text of seeds/, one report after the other."""
    seeds = Path(__file__).parent.parent / "seeds"
    texts = [decode(path.read_bytes()).text for path in sorted(seeds.glob("*.txt"))]
    lines = (seeds / "county-briefs.jsonl").read_text("utf-8").splitlines()
    return "\n".join([*texts, *(json.loads(line)["text"] for line in lines)])


@cache
def traditional() -> str:
    """The same in traditional characters, one by one, as the fold table has them."""
    rows = (
        line.split("\t") for line in (resources.files("index") / "data" / "fold.tsv").read_text("utf-8").splitlines()
    )
    writable = [
        (simple, char) for char, simple in rows if char.encode("big5", "ignore") and "\u4e00" <= char <= "\u9fff"
    ]
    return collection().translate(str.maketrans(dict(reversed(writable))))


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("codec", CODECS)
def test_every_encoding_at_every_length(codec: str, length: int) -> None:
    lot = random.Random(f"{codec} {length}")
    for source in {traditional()} if codec.startswith("big5") else {collection(), traditional()}:
        writable = "".join(char for char in source if char.encode(codec, "ignore"))
        assert len(writable) > len(source) * (0.6 if codec == "gb2312" else 0.9)
        endless = writable * (2 + length // len(writable))
        for _ in range(LENGTHS[length]):
            start = lot.randrange(len(writable))
            text = endless[start : start + length]
            decoded = decode(text.encode(codec))
            assert (decoded.text, decoded.damaged) == (text, 0)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["plain", "<html>" + "x y\r\n" * 20_000, "a" * 100_000 + SIMPLIFIED])
def test_utf_16_needs_neither_mark_nor_chinese(codec: str, text: str) -> None:
    assert decode(text.encode(codec)).text == text


@given(st.text(st.sampled_from("的一是在不了有和人这中大为上个国县市发展经济，。工作2023"), min_size=12, max_size=200))
def test_common_text_survives_every_chinese_encoding(text: str) -> None:
    for codec in ("utf-8", "gb18030"):
        assert decode(text.encode(codec)).text == text


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with suppress(UndecodableError):
        assert decode(data).damaged <= max(1, len(data) * MAX_DAMAGE)
