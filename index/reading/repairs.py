"""Which characters of a page are not what they look like? Puts them right, and counts what it did.

Pages out of PDF files and old systems hold characters that nobody sees (zero-width spaces, controls) and characters
that only look like ordinary ones (⼈ for 人); no search finds a word that has one inside. `data/glyphs.tsv` says what
the latter stand for. Places of Unicode's private use have no meaning of their own: the few that GBK gave one are put
right where the text may come from GBK, the others stay as they are and are told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Repairs"]

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"  # controls, without the line breaks among them
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_LIKENESS = re.compile("[\u2e80-\u2fd5\uf900-\ufaff\ufe10-\ufe48\U0002f800-\U0002fa1f]")
_ODD = re.compile("|".join(pattern.pattern for pattern in (_INVISIBLE, _SURROGATE, _PRIVATE, _LIKENESS)))


@dataclass(slots=True)
class Repairs:
    """What was put right on one page.

    Attributes:
        private: whether private-use characters are taken for GBK's. On a web page they are icons.
        removed: how many characters that nobody sees were dropped.
        replaced: how many stood for an ordinary one that now stands there.
        unknown: how many private-use characters nobody can tell; they stay.
        example: the first that was replaced, and the first that is unknown.
    """

    private: bool = False
    removed: int = 0
    replaced: int = 0
    unknown: int = 0
    example: str = ""
    unknown_example: str = ""

    def mend(self, text: str) -> str:
        """Put a text right; U+FFFD stands for a lone surrogate. Line breaks of every kind stay."""
        if _ODD.search(text) is None:
            return text
        text, removed = _INVISIBLE.subn("", text)
        self.removed += removed
        text = _LIKENESS.sub(self._meant, _SURROGATE.sub("\ufffd", text))
        if self.private:
            text = _PRIVATE.sub(self._meant, text)
        self.note_unknown(text)
        return text

    def note_unknown(self, text: str) -> None:
        """Count the private-use characters of a text that is shown as it is."""
        for char in _PRIVATE.findall(text):
            self.unknown += 1
            self.unknown_example = self.unknown_example or char

    def _meant(self, match: re.Match[str]) -> str:
        char = match[0]
        meant = _glyphs().get(char, char)
        if meant != char:
            self.replaced += 1
            self.example = self.example or f"{char}”改为“{meant}"
        return meant

    @property
    def notices(self) -> list[str]:
        """What a person should know about it, in Chinese."""
        told = []
        if self.removed:
            told.append(f"去掉 {self.removed} 个不可见字符")
        if self.replaced:
            told.append(f"改正 {self.replaced} 个部首字形或兼容字形（如“{self.example}”）")
        if self.unknown:
            point = f"U+{ord(self.unknown_example):04X}"
            told.append(f"有 {self.unknown} 个私用区字符（如 {point}）认不出是什么字，原样保留")
        return told


@cache
def _glyphs() -> dict[str, str]:
    table = (resources.files("index") / "data" / "glyphs.tsv").read_text("utf-8")
    return dict(line.split("\t") for line in table.splitlines())
