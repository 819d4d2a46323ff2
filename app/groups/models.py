from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, CreatedAt, PrimaryKey


class Group(Base):
    """A circle of members. The facilitators' one is entered with the role, not by invitation."""

    __tablename__ = "groups"

    id: Mapped[PrimaryKey]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    is_for_facilitators: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[CreatedAt]


class GroupMembership(Base):
    """One person in one group."""

    __tablename__ = "group_memberships"

    group_id: Mapped[int] = mapped_column(
        ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    joined_at: Mapped[CreatedAt]
