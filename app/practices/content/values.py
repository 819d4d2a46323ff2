"""The shape of each value, and the one way to put it in that shape.

A *content* is a dict from the names of the fields to values that JSON can hold:

    text, textarea, markdown   str
    list                       list of str
    steps                      list of {titre, description, duree, acteurs}
    select                     str: the slug of a term, or one of the choices; "" for none
    multiselect                list of such str
    territories                list of "level:code" ("ville:80021", "departement:02")
    structure                  str: the slug of a structure
    date                       "2024-03" (a month) or "2027-03-18"; "" for none
    money                      {montant: int or None, annee: int or None, detail: str}
    quote                      {texte, qui}
    marks                      list of {cle, marque: "noyau" or "adaptable", texte}; an empty key is
                               given one when saved, the same from one revision to the next
    context_grid               {name of the row: str}
    contacts                   list of {fonction, structure (a slug), moyen}
    resources, sheets          list of ids of contributions
    boolean                    bool

Missing fields are empty. Lines and rows with nothing in them are dropped.
"""

import calendar
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from app.database import row_id
from app.markup import clean_line
from app.practices.content.fields import (
    ADAPTABLE,
    CORE,
    FIELDS,
    GRID,
    FieldDefinition,
    FieldType,
    Section,
)

Content = dict[str, Any]
MOST_ROWS = 40
YEARS, MONTHS = range(1900, 2201), range(1, 13)
MOST_CHARACTERS = 20_000
STEP_PARTS = ("titre", "description", "duree", "acteurs")
CONTACT_PARTS = ("fonction", "structure", "moyen")
_LONG_PARTS = frozenset({"description"})
_MONTHS = {
    "janvier": 1, "fevrier": 2, "février": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6,
    "juillet": 7, "aout": 8, "août": 8, "septembre": 9, "octobre": 10, "novembre": 11,
    "decembre": 12, "décembre": 12,
}  # fmt: skip


def clean(definition: FieldDefinition, value: Any) -> Any:
    """Return the value in the shape of its type; what cannot be read is empty."""
    return _CLEANERS[definition.type](definition, value)


def complete(values: Mapping[str, Any]) -> Content:
    """Return a whole content: each field in its shape, the missing ones empty, others left out."""
    return {
        name: clean(definition, values.get(name, definition.default or None))
        for name, definition in FIELDS.items()
    }


def fingerprint(value: Any) -> str:
    """Name a value shortly, so that a form may say which text it was based on."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def fingerprints(section: Section, content: Content) -> dict[str, str]:
    """Name every value of a section."""
    return {field.name: fingerprint(content[field.name]) for field in section.fields}


def is_empty(value: Any) -> bool:
    """Say whether nothing was answered."""
    if isinstance(value, dict):
        return all(is_empty(part) for part in value.values())
    return value in ("", None, [], False)


def marks_of(content: Content) -> list[dict[str, str]]:
    """Return the marks of all sections, core first."""
    marks = [
        mark
        for definition in FIELDS.values()
        if definition.type is FieldType.MARKS
        for mark in content[definition.name]
    ]
    return sorted(marks, key=lambda mark: mark["marque"] != CORE)


def give_keys(content: Content, last: int) -> int:
    """Give each new mark a key that was never given before; return the last number given."""
    for mark in marks_of(content):
        if not mark["cle"]:
            last += 1
            mark["cle"] = f"{'n' if mark['marque'] == CORE else 'a'}{last}"
    return last


def last_key_number(content: Content) -> int:
    """Return the highest number among the keys of the marks."""
    return max(
        (
            int(number[0])
            for mark in marks_of(content)
            if (number := re.findall(r"\d+$", mark["cle"]))
        ),
        default=0,
    )


def month_of(text: str) -> date | None:
    """Read a month (« 2024-03 ») as its first day."""
    return date.fromisoformat(f"{text}-01") if text else None


def day_of(text: str) -> date | None:
    """Read a day (« 2027-03-18 »)."""
    return date.fromisoformat(text) if text else None


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _text(value: Any) -> str:
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip() if value else ""


def _line(value: Any) -> str:
    return clean_line(str(value)) if value else ""


def _list_of(value: Any) -> list[Any]:
    return list(value)[:MOST_ROWS] if isinstance(value, list | tuple) else []


def _clean_line(_definition: FieldDefinition, value: Any) -> str:
    return _line(value)


def _clean_text(_definition: FieldDefinition, value: Any) -> str:
    return _text(value)


def _clean_lines(_definition: FieldDefinition, value: Any) -> list[str]:
    return [line for one in _list_of(value) if (line := _line(one))]


def _clean_slugs(definition: FieldDefinition, value: Any) -> list[str]:
    kept = list(dict.fromkeys(str(one) for one in _list_of(value) if one))
    return [one for one in kept if not definition.choices or one in definition.choices]


def _clean_slug(definition: FieldDefinition, value: Any) -> str:
    slug = str(value) if value else ""
    return slug if not definition.choices or slug in definition.choices else ""


def _clean_rows(parts: tuple[str, ...], value: Any) -> list[dict[str, str]]:
    rows = []
    for row in _list_of(value):
        cleaned = {part: (_text if part in _LONG_PARTS else _line)(row.get(part)) for part in parts}
        if any(cleaned.values()):
            rows.append(cleaned)
    return rows


def _clean_marks(_definition: FieldDefinition, value: Any) -> list[dict[str, str]]:
    return [
        {
            "cle": re.sub(r"[^a-z0-9]", "", str(row.get("cle") or ""))[:12],
            "marque": CORE if row.get("marque") == CORE else ADAPTABLE,
            "texte": text,
        }
        for row in _list_of(value)
        if (text := _line(row.get("texte")))
    ]


def _clean_grid(_definition: FieldDefinition, value: Any) -> dict[str, str]:
    rows = value if isinstance(value, Mapping) else {}
    return {row.name: _text(rows.get(row.name)) for row in GRID}


def _clean_money(_definition: FieldDefinition, value: Any) -> dict[str, Any]:
    parts = value if isinstance(value, Mapping) else {}
    return {
        "montant": _number(parts.get("montant")),
        "annee": _number(parts.get("annee")),
        "detail": _text(parts.get("detail")),
    }


def _number(value: Any) -> int | None:
    """Read « 4 200 », « 4200,50 € » or a number, in whole euros."""
    text = re.sub(r"[\s€]", "", str(value)) if value is not None else ""
    whole = re.fullmatch(r"(\d{1,9})(?:[.,]\d{1,2})?", text)
    return int(whole[1]) if whole else None


def _clean_quote(_definition: FieldDefinition, value: Any) -> dict[str, str]:
    parts = value if isinstance(value, Mapping) else {}
    return {"texte": _text(parts.get("texte")), "qui": _line(parts.get("qui"))}


def _clean_date(definition: FieldDefinition, value: Any) -> str:
    text = _line(value).lower()
    if not definition.is_month:
        return _day(text)
    if found := re.fullmatch(r"(\d{4})[-/ ](\d{1,2})(?:-\d{1,2})?", text):
        return _month(int(found[1]), int(found[2]))
    if found := re.fullmatch(r"(\d{1,2})[-/ ](\d{4})", text):
        return _month(int(found[2]), int(found[1]))
    if (found := re.fullmatch(r"(\w+) (\d{4})", text)) and found[1] in _MONTHS:
        return _month(int(found[2]), _MONTHS[found[1]])
    return ""


def _month(year: int, month: int) -> str:
    return f"{year:04d}-{month:02d}" if year in YEARS and month in MONTHS else ""


def _day(text: str) -> str:
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text):
        text = f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _clean_ids(_definition: FieldDefinition, value: Any) -> list[int]:
    numbers = [number for one in _list_of(value) if (number := row_id(one)) is not None]
    return list(dict.fromkeys(numbers))


def _clean_boolean(_definition: FieldDefinition, value: Any) -> bool:
    return value in (True, "y", "on", "1", "true")


_Cleaner = Callable[[FieldDefinition, Any], Any]
_CLEANERS: dict[FieldType, _Cleaner] = {
    FieldType.TEXT: _clean_line,
    FieldType.TEXTAREA: _clean_text,
    FieldType.MARKDOWN: _clean_text,
    FieldType.LIST: _clean_lines,
    FieldType.STEPS: lambda _definition, value: _clean_rows(STEP_PARTS, value),
    FieldType.SELECT: _clean_slug,
    FieldType.MULTISELECT: _clean_slugs,
    FieldType.TERRITORIES: _clean_slugs,
    FieldType.STRUCTURE: _clean_slug,
    FieldType.DATE: _clean_date,
    FieldType.MONEY: _clean_money,
    FieldType.QUOTE: _clean_quote,
    FieldType.MARKS: _clean_marks,
    FieldType.CONTEXT_GRID: _clean_grid,
    FieldType.CONTACTS: lambda _definition, value: _clean_rows(CONTACT_PARTS, value),
    FieldType.RESOURCES: _clean_ids,
    FieldType.SHEETS: _clean_ids,
    FieldType.BOOLEAN: _clean_boolean,
}
