"""Writing to one another: beginning, answering, and what comes of a form that is refused."""

import html
import re

import pytest

from app.accounts.models import MemberStatus
from app.database import db
from app.groups.models import Group, GroupMembership
from app.messages.models import Conversation, Message
from tests.make.accounts import make_account, make_actor, make_member
from tests.make.forum import make_topic
from tests.make.messages import make_answer, make_message
from tests.make.practices import make_sheet
from tests.make.resources import make_resource
from tests.make.saving import save

NEW = "/messages/nouveau"
TEXT = "Bonjour, comment avez-vous **présenté** votre budget ?"


def read(page) -> str:
    return html.unescape(page.text).replace("\r\n", "\n")


def test_somebody_writes_and_the_other_answers(browse, sylvain, fatou):
    here, there = browse(sylvain), browse(fatou)
    assert "Fatou N." in read(here.get(f"{NEW}?a={fatou.id}"))

    sent = here.post(NEW, data={"people": [fatou.id], "text": TEXT})
    assert sent.status_code == 302
    assert "<strong>présenté</strong>" in here.get(sent.location).text

    inbox = read(there.get("/messages/"))
    assert "Non lu" in inbox
    assert "Sylvain C." in inbox
    where = sent.location.partition("#")[0]
    assert "<strong>présenté</strong>" in there.get(where).text
    answer = there.post(where, data={"text": "En trois colonnes."})
    assert answer.status_code == 302
    assert "En trois colonnes." in read(here.get(where))


def test_two_people_have_one_conversation(browse, sylvain, fatou):
    first = make_message(sylvain, fatou)
    there = browse(fatou)
    assert there.get(f"{NEW}?a={sylvain.id}").location == (
        f"/messages/{first.conversation_id}#ecrire"
    )
    sent = there.post(NEW, data={"people": [sylvain.id], "text": "Encore moi."})
    assert sent.location == f"/messages/{first.conversation_id}#message-2"
    assert db.session.query(Conversation).count() == 1


def test_the_same_people_with_one_more_have_another_conversation(browse, sylvain, fatou, thomas):
    first = make_message(sylvain, fatou)
    sent = browse(sylvain).post(
        NEW, data={"people": [fatou.id, thomas.id], "subject": "La journée", "text": TEXT}
    )
    assert sent.status_code == 302
    assert not sent.location.startswith(f"/messages/{first.conversation_id}#")
    assert "La journée" in read(browse(thomas).get("/messages/"))


def test_a_conversation_without_subject_is_named_after_the_others(browse, sylvain, fatou, thomas):
    make_message(sylvain, fatou, thomas)
    assert "Sylvain C., Fatou N." in read(browse(thomas).get("/messages/"))


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"text": TEXT}, "Choisissez à qui vous écrivez."),
        ({"people": ["{fatou}"], "text": "  "}, "Écrivez votre message avant de l’envoyer."),
        ({"people": ["999999"], "text": TEXT}, "ne peut pas recevoir de message de vous"),
        ({"people": ["quelqu’un"], "text": TEXT}, "Choisissez dans la liste."),
        ({"people": ["{me}"], "text": TEXT}, "ne peut pas recevoir de message de vous"),
        ({"people": ["{fatou}"], "text": TEXT, "subject": "x" * 121}, "120 caractères au plus."),
        ({"people": ["{fatou}"], "text": "a" * 60_001}, "60000 caractères au plus"),
    ],
)
def test_what_is_refused_is_said_and_kept(browse, sylvain, fatou, fields, refusal):
    named = {"{fatou}": str(fatou.id), "{me}": str(sylvain.id)}
    if "people" in fields:
        fields["people"] = [named.get(one, one) for one in fields["people"]]
    answer = browse(sylvain).post(NEW, data=fields)
    assert answer.status_code == 422
    assert refusal in read(answer)
    assert fields["text"].strip() in read(answer)
    assert db.session.query(Message).count() == 0


def test_a_message_of_sixty_thousand_characters_is_sent(browse, sylvain, fatou):
    sent = browse(sylvain).post(NEW, data={"people": [fatou.id], "text": "a " * 30_000})
    assert sent.status_code == 302


def test_ten_others_are_too_many(browse, sylvain):
    others = [make_actor(name=f"Membre {n}").id for n in range(10)]
    answer = browse(sylvain).post(NEW, data={"people": others, "text": TEXT})
    assert answer.status_code == 422
    assert "9 personnes au plus" in read(answer)
    assert browse(sylvain).post(NEW, data={"people": others[:9], "text": TEXT}).status_code == 302


def test_a_form_sent_twice_makes_one_message(browse, sylvain, fatou):
    here = browse(sylvain)
    key = re.search(r'name="_once" value="([^"]+)"', here.get(NEW).text)
    assert key
    data = {"people": [fatou.id], "text": TEXT, "_once": key[1]}
    assert here.post(NEW, data=data).location == here.post(NEW, data=data).location
    assert db.session.query(Message).count() == 1


def test_what_is_typed_is_a_draft_of_that_conversation(browse, sylvain, fatou):
    message = make_message(sylvain, fatou)
    here = browse(sylvain)
    where = f"/messages/{message.conversation_id}"
    place = re.search(r'name="_place" value="([^"]+)"', here.get(where).text)
    assert place
    here.post("/brouillons", data={"_place": place[1], "text": "Je commence"})
    assert "Je commence" in read(here.get(where))
    assert "Je commence" in read(here.get("/compte/contributions"))
    assert "Je commence" not in read(browse(fatou).get(where))
    here.post(where, data={"text": "Je finis"})
    assert "Je commence" not in read(here.get(where))


def test_the_text_of_an_ended_session_comes_back(app, client, fatou):
    from tests.accounts.browsing import PASSWORD, enter, hidden_fields

    member = make_member(name="Sylvain C.", password=PASSWORD)
    from app.accounts.actor import actor_for

    message = make_message(actor_for(member), fatou)
    where = f"/messages/{message.conversation_id}"
    enter(client, member.email)
    place = re.search(r'name="_place" value="([^"]+)"', client.get(where).text)
    assert place
    visitor = app.test_client()
    refused = visitor.post(
        where,
        data={"_place": place[1], "text": "Trois lignes que je ne récrirai pas."},
        headers={"Referer": f"http://localhost{where}"},
    )
    assert refused.status_code == 401
    back = enter(visitor, member.email, **hidden_fields(refused, "/connexion"))
    assert "Trois lignes que je ne récrirai pas." in read(visitor.get(back.location))


def test_a_preview_sends_nothing(browse, sylvain, fatou):
    message = make_message(sylvain, fatou)
    where = f"/messages/{message.conversation_id}"
    page = browse(sylvain).post(where, data={"text": "Un *essai*", "_preview": "1"})
    assert page.status_code == 200
    assert "<em>essai</em>" in page.text
    assert "<em>essai</em>" in (
        browse(sylvain)
        .post(NEW, data={"people": [fatou.id], "text": "Un *essai*", "_preview": "1"})
        .text
    )
    assert db.session.query(Message).count() == 1


@pytest.mark.parametrize(
    "status", [MemberStatus.SUSPENDED, MemberStatus.LEFT, MemberStatus.PENDING]
)
def test_nobody_writes_to_an_account_that_is_not_open(browse, sylvain, status):
    gone = make_member(name="Partie Ailleurs", status=status)
    here = browse(sylvain)
    assert "Partie Ailleurs" not in read(here.get(f"{NEW}?a={gone.id}"))
    answer = here.post(NEW, data={"people": [gone.id], "text": TEXT})
    assert answer.status_code == 422
    assert "Partie Ailleurs" not in read(answer)


def test_a_conversation_with_a_closed_account_is_read_and_not_written_in(browse, sylvain, fatou):
    message = make_message(fatou, sylvain)
    fatou.member.status = MemberStatus.SUSPENDED
    db.session.commit()
    where = f"/messages/{message.conversation_id}"
    page = read(browse(sylvain).get(where))
    assert "avez-vous une minute" in page
    assert "plus personne à qui écrire" in page
    answer = browse(sylvain).post(where, data={"text": "Êtes-vous là ?"})
    assert answer.status_code == 422
    assert "Êtes-vous là ?" in read(answer)


def test_a_guest_writes_to_the_people_of_their_group_only(browse, sylvain, fatou):
    guest = make_account(name="Invitée")
    group = save(Group(slug="cercle", title="Cercle"))
    for one in (guest.id, fatou.id):
        save(GroupMembership(group_id=group.id, member_id=one))
    here = browse(make_actor(guest))
    page = read(here.get(NEW))
    assert "Fatou N." in page
    assert "Sylvain C." not in page
    assert here.post(NEW, data={"people": [sylvain.id], "text": TEXT}).status_code == 422
    sent = here.post(NEW, data={"people": [fatou.id], "text": TEXT})
    assert sent.status_code == 302
    make_answer(fatou, db.session.query(Conversation).one().id)
    # A member outside the group does not find the guest either.
    assert "Invitée" not in read(browse(sylvain).get(NEW))


def test_an_account_under_review_writes_to_nobody(browse, sylvain):
    waiting = make_actor(make_member(status=MemberStatus.PENDING))
    assert browse(waiting).get("/messages/").status_code == 200
    assert browse(waiting).get(NEW).status_code == 403
    answer = browse(waiting).post(NEW, data={"people": [sylvain.id], "text": TEXT})
    assert answer.status_code == 422


def test_too_many_messages_in_a_minute_are_refused_and_kept(browse, sylvain, fatou):
    message = make_message(sylvain, fatou)
    here = browse(sylvain)
    where = f"/messages/{message.conversation_id}"
    answers = [here.post(where, data={"text": f"Message {n}"}) for n in range(21)]
    assert [one.status_code for one in answers[:20]] == [302] * 20
    assert answers[20].status_code == 429
    assert "Réessayez dans une minute" in read(answers[20])
    assert "Message 20" in read(answers[20])
    assert "Message 20" in read(here.get(where))  # as a draft


def test_numbers_follow_one_another(browse, sylvain, fatou):
    message = make_message(sylvain, fatou)
    make_answer(fatou, message.conversation_id)
    make_answer(sylvain, message.conversation_id)
    assert [one.number for one in db.session.query(Message).order_by(Message.id)] == [1, 2, 3]


def test_one_writes_from_a_message_a_sheet_and_a_resource(browse, sylvain, fatou):
    topic = make_topic(author=fatou)
    resource = make_resource(author=fatou)
    sheet = make_sheet(fatou.member)
    link = f'href="{NEW}?a={fatou.id}"'
    for address in (
        f"/forum/sujets/{topic.id}-{topic.slug}",
        f"/ressources/{resource.id}-{resource.slug}",
        f"/fiches/{sheet.id}-{sheet.slug}",
    ):
        assert link in browse(sylvain).get(address).text, address
        assert link not in browse(fatou).get(address).text, address


def test_asking_for_somebody_who_cannot_be_written_to_is_said(browse, sylvain):
    gone = make_member(name="Partie Ailleurs", status=MemberStatus.LEFT)
    for number in (gone.id, 999_999):
        assert "ne peut pas recevoir de message de vous" in read(
            browse(sylvain).get(f"{NEW}?a={number}")
        )
