"""What the files themselves say of a resource: a title, a type, themes, for whom.

Only proposed, in the fields that are still empty: whoever publishes reads them before sending.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from app.files.formats import Family
from app.files.models import FileText, StoredFile
from app.files.queries import list_texts
from app.markup import clean_line, excerpt
from app.resources.forms import ResourceForm
from app.resources.queries import filter_terms
from app.resources.reading import paragraphs
from app.search.analysis import words
from app.themes.models import PUBLIC, RESOURCE_TYPE, THEME
from app.themes.queries import KnownTerm

MOST_THEMES = 3
MOST_PUBLICS = 2
CHARACTERS_READ = 12_000
TITLE_WEIGHT = 5
SHORTEST_SENTENCE = 60
LONGEST_SUMMARY = 400
PARTS_READ = 3
FOR_EVERYBODY_HERE = "accompagnateurs"
BY_FAMILY = {Family.SPREADSHEET: "tableur-financier", Family.SLIDES: "presentation"}
_MARKS = re.compile(r"[\s_]+|(?<=\w)-+(?=\w)")
_VERSION = re.compile(r"(?i)[\s(-]*\b(v\d+([.-]\d+)*|version \d+|vf|def|final|copie)\b\)?$")


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What could be written in the form; terms by their ids."""

    title: str = ""
    description: str = ""
    type_id: int | None = None
    themes: list[int] = field(default_factory=list)
    publics: list[int] = field(default_factory=list)


def propose(files: Sequence[StoredFile]) -> Proposal:
    """Read the names of these files, and their words as far as they have been read."""
    if not files:
        return Proposal()
    texts = [text for file in files[:2] for text in list_texts(file.id)]
    title = _title_of(files[0].name)
    said = _weighed(title, texts)
    terms = filter_terms()
    publics = _closest(terms.get(PUBLIC, []), said, MOST_PUBLICS)
    return Proposal(
        title=title,
        description=_first_sentences(texts) if files[0].family is Family.DOCUMENT else "",
        type_id=_type_of(terms.get(RESOURCE_TYPE, []), title, files[0].family),
        themes=_closest(terms.get(THEME, []), said, MOST_THEMES),
        publics=publics
        or [one.id for one in terms.get(PUBLIC, []) if one.slug == FOR_EVERYBODY_HERE],
    )


def fill_blanks(form: ResourceForm, files: Sequence[StoredFile]) -> bool:
    """Write the proposal in the fields that were left empty, which then lack nothing any more.

    Say whether there was any.
    """
    proposal = propose(files)
    blanks = [
        (form.title, proposal.title),
        (form.description, proposal.description),
        (form.type, proposal.type_id),
        (form.themes, proposal.themes),
        (form.publics, proposal.publics),
    ]
    filled = [(blank, proposed) for blank, proposed in blanks if proposed and not blank.data]
    for blank, proposed in filled:
        blank.data, blank.errors = proposed, []
    return bool(filled)


def _title_of(name: str) -> str:
    stem = _VERSION.sub("", _MARKS.sub(" ", PurePath(name).stem)).strip()
    title = clean_line(stem)
    return title[:1].upper() + title[1:]


def _weighed(title: str, texts: Iterable[FileText]) -> Counter[str]:
    counted = Counter(word.stem for word in words(title) for _ in range(TITLE_WEIGHT))
    left = CHARACTERS_READ
    for text in texts:
        counted.update(word.stem for word in words(text.text[:left]))
        left -= len(text.text)
        if left <= 0:
            break
    return counted


def _closest(terms: Collection[KnownTerm], said: Counter[str], most: int) -> list[int]:
    """Return the terms all of whose words are said, the most said first."""
    marks = {
        term.id: max(_mark(name, said) for name in (term.name, *term.alternatives))
        for term in terms
    }
    best = sorted((mark, -term_id) for term_id, mark in marks.items() if mark)
    return [-term_id for _mark_, term_id in reversed(best)][:most]


def _mark(name: str, said: Counter[str]) -> int:
    stems = {word.stem for word in words(name)}
    return min((said[stem] for stem in stems), default=0) * len(stems)


def _type_of(terms: Collection[KnownTerm], title: str, family: Family) -> int | None:
    said = Counter(word.stem for word in words(title))
    for term in terms:
        first = next(iter(words(term.name)), None)
        if first is not None and said[first.stem]:
            return term.id
    named = BY_FAMILY.get(family)
    return next((term.id for term in terms if term.slug == named), None)


def _first_sentences(texts: Sequence[FileText]) -> str:
    """Return the first paragraph that is more than a heading."""
    for text in texts[:PARTS_READ]:
        for line in paragraphs(text.text):
            if len(line) >= SHORTEST_SENTENCE and line.endswith((".", "!", "?")):
                return excerpt(line, LONGEST_SUMMARY)
    return ""
