"""For whom each route is. A route that declares no audience answers 403 to everybody."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, current_app, request

from app.errors import Forbidden, NotFound
from app.i18n import gettext as _

View = TypeVar("View", bound=Callable[..., Any])


class Audience(StrEnum):
    """Who may ask for a route at all; what they find there is the room's own rule."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"  # any account, a guest's included
    MEMBER = "member"  # an account of an active structure
    FACILITATOR = "facilitator"
    ADMINISTRATOR = "administrator"


Guard = Callable[[Audience], None]
_guards: list[Guard] = []


def audience(whom: Audience) -> Callable[[View], View]:
    """Declare for whom a view is; written directly on the view, under its route."""

    def declare(view: View) -> View:
        view.audience = whom  # type: ignore[attr-defined]
        return view

    return declare


def guard_with(guard: Guard) -> Guard:
    """Register who checks an audience against the person asking: the accounts room."""
    _guards.append(guard)
    return guard


def audience_of(app: Flask, endpoint: str) -> Audience | None:
    """Return the declared audience of a route, if there is one."""
    return getattr(app.view_functions.get(endpoint), "audience", None)


def _check() -> None:
    if request.routing_exception is not None:
        raise request.routing_exception  # not found, another method, or a final slash missing
    if request.endpoint is None:
        raise NotFound
    declared = audience_of(current_app, request.endpoint)
    if declared is None:
        raise Forbidden(_("Cette page n’est ouverte à personne pour le moment."))
    for guard in _guards:
        guard(declared)


def init_app(app: Flask) -> None:
    """Check every request before its view."""
    app.before_request(_check)
