"""When rights or places change: what was told follows, or leaves the list and its count."""

from collections.abc import Collection, Mapping

from sqlalchemy import select, update

from app.clock import now
from app.database import db
from app.notifications.models import Notice


def unread_readers(group_key: str) -> set[int]:
    """Return the members who have not read all that they were told of a thing."""
    unread = select(Notice.member_id).where(Notice.group_key == group_key, Notice.read_at.is_(None))
    return set(db.session.scalars(unread.distinct()))


def hide_from(group_key: str, member_ids: Collection[int]) -> None:
    """Count no longer, for these members, what they were told of a thing; no mail says it."""
    if member_ids:
        db.session.execute(
            update(Notice)
            .where(
                Notice.group_key == group_key,
                Notice.member_id.in_(member_ids),
                Notice.read_at.is_(None),
            )
            .values(read_at=now())
        )


def move_told(group_key: str, into_key: str, mapping: Mapping[int, int]) -> None:
    """Let what was told of these numbers of a thing follow them into another one."""
    told = db.session.scalars(select(Notice).where(Notice.group_key == group_key)).all()
    for notice in told:
        if notice.number in mapping:
            notice.group_key, notice.number = into_key, mapping[notice.number]
