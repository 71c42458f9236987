"""What text does a Word file (.docx) hold? Its paragraphs and tables, in the order of the document.

python-docx is optional (`pip install "zhengsou[documents]"`) and is not imported before a Word file is read.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from index.documents import Role
from index.reading.encoding import UndecodableError

__all__ = ["WordLine", "lines_of_word"]

MAX_UNPACKED = 256 << 20
"""Bytes of a document and its pictures together, as its table of contents has them."""

_NOTHING = frozenset({"Fallback", "del", "moveFrom", "instrText", "rt"})
"""Elements whose text is none: the older form of a text box, what a revision took out, and pronunciations."""

_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {_WORDS + "tab": " ", _WORDS + "br": "\n", _WORDS + "cr": "\n", _WORDS + "noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class WordLine:
    """A paragraph, which may be empty or hold line breaks, or a row of a table with its cells.

    Attributes:
        role: a heading's by its style, the body's for rows and items of lists; None where nothing is said.
    """

    text: str
    role: Role | None = None


def lines_of_word(data: bytes) -> list[WordLine]:
    """Take the text out of a Word file.

    Raises:
        UndecodableError: python-docx is not installed, or the file is damaged, locked, or larger than it looks.
    """
    try:
        import docx
    except ImportError:
        raise UndecodableError(
            '读 Word 文件要另装组件，请运行 pip install "zhengsou[documents]"，再用 reindex --full 重读'
        ) from None
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UndecodableError("这是旧版或已加密的 Word 文件，请另存为不加密的 .docx 后再索引")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > MAX_UNPACKED:
            raise UndecodableError(f"Word 文件解开后超过 {MAX_UNPACKED >> 20} MB，没有读入，请拆成多个文件后再索引")
        document = docx.Document(io.BytesIO(data))
        styles = {style.style_id: (style.name or "").lower() for style in document.styles}
        return list(_lines(document.element.body, styles))
    except UndecodableError:
        raise
    except Exception as error:  # python-docx meets broken files with errors of every kind
        raise UndecodableError("Word 文件已损坏，请用 Word 打开后另存为 .docx") from error


def _lines(body: Iterable[Any], styles: Mapping[str, str]) -> Iterator[WordLine]:
    """The lines under the body; walks without recursion, for text boxes and tables nest.

    Args:
        body: the document's element of that name.
        styles: names by ids.
    """
    line: list[str] = []
    rows = 0
    stack: list[tuple[Any, bool]] = [(child, True) for child in reversed(list(body))]
    while stack:
        element, entering = stack.pop()
        if not isinstance(element.tag, str) or element.tag.rpartition("}")[2] in _NOTHING:
            continue
        kind = element.tag.removeprefix(_WORDS)
        if kind == "tr":
            rows += 1 if entering else -1
        if not entering:
            # Inside a table only its rows end a line; the paragraphs and cells of a row stand side by side.
            if rows == 0:
                yield WordLine("".join(line), Role.BODY if kind == "tr" else _role_of(element, styles))
                line.clear()
            else:
                line.append(" ")
            continue
        if kind == "t":
            line.append(element.text or "")
        elif element.tag in _SIGNS:
            line.append(_SIGNS[element.tag] if rows == 0 else " ")
        if kind == "p" and rows == 0 and line:  # a text box, whose anchor is in a paragraph
            yield WordLine("".join(line))
            line.clear()
        if kind in {"p", "tr"}:
            stack.append((element, False))
        stack.extend((child, True) for child in reversed(element))


def _role_of(paragraph: Any, styles: Mapping[str, str]) -> Role | None:
    """What a paragraph's style says that it is. Files in Chinese name the built-in styles in English too."""
    properties = paragraph.find(_WORDS + "pPr")
    if properties is None:
        return None
    style = properties.find(_WORDS + "pStyle")
    name = "" if style is None else styles.get(style.get(_WORDS + "val"), "")
    if name.startswith("heading"):
        return Role.HEADING
    if name.startswith(("list bullet", "list number")) or properties.find(_WORDS + "numPr") is not None:
        return Role.BODY
    return None
