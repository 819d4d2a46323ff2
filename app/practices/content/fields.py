"""The fields of a sheet, read once from the files of the field's own people."""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"


class FieldType(StrEnum):
    """How a value is shaped; see `values.clean` for what each holds."""

    TEXT = "text"
    TEXTAREA = "textarea"
    MARKDOWN = "markdown"
    LIST = "list"
    STEPS = "steps"
    SELECT = "select"
    MULTISELECT = "multiselect"
    TERRITORIES = "territories"
    STRUCTURE = "structure"
    DATE = "date"
    MONEY = "money"
    QUOTE = "quote"
    MARKS = "marks"
    CONTEXT_GRID = "context_grid"
    CONTACTS = "contacts"
    RESOURCES = "resources"
    SHEETS = "sheets"
    BOOLEAN = "boolean"


class Required(StrEnum):
    """When a field must be filled."""

    NEVER = "non"
    TO_PUBLISH = "publication"
    ALWAYS = "toujours"


@dataclass(frozen=True, kw_only=True)
class GridRow:
    """One question of the context grid."""

    name: str
    label: str
    help: str
    max_length: int


@dataclass(frozen=True, kw_only=True)
class FieldDefinition:
    """What is asked in one field of a sheet; lengths in characters, 0 for no bound."""

    name: str
    section: str
    label: str
    help: str
    type: FieldType
    required: Required
    min_length: int
    max_length: int
    min_items: int
    max_items: int
    vocabulary: str
    choices: tuple[str, ...]
    default: str
    is_month: bool

    @property
    def is_required(self) -> bool:
        """Say whether a sheet cannot be published without it."""
        return self.required is not Required.NEVER


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the sheet; its id is its anchor on the page, too."""

    id: str
    title: str
    intro: str
    fields: tuple[FieldDefinition, ...]


@dataclass(frozen=True, kw_only=True)
class MarkLimits:
    """How many marks of one sort a whole sheet needs, and may have."""

    least: int
    most: int


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((DATA / name).read_text("utf-8"))
    return content


def _definition(section: str, field: dict[str, Any]) -> FieldDefinition:
    default = str(field.get("default", ""))
    is_computed = default.startswith("+")  # « +18 mois »: counted by the site when left empty
    return FieldDefinition(
        name=field["name"],
        section=section,
        label=field["label"],
        help=field["help"],
        type=FieldType(field["type"]),
        required=Required.NEVER if is_computed else Required(field["required"]),
        min_length=field.get("min_length", 0),
        max_length=field.get("max_length", 0),
        min_items=field.get("min_items", 0),
        max_items=field.get("max_items", 0),
        vocabulary=field.get("vocabulary", ""),
        choices=tuple(field.get("choices", ())),
        default="" if is_computed else default,
        is_month=field.get("precision") == "mois",
    )


# The site itself answers these: who writes, who reads, what was published when.
_ANSWERED_BY_THE_SITE = frozenset({"auteurs", "visibilite"})


def _sections() -> tuple[Section, ...]:
    return tuple(
        Section(
            id=section["id"],
            title=section["title"],
            intro=section["intro"],
            fields=tuple(
                _definition(section["id"], field)
                for field in section["fields"]
                if not field.get("automatic") and field["name"] not in _ANSWERED_BY_THE_SITE
            ),
        )
        for section in _read("practice_sheet_fields.json")["sections"]
    )


def _mark_limits() -> dict[str, MarkLimits]:
    summary = next(
        field
        for section in _read("practice_sheet_fields.json")["sections"]
        for field in section["fields"]
        if field["name"] == "noyau_et_adaptable"
    )
    return {
        mark: MarkLimits(least=limits["min"], most=limits["max"])
        for mark, limits in summary["limits"].items()
    }


def _grid() -> tuple[GridRow, ...]:
    return tuple(
        GridRow(
            name=row["name"],
            label=row["label"],
            help=row["help_origine"],
            max_length=row["max_length"],
        )
        for row in _read("context_grid.json")["fields"]
    )


SECTIONS = _sections()
FIELDS = {field.name: field for section in SECTIONS for field in section.fields}
GRID = _grid()
CORE = "noyau"
ADAPTABLE = "adaptable"
MARK_LIMITS = _mark_limits()
MARKS_SECTION = "transferabilite"
OWN_OBSERVATION = FIELDS["type_preuve"].choices[0]
"""The one kind of evidence that does not go beyond the team itself."""


def section_named(section_id: str) -> Section | None:
    """Return a section by its id."""
    return next((section for section in SECTIONS if section.id == section_id), None)


def section_after(section_id: str) -> Section | None:
    """Return the section that follows, None after the last one."""
    ids = [section.id for section in SECTIONS]
    following = ids.index(section_id) + 1
    return SECTIONS[following] if following < len(ids) else None


def section_before(section_id: str) -> Section | None:
    """Return the section that precedes, None before the first one."""
    preceding = [section.id for section in SECTIONS].index(section_id) - 1
    return SECTIONS[preceding] if preceding >= 0 else None
