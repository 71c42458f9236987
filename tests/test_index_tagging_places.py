"""Places in articles: golden sentences, properties, and floors on sentences and pages that lie beside the checkout."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import accumulate
from operator import add
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold
from index.documents import Article, Paragraph, Role
from index.tagging import gazetteer, place_mentions, tag

ROOT = Path(__file__).parent.parent


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
    ("通道县的侗寨和靖州县的杨梅。", "通道侗族自治县 靖州苗族侗族自治县"),
    ("东莞虎门镇与中山小榄镇互访。", "东莞市 虎门镇 中山市 小榄镇"),
    ("嘉峪关市峪泉镇的戈壁农业。", "嘉峪关市 峪泉镇"),
]
SHORT_COUNTIES = [
    ("据了解，新邵今年新增企业三家。", "新邵县"),
    ("客商来自桂阳和隆回。", "桂阳县 隆回县"),
    ("湖南新邵的客商签约。", "湖南省 新邵县"),
    ("浙江省的经验表明，重在义乌坚持。", "浙江省 义乌市"),
    ("郴州市举办展会，记者走进桂阳看产业。", "郴州市 桂阳县"),
    ("益阳市的安化黑茶出口增长。", "益阳市 安化县"),
    ("安化黑茶出口增长。", ""),
    ("曾昭平、王岐山和李新邵说。", ""),
    ("浏阳河水清岸绿，祁连山下草木深。", ""),
    ("凤凰来仪，长安汽车畅销。", ""),
    ("广西资源丰富，青海平安建设成效好。", "广西壮族自治区 青海省"),
]
FORMER = [
    ("株洲县更名以后，乡村变了样。", "渌口区"),
    ("望城县、宁乡县先后改名。", "望城区 宁乡市"),
    ("襄樊市的老厂。", "襄阳市"),
    ("北京市密云县的水库。", "北京市 密云区"),
    ("重庆市渝北区的园区。", "重庆市 两江新区"),
]
ZONES_AND_CHARACTERS = [
    ("雄安新区的工地热火朝天。", "河北省"),
    ("邵阳县高新区、娄底经开区奏响强音。", "邵阳县 娄底市"),
    ("苏州工业园区的企业。", "苏州市"),
    ("客商来湘投资，产品入粤销售。", "湖南省 广东省"),
    ("京津冀协同发展。", "北京市 天津市 河北省"),
    ("长株潭一体化提速。", "长沙市 株洲市 湘潭市"),
    ("在湘江边，湘商、粤菜、渝味都受欢迎。", ""),
    ("驻津巴布韦使馆举行活动。", ""),
    ("赴湘西考察，到湘潭开会。", "湘西土家族苗族自治州 湘潭市"),
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
    "该县、该市和我区、本镇都在行动，全市、全省一盘棋。",
    "种好梧桐树，引得凤凰来。",
    "推进政和企合作，创新和改进管理，保障平安和稳定。",
    "多伦多和吉隆坡的航班。",
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
    ("重庆市江北区的老厂房变成了书店。", "重庆市 两江新区"),
    ("宁波江北区的老厂房变成了书店。", "宁波市 宁波市/江北区"),
    ("江北区的老厂房变成了书店。", ""),
    ("海南和吉林的大豆专家来了。", "海南省 吉林省"),
]


@pytest.mark.parametrize(("text", "wanted"), NAMED + SHORT_COUNTIES + FORMER + ZONES_AND_CHARACTERS)
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


@pytest.mark.parametrize(
    ("text", "evidence", "rule"),
    [
        ("邵阳县的油茶", "邵阳县", "full-name"),
        ("湖南的油茶", "湖南", "short-name"),
        ("通道县的侗寨", "通道县", "short-name"),
        ("株洲县的油茶", "株洲县", "former-name"),
        ("雄安新区的工地", "雄安新区", "zone"),
        ("入湘的客商", "湘", "abbreviation"),
        ("福州市鼓楼区", "鼓楼区", "inside"),
        ("福州开会，鼓楼区发言", "鼓楼区", "context"),
    ],
)
def test_a_tag_tells_its_evidence_and_its_rule(text: str, evidence: str, rule: str) -> None:
    assert (evidence, rule) in [(found.evidence, found.rule) for found in tag(article(text)).places]


def test_source_and_folder_settle_a_shared_name() -> None:
    told = article("鼓楼区传来捷报。")
    for found in (tag(replace(told, source="福州日报")), tag(told, folder="福建省/福州市")):
        assert [(place.code, place.evidence, place.rule) for place in found.places] == [("350102", "鼓楼区", "source")]
        assert not found.open_places
    assert not tag(replace(told, source="鼓楼区人民政府网")).places


def test_what_stays_open_is_kept_with_its_candidates() -> None:
    found = tag(article("鼓楼区传来捷报，城关镇跟进，江北区观望。"))
    assert not found.places
    assert [place.evidence for place in found.open_places] == ["鼓楼区", "城关镇", "江北区"]
    assert {gazetteer()[code].path for code in found.open_places[2].candidates} == {
        "浙江省/宁波市/江北区",
        "重庆市/两江新区",
    }


def test_mentions_stand_where_the_reader_sees_them() -> None:
    paragraphs = (Paragraph("记者供图", Role.CREDIT), Paragraph("走进怀化"), Paragraph("在湖南娄底采访"))
    told = Article(title="怀化见闻", subtitle="兼记娄底", paragraphs=paragraphs)
    shown = {0: f"{told.title}\n{told.subtitle}"} | {at: part.text for at, part in enumerate(paragraphs, start=1)}
    mentions = place_mentions(told)
    assert [(each.ordinal, shown[each.ordinal][each.start : each.end]) for each in mentions] == [
        (0, "怀化"),
        (0, "娄底"),
        (2, "怀化"),
        (3, "湖南"),
        (3, "娄底"),
    ]
    assert {each.code for each in mentions} == {place.code for place in tag(told).places}


def test_mentioned_places_come_strongest_first() -> None:
    begin = "全县行动起来，邵阳县做得好，邵阳县、邵阳县。"
    assert places(begin, "怀化、娄底、怀化")[1:] == ["湖南省/怀化市", "湖南省/娄底市"]
    assert places(begin, "怀化、娄底")[1:] == ["湖南省/怀化市", "湖南省/娄底市"], (
        "the earlier one first if they are even"
    )


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


def closed(paths: Iterable[str]) -> set[str]:
    """The paths and those of everything above them."""
    return {"/".join(steps) for path in paths for steps in accumulate(([step] for step in path.split("/")), add)}


def precision_and_recall(sentences: Path) -> tuple[float, float]:
    """Over the paths closed under what is above."""
    right = tagged = wanted = 0
    for record in map(json.loads, sentences.read_text(encoding="utf-8").splitlines()):
        found, named = closed(places(record["text"], title="　")), closed(record["places"])
        right += len(found & named)
        tagged += len(found)
        wanted += len(named)
    return right / tagged, right / wanted


def test_floor_on_the_development_sentences(shared: Path) -> None:
    precision, recall = precision_and_recall(shared / "reference" / "place_sentences_dev.jsonl")
    assert precision >= 0.98
    assert recall >= 0.98


def test_floor_on_the_sentences_set_aside() -> None:
    precision, recall = precision_and_recall(ROOT / "tests" / "data" / "place_sentences_held_out.jsonl")
    assert precision >= 0.94
    assert recall >= 0.93
