from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from flask_login import UserMixin
from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import now
from app.database import (
    Base,
    CreatedAt,
    Moment,
    OptionalMoment,
    PrimaryKey,
    UtcDateTime,
    enum_column,
)
from app.themes.models import Term


class MemberStatus(StrEnum):
    """Whether an account may be used."""

    PENDING = "pending"  # the structure's request is under review
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"


class ProfileVisibility(StrEnum):
    """Who may open the page of a member; their name stays on what they publish."""

    PUBLIC = "public"
    NETWORK = "network"
    STRUCTURE = "structure"


member_terms = Table(
    "member_terms",
    Base.metadata,
    Column(
        "member_id",
        Integer,
        ForeignKey("members.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column(
        "term_id",
        Integer,
        ForeignKey("terms.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)


class Member(UserMixin, Base):
    """A person with an account."""

    __tablename__ = "members"
    USABLE: ClassVar = (MemberStatus.ACTIVE, MemberStatus.PENDING)

    id: Mapped[PrimaryKey]
    email: Mapped[str] = mapped_column(unique=True)  # always in lower case
    name: Mapped[str]
    slug: Mapped[str]
    password_hash: Mapped[str | None]
    session_key: Mapped[str]  # renewed with the password: every open session ends
    status: Mapped[MemberStatus] = mapped_column(
        enum_column(MemberStatus), default=MemberStatus.ACTIVE
    )
    is_facilitator: Mapped[bool] = mapped_column(default=False)
    is_administrator: Mapped[bool] = mapped_column(default=False)
    job_id: Mapped[int | None] = mapped_column(
        ForeignKey("terms.id", ondelete="SET NULL"), index=True
    )
    presentation: Mapped[str] = mapped_column(default="")
    availability: Mapped[str] = mapped_column(default="")
    profile_visibility: Mapped[ProfileVisibility] = mapped_column(
        enum_column(ProfileVisibility), default=ProfileVisibility.NETWORK
    )
    arrived_on: Mapped[date | None]
    created_at: Mapped[CreatedAt]
    is_demo: Mapped[bool] = mapped_column(default=False)

    job: Mapped[Term | None] = relationship(lazy="raise")
    terms: Mapped[list[Term]] = relationship(
        secondary=member_terms, order_by=Term.position, lazy="raise"
    )

    @property
    def is_active(self) -> bool:
        """Flask-Login asks: a suspended or former member is not signed in."""
        return self.status in self.USABLE

    def get_id(self) -> str:
        """Name the session: the member and the key that a change of password renews."""
        return f"{self.id}:{self.session_key}"

    @property
    def is_profile_public(self) -> bool:
        """Whether visitors and search engines may open the page of this member."""
        return self.profile_visibility is ProfileVisibility.PUBLIC

    @property
    def initials(self) -> str:
        """« SC » for Sylvain C."""
        return "".join(word[0] for word in self.name.replace("-", " ").split()[:2]).upper()


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    RESET = "reset"
    INVITATION = "invitation"


class OneTimeLink(Base):
    """A link sent by e-mail, kept only as a hash, spent once by a form (never by a GET)."""

    __tablename__ = "one_time_links"

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[LinkPurpose] = mapped_column(enum_column(LinkPurpose))
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[Moment]
    used_at: Mapped[OptionalMoment]

    member: Mapped[Member] = relationship(lazy="raise")


class Attempt(Base):
    """One try at something that is throttled, under a hashed key (an account, an address)."""

    __tablename__ = "attempts"

    id: Mapped[PrimaryKey]
    key: Mapped[str] = mapped_column(index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
