"""A private message that one of its readers reports becomes a case like any other."""

from app.accounts.actor import actor_for
from app.accounts.models import Member
from app.database import db
from app.events import on
from app.messages.events import MessageReported
from app.moderation.actions import Flagged, flag
from app.moderation.models import Priority
from app.moderation.reasons import all_reasons


@on(MessageReported)
def _message_reported(event: MessageReported) -> None:
    reason = all_reasons().get(event.reason)
    flag(
        actor_for(db.session.get_one(Member, event.reporter_id)),
        {"message_id": event.message_id},
        (),
        Flagged(
            reason=event.reason,
            priority=reason.priority if reason else Priority.NORMAL,
            text=event.text,
        ),
    )
