"""Who may read a file of the library, and who a resource may be opened to."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from app.accounts.actor import Reader
from app.contributions.models import Contribution, Visibility
from app.contributions.permissions import contributions_visible_to
from app.database import db
from app.files.readers import file_rule
from app.resources.models import Licence, Resource, ResourceFile


@file_rule
def can_read_file_of_a_resource(reader: Reader, file_id: int) -> bool:
    """Say whether a resource that this reader may read holds the file."""
    held = (
        select(ResourceFile.id)
        .join(Contribution, Contribution.id == ResourceFile.resource_id)
        .where(ResourceFile.file_id == file_id, contributions_visible_to(reader))
    )
    return bool(db.session.scalar(select(exists(held))))


def visibilities_offered(structure_id: int | None) -> list[Visibility]:
    """Return what may be chosen for a resource published under this structure, or under none."""
    offered = [Visibility.NETWORK, Visibility.PUBLIC]
    if structure_id is not None:
        offered.append(Visibility.STRUCTURE)
    return offered


def visibilities_of(_reader: Reader, contribution: Contribution) -> Sequence[Visibility]:
    """Return the same for a resource that is there: its licence may keep it inside the network."""
    offered = visibilities_offered(contribution.structure_id)
    if isinstance(contribution, Resource) and contribution.licence is Licence.MEMBERS:
        offered.remove(Visibility.PUBLIC)
    return offered
