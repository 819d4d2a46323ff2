from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contributions.models import Contribution
from app.database import Base, CreatedAt, PrimaryKey, UtcDateTime

LONGEST_NOTE = 500
MOST_VIEWINGS = 20  # of one member


class Bookmark(Base):
    """A contribution, or one message of it, that a member means to read later."""

    __tablename__ = "bookmarks"
    __table_args__ = (
        UniqueConstraint("member_id", "contribution_id", "number"),
        Index("ix_bookmarks_member_created", "member_id", "created_at", "id"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contributions.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int] = mapped_column(default=0)  # of the message; 0 is the whole
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[CreatedAt]

    contribution: Mapped[Contribution] = relationship(lazy="raise")


class Viewing(Base):
    """A member opened a contribution: the last ones are kept, to find one's way back."""

    __tablename__ = "contribution_viewings"
    __table_args__ = (Index("ix_contribution_viewings_recent", "member_id", "viewed_at"),)

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contributions.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    viewed_at: Mapped[datetime] = mapped_column(UtcDateTime)
