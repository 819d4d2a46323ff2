from sqlalchemy import select

from app.database import db
from app.mail.models import OutgoingMail
from tests.make.accounts import make_member

FORM = {
    "name": "Ada L.",
    "email": "ada@exemple.test",
    "text": "Bonjour, nous voudrions rejoindre le réseau.",
}


def _mails():
    return db.session.scalars(select(OutgoingMail)).all()


def test_a_visitor_writes_and_the_network_receives_it(client, settings):
    answer = client.post("/contact", data=FORM, follow_redirects=True)
    assert "Votre message est parti" in answer.text
    (mail,) = _mails()
    assert mail.recipient == settings.contact_email
    assert "rejoindre le réseau" in mail.text
    assert "ada@exemple.test" in mail.text


def test_a_member_finds_their_name_and_address_already_there(sign_in):
    member = make_member(name="Noor B.")
    page = sign_in(member).get("/contact").text
    assert "Noor B." in page
    assert member.email in page


def test_a_refused_message_comes_back_whole(client):
    answer = client.post("/contact", data={**FORM, "email": "pas une adresse"})
    assert answer.status_code == 422
    assert "Écrivez une adresse complète" in answer.text
    assert "rejoindre le réseau" in answer.text
    assert _mails() == []


def test_a_robot_that_fills_the_trap_is_thanked_and_ignored(client):
    answer = client.post("/contact", data={**FORM, "website": "spam"}, follow_redirects=True)
    assert "Votre message est parti" in answer.text
    assert _mails() == []


def test_too_many_messages_from_one_place_are_slowed(client):
    answers = [client.post("/contact", data=FORM).status_code for _ in range(7)]
    assert answers[:5] == [302] * 5
    assert 429 in answers


def test_a_line_break_in_a_name_reaches_no_header(client):
    client.post("/contact", data={**FORM, "name": "Ada\r\nBcc: tous@exemple.test"})
    (mail,) = _mails()
    assert "\n" not in mail.subject
