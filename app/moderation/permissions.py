"""Who decides about what was flagged, and what a flag does before anybody decided."""

from collections.abc import Collection

from sqlalchemy import exists, func, or_, select

from app.accounts.actor import Actor, Reader
from app.accounts.models import Member, MemberStatus
from app.database import db
from app.moderation.models import Case, Flag, Outcome

DISMISSED_TOO_OFTEN = 3


def can_moderate(reader: Reader) -> bool:
    """Say whether this person reads the queue and the log: they are for the facilitators."""
    return reader is not None and reader.is_facilitator


def can_flag(actor: Reader, author_ids: Collection[int]) -> bool:
    """Say whether this person may flag what these people wrote; what is read is asked before."""
    return actor is not None and actor.id not in author_ids


def can_decide(actor: Reader, author_ids: Collection[int]) -> bool:
    """Facilitators decide about what others wrote; about their own, only when they are alone."""
    if not can_moderate(actor) or actor is None:
        return False
    return actor.id not in author_ids or not _has_colleagues(actor)


def _has_colleagues(actor: Actor) -> bool:
    others = select(Member.id).where(
        or_(Member.is_facilitator, Member.is_administrator),
        Member.status == MemberStatus.ACTIVE,
        Member.id != actor.id,
    )
    return bool(db.session.scalar(select(exists(others))))


def hides_at_once(actor: Actor, case: Case, author_ids: Collection[int]) -> bool:
    """Say whether a flag whose reason does not wait hides the thing until it is reviewed.

    One flag of a member of the network is enough. Not what a facilitator wrote; not what was
    reviewed already; not when flags of this person were dismissed three times, and more often than
    upheld: somebody looks first.
    """
    if not actor.is_network_member or case.decisions_count:
        return False
    return not _wrote_a_facilitator(author_ids) and _is_trusted(actor)


def _wrote_a_facilitator(author_ids: Collection[int]) -> bool:
    facilitators = select(Member.id).where(
        Member.id.in_(author_ids), or_(Member.is_facilitator, Member.is_administrator)
    )
    return bool(db.session.scalar(select(exists(facilitators))))


def _is_trusted(actor: Actor) -> bool:
    counts = {
        row.outcome: row.n
        for row in db.session.execute(
            select(Flag.outcome, func.count().label("n"))
            .where(Flag.reporter_id == actor.id)
            .group_by(Flag.outcome)
        )
    }
    dismissed, upheld = counts.get(Outcome.DISMISSED, 0), counts.get(Outcome.UPHELD, 0)
    return bool(dismissed < DISMISSED_TOO_OFTEN or dismissed <= upheld)
