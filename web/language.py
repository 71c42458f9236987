"""In which language is the page? Chinese, the language of the sources of all texts, or English by `lang=en`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask_babel import Babel

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["LANGUAGES", "current_language", "init_language"]

LANGUAGES = {"": "zh_Hans_CN", "en": "en"}
"""The values of the parameter `lang`, and the locales that they stand for."""


def init_language(app: Flask) -> None:
    """Have an application speak the language of each request; texts are in Chinese, catalogs in `translations/`."""
    Babel(app, default_locale=LANGUAGES[""], locale_selector=current_language)


def current_language() -> str:
    """The locale of the present request; Chinese for a language that is not known."""
    return LANGUAGES.get(request.args.get("lang", ""), LANGUAGES[""])
