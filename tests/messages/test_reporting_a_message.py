"""Showing one message to the facilitators: from the page, once, and nothing else with it."""

import html

import pytest

from app.database import db
from app.errors import NotFound
from app.events import on
from app.messages import reporting
from app.messages.events import MessageReported
from app.messages.models import Message, MessageReport
from tests.make.accounts import make_actor
from tests.make.messages import make_answer, make_message

HEARD: list[MessageReported] = []
REASON = "irrespect"


@on(MessageReported)
def _hear(event: MessageReported) -> None:
    HEARD.append(event)


@pytest.fixture
def shown(sylvain, fatou) -> Message:
    HEARD.clear()
    return make_message(sylvain, fatou, text="Un mot blessant.")


def read(page) -> str:
    return html.unescape(page.text)


def address(message: Message) -> str:
    return f"/messages/{message.conversation_id}/messages/{message.number}/signaler"


def test_a_reader_reports_a_message(browse, fatou, shown):
    there = browse(fatou)
    page = read(there.get(address(shown)))
    assert "Un mot blessant." in page
    assert "Propos irrespectueux" in page
    done = there.post(
        address(shown), data={"reason": REASON, "text": "Deux fois."}, follow_redirects=True
    )
    assert "et lui seul" in read(done)
    assert [(one.message_id, one.reason, one.text) for one in HEARD] == [
        (shown.id, REASON, "Deux fois.")
    ]
    assert "déjà signalé" in read(there.get(address(shown)))
    there.post(address(shown), data={"reason": REASON, "text": "Encore."})
    assert db.session.query(MessageReport).count() == 1


@pytest.mark.parametrize(
    "fields", [{}, {"reason": "inconnue"}, {"reason": REASON, "text": "x" * 2001}]
)
def test_a_report_that_says_nothing_is_refused(browse, fatou, shown, fields):
    assert browse(fatou).post(address(shown), data=fields).status_code == 422
    assert HEARD == []


def test_nobody_reports_their_own_message_or_what_they_do_not_read(browse, sylvain, shown):
    assert browse(sylvain).get(address(shown)).status_code == 404
    stranger = browse(make_actor(is_facilitator=True))
    assert stranger.post(address(shown), data={"reason": REASON}).status_code == 404


def test_what_was_reported_stays_readable_when_its_author_takes_it_back(
    browse, sylvain, fatou, shown
):
    browse(fatou).post(address(shown), data={"reason": REASON})
    browse(sylvain).post(f"/messages/{shown.conversation_id}/messages/1/supprimer")
    facilitator = make_actor(is_facilitator=True)
    found = reporting.read_reported(facilitator, shown.id)
    assert "Un mot blessant." in found.written
    assert found.is_deleted
    assert found.author == "Sylvain C."


def test_a_hidden_message_is_shown_to_nobody_of_the_conversation(browse, sylvain, fatou, shown):
    make_answer(fatou, shown.conversation_id, "Je préfère en rester là.")
    browse(fatou).post(address(shown), data={"reason": REASON})
    facilitator = make_actor(is_facilitator=True)
    reporting.hide_reported(facilitator, shown.id)
    db.session.commit()
    for one in (sylvain, fatou):
        page = read(browse(one).get(f"/messages/{shown.conversation_id}"))
        assert "Un mot blessant." not in page
        assert "Message masqué par l’animation" in page
        assert "Un mot blessant." not in read(browse(one).get("/messages/?q=blessant"))
    reporting.show_reported(facilitator, shown.id)
    db.session.commit()
    assert "Un mot blessant." in read(browse(fatou).get(f"/messages/{shown.conversation_id}"))


def test_the_answer_to_a_reported_message_was_not_reported(fatou, shown):
    answer = make_answer(fatou, shown.conversation_id)
    reporting.report(fatou, shown, REASON, "")
    db.session.commit()
    facilitator = make_actor(is_facilitator=True)
    with pytest.raises(NotFound):
        reporting.read_reported(facilitator, answer.id)
