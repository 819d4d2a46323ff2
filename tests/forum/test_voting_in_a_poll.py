"""Polls: written with a message, voted in once each, counted and closed."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.clock import frozen_at, now
from app.contributions.models import Visibility
from app.database import db
from app.forum.models import Topic
from app.forum.polls.actions import PollFields, put_poll
from app.forum.polls.models import Ballot, Poll, PollKind, ResultsShown
from tests.make.accounts import make_account, make_actor
from tests.make.forum import PUBLIC_CATEGORY, a_theme, make_reply, make_topic

OPTIONS = ("Mardi matin", "Jeudi midi", "Vendredi soir")


def address_of(topic) -> str:
    return f"/forum/sujets/{topic.id}-{topic.slug}"


def make_poll(topic: Topic, author, **fields) -> str:
    """A poll in the first message of a topic; return the address of its acts."""
    put_poll(author, topic, 1, PollFields(question="Quel jour ?", options=OPTIONS, **fields))
    db.session.commit()
    return f"{address_of(topic)}/messages/1/sondage"


def topic_fields(**more):
    return {
        "title": "Un jour pour la prochaine rencontre",
        "category": "financements",
        "nature": "discussion",
        "text": "Dites ce qui vous va.",
        "visibility": "network",
        "themes": [a_theme().id],
        "poll_question": "Quel jour ?",
        "poll_options": "Mardi matin\nJeudi midi\r\n\n Vendredi soir ",
        **more,
    }


def test_a_poll_is_written_with_a_topic_and_voted_in(browse, sylvain, fatou):
    me, other = browse(sylvain), browse(fatou)
    topic = me.post("/forum/nouveau", data=topic_fields()).location
    page = other.get(topic).text
    assert "Quel jour" in page
    assert "Vendredi soir" in page

    said = other.post(f"{topic}/messages/1/sondage/voter", data={"choix": "1"})

    assert said.location.endswith("#sondage-1")
    page = other.get(topic).text.replace("\u00a0", " ")
    assert "1 personne a voté." in page
    assert "1 vote, 100 %" in page
    assert "Changer mon vote" in page
    assert "Fatou N." in other.get(f"{topic}/messages/1/sondage/").text


def test_and_with_a_reply(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    address = address_of(topic)
    browse(fatou).post(
        f"{address}/messages",
        data={"text": "Votons.", "poll_question": "Où ?", "poll_options": "Arras\nLens"},
    )

    assert "sondage-2" in browse(sylvain).get(address).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"poll_options": "Seule"}, "De deux à douze choix"),
        ({"poll_options": "\n".join(str(n) for n in range(13))}, "il y en a 13"),
        ({"poll_options": "Oui\noui"}, "Deux choix sont les mêmes"),
        ({"poll_question": ""}, "Écrivez la question"),
        ({"poll_closes_on": "2001-01-01"}, "Ce jour est passé"),
        ({"poll_closes_on": "9999-12-31"}, "Ce jour est trop loin"),
    ],
)
def test_a_poll_that_cannot_be_is_refused_and_kept(browse, sylvain, fields, said):
    refused = browse(sylvain).post("/forum/nouveau", data=topic_fields(**fields))

    assert refused.status_code == 422
    assert said in refused.text.replace("\u00a0", " ")
    assert "Dites ce qui vous va." in refused.text
    assert not db.session.scalars(select(Poll)).all()


def test_one_votes_once_and_may_change(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    poll, me, address = make_poll(topic, sylvain), browse(fatou), address_of(topic)

    for choice in ("0", "0", "2"):
        me.post(f"{poll}/voter", data={"choix": choice})

    page = me.get(address).text.replace("\u00a0", " ")
    assert "1 personne a voté." in page
    assert [one.choices for one in db.session.scalars(select(Ballot))] == [[2]]
    kept = db.session.scalars(select(Poll)).one()
    assert kept.points == [0, 0, 1]
    db.session.add(Ballot(poll_id=kept.id, member_id=fatou.id, choices=[1], cast_at=now()))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_several_answers_are_counted_each(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    poll = make_poll(topic, sylvain, kind=PollKind.MULTIPLE)
    browse(fatou).post(f"{poll}/voter", data={"choix": ["0", "2"]})
    browse(sylvain).post(f"{poll}/voter", data={"choix": ["2"]})

    assert db.session.scalars(select(Poll.points)).one() == [1, 0, 2]


def test_a_ranking_gives_points_by_place(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    poll, address = make_poll(topic, sylvain, kind=PollKind.RANKED), address_of(topic)
    browse(fatou).post(f"{poll}/voter", data={"rang-2": "1", "rang-0": "2", "rang-1": ""})
    me = browse(sylvain)
    me.post(f"{poll}/voter", data={"rang-2": "3", "rang-1": "1"})

    assert db.session.scalars(select(Poll.points)).one() == [2, 3, 5]
    page = me.get(address).text
    results = page[page.index("poll-results") :]
    assert results.index("Vendredi soir") < results.index("Jeudi midi")
    assert "Méthode de Borda" in page


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"choix": "3"},
        {"choix": "-1"},
        {"choix": "abc"},
        {"choix": "99999999999999999999"},
        {"choix": ["0", "1"]},
        {"rang-0": "1", "rang-1": "1"},
        {"rang-9": "1"},
        {"rang-x": "y"},
    ],
)
def test_a_vote_that_is_none_is_refused(browse, sylvain, fatou, sent):
    poll = make_poll(make_topic(author=sylvain), sylvain)

    assert browse(fatou).post(f"{poll}/voter", data=sent).status_code == 422
    assert not db.session.scalars(select(Ballot)).all()


def test_a_poll_that_closed_while_one_was_choosing_says_so(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    poll = make_poll(topic, sylvain, closes_at=now() + timedelta(hours=1))
    me, address = browse(fatou), address_of(topic)
    assert "Voter" in me.get(address).text

    with frozen_at(now() + timedelta(hours=2)):
        late = me.post(f"{poll}/voter", data={"choix": "1"})
        assert late.status_code == 409
        assert "Ce sondage est clos" in late.text
        assert "/voter" not in me.get(address).text


def test_its_author_closes_it_early_and_nobody_else(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    poll = make_poll(topic, sylvain, results=ResultsShown.AT_CLOSING)
    me, other, address = browse(sylvain), browse(fatou), address_of(topic)
    other.post(f"{poll}/voter", data={"choix": "1"})
    assert "a voté." not in other.get(address).text
    assert other.post(f"{poll}/clore").status_code == 403

    me.post(f"{poll}/clore")

    assert "1 personne a voté." in other.get(address).text.replace("\u00a0", " ")
    assert other.post(f"{poll}/voter", data={"choix": "1"}).status_code == 409


def test_results_after_ones_vote_are_hidden_before(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    poll = make_poll(topic, sylvain, results=ResultsShown.AFTER_VOTE)
    me, other, address = browse(sylvain), browse(fatou), address_of(topic)
    other.post(f"{poll}/voter", data={"choix": "1"})

    assert "a voté." in other.get(address).text
    assert "a voté." not in me.get(address).text
    assert "Fatou N." not in me.get(f"{poll}/", follow_redirects=True).text


def test_an_anonymous_vote_is_shown_to_nobody(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    poll = make_poll(topic, sylvain, is_anonymous=True)
    browse(fatou).post(f"{poll}/voter", data={"choix": "1"})

    for who in (sylvain, make_actor(is_facilitator=True), make_actor(is_administrator=True)):
        page = browse(who).get(f"{poll}/", follow_redirects=True).text
        assert "Vote anonyme" in page
        assert "Fatou N." not in page


def test_what_was_voted_in_does_not_change(browse, sylvain, fatou):
    me, other = browse(sylvain), browse(fatou)
    topic = me.post("/forum/nouveau", data=topic_fields()).location
    assert "Mardi matin\nJeudi midi" in me.get(f"{topic}/modifier").text
    me.post(f"{topic}/modifier", data=topic_fields(poll_options="Lundi\nMercredi"))
    assert "Mercredi" in other.get(topic).text
    other.post(f"{topic}/messages/1/sondage/voter", data={"choix": "1"})

    assert "ne change plus" in me.get(f"{topic}/modifier").text
    me.post(f"{topic}/modifier", data=topic_fields(poll_options="Autre\nChose"))

    assert "Mercredi" in other.get(topic).text
    assert "Chose" not in other.get(topic).text


def test_a_visitor_reads_the_results_and_neither_votes_nor_reads_names(client, browse, sylvain):
    topic = make_topic(author=sylvain, category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)
    poll, address = make_poll(topic, sylvain), address_of(topic)
    browse(make_actor(name="Nadège R.")).post(f"{poll}/voter", data={"choix": "1"})

    page = client.get(address).text
    assert "a voté." in page
    assert "/voter" not in page
    assert "Nadège R." not in page
    assert client.get(f"{poll}/").status_code in (302, 401)


def test_a_guest_does_not_vote_where_they_do_not_answer(sign_in, sylvain):
    topic = make_topic(author=sylvain, category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)
    poll = make_poll(topic, sylvain)

    assert sign_in(make_account()).post(f"{poll}/voter", data={"choix": "1"}).status_code == 403


def test_polls_cost_one_statement_a_page(browse, sylvain, fatou, max_queries):
    topic = make_topic(author=sylvain)
    for _number in range(6):
        make_reply(topic, author=sylvain)
    address, me = address_of(topic), browse(fatou)
    make_poll(topic, sylvain)
    me.get(address)
    with max_queries(8) as sent:
        me.get(address)
    one = len(sent)
    topic = db.session.get_one(Topic, topic.id)
    for number in range(2, 8):
        put_poll(sylvain, topic, number, PollFields(question="Et là ?", options=OPTIONS))
    db.session.commit()

    with max_queries(8) as sent:
        assert me.get(address).text.count('class="poll"') == 7
    assert len(sent) == one
