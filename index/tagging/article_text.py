"""An article as the taggers read it: one text, once as it is shown and once folded."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from index.analysis import fold
from index.documents import Article, Role

__all__ = ["ArticleText"]


@dataclass(frozen=True, slots=True)
class ArticleText:
    """Title, subtitle and paragraphs joined by line breaks; credits are left out, they tell who and not what.

    Attributes:
        shown: the text as it stands in the article.
        folded: the same text folded, so offsets into one are offsets into the other.
        title_end: where title and subtitle end, in characters.
        starts: where each paragraph begins.
        ordinals: the ordinal of each of these paragraphs in the article, from 1.
        origin: who published it, and in which folder it lay, a line each.
    """

    shown: str
    folded: str
    title_end: int
    starts: tuple[int, ...] = ()
    ordinals: tuple[int, ...] = ()
    origin: str = ""

    @classmethod
    def of(cls, article: Article, folder: str = "") -> ArticleText:
        """The text of an article.

        Args:
            article: what to tag.
            folder: names of the file and the folders that it came in, if they may tell a place.
        """
        heading = f"{article.title}\n{article.subtitle}\n"
        body = [
            (ordinal, paragraph.text)
            for ordinal, paragraph in enumerate(article.paragraphs, start=1)
            if paragraph.role is not Role.CREDIT
        ]
        shown = heading + "\n".join(text for _, text in body)
        starts = accumulate((len(text) + 1 for _, text in body[:-1]), initial=len(heading))
        ordinals = tuple(ordinal for ordinal, _ in body)
        origin = f"{article.source}\n{folder}".strip()
        return cls(shown, fold(shown), len(heading), tuple(starts), ordinals, origin)

    def paragraph_at(self, offset: int) -> int:
        """Which paragraph holds a character: 0 for title and subtitle, then 1, 2, … for those in `starts`."""
        return bisect_right(self.starts, offset)
