from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, Table, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.clock import today
from app.contributions.models import Contribution, Visibility
from app.database import Base, CreatedAt, OptionalMoment, PrimaryKey, enum_column
from app.organisations.models import Structure

KIND = "topic"


class Nature(StrEnum):
    """What the author of a topic expects; the slugs of the scheme « natures-sujet »."""

    QUESTION = "question"
    DISCUSSION = "discussion"
    ANNOUNCEMENT = "annonce"
    OFFER = "offre-demande"


class Category(Base):
    """Where a topic lives, and who may read at most what is said there."""

    __tablename__ = "forum_categories"

    id: Mapped[PrimaryKey]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    visible_to: Mapped[Visibility] = mapped_column(
        enum_column(Visibility), default=Visibility.NETWORK
    )
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("groups.id", ondelete="RESTRICT"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    post_hint: Mapped[str] = mapped_column(default="")


class Topic(Contribution):
    """A discussion. Its counters follow its posts in the same transaction; `recount` mends them."""

    __tablename__ = "forum_topics"
    # Questions that wait for an answer are few; no list should look at every topic to find them.
    __table_args__ = (  # type: ignore[assignment]
        Index("ix_forum_topics_nature_posts_count", "nature", "posts_count"),
        # Of the few that are pinned only.
        Index(
            "ix_forum_topics_pinned_at",
            "pinned_at",
            sqlite_where=text("pinned_at IS NOT NULL"),
            postgresql_where=text("pinned_at IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(
        ForeignKey("contributions.id", ondelete="CASCADE"), primary_key=True
    )
    category_id: Mapped[int] = mapped_column(
        ForeignKey("forum_categories.id", ondelete="RESTRICT"), index=True
    )
    nature: Mapped[Nature] = mapped_column(enum_column(Nature), default=Nature.QUESTION)
    posts_count: Mapped[int] = mapped_column(default=0)  # those that were not deleted
    last_number: Mapped[int] = mapped_column(default=0)  # the highest ever given
    last_poster_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    # A number, not a row: posts point to their topic, and two tables must not point at each other.
    accepted_number: Mapped[int | None]
    expires_on: Mapped[date | None]
    # The sheet, resource… that it speaks of; each keeps its own rights.
    about_id: Mapped[int | None] = mapped_column(
        ForeignKey("contributions.id", ondelete="SET NULL"), index=True
    )
    # What the facilitators did with it (app/forum/care/).
    closed_at: Mapped[OptionalMoment]
    closed_reason: Mapped[str] = mapped_column(default="")
    reopens_on: Mapped[date | None]
    pinned_at: Mapped[OptionalMoment]
    is_pinned_everywhere: Mapped[bool] = mapped_column(default=False)
    acts_count: Mapped[int] = mapped_column(default=0)
    # The last acts, as the page says them: it asks the database for nothing more.
    care_lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    category: Mapped[Category] = relationship(lazy="raise")
    posts: Mapped[list["Post"]] = relationship(
        back_populates="topic", order_by="Post.number", lazy="raise", passive_deletes="all"
    )

    # Two keys lead to `contributions`: a topic is one, and may be about one.
    __mapper_args__ = {
        "polymorphic_identity": KIND,
        "inherit_condition": id == Contribution.id,  # noqa: A003 - the column above
    }

    @property
    def is_question(self) -> bool:
        return self.nature is Nature.QUESTION

    @property
    def is_closed(self) -> bool:
        """Whether the discussion is suspended today."""
        if self.closed_at is None:
            return False
        return self.reopens_on is None or today() < self.reopens_on

    @property
    def replies_count(self) -> int:
        return max(self.posts_count - 1, 0)


class Post(Base):
    """One message of a topic; the first one is the topic's own text."""

    __tablename__ = "forum_posts"
    __table_args__ = (
        UniqueConstraint("topic_id", "number"),
        # The most useful messages of a topic of a thousand.
        Index("ix_forum_posts_topic_useful", "topic_id", "useful_count", "thanks_count"),
    )

    id: Mapped[PrimaryKey]
    topic_id: Mapped[int] = mapped_column(ForeignKey("forum_topics.id", ondelete="CASCADE"))
    number: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    structure_id: Mapped[int | None] = mapped_column(
        ForeignKey("structures.id", ondelete="SET NULL"), index=True
    )
    text: Mapped[str]
    html: Mapped[str]
    html_version: Mapped[int]
    created_at: Mapped[CreatedAt]
    edited_at: Mapped[OptionalMoment]
    deleted_at: Mapped[OptionalMoment]
    useful_count: Mapped[int] = mapped_column(default=0)  # these two follow the reactions
    thanks_count: Mapped[int] = mapped_column(default=0)
    hidden_at: Mapped[OptionalMoment]  # by the facilitators: its author still reads it
    hidden_reason: Mapped[str] = mapped_column(default="")
    is_authors_first: Mapped[bool] = mapped_column(default=False)

    topic: Mapped[Topic] = relationship(back_populates="posts", lazy="raise")
    author: Mapped[Member | None] = relationship(lazy="raise")
    structure: Mapped[Structure | None] = relationship(lazy="raise")

    @property
    def is_first(self) -> bool:
        return self.number == 1


post_files = Table(
    "forum_post_files",
    Base.metadata,
    Column("post_id", Integer, ForeignKey("forum_posts.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "file_id",
        Integer,
        ForeignKey("stored_files.id", ondelete="RESTRICT"),
        primary_key=True,
        index=True,
    ),
)
