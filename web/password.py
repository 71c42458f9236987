"""Who may read? Whoever can reach the server or, where there is a password, whoever knows it: HTTP Basic, any user."""

from __future__ import annotations

from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING

from flask import request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from index.errors import ZhengsouError

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

__all__ = ["read_password", "require_password"]

_CHALLENGE = WWWAuthenticate("basic", {"realm": "Zhengsou reports", "charset": "UTF-8"})


def read_password(file: Path) -> str:
    """The password that is the only line of a file.

    Raises:
        ZhengsouError: the file cannot be read, or holds something else.
    """
    try:
        # Editors on Windows begin a file with a mark.
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "不是 UTF-8 文本"
        raise ZhengsouError(f"无法读取密码文件 {file}（{reason}），请检查 --password-file") from None
    if len(lines) != 1 or not lines[0].strip():
        raise ZhengsouError(f"密码文件 {file} 里应只有一行密码，请检查 --password-file")
    return lines[0].strip()


def require_password(app: Flask, password: str) -> None:
    """Have an application answer nobody who does not give this password."""
    expected = _digest(password)

    def check() -> None:
        given = request.authorization
        text = given.password if given and given.type == "basic" else None
        if text is None or not compare_digest(_digest(text), expected):
            raise Unauthorized(www_authenticate=_CHALLENGE)

    app.before_request(check)


def _digest(text: str) -> bytes:
    """Of one length whatever the text, so that the time of a comparison tells nothing, not even the length."""
    return sha256(text.encode(errors="surrogateescape")).digest()
