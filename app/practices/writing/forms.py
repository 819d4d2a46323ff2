"""The form of one section: what stands in its boxes, in the shape of a content, and back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    Form,
    SelectField,
    SelectFieldBase,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.utils import unset_value

from app.i18n import current_locale
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.markup import typeset
from app.organisations.models import Structure
from app.practices.content.completeness import overruns
from app.practices.content.fields import (
    FIELDS,
    GRID,
    SECTIONS,
    FieldDefinition,
    FieldType,
    Section,
)
from app.practices.content.rendering import said
from app.practices.content.values import (
    CONTACT_PARTS,
    MOST_CHARACTERS,
    MOST_ROWS,
    STEP_PARTS,
    Content,
    clean,
    fingerprints,
)
from app.themes.forms import TermsField, TerritoriesField
from app.themes.models import Term, Territory

MARK_PARTS = ("cle", "marque", "texte")
ROW_PARTS = {
    FieldType.LIST: (),
    FieldType.STEPS: STEP_PARTS,
    FieldType.MARKS: MARK_PARTS,
    FieldType.CONTACTS: CONTACT_PARTS,
}
SHORT_ROWS = (FieldType.LIST, FieldType.MARKS)  # one more empty row is no burden
NEEDS_TRANSFERS = "mp-transferee"  # its evidence is a transfer: not for the author alone to declare


class SlugsField(TermsField):
    """Terms of one scheme, named by their slugs; each choice carries its definition."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, coerce=str, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take « Choisir… », sent as an empty choice, for no choice."""
        super().process_formdata([slug for slug in valuelist if slug])

    def value_of(self, term: Term) -> str:
        return term.slug

    def _choice(self, term: Term) -> Any:
        value, label, extra = super()._choice(term)
        return value, label, {**extra, "data-hint": _said(term.definition)}


class PlacesField(TerritoriesField):
    """Territories, named « ville:80021 »."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, coerce=str, **kwargs)

    def value_of(self, place: Territory) -> str:
        return f"{place.level.value}:{place.code}"


class PartsField(Field):
    """A value of several boxes: rows that one adds and moves, or a few named parts.

    Rows have one box of the same name a part, all in order; `blank` more are shown empty.
    """

    definition: FieldDefinition

    def __init__(self, label: Any, *, definition: FieldDefinition, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.definition = definition
        self.typed: Any = None
        self.blank = 1 if definition.type in SHORT_ROWS else 0

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:  # noqa: ARG002 - as WTForms calls it
        self.process_errors: list[str] = []
        self.object_data = None if data is unset_value else data
        self.typed = self.object_data if formdata is None else _read(self.definition, formdata)
        self.data = clean(self.definition, self.typed)

    def rows(self) -> list[Any]:
        """Return the rows to show: what was typed, then empty ones while there is room."""
        kept: list[Any] = list(self.data)
        room = self.definition.max_items - len(kept) if self.definition.max_items else self.blank
        least = max(self.definition.min_items - len(kept), self.blank)
        parts = ROW_PARTS[self.definition.type]
        empty: Any = dict.fromkeys(parts, "") if parts else ""
        return kept + [empty] * max(min(least, room), 0 if kept else 1)

    def part(self, name: str) -> Any:
        """Return one named part as it is shown; a number that was not read, as it was typed."""
        value = self.data[name]
        if value is None:
            return (self.typed or {}).get(name) or ""
        return value

    def act(self, verb: str, place: int) -> None:
        """Move or remove the row at this place, as it was shown."""
        rows = list(self.typed)
        if not 0 <= place < len(rows):
            return
        row = rows.pop(place)
        if verb == "up":
            rows.insert(max(place - 1, 0), row)
        elif verb == "down":
            rows.insert(place + 1, row)
        self.data = clean(self.definition, rows)


class SectionForm(Form):
    """The fields of one section; nothing but a title is ever asked for to save it."""

    section: Section
    structures: Sequence[Structure] = ()

    def values(self) -> Content:
        """Return what was typed, in the shape of a content, but for what was refused."""
        return {
            definition.name: _value(definition, self[definition.name])
            for definition in self.section.fields
            if not self[definition.name].errors
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse only what cannot be kept as it is; what is missing is said when publishing."""
        super().validate(extra_validators)
        for definition in self.section.fields:
            field = self[definition.name]
            if not field.errors:
                field.errors = _refusals(definition, field)
        return not self.errors

    def say_overruns(self) -> None:
        """Say, beside the fields, what goes over their bounds, though it was saved."""
        for definition in self.section.fields:
            field = self[definition.name]
            if not field.errors:
                field.errors = overruns(definition, _value(definition, field))


def section_form(
    section: Section,
    values: Mapping[str, Any],
    *,
    formdata: MultiDict[str, str] | None = None,
    structures: Sequence[Structure] = (),
) -> SectionForm:
    """Build the form of a section from what was sent, else from what is being written."""
    shown = {name: _as_shown(FIELDS[name], value) for name, value in values.items()}
    form = _FORMS[section.id](formdata=formdata, data=shown)
    if "structure" in form:
        form["structure"].choices = [("", _("Choisir…")), *((s.slug, s.name) for s in structures)]
    if "maturite" in form and form["maturite"].data != [NEEDS_TRANSFERS]:
        form["maturite"].choices = [
            choice for choice in form["maturite"].choices if choice[0] != NEEDS_TRANSFERS
        ]
    form.structures = structures
    return form


def show(form: SectionForm, name: str, value: Any) -> None:
    """Show a value in a field, in place of what was typed there."""
    form[name].process(None, _as_shown(FIELDS[name], value))


def in_words(form: SectionForm, name: str, value: Any) -> list[str]:
    """Say a value as people read it, to stand beside what somebody else wrote."""
    field = form[name]
    if isinstance(field, SelectFieldBase):
        labels = {choice[0]: str(choice[1]) for choice in field.iter_choices()}
        chosen = value if isinstance(value, list) else [value]
        return [labels.get(str(one), str(one)) for one in chosen if one]
    return said(FIELDS[name], value)


def sent_base(section: Section, text: str) -> dict[str, str]:
    """Read which texts the page that was sent had shown: `base_of`, backwards."""
    names = [definition.name for definition in section.fields]
    prints = text.split(".")
    return dict(zip(names, prints, strict=False)) if len(prints) == len(names) else {}


def base_of(section: Section, content: Content) -> str:
    """Name, for a hidden box, the texts that a page shows."""
    return ".".join(fingerprints(section, content).values())


def _said(text: str) -> str:
    return typeset(text) if current_locale() == "fr" else text


def _as_shown(definition: FieldDefinition, value: Any) -> Any:
    return [value] if _is_single_term(definition) and not isinstance(value, list) else value


def _value(definition: FieldDefinition, field: Any) -> Any:
    chosen = field.data
    if _is_single_term(definition):
        chosen = chosen[0] if chosen else ""
    return clean(definition, chosen)


def _is_single_term(definition: FieldDefinition) -> bool:
    return definition.type is FieldType.SELECT and bool(definition.vocabulary)


def _read(definition: FieldDefinition, formdata: Any) -> Any:
    """Take the boxes of one field out of what was sent."""
    name, kind = definition.name, definition.type
    if kind is FieldType.CONTEXT_GRID:
        return {row.name: formdata.get(f"{name}.{row.name}", "") for row in GRID}
    if kind is FieldType.MONEY:
        return {part: formdata.get(f"{name}.{part}", "") for part in ("montant", "annee", "detail")}
    if kind is FieldType.QUOTE:
        return {part: formdata.get(f"{name}.{part}", "") for part in ("texte", "qui")}
    if kind is FieldType.BOOLEAN:
        return formdata.get(name)
    parts = ROW_PARTS.get(kind, ())
    if not parts:
        return formdata.getlist(name)
    columns = [formdata.getlist(f"{name}.{part}") for part in parts]
    return [dict(zip(parts, row, strict=False)) for row in zip(*columns, strict=False)]


def _refusals(definition: FieldDefinition, field: Any) -> list[str]:
    value = _value(definition, field)
    if definition.name == "titre" and len(value) < definition.min_length:
        return [
            _(
                "%(least)s caractères au moins\u202f; il y en a %(n)s.",
                least=definition.min_length,
                n=len(value),
            )
        ]
    if definition.type is FieldType.DATE:
        return _unread_date(definition, field.data, value)
    if definition.type is FieldType.MONEY:
        return _unread_numbers(field.typed or {}, value)
    return _too_much(field.data)


def _unread_date(definition: FieldDefinition, typed: str | None, value: str) -> list[str]:
    if not typed or value:
        return []
    if definition.is_month:
        return [_("Ce mois ne se lit pas. Écrivez par exemple 2024-03 ou mars 2024.")]
    return [_("Cette date ne se lit pas. Écrivez par exemple 18/03/2027.")]


def _too_much(typed: Any) -> list[str]:
    if isinstance(typed, list) and len(typed) > MOST_ROWS:
        return [_("%(most)s lignes au plus.", most=MOST_ROWS)]
    if _length(typed) > MOST_CHARACTERS:
        return [_("Ce texte est trop long pour être enregistré.")]
    return []


def _unread_numbers(typed: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
    if typed.get("montant") and value["montant"] is None:
        return [_("Ce montant ne se lit pas. Écrivez un nombre d’euros, par exemple 4200.")]
    if typed.get("annee") and value["annee"] is None:
        return [_("Cette année ne se lit pas. Écrivez par exemple 2025.")]
    return []


def _length(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, list):
        return max((_length(one) for one in value), default=0)
    if isinstance(value, Mapping):
        return max((_length(one) for one in value.values()), default=0)
    return 0


def _choices(definition: FieldDefinition) -> Callable[[], list[tuple[str, str]]]:
    return lambda: [(choice, _said(_(choice))) for choice in definition.choices]


def _field(definition: FieldDefinition) -> Any:
    label, kind = _l(definition.label), definition.type
    if kind in (FieldType.SELECT, FieldType.MULTISELECT):
        return _choice_field(definition, label)
    if kind in (FieldType.TEXTAREA, FieldType.MARKDOWN):
        return TextAreaField(label, render_kw={"data-count": definition.max_length})
    if kind is FieldType.TEXT:
        return StringField(label, render_kw={"data-count": definition.max_length})
    if kind is FieldType.DATE:
        return StringField(label, render_kw={"type": "month" if definition.is_month else "date"})
    if kind is FieldType.STRUCTURE:
        return SelectField(label, choices=[], validate_choice=False)
    return _compound_field(definition, label)


def _choice_field(definition: FieldDefinition, label: Any) -> Any:
    if definition.vocabulary:
        return SlugsField(label, scheme=definition.vocabulary, max_items=MOST_ROWS)
    if definition.type is FieldType.SELECT:
        return SelectField(label, choices=_choices(definition))
    return SelectMultipleField(label, choices=_choices(definition))


def _compound_field(definition: FieldDefinition, label: Any) -> Any:
    if definition.type is FieldType.TERRITORIES:
        return PlacesField(label, max_items=MOST_ROWS)
    return PartsField(label, definition=definition)


def _form_class(section: Section) -> type[SectionForm]:
    fields = {definition.name: _field(definition) for definition in section.fields}
    return type(f"{section.id.title()}Form", (SectionForm,), {**fields, "section": section})


_FORMS = {section.id: _form_class(section) for section in SECTIONS}
