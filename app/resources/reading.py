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
# A line was cut by the width of its page when it is nearly as long as the longest one there.
NEARLY = 0.7
WIDEST_PAGE = 130  # longer lines are whole paragraphs
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
    lines = [line.strip(" ") for line in text.split("\n")]
    width = max((len(line) for line in lines if len(line) <= WIDEST_PAGE), default=0)
    held: list[str] = []
    for line in lines:
        if held and not _continues(held[-1], line, width):
            yield " ".join(held)
            held = []
        if line:
            held.append(line)
    if held:
        yield " ".join(held)


def _continues(before: str, line: str, width: int) -> bool:
    if not line or "\t" in line or "\t" in before or _LIST_MARK.match(line):
        return False
    was_cut = NEARLY * width <= len(before) <= WIDEST_PAGE
    return was_cut and before[-1] not in ".!?:;…"


def as_said(written: str) -> str:
    """Say a date that may lack its day or its month: « 2022 », « mars 2022 », « 14 mars 2022 »."""
    parts = written.split("-")
    if len(parts) == len("ymd"):
        return day(date.fromisoformat(written))
    return f"{MONTHS[int(parts[1]) - 1]} {parts[0]}" if len(parts) > 1 else written
