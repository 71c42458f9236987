"""How does a file reach the reader? As a response that is sent while it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from werkzeug.wrappers import Response

from web.export.tables import FORMATS, ExportRow, Origin, file_name

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["download"]


def download(ending: str, rows: Iterable[ExportRow], origin: Origin) -> Response:
    """A response that saves a result as a file.

    Args:
        ending: a key of `FORMATS`.
        rows: asked for one by one while the response is sent, after the view has returned.
        origin: names the file, too.
    """
    chosen = FORMATS[ending]
    response = Response(chosen.write(rows, origin), content_type=chosen.content_type)
    # RFC 6266: a plain name for those who know no other, and the real one, percent-encoded UTF-8.
    names = {"filename": f"zhengsou.{ending}", "filename*": f"UTF-8''{quote(file_name(origin, ending), safe='')}"}
    response.headers.set("Content-Disposition", "attachment", **names)
    return response
