import pytest

from app.events import on
from app.forum.events import AnswerAccepted, AnswerReleased, PostEvent
from app.forum.models import Nature, Topic
from tests.make.accounts import make_actor
from tests.make.forum import make_reply, make_topic

heard: list[PostEvent] = []


@on(AnswerAccepted, AnswerReleased)
def _hear(event: PostEvent) -> None:
    heard.append(event)


def address_of(topic: Topic) -> str:
    return f"/forum/sujets/{topic.id}-{topic.slug}"


def test_the_asker_says_which_answer_helped(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    address, me, other = address_of(topic), browse(sylvain), browse(fatou)
    heard.clear()
    assert "Cette réponse a aidé" in me.get(address).text
    assert "Cette réponse a aidé" not in other.get(address).text

    me.post(f"{address}/messages/2/accepter")

    page = other.get(address).text
    assert "La réponse qui a aidé" in page
    assert "aller à la réponse qui a aidé" in page
    assert "Résolue" in page
    assert "Résolue" in other.get("/forum/").text
    assert [type(event) for event in heard] == [AnswerAccepted]


def test_another_answer_takes_its_place_and_none_may(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    make_reply(topic, author=fatou)
    address, me = address_of(topic), browse(sylvain)
    me.post(f"{address}/messages/2/accepter")

    me.post(f"{address}/messages/3/accepter")
    assert me.get(address).text.count("post-kept") == 1

    said = me.post(
        f"{address}/messages/3/accepter", data={"retirer": "1"}, follow_redirects=True
    ).text
    assert "attend de nouveau une réponse" in said
    assert "post-kept" not in said


def test_a_facilitator_says_it_too_and_nobody_else(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    address = address_of(topic)
    other, claire = browse(fatou), browse(make_actor(is_facilitator=True))

    assert other.post(f"{address}/messages/2/accepter").status_code == 403
    assert claire.post(f"{address}/messages/2/accepter").status_code == 302
    assert "La réponse qui a aidé" in other.get(address).text


@pytest.mark.parametrize("number", [1, 9])
def test_only_an_answer_can_help(browse, sylvain, fatou, number):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)

    answer = browse(sylvain).post(f"{address_of(topic)}/messages/{number}/accepter")

    assert answer.status_code in (404, 422)


def test_only_questions_have_an_answer(browse, sylvain, fatou):
    topic = make_topic(author=sylvain, nature=Nature.DISCUSSION)
    make_reply(topic, author=fatou)
    address, me = address_of(topic), browse(sylvain)

    assert "Cette réponse a aidé" not in me.get(address).text
    assert me.post(f"{address}/messages/2/accepter").status_code == 403


def test_an_answer_that_helped_and_is_deleted_helps_no_more(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    address, me, other = address_of(topic), browse(sylvain), browse(fatou)
    me.post(f"{address}/messages/2/accepter")

    other.post(f"{address}/messages/2/supprimer")

    assert "Résolue" not in me.get(address).text
    assert me.post(f"{address}/messages/2/accepter").status_code == 422


def test_solved_topics_are_told_from_those_to_solve(browse, sylvain, fatou):
    solved = make_topic(author=sylvain, title="Une question résolue depuis")
    make_reply(solved, author=fatou)
    make_topic(author=sylvain, title="Une question qui attend encore")
    make_topic(author=sylvain, title="Un échange sans question", nature=Nature.DISCUSSION)
    me = browse(sylvain)
    me.post(f"{address_of(solved)}/messages/2/accepter")

    helped, waiting = (me.get(f"/forum/?etat={etat}").text for etat in ("resolus", "a-resoudre"))

    assert "Une question résolue depuis" in helped
    assert "Une question qui attend encore" not in helped
    assert "Une question qui attend encore" in waiting
    assert "Une question résolue depuis" not in waiting
    assert "Un échange sans question" not in waiting
    assert "Un échange sans question" in me.get("/forum/?etat=autre").text
