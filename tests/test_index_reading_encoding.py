"""In which encoding is a file written?"""

from __future__ import annotations

import codecs
import random
from contextlib import suppress

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


@given(st.text(st.sampled_from("的一是在不了有和人这中大为上个国县市发展经济，。工作2023"), min_size=12, max_size=200))
def test_common_text_survives_every_chinese_encoding(text: str) -> None:
    for codec in ("utf-8", "gb18030"):
        assert decode(text.encode(codec)).text == text


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with suppress(UndecodableError):
        assert decode(data).damaged <= max(1, len(data) * MAX_DAMAGE)
