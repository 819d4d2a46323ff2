"""A message is taken back within its minute, as if it had never been sent."""

from datetime import timedelta

from sqlalchemy import select

from app.clock import frozen_at, now
from app.contributions.models import FormDraft, State
from app.database import db
from app.events import on
from app.forum.events import PostTakenBack
from app.forum.models import Post, Topic
from tests.make.forum import make_reply, make_topic

TOLD: list[PostTakenBack] = []
on(PostTakenBack)(TOLD.append)


def where(topic):
    return f"/forum/sujets/{topic.id}-{topic.slug}"


def test_a_reply_taken_back_leaves_no_trace_and_its_text_is_in_the_form(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    me = browse(fatou)
    me.post(f"{where(topic)}/messages", data={"text": "Trop vite écrit"})
    assert "Annuler l’envoi" in me.get(where(topic)).text

    page = me.post(f"{where(topic)}/messages/2/reprendre", follow_redirects=True).text

    assert "Envoi annulé" in page
    assert "Trop vite écrit</textarea>" in page
    assert "supprimé" not in page
    assert 'id="message-2"' not in page
    stored = db.session.get_one(Topic, topic.id, populate_existing=True)
    assert (stored.posts_count, stored.last_number) == (1, 1)
    assert TOLD[-1].topic_id == topic.id
    assert "Trop vite" not in browse(sylvain).get(where(topic)).text


def test_after_a_minute_it_stays_and_the_reason_is_said(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    with frozen_at(now() - timedelta(seconds=61)):
        make_reply(topic, author=fatou)
    me = browse(fatou)

    page = me.post(f"{where(topic)}/messages/2/reprendre", follow_redirects=True).text

    assert "ne peut plus être repris" in page
    assert 'id="message-2"' in page
    assert "Annuler l’envoi" not in page


def test_once_somebody_answered_it_stays(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    make_reply(topic, author=sylvain)

    page = browse(fatou).post(f"{where(topic)}/messages/2/reprendre", follow_redirects=True).text

    assert "ne peut plus être repris" in page
    assert db.session.scalars(select(Post.number).where(Post.topic_id == topic.id)).all() == [
        1,
        2,
        3,
    ]


def test_nobody_takes_back_for_another(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)

    assert browse(sylvain).post(f"{where(topic)}/messages/2/reprendre").status_code == 403
    assert "Annuler l’envoi" not in browse(sylvain).get(where(topic)).text


def test_a_topic_taken_back_is_a_draft_that_was_never_read(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)

    page = browse(sylvain).post(f"{where(topic)}/messages/1/reprendre", follow_redirects=True).text

    assert "de nouveau un brouillon" in page
    stored = db.session.get_one(Topic, topic.id, populate_existing=True)
    assert stored.state is State.DRAFT
    assert stored.published_at is None
    assert browse(fatou).get(where(topic)).status_code == 404


def test_what_was_being_written_meanwhile_is_kept_too(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    me = browse(fatou)
    me.post(f"{where(topic)}/messages", data={"text": "Un premier envoi"})
    me.post("/brouillons", data={"_place": f"forum.reply.{topic.id}", "text": "Déjà la suite"})
    me.post(f"{where(topic)}/messages/2/reprendre")

    kept = {draft.fields["text"][0] for draft in db.session.scalars(select(FormDraft))}
    assert "Un premier envoi" in kept
