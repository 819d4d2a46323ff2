"""Questions that nobody answered after two working days."""

from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, and_, func, select

from app.accounts.actor import Actor
from app.clock import now
from app.contributions.models import State
from app.database import db
from app.forum.care.working_days import working_days_before
from app.forum.models import Nature, Topic
from app.forum.permissions import published_topics_visible_to

WORKING_DAYS = 2


def waiting_since() -> datetime:
    """Return before which moment a question must have been asked to have waited too long."""
    return working_days_before(now(), WORKING_DAYS)


def waits_too_long(since: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Select questions without an answer that were published before this moment."""
    return and_(
        Topic.nature == Nature.QUESTION,
        Topic.posts_count == 1,
        Topic.state == State.PUBLISHED,
        Topic.closed_at.is_(None),
        Topic.published_at <= since,
    )


def count_waiting(actor: Actor) -> int:
    """Count those that this person reads."""
    statement = (
        select(func.count())
        .select_from(Topic)
        .where(waits_too_long(waiting_since()), published_topics_visible_to(actor))
    )
    return db.session.scalar(statement) or 0
