"""Showing one message to the facilitators: it is copied as it was, and nothing else is opened.

For the room that cares for reports: `list_reports`, `read_reported`, `hide_reported` and
`show_reported`; none of them says anything of a message that nobody reported.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.clock import now
from app.database import db
from app.errors import Forbidden, Invalid, NotFound
from app.events import publish as tell
from app.files.models import StoredFile
from app.i18n import gettext as _
from app.markup import typeset
from app.messages.events import MessageDeleted, MessageReported
from app.messages.models import Message, MessageReport, message_files
from app.messages.permissions import can_read_reports
from app.messages.queries import get_message

REASONS = Path(__file__).parents[1] / "forum" / "data" / "categories.json"
LONGEST_WORD = 2000


@dataclass(frozen=True)
class ReportedMessage:
    """What facilitators read: one message as it was when it was reported, and by whom."""

    message_id: int
    author_id: int | None
    author: str
    written: str  # HTML, made when the message was written
    files: Sequence[StoredFile]
    is_hidden: bool
    is_deleted: bool
    reports: Sequence[MessageReport]


@lru_cache(maxsize=1)
def reasons() -> tuple[tuple[str, str, str], ...]:
    """Return the reasons one may give: their slug, title and help, in the order of the charter."""
    rows = json.loads(REASONS.read_text("utf-8"))["flag_reasons"]
    return tuple(
        (row["slug"], typeset(row["title"]), typeset(row["help"]))
        for row in sorted(rows, key=lambda row: int(row["order"]))
    )


def report(actor: Actor, message: Message, reason: str, text: str) -> None:
    """Show one message of one's own conversations to the facilitators."""
    if message.author_id == actor.id or message.deleted_at is not None:
        raise Invalid(_("Ce message ne peut pas être signalé."))
    if reason not in {slug for slug, _title, _help in reasons()}:
        raise Invalid(_("Choisissez ce qui ne va pas."))
    if len(text) > LONGEST_WORD:
        raise Invalid(_("%(most)s caractères au plus.", most=LONGEST_WORD))
    if has_reported(actor, message.id):
        return
    db.session.add(
        MessageReport(
            message_id=message.id,
            reporter_id=actor.id,
            reason=reason,
            text=text.strip(),
            message_text=message.text,
            message_html=message.html,
            html_version=message.html_version,
        )
    )
    db.session.flush()  # who listens may read it
    tell(
        MessageReported(
            message_id=message.id, reporter_id=actor.id, reason=reason, text=text.strip()
        )
    )


def has_reported(actor: Actor, message_id: int) -> bool:
    """Say whether this person reported a message already."""
    known = select(MessageReport.id).where(
        MessageReport.message_id == message_id, MessageReport.reporter_id == actor.id
    )
    return db.session.scalar(known) is not None


def get_reportable(actor: Actor, conversation_id: int, number: int) -> Message:
    """Return a message of somebody else that this person reads; raise NotFound."""
    message = get_message(actor, conversation_id, number)
    if message.author_id == actor.id or message.deleted_at or message.hidden_at:
        raise NotFound
    return message


def read_reported(actor: Actor, message_id: int) -> ReportedMessage:
    """Return a message that was reported, for a facilitator; NotFound for any other message."""
    reports = _reports_of(actor, message_id)
    message, author = db.session.execute(
        select(Message, Member.name)
        .outerjoin(Member, Member.id == Message.author_id)
        .where(Message.id == message_id)
    ).one()
    files = db.session.scalars(
        select(StoredFile)
        .join(message_files, message_files.c.file_id == StoredFile.id)
        .where(message_files.c.message_id == message_id)
        .order_by(StoredFile.id)
    ).all()
    return ReportedMessage(
        message_id=message.id,
        author_id=message.author_id,
        author=author or _("Ancien membre"),
        written=reports[0].message_html,
        files=files,
        is_hidden=message.hidden_at is not None,
        is_deleted=message.deleted_at is not None,
        reports=reports,
    )


def hide_reported(actor: Actor, message_id: int) -> None:
    """Hide a message that was reported from the people of its conversation."""
    _reports_of(actor, message_id)
    message = db.session.get_one(Message, message_id)
    message.hidden_at = now()
    tell(MessageDeleted(conversation_id=message.conversation_id, number=message.number))


def show_reported(actor: Actor, message_id: int) -> None:
    """Show again a message that was hidden."""
    _reports_of(actor, message_id)
    db.session.get_one(Message, message_id).hidden_at = None


def _reports_of(actor: Actor, message_id: int) -> Sequence[MessageReport]:
    if not can_read_reports(actor):
        raise Forbidden(_("Seule l’animation lit les messages signalés."))
    reports = db.session.scalars(
        select(MessageReport)
        .where(MessageReport.message_id == message_id)
        .order_by(MessageReport.id)
    ).all()
    if not reports:
        raise NotFound
    return reports
