"""How does what was found look to a reader? Numbers of articles and documents → texts with marks, places and themes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from index.tagging import gazetteer, theme_tree
from search.execute import ArticleMatch
from search.marking import mark
from search.matching import Marking
from search.passages import marked_passage
from search.results import (
    ArticleRef,
    ArticleView,
    Passage,
    PlaceFound,
    PlaceOpen,
    PlaceRef,
    Result,
    TextWithMarks,
    ThemeFound,
    ThemeRef,
)
from search.snapshot import Snapshot

__all__ = ["PARAGRAPHS_SHOWN", "article_refs", "article_view", "place_refs", "result", "theme_refs"]

PARAGRAPHS_SHOWN = 3
"""Paragraphs of an article on a result page, at most."""


def article_view(snapshot: Snapshot, number: int, wanted: Marking) -> ArticleView:
    """A whole article, with what is wanted marked."""
    meta = snapshot.meta(number)
    documents = snapshot.documents_of(number)
    in_head = wanted(documents[0])
    return ArticleView(
        id=meta["id"],
        title=mark(meta["title"], in_head),
        subtitle=mark(meta["subtitle"], in_head),
        byline=mark(meta["byline"], in_head),
        source=meta["source"],
        edition=meta["edition"],
        date=meta["date"],
        url=meta["url"],
        places=_places_found(meta),
        themes=tuple(
            ThemeFound(theme, tuple(evidence))
            for theme_id, evidence in meta["themes"]
            for theme in theme_refs([theme_id])
        ),
        paragraphs=tuple(
            (meta["roles"].get(str(ordinal), "body"), _marked_paragraph(snapshot, wanted, document))
            for ordinal, document in enumerate(documents[1:], start=1)
        ),
        files=snapshot.files.get(meta["id"], ()),
        reprints=article_refs(snapshot, snapshot.reprints(number)),
        open_places=tuple(PlaceOpen(evidence, len(codes)) for evidence, codes in meta["open_places"] if len(codes) > 1),
    )


def _marked_paragraph(snapshot: Snapshot, wanted: Marking, document: int) -> TextWithMarks:
    return mark(snapshot.text(document), [each for each in wanted(document) if not each.in_title])


def result(snapshot: Snapshot, marking: Marking, match: ArticleMatch) -> Result:
    """An article of a result page."""
    meta = snapshot.meta(match.article)
    in_head = marking(int(snapshot.heads[match.article]))
    shown = sorted(match.documents[:PARAGRAPHS_SHOWN])
    return Result(
        id=meta["id"],
        title=mark(meta["title"], in_head),
        subtitle=mark(meta["subtitle"], in_head),
        byline=mark(meta["byline"], in_head),
        source=meta["source"],
        date=meta["date"],
        places=_places(meta),
        themes=_themes(meta),
        score=round(match.score, 3),
        paragraphs=tuple(_passage(snapshot, marking, meta["id"], document) for document in shown),
        matched=len(match.documents),
        following=_following(snapshot, match),
        reprints=article_refs(snapshot, match.reprints),
        edition=meta["edition"],
        url=meta["url"],
    )


def _following(snapshot: Snapshot, match: ArticleMatch) -> int:
    """The ordinal of the first paragraph, in reading order, that matched and is not shown; 0 if there is none."""
    return min((int(snapshot.ordinals[document]) for document in match.documents[PARAGRAPHS_SHOWN:]), default=0)


def article_refs(snapshot: Snapshot, articles: Iterable[int]) -> tuple[ArticleRef, ...]:
    """Articles by their names."""
    metas = map(snapshot.meta, articles)
    return tuple(ArticleRef(meta["id"], meta["title"], meta["source"], meta["date"]) for meta in metas)


def _passage(snapshot: Snapshot, marking: Marking, article_id: str, document: int) -> Passage:
    ordinal = int(snapshot.ordinals[document])
    wanted = [each for each in marking(document) if not each.in_title]
    shown, held = marked_passage(snapshot.text(document), wanted)
    return Passage(f"{article_id}-{ordinal}", ordinal, shown.text, shown.marks, held)


def _places(meta: dict[str, Any]) -> tuple[PlaceRef, ...]:
    return tuple(place_refs(code for code, main, *_ in meta["places"] if main))


def _places_found(meta: dict[str, Any]) -> tuple[PlaceFound, ...]:
    """The places of an article with their evidence, but for those that lie above others: their paths show them."""
    found = [
        PlaceFound(_place_ref(code), main, rule, evidence)
        for code, main, rule, evidence in meta["places"]
        if code in gazetteer()
    ]
    main = [each.place.path for each in found if each.main]
    all_paths = [each.place.path for each in found]
    return tuple(
        each
        for each in found
        if not any(path.startswith(f"{each.place.path}/") for path in (main if each.main else all_paths))
    )


def _themes(meta: dict[str, Any]) -> tuple[ThemeRef, ...]:
    return tuple(theme_refs(theme for theme, _ in meta["themes"]))


def place_refs(codes: Iterable[str]) -> list[PlaceRef]:
    """The places among some codes; those that are none are left out."""
    return [_place_ref(code) for code in codes if code in gazetteer()]


@lru_cache(maxsize=1 << 14)
def _place_ref(code: str) -> PlaceRef:
    place = gazetteer()[code]
    return PlaceRef(place.code, place.name, place.path)


def theme_refs(ids: Iterable[str]) -> list[ThemeRef]:
    """The themes among some ids; those that are none are left out."""
    known = theme_tree()
    themes = [known[theme] for theme in ids if theme in known]
    return [ThemeRef(theme.id, theme.name) for theme in themes]
