"""Time that passes, and the jobs that run: what makes a notice a mail."""

from datetime import timedelta

from sqlalchemy import select, update

from app.accounts.actor import Actor
from app.clock import now
from app.database import db
from app.mail.models import OutgoingMail
from app.notifications.models import MailState, Notice
from app.notifications.telling import mail_notices


def notices_of(actor: Actor) -> list[Notice]:
    """All that a member was told, in order."""
    return list(
        db.session.scalars(
            select(Notice)
            .where(Notice.member_id == actor.id)
            .order_by(Notice.id)
            .execution_options(populate_existing=True)
        )
    )


def a_minute_later() -> None:
    """Make what waits due, as if its minute had passed."""
    db.session.execute(
        update(Notice)
        .where(Notice.mail_state == MailState.WAITING)
        .values(mail_at=now() - timedelta(seconds=1))
    )
    db.session.commit()


def mails_to(actor: Actor) -> list[OutgoingMail]:
    """The mails that wait in the outbox for a member."""
    return list(
        db.session.scalars(
            select(OutgoingMail)
            .where(OutgoingMail.recipient == actor.member.email)
            .order_by(OutgoingMail.id)
        )
    )


def tell_by_mail() -> None:
    """Let the minute pass, and the job run."""
    a_minute_later()
    mail_notices()
