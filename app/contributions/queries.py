from collections.abc import Collection, Sequence
from typing import TypeVar

from sqlalchemy import Select, or_, select, union_all
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from app.accounts.actor import Actor, Reader
from app.contributions.models import (
    Citation,
    Contribution,
    FormDraft,
    State,
    Visibility,
    contribution_coauthors,
)
from app.contributions.permissions import (
    can_see,
    contributions_visible_to,
    contributions_written_by,
    could_have_seen,
    published_visible_to,
)
from app.database import db
from app.errors import Gone, NotFound, NotSignedIn
from app.i18n import gettext as _

C = TypeVar("C", bound=Contribution)
SHOWN_WITH = (joinedload(Contribution.author), joinedload(Contribution.structure))


def get_visible(model: type[C], reader: Reader, contribution_id: int, *options: ORMOption) -> C:
    """Return a contribution that the reader may read, with author, structure and co-authors.

    Raises Gone when they could have read it before it was withdrawn or deleted, NotSignedIn when
    signing in may be enough, NotFound in every other case.
    """
    contribution = find_any(model, contribution_id, *options)
    if contribution is None:
        raise NotFound
    if can_see(reader, contribution):
        return contribution
    if could_have_seen(reader, contribution):
        raise Gone
    if reader is None and contribution.published_at and contribution.deleted_at is None:
        raise NotSignedIn(_("Connectez-vous pour lire cette page."))
    raise NotFound


def find_any(model: type[C], contribution_id: int, *options: ORMOption) -> C | None:
    """Return a contribution whatever its state; the caller checks the rule."""
    found = db.session.scalars(
        select(model)
        .where(model.id == contribution_id)
        .options(
            joinedload(model.author),
            joinedload(model.structure),
            joinedload(model.coauthors),  # few: their rows cost less than a statement
            *options,
        )
    )
    contribution = found.unique().one_or_none()
    if contribution is not None and contribution.visibility is Visibility.PARTIES:
        db.session.refresh(contribution, ["parties"])  # asked for by nothing else
    return contribution


def latest_visible(
    reader: Reader, *, kinds: Collection[str], limit: int, by_activity: bool = False
) -> Sequence[Contribution]:
    """Return what the reader may read and was published (or was alive) last."""
    return latest_of_each(reader, kinds, limit=limit, by_activity=by_activity)[:limit]


def latest_of_each(
    reader: Reader, kinds: Collection[str], *, limit: int, by_activity: bool = False
) -> Sequence[Contribution]:
    """Return the latest of each kind that the reader may read, all kinds together, latest first.

    Each kind is read along its own index, so that a longer list of them costs no more.
    """
    moment = Contribution.last_activity_at if by_activity else Contribution.published_at
    newest_first = (moment.desc(), Contribution.id.desc())
    of_each = [
        select(Contribution.id)
        .where(
            Contribution.kind == kind,
            Contribution.state == State.PUBLISHED,
            published_visible_to(reader),
        )
        .order_by(*newest_first)
        .limit(limit)
        .subquery()
        for kind in kinds
    ]
    latest = union_all(*(select(ids.c.id) for ids in of_each))
    return db.session.scalars(
        select(Contribution)
        .where(Contribution.id.in_(latest))
        .order_by(*newest_first)
        .options(*SHOWN_WITH)
    ).all()


def list_mine(actor: Actor) -> Sequence[Contribution]:
    """Return all that this person wrote, in any state, the latest first."""
    return db.session.scalars(
        select(Contribution)
        .where(contributions_written_by(actor), Contribution.replaced_by_id.is_(None))
        .options(*SHOWN_WITH)
        .order_by(Contribution.updated_at.desc(), Contribution.id.desc())
        .limit(300)
    ).all()


def cited_by(reader: Reader, contribution_id: int) -> Sequence[Contribution]:
    """Return what a contribution points at and the reader may read, in the order it was cited."""
    return _cited(
        reader,
        select(Contribution)
        .join(Citation, Citation.target_id == Contribution.id)
        .where(Citation.source_id == contribution_id)
        .order_by(Citation.position, Citation.id),
    )


def citing(reader: Reader, contribution_id: int) -> Sequence[Contribution]:
    """Return what points at a contribution and the reader may read, the latest first."""
    return _cited(
        reader,
        select(Contribution)
        .join(Citation, Citation.source_id == Contribution.id)
        .where(Citation.target_id == contribution_id)
        .order_by(Contribution.last_activity_at.desc(), Contribution.id.desc()),
    )


def _cited(reader: Reader, statement: Select[Contribution]) -> Sequence[Contribution]:
    rows = db.session.scalars(
        statement.where(published_visible_to(reader)).options(*SHOWN_WITH).limit(60)
    ).unique()
    return list(dict.fromkeys(rows))


def suggestions(reader: Reader, kind: str, words: str, *, limit: int = 8) -> Sequence[Contribution]:
    """Return contributions whose title holds these words, for a type-ahead that cites them."""
    statement = select(Contribution).where(
        Contribution.kind == kind, contributions_visible_to(reader)
    )
    for word in words.lower().split()[:6]:
        statement = statement.where(
            or_(
                Contribution.slug.contains(word, autoescape=True),
                Contribution.title.icontains(word, autoescape=True),
            )
        )
    return db.session.scalars(
        statement.options(*SHOWN_WITH).order_by(Contribution.last_activity_at.desc()).limit(limit)
    ).all()


def by_ids(reader: Reader, ids: Collection[int]) -> Sequence[Contribution]:
    """Return, of these, those that the reader may read, with author and structure."""
    if not ids:
        return []
    return db.session.scalars(
        select(Contribution)
        .where(Contribution.id.in_(ids), contributions_visible_to(reader))
        .options(*SHOWN_WITH)
    ).all()


def find_draft(actor: Actor, place: str) -> FormDraft | None:
    """Return what this member typed in the form of this place and did not send."""
    return next(iter(find_drafts(actor, place)), None)


def find_drafts(actor: Actor, place: str) -> Sequence[FormDraft]:
    """Return every version of what this member typed in this form, the latest first."""
    return db.session.scalars(
        select(FormDraft)
        .where(FormDraft.member_id == actor.id, FormDraft.place == place)
        .order_by(FormDraft.saved_at.desc(), FormDraft.id.desc())
    ).all()


def list_drafts(actor: Actor) -> Sequence[FormDraft]:
    """Return all that this member typed in forms and did not send, the latest first."""
    return db.session.scalars(
        select(FormDraft)
        .where(FormDraft.member_id == actor.id)
        .order_by(FormDraft.saved_at.desc(), FormDraft.id)
        .limit(30)
    ).all()


def audience_keys(contribution: Contribution) -> frozenset[str]:
    """Name, for the search index, who may find a published contribution; `parties` was loaded."""
    if contribution.hidden_at is not None:
        return frozenset(_keys_of_writers(contribution))
    visibility = contribution.visibility
    if visibility in (Visibility.PUBLIC, Visibility.NETWORK):
        return frozenset({visibility.value})
    circles = {f"structure:{structure.id}" for structure in contribution.parties}
    if visibility is Visibility.STRUCTURE:
        circles = {f"structure:{contribution.structure_id}"}
    elif visibility is Visibility.GROUP:
        circles = {f"group:{contribution.group_id}"}
    return frozenset(circles | _keys_of_writers(contribution))


def _keys_of_writers(contribution: Contribution) -> set[str]:
    """Who wrote it reads it, also from outside the circle that it is for."""
    together = select(contribution_coauthors.c.member_id).where(
        contribution_coauthors.c.contribution_id == contribution.id
    )
    writers = {contribution.author_id, *db.session.scalars(together)}
    return {f"member:{one}" for one in writers if one is not None}
