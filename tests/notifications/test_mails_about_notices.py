"""A notice becomes a mail: a minute later, once, when it is still unread, wanted and readable."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.models import Member, MemberStatus
from app.contributions.actions import withdraw
from app.database import db
from app.forum.kind import address
from app.forum.posting import delete_post
from app.forum.queries import get_topic
from app.mail.delivery import deliver_pending
from app.mail.models import OutgoingMail
from app.notifications import letters
from app.notifications.actions import choose_mail, read_all
from app.notifications.models import MailState
from app.notifications.telling import mail_notices
from tests.make.accounts import make_actor, make_member
from tests.make.forum import category_named, make_reply, make_topic
from tests.make.notifications import a_minute_later, mails_to, notices_of, tell_by_mail


@pytest.fixture(autouse=True)
def _application(app):
    with app.app_context():
        yield


def test_an_answer_arrives_by_mail_and_its_link_opens_the_message(
    browse, smtp, mailbox, sylvain, fatou
):
    topic = make_topic(author=sylvain, title="La convention")
    make_reply(topic, author=fatou, text="Chez nous, **au tonnage**.")
    tell_by_mail()
    deliver_pending()

    (message,) = mailbox.messages
    assert message["To"] == sylvain.member.email
    assert message["Subject"] == "Fatou N. vous répond : La convention"
    text = message.get_body(("plain",)).get_content()
    path = f"{address(topic.id, topic.slug)}/messages/2"
    assert fatou.member.email not in message.as_string()
    assert "Chez nous, au tonnage." in text
    assert f"http://localhost:8000{path}\n" in text
    assert path in message.get_body(("html",)).get_content()

    assert browse(sylvain).get(path).headers["Location"].endswith("#message-2")


def test_the_headers_offer_to_stop_in_one_click(smtp, mailbox, sylvain, fatou):
    make_reply(make_topic(author=sylvain), author=fatou)
    tell_by_mail()
    deliver_pending()
    (envelope,) = mailbox.envelopes
    head = envelope.content.decode().partition("\r\n\r\n")[0]
    (line,) = [one for one in head.split("\r\n") if one.startswith("List-Unsubscribe:")]
    assert line.startswith("List-Unsubscribe: <http://localhost:8000/desabonnement/")
    assert line.endswith(">")
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head


def test_nothing_leaves_within_the_minute(sylvain, fatou):
    make_reply(make_topic(author=sylvain), author=fatou)
    (notice,) = notices_of(sylvain)
    assert notice.mail_at - notice.created_at >= timedelta(seconds=60)
    assert mail_notices() == 0
    assert mails_to(sylvain) == []


def test_what_was_read_in_the_site_is_not_mailed(sylvain, fatou):
    make_reply(make_topic(author=sylvain), author=fatou)
    read_all(sylvain)
    db.session.commit()
    tell_by_mail()
    assert mails_to(sylvain) == []
    assert notices_of(sylvain)[0].mail_state is MailState.SKIPPED


def test_what_was_taken_back_is_not_mailed(sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    delete_post(fatou, get_topic(fatou, topic.id), 2)
    db.session.commit()
    tell_by_mail()
    assert mails_to(sylvain) == []


def test_what_one_may_no_longer_read_is_not_mailed(sylvain, fatou):
    """The member left the network within the minute."""
    make_reply(make_topic(author=fatou, text="Bonjour"), author=sylvain)
    topic = make_topic(author=sylvain, title="Chez nous")
    answer = make_reply(topic, author=fatou)

    assert answer.number == 2
    found = get_topic(sylvain, topic.id)
    found.author_id = fatou.id
    found.category_id = category_named("salon-animation").id
    found.group_id = category_named("salon-animation").group_id
    db.session.commit()
    tell_by_mail()
    assert [mail for mail in mails_to(sylvain) if "Chez nous" in mail.subject] == []


def test_a_withdrawn_topic_is_not_mailed(sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    withdraw(sylvain, get_topic(sylvain, topic.id))
    db.session.commit()
    tell_by_mail()
    assert mails_to(sylvain) == []


def test_a_suspended_account_gets_nothing(sylvain, fatou):
    make_reply(make_topic(author=sylvain), author=fatou)
    db.session.get_one(Member, sylvain.id).status = MemberStatus.SUSPENDED
    db.session.commit()
    tell_by_mail()
    assert mails_to(sylvain) == []


def test_two_answers_that_wait_are_one_mail(sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou, text="Une chose.")
    make_reply(topic, author=fatou, text="Une autre.")
    tell_by_mail()
    (mail,) = mails_to(sylvain)
    assert "Une chose." in mail.text
    assert "Une autre." in mail.text


def test_the_job_run_again_sends_nothing_more(sylvain, fatou):
    make_reply(make_topic(author=sylvain), author=fatou)
    for _time in range(3):
        tell_by_mail()
    assert len(mails_to(sylvain)) == 1


def test_killed_before_the_commit_it_is_told_once_afterwards(sylvain, fatou, monkeypatch):
    make_reply(make_topic(author=sylvain), author=fatou)
    a_minute_later()

    queued = letters.send_notices

    def killed(*args: Any) -> None:
        queued(*args)
        raise SystemExit("kill -9")

    with monkeypatch.context() as during:
        during.setattr(letters, "send_notices", killed)
        with pytest.raises(SystemExit):
            mail_notices()
    assert mails_to(sylvain) == []
    mail_notices()
    assert len(mails_to(sylvain)) == 1


def test_one_that_fails_does_not_hold_up_the_others(sylvain, fatou, monkeypatch):
    make_reply(make_topic(author=sylvain), author=fatou)
    make_reply(make_topic(author=fatou), author=sylvain)
    queued = letters.send_notices

    def fails_for_sylvain(member: Member, *args: Any) -> None:
        if member.id == sylvain.id:
            raise ZeroDivisionError
        queued(member, *args)

    monkeypatch.setattr(letters, "send_notices", fails_for_sylvain)
    tell_by_mail()
    assert (len(mails_to(sylvain)), len(mails_to(fatou))) == (0, 1)
    assert notices_of(sylvain)[0].mail_state is MailState.WAITING


def test_a_kind_that_is_not_wanted_stays_in_the_site(browse, sylvain, fatou):
    choose_mail(sylvain.id, "reply", by_mail=False)
    make_reply(make_topic(author=sylvain), author=fatou)
    tell_by_mail()
    assert mails_to(sylvain) == []
    assert "vous répond" in browse(sylvain).get("/notifications").text


def test_a_hostile_title_makes_no_header(sylvain, fatou):
    topic = make_topic(author=sylvain, title="Bonjour\r\nBcc: tous@exemple.fr <b>x</b>")
    make_reply(topic, author=fatou, text="<script>alert(1)</script>")
    tell_by_mail()
    (mail,) = mails_to(sylvain)
    assert "\n" not in mail.subject
    assert "<script>" not in (mail.html or "")


def test_the_outbox_holds_no_more_than_what_was_told(sylvain, fatou):
    make_reply(make_topic(author=sylvain), author=fatou)
    tell_by_mail()
    count = db.session.scalar(select(func.count()).select_from(OutgoingMail))
    assert count == 1


def test_the_link_opens_the_message_also_after_signing_in(client, fatou):
    asker = make_actor(make_member(name="Ada L.", password="une phrase assez longue"))
    email = asker.member.email
    make_reply(make_topic(author=asker), author=fatou)
    tell_by_mail()
    found = re.search(r"http://localhost:8000(/forum/\S+/messages/2)", mails_to(asker)[0].text)
    assert found is not None
    page = client.get(found[1], follow_redirects=True).text
    assert found[1] in page  # the form carries where one was going
    signed = client.post(
        "/connexion",
        data={"email": email, "password": "une phrase assez longue", "next": found[1]},
    )
    assert signed.headers["Location"] == found[1]
    assert client.get(found[1]).headers["Location"].endswith("#message-2")
