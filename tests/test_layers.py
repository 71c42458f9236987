"""The rooms: who may import whom, and who owns which library."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {"index": {"index"}, "search": {"index", "search"}, "web": {"index", "search", "web"}}
OWNERS = {
    "jieba": {"index.analysis"},
    "rjieba": {"index.analysis"},
    "whoosh": {"index.columnar", "index.schema"},
    "numpy": {
        "index.columnar",
        "index.reprints",
        "index.tagging",
        "search.arrays",
        "search.completions",
        "search.concordance",
        "search.counting",
        "search.evidence",
        "search.execute",
        "search.facets",
        "search.matching",
        "search.offers",
        "search.ordering",
        "search.ranking",
        "search.relaxed",
        "search.scoring",
        "search.similar",
        "search.snapshot",
        "search.trends",
        "search.units",
    },
    "pypinyin": {"search.pinyin"},
    "rensa": {"index.reprints"},
    "pypdf": {"index.reading"},
    "docx": {"index.reading"},
    "ahocorasick_rs": {"index.tagging"},
    "bs4": {"index.reading"},
    "portalocker": {"index.generation", "index.store"},
    "flask": {"web"},
    "flask_babel": {"web"},
    "jinja2": {"web"},
    "werkzeug": {"web"},
    "waitress": {"web.server"},
    "click": {"index.cli", "index.options", "search.cli", "web.cli", "web.server"},
    "rich": {"index.cli", "search.cli"},
}


def modules() -> list[Path]:
    return [path for room in MAY_IMPORT for path in sorted((ROOT / room).rglob("*.py"))]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    room = name_of(path).split(".")[0]
    ours = {name.split(".")[0] for name in imports(path)} & set(MAY_IMPORT)
    assert ours <= MAY_IMPORT[room]


def test_every_library_has_its_room() -> None:
    users: dict[str, set[str]] = defaultdict(set)
    for path in modules():
        for name in imports(path):
            users[name.split(".")[0]].add(name_of(path))
    for library, owners in OWNERS.items():
        strays = {
            user
            for user in users[library]
            if not any(user == owner or user.startswith(owner + ".") for owner in owners)
        }
        assert not strays, f"{library} is imported by {strays}"
        assert users[library], f"{library} is imported by nobody"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_public_names_are_listed_and_sorted(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    listed = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "__all__" for target in node.targets)
    ]
    if listed:
        assert listed[0] == sorted(listed[0], key=lambda name: (not name.isupper(), not name[0].isupper(), name))
    elif len(tree.body) > 1:
        pytest.fail(f"{name_of(path)} has no __all__")


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_files_stay_readable(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
