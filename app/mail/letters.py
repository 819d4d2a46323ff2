"""The words of a mail, from its two templates: one plain, one in HTML, on the same sheet."""

from dataclasses import dataclass

from flask import current_app

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
    templates = current_app.jinja_env  # not render_template: a mail knows nothing of who is asking
    return Words(
        text=templates.get_template(f"mail/{name}.txt").render(context),
        html=templates.get_template(f"mail/{name}.html").render(context),
    )
