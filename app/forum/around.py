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
from app.themes.models import THEME, Term

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
NEIGHBOURS = 4
CANDIDATES = 40
MOST_CITED = 20
NEAR, CITED, ABOUT = range(3)


@Prepared
def _around(reader: Reader) -> CompoundSelect[*tuple[Any, ...]]:
    source: BindParameter[int] = bindparam("topic_id")
    cited = (
        select(
            Contribution.id,
            Contribution.kind,
            Contribution.slug,
            Contribution.title,
            literal(CITED).label("place"),
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
        select(Topic.id, Topic.kind, Topic.slug, Topic.title, literal(NEAR).label("place"))
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
    ).where(Contribution.id == bindparam("about_id", type_=Integer), published_visible_to(reader))
    return union_all(
        select(cited.subquery()), select(neighbours.subquery()), select(about.subquery())
    )


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


def read_around(reader: Reader, topic: Topic) -> Around:
    """Return what a topic cites and is about, and the topics nearest by their themes."""
    values = values_of(reader, topic_id=topic.id, about_id=topic.about_id)
    rows = db.session.execute(_around.for_(reader), values).all()
    cited = {row.id: row for row in rows if row.place == CITED}  # in more than one way, shown once
    return Around(
        list(cited.values()),
        [row for row in rows if row.place == NEAR],
        next((row for row in rows if row.place == ABOUT), None),
    )
