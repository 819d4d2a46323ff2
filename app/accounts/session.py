"""Who is asking. The only module that talks to Flask-Login."""

from typing import cast

import flask_login
from flask import Flask, g, has_request_context, session
from sqlalchemy import bindparam, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import joinedload

from app.accounts.actor import Actor, Reader, actor_for
from app.accounts.models import Member
from app.clock import today
from app.database import db
from app.errors import Forbidden, NotSignedIn
from app.extensions import login_manager
from app.i18n import gettext as _
from app.web.access import Audience, guard_with

DATED = "dated"
DAYS_BETWEEN_DATES = 7


def current_reader() -> Reader:
    """Return the person asking with their circles, or None for a visitor; read once a request."""
    if not has_request_context():
        return None  # a command or a job writes a mail
    if "reader" not in g:
        # The object itself: a proxy would follow who is signed in, within one request.
        user = flask_login.current_user._get_current_object()  # noqa: SLF001
        g.reader = actor_for(cast(Member, user)) if user.is_authenticated else None
    return cast(Reader, g.reader)


def current_actor() -> Actor:
    """Return the person asking; a visitor is sent to the sign-in page."""
    reader = current_reader()
    if reader is None:
        raise NotSignedIn(_("Connectez-vous pour continuer."))
    return reader


def open_session(member: Member, *, remember: bool) -> None:
    """Sign this member in, in a session that holds nothing from before."""
    session.clear()
    session.permanent = remember
    flask_login.login_user(member)
    g.pop("reader", None)


def renew_session(member: Member) -> None:
    """Go on in a new session, as long as the one before, after what had ended every session."""
    open_session(member, remember=session.permanent)


def close_session() -> None:
    """Sign out, and forget all that the session held."""
    flask_login.logout_user()
    session.clear()
    g.pop("reader", None)


_MEMBER = select(Member).where(Member.id == bindparam("member_id")).options(joinedload(Member.job))


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _load_member(name: str) -> Member | None:
    member_id, _sep, key = name.partition(":")
    if not member_id.isdigit():
        return None
    member: Member | None = db.session.scalar(_MEMBER, {"member_id": int(member_id)})
    if member is None or member.session_key != key or not member.is_active:
        return None
    _stay_signed_in()
    return member


def _stay_signed_in() -> None:
    """Date the cookie again each week: who comes back within two months stays signed in."""
    day = today().toordinal()
    if session.permanent and day - session.get(DATED, 0) >= DAYS_BETWEEN_DATES:
        session[DATED] = day


@guard_with
def _enforce(audience: Audience) -> None:
    if audience is Audience.PUBLIC:
        return
    actor = current_actor()
    allowed = {
        Audience.SIGNED_IN: True,
        Audience.MEMBER: actor.is_network_member,
        Audience.FACILITATOR: actor.is_facilitator,
        Audience.ADMINISTRATOR: actor.is_administrator,
    }[audience]
    if not allowed:
        raise Forbidden(_("Cette page n’est pas ouverte à votre compte."))


def init_app(app: Flask) -> None:
    """Tell every template who is reading."""
    login_manager.session_protection = None
    app.context_processor(_reader_of_the_page)


def _reader_of_the_page() -> dict[str, Reader]:
    try:
        return {"reader": current_reader()}
    except DBAPIError:  # the page that says so must still be shown
        db.session.rollback()
        g.reader = None
        return {"reader": None}
