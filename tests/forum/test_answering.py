import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.clock import frozen_at, now
from app.contributions import actions as contributions
from app.database import db
from app.events import on
from app.forum.events import PostEvent, ReplyPosted
from app.forum.models import Post, Topic
from app.groups.models import GroupMembership
from tests.make.accounts import make_account, make_actor
from tests.make.forum import GROUP_CATEGORY, category_named, make_reply, make_topic
from tests.make.saving import save

heard: list[PostEvent] = []


@on(ReplyPosted)
def _hear(event: ReplyPosted) -> None:
    heard.append(event)


def address_of(topic: Topic) -> str:
    return f"/forum/sujets/{topic.id}-{topic.slug}"


def reply(text: object = "Chez nous, **au tonnage**.", **changes: object) -> dict[str, object]:
    return {"text": text, **changes}


def count_posts() -> int:
    return db.session.scalar(select(func.count()).select_from(Post)) or 0


def test_an_answer_shows_at_its_place_and_the_topic_comes_first(browse, sylvain, fatou):
    with frozen_at(now() - timedelta(days=5)):
        topic = make_topic(author=sylvain)
    heard.clear()
    address = address_of(topic)
    other = browse(fatou)

    answer = other.post(f"{address}/messages", data=reply())

    assert answer.location == f"{address}#message-2"
    page = other.get(address).text
    assert "<strong>au tonnage</strong>" in page
    assert "2 messages" in page
    (event,) = heard
    assert isinstance(event, ReplyPosted)
    assert (event.number, event.actor_id) == (2, fatou.id)
    counted = db.session.scalars(select(Topic)).one()
    assert (counted.posts_count, counted.last_number, counted.last_poster_id) == (2, 2, fatou.id)
    assert now() - counted.last_activity_at < timedelta(minutes=1)


def test_an_answer_on_the_second_page_leads_there(browse, sylvain):
    topic = make_topic(author=sylvain)
    for _number in range(20):
        make_reply(topic, author=sylvain)
    address = address_of(topic)

    answer = browse(sylvain).post(f"{address}/messages", data=reply())

    assert answer.location == f"{address}?apres=20#message-22"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Écrivez votre message avant de l’envoyer."),
        (" \r\n ", "Écrivez votre message avant de l’envoyer."),
        ("mot " * 15_001, "60000 caractères au plus, il y en a 60003."),
    ],
)
def test_an_empty_or_endless_answer_is_refused_with_its_text(browse, sylvain, text, said):
    topic = make_topic()

    answer = browse(sylvain).post(f"{address_of(topic)}/messages", data=reply(text))

    assert answer.status_code == 422
    assert said in answer.text.replace("\u202f", "")
    assert text.strip() in answer.text
    assert count_posts() == 1


def test_a_text_of_exactly_the_limit_is_taken(browse, sylvain):
    topic = make_topic()

    answer = browse(sylvain).post(f"{address_of(topic)}/messages", data=reply("a" * 60_000))

    assert answer.status_code == 302


def test_an_answer_sent_twice_is_one(browse, sylvain):
    topic = make_topic()
    address, me = address_of(topic), browse(sylvain)

    first = me.post(f"{address}/messages", data=reply(_once="clef"))
    answer = me.post(f"{address}/messages", data=reply(_once="clef"))

    assert first.location == answer.location == f"{address}#message-2"
    assert count_posts() == 2


def test_a_look_before_sending_writes_nothing(browse, sylvain):
    topic = make_topic()

    answer = browse(sylvain).post(f"{address_of(topic)}/messages", data=reply(_preview="1"))

    assert answer.status_code == 200
    assert "<strong>au tonnage</strong>" in answer.text
    assert "Chez nous, **au tonnage**." in answer.text
    assert count_posts() == 1


def test_citing_a_message_starts_the_answer_with_it(browse, sylvain):
    topic = make_topic(text="Première ligne.\n\n> déjà cité\n\nSeconde ligne.")
    me, address = browse(sylvain), address_of(topic)

    page = me.get(f"{address}?citer=1").text

    assert f"]({address}/messages/1) a écrit" in page
    assert "&gt; Première ligne." in page
    assert "&gt; Seconde ligne." in page
    assert "déjà cité\n&gt;" not in page
    for impossible in ("99", "-1", "abc", "9" * 30):
        assert me.get(f"{address}?citer={impossible}").status_code == 200


def test_what_was_being_written_comes_back_until_it_is_sent(browse, sylvain):
    topic = make_topic()
    address, place, me = address_of(topic), f"forum.reply.{topic.id}", browse(sylvain)
    me.post("/brouillons", data=reply("Je commençais ainsi", _place=place))

    assert "Je commençais ainsi" in me.get(address).text
    assert "Je commençais ainsi" in me.get("/compte/contributions").text

    me.post(f"{address}/messages", data=reply())
    assert "Je commençais ainsi" not in me.get(address).text


def test_a_file_goes_with_the_answer_and_is_read_by_its_readers_only(browse, sylvain, client):
    topic = make_topic()
    sent = reply(fichiers=(io.BytesIO(b"Colonnes du tableau."), "tableau.txt"))
    me, address = browse(sylvain), address_of(topic)
    guest = browse(make_actor(make_account()))

    page = me.post(f"{address}/messages", data=sent, follow_redirects=True).text

    link = page.split('class="file-name" href="')[1].split('"')[0]
    with me.get(link) as file:
        assert file.data == b"Colonnes du tableau."
    assert guest.get(link).status_code == 404
    assert client.get(link).status_code in (302, 303)


@pytest.mark.parametrize("what", ["withdraw", "delete"])
def test_a_topic_that_goes_meanwhile_loses_no_word(browse, sylvain, fatou, what):
    topic = make_topic(author=sylvain)
    address = address_of(topic)
    getattr(contributions, what)(sylvain, topic)
    db.session.commit()
    other = browse(fatou)

    answer = other.post(f"{address}/messages", data=reply("Tout ce que j’avais écrit."))

    assert answer.status_code == 410
    assert "Tout ce que j’avais écrit." in answer.text
    assert "pendant que vous écriviez" in answer.text
    assert count_posts() == 1


def test_the_text_comes_back_when_the_topic_does(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    address, place = address_of(topic), f"forum.reply.{topic.id}"
    me, other = browse(sylvain), browse(fatou)
    withdraw = f"/contributions/{topic.id}/retirer"
    publish = f"/contributions/{topic.id}/publier"
    me.post(withdraw)
    other.post(f"{address}/messages", data=reply("Tout ce que j’avais écrit.", _place=place))

    me.post(publish)

    assert "Tout ce que j’avais écrit." in other.get(address).text


def test_nobody_answers_what_they_may_not_read(browse, sylvain, client):
    closed = make_topic(author=make_actor(is_facilitator=True), category=GROUP_CATEGORY)
    address = address_of(closed)
    me, guest = browse(sylvain), browse(make_actor(make_account()))

    assert me.post(f"{address}/messages", data=reply()).status_code == 404
    assert guest.post(f"{address}/messages", data=reply()).status_code == 404
    assert client.post(f"{address}/messages", data=reply()).status_code in (302, 401)
    assert count_posts() == 1


def test_a_guest_reads_a_public_topic_without_answering(browse):
    from app.contributions.models import Visibility
    from tests.make.forum import PUBLIC_CATEGORY

    topic = make_topic(category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)
    address, guest = address_of(topic), browse(make_actor(make_account()))

    assert "Votre réponse" not in guest.get(address).text
    assert guest.post(f"{address}/messages", data=reply("Mon texte.")).status_code == 403
    assert count_posts() == 1


def test_a_guest_answers_in_the_group_that_invited_them(browse):
    topic = make_topic(author=make_actor(is_facilitator=True), category=GROUP_CATEGORY)
    account = make_account(name="Invitée I.")
    group_id = category_named(GROUP_CATEGORY).group_id
    save(GroupMembership(group_id=group_id, member_id=account.id))
    guest, address = browse(make_actor(account)), address_of(topic)

    answer = guest.post(f"{address}/messages", data=reply(), follow_redirects=True)

    assert "<strong>au tonnage</strong>" in answer.text
