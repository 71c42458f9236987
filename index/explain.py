"""How was a file read, and why does it carry its tags? The public JSON form of `zhengsou explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from index.documents import Article, Page
from index.reading import read_pages
from index.tagging import gazetteer, tag, theme_tree

__all__ = ["explain"]


def explain(file: Path) -> list[dict[str, Any]]:
    """Every page of a file, as it would be indexed; one for a text or HTML file, one for each line of a JSONL file.

    Raises:
        UnreadableFile: no reader can make sense of the file.
    """
    return [_page(page) for page in read_pages(file)]


def _page(page: Page) -> dict[str, Any]:
    return {
        "file": page.file,
        "encoding": page.encoding,
        "articles": [_article(article) for article in page.articles],
        "notices": list(page.notices),
    }


def _article(article: Article) -> dict[str, Any]:
    tags = tag(article)
    places, themes = gazetteer(), theme_tree()
    return {
        "title": article.title,
        "subtitle": article.subtitle,
        "byline": article.byline,
        "source": article.source,
        "date": article.date,
        "places": [
            {"code": found.code, "path": places[found.code].path, "main": rank == 0, "evidence": found.evidence}
            for rank, found in enumerate(tags.places)
        ],
        "themes": [
            {"id": found.id, "name": themes[found.id].name, "evidence": list(found.evidence)} for found in tags.themes
        ],
        "paragraphs": [{"text": paragraph.text, "role": str(paragraph.role)} for paragraph in article.paragraphs],
    }
