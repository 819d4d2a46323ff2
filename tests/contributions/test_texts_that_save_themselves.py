from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.contributions.models import FormDraft
from app.database import db
from tests.make.accounts import make_account, make_member
from tests.make.forum import make_topic

SignIn = Callable[..., FlaskClient]


def count_drafts() -> int:
    return db.session.scalar(select(func.count()).select_from(FormDraft)) or 0


def test_what_is_typed_is_kept_once_and_the_answer_says_when(sign_in):
    me = sign_in(make_member())
    me.post("/brouillons", data={"_place": "forum.new_topic", "text": "Un début"})
    answer = me.post(
        "/brouillons", data={"_place": "forum.new_topic", "text": "Un début plus long"}
    )

    assert answer.status_code == 200
    assert "h" in answer.json["saved_at"]
    assert count_drafts() == 1
    assert "Un début plus long" in me.get("/forum/nouveau").text


def test_each_member_has_their_own(sign_in):
    sign_in(make_member()).post(
        "/brouillons", data={"_place": "forum.new_topic", "text": "À moi seul"}
    )

    assert "À moi seul" not in sign_in(make_member()).get("/forum/nouveau").text


@pytest.mark.parametrize("place", ["", "x" * 121])
def test_a_form_without_a_place_keeps_nothing(sign_in, place):
    answer = sign_in(make_member()).post("/brouillons", data={"_place": place, "text": "a"})

    assert answer.status_code == 422
    assert count_drafts() == 0


def test_a_text_without_end_is_not_kept(sign_in):
    answer = sign_in(make_member()).post(
        "/brouillons", data={"_place": "forum.new_topic", "text": "a" * 400_001}
    )

    assert answer.status_code == 422
    assert count_drafts() == 0


def test_keys_and_passwords_are_never_kept(sign_in):
    sent = {"_place": "p", "text": "a", "csrf_token": "x", "_once": "x", "password": "x"}

    sign_in(make_member()).post("/brouillons", data=sent)

    assert db.session.scalars(select(FormDraft)).one().fields == {"text": ["a"]}


def test_a_visitor_keeps_nothing_here(client):
    assert client.post("/brouillons", data={"_place": "p", "text": "a"}).status_code != 200
    assert count_drafts() == 0


def test_begun_texts_are_listed_where_one_goes_on_with_them(sign_in):
    topic = make_topic(title="Un sujet auquel répondre")
    reply_to, address = f"forum.reply.{topic.id}", f"/forum/sujets/{topic.id}-{topic.slug}"
    me = sign_in(make_member())
    me.post("/brouillons", data={"_place": "forum.new_topic", "title": "Ma question à venir"})
    me.post("/brouillons", data={"_place": reply_to, "text": "Ma réponse à **venir**"})
    me.post("/brouillons", data={"_place": "forum.reply.999999", "text": "Sujet parti"})
    me.post("/brouillons", data={"_place": "forum.reply.abc", "text": "Sujet impossible"})
    me.post("/brouillons", data={"_place": "nulle.part", "text": "Formulaire inconnu"})

    page = me.get("/compte/contributions").text

    assert "Ma question à venir" in page
    assert "Ma réponse à venir" in page
    assert "Un sujet auquel répondre" in page
    assert f'href="{address}#repondre"' in page
    for unknown in ("Sujet parti", "Sujet impossible", "Formulaire inconnu"):
        assert unknown not in page


def test_a_begun_text_can_be_forgotten(sign_in):
    me = sign_in(make_member())
    me.post("/brouillons", data={"_place": "forum.new_topic", "text": "À jeter"})

    said = me.post(
        "/brouillons/oublier", data={"_place": "forum.new_topic"}, follow_redirects=True
    ).text

    assert "Ce texte est oublié." in said
    assert "À jeter" not in said
    assert count_drafts() == 0


def test_a_look_at_a_text_is_made_safe(sign_in):
    answer = sign_in(make_account()).post(
        "/apercu", data={"text": "**Gras** <script>alert(1)</script>"}
    )

    assert "<strong>Gras</strong>" in answer.text
    assert "<script>" not in answer.text
    assert "<html" not in answer.text


def test_a_look_at_a_text_without_end_is_refused(sign_in):
    assert sign_in(make_member()).post("/apercu", data={"text": "a" * 60_001}).status_code == 422


def test_a_save_that_arrives_after_the_form_was_sent_is_not_kept(sign_in):
    topic = make_topic()
    me = sign_in(make_member())
    typed = {"text": "Une réponse envoyée.", "_once": "the-key-of-this-form"}
    address = f"/forum/sujets/{topic.id}-{topic.slug}/messages"
    assert me.post(address, data=typed).status_code == 302
    late = me.post("/brouillons", data={**typed, "_place": f"forum.reply.{topic.id}"})
    assert late.status_code == 200
    assert count_drafts() == 0
