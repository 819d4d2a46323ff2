from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, CreatedAt, PrimaryKey, enum_column


class ReactionKind(StrEnum):
    """What one says of a message."""

    USEFUL = "utile"
    THANKS = "merci"


class Reaction(Base):
    """One person's word on one message; a second click of the same finds it there."""

    __tablename__ = "forum_reactions"
    __table_args__ = (UniqueConstraint("post_id", "member_id", "kind"),)

    id: Mapped[PrimaryKey]
    post_id: Mapped[int] = mapped_column(ForeignKey("forum_posts.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ReactionKind] = mapped_column(enum_column(ReactionKind))
    created_at: Mapped[CreatedAt]
