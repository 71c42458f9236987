"""What text does a PDF file hold? Its pages one after the other, as their text is stored; no pictures are read.

pypdf is optional (`pip install "zhengsou[documents]"`) and is not imported before a PDF file is read.
"""

from __future__ import annotations

import io
import logging
import re

from index.reading.encoding import UndecodableError

__all__ = ["text_of_pdf"]

_PAGE_NUMBER = re.compile(
    r"[-—–·.\s]{0,8}第?\s?[0-9]{1,4}\s?页?(?:\s?[/／，]?\s?共?\s?[0-9]{1,4}\s?页?)?[-—–·.\s]{0,8}"
)


def text_of_pdf(data: bytes) -> tuple[str, list[str]]:
    """Take the text out of a PDF file.

    Returns:
        The pages' text, with a blank line between pages and without page numbers, and Chinese notices.

    Raises:
        UndecodableError: pypdf is not installed; the file is damaged, locked, or holds pictures only.
    """
    try:
        import pypdf
    except ImportError:
        raise UndecodableError(
            '读 PDF 要另装组件，请运行 pip install "zhengsou[documents]"，再用 reindex --full 重读'
        ) from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every oddity; what matters is raised below
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UndecodableError("PDF 已加密，请去掉密码后再索引")
        pages = [page.extract_text() for page in reader.pages]
    except UndecodableError:
        raise
    except pypdf.errors.DependencyError as error:
        raise UndecodableError("PDF 已加密，请去掉密码后再索引") from error
    except Exception as error:  # pypdf meets broken files with errors of every kind
        raise UndecodableError("PDF 已损坏，无法读出文字，请重新取得或另存") from error
    if not any(page.strip() for page in pages):
        raise UndecodableError("PDF 里没有文字，可能是扫描件，请先做文字识别（OCR）再索引")
    blank = sum(not page.strip() for page in pages)
    notices = [f"PDF 共 {len(pages)} 页，其中 {blank} 页没有文字，可能是图片"] if blank else []
    return "\n\n".join(map(_without_number, pages)), notices


def _without_number(page: str) -> str:
    """A page without the number above or below it, which would stand in the middle of a sentence."""
    lines = page.strip().splitlines()
    for edge in (0, -1):
        if lines and _PAGE_NUMBER.fullmatch(lines[edge]):
            del lines[edge]
    return "\n".join(lines)
