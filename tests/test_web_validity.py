"""Is every page valid HTML? html-validate says so; without it in tests/browser/node_modules there is nothing to ask."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from browser_fixtures import NODE_MODULES, Packages
from flask.testing import FlaskClient
from site_pages import site_pages

RULES = NODE_MODULES.with_name(".htmlvalidate.mjs")


@pytest.mark.parametrize("lang", ["", "en"], ids=["zh", "en"])
def test_every_page_is_valid(client: FlaskClient, library: Path, packages: Packages, tmp_path: Path, lang: str) -> None:
    command = packages("html-validate/bin/html-validate.mjs")
    for name, path in site_pages(library, lang=lang).items():
        (tmp_path / f"{name}.html").write_bytes(client.get(path).data)
    node = ["node", str(command), "--config", str(RULES), "--formatter", "text", str(tmp_path)]
    checked = subprocess.run(node, capture_output=True, text=True, encoding="utf-8")
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
