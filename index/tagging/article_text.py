"""An article as the taggers read it: one text, once as it is shown and once folded."""

from __future__ import annotations

from dataclasses import dataclass

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
    """

    shown: str
    folded: str
    title_end: int

    @classmethod
    def of(cls, article: Article) -> ArticleText:
        """The text of an article."""
        heading = f"{article.title}\n{article.subtitle}\n"
        body = (paragraph.text for paragraph in article.paragraphs if paragraph.role is not Role.CREDIT)
        shown = heading + "\n".join(body)
        return cls(shown, fold(shown), len(heading))
