from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.contributions.bookmarks.models import LONGEST_NOTE, MOST_VIEWINGS, Bookmark, Viewing
from app.contributions.models import Contribution
from app.database import db
from app.errors import Invalid
from app.i18n import gettext as _


def keep(actor: Actor, contribution: Contribution, number: int, note: str | None = None) -> None:
    """Keep this for later; kept already, only its note may change."""
    if note is not None and len(note) > LONGEST_NOTE:
        raise Invalid(
            _("Cette note est trop longue\u00a0: %(most)s caractères au plus.", most=LONGEST_NOTE)
        )
    kept = db.session.scalar(
        select(Bookmark).where(
            Bookmark.member_id == actor.id,
            Bookmark.contribution_id == contribution.id,
            Bookmark.number == number,
        )
    )
    if kept is None:
        kept = Bookmark(member_id=actor.id, contribution_id=contribution.id, number=number)
        db.session.add(kept)
    if note is not None:
        kept.note = note.strip()


def drop(actor: Actor, contribution_id: int, number: int) -> None:
    """Keep it no longer; what was not kept stays so."""
    db.session.execute(
        delete(Bookmark).where(
            Bookmark.member_id == actor.id,
            Bookmark.contribution_id == contribution_id,
            Bookmark.number == number,
        )
    )


def forget_viewings(actor: Actor) -> None:
    """Forget what this member opened."""
    db.session.execute(delete(Viewing).where(Viewing.member_id == actor.id))


def write_viewings(viewed: Mapping[tuple[int, int], datetime]) -> None:
    """Write what members opened, by member and contribution; only their last ones stay."""
    members = set(
        db.session.scalars(select(Member.id).where(Member.id.in_({who for who, _one in viewed})))
    )
    # Something may have gone since its page was sent.
    there = set(
        db.session.scalars(
            select(Contribution.id).where(Contribution.id.in_({one for _who, one in viewed}))
        )
    )
    known = {
        (row.member_id, row.contribution_id)
        for row in db.session.execute(
            select(Viewing.member_id, Viewing.contribution_id).where(
                Viewing.member_id.in_(members), Viewing.contribution_id.in_(there)
            )
        )
    }
    added = []
    for (who, one), at in viewed.items():
        if (who, one) in known:
            db.session.execute(
                update(Viewing)
                .where(Viewing.member_id == who, Viewing.contribution_id == one)
                .values(viewed_at=at)
            )
        elif who in members and one in there:
            added.append({"member_id": who, "contribution_id": one, "viewed_at": at})
    if added:
        db.session.execute(insert(Viewing), added)
    for who in members:
        _keep_the_last(who)


def _keep_the_last(member_id: int) -> None:
    oldest = (
        select(Viewing.viewed_at)
        .where(Viewing.member_id == member_id)
        .order_by(Viewing.viewed_at.desc())
        .offset(MOST_VIEWINGS - 1)
        .limit(1)
        .scalar_subquery()
    )
    db.session.execute(
        delete(Viewing)
        .where(Viewing.member_id == member_id, Viewing.viewed_at < oldest)
        .execution_options(synchronize_session=False)
    )
