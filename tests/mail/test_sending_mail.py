"""What the site writes reaches people: once, later when it must, and as it was written."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.clock import now
from app.database import db, transaction
from app.errors import Invalid
from app.mail import delivery
from app.mail.actions import queue_mail
from app.mail.delivery import deliver_pending, purge_sent
from app.mail.models import OutgoingMail
from tests.mail.server import free_port, mail_server


def _queue(**changes: Any) -> int:
    words = {"to": "lea@exemple.fr", "subject": "Une réponse", "text": "Bonjour Léa,\n\nOui."}
    with transaction():
        return queue_mail(**(words | changes)).id


def _mail(mail_id: int) -> Any:
    return db.session.get_one(OutgoingMail, mail_id, populate_existing=True)


@pytest.fixture(autouse=True)
def _application(app):
    with app.app_context():
        yield


def test_a_mail_arrives_as_it_was_written(smtp, mailbox):
    mail_id = _queue(html="<p>Oui & non.</p>", reply_to="paul@exemple.fr")
    assert deliver_pending() == 1
    (message,) = mailbox.messages
    assert message["To"] == "lea@exemple.fr"
    assert message["From"] == "Tremplin <ne-pas-repondre@tremplin.exemple.test>"
    assert message["Reply-To"] == "paul@exemple.fr"
    assert message["Subject"] == "Une réponse"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_body(("plain",)).get_content() == "Bonjour Léa,\n\nOui.\n"
    assert message.get_body(("html",)).get_content() == "<p>Oui & non.</p>\n"
    assert _mail(mail_id).sent_at is not None


def test_a_mail_is_sent_once(smtp, mailbox):
    _queue()
    assert (deliver_pending(), deliver_pending()) == (1, 0)
    assert len(mailbox.envelopes) == 1


def test_several_mails_leave_through_one_connection(smtp, mailbox):
    for number in range(3):
        _queue(subject=f"Nouvelle {number}")
    assert deliver_pending() == 3
    assert [message["Subject"] for message in mailbox.messages] == [
        *("Nouvelle 0", "Nouvelle 1", "Nouvelle 2")
    ]


def test_nothing_leaves_when_what_it_announces_is_undone(smtp, mailbox):
    def announce_and_fail() -> None:
        with transaction():
            queue_mail(to="lea@exemple.fr", subject="Non", text="Non")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        announce_and_fail()
    assert deliver_pending() == 0


def test_the_same_key_makes_one_mail(smtp, mailbox):
    first, second = _queue(key="resume-12"), _queue(key="resume-12", subject="Autre")
    assert first == second
    deliver_pending()
    assert [message["Subject"] for message in mailbox.messages] == ["Une réponse"]


def test_a_server_that_is_down_delays_every_mail_and_loses_none(mailbox, set_mail):
    port = free_port()
    set_mail(smtp_host="127.0.0.1", smtp_port=port)
    ids = [_queue(), _queue(subject="Une autre")]
    with time_machine.travel(now(), tick=False) as clock:
        assert deliver_pending() == 1  # the second is not even tried: it would only wait too
        assert deliver_pending() == 0
        assert "refused" in _mail(ids[0]).problem.lower()
        with mail_server(mailbox, port=port):
            clock.shift(timedelta(minutes=6))
            assert deliver_pending() == 2
    assert len(mailbox.envelopes) == 2
    assert _mail(ids[0]).problem is None


def test_pauses_grow_while_the_server_is_down_but_stay_short(set_mail):
    set_mail(smtp_host="127.0.0.1", smtp_port=free_port())
    mail_id = _queue()
    pauses = []
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(8):
            deliver_pending()
            pauses.append(_mail(mail_id).next_attempt_at - now())
            clock.shift(timedelta(minutes=6))
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(seconds=30)
    assert pauses[-1] == timedelta(minutes=5)


def test_an_unknown_person_is_given_up_and_the_others_get_theirs(smtp, mailbox):
    mailbox.refused_recipients["parti@exemple.fr"] = "550 Unknown user"
    gone, other = _queue(to="parti@exemple.fr"), _queue()
    assert deliver_pending() == 2
    assert _mail(gone).sent_at is None
    assert _mail(gone).next_attempt_at is None
    assert _mail(gone).problem == "550 Unknown user"
    assert _mail(other).sent_at is not None


def test_a_server_that_asks_to_come_back_is_obeyed(smtp, mailbox):
    mailbox.answers_to_data = ["451 Come back later", "451 Come back later"]
    mail_id = _queue()
    with time_machine.travel(now(), tick=False) as clock:
        for pause in (1, 5):
            assert deliver_pending() == 1
            assert _mail(mail_id).next_attempt_at - now() == timedelta(minutes=pause)
            assert deliver_pending() == 0
            clock.shift(timedelta(minutes=pause))
        assert deliver_pending() == 1
    assert len(mailbox.envelopes) == 1


def test_a_mail_refused_for_three_days_is_given_up(smtp, mailbox):
    mailbox.refused_recipients["plein@exemple.fr"] = "452 Mailbox full"
    mail_id = _queue(to="plein@exemple.fr")
    with time_machine.travel(now() + timedelta(days=3, minutes=1), tick=False):
        deliver_pending()
    assert _mail(mail_id).next_attempt_at is None


def test_a_crash_after_the_server_said_yes_sends_the_same_message_again(smtp, mailbox, monkeypatch):
    mail_id = _queue()

    class Killed(BaseException):
        pass

    def die(*_args, **_values):
        raise Killed

    with time_machine.travel(now(), tick=False) as clock:
        with monkeypatch.context() as crash:
            crash.setattr(delivery, "_write_down", die)
            with pytest.raises(Killed):
                deliver_pending()
        assert deliver_pending() == 0  # it still belongs to the process that died
        clock.shift(timedelta(minutes=11))
        assert deliver_pending() == 1
    first, second = mailbox.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]
    assert _mail(mail_id).sent_at is not None


@pytest.mark.parametrize(
    "address",
    [
        *("lea@exemple.fr\nBcc: tous@exemple.fr", "lea@exemple.fr\r\nX: y", "a@b.fr, c@d.fr"),
        *("Léa <lea@exemple.fr>", "lea@exemple.fr\x00", "lea", "", "a@b@c", "a" * 250 + "@b.fr"),
    ],
)
def test_an_address_is_one_address_and_nothing_else(address):
    for field in ("to", "reply_to"):
        with pytest.raises(Invalid), transaction():
            queue_mail(**{"to": "b@b.fr", "subject": "Bonjour", "text": "", field: address})


def test_a_subject_cannot_bring_headers(smtp, mailbox):
    _queue(subject="Bonjour\r\nBcc: tous@exemple.fr\n\nUn autre corps \u202eet plus")
    deliver_pending()
    (message,) = mailbox.messages
    assert message["Bcc"] is None
    assert message["Subject"] == "Bonjour Bcc: tous@exemple.fr Un autre corps et plus"
    assert mailbox.envelopes[0].rcpt_tos == ["lea@exemple.fr"]


def test_a_text_may_hold_what_the_protocol_uses(smtp, mailbox):
    text = ".\n.\nQUIT\n" + "é" * 3000 + "\n-- \nFin"
    _queue(text=text)
    deliver_pending()
    assert mailbox.messages[0].get_content().splitlines() == text.splitlines()


def test_an_international_domain_is_written_for_servers(smtp, mailbox):
    _queue(to="lea@économie.fr")
    deliver_pending()
    assert mailbox.envelopes[0].rcpt_tos == ["lea@xn--conomie-9xa.fr"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_the_way_to_the_server_may_be_secured_and_signed_in(security, mailbox, set_mail, trusted):
    with mail_server(mailbox, security=security, account=("site", "sesame")) as port:
        settings = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": security}
        set_mail(**settings, smtp_user="site", smtp_password="sesame")
        mail_id = _queue()
        deliver_pending()
    assert _mail(mail_id).problem is None
    assert len(mailbox.envelopes) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_is_not_who_it_says_gets_nothing(security, mailbox, set_mail):
    with mail_server(mailbox, security=security) as port:
        set_mail(smtp_host="127.0.0.1", smtp_port=port, smtp_security=security)
        mail_id = _queue()
        deliver_pending()
    assert "certificate" in _mail(mail_id).problem.lower()
    assert _mail(mail_id).next_attempt_at is not None


def test_a_wrong_password_waits_for_a_right_one(mailbox, set_mail):
    with mail_server(mailbox, account=("site", "juste")) as port:
        set_mail(smtp_host="127.0.0.1", smtp_port=port, smtp_user="site", smtp_password="faux")
        mail_id = _queue()
        deliver_pending()
    assert _mail(mail_id).problem.startswith("535")
    assert _mail(mail_id).next_attempt_at is not None


def test_a_password_that_cannot_be_said_is_a_problem_to_read_not_a_crash(mailbox, set_mail):
    with mail_server(mailbox, account=("site", "juste")) as port:
        set_mail(smtp_host="127.0.0.1", smtp_port=port, smtp_user="site", smtp_password="sésame")
        mail_id = _queue()
        deliver_pending()
    assert "ascii" in _mail(mail_id).problem
    assert _mail(mail_id).next_attempt_at is not None


def test_without_a_server_mails_are_files_that_one_can_open(set_mail):
    settings = set_mail()
    _queue(html="<p>Oui.</p>")
    deliver_pending()
    readable, message = (
        next(settings.mail_dir.glob(f"*.{kind}")).read_text() for kind in ("txt", "eml")
    )
    assert "À : lea@exemple.fr\nObjet : Une réponse\n" in readable
    assert readable.endswith("Bonjour Léa,\n\nOui.")
    assert "Message-ID: <" in message
    assert {path.stat().st_mode & 0o077 for path in settings.mail_dir.iterdir()} == {0}


def test_a_folder_that_cannot_be_written_delays_the_mail(set_mail):
    settings = set_mail()
    settings.mail_dir.write_text("un fichier, pas un dossier")
    mail_id = _queue()
    deliver_pending()
    assert _mail(mail_id).problem
    settings.mail_dir.unlink()
    with time_machine.travel(now() + timedelta(minutes=1)):
        assert deliver_pending() == 1
    assert _mail(mail_id).sent_at is not None


def test_mails_are_forgotten_a_month_after_they_left(smtp, set_mail):
    sent = _queue()
    deliver_pending()
    waiting = _queue()
    with time_machine.travel(now() + timedelta(days=29)):
        assert purge_sent() == 0
    with time_machine.travel(now() + timedelta(days=31)):
        assert purge_sent() == 1
    assert db.session.scalars(select(OutgoingMail.id)).all() == [waiting]
    assert sent != waiting
