"""What the documents say is true: commands, links, dependencies."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from index.analysis import dictionary, fold
from web.cli import COMMANDS, cli

ROOT = Path(__file__).parent.parent
READMES = ["README.md", "README.zh-CN.md"]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *ROOT.glob("*/README.md")])


@pytest.mark.parametrize("name", READMES)
def test_make_targets_exist(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^make (\w+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
    assert {"demo", "test"} <= targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("name", READMES)
def test_commands_and_options_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    context = click.Context(cli)
    named = set(re.findall(r"zhengsou (\w+)", text))
    assert named == set(COMMANDS)
    known = set()
    for command in COMMANDS:
        found = cli.get_command(context, command)
        assert found
        known |= {option for parameter in found.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert set(re.findall(r"(?<![\w-])--[a-z-]*[a-z]", text)) <= known


@pytest.mark.parametrize("name", READMES)
def test_every_dependency_is_explained(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    entries = [*project["dependencies"], *project["optional-dependencies"]["documents"]]
    needed = {re.split(r"[<>=]", entry)[0] for entry in entries}
    explained = set(
        re.findall(r"\[([\w-]+)\]\(https://pypi.org/project/\1/\)", (ROOT / name).read_text(encoding="utf-8"))
    )
    assert explained == needed


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_architecture_names_rooms_that_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    room = ""
    for line in text.splitlines():
        if heading := re.match(r"###? ([\w/]+):", line):
            room = heading[1]
        for name in re.findall(r"\| `([\w/]+(?:\.py)?)/?`", line):
            assert (ROOT / room / name).exists(), f"{room}/{name}"


def test_locks_name_no_host_and_every_hash() -> None:
    assert "://" not in (ROOT / "tests" / "browser" / "package-lock.json").read_text(encoding="utf-8")
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text
        for entry in re.findall(r"^[\w-]+==.*(?:\n {4}.*)*", text, re.MULTILINE):
            assert "--hash=sha256:" in entry, entry


def test_dictionary_has_each_term_once() -> None:
    terms = [term for term, _ in dictionary()]
    assert len(set(terms)) == len(terms) > 200
    assert all(term == fold(term) for term in terms)
