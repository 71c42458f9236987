"""Places in articles: golden sentences, properties, and floors on sentences and pages that lie beside the checkout."""

from __future__ import annotations

import json
import lzma
import os
import random
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold
from index.documents import Article, Paragraph, Role
from index.tagging import gazetteer, tag

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def article(*texts: str, title: str = "无题") -> Article:
    return Article(title=title, paragraphs=tuple(Paragraph(text) for text in texts))


def places(*texts: str, title: str = "无题") -> list[str]:
    """The paths of the places, strongest first."""
    return [gazetteer()[found.code].path for found in tag(article(*texts, title=title)).places]


def are(paths: Iterable[str], wanted: str) -> bool:
    """Whether the paths end as the wanted words say, one to one and in any order."""
    left = set(paths)
    for end in wanted.split():
        named = {path for path in left if f"/{path}".endswith(f"/{end}")}
        left -= {min(named, key=len)} if named else {end}
        if not named:
            return False
    return not left


NAMED = [
    ("邵阳县塘渡口镇的油茶林里，村民正忙着采摘。", "邵阳县 塘渡口镇"),
    ("永州市道县召开春耕现场会。", "永州市 道县"),
    ("代表团一行赴浙江、江苏学习园区建设经验。", "浙江省 江苏省"),
    ("来自娄底和怀化的客商到场签约。", "娄底市 怀化市"),
    ("湘西州泸溪县椪柑喜获丰收。", "湘西土家族苗族自治州 泸溪县"),
    ("江华县与广西贺州共建产业园。", "江华瑶族自治县 广西壮族自治区 贺州市"),
    ("新疆吐鲁番高昌区的葡萄熟了。", "新疆维吾尔自治区 吐鲁番市 高昌区"),
    ("株洲市淥口區、攸县同步推进河道整治。", "株洲市 渌口区 攸县"),
    ("北京、上海、广州、深圳的展馆同时开放。", "北京市 上海市 广州市 深圳市"),
    ("呼伦贝尔市鄂伦春自治旗冰雪节开幕。", "呼伦贝尔市 鄂伦春自治旗"),
    ("延边州敦化市的人参远销海外。", "延边朝鲜族自治州 敦化市"),
    ("安徽泾县的宣纸、山西盂县的煤。", "安徽省 泾县 山西省 盂县"),
    ("湖北省神农架林区发现新物种。", "湖北省 神农架林区"),
    ("海南藏族自治州共和县推进光伏治沙。", "海南藏族自治州 共和县"),
    ("南京市雨花臺區與蘇州市結對。", "南京市 雨花台区 苏州市"),
    ("河南省济源市邵原镇的果园。", "河南省 济源市 邵原镇"),
    ("西藏林芝察隅县下察隅镇通了柏油路。", "西藏自治区 林芝市 察隅县 下察隅镇"),
]
NO_PLACES = [
    "全县上下一盘棋，县委和县政府主要领导靠前指挥。",
    "推进国家级示范县创建，打造样板工程。",
    "吉林大学与湖南师范大学的专家来厂指导。",
    "海军南京舰、长沙舰抵达港口。",
    "沿着长沙大道一路向东，便是南京西路商圈。",
    "据湖南日报报道，北京时间昨晚发射成功。",
    "实现长治久安，推动重大理论创新。",
    "切实纠正文山会海，拿出真金白银支持企业。",
    "新兴城市群与沿海城市带加快形成。",
    "提高城镇化水平，建设乡村振兴示范带。",
    "朝阳产业前景广阔，人民生活幸福安康。",
    "渤海南部、黄海北部有七级大风。",
    "长白山脚下、天山南北，处处是景。",
    "上海合作组织成员国元首理事会举行会议。",
    "城区、郊区和老城区都通了公交。",
    "高新区、开发区和新区的项目全部开工。",
    "各族群众在和平、繁荣、开放的环境里生活。",
    "医保定点机构又多了五家，均衡水平不断提升。",
    "来宾们观看了演出，巴中关系发展顺利。",
    "入海口的湿地引来大批候鸟。",
    "这批复合肥和长春花都来自同一家公司。",
]
SHARED_NAMES = [
    ("鼓楼区举办招商推介会。", ""),
    ("太平镇、城关镇等乡镇参加了评比。", ""),
    ("金山镇的花开了。", ""),
    ("罗江区金山镇的花开了。", "罗江区 罗江区/金山镇"),
    ("南京市鼓楼区与徐州市鼓楼区结为友好城区。", "南京市 南京市/鼓楼区 徐州市 徐州市/鼓楼区"),
    ("福州启动老街改造，鼓楼区率先完工。", "福州市 福州市/鼓楼区"),
    ("鼓楼区率先完工，福州其他城区陆续跟进。", "福州市 福州市/鼓楼区"),
    ("阳泉市城区改造老旧管网。", "阳泉市 阳泉市/城区"),
    ("甘肃白银的铜加工企业扩产。", "甘肃省 白银市"),
    ("重庆市江北区的老厂房变成了书店。", "重庆市"),
    ("海南和吉林的大豆专家来了。", "海南省 吉林省"),
]


@pytest.mark.parametrize(("text", "wanted"), NAMED)
def test_names_are_found(text: str, wanted: str) -> None:
    assert are(places(text), wanted)


@pytest.mark.parametrize("text", NO_PLACES)
def test_words_that_only_look_like_names_are_not(text: str) -> None:
    assert places(text) == []


@pytest.mark.parametrize(("text", "wanted"), SHARED_NAMES)
def test_a_name_that_several_share_counts_where_the_article_settles_it(text: str, wanted: str) -> None:
    assert are(places(text), wanted)


def test_a_shared_name_in_one_paragraph_is_settled_by_another() -> None:
    assert are(places("鼓楼区传来捷报。", "这是福州今年的第三个项目。"), "福州市 福州市/鼓楼区")


def test_places_come_strongest_first() -> None:
    assert places("怀化、娄底、怀化") == ["湖南省/怀化市", "湖南省/娄底市"]
    assert places("怀化、娄底") == ["湖南省/怀化市", "湖南省/娄底市"], "the earlier one first if they are even"
    assert places("怀化、怀化", title="娄底见闻") == ["湖南省/娄底市", "湖南省/怀化市"], "the title counts for three"


def test_a_name_that_only_leads_to_the_next_is_the_weaker_one() -> None:
    assert places("湖南省邵阳县、湖南省邵阳县、怀化市") == ["湖南省/邵阳市/邵阳县", "湖南省/怀化市", "湖南省"]


def test_city_and_county_of_the_same_name_are_both_tagged() -> None:
    assert are(places("邵阳市的客商到邵阳县考察。"), "邵阳市 邵阳县")


def test_evidence_is_the_first_mention_as_it_stands() -> None:
    tags = tag(article("淥口區的渌口区", title="发现美")).places
    assert [(found.code, found.evidence) for found in tags] == [("430212", "淥口區")]


def test_evidence_stands_where_it_should_behind_rare_characters() -> None:
    assert tag(article("𱳪𱳪来到怀化")).places[0].evidence == "怀化"


def test_subtitle_and_captions_count_and_credits_do_not() -> None:
    tagged = Article(
        title="无题",
        subtitle="怀化见闻",
        paragraphs=(Paragraph("娄底一角", Role.CAPTION), Paragraph("株洲供图", Role.CREDIT)),
    )
    assert [gazetteer()[found.code].name for found in tag(tagged).places] == ["怀化市", "娄底市"]


@cache
def variants() -> dict[str, list[str]]:
    """Folded character → the characters that fold to it: traditional forms, variants, other widths."""
    table = defaultdict(list)
    for row in (ROOT / "index" / "data" / "fold.tsv").read_text(encoding="utf-8").splitlines():
        char, _, folded = row.partition("\t")
        table[folded].append(char)
    return table


NAMES = [place.name for place in gazetteer().values()]
PIECES = st.one_of(
    st.sampled_from(NAMES),
    st.sampled_from(["湖南", "娄底", "城区", "白银", "鼓楼区", "在", "和", "、", "。", "市场", "大学", "\n", "𱳪"]),
    st.text(max_size=3),
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@given(TEXTS, TEXTS)
def test_tags_are_known_divisions_each_once_with_evidence_from_the_text(title: str, text: str) -> None:
    found = tag(article(text, title=title)).places
    assert len({place.code for place in found}) == len(found)
    for place in found:
        assert place.code in gazetteer()
        assert place.evidence in title or place.evidence in text


@given(TEXTS, st.integers())
def test_tags_do_not_depend_on_how_a_character_is_written(text: str, seed: int) -> None:
    pick = random.Random(seed)
    other = "".join(pick.choice([char, *variants().get(fold(char), [])]) for char in text)
    assert places(other) == places(text)


def test_every_division_is_found_by_its_full_path() -> None:
    lost = [
        place.path
        for place in gazetteer().values()
        if place.code not in {found.code for found in tag(article(place.path.replace("/", ""))).places}
    ]
    assert lost == []


@pytest.fixture(scope="module")
def shared() -> Path:
    """The folder of test data beside the checkout."""
    if not SHARED.exists():
        if "ZHENGSOU_REQUIRE_ALL" in os.environ:
            pytest.fail("no shared/ beside the checkout")
        pytest.skip("no shared/ beside the checkout")
    return SHARED


def test_floor_on_the_development_sentences(shared: Path) -> None:
    lines = (shared / "reference" / "place_sentences_dev.jsonl").read_text(encoding="utf-8").splitlines()
    right = tagged = wanted = 0
    for record in map(json.loads, lines):
        found, named = set(places(record["text"], title="　")), set(record["places"])
        right += len(found & named)
        tagged += len(found)
        wanted += len(named)
    assert right / tagged >= 0.95
    assert right / wanted >= 0.93


def test_floor_on_government_reports(shared: Path) -> None:
    with lzma.open(shared / "corpus" / "gov_work_reports.jsonl.xz", "rt", encoding="utf-8") as lines:
        reports = [report for report in map(json.loads, islice(lines, 300)) if report["place"] and report["text"]]
    first = [
        gazetteer().find(report["place"]).path == places(*report["text"].split("\n"), title=report["title"])[0]
        for report in reports
        if report["place"] != "全国"
    ]
    assert len(first) > 200
    assert sum(first) / len(first) >= 0.97


def paragraphs_from(page: Path, opening: str, *, until: str | None = None) -> list[str]:
    """The paragraphs of a page from the one that begins so, up to the one that begins otherwise."""
    texts = [line.strip() for line in page.read_text(encoding="utf-8").splitlines() if line.strip()]
    starts = [text.startswith(opening) for text in texts]
    texts = texts[starts.index(True) :]
    if until is not None:
        texts = texts[: next(at for at, text in enumerate(texts) if text.startswith(until))]
    return texts


def test_the_places_of_the_real_pages(shared: Path) -> None:
    first, second = sorted((shared / "seeds").glob("*.txt"))
    assert places(*paragraphs_from(first, "追“高”", until="服务有温度"))[0] == "湖南省/邵阳市/邵阳县"
    assert places(*paragraphs_from(first, "聚力发展"))[0] == "湖南省/娄底市"
    assert places("".join(paragraphs_from(second, "11 月 20 日")))[0] == "湖南省/邵阳市/新邵县"
