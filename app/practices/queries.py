from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, cast, func, literal, select
from sqlalchemy.orm import joinedload, load_only, selectinload, undefer, undefer_group
from sqlalchemy.orm.interfaces import ORMOption

from app.accounts.actor import Actor, Reader
from app.contributions.models import (
    Citation,
    CitationKind,
    Contribution,
    State,
    contribution_terms,
    contribution_territories,
)
from app.contributions.permissions import can_edit, published_visible_to, rights_of
from app.contributions.queries import SHOWN_WITH, get_visible
from app.database import db
from app.errors import Forbidden
from app.i18n import gettext as _
from app.organisations.models import Structure
from app.paging import Cursor, Page, as_page, newest_first
from app.practices.content.fields import FIELDS, FieldType
from app.practices.content.values import Content
from app.practices.models import KIND, PracticeSheet, SheetRevision
from app.slugs import slug_of
from app.themes.models import MATURITY, STAGE, THEME, Level, Term, Territory
from app.themes.queries import LEVEL_ORDER, KnownTerm, terms_by_scheme
from app.unchanged import kept

TELLING_WORD = 5
MOST_WORDS = 6
_WHOLE: tuple[ORMOption, ...] = (
    joinedload(PracticeSheet.origin),
    selectinload(PracticeSheet.terms),
    selectinload(PracticeSheet.territories),
)


def get_sheet(reader: Reader, sheet_id: int) -> PracticeSheet:
    """Return a sheet with all that its page shows of what was published."""
    return get_visible(
        PracticeSheet,
        reader,
        sheet_id,
        joinedload(PracticeSheet.revision).joinedload(SheetRevision.author),
        *_WHOLE,
    )


def get_sheet_to_edit(actor: Actor, sheet_id: int) -> PracticeSheet:
    """Return a sheet with what its authors are writing; Forbidden for those who only read it."""
    sheet = get_visible(
        PracticeSheet,
        actor,
        sheet_id,
        undefer_group("working"),
        joinedload(PracticeSheet.saved_by),
    )
    if not can_edit(actor, sheet):
        raise Forbidden(_("Seuls ses auteurs modifient cette fiche."))
    return sheet


def load_working(sheet: PracticeSheet) -> dict[str, Any]:
    """Return what its authors are writing, for a sheet that was read without it."""
    db.session.refresh(sheet, ["working"])
    return sheet.working


def find_revision(sheet: PracticeSheet) -> SheetRevision | None:
    """Return the text in force with its content, None when the sheet was never published."""
    return db.session.scalar(
        select(SheetRevision)
        .where(
            SheetRevision.sheet_id == sheet.id,
            SheetRevision.number == sheet.revision_number,
        )
        .options(undefer(SheetRevision.content))
    )


def cited_in(reader: Reader, sheet_id: int) -> dict[CitationKind, list[Contribution]]:
    """Return the resources and the sheets that a sheet points at and the reader may read."""
    rows = db.session.execute(
        select(Citation.kind, Contribution)
        .join(Contribution, Citation.target_id == Contribution.id)
        .where(Citation.source_id == sheet_id, published_visible_to(reader))
        .order_by(Citation.position, Citation.id)
        .options(*SHOWN_WITH)
    ).unique()
    cited: dict[CitationKind, list[Contribution]] = {}
    for kind, contribution in rows:
        cited.setdefault(kind, []).append(contribution)
    return cited


def existing_ids(kind: str, ids: Collection[int]) -> list[int]:
    """Return, in the order given, those ids that are contributions of this kind."""
    if not ids:
        return []
    found = set(
        db.session.scalars(
            select(Contribution.id).where(Contribution.kind == kind, Contribution.id.in_(ids))
        )
    )
    return [one for one in ids if one in found]


def terms_named(content: Content) -> list[Term]:
    """Return the terms that a text names; those that the vocabulary no longer has are left out."""
    wanted = {
        (definition.vocabulary, slug)
        for definition in FIELDS.values()
        if definition.vocabulary and definition.type in (FieldType.SELECT, FieldType.MULTISELECT)
        for slug in _as_list(content[definition.name])
    }
    rows = db.session.scalars(
        select(Term)
        .where(Term.slug.in_({slug for _scheme, slug in wanted}))
        .order_by(Term.position, Term.id)
    )
    return [term for term in rows if (term.scheme, term.slug) in wanted]


def territories_named(content: Content) -> list[Territory]:
    """Return the territories that a text names (« ville:80021 »)."""
    wanted = set(content["territoires"])
    codes = {name.partition(":")[2] for name in wanted}
    rows = db.session.scalars(
        select(Territory).where(Territory.code.in_(codes)).order_by(Territory.slug)
    )
    return [place for place in rows if f"{place.level.value}:{place.code}" in wanted]


def structures_named(slugs: Collection[str]) -> dict[str, Structure]:
    """Return these structures by their slugs."""
    if not slugs:
        return {}
    rows = db.session.scalars(select(Structure).where(Structure.slug.in_(slugs)))
    return {structure.slug: structure for structure in rows}


def _as_list(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


# --- The list ----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the reader of the list asked for, as ids that include what lies below each choice."""

    term_ids: tuple[frozenset[int], ...] = ()  # one set a filter: a sheet has one of each
    territory_ids: frozenset[int] = frozenset()


class Place(NamedTuple):
    """A territory, as little of it as choosing takes."""

    id: int
    slug: str
    name: str
    parent_id: int | None
    level: Level


def filter_territories() -> list[Place]:
    """Return the territories by which the list can be filtered, the largest first, then by name."""
    return kept(("territories",), _read_territories)


def _read_territories() -> list[Place]:
    rows = db.session.execute(
        select(
            Territory.id, Territory.slug, Territory.name, Territory.parent_id, Territory.level
        ).order_by(Territory.slug)
    )
    return sorted((Place(*row) for row in rows), key=lambda place: LEVEL_ORDER[place.level])


def filter_terms() -> dict[str, list[KnownTerm]]:
    """Return the terms by which the list can be filtered, parents before their children."""
    by_scheme = terms_by_scheme((THEME, STAGE, MATURITY))
    return {scheme: _with_children_below(terms) for scheme, terms in by_scheme.items()}


def _with_children_below(terms: Sequence[KnownTerm]) -> list[KnownTerm]:
    children: dict[int | None, list[KnownTerm]] = {}
    for term in terms:
        children.setdefault(term.parent_id, []).append(term)
    return [one for top in children.get(None, []) for one in (top, *children.get(top.id, []))]


def list_sheets(
    reader: Reader, filters: Filters, after: Cursor | None = None
) -> Page[PracticeSheet]:
    """Return one page of the published sheets the reader may read, the latest revised first."""
    statement = _filtered(select(PracticeSheet), reader, filters).options(
        *SHOWN_WITH,
        selectinload(PracticeSheet.territories).load_only(Territory.name),
        load_only(
            PracticeSheet.id,
            PracticeSheet.kind,
            PracticeSheet.title,
            PracticeSheet.slug,
            PracticeSheet.summary,
            PracticeSheet.visibility,
            PracticeSheet.last_activity_at,
            PracticeSheet.review_on,
            PracticeSheet.maturity,
            PracticeSheet.author_id,
            PracticeSheet.structure_id,
        ),
    )
    keys = (PracticeSheet.last_activity_at, PracticeSheet.id)
    rows = db.session.scalars(newest_first(statement, keys, after)).all()
    return as_page(rows, lambda sheet: Cursor(sheet.last_activity_at, sheet.id), after)


def count_sheets(reader: Reader, filters: Filters) -> int:
    """Return how many sheets the whole list holds."""
    statement = _filtered(select(func.count(PracticeSheet.id)), reader, filters)
    key = ("sheets", rights_of(reader), filters)
    return kept(key, lambda: db.session.scalar(statement) or 0)


def _filtered(statement: Select[Any], reader: Reader, filters: Filters) -> Select[Any]:
    # The kind and the state lead along the index; without them every contribution is looked at.
    statement = statement.where(
        PracticeSheet.kind == KIND,
        PracticeSheet.state == State.PUBLISHED,
        published_visible_to(reader),
    )
    for ids in filters.term_ids:
        having = select(contribution_terms.c.contribution_id).where(
            contribution_terms.c.term_id.in_(ids)
        )
        statement = statement.where(PracticeSheet.id.in_(having))
    if filters.territory_ids:
        somewhere = select(contribution_territories.c.contribution_id).where(
            contribution_territories.c.territory_id.in_(filters.territory_ids)
        )
        statement = statement.where(PracticeSheet.id.in_(somewhere))
    return statement


def similar_titles(reader: Reader, title: str, limit: int = 5) -> Sequence[Contribution]:
    """Return published sheets whose title shares words with this one, the closest first."""
    telling = [word for word in slug_of(title).split("-") if len(word) >= TELLING_WORD]
    if not telling:
        return []
    shared: ColumnElement[int] = literal(0)
    for word in dict.fromkeys(telling[:MOST_WORDS]):
        # A word without its last letter also finds its plural, or its singular.
        shared = shared + cast(Contribution.slug.contains(word[:-1], autoescape=True), Integer)
    return db.session.scalars(
        select(Contribution)
        .where(Contribution.kind == KIND, published_visible_to(reader), shared > 0)
        .order_by(shared.desc(), Contribution.last_activity_at.desc())
        .options(*SHOWN_WITH)
        .limit(limit)
    ).all()
