from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.actor import Actor
from app.clock import now
from app.database import db
from app.errors import Conflict, Forbidden, Invalid, TooManyRequests
from app.events import publish as tell
from app.i18n import gettext as _
from app.moderation.events import CaseDecided, ThingFlagged
from app.moderation.models import Case, Flag, Outcome, Priority
from app.moderation.permissions import can_decide, can_flag
from app.moderation.queries import find_case, find_flag

FLAGS_A_DAY = 20
LONGEST_TEXT = 2000


class Decision(StrEnum):
    """What a facilitator answers; the values are in forms and in the log."""

    WRITE = "ecrire"
    HIDE = "masquer"
    SHOW = "retablir"
    HANDLED = "traiter"
    DISMISS = "classer"


OUTCOMES = {
    Decision.HIDE: Outcome.UPHELD,
    Decision.HANDLED: Outcome.UPHELD,
    Decision.SHOW: Outcome.DISMISSED,
    Decision.DISMISS: Outcome.DISMISSED,
}


@dataclass(frozen=True, kw_only=True)
class Flagged:
    """What somebody says of a thing."""

    reason: str
    priority: Priority
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a facilitator decided, why, and from which state of the case."""

    decision: Decision
    reason: str
    answer: str = ""
    version: int | None = None


def flag(
    actor: Actor, key: Mapping[str, int], author_ids: Collection[int], flagged: Flagged
) -> Case:
    """Say that something is wrong with a thing; a second flag of one person changes nothing."""
    if not can_flag(actor, author_ids):
        raise Forbidden(_("Ce contenu est de vous\u00a0: vous pouvez le modifier ou le retirer."))
    case = find_case(key) or _open(key)
    if find_flag(actor, key) is not None:
        return case
    _check_rhythm(actor)
    db.session.add(
        Flag(
            case_id=case.id,
            reporter_id=actor.id,
            reason=flagged.reason,
            text=flagged.text.strip()[:LONGEST_TEXT],
        )
    )
    waits = case.waiting_since is not None
    case.priority = max(case.priority, flagged.priority) if waits else flagged.priority
    case.waiting_since = case.waiting_since or now()
    case.open_flags += 1
    db.session.flush()  # who listens reads the flag
    tell(ThingFlagged(case_id=case.id, reporter_id=actor.id, reason=flagged.reason))
    return case


def decide(actor: Actor, case: Case, author_ids: Collection[int], given: Given) -> None:
    """Answer the flags of a case; what is hidden or shown is the act of the thing's own room."""
    if not can_decide(actor, author_ids):
        raise Forbidden(_("C’est de vous\u00a0: une autre personne de l’animation décide."))
    if not given.reason.strip():
        raise Invalid(_("Écrivez la raison\u00a0: elle reste dans le journal."))
    db.session.refresh(case, with_for_update=True)
    if given.version is not None and given.version != case.decisions_count:
        raise Conflict(_("Quelqu’un a décidé avant vous."))
    case.decisions_count += 1
    outcome = OUTCOMES.get(given.decision)
    reporters = _close(case, outcome, given.answer) if outcome else ()
    tell(
        CaseDecided(
            case_id=case.id,
            act=given.decision.value,
            actor_id=actor.id,
            reason=given.reason.strip(),
            reporter_ids=reporters,
        )
    )


def _open(key: Mapping[str, int]) -> Case:
    case = Case(**key, open_flags=0, decisions_count=0, priority=Priority.LOW)
    try:
        # Two first flags at once: the database says which case it is.
        with db.session.begin_nested():
            db.session.add(case)
    except IntegrityError:
        return db.session.scalars(select(Case).filter_by(**key)).one()
    return case


def _check_rhythm(actor: Actor) -> None:
    since = now() - timedelta(days=1)
    made = select(func.count()).where(Flag.reporter_id == actor.id, Flag.created_at > since)
    if (db.session.scalar(made) or 0) >= FLAGS_A_DAY:
        raise TooManyRequests(
            _("Vous avez fait beaucoup de signalements aujourd’hui. Écrivez plutôt à l’animation."),
            retry_after=3600,
        )


def _close(case: Case, outcome: Outcome, answer: str) -> tuple[int, ...]:
    waiting = select(Flag.reporter_id).where(Flag.case_id == case.id, Flag.outcome == Outcome.OPEN)
    reporters = tuple(one for one in db.session.scalars(waiting) if one is not None)
    db.session.execute(
        update(Flag)
        .where(Flag.case_id == case.id, Flag.outcome == Outcome.OPEN)
        .values(outcome=outcome, answer=answer.strip()[:LONGEST_TEXT], decided_at=now())
    )
    case.waiting_since, case.open_flags = None, 0
    return reporters
