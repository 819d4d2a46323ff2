"""Which mails one wants: on a page, or from the mail itself, without signing in."""

import re

import pytest

from app.moderation.notices import WAITING
from app.notifications.kinds import mail_kinds
from app.notifications.queries import wants_mail
from app.notifications.unsubscribing import unsubscribe_address
from tests.make.accounts import make_account
from tests.make.forum import make_reply, make_topic
from tests.make.notifications import mails_to, tell_by_mail


def _kinds() -> set[str]:
    """Those of a member who does not facilitate."""
    return mail_kinds().keys() - {WAITING}


@pytest.fixture(autouse=True)
def _application(app):
    with app.app_context():
        yield


def _path(member_id: int, kind: str) -> str:
    return "/desabonnement/" + unsubscribe_address(member_id, kind).rpartition("/")[2]


def test_everything_is_mailed_at_first(browse, sylvain):
    page = browse(sylvain).get("/compte/notifications").text
    assert "On me mentionne" in page
    assert "Le résumé de la semaine" in page
    assert page.count(" checked") == len(_kinds())


def test_unticked_kinds_are_not_mailed_any_more(browse, sylvain):
    me, sylvain_id = browse(sylvain), sylvain.id
    me.post("/compte/notifications", data={"courriel": ["mention", "inconnu"]})
    assert wants_mail(sylvain_id, _kinds()) == {"mention"}
    assert me.get("/compte/notifications").text.count(" checked") == 1


def test_opening_the_address_asks_and_changes_nothing(client, sylvain):
    path, sylvain_id = _path(sylvain.id, "reply"), sylvain.id
    page = client.get(path)
    assert page.status_code == 200
    assert "Ne plus recevoir ces courriels" in page.text
    assert wants_mail(sylvain_id, {"reply"}) == {"reply"}


def test_the_mail_program_stops_it_by_itself_without_session_nor_token(app, client, sylvain):
    path, sylvain_id = _path(sylvain.id, "reply"), sylvain.id
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 200
    assert "C’est fait" in answer.text
    assert wants_mail(sylvain_id, {"reply", "mention"}) == {"mention"}


def test_another_signature_stops_nothing(client, sylvain):
    path, sylvain_id = _path(sylvain.id, "reply"), sylvain.id
    for wrong in (path[:-2] + "xx", "/desabonnement/rien", _path(sylvain_id, "inconnu")):
        assert client.post(wrong).status_code == 404
        assert client.get(wrong).status_code == 404
    assert client.post(_path(2**30, "reply")).status_code == 404
    assert wants_mail(sylvain_id, {"reply"}) == {"reply"}


def test_the_address_of_a_real_mail_works(client, sylvain, fatou):
    make_reply(make_topic(author=sylvain), author=fatou)
    tell_by_mail()
    (mail,) = mails_to(sylvain)
    found = re.search(r"/desabonnement/\S+", mail.text)
    assert found is not None
    assert mail.headers is not None
    assert found[0] in mail.headers["List-Unsubscribe"]
    sylvain_id = sylvain.id
    assert client.post(found[0]).status_code == 200
    assert wants_mail(sylvain_id, {"reply"}) == set()


ABOUT_FLAGS = "Un signalement attend l’animation"


def test_a_member_is_not_asked_about_flags_that_wait(browse, sylvain):
    assert ABOUT_FLAGS not in browse(sylvain).get("/compte/notifications").text


def test_a_facilitator_is_asked_about_flags_that_wait(sign_in):
    me = sign_in(make_account(is_facilitator=True))
    assert ABOUT_FLAGS in me.get("/compte/notifications").text
