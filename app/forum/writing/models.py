from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, CreatedAt, PrimaryKey, UtcDateTime


class PostRevision(Base):
    """What a message said before it was changed."""

    __tablename__ = "forum_post_revisions"

    id: Mapped[PrimaryKey]
    post_id: Mapped[int] = mapped_column(
        ForeignKey("forum_posts.id", ondelete="CASCADE"), index=True
    )
    editor_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    text: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[CreatedAt]  # when it was replaced
