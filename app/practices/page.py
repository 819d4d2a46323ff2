"""What the page of a sheet shows: the revision in force, or what its authors are writing."""

from dataclasses import dataclass
from datetime import date

from app.accounts.actor import Reader
from app.accounts.models import Member
from app.clock import today
from app.contributions.kinds import address_of
from app.contributions.models import CitationKind, Contribution
from app.contributions.queries import by_ids
from app.organisations.models import Structure
from app.practices.content.completeness import is_started
from app.practices.content.fields import SECTIONS, Section
from app.practices.content.rendering import rendered
from app.practices.content.values import Content, complete, day_of, marks_of, month_of
from app.practices.models import PracticeSheet, SheetRevision
from app.practices.queries import (
    cited_in,
    find_revision,
    load_working,
    structures_named,
    terms_named,
    territories_named,
)
from app.themes.models import (
    FUNCTION,
    MATURITY,
    PUBLIC,
    SECTOR,
    SPREADING_MODE,
    STAGE,
    THEME,
    Term,
    Territory,
)

OTHERS = (PUBLIC, SECTOR, FUNCTION)


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A contribution that the sheet points at and the reader may read."""

    title: str
    address: str
    under: str


@dataclass(frozen=True, kw_only=True)
class SheetPage:
    """One text of a sheet, with all that stands around it."""

    title: str
    text: Content  # rendered: see content.rendering
    sections: list[Section]  # those that say something
    marks: list[dict[str, str]]
    themes: list[Term]
    stages: list[Term]
    others: list[Term]  # publics, sectors, functions
    maturity: Term | None
    spreading: Term | None
    territories: list[Territory]
    origin: Structure | None
    structures: dict[str, Structure]
    authors: list[Member]
    resources: list[Reference]
    sheets: list[Reference]
    started_on: date | None
    ended_on: date | None
    review_on: date | None
    revision: SheetRevision | None

    @property
    def is_overdue(self) -> bool:
        """Say whether the day by which it was to be read again has passed."""
        return self.review_on is not None and self.review_on <= today()


def published_page(reader: Reader, sheet: PracticeSheet) -> SheetPage:
    """Return the revision in force of a sheet read by `queries.get_sheet`."""
    revision = sheet.revision
    if revision is None:
        raise LookupError("a sheet that was never published has no revision to show")
    around = _Around(
        terms=sheet.terms,
        territories=sheet.territories,
        origin=sheet.origin,
        cited=cited_in(reader, sheet.id),
    )
    return _page(sheet, revision.rendered, around, revision)


def working_page(reader: Reader, sheet: PracticeSheet) -> SheetPage:
    """Return what the authors of a sheet are writing, as it would be read."""
    content = complete(load_working(sheet))
    slug = content["structure"]
    around = _Around(
        terms=terms_named(content),
        territories=territories_named(content),
        origin=structures_named([slug]).get(slug) if slug else None,
        cited={
            CitationKind.USES: _in_order(reader, content["ressources"]),
            CitationKind.RELATED: _in_order(reader, content["fiches_liees"]),
        },
    )
    return _page(sheet, rendered(content), around, None)


def changed_sections(sheet: PracticeSheet) -> list[Section]:
    """Return the sections where what is being written differs from what was published."""
    revision = find_revision(sheet)
    if revision is None:
        return []
    before, after = complete(revision.content), complete(sheet.working)
    return [
        section
        for section in SECTIONS
        if any(before[field.name] != after[field.name] for field in section.fields)
    ]


@dataclass(frozen=True, kw_only=True)
class _Around:
    """What a text names, as the database knows it."""

    terms: list[Term]
    territories: list[Territory]
    origin: Structure | None
    cited: dict[CitationKind, list[Contribution]]


def _page(
    sheet: PracticeSheet, text: Content, around: _Around, revision: SheetRevision | None
) -> SheetPage:
    marks = marks_of(text)
    return SheetPage(
        title=text["titre"],
        text=text,
        sections=[one for one in SECTIONS if _says_something(one, text, marks)],
        marks=marks,
        themes=[term for term in around.terms if term.scheme == THEME],
        stages=[term for term in around.terms if term.scheme == STAGE],
        others=[term for term in around.terms if term.scheme in OTHERS],
        maturity=_first(around.terms, MATURITY),
        spreading=_first(around.terms, SPREADING_MODE),
        territories=around.territories,
        origin=around.origin,
        structures=_structures(sheet, around.origin, text),
        authors=[*([sheet.author] if sheet.author else []), *sheet.coauthors],
        resources=_references(around.cited.get(CitationKind.USES, [])),
        sheets=_references(around.cited.get(CitationKind.RELATED, [])),
        started_on=month_of(text["periode_debut"]),
        ended_on=month_of(text["periode_fin"]),
        review_on=sheet.review_on if revision else day_of(text["date_revision"]),
        revision=revision,
    )


_SUMMARY = next(section for section in SECTIONS if section.id == "transferabilite")


def _says_something(section: Section, text: Content, marks: list[dict[str, str]]) -> bool:
    if section is SECTIONS[0]:  # its facts stand around the text: what reads is the summary
        return bool(text["resume"] or marks)
    return is_started(section, text) or (bool(marks) and section is _SUMMARY)


def _first(terms: list[Term], scheme: str) -> Term | None:
    return next((term for term in terms if term.scheme == scheme), None)


def _structures(
    sheet: PracticeSheet, origin: Structure | None, text: Content
) -> dict[str, Structure]:
    """Return the structures that the contacts name; most often one that was read already."""
    known = {one.slug: one for one in (origin, sheet.structure) if one is not None}
    named = {contact["structure"] for contact in text["contacts"] if contact["structure"]}
    return {**known, **structures_named(named - known.keys())}


def _references(cited: list[Contribution]) -> list[Reference]:
    return [
        Reference(
            title=one.title,
            address=address_of(one),
            under=one.structure.name if one.structure else "",
        )
        for one in cited
    ]


def _in_order(reader: Reader, ids: list[int]) -> list[Contribution]:
    found = {one.id: one for one in by_ids(reader, ids)}
    return [found[one] for one in ids if one in found]
