"""Are the counts by place and theme those of the tags? Counted by hand over the sample collection, read anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Quiet

from index.build import reindex
from index.documents import Tags
from index.reading import find_files, read_pages
from index.tagging import folder_hint, gazetteer, tag, theme_tree
from search.engine import Engine
from search.query import parse_query
from search.results import FacetNode


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("mentions")
    reindex(folder, [ROOT / "seeds"], Quiet())
    engine = Engine(folder)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def tags() -> dict[str, Tags]:
    files: Iterable[Path] = find_files([ROOT / "seeds"]).files
    return {
        article.id: tag(article, folder_hint(str(path)))
        for path in files
        for page in read_pages(path)
        for article in page.articles
    }


def flat(nodes: tuple[FacetNode, ...]) -> Iterator[tuple[str, int]]:
    for node in nodes:
        yield node.key, node.count
        yield from flat(node.children)


@pytest.mark.parametrize("mentions", [False, True])
def test_counts_are_those_of_the_tags(engine: Engine, tags: dict[str, Tags], mentions: bool) -> None:
    places: Counter[str] = Counter()
    themes: Counter[str] = Counter()
    for found in tags.values():
        codes = [place.code for place in found.places if mentions or place.main]
        places.update({above for code in codes for above in gazetteer().ancestors(code)})
        themes.update({above for theme in found.themes for above in theme_tree().ancestors(theme.id)})
    answer = engine.search(parse_query(mentions=mentions))
    assert answer.total.articles == len(tags)
    assert dict(flat(answer.facets.place)) == places
    assert dict(flat(answer.facets.theme)) == themes


def test_a_place_that_is_only_mentioned_counts_if_it_is_asked_for(engine: Engine, tags: dict[str, Tags]) -> None:
    only = {
        above: article
        for article, found in tags.items()
        for place in found.places
        if not place.main
        for above in gazetteer().ancestors(place.code)
        if not any(above in gazetteer().ancestors(main.code) for main in found.places if main.main)
    }
    assert only
    for code, article in only.items():
        strict, wide = (engine.search(parse_query(place=[code], mentions=m, size=100)) for m in (False, True))
        shown = [{result.id for result in answer.results} for answer in (strict, wide)]
        assert article not in shown[0]
        assert article in shown[1]
        assert shown[0] <= shown[1]
