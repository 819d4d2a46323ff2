from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from app.accounts.models import Member
from app.clock import now
from app.contributions.models import Contribution
from app.database import Base, CreatedAt, OptionalMoment, PrimaryKey, UtcDateTime, enum_column
from app.forum.models import Post


class Priority(IntEnum):
    """How soon a flag wants an answer."""

    LOW = 1
    NORMAL = 2
    HIGH = 3


class Outcome(StrEnum):
    """What became of a flag."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class Case(Base):
    """One thing that was flagged, and whether somebody must look at it."""

    __tablename__ = "moderation_cases"
    __table_args__ = (
        CheckConstraint(
            "(contribution_id IS NOT NULL) OR (post_id IS NOT NULL) OR (member_id IS NOT NULL)"
            " OR (message_id IS NOT NULL)",
            name="names_a_thing",
        ),
        Index("ix_moderation_cases_queue", "priority", "waiting_since", "id"),
    )

    id: Mapped[PrimaryKey]
    contribution_id: Mapped[int | None] = mapped_column(
        ForeignKey("contributions.id", ondelete="CASCADE"), unique=True
    )
    post_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_posts.id", ondelete="CASCADE"), unique=True
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), unique=True
    )
    # A private message that one of its readers reported.
    message_id: Mapped[int | None] = mapped_column(
        ForeignKey("messages.id", ondelete="CASCADE"), unique=True
    )
    priority: Mapped[int] = mapped_column(default=Priority.NORMAL)
    waiting_since: Mapped[OptionalMoment]  # none: nobody has to look
    open_flags: Mapped[int] = mapped_column(default=0)
    decisions_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[CreatedAt]

    contribution: Mapped[Contribution | None] = relationship(lazy="raise")
    post: Mapped[Post | None] = relationship(lazy="raise")
    member: Mapped[Member | None] = relationship(lazy="raise")


class Flag(Base):
    """What one person says is wrong with a thing; once a person and thing."""

    __tablename__ = "moderation_flags"
    __table_args__ = (
        UniqueConstraint("case_id", "reporter_id"),
        Index("ix_moderation_flags_reporter_created", "reporter_id", "created_at"),
    )

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_cases.id", ondelete="CASCADE"))
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    reason: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    created_at: Mapped[CreatedAt]
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome), default=Outcome.OPEN)
    answer: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[OptionalMoment]

    case: Mapped[Case] = relationship(lazy="raise")
    reporter: Mapped[Member | None] = relationship(lazy="raise")


class LogEntry(Base):
    """Who did what, when and why. Written once."""

    __tablename__ = "moderation_log"
    __table_args__ = (
        Index("ix_moderation_log_done", "done_at", "id"),
        Index("ix_moderation_log_act_done", "act", "done_at", "id"),
    )

    id: Mapped[PrimaryKey]
    done_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    act: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    reason: Mapped[str] = mapped_column(default="")
    contribution_id: Mapped[int | None] = mapped_column(
        ForeignKey("contributions.id", ondelete="SET NULL"), index=True
    )
    number: Mapped[int | None]  # of a message, in its topic
    case_id: Mapped[int | None] = mapped_column(
        ForeignKey("moderation_cases.id", ondelete="SET NULL"), index=True
    )


@event.listens_for(LogEntry, "before_update")
@event.listens_for(LogEntry, "before_delete")
def _refuse(_mapper: Mapper[LogEntry], _connection: object, entry: LogEntry) -> None:
    raise TypeError(f"an entry of the log is never changed: {entry.id}")
