"""What stands around a topic: what it cites, what it is about, the topics nearest to it."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Integer,
    Row,
    Subquery,
    bindparam,
    func,
    literal,
    select,
    union_all,
)

from app.accounts.actor import Reader
from app.accounts.prepared import Prepared, values_of
from app.contributions.models import Citation, Contribution, contribution_terms
from app.contributions.permissions import published_visible_to
from app.database import db
from app.forum.models import KIND, Topic
from app.forum.permissions import published_topics_visible_to
from app.forum.summing_up import Summary, has_summary, messages_that_count, sum_up
from app.themes.models import THEME, Term

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
NEIGHBOURS = 4
CANDIDATES = 40
MOST_CITED = 20
NEAR, CITED, ABOUT, SAID = range(4)
_NO_WEIGHT = literal(0).label("weight")


@Prepared
def _around(reader: Reader, shown: tuple[bool]) -> CompoundSelect[*tuple[Any, ...]]:
    source: BindParameter[int] = bindparam("topic_id")
    cited = (
        select(
            Contribution.id,
            Contribution.kind,
            Contribution.slug,
            Contribution.title,
            literal(CITED).label("place"),
            _NO_WEIGHT,
        )
        .join(Citation, Citation.target_id == Contribution.id)
        .where(
            Citation.source_id == source,
            Contribution.kind != KIND,
            published_visible_to(reader),
        )
        .order_by(Citation.position, Citation.id)
        .limit(MOST_CITED)
    )
    near = _nearest(source)
    neighbours = (
        select(
            Topic.id,
            Topic.kind,
            Topic.slug,
            Topic.title,
            literal(NEAR).label("place"),
            _NO_WEIGHT,
        )
        .join(near, near.c.contribution_id == Topic.id)
        .where(published_topics_visible_to(reader))
        .order_by(near.c.shared.desc(), Topic.last_activity_at.desc())
        .limit(NEIGHBOURS)
    )
    about = select(
        Contribution.id,
        Contribution.kind,
        Contribution.slug,
        Contribution.title,
        literal(ABOUT).label("place"),
        _NO_WEIGHT,
    ).where(Contribution.id == bindparam("about_id", type_=Integer), published_visible_to(reader))
    parts = [cited, neighbours, about]
    (with_summary,) = shown
    if with_summary:
        parts.append(messages_that_count(SAID))
    return union_all(*(select(part.subquery()) for part in parts))


def _nearest(source: BindParameter[int]) -> Subquery:
    """Select what shares most themes with a topic, the newest first, before any rule of reading."""
    themes = (
        select(contribution_terms.c.term_id)
        .join(Term, Term.id == contribution_terms.c.term_id)
        .where(contribution_terms.c.contribution_id == source, Term.scheme == THEME)
    )
    shared = func.count().label("shared")
    return (
        select(contribution_terms.c.contribution_id, shared)
        .where(
            contribution_terms.c.term_id.in_(themes),
            contribution_terms.c.contribution_id != source,
        )
        .group_by(contribution_terms.c.contribution_id)
        .order_by(shared.desc(), contribution_terms.c.contribution_id.desc())
        .limit(CANDIDATES)
        .subquery()
    )


@dataclass(frozen=True)
class Around:
    """What stands around a topic and its reader may read."""

    cited: list[AnyRow]
    near: list[AnyRow]
    about: AnyRow | None
    summary: Summary | None


def read_around(reader: Reader, topic: Topic, after: int) -> Around:
    """Return what a topic cites and is about, the topics nearest by their themes, its summary."""
    is_long = has_summary(topic, after)
    values = values_of(reader, topic_id=topic.id, about_id=topic.about_id)
    if is_long:
        values = {**values, "accepted": topic.accepted_number}
    rows = db.session.execute(_around.for_(reader, (is_long,)), values).all()
    # Cited in more than one way, shown once; what the topic is about has its own place.
    cited = {row.id: row for row in rows if row.place == CITED and row.id != topic.about_id}
    return Around(
        list(cited.values()),
        [row for row in rows if row.place == NEAR],
        next((row for row in rows if row.place == ABOUT), None),
        sum_up(topic, (row for row in rows if row.place == SAID)) if is_long else None,
    )
