from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.contributions.watches import WatchLevel
from app.database import Base, CreatedAt, enum_column


class CategoryWatch(Base):
    """How closely one member follows the topics of one category."""

    __tablename__ = "forum_category_watches"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    category_id: Mapped[int] = mapped_column(
        ForeignKey("forum_categories.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    level: Mapped[WatchLevel] = mapped_column(enum_column(WatchLevel))
    created_at: Mapped[CreatedAt]
