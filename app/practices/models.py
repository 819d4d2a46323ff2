from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, event, inspect
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from app.accounts.models import Member
from app.contributions.models import Contribution
from app.database import Base, CreatedAt, OptionalMoment, PrimaryKey
from app.organisations.models import Structure

KIND = "sheet"


class PracticeSheet(Contribution):
    """A structured account of a practice: what its authors are writing, and what they published."""

    __tablename__ = "practice_sheets"
    __mapper_args__ = {"polymorphic_identity": KIND}

    id: Mapped[int] = mapped_column(
        ForeignKey("contributions.id", ondelete="CASCADE"), primary_key=True
    )
    working: Mapped[dict[str, Any]] = mapped_column(
        JSON, deferred=True, deferred_group="working", deferred_raiseload=True
    )
    working_saved_at: Mapped[OptionalMoment]
    working_saved_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    # The page that wrote each field last, so that a page does not clash with itself.
    writers: Mapped[dict[str, str]] = mapped_column(
        JSON, default=dict, deferred=True, deferred_group="working", deferred_raiseload=True
    )
    is_revising: Mapped[bool] = mapped_column(default=False)  # working differs from the revision
    last_mark: Mapped[int] = mapped_column(default=0)  # the keys of marks are never given twice
    revision_number: Mapped[int] = mapped_column(default=0)  # 0: never published
    revised_at: Mapped[OptionalMoment]
    maturity: Mapped[str] = mapped_column(default="", index=True)  # the slug of a term
    licence: Mapped[str] = mapped_column(default="")
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    origin_id: Mapped[int | None] = mapped_column(
        ForeignKey("structures.id", ondelete="SET NULL"), index=True
    )

    origin: Mapped[Structure | None] = relationship(foreign_keys=origin_id, lazy="raise")
    saved_by: Mapped[Member | None] = relationship(foreign_keys=working_saved_by_id, lazy="raise")
    revision: Mapped["SheetRevision | None"] = relationship(
        primaryjoin="and_(foreign(SheetRevision.sheet_id) == PracticeSheet.id,"
        " foreign(SheetRevision.number) == PracticeSheet.revision_number)",
        viewonly=True,
        uselist=False,
        lazy="raise",
    )

    @property
    def was_published(self) -> bool:
        """Say whether there is a revision to show, beside what is being written."""
        return self.revision_number > 0


class SheetRevision(Base):
    """A text as it was published, with the sentence that says what changed; it never changes."""

    __tablename__ = "sheet_revisions"
    __table_args__ = (UniqueConstraint("sheet_id", "number"),)

    id: Mapped[PrimaryKey]
    sheet_id: Mapped[int] = mapped_column(ForeignKey("practice_sheets.id", ondelete="CASCADE"))
    number: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[CreatedAt]
    reason: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True, deferred_raiseload=True)
    rendered: Mapped[dict[str, Any]] = mapped_column(JSON)
    rendered_version: Mapped[int]

    author: Mapped[Member | None] = relationship(lazy="raise")


# A better renderer may make the HTML again, an account may go; what was published stays.
_MAY_CHANGE = frozenset({"rendered", "rendered_version", "author_id", "author"})


@event.listens_for(SheetRevision, "before_update")
def _refuse_change(_mapper: Mapper[Any], _connection: Connection, revision: SheetRevision) -> None:
    changed = {
        attribute.key for attribute in inspect(revision).attrs if attribute.history.has_changes()
    }
    if changed - _MAY_CHANGE:
        raise ValueError("a published revision never changes")
