"""Forms that lose nothing: they save themselves while one types, and come back filled.

A form of the site prints the hidden field `_place`, its name for drafts. While a member types, the
page posts it to /brouillons; when it is opened again, it is filled with what was kept; once sent,
the draft is dropped. The same place receives what somebody was sending when their session ended.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.accounts.actor import Actor, actor_for
from app.accounts.events import SignedIn, TextLeft
from app.accounts.kept_texts import Fields, keep_with
from app.accounts.models import Member
from app.contributions.actions import forget_draft, save_draft
from app.contributions.queries import find_draft
from app.database import db
from app.events import on

F = TypeVar("F", bound=Form)
PLACE = "_place"
NOT_KEPT = frozenset({"csrf_token", "_once", PLACE, "_preview", "password"})


@dataclass
class Drafted(Generic[F]):
    """A form, and whether what it shows is a draft that was kept."""

    form: F
    place: str
    saved_at: datetime | None
    kept: Mapping[str, list[str]] = field(default_factory=dict)  # what was sent or kept, by field

    def sent(self, actor: Actor) -> None:
        """Drop the draft: what it held is now where it belongs."""
        forget_draft(actor, self.place)


def drafted(
    form_class: type[F],
    actor: Actor,
    place: str,
    *,
    prepare: Callable[[F], None] | None = None,
    **kwargs: Any,
) -> Drafted[F]:
    """Build a form from what was sent, else from the draft of this place, else from `kwargs`.

    `prepare` fills the form when it shows neither what was sent nor a draft.
    """
    if request.method == "POST":
        return Drafted(form_class(**kwargs), place, None, dict(request.form.lists()))
    draft = find_draft(actor, place)
    if draft is None:
        form = form_class(**kwargs)
        if prepare is not None:
            prepare(form)
        return Drafted(form, place, None)
    fields = MultiDict((name, text) for name, texts in draft.fields.items() for text in texts)
    return Drafted(form_class(formdata=fields, **kwargs), place, draft.saved_at, draft.fields)


def typed_fields() -> dict[str, list[str]]:
    """Return what the form that was sent holds and is worth keeping."""
    return {
        name: texts
        for name, texts in request.form.lists()
        if name not in NOT_KEPT and not name.startswith("new_password")
    }


@on(SignedIn, TextLeft)
def _keep_what_was_being_sent(event: TextLeft) -> None:
    if event.place and event.fields:
        member = db.session.get(Member, event.member_id)
        if member is not None:
            save_draft(actor_for(member), event.place, event.fields)


def _kept_fields(actor: Actor, place: str) -> Fields | None:
    draft = find_draft(actor, place)
    return draft.fields if draft else None


keep_with(_kept_fields, forget_draft)
