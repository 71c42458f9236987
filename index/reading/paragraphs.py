"""What does each paragraph do in its article, once the article is known?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.documents import Paragraph, Role
from index.reading.cues import Kind, is_marked, kind_of

__all__ = ["paragraphs_of", "roles_of", "title_from"]

MIN_TITLE = 8
MAX_TITLE = 30
"""Characters of a title made from the first words of the text."""

_CLAUSE_END = re.compile("[，。；：！？…,;!?]+")
_OUTER = "“”‘’\"'《》（）() "


def paragraphs_of(texts: Sequence[str]) -> tuple[Paragraph, ...]:
    """Give the tidy texts of one article their roles."""
    return tuple(map(Paragraph, texts, roles_of(texts, [kind_of(text) for text in texts])))


def roles_of(texts: Sequence[str], kinds: Sequence[Kind]) -> list[Role]:
    """What each of an article's paragraphs does.

    A line set like a heading is one if it is numbered or if running text follows; a row of a table, a line of a list
    or a signature stays in the body.
    """
    roles: list[Role] = []
    following: Kind | None = None
    for text, kind in zip(reversed(texts), reversed(kinds), strict=True):
        match kind:
            case Kind.CAPTION:
                roles.append(Role.CAPTION)
                continue
            case Kind.CREDIT:
                roles.append(Role.CREDIT)
                continue
            case Kind.DISPLAY if following is Kind.BODY or is_marked(text):
                roles.append(Role.HEADING)
            case _:
                roles.append(Role.BODY)
        following = kind
    return roles[::-1]


def title_from(paragraphs: Sequence[Paragraph]) -> str:
    """A title for a report that has none: the first words of its text, in whole clauses where they are short."""
    text = next((p.text for p in paragraphs if p.role in (Role.LEAD, Role.BODY)), paragraphs[0].text).lstrip(_OUTER)
    ends = [match.start() for match in _CLAUSE_END.finditer(text[: MAX_TITLE + 1])]
    end = next((end for end in ends if end >= MIN_TITLE), ends[-1] if ends else 0)
    if end == 0:
        return text[:MAX_TITLE] + "…" if len(text) > MAX_TITLE else text or paragraphs[0].text[:MAX_TITLE]
    title = text[:end]
    return title.rstrip(_OUTER) if title.count("“") == title.count("”") else title
