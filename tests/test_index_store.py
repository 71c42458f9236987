"""Generations: swap, lock, stamp, sweep, check."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Quiet

from index import generation as generation_module
from index import store as store_module
from index.build import Summary, reindex
from index.columnar import MOST_CHARACTERS
from index.errors import IndexBusy, IndexDamaged, IndexMissing, IndexStale
from index.stamp import Stamp, installed_stamp
from index.store import Store
from search import Engine, parse_query

RECORDS = [{"title": "新邵县开会", "text": "研究营商环境。"}, {"title": "娄底市开会", "text": "研究乡村振兴。"}]


def titles(folder: Path, text: str = "") -> list[str]:
    engine = Engine(folder)
    found = sorted(result.title.text for result in engine.search(parse_query(text, size=100)).results)
    engine.close()
    return found


def generations(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "generations").iterdir())


def test_nothing_built_yet(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="zhengsou reindex"):
        Engine(tmp_path)
    with pytest.raises(IndexMissing):
        Store(tmp_path / "nowhere").open()


def test_a_new_generation_takes_the_place_of_the_old(tmp_path: Path, build: Callable[..., Summary]) -> None:
    assert build(RECORDS).generation == "g000001"
    assert build(RECORDS[:1]).generation == "g000002"
    assert generations(tmp_path / "index") == ["g000002"]
    assert titles(tmp_path / "index") == ["新邵县开会"]
    assert build(RECORDS, full=True).generation == "g000003"
    assert titles(tmp_path / "index") == ["娄底市开会", "新邵县开会"]


@pytest.mark.parametrize("full", [False, True])
def test_an_open_reader_keeps_its_generation(tmp_path: Path, build: Callable[..., Summary], full: bool) -> None:
    build(RECORDS)
    reader = Store(tmp_path / "index").open()
    searcher = reader.whoosh().searcher()
    build(RECORDS[:1], full=full)
    build([], full=full)
    assert generations(tmp_path / "index") == ["g000001", "g000003"]
    texts = {searcher.stored_fields(number)["text"] for number in range(4)}
    assert texts == {record[key] for record in RECORDS for key in ("title", "text")}
    searcher.close()
    reader.close()
    build(RECORDS[1:])
    assert generations(tmp_path / "index") == ["g000004"]


def test_an_engine_follows_the_newest_generation(tmp_path: Path, build: Callable[..., Summary]) -> None:
    build(RECORDS)
    engine = Engine(tmp_path / "index")
    assert engine.search(parse_query("乡村振兴")).total.articles == 1
    build(RECORDS[:1])
    assert engine.search(parse_query("乡村振兴")).total.articles == 0
    engine.close()


def test_only_one_writer(tmp_path: Path, build: Callable[..., Summary]) -> None:
    build(RECORDS)
    with Store(tmp_path / "index").write(full=True), pytest.raises(IndexBusy, match="另一个进程"):
        build(RECORDS[:1])
    assert build(RECORDS[:1]).articles == 1


@pytest.mark.parametrize("part", [field.name for field in dataclasses.fields(Stamp)])
def test_every_stale_stamp_is_told_with_its_cure(
    tmp_path: Path, build: Callable[..., Summary], monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    build(RECORDS)
    other = dataclasses.replace(installed_stamp(), **{part: 99 if part == "schema" else "other"})
    for module in (generation_module, store_module):
        monkeypatch.setattr(module, "installed_stamp", lambda: other)
    cure = "--retag" if part in ("places", "themes") else "--full"
    with pytest.raises(IndexStale, match=f"zhengsou reindex {cure}") as caught:
        Engine(tmp_path / "index")
    assert str(getattr(other, part)) in str(caught.value)
    assert "\n" not in str(caught.value)
    with pytest.raises(IndexStale):
        build(RECORDS[:1])
    assert build(RECORDS[:1], full=True).articles == 1
    assert titles(tmp_path / "index") == ["新邵县开会"]


def test_check_names_the_damaged_file(tmp_path: Path, build: Callable[..., Summary]) -> None:
    build(RECORDS)
    with Store(tmp_path / "index").open() as generation:
        assert generation.damage() == []
        names = [*generation.seal.checksums]
        assert "manifest.jsonl" in names
        assert any(name.startswith("whoosh/") for name in names)
        for name in names:
            path = generation.folder / name
            whole = path.read_bytes()
            flipped = bytearray(whole)
            flipped[len(whole) // 2] ^= 1
            for damaged in (bytes(flipped), whole[:-1], whole + b"\0"):
                path.write_bytes(damaged)
                (told,) = generation.damage()
                assert str(path) in told
            path.unlink()
            (told,) = generation.damage()
            assert str(path) in told
            path.write_bytes(whole)
        assert generation.damage() == []


def test_a_damaged_index_is_told_with_its_cure(tmp_path: Path, build: Callable[..., Summary]) -> None:
    build(RECORDS)
    folder = tmp_path / "index" / "generations" / "g000001"
    (folder / "seal.json").write_text("{", encoding="utf-8")
    with pytest.raises(IndexDamaged, match="reindex --full"):
        Engine(tmp_path / "index")
    with pytest.raises(IndexDamaged):
        build(RECORDS[:1])
    assert build(RECORDS[:1], full=True).articles == 1
    (tmp_path / "index" / "CURRENT").write_text("g999999\n", encoding="ascii")
    with pytest.raises(IndexDamaged, match="g999999"):
        Engine(tmp_path / "index")
    assert build(RECORDS, full=True).articles == 2


def test_a_missing_or_short_file_is_told_by_readers_and_writers(tmp_path: Path, build: Callable[..., Summary]) -> None:
    build(RECORDS)
    whoosh = tmp_path / "index" / "generations" / "g000001" / "whoosh"
    for path in [path for path in whoosh.iterdir() if not path.name.endswith("LOCK")]:
        whole = path.read_bytes()
        for content in (None, whole[: len(whole) // 2]):
            path.unlink()
            if content is not None:
                path.write_bytes(content)
            with pytest.raises(IndexDamaged, match="reindex --full"):
                build(RECORDS)
            with pytest.raises(IndexDamaged, match="reindex --full"):
                Engine(tmp_path / "index")
            path.write_bytes(whole)
    assert titles(tmp_path / "index") == ["娄底市开会", "新邵县开会"]


@pytest.mark.parametrize("current", [b"", b"zzz\n", b"\xff", b"../..\n"])
def test_a_damaged_pointer_is_told_and_cured(tmp_path: Path, build: Callable[..., Summary], current: bytes) -> None:
    build(RECORDS)
    (tmp_path / "index" / "CURRENT").write_bytes(current)
    with pytest.raises(IndexDamaged, match="reindex --full"):
        Engine(tmp_path / "index")
    assert build(RECORDS, full=True).articles == 2
    assert titles(tmp_path / "index") == ["娄底市开会", "新邵县开会"]


BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from conftest import Quiet
from index.build import reindex
reindex(Path(sys.argv[1]), [Path(sys.argv[2])], Quiet(), full=True)
"""


def test_a_killed_writer_leaves_the_old_index_serving(tmp_path: Path, build: Callable[..., Summary]) -> None:
    """SIGKILL at six moments, from before the first file is written until after the swap."""
    build(RECORDS)
    pages = tmp_path / "pages"
    old, new = titles(tmp_path / "index"), ["新的报道"]
    (pages / "records.jsonl").write_text('{"id": 1, "title": "新的报道", "text": "全文。"}\n' * 3, encoding="utf-8")
    arguments = [sys.executable, "-c", BUILD, str(tmp_path / "index"), str(pages), str(Path(__file__).parent)]
    began = time.monotonic()
    subprocess.run(arguments, check=True)
    whole = time.monotonic() - began
    assert titles(tmp_path / "index") == new
    build(RECORDS, full=True)
    for step in range(6):
        (pages / "records.jsonl").write_text('{"id": 1, "title": "新的报道", "text": "全文。"}\n', encoding="utf-8")
        process = subprocess.Popen(arguments)
        time.sleep(whole * (0.4 + 0.12 * step))
        process.kill()
        process.wait()
        assert titles(tmp_path / "index") in (old, new)
        with Store(tmp_path / "index").open() as generation:
            assert generation.damage() == []
        build(RECORDS, full=True)
        assert titles(tmp_path / "index") == old
        assert len(generations(tmp_path / "index")) == 1


def test_every_step_of_publishing_can_be_the_last(
    tmp_path: Path, build: Callable[..., Summary], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every call that changes what is on disk fails in turn; the old index answers until the very rename."""
    build(RECORDS)

    class Died(BaseException):
        pass

    calls = 0

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **keywords: object) -> object:
            nonlocal calls
            calls -= 1
            if calls == 0:
                raise Died
            return real(*arguments, **keywords)

        return call

    for module, name in ((os, "fsync"), (os, "link"), (Path, "write_text"), (Path, "replace")):
        monkeypatch.setattr(module, name, counted(getattr(module, name)))
    deaths = 0
    for moment in range(1, 200):
        pages = tmp_path / "pages"
        (pages / "extra.jsonl").unlink(missing_ok=True)
        with (pages / "extra.jsonl").open("w", encoding="utf-8") as out:
            out.write('{"id": 1, "title": "又一篇", "text": "全文。"}\n')
        calls = moment
        try:
            reindex(tmp_path / "index", [pages], Quiet())
        except Died:
            deaths += 1
        else:
            break
        finally:
            calls = 0
        assert titles(tmp_path / "index") in (["娄底市开会", "新邵县开会"], ["又一篇", "娄底市开会", "新邵县开会"])
    assert deaths > 10
    assert titles(tmp_path / "index") == ["又一篇", "娄底市开会", "新邵县开会"]


def test_a_seal_that_says_something_else_is_damaged(tmp_path: Path, build: Callable[..., Summary]) -> None:
    build(RECORDS)
    seal = tmp_path / "index" / "generations" / "g000001" / "seal.json"
    raw = json.loads(seal.read_text(encoding="utf-8"))
    for change in (
        {"articles": 3},
        {"paragraphs": 0},
        {"created": ""},
        {"roots": []},
        {"checksums": {}},
        {"digest": ""},
    ):
        seal.write_text(json.dumps(raw | change), encoding="utf-8")
        with pytest.raises(IndexDamaged, match=r"seal\.json.*reindex --full"):
            Store(tmp_path / "index").open(any_stamp=True)
    for content in ("1", "[]", '"县"', "null"):
        seal.write_text(content, encoding="utf-8")
        with pytest.raises(IndexDamaged, match=r"seal\.json"):
            Store(tmp_path / "index").open()
    seal.write_text(json.dumps(raw), encoding="utf-8")
    with Store(tmp_path / "index").open() as generation:
        assert generation.damage() == []


def test_a_seal_of_another_version_is_stale_and_not_damaged(tmp_path: Path, build: Callable[..., Summary]) -> None:
    build(RECORDS)
    seal = tmp_path / "index" / "generations" / "g000001" / "seal.json"
    raw = json.loads(seal.read_text(encoding="utf-8"))
    del raw["digest"]
    raw["stamp"]["schema"] -= 1
    seal.write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(IndexStale, match="reindex --full"):
        Engine(tmp_path / "index")
    with Store(tmp_path / "index").open(any_stamp=True) as generation:
        assert generation.damage() == []


def test_an_article_with_too_many_characters_is_a_problem_of_its_file(
    tmp_path: Path, build: Callable[..., Summary]
) -> None:
    """And no other article suffers, not even those that have too many together."""

    def many(first: int, size: int) -> str:
        return "".join(map(chr, range(0x40000 + first, 0x40000 + first + size)))

    texts = ["研究营商环境。", many(0, MOST_CHARACTERS), many(0, 50_000), many(50_000, 50_000), "研究乡村振兴。"]
    summary = build([{"title": f"第{n}篇", "text": text} for n, text in enumerate(texts)])
    assert summary.articles == 4
    ((file, reason),) = summary.problems
    assert file.endswith("records.jsonl")
    assert "第1篇" in reason
    assert "拆成" in reason
    assert "\n" not in reason
    assert titles(tmp_path / "index") == ["第0篇", "第2篇", "第3篇", "第4篇"]
    with Store(tmp_path / "index").open() as generation:
        assert generation.damage() == []
