from datetime import date

from sqlalchemy import select

from app.accounts.actor import Actor
from app.clock import today
from app.database import db
from app.errors import Conflict, Forbidden, Invalid
from app.i18n import gettext as _
from app.markup import clean_line
from app.organisations.models import Membership, Structure, StructureStatus
from app.organisations.permissions import can_manage_structures
from app.organisations.queries import find_structure
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


def add_structure(actor: Actor, name: str) -> Structure:
    """Add a structure, active from today."""
    _check_manager(actor)
    name = _free_name(name)
    return found_structure(name, slug=_free_slug(name))


def rename_structure(actor: Actor, structure: Structure, name: str) -> None:
    """Change the name of a structure; its address stays."""
    _check_manager(actor)
    structure.name = _free_name(name, structure)


def set_structure_status(actor: Actor, structure: Structure, status: StructureStatus) -> None:
    """Say where a structure stands; its people read the network's pages only while it is active."""
    _check_manager(actor)
    structure.status = status


def place_member(
    actor: Actor, member_id: int, structure_id: int, *, is_referent: bool = False
) -> Membership:
    """Make somebody belong to a structure, again or in another capacity."""
    _check_manager(actor)
    membership = db.session.scalar(
        select(Membership).where(
            Membership.member_id == member_id, Membership.structure_id == structure_id
        )
    )
    if membership is None:
        return join_structure(member_id, structure_id, is_referent=is_referent)
    if membership.ended_on is not None:
        membership.started_on, membership.ended_on = today(), None
    membership.is_referent = is_referent
    return membership


def end_membership(actor: Actor, membership: Membership) -> None:
    """Say that somebody no longer belongs to a structure; what they published there stays."""
    _check_manager(actor)
    membership.ended_on = today()


def _check_manager(actor: Actor) -> None:
    if not can_manage_structures(actor):
        raise Forbidden(_("Seule l’administration du site peut faire cela."))


def _free_name(name: str, own: Structure | None = None) -> str:
    name = clean_line(name)
    if not name:
        raise Invalid(_("Écrivez le nom de la structure."))
    other = db.session.scalar(select(Structure).where(Structure.name == name))
    if other is not None and other is not own:
        raise Conflict(_("Une structure porte déjà ce nom."))
    return name


def _free_slug(name: str) -> str:
    """Return the slug of a name, numbered when another structure has it."""
    slug, number = slug_of(name), 1
    while find_structure(slug if number == 1 else f"{slug}-{number}") is not None:
        number += 1
    return slug if number == 1 else f"{slug}-{number}"
