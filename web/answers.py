"""What does the API send? The forms of its answers that are not those of the search itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from dataclasses import field as described
from typing import TYPE_CHECKING, Any

from search.completions import Completion
from search.results import UNSENT, ArticleView, Facets, Marks, Related, Result
from search.trends import Step, Tally

if TYPE_CHECKING:
    from search import Query
    from search.trends import Timeline

__all__ = [
    "OMITTED",
    "SENT_AS",
    "Article",
    "Count",
    "Paragraph",
    "PeriodCount",
    "PlaceNode",
    "Problem",
    "Suggestions",
    "ThemeNode",
    "Trend",
    "Trends",
]


@dataclass(frozen=True, slots=True)
class PlaceNode:
    """A node of the tree of places.

    Attributes:
        count: distinct articles that carry this place or one below it.
        selected: whether it is among the filters.
    """

    code: str
    name: str
    count: int
    selected: bool
    children: tuple[PlaceNode, ...]


@dataclass(frozen=True, slots=True)
class ThemeNode:
    """A node of the tree of themes.

    Attributes:
        count: distinct articles that carry this theme or one below it.
        selected: whether it is among the filters.
    """

    id: str
    name: str
    count: int
    selected: bool
    children: tuple[ThemeNode, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What may be typed on.

    Attributes:
        start: where the last word of `q` begins, in characters (code points) from 0: a suggestion's text is to stand
            in the place of all that follows.
        suggestions: the likeliest first.
    """

    start: int
    suggestions: tuple[Completion, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a whole article.

    Attributes:
        id: `<article id>-<ordinal>`.
        ordinal: the paragraph's number in its article, from 1.
        role: `body`, `heading`, `lead`, `caption` or `credit`.
    """

    id: str
    ordinal: int
    role: str
    text: str
    marks: Marks


@dataclass(frozen=True, slots=True)
class Article(ArticleView):
    """A whole article.

    Attributes:
        paragraphs: in reading order.
        related: articles that share telling words with this one, the most similar first.
    """

    related: tuple[Related, ...] = ()

    @classmethod
    def of(cls, view: ArticleView, related: tuple[Related, ...]) -> Article:
        """An article as it is read, and those that are like it."""
        return cls(**{each.name: getattr(view, each.name) for each in fields(view)}, related=related)

    def to_json(self) -> dict[str, Any]:
        """The public JSON form, of plain dicts, lists, strings and numbers."""
        paragraphs = (
            Paragraph(f"{self.id}-{ordinal}", ordinal, role, text.text, text.marks)
            for ordinal, (role, text) in enumerate(self.paragraphs, start=1)
        )
        return asdict(self) | {"paragraphs": [asdict(each) for each in paragraphs]}


@dataclass(frozen=True, slots=True)
class Count:
    """How many articles match, and of how many.

    Attributes:
        matching: articles that match.
        total: articles that meet the same filters, whatever they say.
        share: from 0 to 1; null where there is no article at all.
    """

    matching: int
    total: int
    share: float | None

    @classmethod
    def of(cls, matching: int, total: int) -> Count:
        """So many of so many."""
        return cls(matching, total, Tally(matching, total).share)


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """The count of a year or a month; see `Count`.

    Attributes:
        when: `YYYY` or `YYYY-MM`.
    """

    when: str
    matching: int
    total: int
    share: float | None

    @classmethod
    def of(cls, when: str, matching: int, total: int) -> PeriodCount:
        """So many of so many."""
        return cls(when, matching, total, Tally(matching, total).share)


@dataclass(frozen=True, slots=True)
class Trend:
    """The matching articles by period; all counts together have each article once.

    Attributes:
        q: the query as it was given; empty for all articles.
        understood: the query in one line of Chinese.
        notices: what was made of it that the reader might not expect, in Chinese.
        periods: every year or month from the first to the last of the collection, those without articles, too.
        coarse: articles of which only the year is known, where months are counted.
        undated: articles without a date.
    """

    q: str
    understood: str
    notices: tuple[str, ...]
    periods: tuple[PeriodCount, ...]
    coarse: Count
    undated: Count

    @classmethod
    def of(cls, query: Query, counted: Timeline, everything: Timeline) -> Trend:
        """What was counted for a query, and for the same filters without a text."""
        totals = {each.when: each.matching for each in everything.periods}
        return cls(
            query.text,
            query.understood,
            query.notices,
            tuple(PeriodCount.of(each.when, each.matching, totals.get(each.when, 0)) for each in counted.periods),
            Count.of(counted.coarse.matching, everything.coarse.matching),
            Count.of(counted.undated.matching, everything.undated.matching),
        )


@dataclass(frozen=True, slots=True)
class Trends:
    """The trends of one or several queries, in the order in which these were given."""

    step: Step
    trends: tuple[Trend, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong: problem details as in RFC 9457.

    Attributes:
        type: which kind of problem: a place on the page /api/ that tells more, or `about:blank` where the status says
            all.
        title: the kind of problem, in short.
        status: the status of the response.
        detail: what is wrong here, and what to do.
        field: the parameter at fault; null if none is.
        error: the same as `detail`.
    """

    type: str
    title: str
    status: int
    detail: str
    field: str | None
    error: str = described(metadata={"deprecated": True})


OMITTED: dict[type, tuple[str, ...]] = {Result: UNSENT}
"""Fields that are not part of the public form of a dataclass; see `ResultPage.to_json`."""

SENT_AS: dict[tuple[type, str], Any] = {
    (Facets, "place"): tuple[PlaceNode, ...],
    (Facets, "theme"): tuple[ThemeNode, ...],
    (Article, "paragraphs"): tuple[Paragraph, ...],
}
"""Fields whose public form is another than their type; see `ResultPage.to_json` and `Article.to_json`."""
