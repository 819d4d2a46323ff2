from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.clock import now
from app.database import (
    Base,
    CreatedAt,
    OptionalMoment,
    PrimaryKey,
    UtcDateTime,
    enum_column,
)
from app.groups.models import Group
from app.organisations.models import Structure
from app.themes.models import Term, Territory


class Visibility(StrEnum):
    """Who may read a contribution once it is published."""

    PUBLIC = "public"
    NETWORK = "network"
    STRUCTURE = "structure"
    GROUP = "group"
    PARTIES = "parties"


class State(StrEnum):
    """Where a contribution is in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


def _link(name: str, other: str, target: str) -> Table:
    return Table(
        name,
        Base.metadata,
        Column(
            "contribution_id",
            Integer,
            ForeignKey("contributions.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        Column(
            other,
            Integer,
            ForeignKey(f"{target}.id", ondelete="CASCADE"),
            primary_key=True,
            index=True,
        ),
    )


contribution_terms = _link("contribution_terms", "term_id", "terms")
contribution_territories = _link("contribution_territories", "territory_id", "territories")
contribution_coauthors = _link("contribution_coauthors", "member_id", "members")
contribution_parties = _link("contribution_parties", "structure_id", "structures")


class Contribution(Base):
    """Anything a member publishes: the shared base of topics, resources and sheets."""

    __tablename__ = "contributions"
    __table_args__ = (
        Index("ix_contributions_kind_published", "kind", "state", "published_at", "id"),
        Index("ix_contributions_kind_activity", "kind", "state", "last_activity_at", "id"),
        # Of what was deleted only: an index of everything lures a database without statistics.
        Index(
            "ix_contributions_deleted_at",
            "deleted_at",
            sqlite_where=text("deleted_at IS NOT NULL"),
            postgresql_where=text("deleted_at IS NOT NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    kind: Mapped[str]
    title: Mapped[str]
    slug: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    structure_id: Mapped[int | None] = mapped_column(
        ForeignKey("structures.id", ondelete="SET NULL"), index=True
    )
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("groups.id", ondelete="SET NULL"), index=True
    )
    visibility: Mapped[Visibility] = mapped_column(
        enum_column(Visibility), default=Visibility.NETWORK
    )
    state: Mapped[State] = mapped_column(enum_column(State), default=State.DRAFT)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    published_at: Mapped[OptionalMoment]
    last_activity_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    review_on: Mapped[date | None]
    withdrawn_at: Mapped[OptionalMoment]
    deleted_at: Mapped[OptionalMoment]
    hidden_at: Mapped[OptionalMoment]  # by the facilitators: its authors still read it
    hidden_reason: Mapped[str] = mapped_column(default="")
    # What was merged into another is deleted for good; its address leads there.
    replaced_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("contributions.id", ondelete="SET NULL"), index=True
    )
    is_demo: Mapped[bool] = mapped_column(default=False)

    author: Mapped[Member | None] = relationship(lazy="raise")
    structure: Mapped[Structure | None] = relationship(lazy="raise")
    group: Mapped[Group | None] = relationship(lazy="raise")
    coauthors: Mapped[list[Member]] = relationship(
        secondary=contribution_coauthors, order_by=Member.id, lazy="raise"
    )
    parties: Mapped[list[Structure]] = relationship(
        secondary=contribution_parties, order_by=Structure.id, lazy="raise"
    )
    terms: Mapped[list[Term]] = relationship(
        secondary=contribution_terms, order_by=(Term.position, Term.id), lazy="raise"
    )
    territories: Mapped[list[Territory]] = relationship(
        secondary=contribution_territories, order_by=Territory.slug, lazy="raise"
    )

    __mapper_args__ = {
        "polymorphic_on": "kind",
        "polymorphic_identity": "contribution",
    }

    def terms_in(self, scheme: str) -> list[Term]:
        """Return the terms of one scheme; `terms` must have been loaded."""
        return [term for term in self.terms if term.scheme == scheme]

    @property
    def is_withdrawn(self) -> bool:
        return self.state is State.DRAFT and self.withdrawn_at is not None


class CitationKind(StrEnum):
    """Why one contribution points at another."""

    USES = "uses"
    RELATED = "related"
    MENTIONS = "mentions"


class Citation(Base):
    """One contribution points at another; each keeps its own rights."""

    __tablename__ = "citations"
    __table_args__ = (UniqueConstraint("source_id", "target_id", "kind"),)

    id: Mapped[PrimaryKey]
    source_id: Mapped[int] = mapped_column(
        ForeignKey("contributions.id", ondelete="CASCADE"), index=True
    )
    target_id: Mapped[int] = mapped_column(
        ForeignKey("contributions.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[CitationKind] = mapped_column(enum_column(CitationKind))
    position: Mapped[int] = mapped_column(default=0)

    source: Mapped[Contribution] = relationship(foreign_keys=source_id, lazy="raise")
    target: Mapped[Contribution] = relationship(foreign_keys=target_id, lazy="raise")


class FormDraft(Base):
    """What a member has typed in a form and not yet sent, by the place of the form."""

    # Two tabs, two devices may write differently in one form: each version is kept.
    __tablename__ = "form_drafts"
    __table_args__ = (Index("ix_form_drafts_member_place", "member_id", "place"),)

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    place: Mapped[str]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
