"""Forms that lose nothing: they save themselves while one types, and come back filled.

A form of the site prints the hidden field `_place`, its name for drafts. While a member types, the
page posts it to /brouillons; when it is opened again, it is filled with what was kept; once sent,
the draft is dropped. The same place receives what somebody was sending when their session ended.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import g, request
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.accounts.actor import Actor, actor_for
from app.accounts.events import SignedIn, TextLeft
from app.accounts.kept_texts import Fields, keep_with
from app.accounts.models import Member
from app.contributions.actions import forget_draft, forget_sent, save_draft
from app.contributions.models import FormDraft
from app.contributions.queries import find_draft, find_drafts, list_drafts
from app.database import db
from app.events import on
from app.markup import excerpt

F = TypeVar("F", bound=Form)
Opener = Callable[[Actor, str], tuple[str, str] | None]
_openers: dict[str, Opener] = {}
PLACE = "_place"
BASE = "_version"  # the version of the draft that the form goes on from
VERSION = "version"
NOT_KEPT = frozenset({"csrf_token", "_once", PLACE, BASE, "_preview", "_near", "password"})


@dataclass
class Drafted(Generic[F]):
    """A form, and whether what it shows is a draft that was kept."""

    form: F
    place: str
    saved_at: datetime | None
    kept: Mapping[str, list[str]] = field(default_factory=dict)  # what was sent or kept, by field

    def sent(self, actor: Actor) -> None:
        """Drop the draft: what it held is now where it belongs."""
        forget_sent(actor, self.place, typed_fields(), request.form.get(BASE))


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
    draft = _version_to_show(actor, place)
    if draft is None:
        form = form_class(**kwargs)
        if prepare is not None:
            prepare(form)
        return Drafted(form, place, None)
    fields = MultiDict((name, text) for name, texts in draft.fields.items() for text in texts)
    return Drafted(form_class(formdata=fields, **kwargs), place, draft.saved_at, draft.fields)


def _version_to_show(actor: Actor, place: str) -> FormDraft | None:
    """Return the version asked for, else the latest; the page offers the others."""
    versions = find_drafts(actor, place)
    asked = request.args.get(VERSION, 0, type=int)
    shown = next((one for one in versions if one.id == asked), versions[0] if versions else None)
    others = [_offered(one) for one in versions if one is not shown]
    g.setdefault("other_versions", {})[place] = others
    return shown


@dataclass(frozen=True)
class OtherVersion:
    """What was typed in the same form elsewhere, and where to go on with it."""

    address: str
    beginning: str
    saved_at: datetime


def _offered(draft: FormDraft) -> OtherVersion:
    kept = {**request.args.to_dict(), VERSION: str(draft.id)}
    return OtherVersion(
        f"?{urlencode(kept)}#autre-version", _beginning(draft.fields), draft.saved_at
    )


def other_versions(place: str) -> list[OtherVersion]:
    """Return the other versions of the draft that the form of this place shows."""
    found: list[OtherVersion] = g.get("other_versions", {}).get(place, [])
    return [one for one in found if one.beginning]


@dataclass(frozen=True)
class Started:
    """A text that was begun in a form and not sent, and where to go on with it."""

    id: int
    label: str
    address: str
    beginning: str
    saved_at: datetime


def opens(place: str) -> Callable[[Opener], Opener]:
    """Register where the forms of a place are, those named `place` or `place.<something>`.

    The function gets the actor and the something; it returns what the form is for and its address,
    or None when it can no longer be opened.
    """

    def register(opener: Opener) -> Opener:
        _openers[place] = opener
        return opener

    return register


def list_started(actor: Actor) -> list[Started]:
    """Return the texts this member began in forms that can still be opened, the latest first."""
    drafts = list_drafts(actor)
    places = Counter(draft.place for draft in drafts)
    started = []
    for draft in drafts:
        beginning = _beginning(draft.fields)
        found = _where(actor, draft.place) if beginning else None
        if found is not None:
            label, address = found
            where = _with_version(address, draft.id) if places[draft.place] > 1 else address
            started.append(Started(draft.id, label, where, beginning, draft.saved_at))
    return started


def _with_version(address: str, draft_id: int) -> str:
    path, hash_, fragment = address.partition("#")
    return f"{path}{'&' if '?' in path else '?'}{VERSION}={draft_id}{hash_}{fragment}"


def _where(actor: Actor, place: str) -> tuple[str, str] | None:
    for name, opener in _openers.items():
        if place == name or place.startswith(f"{name}."):
            return opener(actor, place.removeprefix(name).removeprefix("."))
    return None


def _beginning(fields: Mapping[str, list[str]]) -> str:
    for name in ("title", "text", "summary"):
        for text in fields.get(name, []):
            if text.strip():
                return excerpt(text, 120)
    return ""


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
            fields = {name: texts for name, texts in event.fields.items() if name != BASE}
            base = next(iter(event.fields.get(BASE, ())), None)
            save_draft(actor_for(member), event.place, fields, base)


def _kept_fields(actor: Actor, place: str) -> Fields | None:
    draft = find_draft(actor, place)
    return draft.fields if draft else None


keep_with(_kept_fields, forget_draft)
