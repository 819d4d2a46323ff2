from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Member
from app.clock import today
from app.database import db
from app.errors import NotFound
from app.organisations.models import Membership, Structure


def is_present() -> ColumnElement[bool]:
    """The condition that a membership holds today."""
    return or_(Membership.ended_on.is_(None), Membership.ended_on > today())


def list_structures() -> Sequence[Structure]:
    """Return every structure, by name."""
    return db.session.scalars(select(Structure).order_by(Structure.slug)).all()


def find_structure(slug: str) -> Structure | None:
    """Return a structure by its name in the address."""
    return db.session.scalar(select(Structure).where(Structure.slug == slug))


def structure_names(member_ids: Collection[int]) -> Mapping[int, str]:
    """Return the name of the structure under which each of these members is shown."""
    rows = db.session.execute(
        select(Membership.member_id, Structure.name)
        .join(Structure)
        .where(
            Membership.member_id.in_(member_ids),
            is_present(),
        )
        .order_by(Structure.id.desc())
    )
    return {member_id: name for member_id, name in rows}  # noqa: C416 - rows are no pairs


def structures_of_member(member_id: int) -> Sequence[Membership]:
    """Return the present memberships of a member, each with its structure."""
    return db.session.scalars(
        select(Membership)
        .where(
            Membership.member_id == member_id,
            is_present(),
        )
        .options(joinedload(Membership.structure))
        .order_by(Membership.structure_id)
    ).all()


def get_structure(structure_id: int) -> Structure:
    """Return a structure; raise NotFound."""
    structure = db.session.get(Structure, structure_id)
    if structure is None:
        raise NotFound
    return structure


def get_membership(member_id: int, structure_id: int) -> Membership:
    """Return the present membership of a member in a structure; raise NotFound."""
    membership = db.session.scalar(
        select(Membership).where(
            Membership.member_id == member_id,
            Membership.structure_id == structure_id,
            is_present(),
        )
    )
    if membership is None:
        raise NotFound
    return membership


def count_people() -> Mapping[int, int]:
    """Return how many accounts in use belong to each structure that has some."""
    rows = db.session.execute(
        select(Membership.structure_id, func.count(Membership.id))
        .join(Membership.member)
        .where(is_present(), Member.status.in_(Member.USABLE))
        .group_by(Membership.structure_id)
    )
    return {structure_id: n for structure_id, n in rows}  # noqa: C416 - rows are no pairs
