"""Who is told of what in the forum, and how one chooses what to follow."""

import pytest

from app.contributions.models import Visibility
from app.contributions.watches import ContributionWatch, TermWatch, WatchLevel
from app.database import db
from app.events import publish
from app.forum.events import MembersMentioned
from app.forum.kind import address
from app.forum.posting import accept_answer
from app.forum.queries import get_topic
from app.forum.watching.actions import watch_category, watch_contribution, watch_term
from app.forum.watching.queries import followed_by, muted_by
from tests.make.accounts import make_account, make_actor
from tests.make.forum import a_theme, category_named, make_reply, make_topic
from tests.make.notifications import notices_of


@pytest.fixture
def maelys():
    return make_actor(name="Maëlys T.")


def told(actor):
    return [(one.kind, one.number) for one in notices_of(actor)]


def _say(topic, number, actor, *named):
    publish(
        MembersMentioned(
            topic_id=topic.id,
            number=number,
            actor_id=actor.id,
            member_ids=tuple(one.id for one in named),
        )
    )
    db.session.commit()


def test_an_answer_is_told_to_who_asked_and_not_to_who_answers(sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    make_reply(topic, author=sylvain)
    assert told(sylvain) == [("reply", 2)]
    assert told(fatou) == []


def test_who_is_quoted_is_told(sylvain, fatou, maelys):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    quoted = f"> [Fatou]({address(topic.id, topic.slug)}/messages/2)\n\nOui."
    make_reply(topic, author=maelys, text=quoted)
    assert told(fatou) == [("reply", 3)]


def test_named_and_answered_one_is_told_once_the_stronger_way(sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    _say(topic, 2, fatou, sylvain)
    _say(topic, 2, fatou, sylvain)
    assert told(sylvain) == [("mention", 2)]


def test_nobody_is_told_of_what_they_may_not_read(sylvain, fatou):
    topic = make_topic(author=sylvain)
    guest = make_actor(make_account(name="Invitée"))
    watch_contribution(guest, topic, WatchLevel.WATCHING)
    db.session.commit()
    make_reply(topic, author=fatou)
    _say(topic, 2, fatou, guest)
    assert told(guest) == []


def test_an_accepted_answer_is_told_to_who_gave_it(sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    for _time in range(2):
        accept_answer(sylvain, get_topic(sylvain, topic.id), 2)
        db.session.commit()
    assert told(fatou) == [("accepted", 2)]


def test_ones_own_answer_accepted_by_oneself_is_no_news(sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=sylvain)
    accept_answer(sylvain, get_topic(sylvain, topic.id), 2)
    db.session.commit()
    assert told(sylvain) == []


def test_who_watches_is_told_of_each_message_who_follows_is_not(sylvain, fatou, maelys):
    topic = make_topic(author=sylvain)
    follower = make_actor(name="Yann Q.")
    watch_contribution(maelys, topic, WatchLevel.WATCHING)
    watch_contribution(follower, topic, WatchLevel.TRACKING)
    db.session.commit()
    make_reply(topic, author=fatou)
    make_reply(topic, author=fatou)
    assert told(maelys) == [("watched", 2), ("watched", 3)]
    assert told(follower) == []


def test_silence_is_silence(sylvain, fatou):
    topic = make_topic(author=sylvain)
    watch_contribution(sylvain, topic, WatchLevel.MUTED)
    db.session.commit()
    make_reply(topic, author=fatou)
    _say(topic, 2, fatou, sylvain)
    assert told(sylvain) == []


def test_a_new_topic_is_told_to_who_watches_its_rubric_or_theme(sylvain, fatou, maelys):
    other = make_actor(name="Yann Q.")
    watch_category(fatou, category_named("financements"), WatchLevel.FIRST_POST)
    watch_term(maelys, a_theme().id, WatchLevel.WATCHING)
    watch_category(other, category_named("financements"), WatchLevel.TRACKING)
    db.session.commit()
    topic = make_topic(author=sylvain)
    make_reply(topic, author=sylvain)
    assert told(fatou) == [("new_topic", 1)]
    assert told(maelys) == [("new_topic", 1), ("watched", 2)]
    assert told(other) == []


def test_the_choice_for_a_topic_wins_over_its_rubric(sylvain, fatou, maelys):
    watch_category(maelys, category_named("financements"), WatchLevel.WATCHING)
    db.session.commit()
    topic = make_topic(author=sylvain)
    watch_contribution(maelys, topic, WatchLevel.NORMAL)
    db.session.commit()
    make_reply(topic, author=fatou)
    assert told(maelys) == [("new_topic", 1)]


def test_who_writes_or_answers_follows(sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    for one in (sylvain, fatou):
        watch = db.session.get_one(ContributionWatch, (one.id, topic.id))
        assert (watch.level, watch.is_chosen) == (WatchLevel.TRACKING, False)


def test_a_level_is_chosen_on_the_page_of_the_topic(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    me, where = browse(fatou), address(topic.id, topic.slug)
    page = me.get(where).text
    assert "Votre suivi du sujet" in page
    assert page.count('name="niveau"') == 4
    answer = me.post(f"{where}/suivi", data={"niveau": "surveiller"}, follow_redirects=True)
    assert "C’est noté" in answer.text
    assert 'value="surveiller" aria-current="true"' in answer.text
    assert me.post(f"{where}/suivi", data={"niveau": "toujours"}).status_code == 422


def test_a_topic_one_may_not_read_is_not_followed(browse, sylvain):
    topic = make_topic(author=sylvain)
    guest = make_actor(make_account(name="Invitée"))
    answer = browse(guest).post(
        f"{address(topic.id, topic.slug)}/suivi", data={"niveau": "surveiller"}
    )
    assert answer.status_code == 404


def test_a_level_is_chosen_on_the_page_of_a_rubric(browse, fatou):
    me = browse(fatou)
    assert "Votre suivi de la rubrique" in me.get("/forum/financements/").text
    me.post("/forum/financements/suivi", data={"niveau": "premier"})
    assert 'value="premier" aria-current="true"' in me.get("/forum/financements/").text
    assert me.post("/forum/salon-animation/suivi", data={"niveau": "premier"}).status_code == 404


def test_a_visitor_sees_no_menu_of_levels(client, sylvain):
    topic = make_topic(
        author=sylvain, category="filieres-territoires", visibility=Visibility.PUBLIC
    )
    assert 'name="niveau"' not in client.get(address(topic.id, topic.slug)).text


def test_all_one_follows_stands_on_one_page(browse, sylvain, fatou, max_queries):
    topic = make_topic(author=sylvain, title="La convention")
    make_reply(topic, author=fatou)
    me, theme_id, fatou_id = browse(fatou), a_theme().id, fatou.id
    with max_queries(6):
        page = me.get("/compte/suivis").text
    assert "La convention" in page
    me.post("/compte/suivis", data={f"theme-{theme_id}": "surveiller"})
    assert db.session.get_one(TermWatch, (fatou_id, theme_id)).level is WatchLevel.WATCHING
    assert '<option value="surveiller" selected>' in me.get("/compte/suivis").text


def test_lists_know_what_one_follows_and_what_one_silenced(sylvain, fatou):
    from sqlalchemy import select

    from app.forum.models import Topic

    kept, silenced = make_topic(author=sylvain), make_topic(author=sylvain)
    watch_contribution(fatou, silenced, WatchLevel.MUTED)
    watch_category(fatou, category_named("financements"), WatchLevel.TRACKING)
    db.session.commit()
    assert db.session.scalars(select(Topic.id).where(followed_by(fatou))).all() == [kept.id]
    assert db.session.scalars(select(Topic.id).where(muted_by(fatou))).all() == [silenced.id]


def test_a_silenced_topic_leaves_the_lists_unless_one_asks_for_it(browse, sylvain, fatou):
    silenced = make_topic(author=sylvain, title="Un sujet bruyant")
    make_topic(author=sylvain, title="Un sujet calme")
    watch_contribution(fatou, silenced, WatchLevel.MUTED)
    db.session.commit()
    me = browse(fatou)
    for asked in ("", "?filtre=sans-reponse", "?filtre=non-lus"):
        page = me.get(f"/forum/{asked}").text
        assert "Un sujet calme" in page
        assert "Un sujet bruyant" not in page
    assert "Un sujet bruyant" in me.get("/forum/financements/").text
    assert "Un sujet bruyant" in browse(sylvain).get("/forum/").text


def test_what_one_follows_is_a_list_of_its_own(browse, sylvain, fatou):
    followed = make_topic(author=sylvain, title="Un sujet suivi")
    make_topic(author=sylvain, title="Un sujet de passage")
    me = browse(fatou)
    assert "Vous ne suivez encore rien ici" in me.get("/forum/?filtre=suivis").text
    watch_contribution(fatou, followed, WatchLevel.TRACKING)
    db.session.commit()
    page = me.get("/forum/?filtre=suivis").text
    assert "Un sujet suivi" in page
    assert "Un sujet de passage" not in page
