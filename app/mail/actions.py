import re
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.clock import now
from app.database import db
from app.errors import Invalid
from app.i18n import gettext as _
from app.mail.models import LONGEST_ADDRESS, LONGEST_SUBJECT, OutgoingMail
from app.markup import clean_line, printable

_SPECIAL = r"\s\x00-\x1f\x7f@<>()\[\],;:\\\""
_ONE_ADDRESS = re.compile(rf"[^{_SPECIAL}]+@[^{_SPECIAL}]+")


def queue_mail(  # noqa: PLR0913 - a mail has as many parts
    *,
    to: str,
    subject: str,
    text: str,
    html: str | None = None,
    key: str | None = None,
    reply_to: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> OutgoingMail:
    """Write a mail that leaves after the commit; a key used before gives the mail it made then."""
    for address in (to, reply_to):
        if address is not None and not _is_one_address(address):
            raise Invalid(_("Cette adresse ne peut pas recevoir de courriel."))
    mail = OutgoingMail(
        recipient=to,
        reply_to=reply_to,
        subject=clean_line(subject)[:LONGEST_SUBJECT],
        text=printable(text),
        html=html,
        headers=dict(headers) if headers else None,
        key=key,
        next_attempt_at=now(),
    )
    try:
        # The database says whether the key was used, also by another process just now.
        with db.session.begin_nested():
            db.session.add(mail)
    except IntegrityError:
        return db.session.scalars(select(OutgoingMail).where(OutgoingMail.key == key)).one()
    return mail


def _is_one_address(address: str) -> bool:
    return len(address) <= LONGEST_ADDRESS and _ONE_ADDRESS.fullmatch(address) is not None
