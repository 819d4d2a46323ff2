from app.i18n import gettext as _
from app.mail.actions import queue_mail
from app.markup import clean_line


def write_to_the_network(*, to: str, name: str, email: str, text: str) -> None:
    """Send a visitor's or a member's word to the people who run the network."""
    name = clean_line(name)
    queue_mail(
        to=to,
        subject=_("Message de %(name)s depuis le site", name=name),
        text=_(
            "%(name)s <%(email)s> a écrit depuis la page Contact\u00a0:\n\n%(text)s\n",
            name=name,
            email=clean_line(email),
            text=text,
        ),
        reply_to=clean_line(email),
    )
