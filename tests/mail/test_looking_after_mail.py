"""The person who looks after the site tries the mail and sees what did not leave."""

from datetime import timedelta

import pytest
import time_machine

from app.clock import now
from app.database import transaction
from app.mail.actions import queue_mail
from app.mail.delivery import deliver_pending
from tests.mail.server import free_port


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["mail", *words])


def test_the_trial_says_that_the_server_took_the_mail(run, smtp, mailbox):
    done = run("test", "admin@exemple.fr")
    assert done.exit_code == 0
    assert f"remis à 127.0.0.1:{smtp}" in done.output
    (message,) = mailbox.messages
    assert message["To"] == "admin@exemple.fr"
    for kind in ("plain", "html"):
        assert "fonctionne" in message.get_body((kind,)).get_content()


def test_the_trial_says_that_nothing_left_when_no_server_is_set(run, set_mail):
    settings = set_mail()
    done = run("test", "admin@exemple.fr")
    assert done.exit_code == 0
    assert "Rien n’est parti" in done.output
    assert str(settings.mail_dir) in done.output


def test_the_trial_says_why_the_mail_did_not_leave(run, set_mail):
    set_mail(smtp_host="127.0.0.1", smtp_port=free_port())
    done = run("test", "admin@exemple.fr")
    assert done.exit_code == 1
    assert "Connection refused" in done.output
    assert "Vérifiez SMTP_HOST" in done.output


def test_the_trial_refuses_what_is_no_address(run, set_mail):
    set_mail()
    done = run("test", "admin")
    assert done.exit_code == 1
    assert "ne peut pas recevoir" in done.output


def test_the_list_shows_what_waits_and_what_was_given_up(app, run, smtp, mailbox):
    assert "Aucun courriel n’attend." in run("list").output
    mailbox.refused_recipients["parti@exemple.fr"] = "550 Unknown user"
    mailbox.refused_recipients["plein@exemple.fr"] = "452 Mailbox full"
    with app.app_context():
        with transaction():
            for name in ("parti", "plein", "lea"):
                queue_mail(to=f"{name}@exemple.fr", subject=f"Pour {name}", text="Bonjour")
        deliver_pending()
    listed = run("list").output
    assert "parti@exemple.fr  Pour parti\n    abandonné après 1 essai : 550 Unknown user" in listed
    assert "1 essai, prochain le" in listed
    assert "lea@" not in listed
    with app.app_context(), time_machine.travel(now() + timedelta(minutes=2)):
        deliver_pending()
    assert "2 essais, prochain le" in run("list").output
