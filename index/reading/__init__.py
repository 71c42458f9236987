"""What do files hold? Turns bytes into pages, articles and paragraphs.

::

    find_files ─▶ read_pages ─┬─ text.blocks_of ─▶ layout.articles_of ─┐
                              ├─ html.article_of ──────────────────────┼─▶ Page
                              └─ jsonl.pages_of ───────────────────────┘

Nothing here knows places, themes or an index.
"""

from index.reading.files import Found, find_files, is_stream
from index.reading.pages import read_pages

__all__ = ["Found", "find_files", "is_stream", "read_pages"]
