"""What did the search answer? Plain values, ready to be shown as HTML or sent as JSON."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from index.analysis import fold

__all__ = [
    "UNSENT",
    "ArticleRef",
    "ArticleView",
    "FacetNode",
    "FacetValue",
    "Facets",
    "Passage",
    "PlaceFound",
    "PlaceOpen",
    "PlaceRef",
    "QueryEcho",
    "Related",
    "Result",
    "ResultPage",
    "TextWithMarks",
    "ThemeFound",
    "ThemeRef",
    "Total",
]

_QUOTES = re.compile('[“”"]')

Marks = tuple[tuple[int, int], ...]
"""Ranges [start, end) in characters of the text beside them, sorted, without overlap."""


@dataclass(frozen=True, slots=True)
class TextWithMarks:
    """A text and the ranges of it that matched."""

    text: str
    marks: Marks = ()


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A place as it is shown: its code, its own name, and its path from the province down."""

    code: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class ThemeRef:
    """A theme as it is shown."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph that matched, or the part of a long one that matched best (… stands where it was cut).

    Attributes:
        id: `<article id>-<ordinal>`.
        ordinal: the paragraph's number in its article, from 1.
        matched: which strings of the query the whole paragraph holds, folded.
    """

    id: str
    ordinal: int
    text: str
    marks: Marks
    matched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """An article by its name, as it stands under another."""

    id: str
    title: str
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class Related:
    """An article that is like another, and the telling words that both hold."""

    article: ArticleRef
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """One article that matched, with its best paragraphs.

    Attributes:
        score: higher is better; comparable within one result page only.
        matched: how many paragraphs of the article matched, shown or not.
        reprints: the articles that matched, too, and are the same report, printed again or lightly edited.
        edition: the page or edition of the newspaper.
        url: where it was published.
        following: the ordinal of the first paragraph that matched, too, and is not shown; 0 for none.
    """

    id: str
    title: TextWithMarks
    subtitle: TextWithMarks
    byline: TextWithMarks
    source: str
    date: str
    places: tuple[PlaceRef, ...]
    themes: tuple[ThemeRef, ...]
    score: float
    paragraphs: tuple[Passage, ...]
    matched: int
    reprints: tuple[ArticleRef, ...] = ()
    edition: str = ""
    url: str = ""
    following: int = 0


UNSENT = ("subtitle", "byline", "matched", "edition", "url", "following")
"""Fields of a `Result` that are shown on the page, but not part of the public form."""


@dataclass(frozen=True, slots=True)
class FacetNode:
    """A node of the place or theme tree.

    Attributes:
        key: place code or theme id.
        count: distinct articles that carry this node or one below it.
    """

    key: str
    name: str
    count: int
    selected: bool
    children: tuple[FacetNode, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A year or a source and the number of distinct articles that carry it."""

    value: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by distinct article; each facet ignores what is selected in itself."""

    place: tuple[FacetNode, ...] = ()
    theme: tuple[FacetNode, ...] = ()
    year: tuple[FacetValue, ...] = ()
    source: tuple[FacetValue, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryEcho:
    """How the query was understood.

    Attributes:
        text: as it was typed.
        mode: `all`, or `relaxed` where not all words had to occur.
        notices: what was made of it that the reader might not expect, in Chinese.
        understood: the query in one line of Chinese.
        synonyms: words of the query for which others may stand, each with its alternatives: words that must all occur.
        did_you_mean: another query that has hits, where this one has none; else empty.
    """

    text: str
    mode: str = "all"
    notices: tuple[str, ...] = ()
    understood: str = ""
    synonyms: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = ()
    did_you_mean: str = ""

    @property
    def tells_more(self) -> bool:
        """Whether `understood` says more than the text does, and no notice says it."""
        return self.mode == "all" and _bare(self.understood.replace(" 且 ", " ")) != _bare(self.text)


@dataclass(frozen=True, slots=True)
class Total:
    """How much matched in all. Titles are not counted as paragraphs."""

    articles: int
    paragraphs: int


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of results."""

    query: QueryEcho
    total: Total
    took_ms: float
    page: int
    pages: int
    results: tuple[Result, ...]
    facets: Facets

    def to_json(self) -> dict[str, Any]:
        """The public JSON form, of plain dicts, lists, strings and numbers."""
        out = asdict(self)
        for result in out["results"]:
            for name in UNSENT:
                del result[name]
        out["facets"]["place"] = [_node_json(node, "code") for node in self.facets.place]
        out["facets"]["theme"] = [_node_json(node, "id") for node in self.facets.theme]
        return out


def _bare(text: str) -> str:
    return " ".join(_QUOTES.sub(" ", fold(text)).split())


def _node_json(node: FacetNode, key: str) -> dict[str, Any]:
    return {
        key: node.key,
        "name": node.name,
        "count": node.count,
        "selected": node.selected,
        "children": [_node_json(child, key) for child in node.children],
    }


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place of an article, and why it is one.

    Attributes:
        main: whether the article is about it, and does not only mention it.
        rule: what settled it, as in `index.documents.PlaceTag`.
        evidence: the characters of the article that gave it.
    """

    place: PlaceRef
    main: bool
    rule: str
    evidence: str


@dataclass(frozen=True, slots=True)
class PlaceOpen:
    """A name in an article that several places share, and nothing tells which one is meant."""

    evidence: str
    candidates: int


@dataclass(frozen=True, slots=True)
class ThemeFound:
    """A theme of an article, and the words of the article that gave it."""

    theme: ThemeRef
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """A whole article for reading.

    Attributes:
        paragraphs: (role, text with marks) in reading order; roles as in `index.documents.Role`.
        files: every file that holds this article.
        reprints: the other articles that are the same report, printed again or lightly edited.
    """

    id: str
    title: TextWithMarks
    subtitle: TextWithMarks
    byline: TextWithMarks
    source: str
    edition: str
    date: str
    url: str
    places: tuple[PlaceFound, ...]
    themes: tuple[ThemeFound, ...]
    paragraphs: tuple[tuple[str, TextWithMarks], ...]
    files: tuple[str, ...]
    reprints: tuple[ArticleRef, ...] = ()
    open_places: tuple[PlaceOpen, ...] = ()
