"""How closely members follow contributions and terms: five levels, and none by default."""

from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, CreatedAt, enum_column


class WatchLevel(StrEnum):
    """How closely a member follows something; without a row, `NORMAL`."""

    WATCHING = "surveiller"  # told of each message
    TRACKING = "suivre"  # told when mentioned or answered; unread messages are counted
    NORMAL = "normal"  # told when mentioned or answered
    FIRST_POST = "premier"  # of a category or a theme: told of each new topic
    MUTED = "silence"  # never told, and left out of the lists


class ContributionWatch(Base):
    """How closely one member follows one contribution."""

    __tablename__ = "contribution_watches"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contributions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    level: Mapped[WatchLevel] = mapped_column(enum_column(WatchLevel))
    is_chosen: Mapped[bool] = mapped_column(default=True)  # else it follows from having written
    created_at: Mapped[CreatedAt]


class TermWatch(Base):
    """How closely one member follows what is classified under one term."""

    __tablename__ = "term_watches"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    term_id: Mapped[int] = mapped_column(
        ForeignKey("terms.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    level: Mapped[WatchLevel] = mapped_column(enum_column(WatchLevel))
    created_at: Mapped[CreatedAt]
