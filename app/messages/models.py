from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.database import (
    Base,
    CreatedAt,
    OptionalMoment,
    PrimaryKey,
    UtcDateTime,
    enum_column,
)


class Conversation(Base):
    """What some people say to one another."""

    __tablename__ = "conversations"

    id: Mapped[PrimaryKey]
    subject: Mapped[str] = mapped_column(default="")
    # « 3-12 » while two people talk alone: they have one such conversation, not several.
    pair: Mapped[str | None] = mapped_column(unique=True)
    last_number: Mapped[int] = mapped_column(default=0)  # the highest ever given
    last_said: Mapped[int] = mapped_column(default=0)  # the same, leaving out who came and went
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    created_at: Mapped[CreatedAt]


class ConversationMember(Base):
    """One person in one conversation, and how far they have read."""

    __tablename__ = "conversation_members"

    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    after_number: Mapped[int] = mapped_column(default=0)  # what was said before they came
    last_read: Mapped[int] = mapped_column(default=0)
    is_muted: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[CreatedAt]
    left_at: Mapped[OptionalMoment]


class MessageKind(StrEnum):
    """What a line of a conversation tells."""

    SAID = "said"
    JOINED = "joined"
    LEFT = "left"


class Message(Base):
    """One line of a conversation: what somebody wrote, or that somebody came or went."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("conversation_id", "number"),)

    id: Mapped[PrimaryKey]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[MessageKind] = mapped_column(enum_column(MessageKind), default=MessageKind.SAID)
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    about_id: Mapped[int | None] = mapped_column(  # who was added
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    text: Mapped[str] = mapped_column(default="")
    html: Mapped[str] = mapped_column(default="")
    html_version: Mapped[int] = mapped_column(default=0, index=True)
    excerpt: Mapped[str] = mapped_column(default="")
    created_at: Mapped[CreatedAt]
    deleted_at: Mapped[OptionalMoment]
    hidden_at: Mapped[OptionalMoment]  # by a facilitator to whom it was reported


message_files = Table(
    "message_files",
    Base.metadata,
    Column("message_id", Integer, ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "file_id",
        Integer,
        ForeignKey("stored_files.id", ondelete="RESTRICT"),
        primary_key=True,
        index=True,
    ),
)


class MessageReport(Base):
    """A message that one of its readers shows to the facilitators, as it was then."""

    __tablename__ = "message_reports"
    __table_args__ = (
        UniqueConstraint("message_id", "reporter_id"),
        Index("ix_message_reports_created_at", "created_at"),
    )

    id: Mapped[PrimaryKey]
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    reporter_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    reason: Mapped[str]
    text: Mapped[str] = mapped_column(default="")  # what the reporter adds
    message_text: Mapped[str]
    message_html: Mapped[str]
    html_version: Mapped[int]
    created_at: Mapped[CreatedAt]


class MemberBlock(Base):
    """Somebody does not wish the messages of somebody else."""

    __tablename__ = "member_blocks"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    blocked_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created_at: Mapped[CreatedAt]


class OpenTo(StrEnum):
    """Who may begin a conversation with a member."""

    EVERYBODY = "everybody"
    NOBODY = "nobody"  # the conversations under way go on


class MessageWish(Base):
    """What a member wishes of messages; without a row, everybody may write."""

    __tablename__ = "message_wishes"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    open_to: Mapped[OpenTo] = mapped_column(enum_column(OpenTo), default=OpenTo.EVERYBODY)
