from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import Label, Row, Select, bindparam, select

from app.accounts.actor import Actor, Reader
from app.accounts.prepared import Prepared, values_of
from app.contributions.models import Contribution, State
from app.contributions.permissions import published_visible_to
from app.database import db, row_id
from app.forum.about.permissions import can_ask_about
from app.forum.models import KIND, Topic
from app.forum.permissions import published_topics_visible_to

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
MOST = 8


@Prepared
def _topics_about(reader: Reader) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Topic.id,
            Topic.slug,
            Topic.title,
            Topic.accepted_number,
            Topic.posts_count,
            Topic.last_activity_at,
        )
        .where(
            Topic.about_id == bindparam("thing_id"),
            Topic.kind == KIND,
            Topic.state == State.PUBLISHED,
            published_topics_visible_to(reader),
        )
        .order_by(Topic.last_activity_at.desc(), Topic.id.desc())
        .limit(MOST)
    )


def topics_about(reader: Reader, thing_id: int) -> Sequence[AnyRow]:
    """Return the topics about a contribution that the reader may read, the last answered first."""
    values = values_of(reader, thing_id=thing_id)
    return db.session.execute(_topics_about.for_(reader), values).all()


def title_of_what_it_is_about(reader: Reader) -> Label[Any]:
    """Select beside a topic the title of what it is about, if the reader may read that thing."""
    topics = Topic.__table__
    return (
        select(Contribution.title)
        .where(Contribution.id == topics.c.about_id, published_visible_to(reader))
        .correlate(topics)
        .scalar_subquery()
        .label("about")
    )


def find_asked_about(actor: Actor, asked: object) -> Contribution | None:
    """Return the contribution of this number if a topic may be opened about it, else None."""
    number = row_id(asked)
    if number is None:
        return None
    thing = db.session.scalar(
        select(Contribution).where(Contribution.id == number, published_visible_to(actor))
    )
    return thing if thing is not None and can_ask_about(actor, thing) else None
