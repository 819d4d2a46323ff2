from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.database import Base, CreatedAt, PrimaryKey, enum_column
from app.themes.models import Term


class StructureStatus(StrEnum):
    """Where a structure stands in the network."""

    REQUEST = "request"
    ACTIVE = "active"
    DORMANT = "dormant"
    LEFT = "left"


class Structure(Base):
    """A member organisation."""

    __tablename__ = "structures"

    id: Mapped[PrimaryKey]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    acronym: Mapped[str] = mapped_column(default="")
    type_id: Mapped[int | None] = mapped_column(
        ForeignKey("terms.id", ondelete="SET NULL"), index=True
    )
    presentation: Mapped[str] = mapped_column(default="")
    status: Mapped[StructureStatus] = mapped_column(
        enum_column(StructureStatus), default=StructureStatus.ACTIVE
    )
    admitted_on: Mapped[date | None]
    created_at: Mapped[CreatedAt]
    is_demo: Mapped[bool] = mapped_column(default=False)

    type: Mapped[Term | None] = relationship(lazy="raise")
    memberships: Mapped[list["Membership"]] = relationship(back_populates="structure", lazy="raise")


class Membership(Base):
    """One person in one structure."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("member_id", "structure_id"),)

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    structure_id: Mapped[int] = mapped_column(
        ForeignKey("structures.id", ondelete="CASCADE"), index=True
    )
    is_referent: Mapped[bool] = mapped_column(default=False)
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]

    member: Mapped[Member] = relationship(lazy="raise")
    structure: Mapped[Structure] = relationship(back_populates="memberships", lazy="raise")
