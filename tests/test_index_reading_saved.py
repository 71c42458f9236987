"""How well are saved pages read that are no part of the project? Floors, also for the density of the text alone.

The pages lie in `shared/` beside the checkout. Without it these tests are skipped, or fail if everything is required.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.reading import read_pages
from index.reading.sites import patterns, sites

OF_A_SITE = re.compile(
    "首页|版权所有|备案|[Cc]opyright|All ?Rights|举报|登录|网友|跟贴|评论|分享到|下载客户端|二维码|违法和不良"
)


@pytest.fixture
def saved_pages(shared: Path) -> list[Path]:
    return sorted(path for path in (shared / "html").glob("*/*") if path.suffix in {".html", ".shtml"})


@pytest.fixture
def without_containers() -> Iterator[None]:
    """Let the density of the text decide alone."""
    table = sites()
    containers = table["containers"]
    table["containers"] = []
    patterns.cache_clear()
    yield
    table["containers"] = containers
    patterns.cache_clear()


def test_no_saved_page_keeps_what_is_the_sites(saved_pages: list[Path]) -> None:
    lines = [
        p.text for path in saved_pages for page in read_pages(path) for a in page.articles for p in a.paragraphs[-3:]
    ]
    short = [line for line in lines if len(line) < 60]
    assert len(short) > 20
    assert [line for line in short if OF_A_SITE.search(line)] == []


@pytest.mark.usefixtures("without_containers")
def test_density_alone_finds_the_text(shared: Path, saved_pages: list[Path]) -> None:
    """Raise this floor when reading gets better; never lower it."""
    gold = {
        item["file"]: item["text"]
        for item in map(json.loads, (shared / "html" / "cctv_gold.jsonl").read_text(encoding="utf-8").splitlines())
    }
    scores = []
    for path in saved_pages:
        if path.name in gold:
            [page] = read_pages(path)
            read_text = "".join(p.text for a in page.articles for p in a.paragraphs)
            one, other = (Counter("".join(text.split())) for text in (read_text, gold[path.name]))
            scores.append(2 * (one & other).total() / (one.total() + other.total()))
    assert len(scores) == 40
    assert sum(scores) / len(scores) >= 0.9995
    assert min(scores) >= 0.99
