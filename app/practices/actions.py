from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app import markup
from app.accounts.actor import Actor
from app.accounts.models import Member
from app.clock import now, today
from app.contributions import actions as contributions
from app.contributions.models import CitationKind, Contribution, State, Visibility
from app.contributions.permissions import can_contribute, can_edit
from app.database import db
from app.errors import Conflict, Forbidden, Invalid
from app.i18n import gettext as _
from app.i18n import ngettext
from app.organisations.models import Structure
from app.organisations.queries import find_structure
from app.practices.content.completeness import Problem, problems_of
from app.practices.content.fields import Section
from app.practices.content.merging import Merge, merge
from app.practices.content.rendering import rendered
from app.practices.content.values import (
    Content,
    complete,
    day_of,
    fingerprint,
    give_keys,
    last_key_number,
    month_of,
    months_after,
)
from app.practices.models import KIND, PracticeSheet, SheetRevision
from app.practices.queries import existing_ids, find_revision, terms_named, territories_named
from app.slugs import slug_of

LONGEST_REASON = 400
MONTHS_BEFORE_REVIEW = 18


class NotReady(Invalid):
    """The sheet lacks what publishing asks for; `problems` says what, field by field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(
            ngettext(
                "Il manque une chose pour publier\u00a0: la liste des sections dit où.",
                "Il manque %(num)s choses pour publier\u00a0: la liste des sections dit où.",
                len(problems),
            )
        )
        self.problems = problems


class NoReason(Invalid):
    """A revision does not say what changes, or says it at too great length."""


class TextConflict(Conflict):
    """Some fields were changed by somebody else meanwhile; what did not clash was saved."""

    def __init__(self, merged: Merge) -> None:
        super().__init__(_("Ce texte a changé pendant que vous écriviez."))
        self.merged = merged


def write_sheet(
    author: Actor,
    content: Mapping[str, Any],
    *,
    visibility: Visibility = Visibility.NETWORK,
    coauthors: Iterable[Member] = (),
) -> PracticeSheet:
    """Begin a sheet as a draft; only `titre` is needed, and the rest can be written later.

    The keys of `content` are the names of the fields, the shapes those of `content.values`: terms
    and structures as slugs, territories as "ville:80021", resources and sheets as ids of
    contributions. Marks keep the keys they come with. For instance:

        text = {"titre": "Tenir une permanence…", "themes": ["analyse-demande"]}
        sheet = write_sheet(thomas, text, visibility=Visibility.PUBLIC, coauthors=[bruno])
        with frozen_at(first_day):
            publish_sheet(thomas, sheet, "Première publication.")
        rewrite_sheet(thomas, sheet, {"resultats": "…"})
        with frozen_at(second_day):
            publish_sheet(thomas, sheet, "Résultats à dix-huit mois.")
    """
    if not can_contribute(author):
        raise Forbidden(_("Seuls les membres d’une structure du réseau écrivent une fiche."))
    home = db.session.get(Structure, author.home_structure_id) if author.home_structure_id else None
    given = {"structure": home.slug if home else "", **content}
    text = complete(given)
    if not text["titre"]:
        raise Invalid(_("Donnez un titre à la fiche\u00a0: le reste peut attendre."))
    sheet = PracticeSheet(
        kind=KIND,
        title=text["titre"],
        slug=slug_of(text["titre"]),
        author_id=author.id,
        structure_id=home.id if home else None,
        visibility=visibility,
        state=State.DRAFT,
        coauthors=list(coauthors),
        is_demo=author.member.is_demo,
    )
    sheet.last_mark = give_keys(text, last_key_number(text))
    sheet.working = text
    sheet.working_saved_at = now()
    sheet.working_saved_by_id = author.id
    db.session.add(sheet)
    db.session.flush()  # its address holds its id
    return sheet


def rewrite_sheet(actor: Actor, sheet: PracticeSheet, values: Mapping[str, Any]) -> None:
    """Change some fields of what is being written, whatever it was based on."""
    _refuse_others(actor, sheet)
    _keep(actor, sheet, complete({**_working(sheet), **values}))


def save_section(
    actor: Actor,
    sheet: PracticeSheet,
    section: Section,
    values: Mapping[str, Any],
    *,
    based_on: Mapping[str, str],
    page: str,
) -> None:
    """Save the fields of a section that are given, from a page that showed the texts `based_on`.

    Fields that two people changed in different pages are merged field by field. When both changed
    the same one, all the others are saved and TextConflict names it. `page` names the page one
    writes in: what it wrote itself since it was opened is no conflict.
    """
    _refuse_others(actor, sheet)
    stored = complete(_working(sheet))
    own = frozenset(name for name, writer in sheet.writers.items() if page and writer == page)
    merged = merge(section, stored, values, based_on, own)
    sheet.writers = {**sheet.writers, **dict.fromkeys(merged.written, page)}
    _keep(actor, sheet, merged.content)
    if merged.conflicts:
        raise TextConflict(merged)


def publish_sheet(
    actor: Actor, sheet: PracticeSheet, reason: str = "", *, based_on: str = ""
) -> SheetRevision | None:
    """Publish what was written as a new revision, kept for good; the same text makes none.

    Raises NotReady when something is missing. `reason` says in one sentence what changed and why;
    only the first publication may do without. `based_on` is the fingerprint of the text that was
    read before publishing: when somebody changed it meanwhile, Conflict.
    """
    _refuse_others(actor, sheet)
    content = complete(_working(sheet))
    if based_on and fingerprint(content) != based_on:
        raise Conflict(_("La fiche a changé pendant que vous la relisiez. Relisez-la."))
    if problems := problems_of(content):
        raise NotReady(problems)
    before = find_revision(sheet)
    if before is not None and complete(before.content) == content:
        sheet.is_revising = False
        if sheet.state is not State.PUBLISHED:
            contributions.publish(actor, sheet)
        return None
    reason = markup.clean_line(reason)
    if before is not None and not reason:
        raise NoReason(_("Dites en une phrase ce qui change, et pourquoi."))
    if len(reason) > LONGEST_REASON:
        raise NoReason(
            _("%(most)s caractères au plus pour dire ce qui change.", most=LONGEST_REASON)
        )
    origin = _origin_of(content)
    revision = _add_revision(actor, sheet, content, reason or _("Première publication."))
    _apply(sheet, content)
    _apply_origin(actor, sheet, origin)
    _tell_published(actor, sheet)
    return revision


def publish_again(actor: Actor, contribution: Contribution) -> None:
    """Publish from the shared buttons: a draft by our rules, a withdrawn sheet as it was."""
    sheet = db.session.get_one(PracticeSheet, contribution.id)
    if sheet.was_published:
        contributions.publish(actor, sheet)
        return
    publish_sheet(actor, sheet)


def abandon_changes(actor: Actor, sheet: PracticeSheet) -> None:
    """Go back to the text that was published."""
    _refuse_others(actor, sheet)
    revision = find_revision(sheet)
    if revision is None:
        raise Invalid(_("Cette fiche n’a pas encore été publiée."))
    sheet.writers = {}
    _keep(actor, sheet, complete(revision.content))


def _refuse_others(actor: Actor, sheet: PracticeSheet) -> None:
    if not can_edit(actor, sheet):
        raise Forbidden(_("Seuls ses auteurs modifient cette fiche."))


def _working(sheet: PracticeSheet) -> Content:
    """Read what is being written, held until the transaction ends so that nobody's is lost."""
    db.session.flush()  # what was just written counts
    db.session.refresh(
        sheet, ["working", "writers", "revision_number", "last_mark"], with_for_update=True
    )
    return sheet.working


def _keep(actor: Actor, sheet: PracticeSheet, content: Content) -> None:
    if content == sheet.working:
        return
    sheet.last_mark = give_keys(content, max(sheet.last_mark, last_key_number(content)))
    sheet.working = content
    sheet.working_saved_at = now()
    sheet.working_saved_by_id = actor.id
    revision = find_revision(sheet)
    if revision is not None:
        sheet.is_revising = complete(revision.content) != content
        return
    sheet.updated_at = now()
    sheet.summary = content["resume"]
    if content["titre"]:
        contributions.rename(sheet, content["titre"])


def _add_revision(
    actor: Actor, sheet: PracticeSheet, content: Content, reason: str
) -> SheetRevision:
    revision = SheetRevision(
        sheet_id=sheet.id,
        number=sheet.revision_number + 1,
        author_id=actor.id,
        reason=reason,
        content=content,
        rendered=rendered(content),
        rendered_version=markup.VERSION,
    )
    db.session.add(revision)
    db.session.flush()  # two publications of the same number show themselves here
    sheet.revision_number = revision.number
    sheet.revised_at = sheet.last_activity_at = now()
    sheet.is_revising = False
    return revision


def _apply(sheet: PracticeSheet, content: Content) -> None:
    """Give the sheet, as lists and search know it, what its new revision says."""
    contributions.rename(sheet, content["titre"])
    sheet.summary = markup.typeset(content["resume"])
    sheet.maturity = content["maturite"]
    sheet.licence = content["licence"]
    sheet.started_on = month_of(content["periode_debut"])
    sheet.ended_on = month_of(content["periode_fin"])
    sheet.review_on = day_of(content["date_revision"]) or months_after(
        today(), MONTHS_BEFORE_REVIEW
    )
    contributions.classify(
        sheet,
        [term.id for term in terms_named(content)],
        [place.id for place in territories_named(content)],
    )
    contributions.cite(sheet, existing_ids("resource", content["ressources"]), CitationKind.USES)
    contributions.cite(sheet, existing_ids(KIND, content["fiches_liees"]), CitationKind.RELATED)


def _origin_of(content: Content) -> Structure:
    origin = find_structure(content["structure"])
    if origin is None:
        raise Invalid(_("La structure d’origine n’existe plus\u00a0: choisissez-en une autre."))
    return origin


def _apply_origin(actor: Actor, sheet: PracticeSheet, origin: Structure) -> None:
    sheet.origin_id = origin.id
    # « Ma structure » is its author's: telling of somebody else's practice opens nothing to them.
    if actor.id == sheet.author_id and origin.id in actor.active_structure_ids:
        sheet.structure_id = origin.id


def _tell_published(actor: Actor, sheet: PracticeSheet) -> None:
    if sheet.state is State.PUBLISHED:
        contributions.touch(sheet)
    else:
        contributions.publish(actor, sheet)


def render_outdated(limit: int = 50) -> int:
    """Render again the revisions whose HTML was made by an older version; return how many."""
    old = db.session.scalars(
        select(SheetRevision)
        .where(SheetRevision.rendered_version < markup.VERSION)
        .order_by(SheetRevision.id)
        .options(undefer(SheetRevision.content))
        .limit(limit)
    ).all()
    for revision in old:
        revision.rendered = rendered(complete(revision.content))
        revision.rendered_version = markup.VERSION
    return len(old)
