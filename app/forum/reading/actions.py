"""Writing what was read: in batches after the pages, and at once for what a member asks."""

from collections.abc import Mapping

from sqlalchemy import delete, insert, select, update

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.clock import now
from app.database import db
from app.forum.models import Category, Topic
from app.forum.reading.models import Reading, ReadMark


def write_readings(read: Mapping[tuple[int, int], int]) -> None:
    """Write how far members have read, by member and topic; never back."""
    members = {member for member, _topic in read}
    topics = {topic for _member, topic in read}
    known = {
        (row.member_id, row.topic_id): row.last_read
        for row in db.session.execute(
            select(Reading.member_id, Reading.topic_id, Reading.last_read).where(
                Reading.member_id.in_(members), Reading.topic_id.in_(topics)
            )
        )
    }
    # A topic may have gone since its page was sent.
    members &= set(db.session.scalars(select(Member.id).where(Member.id.in_(members))))
    topics &= set(db.session.scalars(select(Topic.id).where(Topic.id.in_(topics))))
    at = now()
    rows = [
        {"member_id": member, "topic_id": topic, "last_read": number, "read_at": at}
        for (member, topic), number in read.items()
        if member in members and topic in topics and number > known.get((member, topic), 0)
    ]
    for row in rows:
        if (row["member_id"], row["topic_id"]) in known:
            db.session.execute(
                update(Reading)
                .where(Reading.member_id == row["member_id"], Reading.topic_id == row["topic_id"])
                .values(last_read=row["last_read"], read_at=at)
            )
    added = [row for row in rows if (row["member_id"], row["topic_id"]) not in known]
    if added:
        db.session.execute(insert(Reading), added)


def mark_all_read(actor: Actor, category: Category | None) -> None:
    """Count all that was said so far, in one category or everywhere, as read."""
    mark = _mark(actor, category.id if category else None)
    if mark is None:
        mark = ReadMark(member_id=actor.id, category_id=category.id if category else None)
        db.session.add(mark)
    else:
        mark.previous_at = mark.marked_at
    mark.marked_at = now()


def take_mark_back(actor: Actor, category: Category | None) -> None:
    """Count again as unread what was so before the last mark."""
    mark = _mark(actor, category.id if category else None)
    if mark is None:
        return
    if mark.previous_at is None:
        db.session.execute(delete(ReadMark).where(ReadMark.id == mark.id))
    else:
        mark.marked_at, mark.previous_at = mark.previous_at, None


def _mark(actor: Actor, category_id: int | None) -> ReadMark | None:
    return db.session.scalars(
        select(ReadMark)
        .where(
            ReadMark.member_id == actor.id, ReadMark.category_id.is_not_distinct_from(category_id)
        )
        .order_by(ReadMark.id)
        .limit(1)
    ).one_or_none()
