from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.actor import Actor
from app.contributions.models import Contribution, State
from app.contributions.permissions import contributions_written_by
from app.contributions.queries import SHOWN_WITH
from app.database import db
from app.organisations.models import Structure, StructureStatus

DRAFTS_SHOWN = 4


@dataclass(frozen=True)
class Waiting:
    """A question without an answer: what the home page asks of who has ten minutes."""

    id: int
    slug: str
    title: str
    category: str
    author: str
    published_at: datetime
    summary: str


def count_structures() -> int:
    """Count the active structures of the network."""
    return (
        db.session.scalar(
            select(func.count()).where(Structure.status == StructureStatus.ACTIVE)
        )
        or 0
    )


def my_drafts(actor: Actor) -> Sequence[Contribution]:
    """Return the drafts to take up again, the latest first."""
    return db.session.scalars(
        select(Contribution)
        .where(
            contributions_written_by(actor),
            Contribution.state == State.DRAFT,
            Contribution.deleted_at.is_(None),
        )
        .order_by(Contribution.updated_at.desc(), Contribution.id.desc())
        .options(*SHOWN_WITH)
        .limit(DRAFTS_SHOWN)
    ).all()
