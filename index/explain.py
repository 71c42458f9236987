"""How was a file read, and why does it carry its tags? The public JSON form of `zhengsou explain`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import IO, Any

from index.documents import Article, Page
from index.errors import UnreadableFile
from index.reading import ending_of, kind_of_file, read_pages
from index.tagging import PlaceMention, folder_hint, gazetteer, place_mentions, tag, theme_tree

__all__ = ["RULES", "explain", "explain_stream"]

HEAD = 1 << 16
"""Bytes from the beginning of a stream that tell its kind."""


RULES = {
    "full-name": "全称",
    "short-name": "简称",
    "former-name": "曾用名",
    "zone": "园区或新区",
    "abbreviation": "合称或单字简称",
    "inside": "上级地名紧接其前",
    "context": "据文中其他地名",
    "source": "据来源或文件夹",
}
"""What settled which place a name means, as `index.documents.PlaceTag` has it, in words for a reader."""


def explain(file: Path) -> Iterator[dict[str, Any]]:
    """Every page of a file, as it would be indexed; a JSONL or .zip file holds many.

    Raises:
        UnreadableFile: no reader can make sense of the file, or of the rest of it.
    """
    for page in read_pages(file):
        yield _page(page)


def explain_stream(stream: IO[bytes], name: str = "") -> Iterator[dict[str, Any]]:
    """The same for what comes over a pipe; it goes through a temporary file, so that memory stays bounded.

    Args:
        stream: is read to its end.
        name: what a file with this content would be called: its ending tells the kind, and the rest may tell the date.
            Without one, or one whose ending says nothing, the content tells the kind.

    Raises:
        UnreadableFile: as above, with `name` or `-` for the path.
    """
    shown = name or "-"
    head = stream.read(HEAD)
    base = PurePath(name).name or "-"
    if kind_of_file(PurePath(base)) is None:
        base += ending_of(head)
    with TemporaryDirectory(prefix="zhengsou-") as folder:
        path = Path(folder, base)
        with path.open("wb") as copy:
            copy.write(head)
            shutil.copyfileobj(stream, copy)
        try:
            for page in read_pages(path):
                yield _page(replace(page, file=shown + page.file.removeprefix(str(path))))
        except UnreadableFile as error:
            raise UnreadableFile(shown, error.reason) from None


def _page(page: Page) -> dict[str, Any]:
    return {
        "file": page.file,
        "encoding": page.encoding,
        "articles": [_article(article, folder_hint(page.file)) for article in page.articles],
        "notices": list(page.notices),
    }


def _article(article: Article, folder: str) -> dict[str, Any]:
    tags = tag(article, folder)
    places, themes = gazetteer(), theme_tree()
    mentions: dict[int, list[PlaceMention]] = {}
    for mention in place_mentions(article, folder):
        mentions.setdefault(mention.ordinal, []).append(mention)
    return {
        "title": article.title,
        "subtitle": article.subtitle,
        "byline": article.byline,
        "source": article.source,
        "date": article.date,
        "edition": article.edition,
        "url": article.url,
        "record": article.record,
        "places": [
            {
                "code": found.code,
                "path": places[found.code].path,
                "main": found.main,
                "evidence": found.evidence,
                "rule": found.rule,
            }
            for found in tags.places
        ],
        "open_places": [
            {"evidence": found.evidence, "candidates": [places[code].path for code in found.candidates]}
            for found in tags.open_places
        ],
        "themes": [
            {"id": found.id, "name": themes[found.id].name, "evidence": list(found.evidence)} for found in tags.themes
        ],
        "paragraphs": [
            {
                "text": paragraph.text,
                "role": str(paragraph.role),
                "places": [
                    {
                        "code": found.code,
                        "path": places[found.code].path,
                        "evidence": paragraph.text[found.start : found.end],
                        "rule": found.rule,
                    }
                    for found in mentions.get(ordinal, ())
                ],
                "themes": [
                    {"id": found.id, "name": themes[found.id].name, "evidence": list(found.evidence)}
                    for found in tags.paragraphs.get(ordinal, ())
                ],
            }
            for ordinal, paragraph in enumerate(article.paragraphs, start=1)
        ],
    }
