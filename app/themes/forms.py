"""Fields of a form that offer the vocabulary: boxes without script, type-ahead with it."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import g
from sqlalchemy import select
from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import Choice as Option
from wtforms.validators import ValidationError

from app.database import db
from app.i18n import gettext as _
from app.themes.models import Level, Term, Territory
from app.themes.queries import all_territories

Choice = tuple[Any, str, dict[str, str]]


class _ChooseField(SelectMultipleField):
    """Several options of a vocabulary, with their number bounded."""

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        min_items: int = 0,
        max_items: int = 0,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("coerce", int)
        super().__init__(
            label,
            validators,
            validate_choice=False,
            choices=self._load,
            **kwargs,
        )
        self.min_items = min_items
        self.max_items = max_items
        if min_items:
            self.flags.asked = True

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms passes it
        groups = self.choices.values() if isinstance(self.choices, dict) else [self.choices]
        known = {choice[0] for group in groups for choice in group}
        chosen = self.data or []
        if not set(chosen) <= known:
            raise ValidationError(_("Ce choix n’existe plus\u00a0: choisissez-en un autre."))
        if self.max_items and len(chosen) > self.max_items:
            raise ValidationError(
                _(
                    "%(most)s choix au plus\u00a0; il y en a %(n)s.",
                    most=self.max_items,
                    n=len(chosen),
                )
            )
        if len(chosen) < self.min_items:
            raise ValidationError(_("Choisissez-en au moins un."))

    def _load(self) -> dict[str, list[Choice]] | list[Choice]:
        raise NotImplementedError


class TermsField(_ChooseField):
    """Terms of one scheme; the value is the list of their ids."""

    def __init__(self, label: Any = None, validators: Any = None, *, scheme: str, **kwargs: Any):
        self.scheme = scheme
        super().__init__(label, validators, **kwargs)

    def _load(self) -> dict[str, list[Choice]] | list[Choice]:
        terms = _terms(self.scheme)
        if not any(term.parent_id for term in terms):
            return [self._choice(term) for term in terms]
        groups: dict[str, list[Choice]] = {}
        heading = ""
        for term in terms:
            if term.parent_id is None:
                heading = term.name
            groups.setdefault(heading, []).append(self._choice(term))
        return groups

    def value_of(self, term: Term) -> Any:
        """Name a term in the form; a subclass may prefer its slug, with a `coerce` to match."""
        return term.id

    def _choice(self, term: Term) -> Choice:
        return self.value_of(term), term.name, {"data-alt": ", ".join(term.alternatives)}


class TerritoriesField(_ChooseField):
    """Towns, intercommunalities, departments, or the region; the value is the list of their ids."""

    def _load(self) -> dict[str, list[Choice]] | list[Choice]:
        names = {
            Level.REGION: _("Région et départements"),
            Level.DEPARTMENT: _("Région et départements"),
            Level.INTERCOMMUNALITY: _("Intercommunalités"),
            Level.TOWN: _("Villes"),
        }
        groups: dict[str, list[Choice]] = {}
        for place in all_territories():
            alternatives = {"data-alt": " ".join((place.code, *place.departments))}
            groups.setdefault(names[place.level], []).append(
                (self.value_of(place), place.name, alternatives)
            )
        return groups

    def value_of(self, place: Territory) -> Any:
        """Name a territory in the form; a subclass may prefer its code, and a `coerce` for it."""
        return place.id


class TermField(SelectField):
    """One term of a scheme; nothing chosen is None."""

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        scheme: str,
        blank: Any = "",
        **kwargs: Any,
    ) -> None:
        self.scheme = scheme
        self.blank = blank
        super().__init__(label, validators, coerce=_id_or_none, choices=self._load, **kwargs)

    def _load(self) -> list[tuple[Any, str]]:
        terms: list[tuple[Any, str]] = [(term.id, term.name) for term in _terms(self.scheme)]
        return [("", str(self.blank)), *terms]

    def iter_choices(self) -> Iterator[Any]:
        for value, label in self.choices:
            chosen = value == ("" if self.data is None else self.data)
            yield Option(value, label, chosen, {})

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms passes it
        if self.data is not None and self.data not in {value for value, _label in self.choices}:
            raise ValidationError(_("Choisissez dans la liste."))


def _terms(scheme: str) -> Sequence[Term]:
    """Return the terms of a scheme in order; one statement for all the fields of a request."""
    if "vocabulary" not in g:
        g.vocabulary = {}
        rows = db.session.scalars(select(Term).order_by(Term.position, Term.id))
        children: dict[int | None, list[Term]] = {}
        for term in rows:
            children.setdefault(term.parent_id, []).append(term)
        for top in children.get(None, []):
            g.vocabulary.setdefault(top.scheme, []).extend([top, *children.get(top.id, [])])
    ordered: Sequence[Term] = g.vocabulary.get(scheme, [])
    return ordered


def _id_or_none(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None
