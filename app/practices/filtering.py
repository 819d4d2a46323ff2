"""What the list of sheets is asked for in its address: theme, stage, maturity, territory."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.practices.queries import Filters, Place, filter_terms, filter_territories
from app.themes.models import MATURITY, STAGE, THEME
from app.themes.queries import KnownTerm

SCHEMES = {"theme": THEME, "etape": STAGE, "maturite": MATURITY}
TERRITORY = "territoire"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The choices of the reader, and those that the page offers."""

    filters: Filters
    chosen: dict[str, str]  # parameter -> slug
    terms: dict[str, list[KnownTerm]]  # parameter -> what may be chosen
    territories: Collection[Place]

    @property
    def labels(self) -> list[tuple[str, str]]:
        """Return each choice in words, with the address of the list without it."""
        return [(self._name(name), self._without(name)) for name in self.chosen]

    def maturity_named(self, slug: str) -> KnownTerm | None:
        """Return a maturity by its slug, without asking the database again."""
        return next((term for term in self.terms["maturite"] if term.slug == slug), None)

    def address(self, suite: str | None = None) -> str:
        """Return the address of the list as it was asked for."""
        values: dict[str, Any] = {**self.chosen, "suite": suite}
        return url_for("practices.index", **values)

    def _name(self, name: str) -> str:
        slug = self.chosen[name]
        offered: Collection[KnownTerm] | Collection[Place] = (
            self.terms.get(name) or self.territories
        )
        return next(one.name for one in offered if one.slug == slug)

    def _without(self, name: str) -> str:
        left: dict[str, Any] = {other: slug for other, slug in self.chosen.items() if other != name}
        return url_for("practices.index", **left)


def read_filters(arguments: Mapping[str, str]) -> Asked:
    """Read the choices; those that name nothing are left out."""
    by_scheme = filter_terms()
    terms = {name: by_scheme.get(scheme, []) for name, scheme in SCHEMES.items()}
    territories = filter_territories()
    chosen: dict[str, str] = {}
    sets: list[frozenset[int]] = []
    for name, offered in terms.items():
        below = _with_all_below(offered, arguments.get(name, ""))
        if below:
            chosen[name] = arguments[name]
            sets.append(below)
    places = _with_all_below(territories, arguments.get(TERRITORY, ""))
    if places:
        chosen[TERRITORY] = arguments[TERRITORY]
    return Asked(
        filters=Filters(term_ids=tuple(sets), territory_ids=places),
        chosen=chosen,
        terms=terms,
        territories=territories,
    )


def _with_all_below(
    offered: Collection[KnownTerm] | Collection[Place], slug: str
) -> frozenset[int]:
    """Return the ids of what has this slug and of all that it contains."""
    found = {one.id for one in offered if one.slug == slug}
    size = -1
    while len(found) > size:
        size = len(found)
        found |= {one.id for one in offered if one.parent_id in found}
    return frozenset(found)
