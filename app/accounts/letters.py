"""The e-mails of this room. They are queued here and leave after the commit."""

from flask import current_app

from app.accounts.models import LinkPurpose, Member
from app.i18n import gettext as _
from app.mail.actions import queue_mail
from app.mail.letters import write
from app.settings import current_settings


def send_link(member: Member, token: str, purpose: LinkPurpose) -> None:
    """Send a one-time link: to choose a new password, or a first one."""
    site = current_settings().site_name
    subject = {
        LinkPurpose.RESET: _("Choisir un nouveau mot de passe"),
        LinkPurpose.INVITATION: _("Votre compte sur %(site)s", site=site),
    }[purpose]
    _send(
        member,
        purpose.value,
        subject,
        address=_address("accounts.new_password", token=token),
        sign_in_address=_address("accounts.sign_in"),
    )


def send_password_changed(member: Member) -> None:
    """Tell a member that their password was changed, in case it was not by them."""
    _send(
        member,
        "password_changed",
        _("Votre mot de passe a été changé"),
        address=_address("accounts.forgotten"),
    )


def _send(member: Member, name: str, subject: str, **context: str) -> None:
    words = write(
        f"accounts/{name}",
        subject=subject,
        member=member,
        contact=current_settings().contact_email,
        **context,
    )
    queue_mail(to=member.email, subject=subject, text=words.text, html=words.html)


def _address(endpoint: str, **values: str) -> str:
    """Return a whole address of the site, in a command as well as in a request."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return current_settings().base_url + path
