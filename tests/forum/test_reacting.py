"""« Merci » and « utile » in one click."""

import pytest
from sqlalchemy.exc import IntegrityError

from app.contributions.models import Visibility
from app.database import db
from app.forum.models import Post
from app.forum.reactions.models import Reaction, ReactionKind
from tests.make.accounts import make_actor
from tests.make.forum import PUBLIC_CATEGORY, make_reply, make_topic


def address_of(topic) -> str:
    return f"/forum/sujets/{topic.id}-{topic.slug}"


def test_one_click_says_it_and_another_takes_it_back(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    address, me = address_of(topic), browse(sylvain)

    said = me.post(f"{address}/messages/2/reactions", data={"merci": "1"})

    assert said.location == f"{address}#message-2"
    page = me.get(address).text
    assert "Merci de Sylvain C." in page
    assert 'aria-pressed="true"' in page
    me.post(f"{address}/messages/2/reactions", data={"merci": "0"})
    assert "Merci de" not in me.get(address).text


def test_a_double_click_says_it_once(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    post = make_reply(topic, author=fatou)
    address, me = address_of(topic), browse(sylvain)

    for _click in range(2):
        me.post(f"{address}/messages/2/reactions", data={"utile": "1"})

    assert db.session.get_one(Post, post.id).useful_count == 1
    db.session.add(Reaction(post_id=post.id, member_id=sylvain.id, kind=ReactionKind.USEFUL))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_click_without_loading_the_page_gets_the_buttons_alone(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)

    again = browse(sylvain).post(
        f"{address_of(topic)}/messages/2/reactions",
        data={"utile": "1"},
        headers={"X-Requested-With": "fetch"},
    )

    assert again.status_code == 200
    assert "Utile pour Sylvain C." in again.text
    assert "<html" not in again.text


def test_nobody_reacts_to_their_own_message(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    address, me, other = address_of(topic), browse(sylvain), browse(fatou)

    assert "/messages/1/reactions" in other.get(address).text
    assert "/messages/1/reactions" not in me.get(address).text
    assert me.post(f"{address}/messages/1/reactions", data={"utile": "1"}).status_code == 403


def test_a_message_that_was_deleted_gets_no_reaction(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    address = address_of(topic)
    browse(fatou).post(f"{address}/messages/2/supprimer")

    answer = browse(sylvain).post(f"{address}/messages/2/reactions", data={"utile": "1"})

    assert answer.status_code == 403


@pytest.mark.parametrize("fields", [{}, {"bravo": "1"}])
def test_what_is_no_reaction_is_refused(browse, sylvain, fatou, fields):
    topic = make_topic(author=sylvain)

    answer = browse(fatou).post(f"{address_of(topic)}/messages/1/reactions", data=fields)

    assert answer.status_code == 422


def test_a_visitor_reads_how_many_and_not_who(browse, client, sylvain):
    topic = make_topic(author=sylvain, category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)
    address = address_of(topic)
    other = browse(make_actor(name="Nadège R."))
    other.post(f"{address}/messages/1/reactions", data={"utile": "1"})

    page = client.get(address).text
    assert "Utile <b>1</b>" in page
    assert "Nadège R." not in page
    assert "/reactions" not in page
    assert "Nadège R." in other.get(address).text


def test_reactions_cost_no_statement(browse, sylvain, max_queries):
    topic = make_topic(author=sylvain)
    address = address_of(topic)
    people = [make_actor(name=f"Membre {number}") for number in range(4)]
    me = browse(people[0])
    me.get(address)
    with max_queries(8) as sent:
        me.get(address)
    without = len(sent)
    for one in people:
        browse(one).post(f"{address}/messages/1/reactions", data={"merci": "1"})

    with max_queries(8) as sent:
        assert "Merci <b>4</b>" in me.get(address).text
    assert len(sent) == without
