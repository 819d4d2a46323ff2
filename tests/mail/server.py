"""A real mail server on this machine, which keeps what it accepts and refuses on demand."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext, create_default_context
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"
CERTIFICATE = Path(__file__).with_name("localhost.pem")  # of this machine alone, until 2126


@dataclass
class Mailbox:
    """What the server accepted, and the answers it was told to give instead of accepting."""

    envelopes: list[Envelope] = field(default_factory=list)
    refused_recipients: dict[str, str] = field(default_factory=dict)
    answers_to_data: list[str] = field(default_factory=list)
    is_for_account_only: bool = False

    @property
    def messages(self) -> list[EmailMessage]:
        return [self._read(one) for one in self.envelopes]

    @staticmethod
    def _read(envelope: Envelope) -> EmailMessage:
        assert isinstance(envelope.content, bytes)
        content = envelope.content.replace(b"\r\n", b"\n")
        return message_from_bytes(content, policy=default)

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd asks for
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.is_for_account_only and not session.authenticated:
            return "530 Authentication required"
        if address in self.refused_recipients:
            return self.refused_recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers_to_data.pop(0) if self.answers_to_data else "250 OK"
        if answer.startswith("250"):
            self.envelopes.append(envelope)
        return answer


class _TlsController(Controller):
    """TLS from the first byte."""

    def _trigger_server(self) -> None:
        """Knock, as aiosmtpd does, but knowing the certificate."""
        knocking = create_default_context(cafile=str(CERTIFICATE))
        with (
            socket.create_connection((HOST, self.port)) as connection,
            knocking.wrap_socket(connection, server_hostname=HOST),
        ):
            pass


@contextmanager
def mail_server(
    mailbox: Mailbox,
    *,
    port: int = 0,
    security: str = "none",
    account: tuple[str, str] | None = None,
) -> Iterator[int]:
    """Serve on this port (or a free one), which is given."""
    options: dict[str, Any] = {}
    if account is not None:
        mailbox.is_for_account_only = True
        expected = LoginPassword(login=account[0].encode(), password=account[1].encode())
        options = {
            "authenticator": lambda *words: AuthResult(
                success=words[4] == expected, handled=words[4] == expected
            ),
            "auth_require_tls": False,
        }
    if security == "starttls":
        options |= {"tls_context": _context(), "require_starttls": True}
    controller = (_TlsController if security == "tls" else Controller)(
        mailbox,
        hostname=HOST,
        port=port or free_port(),
        ssl_context=_context() if security == "tls" else None,
        **options,
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server((HOST, 0)) as listening:
        return int(listening.getsockname()[1])


def _context() -> SSLContext:
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context
