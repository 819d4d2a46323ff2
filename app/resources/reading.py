"""The words of a file as a page shows them: paragraphs, rows of a table, the words looked for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.files.models import FileText, StoredFile
from app.i18n import LazyText
from app.i18n import lazy_gettext as _l
from app.search.analysis import normalised, words
from app.search.engine import Marks, Segment
from app.search.extracts import highlight
from app.web.dates import day

LONGEST_QUESTION = 300
WRAPPED = 45  # a line shorter than this ends where its author ended it
_LIST_MARK = re.compile(r"^\s*([-–—•▪◦*·]|\d+[.)])\s")
MONTHS: Sequence[LazyText] = (
    _l("janvier"), _l("février"), _l("mars"), _l("avril"), _l("mai"), _l("juin"), _l("juillet"),
    _l("août"), _l("septembre"), _l("octobre"), _l("novembre"), _l("décembre"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Line:
    """A paragraph, or the cells of a row; each in segments, those looked for marked."""

    cells: list[list[Segment]]

    @property
    def is_row(self) -> bool:
        return len(self.cells) > 1


@dataclass(frozen=True, kw_only=True)
class ShownPart:
    """One page, sheet or section; `place` is what follows # in the address of the file itself."""

    anchor: str
    label: str
    place: str
    lines: list[Line]
    match_count: int


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The words of a file, and how often those looked for stand there."""

    question: str
    parts: list[ShownPart]

    @property
    def match_count(self) -> int:
        return sum(part.match_count for part in self.parts)

    @property
    def first_match(self) -> str:
        """Return the anchor of the first part that holds a word looked for, or nothing."""
        return next((part.anchor for part in self.parts if part.match_count), "")


def read_parts(file: StoredFile, texts: Sequence[FileText], question: str) -> Reading:
    """Lay out the words of a file; with a question, mark the words that answer it."""
    question = question.strip()[:LONGEST_QUESTION]
    marks = Marks({word.stem: 1.0 for word in words(question)})
    return Reading(question=question, parts=[_part(file, text, marks) for text in texts])


def _part(file: StoredFile, text: FileText, marks: Marks) -> ShownPart:
    lines = [
        Line(cells=[highlight(cell, marks) for cell in line.split("\t") if cell.strip()])
        for line in paragraphs(normalised(text.text))
        if line != text.label
    ]
    return ShownPart(
        anchor=f"fichier-{file.id}-{text.position}",
        label=text.label,
        place=text.anchor if file.format.shown_inline else "",
        lines=lines,
        match_count=sum(one.is_match for line in lines for cell in line.cells for one in cell),
    )


def paragraphs(text: str) -> Iterator[str]:
    """Join the lines that the width of a page cut; the rows of a table stay rows."""
    held = ""
    for line in text.split("\n"):
        said = line.strip(" ")
        if held and not _continues(held, said):
            yield held
            held = ""
        held = f"{held} {said}" if held else said
    if held:
        yield held


def _continues(before: str, line: str) -> bool:
    if not line or "\t" in line or "\t" in before or _LIST_MARK.match(line):
        return False
    return line[0].islower() or (len(before) >= WRAPPED and before[-1] not in ".!?:;…")


def as_said(written: str) -> str:
    """Say a date that may lack its day or its month: « 2022 », « mars 2022 », « 14 mars 2022 »."""
    parts = written.split("-")
    if len(parts) == len("ymd"):
        return day(date.fromisoformat(written))
    return f"{MONTHS[int(parts[1]) - 1]} {parts[0]}" if len(parts) > 1 else written
