"""What a sheet still lacks before it may be published, said field by field."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.clock import today
from app.i18n import gettext as _
from app.i18n import ngettext
from app.practices.content.fields import (
    ADAPTABLE,
    CORE,
    GRID,
    MARK_LIMITS,
    MARKS_SECTION,
    OWN_OBSERVATION,
    SECTIONS,
    FieldDefinition,
    FieldType,
    Section,
)
from app.practices.content.values import Content, is_empty, marks_of, month_of

MONTHS_A_YEAR = 12
# What each maturity asks of the evidence; less may always be declared.
MONTHS_OF_USE = {"mp-prometteuse": 6, "mp-eprouvee": 12, "mp-transferee": 12}
BEYOND_THE_TEAM = frozenset({"mp-eprouvee", "mp-transferee"})


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that keeps a sheet from being published; `is_missing`: nothing was answered yet."""

    section: str
    field: str
    label: str
    message: str
    is_missing: bool = False


def problems_of(content: Content) -> list[Problem]:
    """Return all that keeps this text from being published, in the order of the form."""
    return [problem for section in SECTIONS for problem in problems_in(section, content)]


def problems_in(section: Section, content: Content) -> list[Problem]:
    """Return what one section still lacks."""
    problems = [
        _problem(definition, message, is_missing=is_empty(content[definition.name]))
        for definition in section.fields
        for message in _messages(definition, content)
    ]
    if section.id == MARKS_SECTION:
        problems += _mark_problems(content)
    return problems


def is_started(section: Section, content: Content) -> bool:
    """Say whether something was answered in this section, defaults aside."""
    return any(
        not is_empty(content[field.name]) and content[field.name] != field.default
        for field in section.fields
    )


def overruns(definition: FieldDefinition, value: Any) -> list[str]:
    """Return what goes over the bounds of a field: said while one writes, too."""
    messages = []
    longest = max((len(text) for text in _texts(definition, value)), default=0)
    most = definition.max_length
    if most and longest > most:
        messages.append(
            _(
                "%(most)s caractères au plus\u202f; il y en a %(n)s.",
                most=most,
                n=longest,
            )
        )
    if definition.type is FieldType.CONTEXT_GRID:
        messages += [
            _(
                "%(row)s\u00a0: %(most)s caractères au plus\u202f; il y en a %(n)s.",
                row=_(row.label),
                most=row.max_length,
                n=len(value[row.name]),
            )
            for row in GRID
            if len(value[row.name]) > row.max_length
        ]
    count = _count(definition, value)
    if definition.max_items and count > definition.max_items:
        messages.append(
            _("%(most)s au plus\u202f; il y en a %(n)s.", most=definition.max_items, n=count)
        )
    return messages


def _count(definition: FieldDefinition, value: Any) -> int:
    """Return how many items a field holds; marks are counted core and adaptable apart."""
    if definition.type is FieldType.MARKS:
        return max((sum(one["marque"] == mark for one in value) for mark in MARK_LIMITS), default=0)
    return len(value) if isinstance(value, list) else 0


def _problem(definition: FieldDefinition, message: str, *, is_missing: bool) -> Problem:
    return Problem(
        section=definition.section,
        field=definition.name,
        label=_(definition.label),
        message=message,
        is_missing=is_missing,
    )


def _texts(definition: FieldDefinition, value: Any) -> Iterator[str]:
    """Yield the texts that the longest length bounds."""
    if definition.type in (FieldType.TEXT, FieldType.TEXTAREA, FieldType.MARKDOWN):
        yield value
    elif definition.type is FieldType.LIST:
        yield from value
    elif definition.type is FieldType.STEPS:
        yield from (step["description"] for step in value)
    elif definition.type is FieldType.MARKS:
        yield from (mark["texte"] for mark in value)
    elif definition.type is FieldType.QUOTE:
        yield value["texte"]


def _messages(definition: FieldDefinition, content: Content) -> list[str]:
    value = content[definition.name]
    if is_empty(value):
        return [_missing(definition)] if definition.is_required else []
    messages = overruns(definition, value)
    if isinstance(value, str) and len(value) < definition.min_length:
        messages.append(
            _(
                "%(least)s caractères au moins\u202f; il y en a %(n)s.",
                least=definition.min_length,
                n=len(value),
            )
        )
    if isinstance(value, list) and len(value) < definition.min_items:
        messages.append(
            _(
                "%(least)s au moins\u202f; il y en a %(n)s.",
                least=definition.min_items,
                n=len(value),
            )
        )
    further = _FURTHER.get(definition.name)
    return messages + (further(content) if further else [])


def _missing(definition: FieldDefinition) -> str:
    if definition.type is FieldType.BOOLEAN:
        return _("À confirmer en cochant la case.")
    if definition.type in (FieldType.SELECT, FieldType.STRUCTURE, FieldType.TERRITORIES):
        return _("À choisir.")
    if definition.type is FieldType.MULTISELECT:
        return _("À choisir.")
    if definition.min_items > 1:
        return _("%(least)s au moins.", least=definition.min_items)
    return _("À remplir.")


def _grid_messages(content: Content) -> list[str]:
    blank = [_(row.label) for row in GRID if not content["contexte_origine"][row.name]]
    if not blank:
        return []
    return [
        ngettext(
            "Une case est vide\u00a0: %(rows)s.",
            "%(num)s cases sont vides\u00a0: %(rows)s.",
            len(blank),
            rows=", ".join(blank),
        )
    ]


def _step_messages(content: Content) -> list[str]:
    if all(step["titre"] for step in content["etapes_demarche"]):
        return []
    return [_("Donnez un titre à chaque étape.")]


def _contact_messages(content: Content) -> list[str]:
    if all(contact["fonction"] for contact in content["contacts"]):
        return []
    return [_("Dites pour chaque contact quelle personne ou quelle fonction demander.")]


def _start_messages(content: Content) -> list[str]:
    start = month_of(content["periode_debut"])
    return [_("Ce mois est dans l’avenir.")] if start and start > today() else []


def _end_messages(content: Content) -> list[str]:
    if content["periode_debut"] and content["periode_fin"] < content["periode_debut"]:
        return [_("La fin précède le début.")]
    return []


def _review_messages(content: Content) -> list[str]:
    if date.fromisoformat(content["date_revision"]) > today():
        return []
    return [_("Cette date est passée\u00a0: laissez vide pour dix-huit mois après la publication.")]


def _maturity_messages(content: Content) -> list[str]:
    """Evidence sets a ceiling; `data/` of the vocabulary says the same to the reader."""
    maturity = content["maturite"]
    messages = []
    months = _months_of_use(content)
    asked = MONTHS_OF_USE.get(maturity, 0)
    if months is not None and months < asked:
        messages.append(
            _(
                "Cette maturité demande %(asked)s mois de pratique\u202f; il y en a %(n)s."
                " Choisissez-en une plus modeste.",
                asked=asked,
                n=months,
            )
        )
    evidence = set(content["type_preuve"])
    if maturity in BEYOND_THE_TEAM and evidence and evidence <= {OWN_OBSERVATION}:
        messages.append(
            _(
                "Cette maturité demande d’autres preuves que l’observation de l’équipe."
                " Choisissez-en une plus modeste."
            )
        )
    return messages


def _months_of_use(content: Content) -> int | None:
    start = month_of(content["periode_debut"])
    if start is None:
        return None
    end = min(month_of(content["periode_fin"]) or today(), today())
    return max((end.year - start.year) * MONTHS_A_YEAR + end.month - start.month, 0)


def _mark_problems(content: Content) -> list[Problem]:
    marks = marks_of(content)
    counts = {mark: sum(one["marque"] == mark for one in marks) for mark in MARK_LIMITS}
    problems = []
    for mark, limits in MARK_LIMITS.items():
        if counts[mark] < limits.least:
            problems.append(_mark_problem(_none_marked(mark), is_missing=True))
        elif counts[mark] > limits.most:
            problems.append(_mark_problem(_too_many_marked(mark, counts[mark]), is_missing=False))
    return problems


def _mark_problem(message: str, *, is_missing: bool) -> Problem:
    return Problem(
        section=MARKS_SECTION,
        field="noyau_et_adaptable",
        label=_("Noyau et adaptable"),
        message=message,
        is_missing=is_missing,
    )


def _none_marked(mark: str) -> str:
    if mark == CORE:
        return _("Marquez au moins un élément du noyau, à la fin d’une section.")
    return _("Marquez au moins un élément adaptable, à la fin d’une section.")


def _too_many_marked(mark: str, n: int) -> str:
    most = MARK_LIMITS[mark].most
    if mark == ADAPTABLE:
        return _("%(most)s éléments adaptables au plus\u202f; il y en a %(n)s.", most=most, n=n)
    return _("%(most)s éléments de noyau au plus\u202f; il y en a %(n)s.", most=most, n=n)


_FURTHER: Mapping[str, Callable[[Content], list[str]]] = {
    "contexte_origine": _grid_messages,
    "etapes_demarche": _step_messages,
    "contacts": _contact_messages,
    "periode_debut": _start_messages,
    "periode_fin": _end_messages,
    "date_revision": _review_messages,
    "maturite": _maturity_messages,
}
