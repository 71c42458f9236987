"""Which pages does the site have? One of every kind, for what looks at all of them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from search import Engine, parse_query

__all__ = ["site_pages"]


def site_pages(library: Path, words: tuple[str, str] = ("企业", "发展"), lang: str = "") -> dict[str, str]:
    """The addresses of one page of every kind, by their names.

    Args:
        library: the folder of an index.
        words: two that its articles have.
        lang: `en`, or nothing for Chinese.
    """
    one, other = words
    engine = Engine(library)
    answer = engine.search(parse_query(one))
    engine.close()
    place, theme = answer.facets.place[0], answer.facets.theme[0]
    asked = f"q={quote(one)}"
    pages = {
        "front": "/",
        "results": f"/?{asked}",
        "narrowed": f"/?{asked}&place={place.key}&theme={theme.key}&sort=newest",
        "browsing": "/?sort=newest",
        "nothing-found": f"/?q={quote('没有一篇报道写过这个')}&place={place.key}",
        "beyond-the-last-page": f"/?{asked}&page=9999",
        "article": f"/articles/{answer.results[0].id}?{asked}",
        "trends": f"/trends?{asked}&q={quote(other)}",
        "spread": f"/spread?{asked}",
        "concordance": f"/concordance?{asked}",
        "concordance-asks": "/concordance",
        "places": "/places",
        "place": f"/places/{place.key}",
        "themes": "/themes",
        "theme": f"/themes/{theme.key}",
        "api": "/api/",
        "not-there": "/articles/nothing",
        "bad-query": "/?since=yesterday",
    }
    return {name: f"{path}{'&' if '?' in path else '?'}lang={lang}" for name, path in pages.items()} if lang else pages
