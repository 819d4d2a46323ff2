from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import delete as sql_delete
from sqlalchemy import insert, select

from app.accounts.actor import Actor
from app.clock import now
from app.contributions.events import (
    ContributionChanged,
    ContributionDeleted,
    ContributionHidden,
    ContributionPublished,
    ContributionRestored,
    ContributionShown,
    ContributionWithdrawn,
)
from app.contributions.kinds import kind_named
from app.contributions.models import (
    Citation,
    CitationKind,
    Contribution,
    FormDraft,
    State,
    Visibility,
    contribution_terms,
    contribution_territories,
)
from app.contributions.permissions import (
    RESTORABLE_DAYS,
    can_change_visibility,
    can_delete,
    can_edit,
    can_hide,
    can_restore,
    can_withdraw,
)
from app.contributions.queries import find_drafts
from app.database import db
from app.errors import Forbidden, Invalid
from app.events import publish as tell
from app.i18n import gettext as _
from app.markup import clean_line, typeset
from app.slugs import slug_of

MOST_DRAFT_CHARACTERS = 400_000
MOST_VERSIONS = 5
WRITTEN = ("title", "text")  # and all that holds a space: the rest was chosen


def rename(contribution: Contribution, title: str) -> None:
    """Give a title, cleaned and in French typography, and the address that follows from it."""
    contribution.title = typeset(clean_line(title))
    contribution.slug = slug_of(contribution.title)


def publish(actor: Actor, contribution: Contribution) -> None:
    """Let those whom its visibility names read it."""
    if not can_edit(actor, contribution):
        raise Forbidden(_("Seuls ses auteurs publient cette contribution."))
    first_time = contribution.published_at is None
    contribution.state = State.PUBLISHED
    contribution.withdrawn_at = None
    contribution.updated_at = now()
    if first_time:
        contribution.published_at = contribution.last_activity_at = now()
    tell(
        ContributionPublished(
            contribution_id=contribution.id, kind=contribution.kind, actor_id=actor.id
        )
    )


def touch(contribution: Contribution) -> None:
    """Say that its content changed, so that what is derived from it follows."""
    contribution.updated_at = now()
    tell(ContributionChanged(contribution_id=contribution.id, kind=contribution.kind))


def change_visibility(
    actor: Actor,
    contribution: Contribution,
    visibility: Visibility,
    group_id: int | None = None,
) -> None:
    """Choose again who reads it, among what its kind and its author's circles allow."""
    if not can_change_visibility(actor, contribution):
        raise Forbidden(_("Seuls ses auteurs choisissent qui lit cette contribution."))
    offered = kind_named(contribution.kind).visibilities(actor, contribution)
    if visibility not in offered:
        raise Invalid(_("Cette visibilité n’est pas possible ici."))
    if visibility is Visibility.GROUP and group_id not in actor.group_ids:
        raise Invalid(_("Choisissez un groupe dont vous faites partie."))
    if visibility is Visibility.STRUCTURE and contribution.structure_id is None:
        raise Invalid(_("Aucune structure n’est rattachée à cette contribution."))
    contribution.visibility = visibility
    contribution.group_id = group_id if visibility is Visibility.GROUP else None
    touch(contribution)


def withdraw(actor: Actor, contribution: Contribution) -> None:
    """Make it a draft again; those who could read it are told that it is gone."""
    if not can_withdraw(actor, contribution):
        raise Forbidden(_("Seuls ses auteurs retirent cette contribution."))
    contribution.state = State.DRAFT
    contribution.withdrawn_at = contribution.updated_at = now()
    tell(ContributionWithdrawn(contribution_id=contribution.id, kind=contribution.kind))


def delete(actor: Actor, contribution: Contribution) -> None:
    """Hide it at once; it can be restored for thirty days."""
    if not can_delete(actor, contribution):
        raise Forbidden(_("Seule la personne qui l’a ouverte supprime cette contribution."))
    contribution.deleted_at = now()
    tell(ContributionDeleted(contribution_id=contribution.id, kind=contribution.kind))


def restore(actor: Actor, contribution: Contribution) -> None:
    """Undo a deletion, in the state it had."""
    if not can_restore(actor, contribution):
        raise Forbidden(_("Le délai pour restaurer cette contribution est passé."))
    contribution.deleted_at = None
    contribution.updated_at = now()
    tell(ContributionRestored(contribution_id=contribution.id, kind=contribution.kind))


def hide(actor: Actor, contribution: Contribution, reason: str) -> None:
    """Take it from everybody but its authors, who read why."""
    if not can_hide(actor, contribution):
        raise Forbidden(_("Seule l’animation masque une contribution."))
    _hide(contribution, reason, actor.id)


def hide_until_reviewed(contribution: Contribution, reason: str) -> None:
    """Hide what was flagged for a reason that does not wait; nobody has decided anything yet."""
    if contribution.hidden_at is None and contribution.deleted_at is None:
        _hide(contribution, reason, None)


def show_again(actor: Actor, contribution: Contribution, reason: str) -> None:
    """Give back to its readers what was hidden."""
    if not can_hide(actor, contribution):
        raise Forbidden(_("Seule l’animation fait reparaître une contribution."))
    contribution.hidden_at, contribution.hidden_reason = None, ""
    tell(
        ContributionShown(
            contribution_id=contribution.id,
            kind=contribution.kind,
            actor_id=actor.id,
            reason=reason,
        )
    )


def _hide(contribution: Contribution, reason: str, actor_id: int | None) -> None:
    contribution.hidden_at, contribution.hidden_reason = now(), reason
    tell(
        ContributionHidden(
            contribution_id=contribution.id,
            kind=contribution.kind,
            actor_id=actor_id,
            reason=reason,
        )
    )


def purge_deleted() -> int:
    """Remove for good what was deleted more than thirty days ago; return how many."""
    limit = now() - timedelta(days=RESTORABLE_DAYS)
    old = db.session.scalars(
        select(Contribution)
        .where(Contribution.deleted_at < limit, Contribution.replaced_by_id.is_(None))
        .limit(100)
    ).all()
    purged = [one.id for one in old if kind_named(one.kind).may_purge(one)]
    if purged:
        # The database removes the rows of the kind and all that hangs on them.
        db.session.execute(sql_delete(Contribution).where(Contribution.id.in_(purged)))
    return len(purged)


def classify(
    contribution: Contribution, term_ids: Iterable[int], territory_ids: Iterable[int]
) -> None:
    """Replace its terms (of every scheme) and its territories."""
    db.session.flush()  # a new contribution needs its id
    for table, column, ids in (
        (contribution_terms, "term_id", set(term_ids)),
        (contribution_territories, "territory_id", set(territory_ids)),
    ):
        db.session.execute(sql_delete(table).where(table.c.contribution_id == contribution.id))
        if ids:
            db.session.execute(
                insert(table),
                [{"contribution_id": contribution.id, column: one} for one in sorted(ids)],
            )
    db.session.expire(contribution, ["terms", "territories"])


def cite(
    contribution: Contribution,
    target_ids: Collection[int],
    kind: CitationKind = CitationKind.RELATED,
) -> None:
    """Replace what a contribution points at in this way, keeping the order given."""
    db.session.execute(
        sql_delete(Citation).where(Citation.source_id == contribution.id, Citation.kind == kind)
    )
    ordered = [one for one in dict.fromkeys(target_ids) if one != contribution.id]
    db.session.add_all(
        Citation(source_id=contribution.id, target_id=target, kind=kind, position=position)
        for position, target in enumerate(ordered)
    )


def save_draft(
    actor: Actor, place: str, fields: Mapping[str, list[str]], base: str | None = None
) -> FormDraft:
    """Keep what a member is typing in the form of this place.

    `base` names the version that they go on from, "" when they began anew: what another tab or
    device wrote otherwise stays beside it. Without it, the latest version is replaced.
    """
    if sum(len(text) for texts in fields.values() for text in texts) > MOST_DRAFT_CHARACTERS:
        raise Invalid(_("Ce texte est trop long pour être gardé en brouillon."))
    versions = find_drafts(actor, place)
    before = _came_before(versions, fields, base)
    draft = before[0] if before else FormDraft(member_id=actor.id, place=place)
    others = [one for one in versions if one not in before]
    for one in [*before[1:], *others[MOST_VERSIONS - 1 :]]:
        db.session.delete(one)
    db.session.add(draft)
    draft.fields = dict(fields)
    draft.saved_at = now()
    return draft


def version_of(draft: FormDraft) -> str:
    """Name a version of a draft: what is typed from there on says that it goes on from it."""
    return draft.saved_at.isoformat()


def forget_draft(actor: Actor, place: str) -> None:
    """Drop every version of what was typed in this form."""
    db.session.execute(
        sql_delete(FormDraft).where(FormDraft.member_id == actor.id, FormDraft.place == place)
    )


def forget_sent(
    actor: Actor, place: str, sent: Mapping[str, list[str]], base: str | None = None
) -> None:
    """Drop the versions of a draft that the form sent goes on from, or holds; keep the others."""
    for draft in _came_before(find_drafts(actor, place), sent, base):
        db.session.delete(draft)


def forget_version(actor: Actor, draft_id: int) -> None:
    """Drop one version of a draft."""
    db.session.execute(
        sql_delete(FormDraft).where(FormDraft.member_id == actor.id, FormDraft.id == draft_id)
    )


def _came_before(
    versions: Sequence[FormDraft], fields: Mapping[str, list[str]], base: str | None
) -> list[FormDraft]:
    named = version_of(versions[0]) if base is None and versions else base
    return [one for one in versions if version_of(one) == named or _is_within(one.fields, fields)]


def _is_within(old: Mapping[str, list[str]], new: Mapping[str, list[str]]) -> bool:
    """Say whether every word that was written before still stands in what is written now."""
    return all(
        any(text.strip() in one for one in new.get(name, ()))
        for name, texts in old.items()
        for text in texts
        if name in WRITTEN or " " in text.strip()
    )
