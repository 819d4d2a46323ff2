"""What the library is asked for in its address: type, theme, stage, public; and what each gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from app.i18n import lazy_gettext as _l
from app.resources.queries import Counts, Filters, filter_terms
from app.themes.models import PUBLIC, RESOURCE_TYPE, STAGE, THEME
from app.themes.queries import KnownTerm

FACETS = (
    ("type", RESOURCE_TYPE, _l("Type")),
    ("theme", THEME, _l("Thème")),
    ("etape", STAGE, _l("Étape du projet")),
    ("public", PUBLIC, _l("Pour qui")),
)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One term of a facet, and the address of the list with it, or without it when it is on."""

    label: str
    address: str
    count: int
    is_chosen: bool = False
    is_narrower: bool = False


@dataclass(frozen=True, kw_only=True)
class Facet:
    title: Any
    choices: list[Choice]
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The choices of the reader; `terms` holds all that may be chosen, by scheme."""

    terms: Mapping[str, Sequence[KnownTerm]]
    chosen: dict[str, KnownTerm] = field(default_factory=dict)  # parameter -> term
    # Asked for once: fifty addresses of a page begin with it.
    list_address: str = field(default_factory=lambda: url_for("resources.index"))

    @property
    def filters(self) -> Filters:
        """Return what the list is narrowed to: a broad theme brings its narrower ones."""
        return Filters(
            tuple(
                (
                    term.scheme,
                    frozenset(
                        one.id
                        for one in self.terms[term.scheme]
                        if term.id in (one.id, one.parent_id)
                    ),
                )
                for term in self.chosen.values()
            )
        )

    @property
    def tokens(self) -> list[tuple[str, str]]:
        """Return each choice in words, with the address of the list without it."""
        return [(term.name, self.address(**{name: None})) for name, term in self.chosen.items()]

    def address(self, suite: str | None = None, **changes: str | None) -> str:
        """Return the address of the list as it was asked for, with these changes."""
        words = {name: term.slug for name, term in self.chosen.items()}
        asked = {**words, **changes, "suite": suite}
        query = urlencode({name: word for name, word in asked.items() if word is not None})
        return f"{self.list_address}?{query}" if query else self.list_address

    def facets(self, counts: Counts) -> list[Facet]:
        """Return what may still be chosen, and what is; a facet that gives nothing is left out."""
        made = [self._facet(name, scheme, title, counts) for name, scheme, title in FACETS]
        return [facet for facet in made if facet.choices]

    def _facet(self, name: str, scheme: str, title: Any, counts: Counts) -> Facet:
        chosen = self.chosen.get(name)
        opened = (chosen.parent_id or chosen.id) if chosen else None
        choices = []
        for term in _in_order(self.terms.get(scheme, []), opened):
            count = counts.of(term)
            if count or term is chosen:
                choices.append(
                    Choice(
                        label=term.name,
                        address=self.address(**{name: None if term is chosen else term.slug}),
                        count=count,
                        is_chosen=term is chosen,
                        is_narrower=term.parent_id is not None,
                    )
                )
        return Facet(title=title, choices=choices, is_chosen=chosen is not None)


def _in_order(terms: Sequence[KnownTerm], opened: int | None) -> list[KnownTerm]:
    """Return the broad terms, with the narrower ones of the one that is chosen below it."""
    narrower = [term for term in terms if opened is not None and term.parent_id == opened]
    ordered: list[KnownTerm] = []
    for term in terms:
        if term.parent_id is None:
            ordered.append(term)
            ordered += narrower if term.id == opened else []
    return ordered


def read_filters(arguments: Mapping[str, str]) -> Asked:
    """Read the choices in an address; those that name nothing are left out."""
    terms = filter_terms()
    chosen = {}
    for name, scheme, _title in FACETS:
        slug = arguments.get(name)
        found = next((term for term in terms.get(scheme, []) if term.slug == slug), None)
        if found is not None:
            chosen[name] = found
    return Asked(terms=terms, chosen=chosen)
