"""The box that sums up a long topic: what helped, what most found useful."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Integer, Row, Select, and_, bindparam, func, literal, or_, select

from app.accounts.models import Member
from app.forum import kind
from app.forum.models import Post, Topic
from app.i18n import gettext as _
from app.markup import excerpt

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
LONG = 10  # messages
MOST_USEFUL = 3
READ = 900  # characters of a message that an excerpt is made of
LENGTH = 240


@dataclass(frozen=True)
class Point:
    """One message of the summary."""

    author: str
    words: str
    address: str
    useful: int


@dataclass(frozen=True)
class Summary:
    """What a reader in a hurry needs of a long topic."""

    answer: Point | None
    useful: Sequence[Point]


def has_summary(topic: Topic, after: int) -> bool:
    """Say whether this page of a topic begins with its summary."""
    return after == 0 and topic.posts_count >= LONG


def messages_that_count(place: int) -> Select[*tuple[Any, ...]]:
    """Select the accepted answer and the most useful messages, in the columns of `around`."""
    accepted = bindparam("accepted", type_=Integer)
    of_topic = and_(
        Post.topic_id == bindparam("topic_id"), Post.deleted_at.is_(None), Post.hidden_at.is_(None)
    )
    order = (Post.useful_count.desc(), Post.thanks_count.desc(), Post.number)
    best = (
        select(Post.id)
        .where(
            of_topic,
            Post.number > 1,
            Post.number.is_distinct_from(accepted),
            or_(Post.useful_count > 0, Post.thanks_count > 0),
        )
        .order_by(*order)
        .limit(MOST_USEFUL)
    )
    return (
        select(
            Post.number,
            literal("post"),
            Member.name,
            func.substr(Post.text, 1, READ),
            literal(place),
            Post.useful_count,
        )
        .outerjoin(Member, Member.id == Post.author_id)
        .where(or_(and_(of_topic, Post.number == accepted), Post.id.in_(best)))
        .order_by(*order)
        .limit(MOST_USEFUL + 1)
    )


def sum_up(topic: Topic, rows: Iterable[AnyRow]) -> Summary:
    """Return the summary that these messages make."""
    points = {
        row.id: Point(
            row.slug or _("Ancien membre"),
            excerpt(row.title, LENGTH),
            kind.post_address(topic, row.id),
            row.weight,
        )
        for row in rows
    }
    answer = points.pop(topic.accepted_number, None) if topic.accepted_number else None
    return Summary(answer, list(points.values()))
