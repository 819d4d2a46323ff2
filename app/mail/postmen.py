"""Who carries the mail: an SMTP server when one is set, else a folder where one can read it."""

import os
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from app.clock import PARIS
from app.mail.composition import Letter, compose
from app.settings import Settings

TIMEOUT = 10  # seconds; the index and the other jobs wait meanwhile
CLOSING = 421  # what a server says before it hangs up


class Refused(Exception):
    """This mail was refused: for good when `is_final`, else it may be tried again."""

    def __init__(self, problem: str, *, is_final: bool) -> None:
        super().__init__(problem)
        self.is_final = is_final


class Unreachable(Exception):
    """No mail can leave for now, this one or another."""


class Postman(Protocol):
    """Carries letters until it is closed."""

    def carry(self, letter: Letter) -> None:
        """Deliver the letter, or raise Refused or Unreachable."""

    def close(self) -> None:
        """Say goodbye."""


def hire(settings: Settings) -> Postman:
    """Return who carries the mail of this site."""
    return SmtpPostman(settings) if settings.smtp_host else FolderPostman(settings)


class FolderPostman:
    """Writes each letter as an .eml, which mail programs open, and a .txt, which anybody reads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def carry(self, letter: Letter) -> None:
        message = _composed(letter, self._settings)
        date = letter.created_at.astimezone(PARIS)
        readable = (
            f"À : {letter.recipient}\nObjet : {letter.subject}\n"
            f"Écrit le : {date:%d/%m/%Y à %H:%M}\n\n{letter.text}"
        )
        folder = self._settings.mail_dir
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(folder / f"{letter.file_name}.eml", message.as_bytes())
            _write(folder / f"{letter.file_name}.txt", readable.encode())
        except OSError as problem:
            raise Unreachable(f"{folder} : {problem.strerror}") from problem

    def close(self) -> None:
        pass


class SmtpPostman:
    """Keeps one connection for the letters of a round, opened at the first."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._connection: smtplib.SMTP | None = None

    def carry(self, letter: Letter) -> None:
        message = _composed(letter, self._settings)
        if self._connection is None:
            self._connection = self._open()
        try:
            self._connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as problem:
            raise _refusal(*next(iter(problem.recipients.values()))) from problem
        except smtplib.SMTPDataError as problem:
            raise _refusal(problem.smtp_code, problem.smtp_error) from problem
        except smtplib.SMTPNotSupportedError as problem:
            raise Refused(str(problem), is_final=True) from problem
        except (smtplib.SMTPException, OSError) as problem:
            raise Unreachable(_words(problem)) from problem

    def close(self) -> None:
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._connection.quit()

    def _open(self) -> smtplib.SMTP:
        settings = self._settings
        own_name = urlsplit(settings.base_url).hostname
        where = (settings.smtp_host, settings.smtp_port, own_name)
        connection: smtplib.SMTP | None = None
        try:
            if settings.smtp_security == "tls":
                context = ssl.create_default_context()
                connection = smtplib.SMTP_SSL(*where, timeout=TIMEOUT, context=context)
            else:
                connection = smtplib.SMTP(*where, timeout=TIMEOUT)
            if settings.smtp_security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                connection.login(settings.smtp_user, settings.smtp_password)
        except (smtplib.SMTPException, OSError, UnicodeError) as problem:  # accents in a setting
            if connection is not None:
                connection.close()
            raise Unreachable(_words(problem)) from problem
        return connection


def _composed(letter: Letter, settings: Settings) -> EmailMessage:
    try:
        return compose(letter, settings)
    except (ValueError, IndexError) as problem:  # the library raises both on a bad address
        raise Refused(f"message impossible : {problem}", is_final=True) from problem


def _refusal(code: int, answer: bytes | str) -> Exception:
    words = f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"
    if code == CLOSING:
        return Unreachable(words)
    return Refused(words, is_final=code // 100 == 5)  # noqa: PLR2004 - 5xx is for good


def _words(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        return str(_refusal(problem.smtp_code, problem.smtp_error))
    return str(problem) or type(problem).__name__


def _write(path: Path, content: bytes) -> None:
    """Write a whole file or none, for the eyes of the site's own account only."""
    partial = path.with_suffix(path.suffix + ".part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    partial.replace(path)
