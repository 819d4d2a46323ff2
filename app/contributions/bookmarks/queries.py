from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.actor import Actor, Reader
from app.contributions.bookmarks.models import MOST_VIEWINGS, Bookmark, Viewing
from app.contributions.kinds import all_kinds
from app.contributions.models import Contribution
from app.contributions.permissions import contributions_visible_to
from app.database import db
from app.paging import Cursor, Page, as_page, newest_first


def readable_by(reader: Reader) -> ColumnElement[bool]:
    """Say what this reader may read, of every kind, each with its own narrower rule."""
    narrower = [
        or_(Contribution.kind != kind.name, kind.narrower(reader))
        for kind in all_kinds()
        if kind.narrower
    ]
    return and_(contributions_visible_to(reader), *narrower)


def may_read(reader: Reader, contribution_id: int) -> bool:
    """Say whether this reader may read a contribution, by all the rules of its kind."""
    found = select(Contribution.id).where(Contribution.id == contribution_id, readable_by(reader))
    return db.session.scalar(found) is not None


def list_bookmarks(actor: Actor, after: Cursor | None) -> Page[Bookmark]:
    """Return what this member keeps and may still read, the last kept first."""
    statement = (
        select(Bookmark)
        .join(Bookmark.contribution)
        .where(Bookmark.member_id == actor.id, readable_by(actor))
        .options(
            contains_eager(Bookmark.contribution).options(
                joinedload(Contribution.author), joinedload(Contribution.structure)
            )
        )
    )
    rows = db.session.scalars(
        newest_first(statement, (Bookmark.created_at, Bookmark.id), after)
    ).all()
    return as_page(rows, lambda row: Cursor(row.created_at, row.id), after)


def is_kept(actor: Actor, contribution_id: int) -> bool:
    """Say whether this member keeps this contribution as a whole."""
    return (
        db.session.scalar(
            select(Bookmark.id).where(
                Bookmark.member_id == actor.id,
                Bookmark.contribution_id == contribution_id,
                Bookmark.number == 0,
            )
        )
        is not None
    )


def list_viewed(actor: Actor) -> Sequence[Contribution]:
    """Return what this member opened last and may still read, the last opened first."""
    return db.session.scalars(
        select(Contribution)
        .join(Viewing, Viewing.contribution_id == Contribution.id)
        .where(Viewing.member_id == actor.id, readable_by(actor))
        .options(joinedload(Contribution.author), joinedload(Contribution.structure))
        .order_by(Viewing.viewed_at.desc(), Contribution.id.desc())
        .limit(MOST_VIEWINGS)
    ).all()
