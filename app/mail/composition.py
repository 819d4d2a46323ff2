"""A queued mail as the message that leaves: headers are built by the library, never joined."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr

from app.mail.models import OutgoingMail
from app.settings import Settings


class OnOneLine(EmailPolicy):
    """Leaves the addresses of `List-…` headers whole.

    The library encodes what has no space to break at: mail programs would find no address there.
    """

    def fold(self, name: str, value: str) -> str:
        """Print a header, as the library does but for those."""
        if name.lower().startswith("list-"):
            return f"{name}: {value}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: str) -> bytes:
        """Print a header as bytes."""
        if name.lower().startswith("list-"):
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


POLICY = OnOneLine(linesep="\r\n")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is to be sent, read from its row: no transaction stays open while the server answers."""

    id: int
    recipient: str
    reply_to: str | None
    subject: str
    text: str
    html: str | None
    headers: dict[str, str] | None
    created_at: datetime
    attempts: int

    @classmethod
    def from_row(cls, mail: OutgoingMail) -> "Letter":
        return cls(**{name: getattr(mail, name) for name in cls.__dataclass_fields__})

    @property
    def file_name(self) -> str:
        """The same at each attempt, so that a second delivery into a folder replaces the first."""
        return f"{self.created_at:%Y%m%d-%H%M%S}-{self.id:06d}"


def compose(letter: Letter, settings: Settings) -> EmailMessage:
    """Build the message; the same letter always gets the same Message-ID and date."""
    name, address = parseaddr(settings.mail_from)
    sender = Address(display_name=name, addr_spec=_ascii_host(address))
    message = EmailMessage(policy=POLICY)
    message["From"] = sender
    message["To"] = Address(addr_spec=_ascii_host(letter.recipient))
    if letter.reply_to:
        message["Reply-To"] = Address(addr_spec=_ascii_host(letter.reply_to))
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = f"<{letter.file_name}.tremplin@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    for header, value in (letter.headers or {}).items():
        message[header] = value
    message.set_content(letter.text, cte="quoted-printable")
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return message


def _ascii_host(address: str) -> str:
    local, _, host = address.rpartition("@")
    return f"{local}@{host if host.isascii() else host.encode('idna').decode()}"
