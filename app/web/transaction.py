"""One request, one transaction: committed when the answer is a success, else rolled back."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request

from app.database import db, writes

FIRST_ERROR_STATUS = 400
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

View = TypeVar("View", bound=Callable[..., Any])


def only_reads(view: View) -> View:
    """Declare that a view writes nothing whatever its method: it waits for nobody’s lock."""
    view.only_reads = True  # type: ignore[attr-defined]
    return view


def _start() -> None:
    writing = request.method not in SAFE_METHODS
    view = current_app.view_functions.get(request.endpoint or "")
    writes(writing and not getattr(view, "only_reads", False))
    if writing:
        # The whole body is read before the first statement: a slow upload must not hold the lock.
        _ = request.form


def _finish(response: Response) -> Response:
    if response.status_code < FIRST_ERROR_STATUS and request.method not in SAFE_METHODS:
        db.session.commit()
    elif db.session.registry.has():  # a page that was kept asked the database for nothing
        db.session.rollback()
    return response


def init_app(app: Flask) -> None:
    """Begin and end the unit of work of each request."""
    app.before_request(_start)
    app.after_request(_finish)
