from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.database import db
from app.errors import NotFound
from app.i18n import current_locale
from app.themes.models import Level, Term, Territory
from app.unchanged import kept

LEVEL_ORDER = {
    Level.REGION: 0,
    Level.DEPARTMENT: 1,
    Level.INTERCOMMUNALITY: 2,
    Level.TOWN: 3,
}


def terms_of(scheme: str) -> Sequence[Term]:
    """Return the terms of a scheme: each parent, in order, followed by its children."""
    terms = db.session.scalars(
        select(Term).where(Term.scheme == scheme).order_by(Term.position, Term.id)
    ).all()
    children: dict[int | None, list[Term]] = {}
    for term in terms:
        children.setdefault(term.parent_id, []).append(term)
    ordered: list[Term] = []
    for top in children.get(None, []):
        ordered += [top, *children.get(top.id, [])]
    return ordered


@dataclass(frozen=True)
class KnownTerm:
    """A term as filters show it: read once for as long as the vocabulary stays what it is."""

    id: int
    scheme: str
    slug: str
    label: str
    label_en: str
    parent_id: int | None
    alternatives: tuple[str, ...]

    @property
    def name(self) -> str:
        """The label in the language of the reader."""
        return (self.label_en or self.label) if current_locale() == "en" else self.label


def terms_by_scheme(schemes: Sequence[str]) -> Mapping[str, Sequence[KnownTerm]]:
    """Return the terms of these schemes, each scheme in its own order."""
    return kept(("terms", *schemes), lambda: _read_terms(schemes))


def _read_terms(schemes: Sequence[str]) -> Mapping[str, Sequence[KnownTerm]]:
    rows = db.session.execute(
        select(
            Term.id,
            Term.scheme,
            Term.slug,
            Term.label,
            Term.label_en,
            Term.parent_id,
            Term.alternatives,
        )
        .where(Term.scheme.in_(schemes))
        .order_by(Term.position, Term.id)
    )
    by_scheme: dict[str, list[KnownTerm]] = {}
    for number, scheme, slug, label, label_en, parent_id, alternatives in rows:
        term = KnownTerm(number, scheme, slug, label, label_en, parent_id, tuple(alternatives))
        by_scheme.setdefault(scheme, []).append(term)
    return by_scheme


def find_term(scheme: str, slug: str) -> Term | None:
    """Return a term by its name in the address."""
    return db.session.scalar(select(Term).where(Term.scheme == scheme, Term.slug == slug))


def get_term(scheme: str, slug: str) -> Term:
    """Return a term by its name in the address; raise NotFound."""
    term = find_term(scheme, slug)
    if term is None:
        raise NotFound
    return term


def terms_by_slug(scheme: str, slugs: Iterable[str]) -> list[Term]:
    """Return the terms with these slugs, in the order given; unknown ones are left out."""
    wanted = list(slugs)
    found = {
        term.slug: term
        for term in db.session.scalars(
            select(Term).where(Term.scheme == scheme, Term.slug.in_(wanted))
        )
    }
    return [found[slug] for slug in wanted if slug in found]


def all_territories() -> Sequence[Territory]:
    """Return every territory, the largest first, then by name."""
    rows = db.session.scalars(select(Territory).order_by(Territory.slug)).all()
    return sorted(rows, key=lambda territory: LEVEL_ORDER[territory.level])


def find_territory(level: str, code: str) -> Territory | None:
    """Return a territory by its level and official code (« ville », « 80021 »)."""
    return db.session.scalar(
        select(Territory).where(Territory.level == level, Territory.code == code)
    )


def with_ancestors(term_ids: Collection[int]) -> frozenset[int]:
    """Return these terms and the broader ones above them."""
    rows = db.session.execute(select(Term.id, Term.parent_id))
    return _climb(term_ids, {row.id: row.parent_id for row in rows})


def territories_with_ancestors(territory_ids: Collection[int]) -> frozenset[int]:
    """Return these territories and those that contain them."""
    rows = db.session.execute(select(Territory.id, Territory.parent_id))
    return _climb(territory_ids, {row.id: row.parent_id for row in rows})


def _climb(start: Collection[int], parents: dict[int, int | None]) -> frozenset[int]:
    found: set[int] = set()
    for identity in start:
        current: int | None = identity
        while current is not None and current not in found:
            found.add(current)
            current = parents.get(current)
    return frozenset(found)
