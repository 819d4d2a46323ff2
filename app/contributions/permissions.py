"""Who may do what to a contribution. Reading is written twice: for one, and for a query."""

from collections.abc import Hashable
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from app.accounts.actor import Actor, Reader
from app.clock import now
from app.contributions.models import (
    Contribution,
    State,
    Visibility,
    contribution_coauthors,
    contribution_parties,
)

READABLE_STATES = (State.PUBLISHED, State.ARCHIVED)
RESTORABLE_DAYS = 30


def is_for(reader: Reader, contribution: Contribution) -> bool:  # noqa: PLR0911 - one a case
    """Say whether the reader is among those its visibility names, whatever its state."""
    visibility = contribution.visibility
    if visibility is Visibility.PUBLIC:
        return True
    if reader is None:
        return False
    if visibility is Visibility.GROUP:
        return contribution.group_id in reader.group_ids
    if not reader.is_network_member:
        return False
    if visibility is Visibility.STRUCTURE:
        return contribution.structure_id in reader.structure_ids
    if visibility is Visibility.PARTIES:
        return any(structure.id in reader.structure_ids for structure in contribution.parties)
    return True


def contributions_for(reader: Reader) -> ColumnElement[bool]:
    """The twin of `is_for`."""
    public = Contribution.visibility == Visibility.PUBLIC
    if reader is None:
        return public
    # No look at the ids themselves: a prepared statement has parameters in their place.
    in_group = and_(
        Contribution.visibility == Visibility.GROUP, Contribution.group_id.in_(reader.group_ids)
    )
    if not reader.is_network_member:
        return or_(public, in_group)
    network = Contribution.visibility == Visibility.NETWORK
    return or_(public, network, in_group, _of_the_structures_of(reader))


def _of_the_structures_of(reader: Actor) -> ColumnElement[bool]:
    party = exists(
        select(contribution_parties.c.structure_id).where(
            contribution_parties.c.contribution_id == Contribution.id,
            contribution_parties.c.structure_id.in_(reader.structure_ids),
        )
    )
    return or_(
        and_(
            Contribution.visibility == Visibility.STRUCTURE,
            Contribution.structure_id.in_(reader.structure_ids),
        ),
        and_(Contribution.visibility == Visibility.PARTIES, party),
    )


def is_author(reader: Reader, contribution: Contribution) -> bool:
    """Say whether the reader wrote it, alone or with others."""
    if reader is None:
        return False
    if contribution.author_id == reader.id:
        return True
    return any(member.id == reader.id for member in contribution.coauthors)


def contributions_written_by(reader: Reader) -> ColumnElement[bool]:
    """The twin of `is_author`."""
    if reader is None:
        return false()
    # A list of ids and no EXISTS: both sides of the OR are then found along an index.
    together = select(contribution_coauthors.c.contribution_id).where(
        contribution_coauthors.c.member_id == reader.id
    )
    return or_(Contribution.author_id == reader.id, Contribution.id.in_(together))


def can_see(reader: Reader, contribution: Contribution) -> bool:
    """Say whether the reader may read it now: published and for them, or their own, not deleted."""
    if contribution.deleted_at is not None:
        return False
    readable = contribution.state in READABLE_STATES and contribution.hidden_at is None
    if readable and is_for(reader, contribution):
        return True
    return is_author(reader, contribution)


def contributions_visible_to(reader: Reader) -> ColumnElement[bool]:
    """The twin of `can_see`."""
    published = and_(
        Contribution.state.in_(READABLE_STATES),
        Contribution.hidden_at.is_(None),
        contributions_for(reader),
    )
    readable = or_(published, contributions_written_by(reader)) if reader else published
    return and_(Contribution.deleted_at.is_(None), readable)


def published_visible_to(reader: Reader) -> ColumnElement[bool]:
    """What lists and search show: like `contributions_visible_to`, without one's own drafts."""
    shown = and_(Contribution.hidden_at.is_(None), contributions_for(reader))
    return and_(
        Contribution.deleted_at.is_(None),
        Contribution.state.in_(READABLE_STATES),
        or_(shown, contributions_written_by(reader)) if reader else shown,
    )


def rights_of(reader: Reader) -> Hashable:
    """Name all that the rules above look at in a reader: the key of what is kept for them."""
    if reader is None:
        return None
    return (reader.id, reader.is_network_member, reader.structure_ids, reader.group_ids)


def could_have_seen(reader: Reader, contribution: Contribution) -> bool:
    """Say whether the reader could read it before it was withdrawn or deleted."""
    if is_author(reader, contribution):
        return True
    return contribution.published_at is not None and is_for(reader, contribution)


def can_contribute(actor: Reader) -> bool:
    """Say whether this person may publish at all: a member of an active structure."""
    return actor is not None and actor.is_network_member


def can_edit(actor: Reader, contribution: Contribution) -> bool:
    """Authors change what they wrote, as long as they are of the network."""
    return (
        can_contribute(actor) and is_author(actor, contribution) and contribution.deleted_at is None
    )


def can_withdraw(actor: Reader, contribution: Contribution) -> bool:
    """Make a published contribution a draft again."""
    return can_edit(actor, contribution) and contribution.state is State.PUBLISHED


def can_change_visibility(actor: Reader, contribution: Contribution) -> bool:
    """Choose again who reads it."""
    return can_edit(actor, contribution)


def can_delete(actor: Reader, contribution: Contribution) -> bool:
    """Only who opened it deletes it; co-authors edit."""
    return (
        actor is not None and contribution.author_id == actor.id and contribution.deleted_at is None
    )


def can_hide(actor: Reader, contribution: Contribution) -> bool:
    """Facilitators hide what does not keep to the charter, until it was talked about."""
    return (
        actor is not None
        and actor.is_facilitator
        and contribution.deleted_at is None
        and contribution.published_at is not None
    )


def can_restore(actor: Reader, contribution: Contribution) -> bool:
    """Undo a deletion within thirty days: its author, or a facilitator who could have read it."""
    if actor is None or contribution.deleted_at is None or contribution.replaced_by_id:
        return False
    if now() - contribution.deleted_at > timedelta(days=RESTORABLE_DAYS):
        return False
    if contribution.author_id == actor.id:
        return True
    return actor.is_facilitator and could_have_seen(actor, contribution)
