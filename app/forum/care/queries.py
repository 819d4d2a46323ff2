from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.actor import Actor, Reader
from app.accounts.models import Member
from app.contributions.models import Contribution
from app.database import db
from app.errors import Gone, NotFound, NotSignedIn
from app.forum.care.models import CareAct, MovedPost, TopicAct
from app.forum.models import Category, Post, Topic
from app.forum.queries import categories_to_start_in, get_topic

POSTS_TO_CHOOSE_FROM = 100


@dataclass(frozen=True)
class LastAct:
    """What was done with a topic last, and by whom."""

    act: CareAct
    by: str
    reason: str
    done_at: datetime


def last_act(topic_id: int) -> LastAct | None:
    """Return what a facilitator did last with this topic."""
    row = db.session.execute(
        select(TopicAct.act, TopicAct.reason, TopicAct.done_at, Member.name)
        .outerjoin(Member, Member.id == TopicAct.actor_id)
        .where(TopicAct.topic_id == topic_id)
        .order_by(TopicAct.id.desc())
        .limit(1)
    ).one_or_none()
    return LastAct(row.act, row.name or "", row.reason, row.done_at) if row else None


def find_replacement(reader: Reader, topic_id: int) -> Topic | None:
    """Return the topic into which this one was merged, if the reader may read it."""
    into = db.session.scalar(select(Contribution.replaced_by_id).where(Contribution.id == topic_id))
    return None if into is None else _find(reader, into)


def find_moved_post(reader: Reader, topic_id: int, number: int) -> tuple[Topic, int] | None:
    """Return where the message that had this address is now, if the reader may read it there."""
    now_at = db.session.execute(
        select(Post.topic_id, Post.number)
        .join(MovedPost, MovedPost.post_id == Post.id)
        .where(MovedPost.topic_id == topic_id, MovedPost.number == number)
    ).one_or_none()
    if now_at is None:
        return None
    topic = _find(reader, now_at.topic_id)
    return (topic, now_at.number) if topic else None


def _find(reader: Reader, topic_id: int) -> Topic | None:
    try:
        return get_topic(reader, topic_id)
    except (Gone, NotFound, NotSignedIn):
        return None


def posts_to_choose_from(topic: Topic, after: int) -> Sequence[Post]:
    """Return messages that may leave a topic: all but its first, from a number on."""
    return db.session.scalars(
        select(Post)
        .where(Post.topic_id == topic.id, Post.number > max(after, 1), Post.deleted_at.is_(None))
        .options(joinedload(Post.author))
        .order_by(Post.number)
        .limit(POSTS_TO_CHOOSE_FROM)
    ).all()


def categories_to_move_to(actor: Actor, topic: Topic) -> Sequence[Category]:
    """Return the categories where this facilitator may put the topic."""
    return [one for one in categories_to_start_in(actor) if one.id != topic.category_id]
