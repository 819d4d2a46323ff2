"""The e-mails of this room, to the author of what was flagged; they leave after the commit."""

from app.accounts.models import Member
from app.i18n import gettext as _
from app.mail.actions import queue_mail
from app.mail.letters import write
from app.settings import current_settings


def send_hidden(author: Member, label: str, address: str, reason: str) -> None:
    """Tell the author that a facilitator hid what they wrote, why, and how to answer."""
    subject = _("L’animation a masqué l’un de vos contenus")
    _send(author, "hidden", subject, label=label, address=_whole(address), reason=reason)


def send_word(author: Member, label: str, address: str, word: str) -> None:
    """Carry to the author what a facilitator writes about something of theirs."""
    subject = _("L’animation vous écrit")
    _send(author, "word", subject, label=label, address=_whole(address), reason=word)


def _send(author: Member, name: str, subject: str, **context: str) -> None:
    if not author.is_active:
        return
    contact = current_settings().contact_email
    words = write(f"moderation/{name}", subject=subject, member=author, contact=contact, **context)
    queue_mail(to=author.email, subject=subject, text=words.text, html=words.html, reply_to=contact)


def _whole(address: str) -> str:
    return current_settings().base_url + (address or "/messages/")
