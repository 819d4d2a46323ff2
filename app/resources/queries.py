from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import (
    CTE,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload, raiseload, selectinload

from app.accounts.actor import Reader
from app.contributions.models import Citation, Contribution, State, contribution_terms
from app.contributions.permissions import published_visible_to, rights_of
from app.contributions.queries import find_any, get_visible
from app.database import db
from app.errors import NotFound
from app.files.models import FileText, StoredFile
from app.paging import Cursor, Page, as_page, newest_first
from app.resources.models import KIND, Resource, ResourceFile
from app.themes.models import PUBLIC, RESOURCE_TYPE, STAGE, THEME, Term
from app.themes.queries import KnownTerm, terms_by_scheme
from app.unchanged import kept

PAGE_SIZE = 24
MOST_AROUND = 60
WHOLE, BROAD = "whole", "broad"  # beside the names of schemes
CLASSED_BY = (THEME, STAGE, PUBLIC)
Counted: TypeAlias = "Select[*tuple[Any, ...]]"
S = TypeVar("S", bound=Counted)
WITH_ALL = (
    joinedload(Resource.type),
    selectinload(Resource.terms),
    joinedload(Resource.territories),  # few: their rows cost less than a statement
    selectinload(Resource.files).joinedload(ResourceFile.file),
    # A resource is never opened to the parties of an agreement: one statement less.
    raiseload(Resource.parties),
)


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to: schemes, each with the terms of which a resource has one."""

    terms: tuple[tuple[str, frozenset[int]], ...] = ()

    def without(self, scheme: str) -> "Filters":
        """Return the other filters: what another choice in this scheme would give."""
        return Filters(tuple(one for one in self.terms if one[0] != scheme))


@dataclass(frozen=True)
class Counts:
    """How many resources the list holds, and how many each choice would give."""

    total: int
    terms: Mapping[str, Mapping[int, int]]  # by scheme
    broad_themes: Mapping[int, int]

    def of(self, term: KnownTerm) -> int:
        """Count what choosing a term would give; a broad theme brings its narrower ones."""
        if term.scheme == THEME and term.parent_id is None:
            return self.broad_themes.get(term.id, 0)
        return self.terms.get(term.scheme, {}).get(term.id, 0)


def get_resource(reader: Reader, resource_id: int) -> Resource:
    """Return a resource with all that its page shows, if the reader may read it."""
    return get_visible(Resource, reader, resource_id, *WITH_ALL)


def find_resource(resource_id: int) -> Resource | None:
    """Return a resource whatever its state; the caller checks the rule."""
    return find_any(Resource, resource_id, *WITH_ALL)


def refresh(resource: Resource) -> None:
    """Read a resource again when somebody changed it since, while files were coming in."""
    latest = select(Contribution.updated_at).where(Contribution.id == resource.id)
    if db.session.scalar(latest) != resource.updated_at:
        db.session.expire(resource)
        find_resource(resource.id)


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


def filter_terms() -> Mapping[str, Sequence[KnownTerm]]:
    """Return the terms by which the library is narrowed, in order, by scheme."""
    return terms_by_scheme((RESOURCE_TYPE, *CLASSED_BY))


def count_resources(reader: Reader, filters: Filters) -> Counts:
    """Count the list, and each choice with the other filters on, in one statement."""
    key = ("resources", rights_of(reader), filters)
    return kept(key, lambda: _count_resources(reader, filters))


def _count_resources(reader: Reader, filters: Filters) -> Counts:
    lists = _lists(reader, filters)
    # Schemes that are not filtered by share one list, and one count of all the terms in it.
    shared = {filters.without(scheme): scheme for scheme in CLASSED_BY}
    whole = select(literal(0), func.count()).select_from(lists[filters])
    parts = [
        _named(WHOLE, whole),
        _named(RESOURCE_TYPE, _by_type(lists[filters.without(RESOURCE_TYPE)])),
        _named(BROAD, _by_broad_term(lists[filters.without(THEME)])),
        *(_named(scheme, _by_term(lists[narrowed])) for narrowed, scheme in shared.items()),
    ]
    counted: dict[str, dict[int, int]] = {}
    for key, number, name in db.session.execute(union_all(*parts)):
        counted.setdefault(name, {})[key] = number
    terms = {one: counted.get(shared[filters.without(one)], {}) for one in CLASSED_BY}
    terms[RESOURCE_TYPE] = counted.get(RESOURCE_TYPE, {})
    return Counts(counted[WHOLE][0], terms, counted.get(BROAD, {}))


def _lists(reader: Reader, filters: Filters) -> dict[Filters, CTE]:
    """Return the list, and what it would be without each of its filters; each read once."""
    lists: dict[Filters, CTE] = {}
    for narrowed in (filters, *map(filters.without, (RESOURCE_TYPE, *CLASSED_BY))):
        if narrowed not in lists:
            wanted = _narrowed(select(Resource.id, Resource.type_id), reader, narrowed)
            # Said, because a planner that has no statistics would read it once a term.
            lists[narrowed] = wanted.cte(f"list_{len(lists)}").prefix_with("MATERIALIZED")
    return lists


def _named(name: str, counted: Counted) -> Counted:
    return counted.add_columns(literal(name))


def _by_type(found: CTE) -> Counted:
    return select(found.c.type_id, func.count()).group_by(found.c.type_id)


def _by_term(found: CTE) -> Counted:
    term_id = contribution_terms.c.term_id
    held = contribution_terms.c.contribution_id == found.c.id
    return (
        select(term_id, func.count()).join_from(found, contribution_terms, held).group_by(term_id)
    )


def _by_broad_term(found: CTE) -> Counted:
    broad = func.coalesce(Term.parent_id, Term.id)
    return (
        select(broad, func.count(found.c.id.distinct()))
        .join_from(found, contribution_terms, contribution_terms.c.contribution_id == found.c.id)
        .join(Term, Term.id == contribution_terms.c.term_id)
        .group_by(broad)
    )


def _narrowed(statement: S, reader: Reader, filters: Filters) -> S:
    statement = statement.where(
        # What is archived is kept, and no longer put forward. Both are led by one index.
        Contribution.kind == KIND,
        Contribution.state == State.PUBLISHED,
        published_visible_to(reader),
    )
    for scheme, term_ids in filters.terms:
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
