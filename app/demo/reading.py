"""The demonstration content as it is written: YAML front matter, headings, replies, marks."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from app.clock import PARIS

DATA = Path(__file__).parent / "data"
_REPLY = re.compile(r"^<!-- reponse (?P<attributes>.+?) -->\s*$", re.MULTILINE)
_HEADING = re.compile(r"^## (?P<title>.+)$", re.MULTILINE)
_MARK = re.compile(
    r"^> \*\*(?P<kind>Noyau|Adaptable)\*\* (?P<key>\w+) – (?P<text>.+)$", re.MULTILINE
)
_STEP = re.compile(r"^\d+\. \*\*(?P<title>.+?)\*\*\s*(?:\((?P<time>[^)]+)\))?(?P<text>.*)$", re.S)
_LABELLED = re.compile(r"^\*\*(?P<label>.+?)\*\*\s*:\s*(?P<text>.+)$", re.S)
_MARK_VALUES = {"Noyau": "noyau", "Adaptable": "adaptable"}


@dataclass(frozen=True)
class Document:
    """One file of the content."""

    front: dict[str, Any]
    body: str


@dataclass(frozen=True)
class Reply:
    """One answer in a discussion."""

    author: str
    written_at: datetime
    helped: bool
    text: str


@dataclass
class Sections:
    """The body of a sheet, by field name."""

    fields: dict[str, Any] = field(default_factory=dict)
    marks: dict[str, list[dict[str, str]]] = field(default_factory=dict)


def documents(folder: str) -> list[Document]:
    """Return every document of a folder, in the order of their file names."""
    return [read_document(path) for path in sorted((DATA / folder).glob("*.md"))]


def read_document(path: Path) -> Document:
    """Split a file into its front matter and what follows."""
    _empty, front, body = path.read_text().split("---\n", 2)
    return Document(yaml.safe_load(front), body.strip())


def people() -> list[dict[str, Any]]:
    """Return the fictitious members."""
    found: list[dict[str, Any]] = json.loads((DATA / "membres.json").read_text())["membres"]
    return found


def structures() -> list[dict[str, Any]]:
    """Return the fictitious structures."""
    found: list[dict[str, Any]] = json.loads((DATA / "structures.json").read_text())["structures"]
    return found


@lru_cache(maxsize=1)
def headings() -> dict[str, Any]:
    """Return which heading is which field."""
    found: dict[str, Any] = json.loads((DATA / "headings.json").read_text())
    return found


def moment_of(written: object, hour: int = 9) -> datetime:
    """Read a date, or a date and time, as said in Paris."""
    read = datetime.fromisoformat(str(written))
    if read.hour == 0 and read.minute == 0:
        read = read.replace(hour=hour)
    return read.replace(tzinfo=PARIS)


def split_replies(body: str) -> tuple[str, list[Reply]]:
    """Return the first message of a discussion, and its replies in order."""
    parts = _REPLY.split(body)
    replies = [
        _reply(attributes, text) for attributes, text in zip(parts[1::2], parts[2::2], strict=True)
    ]
    return parts[0].strip(), replies


def _reply(attributes: str, text: str) -> Reply:
    said = dict(part.split("=", 1) for part in attributes.split())
    return Reply(
        author=said["auteur"],
        written_at=moment_of(said["date"]),
        helped=said.get("aide") == "oui",
        text=text.strip(),
    )


def split_headings(body: str) -> dict[str, str]:
    """Return what stands under each level-2 heading."""
    parts = _HEADING.split(body)
    return {
        title.strip(): text.strip() for title, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def sheet_sections(texts: dict[str, str]) -> Sections:
    """Read the headings of a sheet as its fields, their marks taken out of the text."""
    found = Sections()
    fields, marked = headings()["fiches"], headings()["marks"]["sections"]
    for title, text in texts.items():
        name, shape = fields[title]
        for mark in _MARK.finditer(text):
            found.marks.setdefault(marked[title], []).append(
                {
                    "cle": mark["key"],
                    "marque": _MARK_VALUES[mark["kind"]],
                    "texte": mark["text"].strip(),
                }
            )
        rest = _MARK.sub("", text).strip()
        if shape == "labelled":
            found.fields |= _labelled(rest, name)
        else:
            found.fields[name] = _READ[shape](rest)
    return found


def _bullets(text: str) -> list[str]:
    return [
        " ".join(item.split())
        for item in re.split(r"^- ", text, flags=re.MULTILINE)
        if item.strip()
    ]


def _steps(text: str) -> list[dict[str, str]]:
    return [_step(item.strip()) for item in re.split(r"\n(?=\d+\. )", text) if item.strip()]


def _step(item: str) -> dict[str, str]:
    read = _STEP.match(item)
    if read is None:
        raise ValueError(f"not a step: {item[:60]}")
    before, _colon, after = read["text"].partition(":")
    return {
        "titre": read["title"],
        "duree": read["time"] or (before.strip() if after else ""),
        "description": _sentence(" ".join((after or before).split())),
        "acteurs": "",
    }


def _labelled(text: str, names: dict[str, str]) -> dict[str, str]:
    return dict(_labels(text, names))


def _labels(text: str, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    for item in _bullets(text):
        read = _LABELLED.match(item)
        if read is None:
            raise ValueError(f"no label: {item[:60]}")
        yield names[read["label"].strip()], _sentence(read["text"].strip())


def _sentence(text: str) -> str:
    """Begin with a capital what followed a colon."""
    return text[:1].upper() + text[1:]


def _as_is(text: str) -> str:
    return text


_READ = {"markdown": _as_is, "list": _bullets, "steps": _steps}


def sheet_versions(sheet: Document) -> list[tuple[dict[str, Any], dict[str, str]]]:
    """Return each revision of a sheet with its texts, rebuilt from the present one backwards."""
    revisions: list[dict[str, Any]] = sheet.front["revisions"]
    texts = split_headings(sheet.body)
    rebuilt: list[tuple[dict[str, Any], dict[str, str]]] = []
    for revision in reversed(revisions):
        file = revision.get("texte")
        if file:
            texts = {**texts, **split_headings(read_document(DATA / file).body)}
        rebuilt.append((revision, texts))
    return rebuilt[::-1]
