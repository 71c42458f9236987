"""Which files are pages?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.errors import ZhengsouError
from index.reading import find_files


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")


def test_known_endings_are_found_in_order_and_the_rest_is_told(tmp_path: Path) -> None:
    pages = ["a.txt", "b/c.HTML", "b/d.jsonl.gz", "b/e/f.shtml", "g.jsonl", "h.jsonl.xz", "i.htm", "j.xhtml", "k.text"]
    pages += ["l.pdf", "m.docx", "n.zip"]
    touch(tmp_path, *pages, "o.doc", "b/m", "b/n.txt.gz")
    found = find_files([tmp_path])
    assert found.files == tuple(sorted(tmp_path / name for name in pages))
    assert found.aside == tuple(sorted(tmp_path / name for name in ("b/m", "b/n.txt.gz", "o.doc")))


def test_hidden_files_are_read_only_when_named(tmp_path: Path) -> None:
    touch(tmp_path, ".a.txt", ".b/c.txt", "d.txt")
    assert find_files([tmp_path]).files == (tmp_path / "d.txt",)
    assert find_files([tmp_path / ".a.txt", tmp_path / ".b"]).files == (tmp_path / ".a.txt", tmp_path / ".b/c.txt")


def test_a_file_that_is_named_is_never_left_aside(tmp_path: Path) -> None:
    touch(tmp_path, "report.doc")
    found = find_files([tmp_path / "report.doc"])
    assert found.files == (tmp_path / "report.doc",)
    assert not found.aside


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    touch(tmp_path, "a.txt")
    with pytest.raises(ZhengsouError, match="missing"):
        find_files([tmp_path / "a.txt", tmp_path / "missing"])


def test_overlapping_paths_give_each_file_once(tmp_path: Path) -> None:
    touch(tmp_path, "a/b.txt", "a/c/d.txt")
    paths = [tmp_path / "a/c", tmp_path / "a", tmp_path / "a/b.txt", tmp_path]
    for order in (paths, paths[::-1]):
        assert find_files(order).files == (tmp_path / "a/b.txt", tmp_path / "a/c/d.txt")


def test_links_are_followed_and_loops_end(tmp_path: Path) -> None:
    touch(tmp_path, "a/b.txt", "else/c.txt")
    (tmp_path / "a/up").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "a/self.txt").symlink_to(tmp_path / "a/self.txt")
    (tmp_path / "a/gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "a/else").symlink_to(tmp_path / "else", target_is_directory=True)
    found = find_files([tmp_path / "a"])
    assert found.files == tuple(tmp_path / "a" / name for name in ("b.txt", "else/c.txt", "gone.txt", "self.txt"))


def test_what_is_no_regular_file_is_left_aside(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert find_files([tmp_path]).aside == (tmp_path / "pipe.txt",)
    with pytest.raises(ZhengsouError, match="普通文件"):
        find_files([tmp_path / "pipe.txt"])


def test_a_folder_that_may_not_be_opened_stands_among_the_files(refused: Path) -> None:
    touch(refused, "a/b.txt")
    (refused / "a").chmod(0)
    try:
        assert find_files([refused]).files == (refused / "a",)
    finally:
        (refused / "a").chmod(0o700)
