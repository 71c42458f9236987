"""What travels: pages, articles, paragraphs, and the tags on them.

::

    file ─▶ Page ─▶ Article ─▶ Paragraph
                       └────── Tags (PlaceTag, ThemeTag)

All are frozen and slotted. Nothing here knows a file format, a library or an index.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b

__all__ = ["Article", "OpenPlace", "Page", "Paragraph", "PlaceTag", "Role", "Tags", "ThemeTag"]


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
        edition: on which page of the newspaper, as 第08版; empty where nothing tells.
        url: the page's canonical address; empty where there is none.
        record: the page's own name for the article inside its file (the `id` of a JSONL line); empty elsewhere.
    """

    title: str
    paragraphs: tuple[Paragraph, ...]
    subtitle: str = ""
    byline: str = ""
    date: str = ""
    source: str = ""
    edition: str = ""
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
        encoding: Python's name of the encoding that was used; empty where the file's kind settles it (PDF, Word).
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
    """A place that an article names.

    Attributes:
        code: six digits as in GB/T 2260 for provinces, cities and counties, nine for townships.
        evidence: the characters of the article that gave the tag, as they stand there.
        main: whether the article is about this place, and does not only mention it.
        rule: id of what resolved the evidence to this place. By the kind of name: `full-name`, `short-name`,
            `former-name`, `zone`, `abbreviation`; of divisions with the same name: `inside` (the name before it),
            `context` (other names in the article), `source` (who published it, or the folder).
    """

    code: str
    evidence: str
    main: bool = False
    rule: str = "full-name"


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """A name that several divisions share, and of which the article does not tell which one it means.

    Attributes:
        evidence: the name as it stands in the article.
        candidates: the codes of the divisions called so.
    """

    evidence: str
    candidates: tuple[str, ...]


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
    """The places and themes of one article, strongest first, without their ancestors; main places before others.

    Attributes:
        paragraphs: the themes of each paragraph that has any, by its ordinal; 0 is the title.
    """

    places: tuple[PlaceTag, ...] = ()
    themes: tuple[ThemeTag, ...] = ()
    open_places: tuple[OpenPlace, ...] = ()
    paragraphs: Mapping[int, tuple[ThemeTag, ...]] = field(default_factory=dict)
