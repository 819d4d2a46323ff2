"""How a text reads: typographic strings and sanitised HTML, made once, when it is published.

A rendered content has the shape of a content, but for these: what members wrote at length is HTML
(fields of type textarea and markdown, the description of a step), the rest plain text with French
typography. The summary stays plain: lists and the search show it too.
"""

from collections.abc import Callable
from typing import Any

from app.markup import plain_text, render, typeset
from app.practices.content.fields import FIELDS, GRID, FieldDefinition, FieldType, Section
from app.practices.content.values import Content

HEADINGS_FROM = 4  # the page has h1, the sections h2, the fields h3
PLAIN = frozenset({"titre", "resume"})
HTML_TYPES = frozenset({FieldType.TEXTAREA, FieldType.MARKDOWN})


def rendered(content: Content) -> Content:
    """Return the content as the page shows it."""
    return {name: _rendered(definition, content[name]) for name, definition in FIELDS.items()}


def text_of(section: Section, content: Content) -> str:
    """Say what a section tells, for the search: its texts without their marks, one a line."""
    lines: list[str] = []
    for definition in section.fields:
        if definition.name != "titre" and definition.type is not FieldType.DATE:
            lines += said(definition, content[definition.name])
    return "\n".join(line for line in lines if line)


def _html(text: str) -> str:
    return str(render(text, headings_from=HEADINGS_FROM)) if text else ""


def _rendered(definition: FieldDefinition, value: Any) -> Any:
    kind = definition.type
    if kind in HTML_TYPES and definition.name not in PLAIN:
        return _html(value)
    if kind is FieldType.STEPS:
        return [{**_typeset(step), "description": _html(step["description"])} for step in value]
    if kind in (FieldType.SELECT, FieldType.TERRITORIES, FieldType.STRUCTURE):
        return value
    if definition.name == "contacts":
        return [{**_typeset(one), "structure": one["structure"]} for one in value]
    return _typeset(value)


def _typeset(value: Any) -> Any:
    if isinstance(value, str):
        return typeset(value)
    if isinstance(value, list):
        return [_typeset(one) for one in value]
    if isinstance(value, dict):
        return {
            name: part if name in ("cle", "marque") else _typeset(part)
            for name, part in value.items()
        }
    return value


def said(definition: FieldDefinition, value: Any) -> list[str]:
    """Say a value in plain words, one line a thing; nothing for what only the database can name."""
    says = _SAYS.get(definition.type)
    return says(value) if says else []


def _step(step: dict[str, str]) -> str:
    parts = (step["titre"], plain_text(step["description"]), step["acteurs"])
    return ". ".join(part for part in parts if part)


_SAYS: dict[FieldType, Callable[[Any], list[str]]] = {
    FieldType.TEXT: lambda text: [text],
    FieldType.DATE: lambda text: [text],
    FieldType.TEXTAREA: lambda text: [plain_text(text)],
    FieldType.MARKDOWN: lambda text: [plain_text(text)],
    FieldType.LIST: list,
    FieldType.STEPS: lambda steps: [_step(step) for step in steps],
    FieldType.MARKS: lambda marks: [mark["texte"] for mark in marks],
    FieldType.QUOTE: lambda quote: [quote["texte"], quote["qui"]],
    FieldType.MONEY: lambda money: [money["detail"]],
    FieldType.CONTEXT_GRID: lambda rows: [rows[row.name] for row in GRID],
    FieldType.CONTACTS: lambda contacts: [contact["fonction"] for contact in contacts],
}
