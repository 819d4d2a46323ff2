"""From whom one wishes messages, and how a refusal is said: politely, the text being kept."""

import html
import re

from app.database import db
from app.messages.models import Message
from tests.make.accounts import make_actor, make_member
from tests.make.messages import make_message

NEW = "/messages/nouveau"
TEXT = "Bonjour, une question sur votre fiche."
POLITE = "Fatou N. ne prend pas de nouveaux messages pour le moment."


def read(page) -> str:
    return html.unescape(page.text)


def write(browser, member_id: int):
    return browser.post(NEW, data={"people": [member_id], "text": TEXT, "_place": "messages.new"})


def test_nobody_begins_a_conversation_with_who_does_not_wish_it(browse, sylvain, fatou):
    there = browse(fatou)
    saved = there.post("/messages/reglages", data={"open_to": "nobody"}, follow_redirects=True)
    assert "Vos réglages sont enregistrés." in read(saved)
    answer = write(browse(sylvain), fatou.id)
    assert answer.status_code == 422
    assert POLITE in read(answer)
    assert TEXT in read(answer)
    assert db.session.query(Message).count() == 0
    assert TEXT in read(browse(sylvain).get(NEW))  # as a draft


def test_the_conversations_under_way_go_on(browse, sylvain, fatou):
    message = make_message(sylvain, fatou)
    browse(fatou).post("/messages/reglages", data={"open_to": "nobody"})
    assert write(browse(sylvain), fatou.id).status_code == 302
    answer = browse(sylvain).post(f"/messages/{message.conversation_id}", data={"text": TEXT})
    assert answer.status_code == 302


def test_who_is_blocked_is_told_nothing_more_than_anybody(browse, sylvain, fatou, thomas):
    there = browse(fatou)
    there.post(f"/messages/personnes/{sylvain.id}/refuser")
    assert "Sylvain C." in read(there.get("/messages/reglages"))
    blocked = write(browse(sylvain), fatou.id)
    assert blocked.status_code == 422
    there.post("/messages/reglages", data={"open_to": "nobody"})
    other = write(browse(thomas), fatou.id)
    said = r"Fatou N\.[^<]*"
    assert re.findall(said, read(blocked)) != []
    assert POLITE in read(blocked)
    assert POLITE in read(other)
    # Neither the page of the member nor the choice of people says it.
    assert "Écrire à Fatou N." in read(
        browse(sylvain).get(f"/reseau/membres/{fatou.id}-{fatou.member.slug}")
    )


def test_a_conversation_of_two_stops_and_goes_on_again(browse, sylvain, fatou):
    where = f"/messages/{make_message(sylvain, fatou).conversation_id}"
    there = browse(fatou)
    there.post(f"/messages/personnes/{sylvain.id}/refuser")
    refused = browse(sylvain).post(where, data={"text": TEXT})
    assert refused.status_code == 422
    assert POLITE in read(refused)
    assert TEXT in read(refused)
    own = there.post(where, data={"text": TEXT})
    assert "Vous ne recevez plus les messages de Sylvain C." in read(own)
    there.post(f"/messages/personnes/{sylvain.id}/refuser", data={"retirer": "1"})
    assert browse(sylvain).post(where, data={"text": TEXT}).status_code == 302


def test_who_is_blocked_does_not_come_in_with_others(browse, sylvain, fatou, thomas):
    browse(fatou).post(f"/messages/personnes/{sylvain.id}/refuser")
    answer = browse(sylvain).post(NEW, data={"people": [thomas.id, fatou.id], "text": TEXT})
    assert answer.status_code == 422
    where = make_message(sylvain, thomas).conversation_id
    added = browse(sylvain).post(f"/messages/{where}/ajouter", data={"people": [fatou.id]})
    assert added.status_code == 422
    assert POLITE in read(added)


def test_one_writes_from_the_page_of_a_member(browse, sylvain, fatou):
    page = read(browse(sylvain).get(f"/reseau/membres/{fatou.id}-{fatou.member.slug}"))
    assert f'href="{NEW}?a={fatou.id}"' in page
    own = read(browse(fatou).get(f"/reseau/membres/{fatou.id}-{fatou.member.slug}"))
    assert "Écrire à" not in own


def test_a_member_whose_page_is_for_their_structure_is_not_offered(browse, sylvain):
    from app.accounts.models import ProfileVisibility

    hidden = make_member(name="Discrète P.", profile_visibility=ProfileVisibility.STRUCTURE)
    here = browse(sylvain)
    assert "Discrète P." not in read(here.get(NEW))
    assert "Discrète P." not in read(here.get(f"{NEW}?a={hidden.id}"))
    refused = write(here, hidden.id)
    assert refused.status_code == 422
    assert "Discrète P." not in read(refused)
    assert here.post(f"/messages/personnes/{hidden.id}/refuser").status_code == 404
    assert here.post("/messages/personnes/999999/refuser").status_code == 404
    assert "Discrète P." not in read(here.get("/messages/reglages"))
    facilitator = make_actor(is_facilitator=True)
    assert "Discrète P." in read(browse(facilitator).get(NEW))


def test_a_wish_that_is_none_is_refused(browse, sylvain):
    here = browse(sylvain)
    assert here.post("/messages/reglages", data={"open_to": "peut-être"}).status_code == 422
    assert here.post(f"/messages/personnes/{sylvain.id}/refuser").status_code in (404, 422)
