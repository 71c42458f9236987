"""Does seeds/ hold what its README promises? Nothing here needs a reader."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
README = (SEEDS / "README.md").read_text(encoding="utf-8")


def table(header: str) -> list[list[str]]:
    """The cells of the README's table whose header row begins with `| header |`, without backticks."""
    rows = README.split(f"\n| {header} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip().replace("`", "") for cell in row.strip("|").split("|")] for row in rows]


FILES = {row[0]: row for row in table("file")}
ENCODINGS = {name: row[1] for name, row in FILES.items()}


def text_of(name: str) -> str:
    return (SEEDS / name).read_bytes().decode(ENCODINGS[name])


def records() -> list[dict[str, str]]:
    return [json.loads(line) for line in text_of("county-briefs.jsonl").splitlines()]


def pages() -> dict[str, str]:
    """Every page's text by its name: a file's, or a record's by its id."""
    files = {name: text_of(name) for name in FILES if not name.endswith(".jsonl")}
    return files | {record["id"]: record["title"] + "\n" + record["text"] for record in records()}


def names(cell: str) -> list[str]:
    return cell.split(", ")


def test_table_names_every_file_and_no_other() -> None:
    assert sorted(FILES) == sorted(path.name for path in SEEDS.iterdir() if path.name != "README.md")
    assert len(FILES) == 20


def test_collection_stays_small() -> None:
    assert 60_000 <= sum((SEEDS / name).stat().st_size for name in FILES) <= 120_000


def test_articles_add_up() -> None:
    assert f"- {sum(int(row[3]) for row in FILES.values())} articles dated 2021 to 2025" in README


@pytest.mark.parametrize("name", sorted(FILES))
def test_file_decodes_as_the_table_says(name: str) -> None:
    text = text_of(name)
    assert "\ufffd" not in text
    assert "\r" not in text
    assert text.endswith("\n")


def test_gb18030_page_leaves_gbk() -> None:
    text = text_of("jianjiang-20240418-02.txt")
    outside = {char for char in text if not char.encode("gbk", "ignore")}
    assert outside == {"㙍", "𬱖"}
    assert all(len(char.encode("gb18030")) == 4 for char in outside)


def test_gb2312_page_declares_its_encoding() -> None:
    assert "charset=gb2312" in text_of("gudao-20211115-lankao.html")


def test_hard_wrapped_page_breaks_inside_sentences() -> None:
    text = text_of("jingting-20231108-04.txt")
    assert text.count("\n◆") == 4
    assert len(re.findall(r"[\u4e00-\u9fff]\n[\u4e00-\u9fff]", text)) >= 40


def test_records_have_the_keys_of_a_record() -> None:
    found = records()
    keys = {"id", "title", "date", "source", "text"}
    assert all(keys <= set(record) <= keys | {"url"} for record in found)
    assert all(value.strip() == value != "" for record in found for value in record.values())
    assert all("\n" in record["text"] for record in found)
    assert 0 < sum("url" in record for record in found) < len(found)


def test_records_are_the_ones_in_the_table() -> None:
    assert [record["id"] for record in records()] == [row[0] for row in table("id")]
    assert len(records()) == int(FILES["county-briefs.jsonl"][3])


def test_pages_name_the_places_of_the_tables() -> None:
    text = pages()
    cells = {name: row[4] for name, row in FILES.items() if name in text} | {row[0]: row[1] for row in table("id")}
    assert set(cells) == set(text)
    assert {(page, place) for page, cell in cells.items() for place in names(cell) if place not in text[page]} == set()


def test_places_are_of_many_provinces_and_levels() -> None:
    with (ROOT / "index" / "data" / "divisions.csv").open(encoding="utf-8", newline="") as file:
        divisions = [(row["code"], row["name"]) for row in csv.DictReader(file)]
    everything = "\n".join(pages().values())
    provinces = {name for code, name in divisions if re.fullmatch(r"\d{2}0000", code) and name in everything}
    assert f"from {len(provinces)} provinces" in README

    named = {place for row in FILES.values() for place in names(row[4])} | {
        place for row in table("id") for place in names(row[1])
    }
    townships = {name for code, name in divisions if len(code) > 6} & named
    counties_and_cities = {name for code, name in divisions if len(code) == 6} & named
    assert len(townships) >= 18
    assert len(counties_and_cities) >= 18
    # What is left is written in variant or traditional characters.
    assert named - townships - counties_and_cities == {"see below", "淥口区", "晉江市", "陳埭鎮"}


def test_dates_in_file_names_are_on_the_pages() -> None:
    days = {name: date.fromisoformat(found[1]) for name in FILES if (found := re.search(r"-(\d{8})\b", name))}
    assert len(days) == len(FILES) - 1
    for name, day in days.items():
        text = text_of(name)
        written = re.search(rf"{day.year}(?:年|-)0?{day.month}(?:月|-)0?{day.day}(?!\d)", text)
        assert written, name
        weekday = re.search(r"星期(.)", text[written.end() : written.end() + 5])
        assert weekday is None or weekday[1] == "一二三四五六日"[day.weekday()], name
    years = {day.year for day in days.values()} | {int(record["date"][:4]) for record in records()}
    assert years == {2021, 2022, 2023, 2024, 2025}


def test_addresses_stay_on_example_hosts() -> None:
    for name in FILES:
        hosts = set(re.findall(r"""(?:https?:|["'(=])//([^/"'\s)]+)""", text_of(name)))
        assert {host for host in hosts if not re.fullmatch(r"(.+\.)?example\.com", host)} <= {"schema.org"}, name


def test_every_invented_site_says_so() -> None:
    for name in FILES:
        if not name.endswith((".txt", ".jsonl")):
            assert re.search("示例页.*虚构|示例頁.*虛構", text_of(name)), name


@pytest.mark.parametrize("row", table("phrase"), ids=lambda row: row[0])
def test_phrase_is_on_as_many_pages_as_promised(row: list[str]) -> None:
    phrase, count, other_words = row
    texts = pages().values()
    assert sum(phrase in text for text in texts) == int(count)
    assert {words for words in names(other_words) if not any(words in text for text in texts)} == set()


def test_exact_strings_to_try_are_there() -> None:
    everything = "\n".join(pages().values())
    tried = re.findall(r"`([^`]+)`", README.split("Exact strings work too:")[1])
    assert len(tried) == 4
    assert all(string in everything for string in tried)
    assert "渌口" not in everything
