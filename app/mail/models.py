from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, CreatedAt, OptionalMoment, PrimaryKey

LONGEST_ADDRESS = 254
LONGEST_SUBJECT = 200


class OutgoingMail(Base):
    """One mail to one person: waiting, sent (`sent_at`), or given up (no next attempt)."""

    __tablename__ = "outgoing_mails"

    id: Mapped[PrimaryKey]
    recipient: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    reply_to: Mapped[str | None] = mapped_column(String(LONGEST_ADDRESS))
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    headers: Mapped[dict[str, str] | None] = mapped_column(JSON)  # besides the usual ones
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    created_at: Mapped[CreatedAt]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[OptionalMoment] = mapped_column(index=True)
    sent_at: Mapped[OptionalMoment] = mapped_column(index=True)
    problem: Mapped[str | None] = mapped_column(Text)
