"""The lists of topics, each read along an index, whatever the number of topics."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    literal,
    not_,
    select,
    union_all,
)

from app.accounts.actor import Actor, Reader
from app.accounts.models import Member
from app.accounts.prepared import Prepared, values_of
from app.contributions.models import Contribution, State, contribution_terms
from app.database import UtcDateTime, db
from app.forum.about.queries import title_of_what_it_is_about
from app.forum.care.waiting import waiting_since, waits_too_long
from app.forum.models import KIND, Category, Nature, Post, Topic
from app.forum.permissions import published_topics_visible_to
from app.forum.queries import AnyRow, AnySelect
from app.forum.reading.models import Reading, ReadMark
from app.forum.reading.queries import Marks, has_news
from app.forum.watching.queries import followed_by, muted_by
from app.paging import AFTER, Cursor, Page, as_page, cursor_values, newest_first

MOST_WAITING = 2000
MOST_COUNTED = 100
MOST_PINNED = 20


class Which(StrEnum):
    """The tabs of the forum, by their word in the address."""

    RECENT = ""
    UNANSWERED = "sans-reponse"
    UNREAD = "non-lus"
    MINE = "mes-sujets"
    FOLLOWED = "suivis"
    WAITING = "en-attente"  # questions without an answer after two working days


class Solved(StrEnum):
    """Whether a reply was said to have helped, by its word in the address."""

    YES = "resolus"
    NOT_YET = "a-resoudre"


CHOSEN = (Which.MINE, Which.FOLLOWED)  # these show also what its reader silenced
FOR_MEMBERS = (Which.UNREAD, Which.MINE, Which.FOLLOWED, Which.WAITING)


@dataclass(frozen=True, kw_only=True)
class TopicFilter:
    """Which topics a list shows; the terms are a theme and its narrower ones."""

    which: Which = Which.RECENT
    category: Category | None = None
    nature: Nature | None = None
    solved: Solved | None = None
    term_ids: tuple[int, ...] = ()


class _Shape(NamedTuple):
    which: Which
    in_category: bool = False
    of_nature: bool = False
    solved: Solved | None = None
    on_theme: bool = False
    is_first: bool = True

    @property
    def shows_pinned(self) -> bool:
        """Whether what the facilitators pinned stands above: in the plain lists only."""
        narrowed = self.of_nature or self.on_theme or self.solved is not None
        return self.which is Which.RECENT and not narrowed


def list_topics(
    reader: Reader, shown: TopicFilter, after: Cursor | None, marks: Marks | None = None
) -> Page[AnyRow]:
    """Return a page of topics, the last answered first; what is unread needs the marks."""
    shape = _Shape(
        shown.which,
        shown.category is not None,
        shown.nature is not None,
        shown.solved,
        bool(shown.term_ids),
        after is None,
    )
    values = values_of(
        reader,
        category_id=shown.category.id if shown.category else None,
        nature=shown.nature,
        terms=list(shown.term_ids),
        since=marks.since if marks else None,
        waiting_since=waiting_since() if shown.which is Which.WAITING else None,
        **cursor_values(after),
    )
    statement = _with_pinned if shape.shows_pinned and shape.is_first else _topics
    rows = db.session.execute(statement.for_(reader, shape), values).all()
    pinned = sorted((row for row in rows if row.is_pinned), key=_activity, reverse=True)
    others = sorted((row for row in rows if not row.is_pinned), key=_activity, reverse=True)
    page = as_page(others, lambda row: Cursor(row.last_activity_at, row.id), after)
    return Page([*pinned, *page.items], page.older, page.is_first)


def _activity(row: AnyRow) -> tuple[datetime, int]:
    return row.last_activity_at, row.id


def count_unread(actor: Actor, marks: Marks) -> int:
    """Count the topics with something new for this member, a hundred at most."""
    values = values_of(actor, since=marks.since)
    return db.session.scalar(_count.for_(actor), values) or 0


@Prepared
def _topics(reader: Reader, shape: _Shape) -> AnySelect:
    after = None if shape.is_first else AFTER
    statement = _rows(reader, shape, is_pinned=False)
    if shape.shows_pinned:
        statement = statement.where(not_(_pinned_here(shape)))
    return newest_first(statement, (Contribution.last_activity_at, Contribution.id), after)


@Prepared
def _with_pinned(reader: Reader, shape: _Shape) -> CompoundSelect[*tuple[Any, ...]]:
    """Read the first page and what is pinned above it at once."""
    keys = (Contribution.last_activity_at, Contribution.id)
    others = _rows(reader, shape, is_pinned=False).where(not_(_pinned_here(shape)))
    # Few, so looked for first, by their own index, as those that wait.
    topics = Topic.__table__
    few = select(topics.c.id).where(topics.c.pinned_at.is_not(None)).limit(MOST_WAITING).subquery()
    pinned = _rows(reader, shape, is_pinned=True).where(_pinned_here(shape))
    pinned = pinned.join(few, few.c.id == Topic.id)
    both = (
        pinned.order_by(Topic.pinned_at.desc()).limit(MOST_PINNED),
        newest_first(others, keys, None),
    )
    return union_all(*(select(one.subquery()) for one in both))


def _pinned_here(shape: _Shape) -> ColumnElement[bool]:
    pinned = Topic.pinned_at.is_not(None)
    return pinned if shape.in_category else and_(pinned, Topic.is_pinned_everywhere)


def _rows(reader: Reader, shape: _Shape, *, is_pinned: bool) -> AnySelect:
    statement = (
        select(
            Topic.id,
            Topic.slug,
            Topic.title,
            Topic.nature,
            Topic.category_id,
            Topic.accepted_number,
            title_of_what_it_is_about(reader),
            Topic.posts_count,
            Topic.last_number,
            Topic.last_poster_id,
            Topic.last_activity_at,
            Category.title.label("category"),
            Member.name.label("last_by"),
            Reading.last_read if reader else literal(None).label("last_read"),
            literal(is_pinned).label("is_pinned"),
        )
        .join(Category, Category.id == Topic.category_id)
        .outerjoin(Member, Member.id == Topic.last_poster_id)
        .where(
            Topic.kind == KIND,
            Topic.state == State.PUBLISHED,
            published_topics_visible_to(reader),
        )
    )
    if reader:
        statement = _with_reading(statement, reader)
        if not (shape.in_category or shape.on_theme or shape.which in CHOSEN):
            statement = statement.where(~muted_by(reader))
    return _narrowed(statement, reader, shape)


def _with_reading(statement: AnySelect, reader: Actor) -> AnySelect:
    return statement.outerjoin(
        Reading, and_(Reading.topic_id == Topic.id, Reading.member_id == reader.id)
    )


def _only_unread(statement: AnySelect, reader: Actor) -> AnySelect:
    return statement.outerjoin(
        ReadMark,
        and_(ReadMark.category_id == Topic.category_id, ReadMark.member_id == reader.id),
    ).where(*has_news())


def _narrowed(statement: AnySelect, reader: Reader, shape: _Shape) -> AnySelect:
    if shape.in_category:
        statement = statement.where(Topic.category_id == bindparam("category_id"))
    if shape.of_nature:
        statement = statement.where(Topic.nature == bindparam("nature"))
    if shape.solved is not None:
        statement = statement.where(_is_solved(shape.solved))
    if shape.on_theme:
        on_theme = select(contribution_terms.c.contribution_id).where(
            contribution_terms.c.term_id.in_(bindparam("terms", expanding=True))
        )
        statement = statement.where(Topic.id.in_(on_theme))
    return _of_the_tab(statement, reader, shape)


def _of_the_tab(statement: AnySelect, reader: Reader, shape: _Shape) -> AnySelect:
    if shape.which is Which.UNANSWERED:
        waiting = _waiting()
        return statement.join(waiting, waiting.c.id == Topic.id)
    return _of_the_reader(statement, reader, shape.which) if reader else statement


def _of_the_reader(statement: AnySelect, reader: Actor, which: Which) -> AnySelect:
    if which is Which.WAITING:
        return statement.where(waits_too_long(bindparam("waiting_since", type_=UtcDateTime)))
    if which is Which.UNREAD:
        return _only_unread(statement, reader)
    if which is Which.MINE:
        written = select(Post.topic_id).where(
            Post.author_id == reader.id, Post.deleted_at.is_(None)
        )
        return statement.where(Topic.id.in_(written))
    return statement.where(followed_by(reader)) if which is Which.FOLLOWED else statement


def _is_solved(solved: Solved) -> ColumnElement[bool]:
    if solved is Solved.YES:
        return Topic.accepted_number.is_not(None)
    return and_(Topic.nature == Nature.QUESTION, Topic.accepted_number.is_(None))


def _waiting() -> Subquery:
    """Select the questions without an answer: few, so looked for first, by their own index.

    The bound keeps the planner from reading every topic by date in search of them.
    """
    topics = Topic.__table__
    return (
        select(topics.c.id)
        .where(topics.c.nature == Nature.QUESTION, topics.c.posts_count == 1)
        .limit(MOST_WAITING)
        .subquery()
    )


@Prepared
def _count(reader: Actor) -> Select[Any]:
    unread: AnySelect = select(Topic.id).where(
        Topic.kind == KIND,
        Topic.state == State.PUBLISHED,
        published_topics_visible_to(reader),
        ~muted_by(reader),
    )
    found = _only_unread(_with_reading(unread, reader), reader).limit(MOST_COUNTED)
    return select(func.count()).select_from(found.subquery())
