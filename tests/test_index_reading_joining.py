"""Which stretches of a page belong to one article, and does one piece of text go on with another?"""

from __future__ import annotations

import pytest

from index.reading.joining import Stretch, assign
from index.reading.runs import Piece
from index.reading.seams import around, fit
from index.reading.text import Block

TEA = "清晨的青石镇茶园里人影晃动，茶农们赶着采摘头茬春茶，合作社的收购车停在路边。"
TEA_LEFT = "茶园通了水泥路，收购车开到地头，鲜叶当天就能进合作社的车"
TEA_RIGHT = "间，青石镇的春茶因此卖得更远，茶农的腰包也更鼓了。"
BOOKS = "渔湾镇的农家书屋亮起了灯，孩子们围坐在长桌旁，听退休教师讲唐诗里的故事。"
BOOKS_LEFT = "文化站把阅读课办到村头，农家书屋的图"
BOOKS_RIGHT = "书流转起来，渔湾镇的老人小孩都成了读者，书屋里坐满了人。"
TITLES = ["青石镇茶园春茶开采", "渔湾镇农家书屋有书声"]


def stretch(text: str, begun: int, *, titled: bool = False, caption: bool = False) -> Stretch:
    """A column of text by itself; it breaks off where it has no full stop."""
    block = Block(text, gap=1, broken=not text.endswith("。"), widths=(24,) * (len(text) // 12 + 1))
    return Stretch([Piece.of(block)], begun, titled, caption)


@pytest.mark.parametrize(
    ("left", "right", "better"),
    [
        ("今年以来新建的标准厂", "房已经全部竣工。", "去的人越来越多了。"),  # a word
        ("他说：“路通了，人就", "回来了。”村里今年办起了民宿。", "回来了，村里今年办起了民宿。"),  # a quotation
        ("活动由镇里牵头，新时代文明实践", "践体系三级联动。", "种茶的人多了起来。"),  # printed twice
        ("全县一共办结各类事项12", "万件，好评率很高。", "34家企业已经入驻。"),  # a number is whole
    ],
)
def test_the_right_continuation_fits_better(left: str, right: str, better: str) -> None:
    assert fit(left, right, "") > fit(left, better, "")


def test_a_pair_that_stands_elsewhere_speaks_for_a_continuation() -> None:
    left, right = "走访的是湘易", "办的窗口。"
    assert fit(left, right, "湘易办已经上线。") > fit(left, right, "")


def test_what_is_around_is_bounded() -> None:
    pieces = [Piece.of(Block("长" * 5000 + "。")) for _ in range(200)]
    assert len(around(pieces, 100, 101)) < 100_000


def test_each_interrupted_sentence_finds_its_end() -> None:
    stretches = [
        stretch(TEA, 1, titled=True),
        stretch(TEA_LEFT, 1),
        stretch(BOOKS, 2, titled=True),
        stretch(BOOKS_LEFT, 2),
        stretch(TEA_RIGHT, 2),
        stretch(BOOKS_RIGHT, 2),
    ]
    assert assign(stretches, TITLES) == [0, 0, 1, 1, 0, 1]


def test_a_new_paragraph_stays_with_the_article_that_is_read() -> None:
    stretches = [stretch(TEA, 1, titled=True), stretch(BOOKS, 2, titled=True), stretch("老人们说，这样的夜晚真好。", 2)]
    assert assign(stretches, TITLES) == [0, 1, 1]


def test_a_caption_inside_a_sentence_belongs_to_no_article() -> None:
    stretches = [
        stretch(TEA, 1, titled=True),
        stretch("“路通了，收购车开到地头，鲜叶当天就能进合作社的车", 1),
        stretch("夜色中的茶园。", 1, caption=True),
        stretch("间。”种茶的周大伯说，青石镇的春茶卖得更远了。", 1),
    ]
    assert assign(stretches, TITLES[:1]) == [0, 0, -1, 0]


def test_many_articles_are_read_in_bounded_memory() -> None:
    stretches = [stretch(TEA, number, titled=True) for number in range(1, 400)]
    assert assign(stretches, [f"标题{number}" for number in range(1, 400)]) == list(range(399))
