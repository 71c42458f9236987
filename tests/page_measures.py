"""How well was a made page read? Compares what the reader says with what `page_maker` laid out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from time import perf_counter

from page_maker import Line, MadePage, Unit

from index.documents import Article
from index.reading.layout import articles_of
from index.reading.text import blocks_of

__all__ = ["Agreement", "Measures", "measure", "read_text"]

MIN_TITLE = 4
"""Characters of a title that are enough to know it by, where only its first line was taken for it."""


@dataclass(slots=True)
class Agreement:
    """How often something was found, and rightly."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def count(self, *, found: bool, wanted: bool) -> None:
        """Count one case."""
        self.right += found and wanted
        self.found += found
        self.wanted += wanted

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where nothing was to be found and nothing was."""
        total = self.found + self.wanted
        return 2 * self.right / total if total else 1.0

    @property
    def share(self) -> float:
        """How much of what was wanted was found."""
        return self.right / self.wanted if self.wanted else 1.0


@dataclass(slots=True)
class Measures:
    """What is measured over pages.

    Attributes:
        pairs: of a page's paragraphs that stand in the same article.
        order: of paragraphs that follow each other in an article, and do so in the article that was read.
        joined: line breaks that are none.
        kept: line breaks that end a paragraph, or stand where a column is interrupted.
        seams: sentences that were interrupted by something else, and were put together.
        titles: articles whose title is the first line of it that was laid out, or more.
        whole: pages of one article that were read as one.
    """

    pages: int = 0
    characters: int = 0
    seconds: float = 0.0
    pairs: Agreement = field(default_factory=Agreement)
    order: Agreement = field(default_factory=Agreement)
    joined: Agreement = field(default_factory=Agreement)
    kept: Agreement = field(default_factory=Agreement)
    seams: Agreement = field(default_factory=Agreement)
    titles: Agreement = field(default_factory=Agreement)
    whole: Agreement = field(default_factory=Agreement)


def read_text(text: str) -> Sequence[Article]:
    """Read a page as the project does."""
    return articles_of(blocks_of(text)[0])[0]


def measure(pages: Iterable[MadePage], read: Callable[[str], Sequence[Article]] = read_text) -> Measures:
    """Read pages, and compare."""
    measures = Measures()
    for page in pages:
        start = perf_counter()
        articles = read(page.text)
        measures.seconds += perf_counter() - start
        measures.pages += 1
        measures.characters += len(page.text)
        _compare(page, articles, measures)
    return measures


def _compare(page: MadePage, articles: Sequence[Article], measures: Measures) -> None:
    texts = [_dense("\n".join(p.text for p in article.paragraphs)) for article in articles]
    lines = [line for line in page.lines if line.unit]
    _compare_paragraphs(lines, texts, measures)
    _compare_breaks(lines, texts, measures)
    _compare_seams(lines, texts, measures)
    for title in page.titles:
        measures.titles.count(found=any(_is_title(article.title, title) for article in articles), wanted=True)
    if len(page.titles) == 1:
        measures.whole.count(found=len(articles) == 1, wanted=True)


def _compare_paragraphs(lines: Sequence[Line], texts: Sequence[str], measures: Measures) -> None:
    places = {unit: place for unit, place in _places(lines, texts).items() if unit.ordinal >= 0}
    for one, other in combinations(places, 2):
        together = places[one][0] == places[other][0] >= 0
        measures.pairs.count(found=together, wanted=one.article == other.article)
    for one, other in pairwise(sorted(places, key=_in_order)):
        if one.article == other.article:
            follows = places[one][0] == places[other][0] >= 0 and places[one][1] < places[other][1]
            measures.order.count(found=follows, wanted=True)


def _in_order(unit: Unit) -> tuple[int, int]:
    return unit.article, unit.ordinal


def _is_title(read: str, laid_out: str) -> bool:
    return len(read) >= MIN_TITLE and _dense(laid_out).startswith(_dense(read))


def _places(lines: Sequence[Line], texts: Sequence[str]) -> dict[Unit, tuple[int, int]]:
    """Where each unit was read: in the article that has most of its characters, and how far from its beginning."""
    votes: dict[Unit, Counter[int]] = {}
    first: dict[tuple[Unit, int], int] = {}
    for line in lines:
        if line.unit:
            text, counted = _dense(line.text), votes.setdefault(line.unit, Counter())
            for number, article in enumerate(texts):
                at = article.find(text)
                if at >= 0:
                    counted[number] += len(text)
                    first.setdefault((line.unit, number), at)
    best = {unit: counted.most_common(1)[0][0] if counted else -1 for unit, counted in votes.items()}
    return {unit: (number, first.get((unit, number), -1)) for unit, number in best.items()}


def _compare_breaks(lines: Sequence[Line], texts: Sequence[str], measures: Measures) -> None:
    for one, other in pairwise(lines):
        if one.unit and other.unit and "title" not in (one.unit.role, other.unit.role):
            wanted = one.unit is other.unit
            found = _are_joined(one.text, other.text, texts)
            measures.joined.count(found=found, wanted=wanted)
            measures.kept.count(found=not found, wanted=not wanted)


def _compare_seams(lines: Sequence[Line], texts: Sequence[str], measures: Measures) -> None:
    last: dict[Unit, int] = {}
    for i, line in enumerate(lines):
        if line.unit and line.unit.ordinal >= 0:
            before = last.get(line.unit, i)
            if before < i - 1:
                measures.seams.count(found=_are_joined(lines[before].text, line.text, texts), wanted=True)
            last[line.unit] = i


def _are_joined(one: str, other: str, texts: Sequence[str]) -> bool:
    """Whether the end of a line and the beginning of another were read as one; a doubled character may be gone."""
    left, right = _dense(one), _dense(other)
    wholes = {left + right} | ({left + right[1:]} if left[-1] == right[0] else set())
    return any(whole in text for whole in wholes for text in texts)


def _dense(text: str) -> str:
    """Without the spaces, which a page may set or leave out."""
    return "\n".join("".join(line.split()) for line in text.split("\n"))
