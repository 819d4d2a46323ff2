"""The words of a mail, from its two templates: one plain, one in HTML, on the same sheet."""

from dataclasses import dataclass

from flask import render_template

from app.i18n import current_locale
from app.settings import current_settings


@dataclass(frozen=True)
class Words:
    """What `queue_mail` asks for besides who and about what."""

    text: str
    html: str


def write(name: str, *, subject: str, **context: object) -> Words:
    """Write the mail of `templates/mail/<name>.txt` and `.html`."""
    settings = current_settings()
    context |= {
        "subject": subject,
        "locale": current_locale(),
        "site": settings.site_name,
        "site_address": settings.base_url,
    }
    return Words(
        text=render_template(f"mail/{name}.txt", **context),
        html=render_template(f"mail/{name}.html", **context),
    )
