from datetime import date

from app.clock import today
from app.database import db
from app.markup import clean_line
from app.organisations.models import Membership, Structure, StructureStatus
from app.slugs import slug_of


def found_structure(
    name: str,
    *,
    slug: str | None = None,
    status: StructureStatus = StructureStatus.ACTIVE,
    admitted_on: date | None = None,
) -> Structure:
    """Add a structure to the network."""
    name = clean_line(name)
    structure = Structure(
        name=name,
        slug=slug or slug_of(name),
        status=status,
        admitted_on=admitted_on or today(),
    )
    db.session.add(structure)
    db.session.flush()  # callers need its id
    return structure


def join_structure(
    member_id: int,
    structure_id: int,
    *,
    is_referent: bool = False,
    since: date | None = None,
) -> Membership:
    """Make a member belong to a structure."""
    membership = Membership(
        member_id=member_id,
        structure_id=structure_id,
        is_referent=is_referent,
        started_on=since or today(),
    )
    db.session.add(membership)
    return membership
