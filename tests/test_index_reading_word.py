"""What do the styles of a Word file say?"""

from __future__ import annotations

from pathlib import Path

import docx

from index.reading import read_pages

TEXT = "今年以来，青石县把优化营商环境作为一号工程，推行“一件事一次办”，为企业节约时间三成以上。"
MORE = "县里还派出12名代办员，驻点服务园区42家企业，帮助解决用工、融资等难题。"


def test_styles_tell_headings_lists_and_tables(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("青石县优化营商环境", 0)
    document.add_heading("总的情况", 1)
    document.add_heading("办事", 2)
    document.add_paragraph(TEXT)
    for item in ("简化程序", "章屿 唐宁"):
        document.add_paragraph(item, style="List Bullet")
    grid = document.add_table(2, 2)
    for row, cells in zip(grid.rows, (("项目", "金额"), ("道路", "46")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_heading("下一步", 1)
    document.add_paragraph(MORE)
    document.save(str(tmp_path / "a.docx"))
    [page] = read_pages(tmp_path / "a.docx")
    [article] = page.articles
    assert (article.title, article.subtitle, article.byline) == ("青石县优化营商环境", "", "")
    assert [(p.role.value, p.text) for p in article.paragraphs] == [
        ("heading", "总的情况"),
        ("heading", "办事"),
        ("body", TEXT),
        ("body", "简化程序"),
        ("body", "章屿 唐宁"),
        ("body", "项目 金额"),
        ("body", "道路 46"),
        ("heading", "下一步"),
        ("body", MORE),
    ]
    assert page.notices == ()


def test_a_heading_above_everything_is_the_title(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("青石县优化营商环境", 1)
    document.add_paragraph(TEXT)
    document.add_heading("下一步", 2)
    document.add_paragraph(MORE)
    document.save(str(tmp_path / "a.docx"))
    [page] = read_pages(tmp_path / "a.docx")
    [article] = page.articles
    assert article.title == "青石县优化营商环境"
    assert [p.role.value for p in article.paragraphs] == ["body", "heading", "body"]
