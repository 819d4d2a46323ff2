from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.contributions.models import Contribution
from app.contributions.permissions import contributions_visible_to
from app.database import db
from app.errors import NotFound
from app.forum.models import Post
from app.forum.queries import AnyRow
from app.moderation.models import Case, Flag, LogEntry
from app.moderation.permissions import can_moderate
from app.paging import Cursor, Page, as_page, newest_first

QUEUE_SIZE = 30
MOST_FLAGS_SHOWN = 100


@dataclass(frozen=True)
class QueuePlace:
    """The place in the queue: priority, then who has waited longest."""

    priority: int
    cursor: Cursor

    def __str__(self) -> str:
        return f"{self.priority}.{self.cursor}"

    @classmethod
    def parse(cls, text: str | None) -> "QueuePlace | None":
        """Read a place from an address; anything unreadable means the beginning."""
        priority, _sep, rest = (text or "").partition(".")
        cursor = Cursor.parse(rest)
        return cls(int(priority), cursor) if priority in {"1", "2", "3"} and cursor else None


def list_waiting(after: QueuePlace | None) -> Page[AnyRow]:
    """Return a page of what was flagged and nobody answered, the most urgent and oldest first."""
    topic = aliased(Contribution)
    statement = (
        select(
            Case.id, Case.priority, Case.waiting_since, Case.open_flags,
            Case.post_id, Case.member_id, Case.message_id,
            func.coalesce(Contribution.title, topic.title).label("title"),
            Contribution.kind, Post.number, Member.name.label("member"),
            func.coalesce(Contribution.hidden_at, Post.hidden_at).label("hidden_at"),
        )
        .outerjoin(Contribution, Contribution.id == Case.contribution_id)
        .outerjoin(Post, Post.id == Case.post_id)
        .outerjoin(topic, topic.id == Post.topic_id)
        .outerjoin(Member, Member.id == Case.member_id)
        .where(Case.waiting_since.is_not(None))
        .order_by(Case.priority.desc(), Case.waiting_since, Case.id)
        .limit(QUEUE_SIZE + 1)
    )  # fmt: skip
    if after is not None:
        last = after.cursor
        later = or_(
            Case.waiting_since > last.moment,
            and_(Case.waiting_since == last.moment, Case.id > last.id),
        )
        statement = statement.where(
            or_(
                Case.priority < after.priority,
                and_(Case.priority == after.priority, later),
            )
        )
    rows = db.session.execute(statement).all()
    items = rows[:QUEUE_SIZE]
    older = None
    if len(rows) > QUEUE_SIZE:
        end = items[-1]
        older = str(QueuePlace(end.priority, Cursor(end.waiting_since, end.id)))
    return Page(items, older, is_first=after is None)


def reasons_given(case_ids: Sequence[int]) -> Mapping[int, list[str]]:
    """Return the reasons of the open flags of these cases."""
    found: dict[int, list[str]] = {}
    if case_ids:
        rows = db.session.execute(
            select(Flag.case_id, Flag.reason)
            .where(Flag.case_id.in_(case_ids), Flag.decided_at.is_(None))
            .distinct()
        )
        for row in rows:
            found.setdefault(row.case_id, []).append(row.reason)
    return found


def get_case(actor: Actor, case_id: int) -> Case:
    """Return a case; NotFound for all but facilitators."""
    case = db.session.get(Case, case_id) if can_moderate(actor) else None
    if case is None:
        raise NotFound
    return case


def find_case(key: Mapping[str, int]) -> Case | None:
    """Return the case of a thing, by the column that names it."""
    return db.session.scalar(select(Case).filter_by(**key))


def flags_of(case_id: int) -> Sequence[Flag]:
    """Return the flags of a case, the last first, with who made them."""
    return db.session.scalars(
        select(Flag)
        .where(Flag.case_id == case_id)
        .options(joinedload(Flag.reporter))
        .order_by(Flag.id.desc())
        .limit(MOST_FLAGS_SHOWN)
    ).all()


def entries_of(case: Case) -> Sequence[AnyRow]:
    """Return what was done about a case, the last first."""
    return db.session.execute(
        select(LogEntry.act, LogEntry.done_at, LogEntry.reason, Member.name)
        .outerjoin(Member, Member.id == LogEntry.actor_id)
        .where(LogEntry.case_id == case.id)
        .order_by(LogEntry.id.desc())
        .limit(MOST_FLAGS_SHOWN)
    ).all()


def find_flag(actor: Actor, key: Mapping[str, int]) -> Flag | None:
    """Return the flag that this person made of a thing."""
    return db.session.scalar(
        select(Flag).join(Case).filter_by(**key).where(Flag.reporter_id == actor.id)
    )


def list_mine(actor: Actor, after: Cursor | None) -> Page[AnyRow]:
    """Return the flags that this person made, the last first; titles only of what they read."""
    visible = select(Contribution.id).where(contributions_visible_to(actor))
    statement = (
        select(
            Flag.id, Flag.created_at, Flag.reason, Flag.outcome, Flag.answer, Flag.decided_at,
            Case.post_id, Case.member_id, Case.message_id,
            Contribution.title, Contribution.kind, Member.name.label("member"),
        )
        .join(Case, Case.id == Flag.case_id)
        .outerjoin(Post, Post.id == Case.post_id)
        .outerjoin(
            Contribution,
            and_(
                Contribution.id == func.coalesce(Case.contribution_id, Post.topic_id),
                Contribution.id.in_(visible),
            ),
        )
        .outerjoin(Member, Member.id == Case.member_id)
        .where(Flag.reporter_id == actor.id)
    )  # fmt: skip
    statement = newest_first(statement, (Flag.created_at, Flag.id), after)
    rows = db.session.execute(statement).all()
    return as_page(rows, lambda row: Cursor(row.created_at, row.id), after)


def list_log(actor: Actor, act: str, after: Cursor | None) -> Page[AnyRow]:
    """Return the log, the last first; titles of what this person reads, or was flagged."""
    flagged = select(Case.contribution_id).where(Case.contribution_id.is_not(None))
    in_flagged = select(Post.topic_id).join(Case, Case.post_id == Post.id)
    readable = select(Contribution.id).where(
        or_(
            contributions_visible_to(actor),
            Contribution.id.in_(flagged),
            Contribution.id.in_(in_flagged),
        )
    )
    statement: Any = (
        select(
            LogEntry.id.label("entry_id"), LogEntry.done_at, LogEntry.act, LogEntry.reason,
            LogEntry.number,
            LogEntry.case_id, Member.name, Contribution.id, Contribution.title,
            Contribution.kind, Contribution.slug,
        )
        .outerjoin(Member, Member.id == LogEntry.actor_id)
        .outerjoin(
            Contribution,
            and_(Contribution.id == LogEntry.contribution_id, Contribution.id.in_(readable)),
        )
    )  # fmt: skip
    if act:
        statement = statement.where(LogEntry.act == act)
    statement = newest_first(statement, (LogEntry.done_at, LogEntry.id), after)
    rows = db.session.execute(statement).all()
    return as_page(rows, lambda row: Cursor(row.done_at, row.entry_id), after)
