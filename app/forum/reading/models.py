from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Moment, OptionalMoment, PrimaryKey, UtcDateTime


class Reading(Base):
    """The last message of a topic that a member has read."""

    __tablename__ = "forum_readings"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    topic_id: Mapped[int] = mapped_column(
        ForeignKey("forum_topics.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    last_read: Mapped[int]
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReadMark(Base):
    """« Tout marquer comme lu »: in one category, or without one in the whole forum."""

    __tablename__ = "forum_read_marks"
    __table_args__ = (UniqueConstraint("member_id", "category_id"),)

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    category_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_categories.id", ondelete="CASCADE"), index=True
    )
    marked_at: Mapped[Moment]
    previous_at: Mapped[OptionalMoment]  # what the mark replaced: it can be taken back
