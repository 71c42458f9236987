"""Which places are there? The administrative divisions from province to township, their codes, names and parents.

Codes are public: six digits as in GB/T 2260 for provinces, cities and counties (430523), nine for townships (the
first nine of the twelve digits that the statistics bureau uses). Their digits hold level and parents, so the table
`data/divisions.csv` names neither. No two divisions share a code; the recipe that makes the table checks it. What a
division was called before, and since when it is not, is in `data/former_names.csv`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import blake2b
from importlib import resources

from index.analysis import fold
from index.errors import BadQuery

__all__ = ["FormerName", "Gazetteer", "Place", "gazetteer", "level_of", "lineage"]

_CANDIDATES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Place:
    """One division.

    Attributes:
        code: six digits down to counties, nine for townships.
        name: in full, as it is written today (邵阳县, 湘西土家族苗族自治州).
        short: the name without the kind of division (邵阳, 湘西); a township's full name.
        path: the names from the province down, as 湖南省/邵阳市/邵阳县.
        parent: the code of the division right above, empty for provinces.
        level: 1 province, 2 city or prefecture, 3 county, 4 township.
    """

    code: str
    name: str
    short: str
    path: str
    parent: str
    level: int


@dataclass(frozen=True, slots=True)
class FormerName:
    """What a division was called before.

    Attributes:
        name: in full (株洲县).
        code: of the division that a reader would look under today (渌口区).
        year: in which the change was approved; empty where that is not known for sure.
    """

    name: str
    code: str
    year: str


def level_of(code: str) -> int:
    """The level that a public code's digits hold, from 1 (province) to 4 (township)."""
    if len(code) == 9:
        return 4
    return 1 if code.endswith("0000") else 2 if code.endswith("00") else 3


def lineage(code: str, codes: Container[str]) -> tuple[str, ...]:
    """The codes from the province down to this one, itself included.

    Some divisions answer to none of the level right above (济源市 to a province, the towns of 东莞市 to a city);
    so only what is among `codes` counts.
    """
    steps = (code[:2] + "0000", code[:4] + "00", code[:6], code)
    return tuple(dict.fromkeys(step for step in steps if step in codes))


class Gazetteer(Mapping[str, Place]):
    """The divisions by code, in the order of their codes. A `Place` is made when it is asked for."""

    def __init__(self, table: str, former: str = "", edition: str = "") -> None:
        """Read the tables.

        Args:
            table: CSV without quotes: a header, then `code,name,short` with `short` empty for townships.
            former: CSV without quotes: a header, then `name,code,year`.
            edition: year and month of the table.
        """
        rows = (line.split(",") for line in table.splitlines()[1:])
        self._names = {code: (name, short or name) for code, name, short in rows}
        self.edition = edition.strip()
        """Year and month of the table, as 2026-09."""
        self.former_names = tuple(FormerName(*row.split(",")) for row in former.splitlines()[1:])
        """What divisions were called before."""
        self.digest = blake2b((table + former).encode(), digest_size=8).hexdigest()
        """A short hash of the tables, for the stamp of an index."""

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __contains__(self, code: object) -> bool:
        return code in self._names

    def __getitem__(self, code: str) -> Place:
        name, short = self._names[code]
        line = self.ancestors(code)
        path = "/".join(self._names[step][0] for step in line)
        return Place(code, name, short, path, line[-2] if len(line) > 1 else "", level_of(code))

    def name(self, code: str) -> str:
        """The full name of a division; much faster than asking for all that is known of it."""
        return self._names[code][0]

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The codes from the province down to this one, itself included.

        Raises:
            KeyError: no division has this code.
        """
        if code not in self._names:
            raise KeyError(code)
        return lineage(code, self._names)

    @cached_property
    def codes_by_name(self) -> Mapping[str, tuple[str, ...]]:
        """Folded full name → the codes of all divisions called so."""
        return self._grouped(name for name, _ in self._names.values())

    @cached_property
    def codes_by_short_name(self) -> Mapping[str, tuple[str, ...]]:
        """Folded short name → the codes of all divisions called so; a township's full name."""
        return self._grouped(short for _, short in self._names.values())

    @cached_property
    def codes_by_former_name(self) -> Mapping[str, tuple[str, ...]]:
        """Folded former name → the codes of the divisions to look under today."""
        groups: dict[str, list[str]] = defaultdict(list)
        for former in self.former_names:
            groups[fold(former.name)].append(former.code)
        return {name: tuple(codes) for name, codes in groups.items()}

    def _grouped(self, names: Iterator[str]) -> dict[str, tuple[str, ...]]:
        # Folding one long string is many times faster than folding each name.
        folded = fold("\n".join(names)).split("\n")
        groups: dict[str, list[str]] = defaultdict(list)
        for code, name in zip(self._names, folded, strict=True):
            groups[name].append(code)
        return {name: tuple(codes) for name, codes in groups.items()}

    def find(self, text: str) -> Place:
        """The one division that a person names: by code, path (邵阳市/邵阳县), full, short or former name.

        Raises:
            BadQuery: none is called so, or several are; the message then lists them.
        """
        wanted = fold(text.strip())
        if wanted in self._names:
            return self[wanted]
        name = wanted.rpartition("/")[2]
        tables = (self.codes_by_name, self.codes_by_short_name, self.codes_by_former_name)
        codes = next((table[name] for table in tables if name in table), ())
        places = [self[code] for code in codes]
        if "/" in wanted:
            places = [place for place in places if f"/{fold(place.path)}".endswith(f"/{wanted}")]
        if len(places) == 1:
            return places[0]
        if not places:
            raise BadQuery(
                f"没有找到地区“{text}”，请用全名（邵阳县）、完整路径（湖南省/邵阳市/邵阳县）或区划代码（430523）。",
                field="place",
                value=text,
            )
        listed = "、".join(f"{place.path}（{place.code}）" for place in places[:_CANDIDATES_SHOWN])
        more = "等" if len(places) > _CANDIDATES_SHOWN else ""
        raise BadQuery(
            f"有 {len(places)} 个地区叫“{text}”：{listed}{more}，请用完整路径或区划代码指明一个。",
            field="place",
            value=text,
        )


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of the tables in `data/`, read once."""
    files = ("divisions.csv", "former_names.csv", "divisions_edition.txt")
    return Gazetteer(*((resources.files("index") / "data" / name).read_text(encoding="utf-8") for name in files))
