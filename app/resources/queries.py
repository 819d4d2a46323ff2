from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.actor import Reader
from app.contributions.models import Contribution, contribution_terms
from app.contributions.permissions import published_visible_to
from app.contributions.queries import find_any, get_visible
from app.database import db
from app.errors import NotFound
from app.files.models import FileText, StoredFile
from app.paging import Cursor, Page, as_page, newest_first
from app.resources.models import Resource, ResourceFile

PAGE_SIZE = 24
S = TypeVar("S", bound="Select[Any]")
WITH_ALL = (
    joinedload(Resource.type),
    selectinload(Resource.terms),
    selectinload(Resource.territories),
    selectinload(Resource.files).joinedload(ResourceFile.file),
)


@dataclass(frozen=True)
class Filters:
    """What a list of resources is narrowed to; each is the id of a term, or None."""

    type_id: int | None = None
    term_ids: tuple[int, ...] = ()


def get_resource(reader: Reader, resource_id: int) -> Resource:
    """Return a resource with all that its page shows, if the reader may read it."""
    return get_visible(Resource, reader, resource_id, *WITH_ALL)


def find_resource(resource_id: int) -> Resource | None:
    """Return a resource whatever its state; the caller checks the rule."""
    return find_any(Resource, resource_id, *WITH_ALL)


def list_resources(reader: Reader, filters: Filters, after: Cursor | None) -> Page[Resource]:
    """Return the published resources that the reader may read, the latest first."""
    rows = db.session.scalars(
        newest_first(
            _narrowed(select(Resource), reader, filters),
            (Contribution.published_at, Contribution.id),
            after,
            PAGE_SIZE,
        ).options(
            joinedload(Resource.author),
            joinedload(Resource.structure),
            joinedload(Resource.type),
            selectinload(Resource.files).joinedload(ResourceFile.file),
        )
    ).all()
    return as_page(rows, _cursor_of, after, PAGE_SIZE)


def count_resources(reader: Reader, filters: Filters) -> int:
    """Count them."""
    return db.session.scalar(_narrowed(select(func.count(Resource.id)), reader, filters)) or 0


def _narrowed(statement: S, reader: Reader, filters: Filters) -> S:
    statement = statement.where(published_visible_to(reader))
    if filters.type_id is not None:
        statement = statement.where(Resource.type_id == filters.type_id)
    for term_id in filters.term_ids:
        statement = statement.where(
            Resource.id.in_(
                select(contribution_terms.c.contribution_id).where(
                    contribution_terms.c.term_id == term_id
                )
            )
        )
    return statement


def _cursor_of(resource: Resource) -> Cursor:
    assert resource.published_at is not None  # noqa: S101 - only published ones are listed
    return Cursor(resource.published_at, resource.id)


def get_file_of(resource: Resource, file_id: int) -> StoredFile:
    """Return one file of a resource that was read; raise NotFound."""
    for held in resource.files:
        if held.file_id == file_id:
            return held.file
    raise NotFound


def resources_holding(file_id: int) -> Sequence[int]:
    """Return the ids of the resources that hold a file."""
    return db.session.scalars(
        select(ResourceFile.resource_id).where(ResourceFile.file_id == file_id)
    ).all()


def texts_of(file_ids: Collection[int]) -> Sequence[FileText]:
    """Return the words of these files, part by part, in order."""
    if not file_ids:
        return []
    return db.session.scalars(
        select(FileText)
        .where(FileText.file_id.in_(file_ids))
        .order_by(FileText.file_id, FileText.position)
    ).all()
