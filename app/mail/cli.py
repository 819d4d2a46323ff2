import sys

import click
from flask.cli import AppGroup

from app.clock import PARIS
from app.database import db, transaction
from app.errors import Invalid
from app.mail import letters
from app.mail.actions import queue_mail
from app.mail.delivery import deliver_one
from app.mail.models import OutgoingMail
from app.mail.queries import list_unsent
from app.settings import Settings, current_settings

group = AppGroup("mail", help="Outgoing mail.")


@group.command("test")
@click.argument("address")
def test(address: str) -> None:
    """Send a mail to this address now, and say what happened."""
    settings = current_settings()
    subject = f"Essai d’envoi depuis {settings.site_name}"
    words = letters.write("test", subject=subject)
    try:
        with transaction():
            mail = queue_mail(to=address, subject=subject, text=words.text, html=words.html)
    except Invalid as refusal:
        click.echo(refusal.message, err=True)
        sys.exit(1)
    deliver_one(mail.id)
    db.session.refresh(mail)
    if mail.sent_at is None:
        click.echo(_failure(mail, settings), err=True)
        sys.exit(1)
    click.echo(_success(settings))


@group.command("list")
def show() -> None:
    """Say which mails wait or were given up, and why."""
    unsent = list_unsent()
    for mail in unsent:
        written = mail.created_at.astimezone(PARIS)
        click.echo(f"{mail.id}  {written:%d/%m/%Y %H:%M}  {mail.recipient}  {mail.subject}")
        click.echo(f"    {_state(mail)}")
    if not unsent:
        click.echo("Aucun courriel n’attend.")


def _success(settings: Settings) -> str:
    if settings.smtp_host:
        return f"Le courriel a été remis à {settings.smtp_host}:{settings.smtp_port}."
    return (
        f"Le courriel est écrit dans {settings.mail_dir} (un .eml et un .txt). Rien n’est parti : "
        "aucun serveur d’envoi n’est réglé (SMTP_HOST)."
    )


def _failure(mail: OutgoingMail, settings: Settings) -> str:
    place = f"{settings.smtp_host}:{settings.smtp_port}" if settings.smtp_host else "le dossier"
    return (
        f"Le courriel n’est pas parti par {place} : {mail.problem}\n{_state(mail)}\n"
        "Vérifiez SMTP_HOST, SMTP_PORT, SMTP_SECURITY, SMTP_USER, SMTP_PASSWORD et MAIL_FROM."
    )


def _state(mail: OutgoingMail) -> str:
    why = f" : {mail.problem}" if mail.problem else ""
    attempts = f"{mail.attempts} essai{'s' if mail.attempts > 1 else ''}"
    if mail.next_attempt_at is None:
        return f"abandonné après {attempts}{why}"
    again = mail.next_attempt_at.astimezone(PARIS)
    return f"{attempts}, prochain le {again:%d/%m/%Y à %H:%M:%S}{why}"
