"""How far a member has read: in one topic, and for the rows of a list."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    bindparam,
    func,
    or_,
    select,
)

from app.accounts.actor import Actor
from app.clock import now
from app.database import UtcDateTime, db
from app.forum.models import Post, Topic
from app.forum.queries import page_of
from app.forum.reading.models import Reading, ReadMark

NEWS_DAYS = 30  # what nobody spoke in for longer is nobody's news
UNDONE_WITHIN = timedelta(minutes=15)

_member = bindparam("reader_id", type_=Integer)
_since = bindparam("since", type_=UtcDateTime)
_its_reading = and_(Reading.topic_id == Topic.id, Reading.member_id == _member)
_its_mark = and_(ReadMark.category_id == Topic.category_id, ReadMark.member_id == _member)


@dataclass(frozen=True)
class Marks:
    """When a member last said « tout est lu », everywhere and in each category."""

    since: datetime  # nothing said before is news
    by_category: Mapping[int, datetime] = field(default_factory=dict)
    latest: Mapping[int | None, datetime] = field(default_factory=dict)

    def of(self, category_id: int) -> datetime:
        """Return since when something said in this category is news."""
        return max(self.since, self.by_category.get(category_id, self.since))

    def just_made(self, category_id: int | None) -> datetime | None:
        """Return when « tout est lu » was said here, while it can be taken back."""
        made = self.latest.get(category_id)
        return made if made is not None and now() - made <= UNDONE_WITHIN else None


@dataclass(frozen=True)
class News:
    """What a member has not read of one topic: how many messages, and the first of them."""

    count: int
    first: int

    @property
    def place(self) -> str:
        """What leads, after the address of the topic, to the first of them."""
        after = page_of(self.first)
        return f"?apres={after}#message-{self.first}" if after else f"#message-{self.first}"


def marks_of(actor: Actor) -> Marks:
    """Return the marks of a member: one statement, a few rows."""
    rows = db.session.execute(_MARKS, {"reader_id": actor.id}).all()
    made = {row.category_id: row.marked_at for row in rows}
    by_category = {key: moment for key, moment in made.items() if key is not None}
    oldest = now() - timedelta(days=NEWS_DAYS)
    return Marks(max(made.get(None, oldest), oldest), by_category, made)


_MARKS = (
    select(ReadMark.category_id, ReadMark.marked_at)
    .where(ReadMark.member_id == _member)
    .order_by(ReadMark.id)
)


def has_news() -> Sequence[ColumnElement[bool]]:
    """Say which topics hold something that the reader has not read, for a list that joins both.

    The bound on the date alone lets the index of dates find them; the marks then take some away.
    """
    return (
        Topic.last_activity_at > _since,
        or_(ReadMark.marked_at.is_(None), Topic.last_activity_at > ReadMark.marked_at),
        or_(Reading.last_read.is_(None), Reading.last_read < Topic.last_number),
        Topic.last_poster_id.is_distinct_from(_member),
    )


# The order of the joins is that of the reading: topic, how far it was read, then its messages.
_NEWS = (
    select(Topic.id, func.count(Post.id).label("how_many"), func.min(Post.number).label("first"))
    .select_from(Topic)
    .outerjoin(Reading, _its_reading)
    .outerjoin(ReadMark, _its_mark)
    .join(
        Post,
        and_(
            Post.topic_id == Topic.id,
            Post.number > func.coalesce(Reading.last_read, 0),
            Post.created_at > _since,
            or_(ReadMark.marked_at.is_(None), Post.created_at > ReadMark.marked_at),
            Post.deleted_at.is_(None),
            Post.author_id.is_distinct_from(_member),
        ),
    )
    .where(Topic.id.in_(bindparam("topics", expanding=True)))
    .group_by(Topic.id)
)


def news_of(actor: Actor, topic_ids: Collection[int], since: datetime) -> Mapping[int, News]:
    """Return what this member has not read of these topics."""
    if not topic_ids:
        return {}
    values = {"reader_id": actor.id, "since": since, "topics": list(topic_ids)}
    return {row.id: News(row.how_many, row.first) for row in db.session.execute(_NEWS, values)}


def first_on(topic: Topic, moment: datetime) -> int | None:
    """Return the number of the first message written at this moment or later."""
    return db.session.scalar(
        select(func.min(Post.number)).where(Post.topic_id == topic.id, Post.created_at >= moment)
    )
