"""The page « Mes suivis »: what one member chose, and what they may choose."""

from collections.abc import Sequence

from sqlalchemy import and_, select

from app.accounts.actor import Actor
from app.contributions.watches import ContributionWatch, TermWatch, WatchLevel
from app.database import db
from app.forum.models import Category, Topic
from app.forum.permissions import categories_visible_to, published_topics_visible_to
from app.forum.queries import AnyRow
from app.forum.watching.models import CategoryWatch
from app.paging import Cursor, Page, as_page, newest_first
from app.themes.models import THEME, Term


def watched_topics(actor: Actor, after: Cursor | None) -> Page[AnyRow]:
    """Return the topics that a member chose a level for or wrote in, the last answered first."""
    statement = (
        select(
            Topic.id,
            Topic.slug,
            Topic.title,
            Topic.last_activity_at,
            Category.title.label("category"),
            ContributionWatch.level,
        )
        .join(ContributionWatch, ContributionWatch.contribution_id == Topic.id)
        .join(Category, Category.id == Topic.category_id)
        .where(
            ContributionWatch.member_id == actor.id,
            ContributionWatch.level != WatchLevel.NORMAL,
            published_topics_visible_to(actor),
        )
    )
    rows = db.session.execute(
        newest_first(statement, (Topic.last_activity_at, Topic.id), after)
    ).all()
    return as_page(rows, lambda row: Cursor(row.last_activity_at, row.id), after)


def category_levels(actor: Actor) -> Sequence[tuple[Category, WatchLevel]]:
    """Return every category this member may read, with the level they follow it at."""
    rows = db.session.execute(
        select(Category, CategoryWatch.level)
        .outerjoin(
            CategoryWatch,
            and_(CategoryWatch.category_id == Category.id, CategoryWatch.member_id == actor.id),
        )
        .where(categories_visible_to(actor))
        .order_by(Category.position)
    )
    return [(row[0], row[1] or WatchLevel.NORMAL) for row in rows]


def theme_levels(actor: Actor) -> Sequence[tuple[Term, WatchLevel]]:
    """Return every theme, with the level this member follows it at."""
    rows = db.session.execute(
        select(Term, TermWatch.level)
        .outerjoin(TermWatch, and_(TermWatch.term_id == Term.id, TermWatch.member_id == actor.id))
        .where(Term.scheme == THEME, Term.parent_id.is_not(None))
        .order_by(Term.label)
    )
    return [(row[0], row[1] or WatchLevel.NORMAL) for row in rows]
