"""Who may read a file of the library: whoever may read one of the resources that hold it."""

from sqlalchemy import exists, select

from app.accounts.actor import Reader
from app.contributions.models import Contribution
from app.contributions.permissions import contributions_visible_to
from app.database import db
from app.files.readers import file_rule
from app.resources.models import ResourceFile


@file_rule
def can_read_file_of_a_resource(reader: Reader, file_id: int) -> bool:
    """Say whether a resource that this reader may read holds the file."""
    held = (
        select(ResourceFile.id)
        .join(Contribution, Contribution.id == ResourceFile.resource_id)
        .where(ResourceFile.file_id == file_id, contributions_visible_to(reader))
    )
    return bool(db.session.scalar(select(exists(held))))
