"""Messages that go to another topic: nothing is lost, every old link leads to its message."""

import pytest
from sqlalchemy import select

from app.contributions.models import Visibility
from app.database import db
from app.events import on
from app.forum.events import PostsMoved, TopicMerged, TopicSplit
from app.forum.models import Post, Topic
from tests.forum.test_care_of_topics import REASON, address_of, form
from tests.make.accounts import make_actor
from tests.make.forum import GROUP_CATEGORY, PUBLIC_CATEGORY, make_reply, make_topic

heard: list[PostsMoved] = []


@on(TopicMerged, TopicSplit)
def _hear(event: PostsMoved) -> None:
    heard.append(event)


@pytest.fixture
def elise():
    return make_actor(name="Élise P.", is_facilitator=True)


@pytest.fixture
def two(sylvain, fatou) -> tuple[Topic, Topic]:
    """A topic with two answers, and the one into which it goes, with one."""
    old = make_topic(author=sylvain, title="La convention, encore une fois", text="Ma question.")
    make_reply(old, author=fatou, text="Première réponse.")
    make_reply(old, author=fatou, text="Seconde réponse.")
    into = make_topic(author=fatou, title="Tout sur la convention", text="La question.")
    make_reply(into, author=sylvain, text="Déjà répondu.")
    return old, into


def merge(browser, old: Topic, into: Topic):
    address = address_of(old)
    sent = form(browser, address, "fusionner", other=f"https://exemple.test{address_of(into)}")
    return browser.post(f"{address}/animer/fusionner", data=sent)


def numbers(topic: Topic) -> dict[int, str]:
    rows = db.session.execute(
        select(Post.number, Post.text).where(Post.topic_id == topic.id).order_by(Post.number)
    )
    return {row.number: row.text for row in rows}


def test_two_topics_become_one_and_every_link_leads_there(browse, elise, sylvain, two):
    old, into = two
    me, there = browse(sylvain), address_of(into)
    heard.clear()

    assert merge(browse(elise), old, into).location == there

    assert list(numbers(into).values()) == [
        "La question.", "Déjà répondu.", "Ma question.", "Première réponse.", "Seconde réponse.",
    ]  # fmt: skip
    page = me.get(there).text
    assert "5 messages" in page
    assert REASON in page
    moved = me.get(address_of(old))
    assert (moved.status_code, moved.location) == (301, there)
    assert me.get(f"{address_of(old)}/messages/2").location == f"{there}#message-4"
    assert old.title not in me.get("/forum/").text
    assert old.title not in me.get("/compte/contributions").text
    assert [(one.topic_id, one.into_id, dict(one.mapping)) for one in heard] == [
        (old.id, into.id, {1: 3, 2: 4, 3: 5})
    ]


def test_an_answer_being_written_arrives_where_the_topic_went(browse, elise, fatou, two):
    old, into = two
    other = browse(fatou)
    other.post(
        "/brouillons", data={"_place": f"forum.reply.{old.id}", "text": "Je commençais ici."}
    )
    merge(browse(elise), old, into)
    assert "Je commençais ici." in other.get(address_of(into)).text

    answer = other.post(
        f"{address_of(old)}/messages", data={"text": "J’arrive quand même."}, follow_redirects=True
    )

    assert answer.request.path == address_of(into)
    assert "J’arrive quand même." in answer.text
    assert "votre réponse y est" in answer.text
    assert numbers(into)[6] == "J’arrive quand même."


def test_a_topic_merged_twice_leads_to_the_last(browse, elise, sylvain, two):
    old, into = two
    last = make_topic(author=sylvain, title="La convention pour de bon")
    merge(browse(elise), old, into)
    merge(browse(elise), into, last)

    assert browse(sylvain).get(address_of(old)).location == address_of(last)
    there = browse(sylvain).get(f"{address_of(old)}/messages/3").location
    assert there == f"{address_of(last)}#message-6"


def test_words_never_go_to_more_readers(browse, elise, sylvain, client):
    old = make_topic(author=sylvain, title="Entre membres du réseau")
    into = make_topic(
        author=sylvain, title="Devant tout le monde", category=PUBLIC_CATEGORY,
        visibility=Visibility.PUBLIC,
    )  # fmt: skip

    answer = merge(browse(elise), old, into)

    assert answer.status_code == 422
    assert "ouvert à plus de personnes" in answer.text
    assert list(numbers(into)) == [1]


def test_who_may_not_read_where_it_went_is_not_told(browse, elise, sylvain):
    old = make_topic(author=sylvain, title="Une question pour l’animation")
    into = make_topic(author=elise, title="Salon réservé", category=GROUP_CATEGORY)
    merge(browse(elise), old, into)

    answer = browse(sylvain).get(address_of(old))

    assert answer.status_code == 410
    assert "Salon réservé" not in answer.text
    assert browse(elise).get(address_of(old)).location == address_of(into)


def test_its_author_does_not_bring_back_what_was_merged(browse, elise, sylvain, two):
    merge(browse(elise), *two)
    answer = browse(sylvain).post(f"/contributions/{two[0].id}/restaurer")
    assert answer.status_code in (403, 410)
    assert numbers(two[0]) == {}


def test_the_answer_that_helped_goes_with_the_rest(browse, elise, sylvain, two):
    old, into = two
    browse(sylvain).post(f"{address_of(old)}/messages/2/accepter")
    merge(browse(elise), old, into)
    assert "post-kept" in browse(sylvain).get(address_of(into)).text
    assert db.session.get_one(Topic, into.id).accepted_number == 4


@pytest.mark.parametrize("other", ["", "n’importe quoi", "99999", "/forum/sujets/99999-rien"])
def test_an_address_that_is_no_topic_is_refused(browse, elise, two, other):
    address = address_of(two[0])
    sent = form(browse(elise), address, "fusionner", other=other)
    assert browse(elise).post(f"{address}/animer/fusionner", data=sent).status_code == 422


def test_a_topic_is_not_merged_into_itself(browse, elise, two):
    assert merge(browse(elise), two[0], two[0]).status_code == 422


def test_who_moves_a_topic_that_was_just_merged_is_told(browse, elise, two):
    old, into = two
    him = browse(make_actor(name="Marc D.", is_facilitator=True))
    sent = form(him, address_of(old), "suspendre", reason="Les esprits s’échauffent.")
    merge(browse(elise), old, into)

    answer = him.post(f"{address_of(old)}/animer/suspendre", data=sent)

    assert answer.status_code == 409
    assert "Élise P." in answer.text
    assert into.title in answer.text
    assert "Les esprits s’échauffent." in answer.text


def test_chosen_messages_become_a_topic_of_their_own(browse, elise, sylvain, fatou, two):
    old, _into = two
    make_reply(old, author=sylvain, text="Je reviens à ma question.")
    address, her, me = address_of(old), browse(elise), browse(sylvain)
    heard.clear()
    sent = form(her, address, "scinder", title="Une autre affaire de convention")

    answer = her.post(f"{address}/animer/scinder", data=sent | {"numbers": ["2", "3"]})

    page = me.get(answer.location).text
    assert "Première réponse." in page
    assert "Seconde réponse." in page
    assert f'/forum/sujets/{old.id}"' in page, "it says where it comes from"
    left = me.get(address).text
    assert "Première réponse." not in left
    assert "Je reviens à ma question." in left
    assert "Voir l’autre sujet" in left
    assert me.get(f"{address}/messages/3").location == f"{answer.location}#message-2"
    assert [dict(one.mapping) for one in heard] == [{2: 1, 3: 2}]
    assert "2 messages" in left


def test_all_messages_from_a_number_on_leave_together(browse, elise, two):
    old, _into = two
    address, her = address_of(old), browse(elise)
    sent = form(her, address, "scinder", title="La suite de la convention", since="2")
    her.post(f"{address}/animer/scinder", data=sent)
    assert list(numbers(old)) == [1]


@pytest.mark.parametrize("chosen", [[], ["1"], ["77"], ["x"]])
def test_a_split_needs_a_message_that_may_leave(browse, elise, two, chosen):
    old, _into = two
    address, her = address_of(old), browse(elise)
    sent = form(her, address, "scinder", title="La suite de la convention")
    answer = her.post(f"{address}/animer/scinder", data=sent | {"numbers": chosen})
    assert answer.status_code == 422
    assert len(numbers(old)) == 3
