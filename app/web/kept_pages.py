"""Public pages as a visitor's browser gets them, kept until anything in the database changes.

Only for views that say so (`@same_for_visitors`) and only for who brings no cookie but the choice
of a language: such a page depends on its address, the language, the day (dates are said as
« hier ») and the database. Members never meet it. What is kept is the finished, compressed answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, g, request, session

from app import unchanged
from app.clock import today
from app.i18n import COOKIE, current_locale

View = TypeVar("View", bound=Callable[..., Any])
SHELF = "kept_pages"
MOST_PAGES = 300
LARGEST = 100_000
HTTP_OK = 200


@dataclass(frozen=True)
class KeptPage:
    """A finished answer."""

    headers: tuple[tuple[str, str], ...]
    body: bytes


def same_for_visitors(view: View) -> View:
    """Declare that a page is the same for everybody who is not signed in."""
    view.same_for_visitors = True  # type: ignore[attr-defined]
    return view


def _find() -> Response | None:
    """Answer with the page that was kept; else note under which state it may be kept."""
    version = unchanged.watcher().version() if _is_shared() else None
    if version is None:
        return None
    key = (request.path, request.query_string, current_locale(), today())
    page = _shelf().find(version, key)
    if page is None:
        g.to_keep = (version, key)
        return None
    return Response(page.body, HTTP_OK, page.headers)


def _is_shared() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return (
        getattr(view, "same_for_visitors", False)
        and request.method == "GET"
        and request.cookies.keys() <= {COOKIE}
        and bool(request.accept_encodings.quality("gzip"))
    )


def _keep(response: Response) -> Response:
    if "to_keep" not in g:
        return response
    version, key = g.to_keep
    if response.status_code == HTTP_OK and response.headers.get("Content-Encoding") == "gzip":
        body = response.get_data()
        if len(body) <= LARGEST and "Set-Cookie" not in response.headers and _is_untouched():
            _shelf().keep(version, key, KeptPage(tuple(response.headers), body))
    return response


def _is_untouched() -> bool:
    """Say whether the session holds nothing: what it holds is for one person."""
    return not session and not session.modified


def _shelf() -> unchanged.Shelf:
    return cast(unchanged.Shelf, current_app.extensions[SHELF])


def init_app(app: Flask) -> None:
    """Come first before a request and last after it, when the answer is finished."""
    app.extensions[SHELF] = unchanged.Shelf(MOST_PAGES)
    app.before_request(_find)
    app.after_request(_keep)
