"""Sheets in the search: one document a section, so that the link leads where the words stand."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload, undefer

from app.accounts.actor import Reader
from app.contributions.events import (
    ContributionChanged,
    ContributionDeleted,
    ContributionEvent,
    ContributionPublished,
    ContributionRestored,
    ContributionWithdrawn,
)
from app.contributions.models import State
from app.contributions.permissions import published_visible_to
from app.contributions.queries import audience_keys
from app.database import db
from app.events import on
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.practices.content.fields import SECTIONS
from app.practices.content.rendering import text_of
from app.practices.content.values import complete
from app.practices.kind import address
from app.practices.models import KIND, PracticeSheet, SheetRevision
from app.search import kinds
from app.search.kinds import Part, SearchDocument, SearchHit, SearchKind
from app.search.outbox import mark_stale

READABLE = (State.PUBLISHED, State.ARCHIVED)


def documents(sheet_id: int) -> list[SearchDocument]:
    """Return one document a section of the revision in force; none of a draft."""
    sheet = db.session.scalar(
        select(PracticeSheet)
        .where(
            PracticeSheet.id == sheet_id,
            PracticeSheet.deleted_at.is_(None),
            PracticeSheet.state.in_(READABLE),
        )
        .options(
            joinedload(PracticeSheet.revision).options(undefer(SheetRevision.content)),
            selectinload(PracticeSheet.terms),
            selectinload(PracticeSheet.territories),
            selectinload(PracticeSheet.parties),
        )
        .execution_options(populate_existing=True)
    )
    if sheet is None or sheet.revision is None:
        return []
    content = complete(sheet.revision.content)
    texts = [(section, text_of(section, content)) for section in SECTIONS]
    return [
        SearchDocument(
            part=section.id,
            title=sheet.title,
            heading="" if section is SECTIONS[0] else _(section.title),
            body=text,
            kind=KIND,
            audience=audience_keys(sheet),
            terms=frozenset(term.id for term in sheet.terms),
            territories=frozenset(place.id for place in sheet.territories),
            author_id=sheet.author_id,
            published=sheet.last_activity_at,
        )
        for section, text in texts
        if text or section is SECTIONS[0]
    ]


def links(reader: Reader, parts: Collection[Part]) -> Mapping[Part, SearchHit]:
    """Read the hits again through the rule of visibility."""
    rows = db.session.scalars(
        select(PracticeSheet)
        .where(
            PracticeSheet.id.in_({sheet_id for sheet_id, _part in parts}),
            published_visible_to(reader),
        )
        .options(joinedload(PracticeSheet.structure), joinedload(PracticeSheet.author))
    )
    sheets = {sheet.id: sheet for sheet in rows}
    return {
        (sheet_id, part): _hit(sheets[sheet_id], part)
        for sheet_id, part in parts
        if sheet_id in sheets
    }


def _hit(sheet: PracticeSheet, part: str) -> SearchHit:
    structure = sheet.structure.name if sheet.structure else ""
    return SearchHit(
        title=sheet.title,
        url=f"{address(sheet.id, sheet.slug)}#{part}",
        kind=KIND,
        meta=[structure] if structure else [],
    )


def all_ids() -> Iterable[int]:
    """Return every sheet that may be found."""
    return db.session.scalars(
        select(PracticeSheet.id).where(
            PracticeSheet.deleted_at.is_(None), PracticeSheet.state.in_(READABLE)
        )
    )


kinds.register(
    SearchKind(
        name=KIND,
        label=_l("Fiche"),
        plural=_l("Fiches"),
        documents=documents,
        links=links,
        all_ids=all_ids,
    )
)


@on(
    ContributionPublished,
    ContributionChanged,
    ContributionWithdrawn,
    ContributionDeleted,
    ContributionRestored,
)
def _mark_stale(event: ContributionEvent) -> None:
    if event.kind == KIND:
        mark_stale(KIND, event.contribution_id)
