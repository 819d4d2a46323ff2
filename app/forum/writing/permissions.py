"""A message can be taken back for a minute, as long as nobody has answered after it."""

from datetime import datetime, timedelta
from typing import Any, Protocol

from app.accounts.actor import Reader
from app.clock import now
from app.contributions.models import State
from app.forum.models import Post, Topic

TAKEN_BACK_WITHIN = timedelta(seconds=60)


class Sent(Protocol):
    """A message, or the columns of one."""

    number: Any
    author_id: Any
    created_at: Any
    deleted_at: Any


def can_take_back(actor: Reader, post: Sent, topic: Topic) -> bool:
    """Its author, within a minute, while it is the last message."""
    if actor is None or post.author_id != actor.id or post.deleted_at is not None:
        return False
    if topic.state is not State.PUBLISHED or post.number != topic.last_number:
        return False
    sent_at = topic.published_at if post.number == 1 else post.created_at
    return sent_at is not None and is_recent(sent_at)


def can_read_history(reader: Reader, post: Post) -> bool:
    """Whoever reads a message reads what it said before; hidden, its author and facilitators."""
    if post.hidden_at is None:
        return True
    return reader is not None and (reader.id == post.author_id or reader.is_facilitator)


def is_recent(sent_at: datetime) -> bool:
    """Say whether what was sent then can still be taken back."""
    return now() - sent_at <= TAKEN_BACK_WITHIN
