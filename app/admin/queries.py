from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_

from app.accounts.models import Member, MemberStatus
from app.contributions.models import Contribution, State
from app.database import db
from app.mail.models import OutgoingMail
from app.organisations.models import Membership, Structure, StructureStatus
from app.organisations.queries import is_present

PAGE_SIZE = 50


class Standing(StrEnum):
    """How an account stands, as an administrator sorts them."""

    ACTIVE = "actif"
    INVITED = "invite"
    PENDING = "en-attente"
    SUSPENDED = "suspendu"
    LEFT = "parti"


class Role(StrEnum):
    """What a member does besides advising."""

    REFERENT = "referent"
    FACILITATOR = "animation"
    ADMINISTRATOR = "administration"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which members an administrator looks for."""

    words: str = ""
    structure_id: int | None = None
    role: Role | None = None
    standing: Standing | None = None


@dataclass(frozen=True)
class MemberPage:
    """Some members by name; `after` is the id of the last one when there are more."""

    members: Sequence[Member]
    after: int | None


@dataclass(frozen=True)
class SiteState:
    """How many of each thing there are."""

    members: Mapping[Standing, int]
    structures: int
    contributions: Mapping[str, int]
    mails_waiting: int
    mails_failed: int


def standing_of(member: Member) -> Standing:
    """Say how an account stands."""
    if member.status is MemberStatus.ACTIVE:
        return Standing.ACTIVE if member.password_hash else Standing.INVITED
    return {
        MemberStatus.PENDING: Standing.PENDING,
        MemberStatus.SUSPENDED: Standing.SUSPENDED,
        MemberStatus.LEFT: Standing.LEFT,
    }[member.status]


def search_members(wanted: Wanted, after: int | None = None) -> MemberPage:
    """Return the members that answer to a search, by name, after the one that was shown last."""
    statement = select(Member).where(*_conditions(wanted)).order_by(Member.slug, Member.id)
    if after is not None:
        last = select(Member.slug, Member.id).where(Member.id == after).subquery()
        statement = statement.join(
            last, tuple_(Member.slug, Member.id) > tuple_(last.c.slug, last.c.id)
        )
    found = db.session.scalars(statement.limit(PAGE_SIZE + 1)).all()
    shown = found[:PAGE_SIZE]
    return MemberPage(shown, shown[-1].id if len(found) > PAGE_SIZE else None)


def site_state() -> SiteState:
    """Count people, structures, contributions and mails."""
    standings = db.session.execute(
        select(*(func.count(Member.id).filter(_stands(standing)) for standing in Standing))
    ).one()
    given_up = OutgoingMail.next_attempt_at.is_(None)
    mails = {
        bool(is_given_up): n
        for is_given_up, n in db.session.execute(
            select(given_up, func.count(OutgoingMail.id))
            .where(OutgoingMail.sent_at.is_(None))
            .group_by(given_up)
        )
    }
    return SiteState(
        members=dict(zip(Standing, standings, strict=True)),
        structures=db.session.scalar(
            select(func.count(Structure.id)).where(Structure.status == StructureStatus.ACTIVE)
        )
        or 0,
        contributions={  # noqa: C416 - rows are no pairs
            kind: n
            for kind, n in db.session.execute(
                select(Contribution.kind, func.count(Contribution.id))
                .where(Contribution.state == State.PUBLISHED, Contribution.deleted_at.is_(None))
                .group_by(Contribution.kind)
            )
        },
        mails_waiting=mails.get(False, 0),
        mails_failed=mails.get(True, 0),
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [_names(word) for word in wanted.words.split()[:6]]
    if wanted.structure_id is not None:
        conditions.append(_belongs(Membership.structure_id == wanted.structure_id))
    if wanted.role is not None:
        conditions.append(
            {
                Role.REFERENT: _belongs(Membership.is_referent.is_(True)),
                Role.FACILITATOR: Member.is_facilitator.is_(True),
                Role.ADMINISTRATOR: Member.is_administrator.is_(True),
            }[wanted.role]
        )
    if wanted.standing is not None:
        conditions.append(_stands(wanted.standing))
    return conditions


def _names(word: str) -> ColumnElement[bool]:
    return or_(
        Member.name.icontains(word, autoescape=True),
        Member.slug.contains(word.lower(), autoescape=True),
        Member.email.contains(word.lower(), autoescape=True),
        _belongs(Structure.name.icontains(word, autoescape=True)),
    )


def _belongs(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(
        select(Membership.id)
        .join(Membership.structure)
        .where(Membership.member_id == Member.id, is_present(), condition)
    )


def _stands(standing: Standing) -> ColumnElement[bool]:
    has_password = Member.password_hash.is_not(None)
    active = Member.status == MemberStatus.ACTIVE
    return {
        Standing.ACTIVE: and_(active, has_password),
        Standing.INVITED: and_(active, ~has_password),
        Standing.PENDING: Member.status == MemberStatus.PENDING,
        Standing.SUSPENDED: Member.status == MemberStatus.SUSPENDED,
        Standing.LEFT: Member.status == MemberStatus.LEFT,
    }[standing]
