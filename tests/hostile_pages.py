"""Pages that are made to cost much: what a reader looks at again and again, nested, left open, or never ended.

Each makes a page of about `n` characters. The tests count the work on them, `benchmarks/linear.py` takes the time.
"""

from __future__ import annotations

import random
from collections.abc import Callable

__all__ = ["HOSTILE"]

SENTENCE = "今年以来，青石县把优化营商环境作为一号工程，推行“一件事一次办”，为企业节约时间三成以上。"
BROKEN = "今年以来青石县把优化营商环境作为一号工程，推行一件事"
PARAGRAPH = f"<p>{SENTENCE}</p>"
IDEOGRAPHS = [chr(point) for point in range(0x4E00, 0x5E00)]

Maker = Callable[[int], str]


def repeat(unit: str, *, before: str = "", after: str = "") -> Maker:
    """A unit again and again."""
    return lambda n: before + unit * (n // len(unit)) + after


def chance(form: str, *lengths: int) -> Maker:
    """A form again and again, its gaps filled with ideographs drawn by lot."""

    def make(n: int) -> str:
        lot = random.Random(1)
        units = max(1, n // (len(form) + sum(lengths)))
        return "".join(
            form.format(*("".join(lot.choices(IDEOGRAPHS, k=length)) for length in lengths)) for _ in range(units)
        )

    return make


def wrapped(n: int) -> str:
    """A column."""
    text = (SENTENCE * (n // len(SENTENCE) + 1))[:n]
    return "\n".join(text[start : start + 18] for start in range(0, n, 18))


TEXT: dict[str, Maker] = {
    "one line": repeat(SENTENCE, before="标题\n"),
    "a line without a stop": repeat("字", before="标题\n"),
    "a line of commas": repeat("字，", before="标题\n"),
    "lines": repeat(SENTENCE + "\n", before="标题\n"),
    "broken lines": repeat(BROKEN + "\n", before="标题\n"),
    "broken lines and captions": repeat(BROKEN + "\n\n图为活动现场。\n\n", before="标题\n"),
    "broken articles": chance("{}，{}\n\n图为活动现场。\n\n{}。\n{}。\n", 20, 9, 90, 90),
    "titles": chance("{}\n——{}\n{}，{}\n\n图为{}\n\n", 12, 10, 60, 5, 5),
    "headings": chance("{}\n", 9),
    "same headings": repeat("标题文字优化\n"),
    "columns": wrapped,
    "lines of one character": repeat("字\n"),
    "labels": repeat("观察\n"),
    "blank lines": repeat("\n", after=SENTENCE),
    "spaces": repeat(" ", before=SENTENCE, after=SENTENCE),
    "spaced out": repeat("字 "),
    "digits": repeat("1"),
    "dates": repeat("2023年1月"),
    "datelines": repeat(f"本报讯 记者张三 {SENTENCE}\n"),
    "imprints": repeat("来源：青石日报 2023年12月20日\n"),
    "brackets": repeat("（"),
    "lines of brackets": repeat("（" * 60 + "\n"),
    "quotation marks": repeat("“"),
    "bullets": repeat("◆"),
    "lines with bullets": repeat("◆优化营商环境\n"),
    "lines with numbers": repeat("一、优化营商环境\n"),
    "dashes": repeat("——"),
    "lines with dashes": repeat("优化营商环境——\n"),
    "credits": repeat("（张三 李四）\n"),
    "captions": repeat("图为活动现场。\n"),
    "doubled lines": repeat("优化营商环境优化营商环境。。\n"),
    "zero width": repeat("字\u200b"),
    "radicals": repeat("⼈"),
    "private use": repeat("\ue863\ue600"),
}
HTML: dict[str, Maker] = {
    "paragraphs": repeat(PARAGRAPH, before="<title>标题</title>"),
    "unclosed paragraphs": repeat("<p>" + BROKEN),
    **{f"nested {name}": repeat(f"<{name}>", after=PARAGRAPH) for name in ("div", "b", "h1", "frameset")},
    **{
        f"nested {name} with text": repeat(f"<{name}>字，")
        for name in ("div", "a", "font", "span", "h1", "dl><dd", "ul><li")
    },
    "nested tables": repeat("<table><tr><td>字，", after=PARAGRAPH),
    "nested forms": repeat("<form><table>", after=PARAGRAPH),
    "a table": repeat("<tr><td>一</td><td>二</td></tr>", before="<table>", after="</table>" + PARAGRAPH),
    "containers": repeat(f"<div class=TRS_Editor>{PARAGRAPH}"),
    "closed containers": repeat(f"<div class=TRS_Editor>{PARAGRAPH}</div>"),
    "share buttons": repeat("<div class=share><p>字，", after=PARAGRAPH),
    "links": repeat("<a href=a>字，</a>", after=PARAGRAPH),
    "line breaks": repeat("字，<br>", before="<p>"),
    "pictures": repeat("<img>", after=PARAGRAPH),
    "meta": repeat("<meta name=a content=b>", after=PARAGRAPH),
    "headings": repeat("<h1>标题一</h1>", after=PARAGRAPH),
    "a long title": repeat("标_", before="<title>", after="</title>" + PARAGRAPH),
    "dividers in a title": repeat("- ", before="<title>", after="</title>" + PARAGRAPH),
    "spaces": repeat(" ", before="<p>", after=SENTENCE),
    "open comments": repeat("<!--"),
    "comments": repeat("<!---->", after=PARAGRAPH),
    "open scripts": repeat("<script>"),
    "scripts": repeat("<script></script>", after=PARAGRAPH),
    "open tags": repeat("<a "),
    "less than": repeat("<"),
    "attributes": repeat("a=b ", before="<p ", after=">" + SENTENCE),
    "classes": repeat("a ", before="<p class='", after="'>" + SENTENCE),
    "ampersands": repeat("&"),
    "entities": repeat("&#8203;字", before="<p>", after="，</p>"),
    "declarations": repeat("<?xml "),
    "sections": repeat("<![CDATA["),
    "linked data": repeat("[", before="<script type=application/ld+json>", after="</script>" + PARAGRAPH),
    "notes of a newspaper": repeat("<title>", before="<!--enpproperty ", after="-->" + PARAGRAPH),
    "styles": repeat("<p style='text-align:center'>字，</p>"),
}
JSONL: dict[str, Maker] = {
    "records": repeat('{"title":"标题","text":"' + SENTENCE + '"}\n'),
    "one record": repeat(SENTENCE, before='{"title":"标题","text":"', after='"}'),
    "lines in a record": repeat("字\\n", before='{"text":"', after='"}'),
    "escapes": repeat("\\u4e00", before='{"text":"', after='"}'),
    "nested lists": repeat("["),
    "nested objects": repeat('{"a":'),
    "a long number": repeat("1", before='{"text":', after="}"),
    "a long title": repeat("题", before='{"text":"字","title":"', after='"}'),
    "a long date": repeat("一", before='{"text":"字","date":"', after='"}'),
    "spaces": repeat(" ", before='{"text":"字","date":"2023', after='"}'),
    "empty lines": repeat("\n", after="{}"),
    "bad lines": repeat("x\n"),
    "empty records": repeat("{}\n"),
}
HOSTILE = {
    (ending, name): make
    for ending, table in (("txt", TEXT), ("html", HTML), ("jsonl", JSONL))
    for name, make in table.items()
}
"""By ending and name."""
