"""A form sent twice makes one thing: each form carries a key that is written with its result."""

import functools
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar, cast

from flask import Response, make_response, redirect, request
from sqlalchemy import CursorResult, delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.database import Base, CreatedAt, db

FIELD = "_once"
KEY_LENGTH = 64
KEPT = timedelta(days=7)
View = TypeVar("View", bound=Callable[..., Any])


class SubmittedForm(Base):
    """A form that succeeded, and where it led."""

    __tablename__ = "submitted_forms"

    key: Mapped[str] = mapped_column(primary_key=True)
    location: Mapped[str]
    created_at: Mapped[CreatedAt]


def new_key() -> str:
    """Return a key for a form about to be shown."""
    return secrets.token_urlsafe(12)


def guarded(view: View) -> View:
    """Answer a second sending of the same form with the redirect of the first."""

    @functools.wraps(view)
    def send_once(*args: Any, **kwargs: Any) -> Any:
        key = request.form.get(FIELD, "")[:KEY_LENGTH]
        if not key:
            return view(*args, **kwargs)
        earlier = db.session.get(SubmittedForm, key)
        if earlier is not None:
            return redirect(earlier.location)
        response = make_response(view(*args, **kwargs))
        if not response.headers.get("Location"):
            return response
        return _remember(key, response)

    return cast(View, send_once)


def was_sent() -> bool:
    """Say whether the form of this key, in the present request, has already led somewhere."""
    key = request.form.get(FIELD, "")[:KEY_LENGTH]
    return bool(key) and db.session.get(SubmittedForm, key) is not None


def _remember(key: str, response: Response) -> Response:
    """Write where the form led; a simultaneous sending shows itself here, before the commit."""
    try:
        db.session.add(SubmittedForm(key=key, location=response.location))
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        first = db.session.get(SubmittedForm, key)
        return make_response(redirect(first.location)) if first else response
    return response


def forget_old_forms() -> int:
    """Drop the keys of forms sent more than a week ago; return how many."""
    old = delete(SubmittedForm).where(SubmittedForm.created_at < now() - KEPT)
    result = cast(CursorResult[Any], db.session.execute(old))
    return result.rowcount
