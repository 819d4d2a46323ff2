"""What the weekly summary says of the forum: topics opened, questions that found an answer."""

from sqlalchemy import ColumnElement, select

from app.accounts.actor import Actor
from app.contributions.models import State
from app.database import db
from app.forum.kind import address
from app.forum.models import Topic
from app.forum.permissions import published_topics_visible_to
from app.forum.watching.queries import muted_by
from app.i18n import gettext as _
from app.notifications.summary import Section, Span, SummaryLine, summary_part

MOST_NEW, MOST_SOLVED = 6, 3


@summary_part(10)
def _opened(reader: Actor, span: Span) -> Section | None:
    this_week = (Topic.published_at >= span.since, Topic.published_at < span.until)
    lines = _lines(reader, MOST_NEW, *this_week, Topic.author_id.is_distinct_from(reader.id))
    return Section(_("Nouveaux sujets"), lines) if lines else None


@summary_part(20)
def _solved(reader: Actor, span: Span) -> Section | None:
    """Questions of before that were answered this week: those of the week stand above."""
    lines = _lines(
        reader,
        MOST_SOLVED,
        Topic.accepted_number.is_not(None),
        Topic.published_at < span.since,
        Topic.last_activity_at >= span.since,
        Topic.last_activity_at < span.until,
    )
    return Section(_("Questions résolues"), lines) if lines else None


def _lines(reader: Actor, most: int, *which: ColumnElement[bool]) -> list[SummaryLine]:
    rows = db.session.execute(
        select(Topic.id, Topic.slug, Topic.title)
        .where(
            Topic.state == State.PUBLISHED,
            published_topics_visible_to(reader),
            ~muted_by(reader),
            *which,
        )
        .order_by(Topic.last_activity_at.desc(), Topic.id.desc())
        .limit(most)
    )
    return [SummaryLine(row.title, address(row.id, row.slug)) for row in rows]
