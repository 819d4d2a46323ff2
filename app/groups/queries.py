from collections.abc import Collection, Sequence

from sqlalchemy import select

from app.database import db
from app.groups.models import Group


def find_group(slug: str) -> Group | None:
    """Return a group by its name in the address."""
    return db.session.scalar(select(Group).where(Group.slug == slug))


def list_groups(ids: Collection[int]) -> Sequence[Group]:
    """Return these groups, by title."""
    if not ids:
        return []
    return db.session.scalars(select(Group).where(Group.id.in_(ids)).order_by(Group.title)).all()
