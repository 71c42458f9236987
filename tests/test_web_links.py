"""One search, one address: State, the links made from it, and the states next to it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from index.errors import BadQuery
from search.query import MAX_LENGTH
from web import create_app
from web.links import api_url, article_url, asset_url, search_url
from web.state import State


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(tmp_path_factory.mktemp("no-index"))


def read(url: str) -> State:
    return State.from_args(MultiDict(parse_qsl(urlsplit(url).query)))


def test_nothing_asked_is_the_bare_address(app: Flask) -> None:
    with app.test_request_context():
        assert search_url() == search_url(State()) == "/"


def test_parameters_stand_in_a_fixed_order_and_defaults_are_left_out(app: Flask) -> None:
    state = State(q="营商环境 改革", size="20", place=("430000", "330000"), sort="newest", scope="article")
    with app.test_request_context():
        assert search_url(state) == (
            "/?q=%E8%90%A5%E5%95%86%E7%8E%AF%E5%A2%83+%E6%94%B9%E9%9D%A9&place=430000&place=330000&sort=newest&size=20"
        )


def test_article_keeps_the_search_and_leads_to_a_paragraph(app: Flask) -> None:
    with app.test_request_context():
        assert article_url("00ff") == "/articles/00ff"
        assert article_url("00ff", State(q="a", page="3"), paragraph=7) == "/articles/00ff?q=a&page=3#p7"


def test_api_takes_the_same_parameters(app: Flask) -> None:
    state = State(q="粮食", year=("2023",), until="2023-06")
    with app.test_request_context():
        assert urlsplit(api_url(state)).query == urlsplit(search_url(state)).query
        assert urlsplit(api_url(state)).path == "/api/search"


def test_links_work_below_a_prefix(app: Flask) -> None:
    with app.test_request_context("/", base_url="http://localhost/zhengsou/"):
        assert search_url(State(q="a")) == "/zhengsou/?q=a"
        assert asset_url("zhengsou.css").startswith("/zhengsou/static/")


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(str.strip).filter(bool)
several = st.lists(texts, unique=True, max_size=3).map(tuple)


states = st.builds(
    State, q=texts, place=several, theme=several, year=several, source=several, since=texts, sort=texts, page=texts
)


@given(states)
def test_an_address_reads_back_as_the_same_state(app: Flask, state: State) -> None:
    with app.test_request_context():
        assert read(search_url(state)) == state


def test_reading_ignores_doublets_blanks_and_strangers() -> None:
    state = read("/?q=+粮食+&place=430000&place=&place=430000&since=&utm_source=x&sort=newest&sort=oldest")
    assert state == State(q="粮食", place=("430000",), sort="newest")


def test_a_text_that_is_too_long_stays_too_long_and_no_longer() -> None:
    assert read(f"/?q={'粮' * MAX_LENGTH}").query().text == "粮" * MAX_LENGTH
    state = read(f"/?q={'粮' * 50_000}")
    assert state.q == "粮" * (MAX_LENGTH + 1)
    with pytest.raises(BadQuery):
        state.query()


def test_any_other_change_goes_back_to_the_first_page() -> None:
    state = State(q="粮食", page="4")
    assert state.but(page="5").page == "5"
    for other in (state.but(sort="oldest"), state.toggled("year", "2023"), state.without("q"), state.widened()):
        assert other.page == "1"


def test_toggling_puts_on_takes_off_and_replaces() -> None:
    state = State(place=("430000", "330000"))
    assert state.toggled("place", "330000").place == ("430000",)
    assert state.toggled("place", "510000").place == ("430000", "330000", "510000")
    assert state.toggled("place", "430500", instead_of={"430000"}).place == ("330000", "430500")


def test_widened_takes_the_filters_off_and_keeps_the_rest() -> None:
    state = State("粮食", ("1",), ("2",), ("3",), ("4",), "2020", "2021", "1", "title", "newest", "0", "3", "20")
    assert state.narrowed
    assert state.widened() == State("粮食", mentions="1", scope="title", sort="newest", synonyms="0", size="20")
    assert not state.widened().narrowed


@pytest.mark.parametrize("name", ["page", "size"])
@pytest.mark.parametrize("value", ["x", "-1", "1_0", "1.5", "9" * 5000])
def test_numbers_must_be_whole(name: str, value: str) -> None:
    with pytest.raises(BadQuery) as caught:
        State(**{name: value}).query()
    assert caught.value.field == name
    assert caught.value.value == value
    assert len(str(caught.value)) < 100
