"""The search page, over the sample collection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from search import parse_query
from search.results import PlaceRef
from web import create_app
from web.engine import close_engine
from web.filters import lowest, steps

Pages = Callable[..., BeautifulSoup]
Api = Callable[..., dict[str, Any]]
Clients = Callable[..., FlaskClient]


@pytest.fixture
def small(build: Callable[..., object], tmp_path: Path) -> Iterator[Clients]:
    """A client over an index of a few records."""
    app = create_app(tmp_path / "index")

    def serve(records: list[dict[str, str]]) -> FlaskClient:
        build(records)
        return app.test_client()

    yield serve
    close_engine(app)


@pytest.fixture
def api(client: FlaskClient) -> Api:
    return lambda **parameters: client.get("/api/search", query_string=parameters).get_json()


@pytest.fixture
def page(client: FlaskClient) -> Pages:
    def get(url: str = "/", **parameters: object) -> BeautifulSoup:
        response = client.get(url, query_string=parameters or None)
        assert response.status_code == 200
        return BeautifulSoup(response.text, "lxml")

    return get


def texts(soup: BeautifulSoup | Tag, selector: str) -> list[str]:
    return [" ".join(tag.get_text().split()) for tag in soup.select(selector)]


def total(soup: BeautifulSoup) -> tuple[int, int]:
    articles, paragraphs = (int(b.get_text().replace(",", "")) for b in soup.select(".summary b"))
    return articles, paragraphs


def asked(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def facet(soup: BeautifulSoup, name: str) -> list[Tag]:
    return soup.select(f".facet-{name} li")


def years(soup: BeautifulSoup) -> dict[str, tuple[Tag, int]]:
    """The years of the histogram's table: link and count of each."""
    rows = soup.select(".facet-date tbody tr")
    return {row.th.get_text(): (row.th.a, int(row.td.get_text().replace(",", ""))) for row in rows}


def test_without_a_query_everything_is_shown_newest_first(page: Pages, api: Api) -> None:
    soup = page(sort="newest")
    everything = api()
    assert total(soup) == (everything["total"]["articles"], everything["total"]["paragraphs"])
    dates = texts(soup, ".results time")
    assert dates == sorted(dates, reverse=True)
    assert texts(soup, ".toolbar [aria-current]") == ["最新"]
    assert not soup.select(".chips, mark")


def test_results_show_what_the_api_answers(page: Pages, api: Api) -> None:
    soup, answer = page(q="营商环境"), api(q="营商环境")
    assert answer["total"]["articles"] > 1
    assert total(soup) == (answer["total"]["articles"], answer["total"]["paragraphs"])
    items = soup.select(".results > li")
    assert len(items) == len(answer["results"])
    for item, result in zip(items, answer["results"], strict=True):
        assert item.h2.get_text() == result["title"]["text"]
        assert [date.get_text() for date in item.select("time")] == [result["date"]]
        places = lowest([PlaceRef(**place) for place in result["places"]])
        assert texts(item, ".place") == [steps(place.path) for place in places[:3]]
        assert texts(item, ".theme") == [theme["name"] for theme in result["themes"]]
        for shown, passage in zip(item.select(".passage"), result["paragraphs"], strict=True):
            number = shown.select_one("a.ordinal").extract()
            assert number["href"].endswith(f"#p{passage['ordinal']}")
            assert shown.get_text() == passage["text"]
            assert [mark.get_text() for mark in shown.select("mark")] == [
                passage["text"][start:end] for start, end in passage["marks"]
            ]


def test_marks_are_what_was_searched_for_in_either_script(page: Pages) -> None:
    marks = {mark.get_text() for mark in page(q="营商环境").select("mark")}
    assert marks == {"营商环境", "營商環境"}


def test_titles_lead_to_the_article_with_the_search_kept(page: Pages) -> None:
    soup = page(q="营商环境", sort="newest")
    for link in soup.select(".results h2 a"):
        assert link["href"].startswith("/articles/")
        assert asked(link["href"]) == {"q": ["营商环境"], "sort": ["newest"]}


def test_says_how_many_more_paragraphs_matched(page: Pages) -> None:
    soup = page(q="的", size="50")
    more = soup.select(".more a")
    assert more
    for link in more:
        shown = len(link.find_parent("li").select(".passage"))
        article = page(link["href"])
        assert link.get_text() == f"本文另有 {len(article.select('.hits a')) - shown} 段命中"


@pytest.mark.parametrize("name", ["place", "theme", "source"])
def test_a_facet_count_is_what_its_link_finds(page: Pages, name: str) -> None:
    items = facet(page(q="发展"), name)
    assert items
    for item in items:
        count = int(item.select_one(".count").get_text().replace(",", ""))
        narrowed = page(item.a["href"])
        assert total(narrowed)[0] == count
        assert len(texts(narrowed, ".chips li:not(.all)")) == 1


def test_a_bar_counts_what_its_link_finds_and_leads_to_the_same_as_its_row(page: Pages) -> None:
    soup = page(q="发展")
    bars = soup.select(".facet-date .chart-column")
    rows = years(soup)
    assert list(rows) == [str(year) for year in range(int(min(rows)), int(max(rows)) + 1)]
    for bar, (link, count) in zip(bars, rows.values(), strict=True):
        assert bar["href"] == link["href"]
        assert total(page(link["href"]))[0] == count


def test_a_chosen_period_leaves_the_other_years_their_bars(page: Pages) -> None:
    everything = years(page(q="发展"))
    first, *_, last = sorted(everything)
    soup = page(q="发展", since=first, until=f"{first}-12")
    narrowed = years(soup)
    assert {year: count for year, (_, count) in narrowed.items()} == {
        year: count for year, (_, count) in everything.items()
    }
    assert [year for year, (link, _) in narrowed.items() if link.get("aria-current")] == [first]
    assert len(soup.select(".chart-column.selected")) == 1
    # A year takes the place of the period.
    assert asked(narrowed[last][0]["href"]) == {"q": ["发展"], "year": [last]}


@pytest.mark.parametrize("name", ["place", "theme", "source"])
def test_a_selected_value_is_taken_off_by_its_own_link_and_by_its_chip(page: Pages, name: str) -> None:
    narrowed = page(facet(page(q="发展"), name)[-1].a["href"])
    selected = [item.a for item in facet(narrowed, name) if item.a.get("aria-current")]
    assert len(selected) == 1
    assert selected[0]["href"] == narrowed.select_one(".chips a")["href"]
    assert asked(selected[0]["href"]) == {"q": ["发展"]}


def test_going_down_the_tree_replaces_the_level_above(page: Pages) -> None:
    province = next(item for item in facet(page(sort="newest"), "place") if item.select("li"))
    narrowed = page(province.a["href"])
    selected = next(item for item in facet(narrowed, "place") if item.a.get("aria-current"))
    below = selected.select_one("li")
    assert len(asked(below.a["href"])["place"]) == 1
    # ... and up again
    deeper = page(below.a["href"])
    above = next(item for item in facet(deeper, "place") if item.a["href"] == province.a["href"])
    assert above.select_one("[aria-current]")
    assert above.details.has_attr("open")


def test_two_values_of_one_facet_widen_it(page: Pages) -> None:
    first, second = sorted(year for year, (_, count) in years(page(q="发展")).items() if count)[:2]
    one = page(q="发展", year=first)
    link, _ = years(one)[second]
    assert asked(link["href"])["year"] == [first, second]
    assert total(page(link["href"]))[0] > total(one)[0]


def test_a_place_may_be_given_by_name(page: Pages, api: Api) -> None:
    code, name = next((node["code"], node["name"]) for node in api()["facets"]["place"])
    by_name, by_code = page(place=name), page(place=code)
    assert total(by_name) == total(by_code)
    assert [a["href"] for a in by_name.select("aside a")] == [a["href"] for a in by_code.select("aside a")]


def test_filters_are_chips_and_can_all_be_cleared(page: Pages) -> None:
    soup = page(q="发展", year="2023", since="2023-01", until="2023-12", sort="newest")
    assert texts(soup, ".chips .label") == ["年份", "自", "至"]
    assert asked(soup.select_one(".chips .all a")["href"]) == {"q": ["发展"], "sort": ["newest"]}
    for chip, name in zip(soup.select(".chips li:not(.all) a"), ("year", "since", "until"), strict=True):
        assert set(asked(chip["href"])) == {"q", "sort", "year", "since", "until"} - {name}


def test_whatever_else_is_not_at_its_default_has_a_chip_too(page: Pages) -> None:
    soup = page(q="发展", mentions="1", scope="title", synonyms="0", size="5")
    assert texts(soup, ".chips .label") == ["地区", "范围", "同义词"]
    for chip, name in zip(soup.select(".chips li:not(.all) a"), ("mentions", "scope", "synonyms"), strict=True):
        assert set(asked(chip["href"])) == {"q", "mentions", "scope", "synonyms", "size"} - {name}
    assert asked(soup.select_one(".chips .all a")["href"]) == {"q": ["发展"], "size": ["5"]}


def test_forms_carry_the_state_along(page: Pages) -> None:
    soup = page(q="发展", year="2023", since="2023-01", sort="newest", page="1")
    hidden = [{tag["name"]: tag["value"] for tag in form.select("[type=hidden]")} for form in soup.select("form")]
    assert hidden == [
        {"year": "2023", "since": "2023-01", "sort": "newest"},
        {"q": "发展", "sort": "newest"},  # a period takes the place of years
        {"q": "发展", "year": "2023", "since": "2023-01", "sort": "newest"},
    ]
    assert soup.select_one("#q")["value"] == "发展"
    assert soup.select_one("#since")["value"] == "2023-01"
    assert all(soup.select_one(f"label[for={name}]") for name in ("q", "since", "until"))


def test_scope_and_sort_are_links(page: Pages) -> None:
    soup = page(q="发展", scope="title", sort="oldest", page="1")
    assert texts(soup, ".toolbar [aria-current]") == ["标题", "最早"]
    links = {a.get_text(): asked(a["href"]) for a in soup.select(".toolbar > p:not(.jump) a")}
    assert links["全文"] == {"q": ["发展"], "sort": ["oldest"]}
    assert links["相关度"] == {"q": ["发展"], "scope": ["title"]}


def test_pages_follow_one_another(page: Pages, api: Api) -> None:
    answer = api(size=2)
    assert answer["pages"] > 2
    seen, url = [], "/?size=2"
    for number in range(1, answer["pages"] + 1):
        soup = page(url)
        assert [a["aria-label"] for a in soup.select(".pager [aria-current=page]")] == [f"第 {number} 页"]
        seen += texts(soup, ".results h2")
        assert bool(soup.select(".pager [rel=prev]")) == (number > 1)
        following = soup.select(".pager [rel=next]")
        assert bool(following) == (number < answer["pages"])
        url = following[0]["href"] if following else ""
    assert len(seen) == answer["total"]["articles"]


def test_a_page_past_the_end_leads_back(page: Pages) -> None:
    soup = page(q="发展", page="999")
    assert texts(soup, ".empty h2") == ["这一页没有结果"]
    assert asked(soup.select_one(".empty a")["href"]) == {"q": ["发展"]}


def test_no_hits_suggests_what_to_take_off(page: Pages) -> None:
    soup = page(q="量子纠缠态", year="2023", until="2023-12", scope="title")
    assert total(soup) == (0, 0)
    assert texts(soup, ".empty h2") == ["没有找到符合条件的报道"]
    offers = {frozenset(asked(a["href"])) for a in soup.select(".empty a")}
    everything = {"q", "year", "until", "scope"}
    assert offers == {
        *(frozenset(everything - {name}) for name in everything),
        frozenset({"q"}),
    }


def test_an_empty_index_says_how_to_fill_it(small: Clients) -> None:
    soup = BeautifulSoup(small([]).get("/?sort=newest").text, "lxml")
    assert total(soup) == (0, 0)
    assert "zhengsou reindex" in soup.select_one(".empty").get_text()
    assert texts(soup, ".facet h2") == ["日期"]


def test_long_lists_are_folded(small: Clients) -> None:
    records = [{"title": f"第{n}号通知", "text": "抓好落实。", "source": f"第{n}县人民政府网"} for n in range(15)]
    client = small(records)
    soup = BeautifulSoup(client.get("/?sort=newest").text, "lxml")
    assert len(soup.select(".facet-source > div > ul > li")) == 12
    rest = soup.select_one(".facet-source > div > details")
    assert len(rest.select("li")) == 3
    assert "其余 3 项" in rest.summary.get_text()
    assert not rest.has_attr("open")
    # ... and not when the reader has chosen one of the rest
    narrowed = BeautifulSoup(client.get(rest.select("a")[-1]["href"]).text, "lxml")
    assert narrowed.select_one(".facet-source > div > details").has_attr("open")


def test_notices_are_shown(page: Pages, api: Api) -> None:
    (notice,) = api(q="“营商环境")["query"]["notices"]
    assert texts(page(q="“营商环境"), ".notice") == [notice]


@pytest.mark.parametrize("text", ["", "营商环境", "改革 发展", "“改革”", "　改革 "])
def test_what_says_no_more_than_the_text_is_not_repeated(page: Pages, text: str) -> None:
    assert not page(q=text, sort="newest").select(".understood")


def test_the_query_is_shown_as_it_was_understood(page: Pages, api: Api) -> None:
    text = "改革 -标题:发展"
    understood = api(q=text)["query"]["understood"]
    assert understood
    assert texts(page(q=text), ".understood") == [f"理解为：{understood}"]


def test_synonyms_are_switched_off_and_on_again(page: Pages) -> None:
    soup = page(q="双碳")
    assert "碳达峰" in soup.select_one(".understood").get_text()
    off = soup.select_one(".understood a")
    assert asked(off["href"]) == {"q": ["双碳"], "synonyms": ["0"]}
    without = page(off["href"])
    assert "碳达峰" not in without.select_one(".understood").get_text()
    assert asked(without.select_one(".understood a")["href"]) == {"q": ["双碳"]}


def test_a_relaxed_search_says_so(page: Pages, api: Api) -> None:
    text = "怎样优化营商环境？"
    answer = api(q=text)
    assert answer["query"]["mode"] == "relaxed"
    soup = page(q=text)
    assert soup.select_one(".summary").get_text().split()[0] == "接近的有"
    assert texts(soup, ".notice") == answer["query"]["notices"]
    assert not soup.select(".understood")


def test_another_query_is_offered_where_this_one_has_no_hits(page: Pages, api: Api) -> None:
    text = "“营商环镜”"
    meant = api(q=text)["query"]["did_you_mean"]
    assert meant
    link = page(q=text).select_one(".meant a")
    assert link.get_text() == meant
    assert total(page(link["href"]))[0]


def test_every_example_of_the_syntax_is_understood(page: Pages) -> None:
    links = page(q="发展").select(".syntax td a")
    assert len(links) > 8
    for link in links:
        (text,) = asked(link["href"])["q"]
        assert link.get_text() == text
        assert parse_query(text).notices == ()


def test_unknown_parameters_are_ignored(page: Pages) -> None:
    assert total(page(q="发展", utm_source="x")) == total(page(q="发展"))


def test_the_outline_is_in_order(page: Pages) -> None:
    for soup in (page(sort="newest"), page(q="营商环境"), page(q="量子纠缠态")):
        levels = [int(tag.name[1]) for tag in soup.find_all(["h1", "h2", "h3"])]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert soup.html["lang"] == "zh-CN"
        assert soup.select_one("a.skip")["href"] == f"#{soup.main['id']}"
        assert all(soup.select(landmark) for landmark in ("header", "main", "aside", "footer", "[role=search]"))
        ids = [tag["id"] for tag in soup.select("[id]")]
        assert len(ids) == len(set(ids))
