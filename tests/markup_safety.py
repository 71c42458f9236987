"""What may stand on a page: elements, attributes and addresses that the templates write, and no others."""

from __future__ import annotations

from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

__all__ = ["Kind", "dangers", "kinds"]

Kind = tuple[str, str]
"""The name of an element, and that of an attribute of it or nothing."""

ADDRESSES = ("action", "cite", "data", "formaction", "href", "poster", "src", "srcset", "xlink:href")
NEVER = ("applet", "base", "embed", "frame", "iframe", "img", "math", "meta[http-equiv]", "object", "style", "template")
RELATIONS = {"stylesheet", "icon", "canonical", "next", "prev", "alternate"}


def kinds(soup: BeautifulSoup) -> set[Kind]:
    """Which elements a page has, and which attributes they have."""
    return {(tag.name, name) for tag in soup.find_all(True) for name in ("", *tag.attrs)}


def dangers(soup: BeautifulSoup, *, host: str = "localhost") -> list[str]:
    """What could run, lead astray or fetch from elsewhere; empty for a page that is harmless.

    Args:
        soup: the page.
        host: the name under which the page was asked for.
    """
    found = [str(tag) for tag in soup.select(", ".join(NEVER))]
    for tag in soup.find_all(True):
        found += [f"{tag.name} {name}" for name in tag.attrs if name.startswith("on") or name == "style"]
        found += [f"{name}={tag[name]}" for name in ADDRESSES if name in tag.attrs and not _leads_well(tag, name, host)]
    found += [str(tag) for tag in soup.select("script") if tag.get_text() or "src" not in tag.attrs]
    found += [str(tag) for tag in soup.select("link") if not set(tag["rel"]) <= RELATIONS]
    return found + [str(tag) for tag in soup.select("form") if tag["method"] != "get"]


def _leads_well(tag: Tag, name: str, host: str) -> bool:
    """Whether an address is one of our own pages or files or, for a link that tells nothing, one on the web."""
    address = str(tag[name])
    if tag.name in ("script", "link") and not {"canonical", "next", "prev", "alternate"} & set(tag.get("rel", [])):
        return address.startswith("/static/")
    parts = urlsplit(address)
    if not parts.scheme and not parts.netloc:
        return address.startswith(("/", "?", "#"))
    if parts.netloc == host:
        return parts.scheme == "http"
    return tag.name == "a" and parts.scheme in ("http", "https") and {"noopener", "noreferrer"} <= set(tag["rel"])
