"""Which structures decide what a member may read."""

from typing import Any

from sqlalchemy import Select, or_, select

from app.accounts.actor import ACTIVE_STRUCTURE, STRUCTURE, affiliation
from app.clock import today
from app.organisations.models import Membership, Structure, StructureStatus


@affiliation(STRUCTURE)
def structures_of(member_id: int) -> Select[Any]:
    """Select the structures a member belongs to today."""
    return select(Membership.structure_id).where(
        Membership.member_id == member_id,
        or_(Membership.ended_on.is_(None), Membership.ended_on > today()),
    )


@affiliation(ACTIVE_STRUCTURE)
def active_structures_of(member_id: int) -> Select[Any]:
    """Select, of those, the ones that are active in the network."""
    return (
        structures_of(member_id)
        .join(Structure, Structure.id == Membership.structure_id)
        .where(Structure.status == StructureStatus.ACTIVE)
    )
