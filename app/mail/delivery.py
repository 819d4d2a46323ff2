"""The job that sends what is queued, tries again what could not leave, forgets what has left."""

import logging
from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from app.clock import now
from app.database import db, transaction
from app.mail.composition import Letter
from app.mail.models import OutgoingMail
from app.mail.postmen import Postman, Refused, Unreachable, hire
from app.settings import current_settings

log = logging.getLogger(__name__)

AT_ONCE = 10
LEASE = timedelta(minutes=10)  # how long a mail belongs to the process that took it
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240)]  # after a refusal that may pass
LONGEST_OUTAGE_PAUSE = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(days=3)
KEPT = timedelta(days=30)


def deliver_pending() -> int:
    """Send what is due, some at a time; return how many were tried."""
    due = _due()
    postman = hire(current_settings())
    tried = 0
    try:
        for mail_id in due:
            letter = _claim(mail_id)
            if letter is None:
                continue
            tried += 1
            if not _carry(postman, letter):
                break
    finally:
        postman.close()
    return tried


def deliver_one(mail_id: int) -> None:
    """Send one mail now, unless another process is at it."""
    letter = _claim(mail_id)
    if letter is None:
        return
    postman = hire(current_settings())
    try:
        _carry(postman, letter)
    finally:
        postman.close()


def purge_sent() -> int:
    """Forget mails a month after they left or were given up, in the folder too."""
    with transaction():
        forgotten = db.session.execute(
            delete(OutgoingMail)
            .where(
                or_(
                    OutgoingMail.sent_at < now() - KEPT,
                    (OutgoingMail.next_attempt_at.is_(None))
                    & (OutgoingMail.created_at < now() - KEPT),
                )
            )
            .returning(OutgoingMail.id)
        ).all()
    oldest = (now() - KEPT).timestamp()
    for path in current_settings().mail_dir.glob("*"):
        if path.suffix in (".eml", ".txt", ".part") and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
    return len(forgotten)


def _due() -> list[int]:
    ids = db.session.scalars(
        select(OutgoingMail.id)
        .where(OutgoingMail.next_attempt_at <= now(), OutgoingMail.sent_at.is_(None))
        .order_by(OutgoingMail.next_attempt_at, OutgoingMail.id)
        .limit(AT_ONCE)
    ).all()
    db.session.rollback()  # a reading transaction could not become a writing one
    return list(ids)


def _claim(mail_id: int) -> Letter | None:
    """Take a mail for a while; None when it is sent, or in other hands."""
    with transaction():
        taken = db.session.execute(
            update(OutgoingMail)
            .where(
                OutgoingMail.id == mail_id,
                OutgoingMail.sent_at.is_(None),
                OutgoingMail.next_attempt_at <= now(),
            )
            .values(next_attempt_at=now() + LEASE, attempts=OutgoingMail.attempts + 1)
            .returning(OutgoingMail.id)
        ).first()
        if taken is None:
            return None
        return Letter.from_row(db.session.get_one(OutgoingMail, mail_id, populate_existing=True))


def _carry(postman: Postman, letter: Letter) -> bool:
    """Deliver and write down what happened; False when no other mail can leave either."""
    try:
        postman.carry(letter)
    except Refused as refusal:
        too_old = now() - letter.created_at > GIVE_UP_AFTER
        pause = PAUSES[min(letter.attempts, len(PAUSES)) - 1]
        again = None if refusal.is_final or too_old else now() + pause
        _write_down(letter, next_attempt_at=again, problem=str(refusal))
        log.warning("mail %d refused%s", letter.id, "" if again else ", given up")
        return True
    except Unreachable as outage:
        _wait_for_the_server(letter, str(outage))
        log.warning("mail cannot leave: %s", outage)
        return False
    _write_down(letter, next_attempt_at=None, sent_at=now(), problem=None)
    return True


def _write_down(letter: Letter, **values: object) -> None:
    with transaction():
        db.session.execute(
            update(OutgoingMail).where(OutgoingMail.id == letter.id).values(**values)
        )


def _wait_for_the_server(letter: Letter, problem: str) -> None:
    """Put off every mail that is due: trying each of them would only wait as many times."""
    pause = min(timedelta(seconds=15) * 2 ** min(letter.attempts, 6), LONGEST_OUTAGE_PAUSE)
    _write_down(letter, next_attempt_at=now() + pause, problem=problem)
    with transaction():
        db.session.execute(
            update(OutgoingMail)
            .where(OutgoingMail.sent_at.is_(None), OutgoingMail.next_attempt_at <= now())
            .values(next_attempt_at=now() + pause)
        )
