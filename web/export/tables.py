"""How does a whole result become a file? A stream of bytes, article by article, as CSV, JSON lines, RIS or BibTeX.

Each file says what was searched for, and still holds exactly one row, line, record or entry for each article: CSV and
JSON lines say it in every row, so that rows keep their origin when tables are put together; RIS in a note of each
record; BibTeX in a comment at the top.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from web.export.citation import bibtex, gbt7714, ris
from web.export.reference import Reference, one_line

__all__ = ["FORMATS", "ExportRow", "Format", "Origin", "file_name"]

MAX_NAMED = 40
"""Characters of the query that a file's name takes up."""

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_NOT_IN_FILE_NAME = re.compile(r'[\s/\\:*?"<>|.]+')

_COLUMNS = (
    "编号",
    "标题",
    "副标题",
    "署名",
    "来源",
    "版次",
    "日期",
    "地区",
    "主题",
    "命中段落数",
    "命中段落",
    "原文网址",
    "固定链接",
    "参考文献",
    "检索式",
    "导出时间",
)


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One article of a result.

    Attributes:
        places: their paths from the province down, as 湖南省/邵阳市.
        themes: their names.
        matched: how many paragraphs matched.
        passage: the text of the best of them; empty where only the title matched.
    """

    reference: Reference
    places: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    matched: int = 0
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the rows come from.

    Attributes:
        query: what was searched for, with its filters, so that a person can search for it again.
        exported: when; aware of its time zone. Its day is the day of access in citations.
    """

    query: str
    exported: datetime


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Attributes:
        content_type: as in the header of a response.
        write: the file's content, in chunks; a row is asked for when the one before is written.
    """

    content_type: str
    write: Callable[[Iterable[ExportRow], Origin], Iterator[bytes]]


class _Echo:
    """A file that hands back what is written to it: `csv` writes nowhere else."""

    def write(self, text: str) -> str:
        return text


def _csv(rows: Iterable[ExportRow], origin: Origin) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, without which Excel reads it as GBK; CR LF; no line break inside a cell."""
    writer = csv.writer(_Echo())
    yield ("\ufeff" + writer.writerow(_COLUMNS)).encode()
    for row in rows:
        reference = row.reference
        cells = (
            reference.key,
            reference.title,
            reference.subtitle,
            reference.byline,
            reference.source,
            reference.edition,
            reference.date,
            "；".join(row.places),
            "；".join(row.themes),
            str(row.matched),
            row.passage,
            reference.url,
            reference.link,
            gbt7714(reference, origin.exported.date()),
            origin.query,
            origin.exported.isoformat(timespec="seconds"),
        )
        yield writer.writerow(map(_cell, cells)).encode()


def _jsonl(rows: Iterable[ExportRow], origin: Origin) -> Iterator[bytes]:
    """One object a line, under the names that the API uses where it has the same."""
    for row in rows:
        reference = row.reference
        record = {
            "id": reference.id,
            "title": reference.title,
            "subtitle": reference.subtitle,
            "byline": reference.byline,
            "source": reference.source,
            "edition": reference.edition,
            "date": reference.date,
            "places": row.places,
            "themes": row.themes,
            "matched": row.matched,
            "passage": row.passage,
            "url": reference.url,
            "link": reference.link,
            "citation": gbt7714(reference, origin.exported.date()),
            "query": origin.query,
            "exported": origin.exported.isoformat(timespec="seconds"),
        }
        yield (json.dumps(record, ensure_ascii=False) + "\n").encode(errors="replace")


def _ris(rows: Iterable[ExportRow], origin: Origin) -> Iterator[bytes]:
    for row in rows:
        notes = (f"检索式：{origin.query}", row.passage and f"命中段落：{row.passage}")
        record = ris(row.reference, origin.exported.date(), keywords=(*row.places, *row.themes), notes=notes)
        yield record.encode()


def _bibtex(rows: Iterable[ExportRow], origin: Origin) -> Iterator[bytes]:
    # BibTeX skips what stands between entries, and knows an entry by its @. A search takes ＠ for the same character.
    query = one_line(origin.query).replace("@", "＠")
    yield f"% 政搜检索式：{query}\n% 导出时间：{origin.exported.isoformat(timespec='seconds')}\n".encode()
    for row in rows:
        keywords = (*row.places, *row.themes)
        entry = bibtex(row.reference, origin.exported.date(), keywords=keywords, note=row.passage)
        yield f"\n{entry}".encode()


FORMATS = {
    "csv": Format("text/csv; charset=utf-8", _csv),
    "jsonl": Format("application/jsonl; charset=utf-8", _jsonl),
    "ris": Format("application/x-research-info-systems; charset=utf-8", _ris),
    "bib": Format("application/x-bibtex; charset=utf-8", _bibtex),
}
"""By the ending of the file's name."""


def file_name(origin: Origin, ending: str) -> str:
    """What the file is called where it is saved: 政搜_营商环境_2026-05-01.csv. No system refuses such a name."""
    named = _NOT_IN_FILE_NAME.sub(" ", one_line(origin.query)).strip()[:MAX_NAMED].strip()
    return "_".join(filter(None, ("政搜", named, origin.exported.date().isoformat()))) + f".{ending}"


def _cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: behind an apostrophe, as OWASP advises against CSV injection."""
    line = one_line(text)
    return f"'{line}" if _FORMULA.match(line) else line
