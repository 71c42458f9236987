"""What report does a saved HTML page hold?"""

from __future__ import annotations

import json
import re

import pytest

from index.documents import Article, Role
from index.reading.html import article_of
from index.reading.markup import declared_encoding, strip_markup
from index.reading.sites import sites

TEXT = [
    "清晨六点，青石镇的茶园里已经有人影晃动，今年雨水好，头茬鲜叶每斤多卖了8元。",
    "去年底，县里把通往茶山的土路改成5米宽的水泥路，收购车可以一直开到地头。",
    "“路通了，人就回来了。”村支书算了一笔账，今年已有31名年轻人返乡办起民宿、网店。",
]
BODY = "".join(f"<p>\u3000\u3000{text}</p>" for text in TEXT)
NAVIGATION = "<div class=nav><a href=/>首页</a> | <a href=/news>新闻，要闻，时政</a></div>"
FOOTER = "<div class=footer>青石县人民政府主办，青石县融媒体中心承办，备案号：湘ICP备12345678号</div>"


def page(body: str = f"<div id=zoom>{BODY}</div>", head: str = "<title>茶山路通了_青石县人民政府网</title>") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{NAVIGATION}{body}{FOOTER}</body></html>"


def read(html: str) -> Article:
    article, _ = article_of(html)
    assert article is not None
    return article


def texts(article: Article) -> list[str]:
    return [p.text for p in article.paragraphs]


def outline(article: Article) -> list[tuple[str, str]]:
    return [(p.role.value, p.text) for p in article.paragraphs]


@pytest.mark.parametrize(
    "container",
    [
        "<div id='UCAP-CONTENT'>{}</div>",
        "<ucapcontent>{}</ucapcontent>",
        "<div id=ozoom><founder-content>{}</founder-content></div>",
        "<div class='view TRS_Editor'>{}</div>",
        "<div class=trs_editor_view>{}</div>",
        "<div id=js_content style='visibility: hidden'><section><section>{}</section></section></div>",
        "<div class=v_news_content>{}</div>",
        "<div class=article-content><div class=share>分享到，微信，微博</div>{}</div>",
        "<article>{}</article>",
        "<table><tr><td>左</td><td class=unknown>{}</td></tr></table>",
        "<div class=a1><div class=b2>{}</div></div>",
        "<form id=aspnetForm><div><div>{}</div></div></form>",
    ],
)
def test_the_text_is_found_and_the_rest_left_out(container: str) -> None:
    assert texts(read(page(container.format(BODY)))) == TEXT


def test_a_known_container_goes_before_longer_comments() -> None:
    comments = "".join(f"<li><p>网友{n}：路修得好，茶也好，为家乡点赞。</p></li>" for n in range(12))
    assert texts(read(page(f"<div id=zoom>{BODY}</div><div class=talk><ul>{comments}</ul></div>"))) == TEXT
    assert len(texts(read(page(f"<div id=zoom>{BODY}</div><div class=talk><ul>{comments * 4}</ul></div>")))) == 48


def test_links_are_left_out_but_attachments_stay() -> None:
    links = "<p><a href=/1>茶山上新了一批采摘机，快来看</a></p><p>附件：<a href=a.doc>茶山道路建设清单</a></p>"
    assert texts(read(page(f"<div id=zoom>{BODY}{links}</div>"))) == [*TEXT, "附件：茶山道路建设清单"]


def test_a_list_of_links_is_left_out_with_the_days_beside_them() -> None:
    links = "<h3>相关阅读</h3><ul><li><a href=a>采摘机到了</a> <span>2023-12-19 08:30</span></li></ul>"
    assert texts(read(page(f"<div id=zoom>{BODY}{links}</div>"))) == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "分享到：微信 微博 朋友圈", "您当前的位置：首页 > 新闻", "扫描下方二维码查看更多", "【打印】【关闭】",
        "返回列表", "相关阅读：", "往期推荐", "上一篇：茶山的路", "1、回复【茶】查看更多", "字号：大 中 小",
    ],
)  # fmt: skip
def test_the_sites_own_lines_are_left_out(line: str) -> None:
    assert texts(read(page(f"<div id=zoom><p>{line}</p>{BODY}<p>{line}</p></div>"))) == TEXT


def test_a_link_of_the_site_at_the_end_of_a_paragraph_is_left_out() -> None:
    body = f"<p>{TEXT[0]}<a href=/>返回<b>青石网</b>首页&gt;&gt;</a></p><p>{TEXT[1]}<a href=/x>茶</a></p>"
    assert texts(read(page(f"<div id=zoom>{body}</div>"))) == [TEXT[0], TEXT[1] + "茶"]


def test_line_breaks_divide_paragraphs_too() -> None:
    body = "<div id=zoom>" + "<br><br>\n".join(f"　　{text}" for text in TEXT) + "</div>"
    assert texts(read(page(body))) == TEXT


def test_inline_markup_and_line_breaks_of_the_source_leave_no_trace() -> None:
    body = (
        "<div id=zoom>"
        + BODY.replace("鲜叶", "<span>鲜</span>\n<b>叶</b>").replace("茶山", "茶&nbsp;\u200b山")
        + "</div>"
    )
    assert texts(read(page(body))) == [TEXT[0], TEXT[1].replace("茶山", "茶 山"), TEXT[2]]


def test_markup_tells_roles() -> None:
    body = f"""<div id=zoom><h2>一条路</h2><p>{TEXT[0]}</p><p><strong>人回来了吗？</strong></p><p>{TEXT[1]}</p>
        <figure><img src=a.jpg><figcaption>茶农采摘春茶</figcaption></figure><p>{TEXT[2]}</p>
        <p align=center><img src=b.jpg><br>新修的茶山公路</p><p style="text-align: center">完</p>
        <table><tr><th>项目</th><th>金额</th></tr><tr><td>道路</td><td>120 万元</td></tr></table>
        <p>责任编辑：周青山</p></div>"""
    assert outline(read(page(body))) == [
        ("heading", "一条路"),
        ("body", TEXT[0]),
        ("heading", "人回来了吗？"),
        ("body", TEXT[1]),
        ("caption", "茶农采摘春茶"),
        ("body", TEXT[2]),
        ("caption", "新修的茶山公路"),
        ("body", "项目 金额"),
        ("body", "道路 120 万元"),
        ("credit", "责任编辑：周青山"),
    ]


def test_the_paragraphs_of_a_cell_stay_apart_and_an_empty_one_keeps_its_dash() -> None:
    row = "<tr><td><p>道<b>路</b></p><p>公里</p></td><td>—</td><td>120</td></tr>"
    assert "道路 公里 — 120" in texts(read(page(f"<div id=zoom>{BODY}<table>{row}</table></div>")))


def test_a_table_that_lays_out_the_page_is_read_as_text() -> None:
    rows = "".join(f"<tr><td>{text}</td><td><p>{text}</p></td></tr>" for text in [text * 2 for text in TEXT])
    assert texts(read(page(f"<table>{rows}</table>"))) == [text * 2 for text in TEXT for _ in "ab"]


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        ("<title>茶山路通了_青石县人民政府网</title>", "", "茶山路通了"),
        ("<title>茶山路通了_要闻_青石新闻网</title>", "", "茶山路通了"),
        ("<title>青石县人民政府 | 茶山路通了人回来了</title>", "", "茶山路通了人回来了"),
        ("<title>茶山路通了 - 山里新声</title>", "", "茶山路通了"),
        ("<title>茶山路通了-青石县人民政府</title>", "", "茶山路通了"),
        ("<title>1-2月全县茶叶销量增长</title>", "", "1-2月全县茶叶销量增长"),
        ("<title>[视频]茶山路通了</title>", "", "茶山路通了"),
        ("<title>茶山路通了——青石县人民政府</title>", "", "茶山路通了——青石县人民政府"),
        ("<title>县领导调研交通运输局_青石网</title>", "", "县领导调研交通运输局"),
        ("<title>茶事|茶山路通了_青石网</title>", "<h1>茶事|茶山路通了</h1>", "茶事|茶山路通了"),
        ("<title>青石网</title>", "<h1>茶山路\n通了</h1>", "茶山路通了"),
        ("<title>茶山路通了_青石网</title>", "<h1>新闻中心</h1><h1>茶山路通了</h1>", "茶山路通了"),
        ("<meta name=ArticleTitle content=茶山路通了><title>青石网</title>", "", "茶山路通了"),
        ("<meta property=og:title content=茶山路通了_青石网>", "", "茶山路通了"),
        ("<title>茶山路通了，人回来了_青石网</title>", "<h1>茶山路通了...</h1>", "茶山路通了，人回来了"),
        ("", "", "清晨六点，青石镇的茶园里已经有人影晃动"),
    ],
)
def test_the_title_comes_without_the_site(head: str, heading: str, title: str) -> None:
    assert read(page(f"{heading}<div id=zoom>{BODY}</div>", head)).title == title


@pytest.mark.parametrize(
    ("head", "above", "date", "source"),
    [
        ("<meta name=PubDate content='2023-12-20 10:00:43'>", "", "2023-12-20", ""),
        ("<meta name=ContentSource content=县统计局>", "", "", "县统计局"),
        ("<meta property=article:published_time content=2023-12-20T18:57:38+08:00>", "", "2023-12-20", ""),
        ("<meta name=SiteName content=青石县人民政府>", "", "", "青石县人民政府"),
        ("", "<span>来源：</span><a>青石日报</a> <span>2023年12月20日 08:30</span>", "2023-12-20", "青石日报"),
        ("", "<div>2023-12-20 08:30　来源:青石发布 字号：大 中 小</div>", "2023-12-20", "青石发布"),
        ("", "<div>发布时间：2023-12-20 信息来源：县统计局 浏览次数：12</div>", "2023-12-20", "县统计局"),
        ("", "<div>青石日报 2023年12月20日 星期三 第04版</div>", "2023-12-20", "青石日报"),
        ("<link rel=canonical href=https://example.com/2023/12/20/cha.html>", "", "2023-12-20", ""),
        ("", "<!--enpproperty <date>2023-12-20 00:00:00.0</date><author></author>/enpproperty-->", "2023-12-20", ""),
        ("", "<p><i itemprop=datePublished content=2023-12-20T08:30></i><b itemprop=publisher>青石网</b>",
         "2023-12-20", "青石网"),
        ("", "<p>周三 <span id=pubtime_baidu>2023-12-20 08:30</span> <a id=source_baidu>青石网</a>",
         "2023-12-20", "青石网"),
        ("", "<p><time datetime=2023-12-20T08:30>3小时前</time>", "2023-12-20", ""),
        ("", "<p class=news_about>章屿/青石日报 2023-12-20</p>", "2023-12-20", "青石日报"),
        ("<meta name=PubDate content='2024-05-01 10:00'><meta name=others content='页面生成时间 2024-05-01 10:00'>",
         "<p>生成日期：2023-12-20</p><ul><li>解读 <i>2023-12-25</i></ul>", "2023-12-20", ""),
        ("<meta name=PubDate content='2023-12-20 10:00'><meta name=others content='页面生成时间 2023-12-20 10:00'>",
         "", "2023-12-20", ""),
        ("", "<table><tr><td>成文日期：</td><td>2023-12-18</td><td>发布日期：</td><td>2023-12-20</td></tr></table>",
         "2023-12-20", ""),
        ("", "<p>更新时间：2023-12-25 发布时间：2023-12-20</p>", "2023-12-20", ""),
        ("", "<i class=laiyuan>来源 : 青石网</i><i class=time>2023-12-20 19:34</i>", "2023-12-20", "青石网"),
        ("", "", "", ""),
    ],
)  # fmt: skip
def test_date_and_source(head: str, above: str, date: str, source: str) -> None:
    article = read(page(f"<h1>茶山路通了</h1>{above}<div id=zoom>{BODY}</div>", head + "<title>茶山路通了</title>"))
    assert (article.date, article.source) == (date, source)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<link rel=canonical href=https://example.com/a.html>", "https://example.com/a.html"),
        ("<link rel=canonical href=//example.com/a.html>", "https://example.com/a.html"),
        ("<meta property=og:url content=http://example.com/a.html>", "http://example.com/a.html"),
        ("<link rel=canonical href='https://[example/2023/'>", "https://[example/2023/"),
        ("<link rel=canonical href='javascript:alert(1)'>", ""),
        ("<link rel=canonical href=/a.html>", ""),
        ("<link rel=stylesheet href=https://example.com/a.css>", ""),
    ],
)
def test_address(head: str, url: str) -> None:
    assert read(page(head=head + "<title>茶山路通了</title>")).url == url


def test_the_address_that_a_browser_noted() -> None:
    assert read("<!-- saved from url=(0026)https://example.com/a.html -->" + page()).url == "https://example.com/a.html"


def test_subtitle_and_byline_above_the_text_and_inside_it() -> None:
    head = "<h1>茶山路通了</h1><h2>——青石镇见闻</h2><p>本报记者 章屿 通讯员 吕半山</p>"
    for body in (
        f"{head}<div id=zoom>{BODY}</div>",
        f"<div id=zoom>{head}<p>2023年12月20日 来源：青石网</p>{BODY}</div>",
    ):
        article = read(page(body))
        assert (article.title, article.subtitle) == ("茶山路通了", "——青石镇见闻")
        assert article.byline == "本报记者 章屿 通讯员 吕半山"
        assert texts(article) == TEXT


def test_linked_data_tells_what_the_page_does_not() -> None:
    data = {
        "@graph": [
            {"@type": "WebPage"},
            {
                "@type": "NewsArticle",
                "headline": "茶山路通了",
                "datePublished": "2023-12-20T08:00:00+08:00",
                "publisher": {"@type": "Organization", "name": "青石网"},
                "author": {"name": "章屿"},
                "articleBody": "\n".join(TEXT),
            },
        ]
    }
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    article = read(page("<div id=app></div>", script))
    assert (article.title, article.date, article.source, article.byline) == (
        "茶山路通了",
        "2023-12-20",
        "青石网",
        "章屿",
    )
    assert texts(article) == TEXT
    assert texts(read(page(head=script))) == TEXT


def test_founder_notes_title_and_subtitle() -> None:
    note = "<!--enpproperty <id>1</id><founder-title>茶山路通了</founder-title><subtitle>青石镇见闻</subtitle>-->"
    article = read(page(note + f"<founder-content>{BODY}</founder-content>", "<title>青石日报电子版</title>"))
    assert (article.title, article.subtitle) == ("茶山路通了", "青石镇见闻")


def test_what_is_taken_from_elsewhere_stands_in_a_notice() -> None:
    address = "<link rel=canonical href=https://example.com/2023/12/20/cha.html>"
    article, notices = article_of(page(head=address + "<title>茶山路通了_青石县人民政府网</title>"))
    assert article is not None
    assert (article.date, article.source) == ("2023-12-20", "青石县人民政府网")
    assert notices == ["日期取自网址", "来源取自网页标题"]


def test_microdata_holds_the_text_and_names_the_author() -> None:
    article = read(page(f"<p itemprop=author>章屿</p><div itemprop=articleBody>{BODY}</div>{BODY}"))
    assert (texts(article), article.byline) == (TEXT, "章屿")


def test_a_title_that_was_cut_short_is_completed_from_the_note_in_the_text() -> None:
    body = f"<p>（原标题：茶山路通了，人回来了）</p>{BODY}"
    article = read(page(f"<h1>茶山路通了...</h1><div id=zoom>{body}</div>", "<title>茶山路通了..._青石网</title>"))
    assert article.title == "茶山路通了，人回来了"
    assert article.paragraphs[0].role is Role.CREDIT


@pytest.mark.parametrize(
    "body", ["", "<div id=zoom><img src=a.jpg></div>", "<div><a href=/a>茶山，路通了，人回来了，都说好。</a></div>"]
)
def test_a_page_without_text_has_no_article_and_says_why(body: str) -> None:
    article, [notice] = article_of(page(body))
    assert article is None
    assert "没有正文" in notice
    _, [notice] = article_of(page(body + "<script>" + "x" * 5000 + "</script>"))
    assert "脚本" in notice


def test_a_page_that_scripts_fill_says_so() -> None:
    article, notices = article_of(page(f"<div>{TEXT[0]}</div><script>{'x' * 9000}</script>"))
    assert article is not None
    assert "脚本" in notices[0]


@pytest.mark.parametrize(
    "html",
    [
        "<?xml version='1.0' encoding='utf-8'?>" + page(),
        page().replace("<!DOCTYPE html>", ""),
        page().upper().replace(BODY.upper(), BODY),
        page() + "<script>var a = '<p>不是正文，不是正文，不是正文。</p>'",
        page() + "<!-- <p>不是正文，不是正文，不是正文。</p>",
        page().replace("<p>", "<p><!--> <!-- x --><style>p {color: red}</style>"),
        page().replace("</body></html>", ""),
        page(
            f"<div id=zoom>{BODY}<p hidden>看不见的字，看不见。</p><p style='display: none'>看不见，看不见。</p></div>"
        ),
        page(
            f"<div id=zoom>{BODY}<p>上一篇：<a href=a>旧闻</a></p><p>— END —</p><p>点击上方蓝字关注</p><p>|</p></div>"
        ),
    ],
)
def test_what_is_around_the_text_does_not_matter(html: str) -> None:
    assert texts(read(html)) == TEXT


@pytest.mark.parametrize("tag", ["div", "b", "table", "font", "ul", "section", "blockquote"])
def test_deep_nesting_is_read(tag: str) -> None:
    article, notices = article_of("<html><body>" + f"<{tag}>" * 20_000 + TEXT[0])
    assert (article is not None and texts(article) == [TEXT[0]]) or "没有正文" in notices[0]


@pytest.mark.parametrize(
    ("data", "declared"),
    [
        (b"<meta charset=gb2312>", "gb2312"),
        (b"<META http-equiv=Content-Type content='text/html; charset = GBK'>", "GBK"),
        (b"<?xml version='1.0'?><html>", ""),
        (b" " * 3000 + b"<meta charset=gb2312>", ""),
    ],
)
def test_declared_encoding(data: bytes, declared: str) -> None:
    assert declared_encoding(data) == declared


def test_scripts_are_cut_out_once_and_for_all() -> None:
    markup = strip_markup("a<SCRIPT src=x>1</script >b<style>2</style>c<!--3-->d<!-->e<svg><path/></svg>f<script>g")
    assert markup.html == "abcdef"
    assert strip_markup("青<!-- 注 -->石<script></script>县").html == "青石县"
    assert strip_markup("<script" * 100_000).html == ""
    assert strip_markup("<script>" + "</script" * 100_000).html == ""
    assert strip_markup('<script type="application/ld+json">{</script>').linked_data == []


def test_who_signed_is_no_heading_and_notes_of_origin_are_credits() -> None:
    signed = "<p style='text-align: right'>青石县人民政府</p><p align=right>2023年12月18日</p><p>来源：青石发布</p>"
    article = read(page(f"<div id=zoom>{BODY}{signed}</div>"))
    assert [p.role.value for p in article.paragraphs[3:]] == ["body", "body", "credit"]
    assert (article.date, article.source) == ("2023-12-18", "青石发布")


def test_headings_of_a_page_are_its_sections() -> None:
    [first, *_] = read(page("<div id=zoom><h3>一、起步</h3>" + BODY + "</div>")).paragraphs
    assert first.role is Role.HEADING


def test_the_table_of_sites_is_sound() -> None:
    table = sites()
    for key in (
        "containers",
        "titles",
        "sources",
        "dates",
        "authors",
        "noise",
        "captions",
        "skipped",
        "blocks",
        "breaks",
        "paragraphs",
    ):
        assert len(set(table[key])) == len(table[key])
        assert all(re.fullmatch(r"[#.@]?[A-Za-z][\w-]*", pattern) for pattern in table[key])
    assert all(name == name.lower() for names in table["meta"].values() for name in names)
    assert set(table["paragraphs"]) <= set(table["blocks"])


SECTIONS = {
    "div": "<div><p>{}</p><p>{}</p></div>",
    "section": "<section><p>{}</p><p>{}</p></section>",
    "nested": "<div class=box><div><p>{}</p><p>{}</p></div></div>",
    "tr": "<tr><td>{}<br>{}</td></tr>",
}


@pytest.mark.parametrize("number", [1, 2, 3, 4])
@pytest.mark.parametrize("kind", SECTIONS)
def test_a_text_in_several_sections_is_read_as_a_whole(kind: str, number: int) -> None:
    lines = [f"第{n}批{text}" for n in range(number) for text in TEXT[:2]]
    sections = "".join(SECTIONS[kind].format(*lines[n : n + 2]) for n in range(0, len(lines), 2))
    body = f"<table>{sections}</table>" if kind == "tr" else sections
    article, notices = article_of(page(f"<div class=main><h1>茶山路通了</h1>{body}</div>"))
    assert article is not None
    assert texts(article) == lines
    assert notices == ["来源取自网页标题"]


def test_what_stands_between_two_sections_is_kept_and_other_sections_are_not() -> None:
    section = f"<div class=part><p>{TEXT[0]}</p><p>{TEXT[1]}</p></div>"
    other = "<div class=part><a href=/a>茶山上新了一批采摘机，茶农说用着真快，也很省力，都来看看吧。</a></div>"
    body = f"<div>{other}{section}<h3>人回来了</h3><div class=share>分享，转发</div>{section}{other}</div>"
    assert texts(read(page(body))) == [*TEXT[:2], "人回来了", *TEXT[:2]]


@pytest.mark.parametrize("container", ["class=text", "id=zoom"])
def test_attachments_and_signature_below_the_text_belong_to_it(container: str) -> None:
    below = """<div class=s1>点击：12</div><div class=s2><p>附件：1.茶山道路清单</p><p>2.茶园名单</p></div>
        <div class=s3><p>青石县人民政府</p><p>2023年12月20日</p></div><div class=s4>2023-12-25</div>"""
    article = read(page(f"<div><div {container}>{BODY}</div>{below}</div>"))
    assert texts(article)[3:] == ["附件：1.茶山道路清单", "2.茶园名单", "青石县人民政府", "2023年12月20日"]
    assert article.date == "2023-12-20"


def test_running_text_that_is_left_out_stands_in_a_notice() -> None:
    talk = "".join(f"<p>网友{n}：路修得好，茶也好，为家乡点赞。</p>" for n in range(6))
    _, notices = article_of(page(f"<div><div class=text>{BODY}</div><div class=other>{talk}</div></div>"))
    assert "正文之外还有 114 字没有收入" in notices[0]
    _, notices = article_of(page(f"<div><div id=zoom>{BODY}</div><div class=other>{talk}</div></div>"))
    assert notices == ["来源取自网页标题"]


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("<h1>茶山路通了人回来了</h1>", "茶山路通了人回来了"),
        ("<h1>茶山路通了</h1><h1>人回来了，茶香更浓</h1>", "县区动态"),
        ("<h1>青石县人民政府门户网站</h1>", "县区动态"),
        ("<h1>青石县人民政府门户网站</h1><h1>青石县2022年统计公报</h1>", "青石县2022年统计公报"),
        ("<h1>要闻</h1>", "县区动态"),
    ],
)
def test_a_page_titled_by_its_column_has_its_headline_as_title(above: str, title: str) -> None:
    html = page(f"{above}<div>{BODY}</div>", "<title>县区动态 - 青石县人民政府门户网站</title>")
    assert read(html).title == title
    below = page(f"<div>{BODY}</div><h1>茶山上新了一批采摘机</h1>", "<title>县区动态 - 青石县人民政府门户网站</title>")
    assert read(below).title == "县区动态"
