"""What the writer of a message is told of those whom it names."""

from flask import flash

from app.forum.models import Topic
from app.forum.writing.naming import unable_to_read
from app.i18n import ngettext


def warn_of_unable(topic: Topic, html: str) -> None:
    """Say who is named and cannot read the topic: nobody tells them."""
    names = unable_to_read(topic, html)
    if names:
        flash(
            ngettext(
                "%(names)s ne peut pas lire ce sujet\u00a0: aucun avis ne lui est envoyé.",
                "%(names)s ne peuvent pas lire ce sujet\u00a0: aucun avis ne leur est envoyé.",
                len(names),
                names=", ".join(names),
            ),
            "warn",
        )
