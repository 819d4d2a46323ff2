"""The e-mails of this room, in the order in which things happened, with a way out of each kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts.models import Member
from app.i18n import gettext as _
from app.mail.actions import queue_mail
from app.mail.letters import write
from app.notifications.kinds import SUMMARY, Shown, mail_label, notice_kind
from app.notifications.models import Notice
from app.notifications.summary import Section
from app.notifications.unsubscribing import unsubscribe_address, unsubscribe_headers
from app.settings import current_settings

LONGEST_TITLE = 120


@dataclass(frozen=True)
class Paragraph:
    """One notice in a mail."""

    sentence: str
    words: str
    address: str


def send_notices(
    member: Member,
    notices: Sequence[Notice],
    shown: Mapping[int, Shown],
    sentences: Mapping[int, str],
    words: Mapping[int, str],
) -> None:
    """Send what one member was told of one thing, in one mail."""
    lead = max(notices, key=lambda one: notice_kind(one.kind).strength)
    title = shown[lead.id].title
    subject = _(
        "%(sentence)s\u00a0: %(title)s",
        sentence=sentences[lead.id],
        title=title[:LONGEST_TITLE],
    )
    base = current_settings().base_url
    _send(
        member,
        "notices",
        lead.kind,
        subject=subject,
        key=f"notice:{member.id}:{max(one.id for one in notices)}",
        title=title,
        paragraphs=[
            Paragraph(sentences[one.id], words.get(one.id, ""), base + shown[one.id].url)
            for one in notices
        ],
    )


def send_summary(member: Member, week: str, sections: Sequence[Section]) -> None:
    """Send what the network did last week."""
    _send(
        member,
        "summary",
        SUMMARY,
        subject=_("La semaine du réseau"),
        key=f"summary:{member.id}:{week}",
        sections=sections,
    )


def _send(
    member: Member, template: str, kind: str, *, subject: str, key: str, **context: Any
) -> None:
    base = current_settings().base_url
    words = write(
        f"notifications/{template}",
        subject=subject,
        member=member,
        kind_label=str(mail_label(kind)),
        stop_address=unsubscribe_address(member.id, kind),
        preferences_address=f"{base}/compte/notifications",
        **context,
    )
    queue_mail(
        to=member.email,
        subject=subject,
        text=words.text,
        html=words.html,
        key=key,
        headers=unsubscribe_headers(member.id, kind),
    )
