"""How does a reader take it along? Citations of an article, tables of a result, a feed of a search.

::

    Reference ─▶ GB/T 7714, RIS, BibTeX                 one article, to be cited
    ExportRow… + Origin ─▶ CSV, JSONL, RIS, BibTeX      a whole result, as a stream of bytes
    ExportRow… ─▶ Atom                                  the newest of a search

Nothing here knows the engine or a request: who calls hands over what is to be written, and the links in it.
"""
