"""The states next to a search: facets with their links, large ones too, and the page bar."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.results import FacetNode, Facets, FacetValue
from web import create_app
from web.links import search_url
from web.refine import LISTED, Option, facet_lists, page_numbers
from web.state import State
from web.years import years


@pytest.fixture(autouse=True)
def request_context(tmp_path: Path) -> Iterator[None]:
    with create_app(tmp_path).test_request_context():
        yield


def tree(width: int, depth: int, chosen: tuple[str, ...] = (), prefix: str = "") -> tuple[FacetNode, ...]:
    """A tree of `width` ** `depth` leaves; a node's key is its parent's with one more letter."""
    if not depth:
        return ()
    keys = [prefix + chr(ord("a") + n) for n in range(width)]
    return tuple(FacetNode(key, key, 1, key in chosen, tree(width, depth - 1, chosen, key)) for key in keys)


def places(state: State, nodes: tuple[FacetNode, ...]) -> dict[str, Option]:
    """All options of the place facet by their labels."""
    found: dict[str, Option] = {}

    def collect(options: tuple[Option, ...]) -> None:
        for option in options:
            found[option.label] = option
            collect(option.children)

    (facet,) = facet_lists(state, Facets(place=nodes))
    collect(facet.options)
    return found


def test_facets_without_values_are_left_out() -> None:
    facets = Facets(source=(FacetValue("日报", 3, selected=False),))
    assert [facet.label for facet in facet_lists(State(), facets)] == ["来源"]
    assert facet_lists(State(), Facets()) == ()


def test_a_small_tree_is_shown_whole() -> None:
    assert len(places(State(), tree(3, 4))) == 3 + 9 + 27 + 81


def test_a_selection_replaces_its_line_and_nothing_else() -> None:
    chosen = ("aa", "b")
    found = places(State(place=chosen), tree(2, 3, chosen))
    assert found["a"].url == "/?place=b&place=a"
    assert found["aaa"].url == "/?place=b&place=aaa"
    assert found["ab"].url == "/?place=aa&place=b&place=ab"
    assert found["bb"].url == "/?place=aa&place=bb"
    assert found["aa"].url == "/?place=b"
    assert {label for label, option in found.items() if option.lit} == {"a", "aa", "b"}
    assert {label for label, option in found.items() if option.selected} == set(chosen)


def test_a_long_list_says_how_much_it_leaves_out_and_keeps_what_is_selected() -> None:
    names = [f"来源{n}" for n in range(LISTED + 50)]
    chosen = names[-1]
    (facet,) = facet_lists(
        State(source=(chosen,)), Facets(source=tuple(FacetValue(name, 1, name == chosen) for name in names))
    )
    assert [option.label for option in facet.options] == [*names[:LISTED], chosen]
    assert facet.unlisted == 49


def test_sources_that_are_addresses_are_listed_where_they_are_chosen_only() -> None:
    addresses = [f"http://www.example.org/{n}.html" for n in range(3)]
    state = State(source=(addresses[1],))
    values = tuple(FacetValue(name, 1, name == addresses[1]) for name in (*addresses, "日报"))
    (facet,) = facet_lists(state, Facets(source=values))
    assert [(option.label, option.url) for option in facet.options] == [
        ("example.org", "/"),
        ("日报", f"{search_url(state)}&source=%E6%97%A5%E6%8A%A5"),
    ]
    assert facet.unlisted == 2


def test_years_without_reports_have_a_bar_and_those_around_them_not() -> None:
    bars = years(State(), {"1999": 0, "2019": 2, "2022": 5}).bars
    assert [(bar.label, bar.count) for bar in bars] == [("2019", 2), ("2020", 0), ("2021", 0), ("2022", 5)]
    assert not years(State(), {"2019": 0}).bars
    assert not years(State(), {}).bars


@pytest.mark.parametrize(
    ("state", "chosen"),
    [
        (State(), []),
        (State(year=("2020", "2022")), ["2020", "2022"]),
        (State(since="2020-12-31", until="2021-01"), ["2020", "2021"]),
        (State(since="2021"), ["2021", "2022"]),
        (State(until="2020-01-01"), ["2019", "2020"]),
    ],
)
def test_bars_are_marked_as_chosen(state: State, chosen: list[str]) -> None:
    bars = years(state, dict.fromkeys(("2019", "2020", "2021", "2022"), 1)).bars
    assert [bar.label for bar in bars if bar.selected] == chosen


def test_a_bar_chooses_a_year_beside_others_and_in_the_place_of_a_period() -> None:
    def url(state: State) -> str:
        return years(state, {"2021": 3}).bars[0].url

    assert url(State(year=("2019",))) == "/?year=2019&year=2021"
    assert url(State(year=("2021",))) == "/"
    assert url(State(q="粮食", since="2020", until="2022")) == "/?q=%E7%B2%AE%E9%A3%9F&year=2021"


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [
        (1, 1, [1]),
        (1, 2, [1, 2]),
        (3, 5, [1, 2, 3, 4, 5]),
        (1, 9, [1, 2, 3, None, 9]),
        (4, 9, [1, 2, 3, 4, 5, 6, None, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (6, 12, [1, None, 4, 5, 6, 7, 8, None, 12]),
        (12, 12, [1, None, 10, 11, 12]),
        (99, 3, [1, 2, 3]),
    ],
)
def test_page_numbers(page: int, pages: int, shown: list[int | None]) -> None:
    assert list(page_numbers(page, pages)) == shown
