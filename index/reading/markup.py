"""What in an HTML file is markup to be parsed? Cuts scripts, styles and comments out, and keeps what they tell.

Half of a news page is scripts. They are cut out by one scan of the text, so that the parser need not build them into
its tree; an element or a comment that is never closed goes on to the end of the file, as it does in a browser.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Markup", "declared_encoding", "strip_markup"]

DECLARED_WITHIN = 2048
"""Bytes from the beginning in which a page must declare its encoding."""

MAX_DEPTH = 8
"""Levels of a JSON-LD document that are searched for an article."""

_CHARSET = re.compile(rb"charset\s{0,8}=\s{0,8}[\"']?([A-Za-z0-9_\-]{2,20})", re.IGNORECASE)
_OPENING = re.compile(r"<!--|<(script|style|noscript|template|textarea|iframe|object|svg)\b", re.IGNORECASE)
_CLOSING = {
    name: re.compile(rf"</{name}\b", re.IGNORECASE)
    for name in ("script", "style", "noscript", "template", "textarea", "iframe", "object", "svg")
} | {"": re.compile("--!?(?=>)")}
_XML = re.compile(r"\s*<\?xml[^>]*>")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(https?://\S+)")
_ARTICLE_KEYS = frozenset({"headline", "articleBody", "pubDate"})
_FOUNDER = re.compile("<(?:founder-)?(title|subtitle|introtitle|author|date|nodename)>([^<]*)<")


@dataclass(slots=True)
class Markup:
    """An HTML page without its scripts, styles and comments.

    Attributes:
        html: the rest.
        linked_data: the JSON-LD objects of the scripts that could be an article's.
        founder: what Founder's systems note in a comment, by name (`title`, `subtitle`, `author`, `date` …).
        saved_from: the address that a browser notes when it saves a page.
        scripts: what the scripts hold.
    """

    html: str = ""
    linked_data: list[dict[str, Any]] = field(default_factory=list)
    founder: dict[str, str] = field(default_factory=dict)
    saved_from: str = ""
    scripts: list[str] = field(default_factory=list)

    @property
    def script_chars(self) -> int:
        """How many characters of scripts were cut out."""
        return sum(map(len, self.scripts))


def declared_encoding(data: bytes) -> str:
    """The encoding that an HTML file says it has; empty if it says nothing."""
    match = _CHARSET.search(data, 0, DECLARED_WITHIN)
    return match[1].decode("ascii") if match else ""


def strip_markup(text: str) -> Markup:
    """Scan a page once."""
    markup = Markup()
    kept: list[str] = []
    position = 0 if not (xml := _XML.match(text)) else xml.end()
    while opening := _OPENING.search(text, position):
        kept.append(text[position : opening.start()])
        name = (opening[1] or "").lower()
        inside = opening.end() if name else opening.start() + 2  # `<!-->` closes itself
        closing = _CLOSING[name].search(text, inside)
        _keep(markup, name, text[inside : closing.start() if closing else len(text)])
        position = text.find(">", closing.end()) + 1 if closing else 0
        if not position:
            break
    else:
        kept.append(text[position:])
    markup.html = "".join(kept)
    return markup


def _keep(markup: Markup, name: str, inside: str) -> None:
    if name == "script":
        attributes, _, content = inside.partition(">")
        markup.scripts.append(content)
        if "ld+json" in attributes.lower():
            _read_linked_data(markup, content)
    elif not name and inside.lstrip("-").lstrip().startswith("enpproperty"):
        markup.founder |= {key: value.strip() for key, value in _FOUNDER.findall(inside) if value.strip()}
    elif not name and not markup.saved_from and (saved := _SAVED_FROM.search(inside[:1000])):
        markup.saved_from = saved[1]


def _read_linked_data(markup: Markup, content: str) -> None:
    try:
        level: list[Any] = [json.loads(content, strict=False)]
    except (ValueError, RecursionError):
        return  # many sites write broken JSON here; the page itself still tells everything
    for _ in range(MAX_DEPTH):
        found = [item for item in level if isinstance(item, dict)]
        markup.linked_data += [item for item in found if not _ARTICLE_KEYS.isdisjoint(item)]
        lists = [item for item in level if isinstance(item, list)] + [item.get("@graph") for item in found]
        level = [item for entry in lists if isinstance(entry, list) for item in entry]
