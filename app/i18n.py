"""The words of the site in the reader's language; French is the language of the source.

Outside a request (jobs, commands, imports) the French words come back as they were written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flask_babel
from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel.speaklater import LazyString
from markupsafe import escape

LOCALES = ("fr", "en")
DEFAULT_LOCALE = "fr"
COOKIE = "langue"
TIMEZONE = "Europe/Paris"
FRENCH_PLURAL = 2

_TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
_babel = flask_babel.Babel()


class LazyText(LazyString):
    """A message translated each time it is shown; what it interpolates is escaped in a page."""

    def __html__(self) -> str:
        return escape(str(self))


def gettext(message: str, **variables: object) -> str:
    """Say `message` in the reader's language, its `%(name)s` filled in."""
    if current_locale() != DEFAULT_LOCALE:
        message = flask_babel.get_translations().gettext(message)
    return message % variables if variables else message


def ngettext(singular: str, plural: str, num: int, **variables: object) -> str:
    """Say the form that agrees with `num` (0 and 1 are singular in French); `%(num)s` is given."""
    message = _form_for(singular, plural, num)
    return message % {"num": num, **variables}


def lazy_gettext(message: str, **variables: object) -> LazyText:
    """Say `message` later, each time it is shown: for labels written when a module is read."""
    return LazyText(gettext, message, **variables)


def current_locale() -> str:
    """Tell the language of the page being made, one of `LOCALES`."""
    if not has_app_context():
        return DEFAULT_LOCALE
    # Asked a hundred times a page: look first where Flask-Babel keeps what it chose.
    chosen = getattr(g.get("_flask_babel"), "babel_locale", None) or flask_babel.get_locale()
    return str(chosen.language)


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Say what is inside in this language, whatever the reader's: an e-mail to somebody else."""
    with flask_babel.force_locale(locale):
        yield


def init_app(app: Flask) -> None:
    """Choose the language of each request, and give `_` and `ngettext` to the templates."""
    _babel.init_app(
        app,
        default_locale=DEFAULT_LOCALE,
        default_timezone=TIMEZONE,
        default_translation_directories=str(_TRANSLATIONS),
        locale_selector=_locale_of_the_request,
    )
    environment: Any = app.jinja_env  # the i18n extension adds this method when it is loaded
    environment.install_gettext_callables(gettext, _form_for, newstyle=True)


def _form_for(singular: str, plural: str, num: int) -> str:
    """Leave `%(num)s` in place: in templates, Jinja fills it in, escaped."""
    french = singular if -FRENCH_PLURAL < num < FRENCH_PLURAL else plural
    if current_locale() == DEFAULT_LOCALE:
        return french
    translated: str = flask_babel.get_translations().ngettext(singular, plural, num)
    # What is not translated comes back by the rule of English, or empty.
    return french if translated in ("", singular, plural) else translated


def _locale_of_the_request() -> str:
    wanted = request.cookies.get(COOKIE, "") if has_request_context() else ""
    return wanted if wanted in LOCALES else DEFAULT_LOCALE
