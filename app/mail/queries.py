from collections.abc import Sequence

from sqlalchemy import select

from app.database import db
from app.mail.models import OutgoingMail


def list_unsent(limit: int = 100) -> Sequence[OutgoingMail]:
    """List what waits or was given up, the oldest first."""
    return db.session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.sent_at.is_(None))
        .order_by(OutgoingMail.created_at, OutgoingMail.id)
        .limit(limit)
    ).all()
