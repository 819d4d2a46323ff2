"""How far one reader is in a topic, as rows that come with what the topic is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Integer, Row, Select, and_, literal, or_, select

from app.contributions.bookmarks.models import Bookmark
from app.forum.models import Post, Topic
from app.forum.reading.models import Reading, ReadMark

READ, KEPT = "place:read", "place:kept"
AnySelect = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Place:
    """How far a member is in one topic, and what of it they keep."""

    last_read: int
    kept: frozenset[int]  # numbers of messages; 0 is the topic itself


def place_rows(topic_id: BindParameter[Any], reader_id: BindParameter[Any]) -> list[AnySelect]:
    """Select, as rows of a classification, what `place_in` reads."""
    topics = Topic.__table__
    said_before = (
        select(Post.number)
        .where(Post.topic_id == topic_id, Post.created_at <= ReadMark.marked_at)
        .order_by(Post.number.desc())
        .limit(1)
        .correlate(ReadMark)
        .scalar_subquery()
    )
    here = or_(ReadMark.category_id.is_(None), ReadMark.category_id == topics.c.category_id)
    return [
        _as_row(READ, Reading.last_read).where(
            Reading.topic_id == topic_id, Reading.member_id == reader_id
        ),
        _as_row(READ, said_before)
        .select_from(ReadMark)
        .join(topics, and_(topics.c.id == topic_id, here))
        .where(ReadMark.member_id == reader_id),
        _as_row(KEPT, Bookmark.number).where(
            Bookmark.contribution_id == topic_id, Bookmark.member_id == reader_id
        ),
    ]


def _as_row(what: str, number: Any) -> AnySelect:
    # The number stands last, where a classification has the place of a term in its order.
    return select(literal(what), literal(""), literal(""), literal(""), number.cast(Integer))


def place_in(found: Mapping[str, Sequence[Row[*tuple[Any, ...]]]]) -> Place:
    """Return how far the reader is, from the rows of the classification of a topic."""
    read = [row.position or 0 for row in found.get(READ, ())]
    kept = frozenset(row.position for row in found.get(KEPT, ()))
    return Place(max(read, default=0), kept)
