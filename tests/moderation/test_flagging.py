"""A member says that something is wrong; what cannot wait is hidden until somebody has looked."""

import re

import pytest
from sqlalchemy import select

from app.accounts.actor import Actor
from app.contributions.models import Visibility
from app.database import db
from app.forum.models import Topic
from app.mail.models import OutgoingMail
from app.moderation.models import Case, Flag
from app.practices.models import PracticeSheet
from tests.make.accounts import make_account, make_actor
from tests.make.forum import GROUP_CATEGORY, PUBLIC_CATEGORY, make_reply, make_topic
from tests.make.practices import make_sheet
from tests.make.resources import make_resource

CANNOT_WAIT, CAN_WAIT = "porteur-identifiable", "inexact"


def address_of(topic: Topic) -> str:
    return f"/forum/sujets/{topic.id}-{topic.slug}"


def flag_post(browser, topic: Topic, number: int = 2, reason: str = CAN_WAIT, text: str = ""):
    return browser.post(
        f"/signaler/sujets/{topic.id}/messages/{number}",
        data={"reason": reason, "text": text},
        follow_redirects=True,
    )


def waiting() -> list[Case]:
    return list(db.session.scalars(select(Case).where(Case.waiting_since.is_not(None))))


def test_a_member_flags_a_message_and_reads_what_becomes_of_it(browse, sylvain, fatou, elise):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou, text="Le barème est de 12 %.")
    me = browse(sylvain)
    page = me.get(address_of(topic)).text
    assert f"/signaler/sujets/{topic.id}/messages/2" in page
    assert f"/signaler/sujets/{topic.id}/messages/1" not in page, "not one’s own"
    assert "Information inexacte ou dépassée" in me.get(
        f"/signaler/sujets/{topic.id}/messages/2"
    ).text.replace("&#39;", "’")

    said = flag_post(me, topic, text="Il est de 10 % depuis janvier.").text

    assert "L’animation lit ce signalement" in said
    assert "L’animation le lit" in said
    assert "Le barème est de 12" in browse(fatou).get(address_of(topic)).text, "it can wait"
    queue = browse(elise).get("/moderation/").text
    assert "Message 2 de" in queue
    assert "Information inexacte" in queue


def test_a_person_flags_a_thing_once(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    me = browse(sylvain)
    flag_post(me, topic)
    flag_post(me, topic)
    assert db.session.scalars(select(Flag)).all().__len__() == 1
    assert me.get(f"/signaler/sujets/{topic.id}/messages/2").location == "/signalements"


def test_the_first_message_is_its_topic(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    flag_post(browse(fatou), topic, number=1)
    assert waiting()[0].contribution_id == topic.id


def test_what_cannot_wait_is_hidden_from_others_at_once(browse, client, sylvain, fatou):
    topic = make_topic(author=sylvain, category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)
    make_reply(topic, author=fatou, text="Madame Dupont, de Rue, qui tient le café.")
    other = browse(make_actor(name="Ada L."))

    said = flag_post(browse(sylvain), topic, reason=CANNOT_WAIT).text

    assert "masqué le temps que l’animation le lise" in said
    for reader in (other, browse(sylvain), client):
        page = reader.get(address_of(topic)).text
        assert "Message masqué par l’animation" in page
        assert "Dupont" not in page
        assert "1 message" in page
    mine = browse(fatou).get(address_of(topic)).text
    assert "Madame Dupont" in mine
    assert "vous seul·e le lisez" in mine
    assert "Un porteur de projet est reconnaissable" in mine
    assert "Dupont" not in other.get(f"{address_of(topic)}?citer=2").text
    mail = db.session.scalars(select(OutgoingMail)).all()[-1]
    assert mail.recipient == fatou.member.email
    assert "reconnaissable" in mail.text


def test_a_hidden_topic_is_gone_for_others_and_stays_for_its_author(browse, client, sylvain, fatou):
    topic = make_topic(author=sylvain, category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)
    address, title, me, other = address_of(topic), topic.title, browse(sylvain), browse(fatou)
    assert client.get(address).status_code == 200

    flag_post(other, topic, number=1, reason=CANNOT_WAIT)

    assert "Masqué par l’animation" in me.get(address).text
    assert title in me.get("/forum/").text
    assert title not in client.get("/forum/").text
    assert other.get(address).status_code == 410
    assert client.get(address).status_code == 410


def make_a_sheet(author: Actor) -> PracticeSheet:
    return make_sheet(author.member)


@pytest.mark.parametrize("make", [make_resource, make_a_sheet])
def test_resources_and_sheets_are_flagged_and_hidden_too(browse, sylvain, fatou, make):
    thing = make(author=sylvain)
    room = {"resource": "/ressources", "sheet": "/fiches"}[thing.kind]
    address = f"{room}/{thing.id}-{thing.slug}"
    page = browse(fatou).get(address, follow_redirects=True).text
    link = f"/signaler/contributions/{thing.id}"
    assert link in page
    assert link not in browse(sylvain).get(address, follow_redirects=True).text

    other = browse(fatou)
    other.post(link, data={"reason": CANNOT_WAIT})

    mine = browse(sylvain).get(address, follow_redirects=True)
    assert mine.status_code == 200
    assert "Masqué par l’animation" in mine.text
    assert other.get(address).status_code == 410


def test_a_profile_is_flagged_and_never_hidden(browse, sylvain, fatou, elise):
    page = f"/reseau/membres/{fatou.id}-{fatou.member.slug}"
    assert f"/signaler/membres/{fatou.id}" in browse(sylvain).get(page).text
    browse(sylvain).post(f"/signaler/membres/{fatou.id}", data={"reason": CANNOT_WAIT})
    assert browse(sylvain).get(page).status_code == 200
    assert "Profil de Fatou N." in browse(elise).get("/moderation/").text


def test_nobody_flags_what_they_wrote(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    assert flag_post(browse(sylvain), topic, number=1).status_code == 403
    assert browse(sylvain).get(f"/signaler/membres/{sylvain.id}").status_code == 403


def test_nobody_flags_what_they_do_not_read(browse, client, sylvain, elise):
    topic = make_topic(author=elise, category=GROUP_CATEGORY)
    assert flag_post(browse(sylvain), topic, number=1).status_code == 404
    assert client.get(f"/signaler/contributions/{topic.id}").location.startswith("/connexion")
    assert waiting() == []


@pytest.mark.parametrize("reason", ["", "inventee"])
def test_a_reason_is_chosen(browse, sylvain, fatou, reason):
    topic = make_topic(author=sylvain)
    answer = browse(fatou).post(
        f"/signaler/contributions/{topic.id}", data={"reason": reason, "text": "Ce que j’écris."}
    )
    assert answer.status_code == 422
    assert "Ce que j’écris." in answer.text


def test_a_text_too_long_is_refused_and_kept(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    text = "x" * 2001
    answer = browse(fatou).post(
        f"/signaler/contributions/{topic.id}", data={"reason": CAN_WAIT, "text": text}
    )
    assert answer.status_code == 422
    assert text in answer.text


def test_what_a_facilitator_wrote_waits_to_be_looked_at(browse, sylvain, elise):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=elise, text="Je rappelle la charte.")
    flag_post(browse(sylvain), topic, reason=CANNOT_WAIT)
    assert "Je rappelle la charte." in browse(make_actor()).get(address_of(topic)).text


def test_a_guest_hides_nothing(browse, sylvain, fatou):
    topic = make_topic(author=sylvain, category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)
    guest = browse(make_actor(make_account(name="Une invitée")))
    flag_post(guest, topic, number=1, reason=CANNOT_WAIT)
    assert len(waiting()) == 1
    assert browse(fatou).get(address_of(topic)).status_code == 200


def test_who_is_often_wrong_hides_nothing_any_more(browse, sylvain, fatou, elise):
    her = browse(elise)
    for n in range(3):
        topic = make_topic(author=sylvain, title=f"Une question toute simple {n}")
        flag_post(browse(fatou), topic, number=1, reason=CANNOT_WAIT)
        her.post(
            f"/moderation/{waiting()[0].id}",
            data={"decision": "classer", "reason": "Personne n’est reconnaissable."},
        )
    topic = make_topic(author=sylvain, title="Une question de plus")
    flag_post(browse(fatou), topic, number=1, reason=CANNOT_WAIT)
    assert browse(elise).get(address_of(topic)).status_code == 200


def test_there_is_a_limit_to_the_flags_of_a_day(browse, sylvain, fatou):
    me = browse(fatou)
    topics = [make_topic(author=sylvain, title=f"Une question toute simple {n}") for n in range(21)]
    answers = [flag_post(me, topic, number=1).status_code for topic in topics]
    assert answers == [200] * 20 + [429]


def test_the_page_of_ones_flags_costs_the_same_with_many(browse, sylvain, fatou, max_queries):
    me = browse(fatou)
    for n in range(12):
        flag_post(me, make_topic(author=sylvain, title=f"Une question toute simple {n}"), number=1)
    with max_queries(6):
        page = me.get("/signalements").text
    assert len(re.findall("L’animation le lit", page)) == 12
