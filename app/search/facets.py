"""The filters beside the results: what can be chosen, in words, and how much each choice gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from app.database import db
from app.search import kinds
from app.search.engine import TERRITORY_FLAG, Found
from app.themes.models import STAGE as STAGES
from app.themes.models import THEME as THEMES
from app.themes.models import Level, Term, Territory

KIND = "type"
THEME = "theme"
STAGE = "etape"
TERRITORY = "territoire"

MOST_TERRITORIES = 12
LEVELS_ALWAYS_SHOWN = (Level.REGION, Level.DEPARTMENT)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One thing to filter by: how the address names it, how people do, what it gives."""

    value: str
    label: str
    count: int
    is_chosen: bool
    is_narrower: bool = False


@dataclass(frozen=True, kw_only=True)
class Facet:
    """One filter and its choices; `name` is that of the address."""

    name: str
    choices: list[Choice]

    @property
    def chosen(self) -> list[Choice]:
        """The choices that are on."""
        return [choice for choice in self.choices if choice.is_chosen]


Chosen = Mapping[str, frozenset[int] | frozenset[str]]


def facets_of(found: Found, chosen: Chosen) -> list[Facet]:
    """Return the filters in the order in which they are shown, those without a choice too."""
    terms = _terms(found, chosen)
    return [
        Facet(name=KIND, choices=_kinds(found, chosen)),
        Facet(
            name=STAGE,
            choices=_flat(_in_scheme(terms, STAGES), found.labels.get(STAGE, {}), chosen[STAGE]),
        ),
        Facet(name=THEME, choices=_themes(_in_scheme(terms, THEMES), found, chosen)),
        Facet(name=TERRITORY, choices=_territories(found, chosen)),
    ]


def _kinds(found: Found, chosen: Chosen) -> list[Choice]:
    return [
        Choice(
            value=kind.name,
            label=str(kind.plural or kind.label),
            count=found.kinds.get(kind.name, 0),
            is_chosen=kind.name in chosen[KIND],
        )
        for kind in kinds.all_kinds()
        if found.kinds.get(kind.name) or kind.name in chosen[KIND]
    ]


def _terms(found: Found, chosen: Chosen) -> Sequence[Term]:
    wanted = {
        number
        for facet in (THEME, STAGE)
        for number in (*found.labels.get(facet, {}), *chosen[facet])
        if number < TERRITORY_FLAG
    }
    if not wanted:
        return []
    return db.session.scalars(
        select(Term)
        .where(Term.scheme.in_((THEMES, STAGES)), Term.id.in_(wanted))
        .order_by(Term.position, Term.id)
    ).all()


def _in_scheme(terms: Sequence[Term], scheme: str) -> list[Term]:
    return [term for term in terms if term.scheme == scheme]


def _flat(
    terms: Sequence[Term],
    counts: Mapping[int, int],
    chosen: frozenset[int] | frozenset[str],
    *,
    are_narrower: bool = False,
) -> list[Choice]:
    return [
        Choice(
            value=term.slug,
            label=term.name,
            count=counts.get(term.id, 0),
            is_chosen=term.id in chosen,
            is_narrower=are_narrower,
        )
        for term in terms
        if counts.get(term.id) or term.id in chosen
    ]


def _themes(terms: Sequence[Term], found: Found, chosen: Chosen) -> list[Choice]:
    """Return the broad themes, the fullest first; narrower ones only below one that is chosen."""
    counts = found.labels.get(THEME, {})
    tops = sorted(
        (term for term in terms if term.parent_id is None),
        key=lambda term: -counts.get(term.id, 0),
    )
    choices: list[Choice] = []
    for top in tops:
        below = [term for term in terms if term.parent_id == top.id]
        is_open = top.id in chosen[THEME] or any(term.id in chosen[THEME] for term in below)
        choices += _flat([top], counts, chosen[THEME])
        choices += _flat(below if is_open else [], counts, chosen[THEME], are_narrower=True)
    return choices


def _territories(found: Found, chosen: Chosen) -> list[Choice]:
    """Return the region and its departments, and smaller places inside what is chosen."""
    counts = {
        number - TERRITORY_FLAG: count
        for number, count in found.labels.get(TERRITORY, {}).items()
        if number >= TERRITORY_FLAG
    }
    wanted = counts.keys() | chosen[TERRITORY]
    if not wanted:
        return []
    rows = db.session.scalars(
        select(Territory).where(
            Territory.id.in_(wanted),
            or_(
                Territory.level.in_(LEVELS_ALWAYS_SHOWN),
                Territory.id.in_(chosen[TERRITORY]),
                Territory.parent_id.in_(chosen[TERRITORY]),
            ),
        )
    ).all()
    shown = sorted(
        rows,
        key=lambda row: (
            row.id not in chosen[TERRITORY] and row.level not in LEVELS_ALWAYS_SHOWN,
            -counts.get(row.id, 0),
            row.slug,
        ),
    )
    return [
        Choice(
            value=f"{row.level.value}:{row.code}",
            label=row.name,
            count=counts.get(row.id, 0),
            is_chosen=row.id in chosen[TERRITORY],
            is_narrower=row.level not in LEVELS_ALWAYS_SHOWN,
        )
        for row in shown[:MOST_TERRITORIES]
    ]
