"""What do files hold? Turns bytes into pages, articles and paragraphs.

::

    find_files ─▶ read_pages ─┬─ content.page_of ─┬─ text.blocks_of ─▶ layout.articles_of ─┐
                              │     ▲             ├─ pdf, word ─▶ the same                  ├─▶ Page
                              │     │             └─ html.article_of ─────────────────────┤
                              ├─ archive.pages_of                                         │
                              └─ jsonl.pages_of ──────────────────────────────────────────┘

Nothing here knows places, themes or an index.
"""

from index.reading.files import Found, find_files, is_stream, kind_of_file
from index.reading.guess import ending_of
from index.reading.pages import read_pages

__all__ = ["Found", "ending_of", "find_files", "is_stream", "kind_of_file", "read_pages"]
