"""What can the reader do next? The neighbouring states of a search, each with its link: facets, chips, pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from web.filters import is_web_address, publisher, steps
from web.links import search_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search import Engine
    from search.results import FacetNode, Facets, FacetValue
    from web.state import State

__all__ = ["LISTED", "Chip", "FacetList", "Option", "chips", "facet_lists", "page_numbers", "without_chips"]

LISTED = 60
"""Sources that are listed."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet.

    Attributes:
        url: the search with this value put on or, when it is selected, taken off.
        lit: whether this value or one below it is selected.
    """

    label: str
    count: int
    selected: bool
    lit: bool
    url: str
    children: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetList:
    """A facet as the side column shows it.

    Attributes:
        name: the parameter that its values stand in.
        label: the heading.
        unlisted: how many values are left out, so that the page stays light.
    """

    name: str
    label: str
    options: tuple[Option, ...]
    unlisted: int = 0


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition that is not at its default, and the search without it."""

    label: str
    value: str
    url: str


def facet_lists(state: State, facets: Facets) -> tuple[FacetList, ...]:
    """The facets that are lists and have something to choose from."""
    lists = (
        _tree("place", _("地区"), facets.place, state),
        _tree("theme", _("主题"), facets.theme, state),
        _sources(facets.source, state),
    )
    return tuple(facet for facet in lists if facet.options)


def _tree(name: str, label: str, nodes: tuple[FacetNode, ...], state: State) -> FacetList:
    def options(nodes: tuple[FacetNode, ...], above: frozenset[str]) -> tuple[Option, ...]:
        return tuple(option(node, above) for node in nodes)

    def option(node: FacetNode, above: frozenset[str]) -> Option:
        below = frozenset(_keys(node.children))
        lit = node.selected or not below.isdisjoint(getattr(state, name))
        return Option(
            label=node.name,
            count=node.count,
            selected=node.selected,
            lit=lit,
            # A county narrows its province and a province widens its counties: both at once would say nothing more.
            url=search_url(state.toggled(name, node.key, instead_of=above | below)),
            children=options(node.children, above | {node.key}),
        )

    return FacetList(name, label, options(nodes, frozenset()))


def _keys(nodes: tuple[FacetNode, ...]) -> Iterator[str]:
    for node in nodes:
        yield node.key
        yield from _keys(node.children)


def _sources(values: tuple[FacetValue, ...], state: State) -> FacetList:
    # Where the address of its page stands for the publisher, nearly every report has a source of its own.
    named = [value for value in values if value.selected or not is_web_address(value.value)]
    listed = [value for rank, value in enumerate(named) if rank < LISTED or value.selected]
    options = tuple(
        Option(
            label=publisher(value.value),
            count=value.count,
            selected=value.selected,
            lit=value.selected,
            url=search_url(state.toggled("source", value.value)),
        )
        for value in listed
    )
    return FacetList("source", _("来源"), options, unlisted=len(values) - len(listed))


def chips(state: State, engine: Engine) -> tuple[Chip, ...]:
    """The conditions beside the text; a code or id that the index does not know stands for itself."""
    found = []
    for code in state.place:
        place = engine.place(code)
        found.append((_("地区"), steps(place.path) if place else code, state.toggled("place", code)))
    if state.mentions == "1":
        found.append((_("地区"), _("含提到的"), state.without("mentions")))
    for theme_id in state.theme:
        theme = engine.theme(theme_id)
        found.append((_("主题"), theme.name if theme else theme_id, state.toggled("theme", theme_id)))
    found += [(_("年份"), year, state.toggled("year", year)) for year in state.year]
    found += [(_("来源"), publisher(source), state.toggled("source", source)) for source in state.source]
    if state.since:
        found.append((_("自"), state.since, state.without("since")))
    if state.until:
        found.append((_("至"), state.until, state.without("until")))
    if state.scope != "article":
        scope = _("标题") if state.scope == "title" else _("同一段")
        found.append((_("范围"), scope, state.without("scope")))
    if state.synonyms == "0":
        found.append((_("同义词"), _("不查"), state.without("synonyms")))
    return tuple(Chip(label, value, search_url(rest)) for label, value, rest in found)


def without_chips(state: State) -> State:
    """A search without any of the conditions that have a chip."""
    return state.widened().but(mentions="", scope="article", synonyms="1")


def page_numbers(page: int, pages: int, around: int = 2) -> tuple[int | None, ...]:
    """The numbers of a page bar: first, last and those near `page`; None stands for a gap of two or more."""
    shown = sorted({1, pages, *range(max(1, page - around), min(pages, page + around) + 1)})
    numbers: list[int | None] = []
    for last, number in zip([0, *shown], shown, strict=False):
        if number - last == 2:
            numbers.append(number - 1)
        elif number - last > 2:
            numbers.append(None)
        numbers.append(number)
    return tuple(numbers)
