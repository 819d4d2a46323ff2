"""Domain errors become HTTP answers here, and nowhere else."""

import logging
from collections.abc import Callable

from flask import Flask, Response, current_app, make_response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from app.database import db
from app.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    NotSignedIn,
    TooManyRequests,
)
from app.web.outages import outage_behind, outage_page

log = logging.getLogger(__name__)
STATUS: dict[type[DomainError], int] = {
    NotSignedIn: 401,
    Forbidden: 403,
    NotFound: 404,
    Gone: 410,
    Conflict: 409,
    Invalid: 422,
    TooManyRequests: 429,
}
FIRST_ERROR = 400
METHOD_NOT_ALLOWED = 405
KNOWN = (400, 403, 404, 405, 409, 410, 413, 422, 429, 500)

SignInPage = Callable[[], ResponseReturnValue]
_sign_in_pages: list[SignInPage] = []


def ask_to_sign_in_with(page: SignInPage) -> SignInPage:
    """Register the page that a visitor gets instead of a members' page: the accounts room's."""
    _sign_in_pages.append(page)
    return page


def error_page(status: int, message: str = "") -> Response:
    """Return the French page for this status, saying what to do next."""
    shown = status if status in KNOWN else 400
    return make_response(
        render_template("errors/error.html", status=shown, message=message), status
    )


def _show(error: DomainError) -> ResponseReturnValue:
    if isinstance(error, NotSignedIn) and _sign_in_pages:
        return _sign_in_pages[0]()
    db.session.rollback()
    response = error_page(STATUS.get(type(error), 400), error.message)
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _show_http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < FIRST_ERROR:
        return error.get_response()
    db.session.rollback()
    outage = outage_behind(error)
    if outage is not None:  # found while committing, after the view had answered
        return outage_page(outage, error)
    response = error_page(error.code)
    if error.code == METHOD_NOT_ALLOWED:
        response.headers["Allow"] = error.get_response().headers.get("Allow", "")
    return response


def _show_crash(error: Exception) -> ResponseReturnValue:
    log.error("unexpected error", exc_info=error)
    db.session.rollback()
    return make_response(render_template("errors/crash.html"), 500)


def _show_outage(error: DBAPIError | OSError) -> ResponseReturnValue:
    outage = outage_behind(error)
    if outage is None and current_app.testing:
        raise error
    if outage is None:
        return _show_crash(error)
    db.session.rollback()
    return outage_page(outage, error)


def init_app(app: Flask) -> None:
    """Turn every refusal, known or not, into a page."""
    app.register_error_handler(DomainError, _show)
    app.register_error_handler(HTTPException, _show_http)
    app.register_error_handler(DBAPIError, _show_outage)
    app.register_error_handler(OSError, _show_outage)
    if not app.config["TESTING"]:
        app.register_error_handler(Exception, _show_crash)
