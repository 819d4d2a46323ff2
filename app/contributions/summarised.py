"""What the weekly summary says of things published: one section a kind, for who may read them.

A kind whose room has rules of its own for reading says it itself (`summarised=False`).
"""

from sqlalchemy import select

from app.accounts.actor import Actor
from app.contributions.kinds import address_of, all_kinds
from app.contributions.models import Contribution, State
from app.contributions.permissions import published_visible_to
from app.database import db
from app.i18n import gettext as _
from app.notifications.summary import Section, Span, SummaryLine, summary_part

MOST = 6


@summary_part(30)
def _published(reader: Actor, span: Span) -> Section | None:
    kinds = [kind.name for kind in all_kinds() if kind.summarised]
    rows = db.session.execute(
        select(Contribution.id, Contribution.kind, Contribution.slug, Contribution.title)
        .where(
            Contribution.kind.in_(kinds),
            Contribution.state == State.PUBLISHED,
            Contribution.published_at >= span.since,
            Contribution.published_at < span.until,
            Contribution.author_id.is_distinct_from(reader.id),
            published_visible_to(reader),
        )
        .order_by(Contribution.published_at.desc(), Contribution.id.desc())
        .limit(MOST)
    ).all()
    if not rows:
        return None
    lines = [SummaryLine(row.title, address_of(row)) for row in rows]
    return Section(_("Nouvelles ressources et fiches"), lines)
