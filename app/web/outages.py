"""The disk is full, the database is away: say it plainly, and give back what was being sent.

Reading goes on as long as it can. A form that could not be written comes back in a page from which
it is sent again as it was; its one-time key makes sure that it is written once.
"""

import errno
import logging
import sqlite3
from collections.abc import Iterator
from enum import StrEnum

from flask import Response, current_app, make_response, render_template, request, session
from sqlalchemy.exc import DBAPIError

from app.database import writes
from app.i18n import gettext as _

log = logging.getLogger(__name__)
STATUS = 503
SECONDS_TO_WAIT = 30
NOT_SENT_AGAIN = ("csrf_token",)


class Outage(StrEnum):
    """Why nothing can be written for now."""

    FULL = "full"
    UNWRITABLE = "unwritable"
    BUSY = "busy"
    AWAY = "away"


_BY_SQLITE_CODE = {
    sqlite3.SQLITE_FULL: Outage.FULL,
    sqlite3.SQLITE_READONLY: Outage.UNWRITABLE,
    sqlite3.SQLITE_IOERR: Outage.UNWRITABLE,
    sqlite3.SQLITE_BUSY: Outage.BUSY,
    sqlite3.SQLITE_LOCKED: Outage.BUSY,
    sqlite3.SQLITE_CANTOPEN: Outage.AWAY,
}
_BY_SQLSTATE = {  # PostgreSQL: a whole code, or its class of two characters
    "53100": Outage.FULL,
    "25006": Outage.UNWRITABLE,
    "58": Outage.UNWRITABLE,
    "53": Outage.BUSY,
    "40": Outage.BUSY,
    "57": Outage.AWAY,
    "08": Outage.AWAY,
}
_BY_ERRNO = {
    errno.ENOSPC: Outage.FULL,
    errno.EDQUOT: Outage.FULL,
    errno.EROFS: Outage.UNWRITABLE,
    errno.EIO: Outage.UNWRITABLE,
    errno.EACCES: Outage.UNWRITABLE,
    errno.EPERM: Outage.UNWRITABLE,
}
LOWEST_BYTE = 0xFF  # of an SQLite code: what happened; the rest says where


def outage_behind(error: BaseException) -> Outage | None:
    """Say which outage an error comes from, if it does: any other error is a fault of ours."""
    for one in _chain(error):
        if isinstance(one, DBAPIError):
            return _of_database(one)
        if isinstance(one, OSError) and one.errno in _BY_ERRNO:
            return _BY_ERRNO[one.errno]
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Return an error, then those it comes from."""
    while error is not None:
        yield error
        error = getattr(error, "original_exception", None) or error.__cause__


def _of_database(error: DBAPIError) -> Outage | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return _BY_SQLITE_CODE.get(code & LOWEST_BYTE)
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return Outage.AWAY if error.connection_invalidated or _never_connected(error) else None
    return _BY_SQLSTATE.get(state) or _BY_SQLSTATE.get(state[:2])


def _never_connected(error: DBAPIError) -> bool:
    return type(error).__name__ == "OperationalError"


def outage_page(outage: Outage, error: BaseException) -> Response:
    """Say why nothing was written, with a button that sends the same form again."""
    log.error("nothing can be written (%s): %s", outage.value, error)
    writes(expected=False)  # the page only reads, which may still be possible
    _forget_what_did_not_happen()
    typed = [
        (name, text)
        for name, texts in request.form.lists()
        if name not in NOT_SENT_AGAIN
        for text in texts
    ]
    page = render_template(
        "errors/outage.html",
        outage=outage.value,
        reason=_reason(outage),
        typed=typed if request.method == "POST" and not _has_secret(typed) else [],
        was_sending=request.method == "POST",
        had_files=any(file.filename for file in request.files.values()),
    )
    response = make_response(page, STATUS)
    response.headers["Retry-After"] = str(SECONDS_TO_WAIT)
    return response


def _has_secret(typed: list[tuple[str, str]]) -> bool:
    """Say whether a password is among the fields: it is typed again, never written in a page."""
    return any("password" in name for name, _text in typed)


def _forget_what_did_not_happen() -> None:
    """Take the session back as the request brought it: no « C’est publié » of what is not."""
    brought = current_app.session_interface.open_session(current_app, request)
    session.clear()
    session.update(brought or {})


def _reason(outage: Outage) -> str:
    return {
        Outage.FULL: _("Le disque du site est plein."),
        Outage.UNWRITABLE: _("Le site ne peut pas écrire sur son disque."),
        Outage.BUSY: _("Trop de personnes enregistrent en même temps."),
        Outage.AWAY: _("La base de données ne répond pas."),
    }[outage]
