"""How is a text read aloud? Toneless pinyin, one syllable for each Chinese character, ü written as v.

Most characters have one reading; for the others the words decide, the longest first: 重庆 chong qing, 重点 zhong dian.
Words and readings are those of pypinyin (MIT), whose tables are looked up here directly: its own functions take ten
times as long. What it lacks is in `_MENDED`. This is its only importer.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from operator import add

__all__ = ["reading", "sounds", "syllables"]

_MENDED = """
伽 jia, 佛 fo, 什 shi, 勒 le, 卜 bu, 厦 xia, 曝 bao, 朝 chao, 泊 bo, 琢 zhuo, 藏 zang, 蚌 beng, 轧 zha, 都 du
长 chang, 靓 liang, 馆藏 guan cang, 隐藏 yin cang, 藏品 cang pin, 朝阳产业 zhao yang chan ye
镜泊 jing po, 给排水 ji pai shui, 支行 zhi hang, 投行 tou hang, 太行 tai hang, 闵行 min hang
委员长 wei yuan zhang, 秘书长 mi shu zhang, 理事长 li shi zhang, 干事长 gan shi zhang, 检察长 jian cha zhang
审计长 shen ji zhang, 指挥长 zhi hui zhang, 厅长 ting zhang, 州长 zhou zhang, 区长 qu zhang, 乡长 xiang zhang
河长制 he zhang zhi, 湖长制 hu zhang zhi, 林长制 lin zhang zhi, 田长制 tian zhang zhi, 链长制 lian zhang zhi
重塑 chong su, 重构 chong gou, 多重 duo chong, 微调 wei tiao
调结构 tiao jie gou, 调优 tiao you, 调减 tiao jian, 调峰 tiao feng, 调蓄 tiao xu, 联调 lian tiao
朝阳 chao yang, 大城县 dai cheng xian, 马尾 ma wei, 南乐 nan le, 民乐县 min le xian, 乐陵 lao ling
单县 shan xian, 浚县 xun xian, 干县 qian xian, 洪洞 hong tong, 繁峙 fan shi, 珲春 hun chun, 穆棱 mu ling, 六合 lu he
涡阳 guo yang, 会稽 kuai ji, 漯河 luo he, 召陵 shao ling, 曾都 zeng du, 覃塘 qin tang, 筠连 jun lian, 荥经 ying jing
崆峒 kong tong, 浪卡子 lang ka zi, 称多 chen duo, 海参崴 hai shen wai
"""
"""What pypinyin lacks or reads as nobody does: characters, words and names of places, as they are folded.

The readings of places are those of their official names in Latin letters.
"""

_CURRENT = 2
"""A reading is in current use if so many words have it; or if it is the character's first."""

Syllables = tuple[str, ...]


def reading(text: str) -> Syllables:
    """The syllables of a folded text, one for each character; a character that is not Chinese stands for itself.

    The answer has as many items as the text has characters.
    """
    tables = _tables()
    read = list(map(tables.usual.get, text, text))
    behind = 0
    for start, lengths in enumerate(map(tables.lengths.get, map(add, text, text[1:]))):
        if lengths and start >= behind:
            for length in lengths:
                if found := tables.words.get(text[start : start + length]):
                    behind = start + length
                    read[start:behind] = found
                    break
    return tuple(read)


@cache
def sounds(character: str) -> frozenset[str]:
    """All readings of a folded character that are in current use; none if it is not Chinese."""
    tables = _tables()
    if character in tables.sounds:
        return tables.sounds[character]
    return frozenset([tables.usual[character]]) if character in tables.usual else frozenset()


@cache
def syllables() -> frozenset[str]:
    """Every syllable that some character is read as."""
    return frozenset(_tables().usual.values())


@dataclass(frozen=True, slots=True)
class _Tables:
    """What is known of readings.

    Attributes:
        usual: character → the reading that it has outside the words below.
        sounds: character → its readings; only characters that have several.
        words: word → its reading; only words with a character that is not read alike everywhere.
        lengths: the first two characters of words → how long these words are, longest first.
    """

    usual: Mapping[str, str]
    sounds: Mapping[str, frozenset[str]]
    words: Mapping[str, Syllables]
    lengths: Mapping[str, tuple[int, ...]]


@cache
def _tables() -> _Tables:
    # Imported here because its tables take 0.2 s and 55 MB, and a search that goes well needs none of them.
    from pypinyin.contrib.tone_convert import to_normal
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin.pinyin_dict import pinyin_dict

    toneless = cache(lambda syllable: to_normal(syllable, v_to_u=False))
    usual = {chr(point): toneless(readings.partition(",")[0]) for point, readings in pinyin_dict.items()}
    known = {word: tuple(toneless(choices[0]) for choices in readings) for word, readings in phrases_dict.items()}
    for entry in re.split(r"[,\n]", _MENDED.strip()):
        text, *syllables = entry.split()
        known[text] = tuple(syllables)
        if len(text) == 1:
            usual[text] = syllables[0]
    heard = Counter(pair for word, read_as in known.items() for pair in zip(word, read_as, strict=True))
    every: dict[str, set[str]] = defaultdict(set)
    current = {character: {syllable} for character, syllable in usual.items()}
    for (character, syllable), words in heard.items():
        every[character].add(syllable)
        if words >= _CURRENT and character in current:
            current[character].add(syllable)
    varied = {character for character, found in every.items() if found != {usual.get(character)}}
    lengths: dict[str, set[int]] = defaultdict(set)
    for word in [word for word in known if varied.isdisjoint(word)]:
        del known[word]
    for word in known:
        lengths[word[:2]].add(len(word))
    return _Tables(
        usual=usual,
        sounds={character: frozenset(found) for character, found in current.items() if len(found) > 1},
        words=known,
        lengths={pair: tuple(sorted(found, reverse=True)) for pair, found in lengths.items()},
    )
