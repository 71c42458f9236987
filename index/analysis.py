"""How does text become something to match? The one analyzer for indexing, querying and marking.

Three views of a text:

- `fold` maps every character to one character (简繁, variants, width, case), so that offsets into the folded text
  are offsets into the text;
- `matched` is the folded text without the spaces that only set a number or a Latin word off from the Chinese around it
  (10 月 20 日, 35 吨): some set them, some do not, and a reader knows of neither;
- `words` are the tokens of jieba's search mode over `matched`, used for ranking. Nothing is a stop word.

`matched` decides what matches; `words` only decide what ranks higher. This is the only module that imports jieba or
rjieba. rjieba (jieba-rs) gives the same tokens many times faster and is used where it is installed; `SEGMENTER`
names the one in use, and an index records it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import metadata, resources
from itertools import pairwise

__all__ = [
    "SEGMENTER",
    "Segmenter",
    "Token",
    "analysis_digest",
    "fold",
    "match_form",
    "matched",
    "only_words",
    "pieces",
    "segmenters",
    "setting_spaces",
    "word_lists",
    "words",
]

Token = tuple[str, int, int]
"""A word and its range [start, end) in characters."""

_DATA = resources.files("index").joinpath("data")
_DIGITS = frozenset("0123456789")
_MEASURES = frozenset("%‰℃°")
_SET_OFF = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")
_WORD_CHARACTER = re.compile(r"\w")
_ASCII_WORD = re.compile(r"[a-z0-9]+(?:\.[0-9]+)*%?")


def _read(name: str) -> str:
    return _DATA.joinpath(name).read_text(encoding="utf-8")


def _load_fold() -> dict[int, int]:
    rows = (line.split("\t") for line in _read("fold.tsv").split("\n") if line)
    return {ord(char): ord(folded) for char, folded in rows}


_FOLD = _load_fold()


def fold(text: str) -> str:
    """As many characters as before, each by `data/fold.tsv`."""
    return text.translate(_FOLD)


def setting_spaces(folded: str) -> list[int]:
    """Where the spaces stand that `matched` leaves out: between Chinese and a letter or a number, and before %."""
    found = []
    at = folded.find(" ", 1)
    while 0 < at < len(folded) - 1:
        before, after = folded[at - 1], folded[at + 1]
        if (
            (_is_chinese(before) and after in _SET_OFF)
            or (_is_chinese(after) and (before in _SET_OFF or before in _MEASURES))
            or (before in _DIGITS and after in _MEASURES)
        ):
            found.append(at)
        at = folded.find(" ", at + 1)
    return found


def matched(text: str) -> str:
    """The text as it is matched: folded, and without `setting_spaces`."""
    return match_form(text)[0]


def match_form(text: str) -> tuple[str, list[int]]:
    """The text as it is matched, and where the spaces stand in `text` that it leaves out."""
    folded = fold(text)
    spaces = setting_spaces(folded)
    if not spaces:
        return folded, spaces
    return "".join(folded[start + 1 : end] for start, end in pairwise((-1, *spaces, len(folded)))), spaces


def _is_chinese(character: str) -> bool:
    return character >= "\u2e80" or character in "—‘’“”…"


def dictionary() -> Iterator[tuple[str, int]]:
    """The policy terms of `data/dictionary.txt`, folded, with their frequencies."""
    for line in _read("dictionary.txt").splitlines():
        if line and not line.startswith("#"):
            term, frequency = line.split()
            yield fold(term), int(frequency)


@dataclass(frozen=True, slots=True)
class Segmenter:
    """A loaded segmenter.

    Attributes:
        tokenize: (folded text, mode "default" or "search") → tokens, punctuation among them.
        cut: folded text → the tokens of search mode without their ranges.
    """

    tokenize: Callable[[str, str], Iterable[Token]]
    cut: Callable[[str], Iterable[str]]


def _load_jieba() -> Segmenter:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    for term, frequency in dictionary():
        tokenizer.add_word(term, frequency)
    return Segmenter(tokenizer.tokenize, tokenizer.cut_for_search)


def _load_rjieba() -> Segmenter:
    import rjieba

    tokenizer = rjieba.Jieba()
    for term, frequency in dictionary():
        tokenizer.add_word(term, frequency, "")
    return Segmenter(tokenizer.tokenize, tokenizer.cut_for_search)


def segmenters() -> dict[str, Callable[[], Segmenter]]:
    """The installed segmenters, best first: name and version → loader."""
    loaders = {"rjieba": _load_rjieba, "jieba": _load_jieba}
    found: dict[str, Callable[[], Segmenter]] = {}
    for name, load in loaders.items():
        try:
            found[f"{name} {metadata.version(name)}"] = load
        except metadata.PackageNotFoundError:
            continue
    return found


SEGMENTER = next(iter(segmenters()))


@cache
def _segmenter() -> Segmenter:
    return segmenters()[SEGMENTER]()


def words(folded: str) -> list[Token]:
    """The words of a folded text in jieba's search mode, by their ends; a long word follows the shorter ones in it.

    Ideographs by themselves are left out: they stand in every text, rank nothing, and are found as strings.
    """
    found = only_words(_segmenter().tokenize(folded, "search"), folded)
    return [token for token in found if len(token[0]) > 1 or token[0].isascii()]


def word_lists(folded: Sequence[str]) -> list[list[str]]:
    """The words of each of many folded texts, as `words` gives them; faster, because nobody asks where they stand."""
    cut = _segmenter().cut
    lists = []
    for text in folded:
        found = [word for word in cut(text) if len(word) > 1 and not word.isascii()]
        lists.append(found + _ASCII_WORD.findall(text))
    return lists


def pieces(folded: str) -> list[str]:
    """A folded string cut into words that do not overlap: what a query typed without spaces falls into."""
    return [text for text, _, _ in only_words(_segmenter().tokenize(folded, "default"), folded)]


def only_words(tokens: Iterable[Token], folded: str) -> list[Token]:
    """The words among the tokens of a folded text.

    ASCII is cut here, into runs of letters and digits that keep a decimal point and a percent sign (pm2.5, 8.5%):
    the two segmenters differ there, and only there.
    """
    found = [token for token in tokens if not token[0].isascii() and _WORD_CHARACTER.search(token[0])]
    ascii_words = [(match[0], *match.span()) for match in _ASCII_WORD.finditer(folded)]
    return sorted(found + ascii_words, key=_by_end) if ascii_words else found


def _by_end(token: Token) -> tuple[int, int]:
    return token[2], -token[1]


def analysis_digest() -> str:
    """A short hash of the fold table and the dictionary, for the stamp of an index."""
    digest = blake2b(digest_size=8)
    for name in ("fold.tsv", "dictionary.txt"):
        digest.update(_read(name).encode())
    return digest.hexdigest()
