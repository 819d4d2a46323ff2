from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import (
    Select,
    Subquery,
    and_,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload, raiseload, selectinload

from app.accounts.actor import Reader
from app.contributions.models import Citation, Contribution, contribution_terms
from app.contributions.permissions import published_visible_to
from app.contributions.queries import find_any, get_visible
from app.database import db
from app.errors import NotFound
from app.files.models import FileText, StoredFile
from app.paging import Cursor, Page, as_page, newest_first
from app.resources.models import Resource, ResourceFile
from app.themes.models import PUBLIC, RESOURCE_TYPE, STAGE, THEME, Term

PAGE_SIZE = 24
MOST_AROUND = 60
WHOLE_LIST = 0  # no term has this number
CLASSED_BY = (THEME, STAGE, PUBLIC)
S = TypeVar("S", bound="Select[*tuple[Any, ...]]")
WITH_ALL = (
    joinedload(Resource.type),
    selectinload(Resource.terms),
    selectinload(Resource.territories),
    selectinload(Resource.files).joinedload(ResourceFile.file),
    # A resource is never opened to the parties of an agreement: one statement less.
    raiseload(Resource.parties),
)


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to: of each scheme, the terms of which a resource must have one."""

    terms: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def without(self, scheme: str) -> "Filters":
        """Return the other filters: what another choice in this scheme would give."""
        return Filters({name: ids for name, ids in self.terms.items() if name != scheme})


@dataclass(frozen=True)
class Counts:
    """How many resources the list holds, and how many each term would give."""

    total: int
    terms: Mapping[int, int]


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
            joinedload(Resource.structure),
            joinedload(Resource.type),
            selectinload(Resource.files).joinedload(ResourceFile.file),
        )
    ).all()
    return as_page(rows, _cursor_of, after, PAGE_SIZE)


def filter_terms() -> dict[str, list[Term]]:
    """Return the terms by which the library is narrowed, in order, by scheme."""
    rows = db.session.scalars(
        select(Term)
        .where(Term.scheme.in_((RESOURCE_TYPE, *CLASSED_BY)))
        .order_by(Term.position, Term.id)
    )
    by_scheme: dict[str, list[Term]] = {}
    for term in rows:
        by_scheme.setdefault(term.scheme, []).append(term)
    return by_scheme


def count_resources(reader: Reader, filters: Filters) -> Counts:
    """Count the list, and each choice with the other filters on, in one statement.

    A broad term counts what its narrower ones hold, once each.
    """
    parts: list[Any] = [
        select(literal(WHOLE_LIST).label("term_id"), func.count()).select_from(
            _ids(reader, filters)
        ),
        _narrowed(
            select(Resource.type_id, func.count(Resource.id)),
            reader,
            filters.without(RESOURCE_TYPE),
        )
        .where(Resource.type_id.is_not(None))
        .group_by(Resource.type_id),
    ]
    for scheme in CLASSED_BY:
        found = _ids(reader, filters.without(scheme))
        parts.append(_counted(found, scheme, func.coalesce(Term.parent_id, Term.id)))
        if scheme == THEME:
            parts.append(_counted(found, scheme, Term.id).where(Term.parent_id.is_not(None)))
    numbers = {row[0]: row[1] for row in db.session.execute(union_all(*parts))}
    return Counts(numbers.pop(WHOLE_LIST, 0), numbers)


def _ids(reader: Reader, filters: Filters) -> Subquery:
    return _narrowed(select(Resource.id), reader, filters).subquery()


def _counted(found: Subquery, scheme: str, key: Any) -> Select[Any]:
    return (
        select(key, func.count(found.c.id.distinct()))
        .join(contribution_terms, contribution_terms.c.contribution_id == found.c.id)
        .join(Term, Term.id == contribution_terms.c.term_id)
        .where(Term.scheme == scheme)
        .group_by(key)
    )


def _narrowed(statement: S, reader: Reader, filters: Filters) -> S:
    statement = statement.where(published_visible_to(reader))
    for scheme, term_ids in filters.terms.items():
        if scheme == RESOURCE_TYPE:
            statement = statement.where(Resource.type_id.in_(term_ids))
            continue
        having = select(contribution_terms.c.contribution_id).where(
            contribution_terms.c.term_id.in_(term_ids)
        )
        statement = statement.where(Resource.id.in_(having))
    return statement


def _cursor_of(resource: Resource) -> Cursor:
    assert resource.published_at is not None  # noqa: S101 - only published ones are listed
    return Cursor(resource.published_at, resource.id)


@dataclass(frozen=True)
class Around:
    """What a resource is linked with, as far as the reader may read it."""

    used_in: list[Contribution]
    leads_to: list[Contribution]


def list_around(reader: Reader, resource_id: int) -> Around:
    """Return what cites a resource, the latest first, and what it cites, in one statement."""
    rows = db.session.execute(
        select(Contribution, Citation.source_id)
        .join(
            Citation,
            or_(
                and_(Citation.target_id == resource_id, Citation.source_id == Contribution.id),
                and_(Citation.source_id == resource_id, Citation.target_id == Contribution.id),
            ),
        )
        .where(published_visible_to(reader))
        .options(joinedload(Contribution.structure))
        .order_by(Contribution.last_activity_at.desc(), Contribution.id.desc())
        .limit(MOST_AROUND)
    ).all()
    around = Around([], [])
    for contribution, source_id in rows:
        side = around.leads_to if source_id == resource_id else around.used_in
        if contribution not in side:
            side.append(contribution)
    return around


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
