from datetime import datetime, time
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import (
    Base,
    CreatedAt,
    OptionalMoment,
    PrimaryKey,
    UtcDateTime,
    enum_column,
)

LONGEST_NAME = 40
LONGEST_GROUP = 80
LONGEST_URL = 300


class MailState(StrEnum):
    """What became of the mail of a notice."""

    WAITING = "waiting"
    QUEUED = "queued"
    SKIPPED = "skipped"  # read in the site first, not wanted by mail, or no longer readable


class Rhythm(StrEnum):
    """How often mails of one kind leave; only the first exists so far."""

    IMMEDIATE = "immediate"
    DAILY = "daily"
    WEEKLY = "weekly"


class Notice(Base):
    """One member told of one thing. Its title and its words are never kept: rights change."""

    __tablename__ = "notices"
    __table_args__ = (
        # « Never twice »: `slot` names what, of this number of this group, is told.
        UniqueConstraint("member_id", "group_key", "number", "slot"),
        Index("ix_notices_member_id_group_key_id", "member_id", "group_key", "id"),
        Index("ix_notices_member_id_read_at", "member_id", "read_at"),
        Index("ix_notices_mail_state_mail_at", "mail_state", "mail_at"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(LONGEST_NAME))
    slot: Mapped[str] = mapped_column(String(LONGEST_NAME))
    group_key: Mapped[str] = mapped_column(String(LONGEST_GROUP), index=True)
    number: Mapped[int] = mapped_column(default=0)
    url: Mapped[str] = mapped_column(String(LONGEST_URL))  # a path of the site
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[CreatedAt]
    read_at: Mapped[OptionalMoment]
    mail_state: Mapped[MailState] = mapped_column(enum_column(MailState), default=MailState.WAITING)
    mail_at: Mapped[datetime] = mapped_column(UtcDateTime)  # not before

    @property
    def thing_id(self) -> int:
        """The id in the key of its group: 12 for « topic:12 »."""
        return int(self.group_key.rpartition(":")[2])


class NoticePreference(Base):
    """What one member wants by mail of one kind; without a row, what the kind says."""

    __tablename__ = "notice_preferences"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(LONGEST_NAME), primary_key=True)
    by_mail: Mapped[bool] = mapped_column(default=True)
    rhythm: Mapped[Rhythm] = mapped_column(enum_column(Rhythm), default=Rhythm.IMMEDIATE)


class QuietHours(Base):
    """When one member wants no mail, in the hours of Paris."""

    __tablename__ = "quiet_hours"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    begin_at: Mapped[time | None]
    end_at: Mapped[time | None]


class WeeklySummary(Base):
    """The week (its Monday) for which one member's summary was written, or had nothing to say."""

    __tablename__ = "weekly_summaries"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    week: Mapped[str] = mapped_column(String(10), primary_key=True)
    created_at: Mapped[CreatedAt]
