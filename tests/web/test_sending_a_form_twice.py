"""A double click makes one thing, whatever the form: the contact form shows it."""

from sqlalchemy import func, select

from app.database import db
from app.mail.models import OutgoingMail

FORM = {
    "name": "Ada",
    "email": "ada@exemple.test",
    "text": "Bonjour, nous voudrions rejoindre le réseau.",
}


def test_the_same_form_sent_twice_sends_one_message(client):
    form = {**FORM, "_once": "a-key"}
    first = client.post("/contact", data=form)
    second = client.post("/contact", data=form)
    assert first.status_code == second.status_code == 302
    assert first.location == second.location
    assert db.session.scalar(select(func.count(OutgoingMail.id))) == 1


def test_two_forms_send_two_messages(client):
    client.post("/contact", data={**FORM, "_once": "one"})
    client.post("/contact", data={**FORM, "_once": "two"})
    assert db.session.scalar(select(func.count(OutgoingMail.id))) == 2


def test_a_refused_form_can_be_sent_again_with_its_key(client):
    refused = client.post("/contact", data={**FORM, "text": "", "_once": "again"})
    assert refused.status_code == 422
    client.post("/contact", data={**FORM, "_once": "again"})
    assert db.session.scalar(select(func.count(OutgoingMail.id))) == 1
