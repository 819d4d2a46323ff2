from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.addresses import normal_email
from app.accounts.models import Member, OneTimeLink
from app.accounts.tokens import hash_of
from app.clock import now
from app.database import db
from app.errors import NotFound


def find_member_by_email(email: str) -> Member | None:
    """Return the member whose address this is, however it was typed."""
    return db.session.scalar(select(Member).where(Member.email == normal_email(email)))


def find_member(member_id: int) -> Member | None:
    """Return a member with their job and their terms."""
    return db.session.scalar(
        select(Member)
        .where(Member.id == member_id)
        .options(joinedload(Member.job), selectinload(Member.terms))
    )


def get_member(member_id: int) -> Member:
    """Return a member with their job and their terms; raise NotFound."""
    member = find_member(member_id)
    if member is None:
        raise NotFound
    return member


def find_live_link(token: str) -> OneTimeLink | None:
    """Return the one-time link of this token, with its member, as long as it may be used."""
    return db.session.scalar(
        select(OneTimeLink)
        .join(OneTimeLink.member)
        .where(
            OneTimeLink.token_hash == hash_of(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now(),
            Member.status.in_(Member.USABLE),
        )
        .options(joinedload(OneTimeLink.member))
    )
