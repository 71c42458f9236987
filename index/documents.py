"""What travels: pages, articles, paragraphs, and the tags on them.

::

    file ─▶ Page ─▶ Article ─▶ Paragraph
                       └────── Tags (PlaceTag, ThemeTag)

All are frozen and slotted. Nothing here knows a file format, a library or an index.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b

__all__ = ["Article", "Page", "Paragraph", "PlaceTag", "Role", "Tags", "ThemeTag"]


class Role(StrEnum):
    """What a paragraph does in its article."""

    BODY = "body"
    HEADING = "heading"
    LEAD = "lead"
    CAPTION = "caption"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as it is shown: no line breaks, no white space at its ends, never empty."""

    text: str
    role: Role = Role.BODY


@dataclass(frozen=True, slots=True)
class Article:
    """One report.

    Attributes:
        title: never empty; a reader that finds no title takes the first words of the text and says so in a notice.
        paragraphs: in reading order, at least one. Title, subtitle and byline are not among them.
        date: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as exactly as the page tells; empty where it does not.
        source: who published it (湖南日报, 新邵县人民政府网); empty where the page does not tell.
        url: the page's canonical address; empty where there is none.
        record: the page's own name for the article inside its file (the `id` of a JSONL line); empty elsewhere.
    """

    title: str
    paragraphs: tuple[Paragraph, ...]
    subtitle: str = ""
    byline: str = ""
    date: str = ""
    source: str = ""
    url: str = ""
    record: str = ""

    @property
    def id(self) -> str:
        """16 hexadecimal digits made from what the article says: title, byline, date, source and text, to the letter.

        The file's name and place on disk do not count. So the same report keeps its id when files are moved, and the
        same report in two files is one article; the address of the first that was read is kept for both.
        """
        digest = blake2b(digest_size=8)
        head = (self.title, self.subtitle, self.byline, self.date, self.source)
        for part in (*head, *(paragraph.text for paragraph in self.paragraphs)):
            digest.update(part.encode("utf-8", "surrogatepass"))
            digest.update(b"\0")
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it was read: a text file, a saved HTML page, or one line of a JSONL file.

    Attributes:
        file: the file's path, as it was given to the reader.
        encoding: Python's name of the encoding that was used.
        articles: may be empty (a blank JSONL record, say); a notice then tells why.
        notices: what the reader did that a person might want to know, each one Chinese sentence.
        offset: how many bytes of the file have been read by now, for progress; the file's size at its last page.
    """

    file: str
    encoding: str
    articles: tuple[Article, ...] = ()
    notices: tuple[str, ...] = ()
    offset: int = 0


@dataclass(frozen=True, slots=True)
class PlaceTag:
    """A place that an article is about.

    Attributes:
        code: six digits as in GB/T 2260 for provinces, cities and counties, nine for townships.
        evidence: the characters of the article that gave the tag, as they stand there.
    """

    code: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ThemeTag:
    """A theme that an article is about.

    Attributes:
        id: the theme's stable ASCII id.
        evidence: the cue words that gave it, most frequent first.
    """

    id: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tags:
    """The places and themes of one article, strongest first, without their ancestors."""

    places: tuple[PlaceTag, ...] = field(default=())
    themes: tuple[ThemeTag, ...] = field(default=())
