"""Facilitators move, suspend, pin and rename topics; each says why, and nobody is overrun."""

import pytest

from app.contributions.models import Visibility
from app.database import db
from app.forum.care.models import CareAct
from app.forum.models import Topic
from tests.make.accounts import make_actor
from tests.make.forum import (
    GROUP_CATEGORY,
    NETWORK_CATEGORY,
    PUBLIC_CATEGORY,
    make_reply,
    make_topic,
)

REASON = "Le sujet y trouvera ses lecteurs."


def address_of(topic: Topic) -> str:
    return f"/forum/sujets/{topic.id}-{topic.slug}"


def version_in(page: str) -> str:
    return page.split('name="version"')[1].split('value="')[1].split('"', maxsplit=1)[0]


def form(browser, address: str, act: str, **fields: str) -> dict[str, str]:
    """Open the form of an act, as a facilitator does, and fill it."""
    page = browser.get(f"{address}/animer/{act}").text
    return {"version": version_in(page), "reason": REASON, **fields}


@pytest.fixture
def elise():
    return make_actor(name="Élise P.", is_facilitator=True)


def test_a_facilitator_moves_a_topic_and_says_why(browse, sylvain, fatou, elise):
    topic = make_topic(author=sylvain, category=NETWORK_CATEGORY)
    address, her = address_of(topic), browse(elise)
    sent = form(her, address, "deplacer", category="vie-du-reseau")

    said = her.post(f"{address}/animer/deplacer", data=sent, follow_redirects=True).text

    assert "Le sujet est déplacé." in said
    page = browse(fatou).get(address).text
    assert "Déplacé par l’animation" in page
    assert REASON in page
    assert "Vie du réseau" in page


def test_who_is_no_facilitator_moves_nothing(browse, client, sylvain):
    topic = make_topic(author=sylvain)
    address = address_of(topic)
    assert "Animer" not in browse(sylvain).get(address).text
    for act in CareAct:
        assert browse(sylvain).get(f"{address}/animer/{act}").status_code == 403
        assert client.get(f"{address}/animer/{act}").location.startswith("/connexion")
    assert browse(sylvain).post(f"{address}/animer/fermer").status_code == 403


def test_an_act_that_is_none_is_not_found(browse, sylvain, elise):
    address = address_of(make_topic(author=sylvain))
    assert browse(elise).get(f"{address}/animer/recevoir").status_code == 404
    assert browse(elise).get(f"{address}/animer/rien").status_code == 404


def test_a_reason_is_asked_for(browse, sylvain, elise):
    address, her = address_of(make_topic(author=sylvain)), browse(elise)
    sent = form(her, address, "suspendre", reason="  ")

    answer = her.post(f"{address}/animer/suspendre", data=sent)

    assert answer.status_code == 422
    assert "Écrivez la raison" in answer.text


def test_a_public_topic_becomes_of_the_network_where_its_category_is(
    browse, client, sylvain, elise
):
    topic = make_topic(author=sylvain, category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)
    address, her = address_of(topic), browse(elise)
    assert client.get(address).status_code == 200

    sent = form(her, address, "deplacer", category=NETWORK_CATEGORY)
    her.post(f"{address}/animer/deplacer", data=sent)

    assert client.get(address).location.startswith("/connexion")
    assert db.session.get_one(Topic, topic.id).visibility is Visibility.NETWORK


def test_a_topic_of_the_network_stays_so_in_a_public_category(browse, sylvain, elise):
    topic = make_topic(author=sylvain, category=NETWORK_CATEGORY)
    address, her = address_of(topic), browse(elise)

    her.post(
        f"{address}/animer/deplacer", data=form(her, address, "deplacer", category=PUBLIC_CATEGORY)
    )

    assert db.session.get_one(Topic, topic.id).visibility is Visibility.NETWORK


def test_what_is_of_a_group_goes_nowhere_else(browse, elise):
    topic = make_topic(author=elise, category=GROUP_CATEGORY)
    address, her = address_of(topic), browse(elise)
    sent = form(her, address, "deplacer", category=NETWORK_CATEGORY)

    answer = her.post(f"{address}/animer/deplacer", data=sent)

    assert answer.status_code == 422
    assert "réservé à son groupe" in answer.text
    assert db.session.get_one(Topic, topic.id).visibility is Visibility.GROUP


def test_the_second_of_two_is_told_what_the_first_did(browse, sylvain, elise):
    topic = make_topic(author=sylvain)
    address = address_of(topic)
    her = browse(elise)
    him = browse(make_actor(name="Marc D.", is_facilitator=True))
    first = form(her, address, "deplacer", category="vie-du-reseau")
    second = form(him, address, "deplacer", category="presentations", reason="Elle se présente.")
    her.post(f"{address}/animer/deplacer", data=first)

    answer = him.post(f"{address}/animer/deplacer", data=second)

    assert answer.status_code == 409
    assert "Élise P." in answer.text
    assert REASON in answer.text
    assert "Elle se présente." in answer.text, "what he wrote is still in the form"
    assert "Vie du réseau" in browse(sylvain).get(address).text

    again = second | {"version": version_in(answer.text)}
    assert him.post(f"{address}/animer/deplacer", data=again).status_code == 302
    assert "Présentations" in him.get(address).text


def test_a_suspended_discussion_is_read_and_not_answered(browse, sylvain, fatou, elise):
    topic = make_topic(author=sylvain)
    address, her, other = address_of(topic), browse(elise), browse(fatou)
    assert 'id="repondre"' in other.get(address).text

    her.post(f"{address}/animer/suspendre", data=form(her, address, "suspendre"))

    page = other.get(address).text
    assert "La discussion est suspendue" in page
    assert REASON in page
    assert 'id="repondre"' not in page
    late = other.post(f"{address}/messages", data={"text": "Je répondais."})
    assert late.status_code == 403
    assert "Je répondais." in late.text
    assert REASON in late.text

    her.post(f"{address}/animer/reprendre", data=form(her, address, "reprendre"))
    assert "Je répondais." in other.get(address).text, "the text came back in the form"
    assert other.post(f"{address}/messages", data={"text": "Je réponds."}).status_code == 302


def test_a_discussion_goes_on_by_itself_on_its_day(browse, sylvain, fatou, elise):
    from datetime import timedelta

    from app.clock import frozen_at, now, today

    topic = make_topic(author=sylvain)
    address, her, other = address_of(topic), browse(elise), browse(fatou)
    day = (today() + timedelta(days=3)).isoformat()
    sent = form(her, address, "suspendre", reopens_on=day)
    her.post(f"{address}/animer/suspendre", data=sent)
    assert "suspendue jusqu’au" in other.get(address).text

    with frozen_at(now() + timedelta(days=4)):
        assert 'id="repondre"' in other.get(address).text


def test_a_day_that_has_passed_is_refused(browse, sylvain, elise):
    address, her = address_of(make_topic(author=sylvain)), browse(elise)
    sent = form(her, address, "suspendre", reopens_on="2020-01-01")
    assert her.post(f"{address}/animer/suspendre", data=sent).status_code == 422


def test_a_topic_gets_a_better_title_and_its_old_address_leads_to_it(browse, sylvain, elise):
    topic = make_topic(author=sylvain, title="Une question de convention")
    address, her = address_of(topic), browse(elise)
    sent = form(her, address, "renommer", title="Rédiger la convention d’une recyclerie")

    her.post(f"{address}/animer/renommer", data=sent)

    page = browse(sylvain).get(address, follow_redirects=True)
    assert page.request.path.endswith("rediger-la-convention-d-une-recyclerie")
    assert "Titre changé par l’animation" in page.text


def test_a_title_too_short_is_refused(browse, sylvain, elise):
    address, her = address_of(make_topic(author=sylvain)), browse(elise)
    sent = form(her, address, "renommer", title="Oui")
    assert her.post(f"{address}/animer/renommer", data=sent).status_code == 422


def test_the_lines_cost_one_statement_whatever_their_number(browse, sylvain, elise, max_queries):
    topic = make_topic(author=sylvain)
    address, her = address_of(topic), browse(elise)
    make_reply(topic)
    for act in ("suspendre", "reprendre") * 3:
        her.post(f"{address}/animer/{act}", data=form(her, address, act))
    with max_queries(8):
        her.get(address)
