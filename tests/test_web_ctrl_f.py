"""Does a reader of the page find every string that Ctrl-F would find, and nothing else? From the URL to the marks."""

from __future__ import annotations

import lzma
import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Quiet
from flask.testing import FlaskClient
from test_search_ctrl_f import generated, some_of, substrings, write_records

from index.analysis import matched
from index.build import reindex
from index.errors import BadQuery
from index.store import Store
from search.clauses import Clause
from search.query import MAX_SIZE, parse_query
from search.snapshot import Snapshot
from web import create_app
from web.engine import close_engine

SOUGHT = 3000
PAGED = 40
"""Of the strings that fill more than one page, one in so many is looked at on all its pages."""


@dataclass(frozen=True)
class Collection:
    """What is in the index, as plain Python sees it.

    Attributes:
        client: asks the page over it.
        texts: file name → the texts of its documents as they are matched.
        documents: for each document of all files, its text as it is matched, its article's id, and whether it is a
            head.
    """

    client: FlaskClient
    texts: dict[str, list[str]]
    documents: list[tuple[str, str, bool]]

    def holders(self, string: str) -> tuple[set[str], int]:
        """The ids of the articles that hold a string, and how many paragraphs do."""
        held = [(article, is_head) for text, article, is_head in self.documents if string in text]
        return {article for article, _ in held}, sum(not is_head for _, is_head in held)

    def asked(self, text: str, size: int, page: int = 1) -> dict[str, Any]:
        response = self.client.get("/api/search", query_string={"q": text, "size": size, "page": page})
        assert response.status_code == 200, text
        answer: dict[str, Any] = response.get_json()
        return answer


@pytest.fixture(scope="module")
def collection(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """Items of each file of the corpus beside the checkout, the sample collection, and generated texts."""
    folder = tmp_path_factory.mktemp("collection")
    (folder / "pages").mkdir()
    for packed in sorted((shared / "corpus").glob("*.jsonl.xz")):
        with lzma.open(packed, "rt", encoding="utf-8") as lines:
            (folder / "pages" / packed.stem).write_text("".join(some_of(lines)), encoding="utf-8")
    write_records(folder / "pages" / "generated.jsonl", generated())
    reindex(folder / "index", [folder / "pages", ROOT / "seeds"], Quiet())
    texts: dict[str, list[str]] = defaultdict(list)
    documents = []
    with Store(folder / "index").open() as generation:
        snapshot = Snapshot(generation)
        ids = [str(snapshot.meta(article)["id"]) for article in range(snapshot.articles)]
        heads = snapshot.heads.tolist()
        for document in range(snapshot.documents):
            article = bisect_right(heads, document) - 1
            text = matched(snapshot.text(document))
            documents.append((text, ids[article], document == heads[article]))
            texts["seeds" if "seeds" in (file := snapshot.files[ids[article]][0]) else Path(file).name].append(text)
    app = create_app(folder / "index")
    yield Collection(app.test_client(), texts, documents)
    close_engine(app)


def other_forms() -> dict[str, list[str]]:
    """Chinese character → those that fold to it: traditional ones and variants."""
    forms: dict[str, list[str]] = defaultdict(list)
    table = resources.files("index").joinpath("data", "fold.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        char, _, folded = line.partition("\t")
        if len(folded) == 1 and folded >= "\u3400":
            forms[folded].append(char)
    return forms


def strings(collection: Collection, chance: random.Random) -> Iterator[str]:
    """Strings out of the texts of every file in turn, such as can be quoted."""
    sources = [substrings(texts, chance) for _, texts in sorted(collection.texts.items())]
    while True:
        for source in sources:
            string = next(source).strip()
            if string and '"' not in string and "  " not in string:
                yield string


def is_one_word(string: str) -> bool:
    """Whether a string is a single word to look for, without quotation marks, and nothing else."""
    try:
        query = parse_query(string)
    except BadQuery:
        return False
    return query.node == Clause(string, (string,)) and query.relaxing == "empty"


def queries(collection: Collection) -> Iterator[tuple[str, str]]:
    """What is typed, and what is to be found: most in quotation marks, every other one in other characters."""
    chance, forms = random.Random(20231220), other_forms()
    for number, string in enumerate(strings(collection, chance)):
        typed = string
        if number % 2:
            typed = "".join(chance.choice([char, *forms[char]]) if char in forms else char for char in string)
        if number % 8 < 3:
            yield f'"{typed}"', string
        elif is_one_word(string):
            yield typed, string


def test_the_collection_has_four_kinds_of_text(collection: Collection) -> None:
    assert len(collection.texts) == 5
    assert all(len(texts) > 100 for texts in collection.texts.values())


def test_ctrl_f(collection: Collection) -> None:
    unquoted = twins = paged = 0
    for number, (typed, string) in enumerate(islice(queries(collection), SOUGHT)):
        articles, paragraphs = collection.holders(string)
        all_pages = number % PAGED == 0
        fits = len(articles) <= MAX_SIZE
        answer = collection.asked(typed, MAX_SIZE if fits or all_pages else 5)
        assert answer["total"] == {"articles": len(articles), "paragraphs": paragraphs}, typed
        assert answer["query"]["mode"] == "all", typed
        found = ids(answer)
        check_marks(answer, typed, string)
        if all_pages and answer["pages"] > 1:
            paged += 1
            for page in range(2, answer["pages"] + 1):
                found |= ids(collection.asked(typed, MAX_SIZE, page))
        assert found == articles if fits or all_pages else found <= articles, typed
        unquoted += not typed.startswith('"')
        twins += string not in typed
    assert min(unquoted, twins) > SOUGHT // 10
    assert paged > 10


def ids(answer: dict[str, Any]) -> set[str]:
    return {each["id"] for result in answer["results"] for each in (result, *result["reprints"])}


def check_marks(answer: dict[str, Any], typed: str, string: str) -> None:
    """That what is marked is what was looked for; where a passage is cut, a part of it may be."""
    for result in answer["results"]:
        assert result["title"]["marks"] or result["paragraphs"] or string not in matched(result["title"]["text"]), typed
        for shown in (result["title"], *result["paragraphs"]):
            for start, end in shown["marks"]:
                assert matched(shown["text"][start:end]) == string or "…" in shown["text"][end : end + 1], typed
        assert all(paragraph["marks"] for paragraph in result["paragraphs"]), typed
        assert all(paragraph["matched"] == [string] for paragraph in result["paragraphs"]), typed
