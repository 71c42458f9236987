"""What several test files share: a quiet progress, a place to build small indexes, the index of seeds/ and its page."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import settings

from index.build import Summary, reindex
from web import create_app
from web.engine import close_engine

ROOT = Path(__file__).parent.parent
pytest_plugins = ["browser_fixtures"]
NOBODY = 65534

# The same examples at every run of the continuous integration; new ones at a developer's.
settings.register_profile("zhengsou", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("zhengsou")


class Quiet:
    """A progress that remembers what it was told."""

    def __init__(self) -> None:
        self.files = self.ended = self.paragraphs = 0

    def begin(self, files: int, size: int) -> None:
        self.files = files

    def advance(self, size: int, paragraphs: int, files: int) -> None:
        self.paragraphs += paragraphs
        self.ended += files

    def finish(self) -> None:
        pass


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test data beside the checkout; without it a test is skipped, or fails if all must run."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        if "ZHENGSOU_REQUIRE_ALL" in os.environ:
            pytest.fail("no shared/ beside the checkout")
        pytest.skip("no shared/ beside the checkout")
    return folder


@pytest.fixture
def refused(tmp_path: Path) -> Iterator[Path]:
    """A folder where permissions count: root, whom nothing is refused, is somebody else while the test runs."""
    if os.name == "nt" or os.geteuid() != 0:
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(prefix="refused-"))  # below tmp_path only root may go
    os.chown(folder, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        os.seteuid(0)
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of seeds/."""
    folder = tmp_path_factory.mktemp("library")
    reindex(folder, [ROOT / "seeds"], Quiet())
    return folder


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., Summary]:
    """Index records (dictionaries with `title`, `text` and what else a JSONL line has) into `tmp_path / "index"`."""

    def index_records(records: Iterable[Mapping[str, object]], *, full: bool = False) -> Summary:
        pages = tmp_path / "pages"
        pages.mkdir(exist_ok=True)
        lines = [json.dumps({"id": str(n), **record}, ensure_ascii=False) for n, record in enumerate(records)]
        (pages / "records.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return reindex(tmp_path / "index", [pages], Quiet(), full=full)

    return index_records


@pytest.fixture(scope="module")
def client(library: Path) -> Iterator[FlaskClient]:
    """A client of the page over the index of seeds/."""
    app = create_app(library)
    yield app.test_client()
    close_engine(app)
