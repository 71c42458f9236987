"""`zhengsou` as a person runs it: in a process of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = "新邵县推进项目建设\n\n今年以来，新邵县坚持把项目建设摆在首位，持续优化营商环境，成效明显。\n"


def run(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "zhengsou", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        check=False,
        timeout=120,
    )


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "新邵.txt").write_text(PAGE, encoding="utf-8")
    return tmp_path / "pages"


def test_first_steps(pages: Path, tmp_path: Path) -> None:
    done = run("reindex", "pages", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("读取 1 个文件，0 个没有变化，移除 0 个。索引 var/index 现有 1 篇报道、1 个段落。")
    again = run("reindex", "pages", cwd=tmp_path)
    assert again.stdout == "没有变化：1 个文件都与上次相同，没有重读。\n"
    found = run("search", "营商环境", cwd=tmp_path)
    assert "找到 1 篇报道、1 个段落" in found.stdout
    assert "新邵县推进项目建设" in found.stdout
    assert "湖南省/邵阳市/新邵县" in found.stdout
    assert run("check", cwd=tmp_path).stdout.startswith("索引完好：")
    status = run("status", cwd=tmp_path).stdout
    assert "1 个文件，1 篇报道，1 个段落" in status


def test_json_is_the_documented_form(pages: Path, tmp_path: Path) -> None:
    index = tmp_path / "elsewhere"
    assert run("reindex", pages, ZHENGSOU_INDEX=str(index)).returncode == 0
    done = run("search", "營商環境", "--place", "430500", "--json", "--index", index)
    found = json.loads(done.stdout)
    assert list(found) == ["query", "total", "took_ms", "page", "pages", "results", "facets"]
    assert found["query"] == {
        "text": "營商環境",
        "mode": "all",
        "notices": [],
        "understood": "“营商环境”",
        "synonyms": [],
        "did_you_mean": "",
    }
    assert found["total"] == {"articles": 1, "paragraphs": 1}
    (result,) = found["results"]
    assert list(result) == ["id", "title", "source", "date", "places", "themes", "score", "paragraphs", "reprints"]
    assert result["title"] == {"text": "新邵县推进项目建设", "marks": []}
    assert result["places"] == [{"code": "430522", "name": "新邵县", "path": "湖南省/邵阳市/新邵县"}]
    assert all(list(theme) == ["id", "name"] for theme in result["themes"])
    (paragraph,) = result["paragraphs"]
    assert list(paragraph) == ["id", "ordinal", "text", "marks", "matched"]
    assert [paragraph["text"][start:end] for start, end in paragraph["marks"]] == ["营商环境"]
    assert list(found["facets"]) == ["place", "theme", "year", "source"]
    (province,) = found["facets"]["place"]
    assert list(province) == ["code", "name", "count", "selected", "children"]
    (city,) = province["children"]
    assert (city["code"], city["count"], city["selected"]) == ("430500", 1, True)
    assert list(found["facets"]["theme"][0]) == ["id", "name", "count", "selected", "children"]


def test_search_says_how_it_understood(library: Path) -> None:
    plain = run("search", "营商环境", "--index", library).stdout
    assert "理解为" not in plain
    assert "同义" not in plain
    assert "注意" not in plain
    chosen = run("search", "养老 OR 医疗", "--index", library).stdout
    assert "理解为：“养老” 或 “医疗”" in chosen
    meant = run("search", "双碳", "--index", library).stdout
    assert "“碳达峰” 且 “碳中和”" in meant
    assert "双碳（只查原词：--no-synonyms）" in meant
    literal = run("search", "双碳", "--no-synonyms", "--index", library).stdout
    assert "碳达峰" not in literal
    assert "--no-synonyms" not in literal
    mistyped = run("search", "营尚环境", "--index", library).stdout
    assert "您是不是要找：营商环境" in mistyped
    assert "注意：" in mistyped
    asked = run("search", "哪些地方优化了营商环境？", "--index", library).stdout
    assert "注意：检索词是问句或整句" in asked
    assert "理解为" not in asked


def test_search_takes_years(library: Path) -> None:
    found = json.loads(
        run("search", "--year", "2021", "--year", "2022", "--size", "100", "--json", "", "--index", library).stdout
    )
    assert {result["date"][:4] for result in found["results"]} == {"2021", "2022"}
    counts = {year["value"]: year for year in found["facets"]["year"]}
    assert found["total"]["articles"] == counts["2021"]["count"] + counts["2022"]["count"]
    assert counts["2021"]["selected"]


def test_explain_is_the_documented_form(pages: Path) -> None:
    explained = json.loads(run("explain", pages / "新邵.txt", "--json").stdout)
    assert list(explained) == ["file", "encoding", "articles", "notices"]
    (article,) = explained["articles"]
    keys = ["title", "subtitle", "byline", "source", "date", "edition", "url", "record"]
    assert list(article) == [*keys, "places", "open_places", "themes", "paragraphs"]
    (place,) = article["places"]
    told = {"code": "430522", "path": "湖南省/邵阳市/新邵县", "main": True, "evidence": "新邵县", "rule": "full-name"}
    assert place == told
    assert all(set(theme) == {"id", "name", "evidence"} for theme in article["themes"])
    (paragraph,) = article["paragraphs"]
    assert (paragraph["text"], paragraph["role"]) == (PAGE.split("\n\n")[1].strip(), "body")
    assert all(set(theme) == {"id", "name", "evidence"} for theme in paragraph["themes"])
    assert 1 <= len(paragraph["themes"]) <= 3
    assert paragraph["places"][0] == {key: told[key] for key in ("code", "path", "evidence", "rule")}
    assert "新邵县" in run("explain", pages / "新邵.txt").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("search", "县"), 1, "zhengsou reindex"),
        (("status",), 1, "zhengsou reindex"),
        (("check",), 1, "zhengsou reindex"),
        (("reindex",), 1, "zhengsou reindex seeds"),
        (("reindex", "nowhere"), 1, "nowhere"),
        (("explain", "nowhere.txt"), 1, "nowhere.txt"),
        (("search", "县" * 600), 1, "512"),
        (("reindex", "--index", "/dev/null", "."), 1, "--index"),
        (("serve", "--host", "no such host"), 1, "--host"),
        (("search", "县", "--since", "昨天"), 1, "昨天"),
        (("search", "县", "--scope", "page"), 2, "--scope"),
        (("search", "县", "--no-such-option"), 2, "--no-such-option"),
        (("no-such-command",), 2, "no-such-command"),
    ],
)
def test_errors_are_one_line_with_a_cure(tmp_path: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    if code == 1:
        assert done.stderr.startswith("错误：")
        assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_serve_prints_its_address_and_serves(library: Path) -> None:
    command = [Path(sys.executable).parent / "zhengsou", "serve", "--port", "0", "--index", str(library)]
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
            assert address
            with urllib.request.urlopen(address[0], timeout=30) as answer:
                assert "政搜" in answer.read().decode()
            foreign = urllib.request.Request(address[0], headers={"Host": "elsewhere.example"})
            with pytest.raises(urllib.error.HTTPError, match="400") as caught:
                urllib.request.urlopen(foreign, timeout=30)
            caught.value.close()
        finally:
            process.terminate()


def test_help_names_every_command_and_option() -> None:
    listed = run("--help").stdout
    for command in ("reindex", "search", "serve", "explain", "status", "check"):
        assert re.search(rf"^  {command}\s", listed, re.MULTILINE)
    options = run("search", "--help").stdout
    named = "place theme year source since until mentions scope sort synonyms no-synonyms page size json index"
    for option in named.split():
        assert f"--{option}" in options
