"""How is an article cited? As a line of GB/T 7714, as a record of RIS, as an entry of BibTeX.

All three are written here. GB/T 7714 needs, of all its types, a line with fixed punctuation for reports: a processor of
citation styles would be far larger than that. RIS and BibTeX have good parsers, with which the tests read everything
back; but their writers pass line breaks and lone braces through, which is all that there is to get wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.export.reference import Carrier, Reference, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

__all__ = ["bibtex", "gbt7714", "ris"]

AUTHORS_NAMED = 3
"""Authors that GB/T 7714 names before it says 等."""

_RIS_TYPES = {Carrier.NEWSPAPER: "NEWS", Carrier.WEB: "ELEC", Carrier.UNKNOWN: "GEN"}
_BIBTEX_TYPES = {Carrier.NEWSPAPER: "article", Carrier.WEB: "online", Carrier.UNKNOWN: "misc"}
_BIBTEX_PUBLISHERS = {Carrier.NEWSPAPER: "journal", Carrier.WEB: "organization", Carrier.UNKNOWN: "howpublished"}

_TEX = str.maketrans(
    {
        # BibTeX counts braces even behind a backslash, so a lone brace has to be a command.
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "\\": r"{\textbackslash}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        "#": r"\#",
        "$": r"\$",
        "%": r"\%",
        "&": r"\&",
        "_": r"\_",
    }
)


def gbt7714(reference: Reference, accessed: date) -> str:
    """One line as GB/T 7714-2015 has it in the numeric system, without the number.

    A report in a newspaper is [N], with its page behind the date; on the web it is [N/OL] or, if no newspaper
    published it, [EB/OL], and says when it was accessed and where. Without address it is [Z], other. The types of laws
    and archives are not used: nothing here tells whether a page is a regulation or reports on one. An unknown author
    is left out, as the numeric system allows.

    Args:
        reference: what is cited.
        accessed: the day the reader saw it.
    """
    mark = {Carrier.NEWSPAPER: "N", Carrier.WEB: "EB", Carrier.UNKNOWN: "Z"}[reference.carrier]
    parts = [
        _responsible(reference.authors),
        f"{reference.full_title}[{mark}{'/OL' if reference.address else ''}]",
        _issued(reference) + (f"[{accessed.isoformat()}]" if reference.address else ""),
        reference.address,
    ]
    return one_line("".join(f"{part}. " for part in parts if part))


def ris(reference: Reference, accessed: date, *, keywords: Iterable[str] = (), notes: Iterable[str] = ()) -> str:
    """One record of RIS, from TY to ER, its lines ended by CR LF.

    The newspaper's page is SP. The link into this installation is a note: it is no place of publication.
    """
    fields = [
        ("TY", _RIS_TYPES[reference.carrier]),
        ("ID", reference.key),
        ("TI", reference.full_title),
        *(("AU", name) for name in reference.authors),
        ("T2", reference.publisher),
        ("PY", reference.date[:4]),
        ("DA", reference.date.replace("-", "/")),
        ("SP", reference.page),
        ("UR", reference.address),
        ("Y2", f"{accessed:%Y/%m/%d}" if reference.address else ""),
        ("LA", "zh-CN"),
        *(("KW", keyword) for keyword in keywords),
        *(("N1", note) for note in (*notes, f"政搜：{reference.link}")),
    ]
    filled = [(tag, text) for tag, value in fields if (text := one_line(value))]
    return "".join(f"{tag}  - {text}\r\n" for tag, text in [*filled, ("ER", "")])


def bibtex(reference: Reference, accessed: date, *, keywords: Iterable[str] = (), note: str = "") -> str:
    """One entry of BibTeX, in UTF-8, its key made from the article's id.

    It has `year` for BibTeX's own styles and `date` and `urldate` for biblatex. Note and link are an `annote`, which
    styles do not print. The title has braces of its own, so that no style makes GDP lower case.
    """
    carrier = reference.carrier
    fields = {
        "entrysubtype": "newspaper" if carrier is Carrier.NEWSPAPER else "",
        "title": f"{{{_tex(reference.full_title)}}}",
        "author": " and ".join(reference.authors),
        _BIBTEX_PUBLISHERS[carrier]: _tex(reference.publisher),
        "year": _tex(reference.date[:4]),
        "date": _tex(reference.date),
        "pages": _tex(reference.page),
        "url": reference.address,
        "urldate": accessed.isoformat() if reference.address else "",
        "langid": "chinese",
        "keywords": ", ".join(_tex(keyword) for keyword in keywords),
        "annote": _tex(f"{note} 政搜：{reference.link}"),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{_BIBTEX_TYPES[carrier]}{{{reference.key},\n{lines}}}\n"


def _responsible(names: tuple[str, ...]) -> str:
    return ", ".join((*names[:AUTHORS_NAMED], "等") if len(names) > AUTHORS_NAMED else names)


def _issued(reference: Reference) -> str:
    """Who published it and when: on the web publisher and year, and the day in brackets; else the day and the page."""
    day = reference.date
    if reference.carrier is not Carrier.WEB:
        page = f"({reference.page})" if reference.page else ""
        return ", ".join(filter(None, (reference.publisher, day))) + page
    year = day[:4] if reference.publisher else ""
    return ", ".join(filter(None, (reference.publisher, year))) + (f"({day})" if day != year else "")


def _tex(text: str) -> str:
    return one_line(text).translate(_TEX)
