from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.database import Base, CreatedAt, PrimaryKey, enum_column


class CareAct(StrEnum):
    """What a facilitator does with a topic; the values stand in its addresses."""

    MOVE = "deplacer"
    MERGE = "fusionner"
    SPLIT = "scinder"
    CLOSE = "suspendre"
    REOPEN = "reprendre"
    PIN = "epingler"
    UNPIN = "desepingler"
    RETITLE = "renommer"
    RECEIVE = "recevoir"  # the other side of a merge or of a split: nobody asks for it


class TopicAct(Base):
    """One line of what was done with a topic, shown in it."""

    __tablename__ = "forum_topic_acts"

    id: Mapped[PrimaryKey]
    topic_id: Mapped[int] = mapped_column(
        ForeignKey("forum_topics.id", ondelete="CASCADE"), index=True
    )
    act: Mapped[CareAct] = mapped_column(enum_column(CareAct))
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    reason: Mapped[str]
    # The other topic of a merge or of a split: its title is shown to those who may read it.
    other_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_topics.id", ondelete="SET NULL"), index=True
    )
    done_at: Mapped[CreatedAt]

    actor: Mapped[Member | None] = relationship(lazy="raise")


class MovedPost(Base):
    """Where a message is now that once had another address: permanent links go on leading to it."""

    __tablename__ = "forum_moved_posts"
    __table_args__ = (UniqueConstraint("topic_id", "number"),)

    id: Mapped[PrimaryKey]
    topic_id: Mapped[int] = mapped_column(ForeignKey("forum_topics.id", ondelete="CASCADE"))
    number: Mapped[int]
    # The row of the message keeps its id wherever it goes, so that no chain has to be followed.
    post_id: Mapped[int] = mapped_column(
        ForeignKey("forum_posts.id", ondelete="CASCADE"), index=True
    )
