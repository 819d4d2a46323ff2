"""Facilitators answer what was flagged; each decision has its reason, and stays in the log."""

import pytest
from sqlalchemy import select

from app.clock import frozen_at, now
from app.database import db
from app.forum.models import Topic
from app.mail.models import OutgoingMail
from app.moderation.models import LogEntry
from tests.make.accounts import make_actor
from tests.make.forum import make_reply, make_topic
from tests.moderation.test_flagging import (
    CAN_WAIT,
    CANNOT_WAIT,
    address_of,
    flag_post,
    waiting,
)

REASON = "Le prénom et le lieu suffisent à reconnaître la personne."
PAGES = ("/moderation/", "/moderation/journal")


@pytest.fixture
def topic(sylvain, fatou) -> Topic:
    made = make_topic(author=sylvain)
    make_reply(made, author=fatou, text="Madame Dupont, de Rue.")
    return made


def decide(browser, decision: str, **more: str):
    case = waiting()[0]
    data = {"decision": decision, "reason": REASON, "version": str(case.decisions_count), **more}
    return browser.post(f"/moderation/{case.id}", data=data, follow_redirects=True)


def test_the_room_is_for_facilitators_and_others_do_not_find_it(
    browse, client, sylvain, fatou, elise, topic
):
    flag_post(browse(sylvain), topic)
    case = f"/moderation/{waiting()[0].id}"
    for address in (*PAGES, case):
        assert browse(fatou).get(address).status_code == 404
        assert client.get(address).location.startswith("/connexion")
        assert browse(elise).get(address).status_code == 200
    assert browse(fatou).post(case, data={"decision": "classer"}).status_code == 404
    assert "/moderation/" not in browse(fatou).get("/").text
    assert "/moderation/" in browse(elise).get("/").text


def test_a_message_is_hidden_with_its_reason_then_shown_again(browse, sylvain, fatou, elise, topic):
    flag_post(browse(sylvain), topic, reason="irrespect", text="Il se moque.")
    her = browse(elise)
    case = f"/moderation/{waiting()[0].id}"
    page = her.get(case).text
    assert "Madame Dupont, de Rue." in page
    assert "Il se moque." in page

    decide(her, "masquer", answer="Merci de l’avoir vu.")

    assert waiting() == []
    other = browse(make_actor()).get(address_of(topic)).text
    assert "Message masqué par l’animation" in other
    assert "Dupont" not in other
    assert REASON in browse(fatou).get(address_of(topic)).text
    mail = db.session.scalars(select(OutgoingMail)).all()[-1]
    assert (mail.recipient, REASON in mail.text) == (fatou.member.email, True)
    mine = browse(sylvain).get("/signalements").text
    assert "Suite donnée" in mine
    assert "Merci de l’avoir vu." in mine

    her.post(case, data={"decision": "retablir", "reason": "Elle a retiré le nom."})

    assert "Madame Dupont" in browse(make_actor()).get(address_of(topic)).text
    log = her.get("/moderation/journal").text
    assert "Masquer" in log
    assert "Rétablir" in log
    assert "Elle a retiré le nom." in log


def test_a_flag_without_ground_is_closed_and_what_it_hid_comes_back(
    browse, sylvain, fatou, elise, topic
):
    flag_post(browse(sylvain), topic, reason=CANNOT_WAIT)
    assert "Dupont" not in browse(make_actor()).get(address_of(topic)).text

    decide(browse(elise), "classer", answer="C’est un nom d’emprunt.")

    assert "Dupont" in browse(make_actor()).get(address_of(topic)).text
    mine = browse(sylvain).get("/signalements").text
    assert "Sans suite" in mine
    assert "C’est un nom d’emprunt." in mine
    # Looked at once, it is not hidden again by another flag.
    flag_post(browse(make_actor(name="Ada L.")), topic, reason=CANNOT_WAIT)
    assert "Dupont" in browse(make_actor()).get(address_of(topic)).text


def test_a_facilitator_writes_to_the_author_and_the_flag_waits_on(
    browse, sylvain, fatou, elise, topic
):
    flag_post(browse(sylvain), topic)
    decide(browse(elise), "ecrire")
    assert len(waiting()) == 1
    mail = db.session.scalars(select(OutgoingMail)).all()[-1]
    assert mail.recipient == fatou.member.email
    assert REASON in mail.text


def test_the_second_of_two_is_told_and_keeps_what_they_wrote(browse, sylvain, elise, marc, topic):
    flag_post(browse(sylvain), topic)
    case = waiting()[0]
    late = {"decision": "classer", "reason": "Je n’y vois rien.", "version": "0"}
    decide(browse(elise), "traiter")

    answer = browse(marc).post(f"/moderation/{case.id}", data=late | {"decision": "ecrire"})

    assert answer.status_code == 409
    assert "Quelqu’un a décidé avant vous" in answer.text
    assert REASON in answer.text
    assert "Je n’y vois rien." in answer.text


def test_nobody_decides_alone_about_what_they_wrote(browse, sylvain, elise, marc):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=elise, text="Un mot vif.")
    flag_post(browse(sylvain), topic, reason="irrespect")
    page = browse(elise).get(f"/moderation/{waiting()[0].id}").text
    assert "une autre personne de l’animation décide" in page
    assert "Sylvain C." not in page, "nor who flagged it"
    assert decide(browse(elise), "classer").status_code == 403

    assert decide(browse(marc), "traiter").status_code == 200
    assert waiting() == []


def test_the_only_facilitator_decides_all_the_same(browse, sylvain, elise):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=elise, text="Un mot vif.")
    flag_post(browse(sylvain), topic, reason="irrespect")
    assert decide(browse(elise), "traiter").status_code == 200


@pytest.mark.parametrize(
    "data", [{}, {"decision": "inventee"}, {"decision": "classer", "reason": " "}]
)
def test_a_decision_and_its_reason_are_asked_for(browse, sylvain, elise, topic, data):
    flag_post(browse(sylvain), topic)
    answer = browse(elise).post(f"/moderation/{waiting()[0].id}", data=data)
    assert answer.status_code == 422
    assert len(waiting()) == 1


def test_the_most_urgent_then_the_oldest_come_first(browse, sylvain, fatou, elise):
    from datetime import timedelta

    for n, reason in enumerate((CAN_WAIT, "doublon-deplacement", "irrespect", CAN_WAIT)):
        with frozen_at(now() - timedelta(hours=9 - n)):
            made = make_topic(author=sylvain, title=f"Question numéro {n} du jour")
            flag_post(browse(fatou), made, number=1, reason=reason)
    page = browse(elise).get("/moderation/").text
    places = [page.index(f"Question numéro {n} du jour") for n in (2, 0, 3, 1)]
    assert places == sorted(places)


def test_the_queue_has_pages_and_costs_the_same(browse, sylvain, elise, max_queries):
    for n in range(32):
        made = make_topic(author=sylvain, title=f"Question numéro {n:02} du jour")
        flag_post(browse(make_actor(name="Ada L.")), made, number=1)
    her = browse(elise)
    with max_queries(8):
        page = her.get("/moderation/").text
    assert page.count("Question numéro") == 30
    link = page.split('rel="next" href="')[1].split('"', maxsplit=1)[0]
    second = her.get(link.replace("&amp;", "&")).text
    assert second.count("Question numéro") == 2
    assert her.get("/moderation/?suite=nimportequoi").status_code == 200


def test_the_log_is_filtered_and_never_changed(browse, sylvain, elise, topic):
    her = browse(elise)
    flag_post(browse(sylvain), topic, reason=CANNOT_WAIT)
    decide(her, "classer")
    assert "Masqué dès le signalement" in her.get("/moderation/journal").text
    only = her.get("/moderation/journal?acte=classer").text
    assert REASON in only
    assert only.count("Masqué dès le signalement") == 1, "in the list of acts only"

    entry = db.session.scalars(select(LogEntry)).first()
    assert entry is not None
    entry.reason = "Autre chose."
    with pytest.raises(TypeError):
        db.session.flush()
    db.session.rollback()


def test_the_log_hears_what_is_done_in_the_forum(browse, sylvain, elise, topic):
    from tests.forum.test_care_of_topics import form

    her, address = browse(elise), address_of(topic)
    her.post(f"{address}/animer/suspendre", data=form(her, address, "suspendre"))
    log = her.get("/moderation/journal?acte=suspendre").text
    assert topic.title in log
    assert "Élise P." in log


def test_the_facilitators_are_told_of_a_flag_and_its_author_of_the_answer(
    browse, sylvain, elise, topic
):
    flag_post(browse(sylvain), topic)
    assert "Un membre signale un contenu" in browse(elise).get("/notifications").text
    decide(browse(elise), "traiter")
    assert "L’animation a répondu à votre signalement" in browse(sylvain).get("/notifications").text
