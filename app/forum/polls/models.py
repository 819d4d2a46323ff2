from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.database import Base, CreatedAt, Moment, OptionalMoment, PrimaryKey, enum_column


class PollKind(StrEnum):
    """How one votes."""

    SINGLE = "unique"
    MULTIPLE = "multiple"
    RANKED = "classement"


class ResultsShown(StrEnum):
    """From when on the results are shown; once the poll is closed, they always are."""

    ALWAYS = "toujours"
    AFTER_VOTE = "apres-vote"
    AT_CLOSING = "cloture"


class Poll(Base):
    """The poll of a message. Its points follow its ballots in the same transaction."""

    __tablename__ = "forum_polls"

    id: Mapped[PrimaryKey]
    post_id: Mapped[int] = mapped_column(
        ForeignKey("forum_posts.id", ondelete="CASCADE"), unique=True
    )
    question: Mapped[str]
    kind: Mapped[PollKind] = mapped_column(enum_column(PollKind))
    options: Mapped[list[str]] = mapped_column(JSON)  # never changed once somebody voted
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    results: Mapped[ResultsShown] = mapped_column(enum_column(ResultsShown))
    closes_at: Mapped[OptionalMoment]
    closed_at: Mapped[OptionalMoment]  # by its author, before that
    points: Mapped[list[int]] = mapped_column(JSON)  # one number an option
    ballots_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[CreatedAt]

    @property
    def is_closed(self) -> bool:
        if self.closed_at is not None:
            return True
        return self.closes_at is not None and self.closes_at <= now()


class Ballot(Base):
    """What one member voted: the options by their place, in order when they are ranked."""

    __tablename__ = "forum_ballots"
    __table_args__ = (UniqueConstraint("poll_id", "member_id"),)

    id: Mapped[PrimaryKey]
    poll_id: Mapped[int] = mapped_column(ForeignKey("forum_polls.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    choices: Mapped[list[int]] = mapped_column(JSON)
    cast_at: Mapped[Moment]
