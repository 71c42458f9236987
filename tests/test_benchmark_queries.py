"""Are queries mined from whatever a collection holds, and does mining end?"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from index.build import Summary
from index.store import Store
from search.snapshot import Snapshot

ROOT = Path(__file__).parent.parent


@pytest.fixture
def mined(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], set[str]]:
    """What kinds of queries are mined from the index in `tmp_path / "index"`."""
    monkeypatch.syspath_prepend(ROOT)
    mine = import_module("benchmarks.queries").mine

    def kinds() -> set[str]:
        with Store(tmp_path / "index").open() as generation:
            return {query.kind for query in mine(Snapshot(generation), 30)}

    return kinds


@pytest.mark.parametrize("text", ["a b c d", "，", "一\n二\n三", "1"])
def test_mining_ends_where_there_is_nothing_to_ask_for(
    build: Callable[..., Summary], mined: Callable[[], set[str]], text: str
) -> None:
    build([{"title": "x", "text": text}])
    assert not {"words", "string", "filtered"} & mined()


def test_every_kind_is_mined(build: Callable[..., Summary], mined: Callable[[], set[str]]) -> None:
    build([{"title": "新邵县开会", "text": "研究营商环境，推进乡村振兴。"}])
    assert mined() == {"word", "words", "string", "filtered", "character"}
