from datetime import timedelta

from sqlalchemy import select

from app.clock import frozen_at, now
from app.database import db
from app.forum.models import Nature, Post, Topic
from app.forum.posting import forget_deleted_posts
from tests.make.accounts import make_actor
from tests.make.forum import a_theme, make_reply, make_topic


def address_of(topic: Topic) -> str:
    return f"/forum/sujets/{topic.id}-{topic.slug}"


def test_an_author_changes_a_message_and_readers_see_that_it_was(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou, text="Au *tonage*.")
    address, other, me = address_of(topic), browse(fatou), browse(sylvain)
    form = other.get(f"{address}/messages/2/modifier").text
    assert "Au *tonage*." in form
    assert "post-edited" not in me.get(address).text

    answer = other.post(f"{address}/messages/2/modifier", data={"text": "Au *tonnage*."})

    assert answer.location == f"{address}#message-2"
    page = me.get(address).text
    assert "<em>tonnage</em>" in page
    assert "post-edited" in page


def test_saving_the_same_text_marks_nothing(browse, sylvain):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=sylvain, text="Deux\nlignes.")
    address, me = address_of(topic), browse(sylvain)

    me.post(f"{address}/messages/2/modifier", data={"text": "Deux\r\nlignes.\r\n"})

    assert "post-edited" not in me.get(address).text


def test_an_empty_change_is_refused(browse, sylvain):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=sylvain, text="Un texte à garder.")
    address, me = address_of(topic), browse(sylvain)

    answer = me.post(f"{address}/messages/2/modifier", data={"text": " "})

    assert answer.status_code == 422
    assert "Écrivez votre message" in answer.text
    assert "Un texte à garder." in me.get(address).text


def test_nobody_changes_or_deletes_the_message_of_another(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou, text="À moi seule.")
    address = address_of(topic)
    for other in (browse(sylvain), browse(make_actor(is_facilitator=True))):
        assert other.get(f"{address}/messages/2/modifier").status_code == 403
        changed = other.post(f"{address}/messages/2/modifier", data={"text": "Changé."})
        assert changed.status_code == 403
        assert other.post(f"{address}/messages/2/supprimer").status_code == 403
        assert "À moi seule." in other.get(address).text


def test_a_deleted_reply_leaves_its_line_and_can_come_back(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou, text="Je regrette ce mot.")
    make_reply(topic, author=sylvain, text="Et la suite.")
    address, other, me = address_of(topic), browse(fatou), browse(sylvain)

    said = other.post(f"{address}/messages/2/supprimer", follow_redirects=True).text

    assert "Message supprimé" in said
    page = me.get(address).text
    assert "Message supprimé par son auteur" in page
    assert "Je regrette ce mot." not in page
    assert 'id="message-3"' in page
    assert "2 messages" in page
    assert "Restaurer" not in page
    assert me.post(f"{address}/messages/2/restaurer").status_code == 403

    other.post(f"{address}/messages/2/restaurer")
    assert "Je regrette ce mot." in me.get(address).text


def test_a_deleted_last_reply_gives_its_place_back(browse, sylvain, fatou):
    with frozen_at(now() - timedelta(days=2)):
        topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    address, other = address_of(topic), browse(fatou)

    other.post(f"{address}/messages/2/supprimer")

    counted = db.session.scalars(select(Topic)).one()
    assert counted.posts_count == 1
    assert counted.last_poster_id == sylvain.id
    assert now() - counted.last_activity_at > timedelta(days=1)
    other.post(f"{address}/messages", data={"text": "Autrement dit."})
    assert db.session.scalars(select(Post.number).order_by(Post.number)).all() == [1, 2, 3]


def test_after_thirty_days_a_deleted_reply_is_forgotten_for_good(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou, text="À oublier.")
    address, other = address_of(topic), browse(fatou)
    other.post(f"{address}/messages/2/supprimer")

    with frozen_at(now() + timedelta(days=31)):
        assert other.post(f"{address}/messages/2/restaurer").status_code == 403
        assert forget_deleted_posts() == 1
        assert forget_deleted_posts() == 0
    assert "À oublier." not in db.session.scalars(select(Post.text)).all()


def test_the_first_message_goes_with_its_topic(browse, sylvain):
    topic = make_topic(author=sylvain)
    address, me = address_of(topic), browse(sylvain)

    assert me.get(f"{address}/messages/1/modifier").location == f"{address}/modifier"
    assert me.post(f"{address}/messages/1/supprimer").status_code == 403


def test_an_author_changes_title_rubric_nature_and_text(browse, sylvain, fatou):
    topic = make_topic(author=sylvain, title="Un titre à préciser", text="Au début.")
    address, me, other = address_of(topic), browse(sylvain), browse(fatou)
    form = me.get(f"{address}/modifier").text
    assert 'value="Un titre à préciser"' in form
    assert "Au début." in form
    assert f'value="{a_theme().id}" checked' in form

    answer = me.post(
        f"{address}/modifier",
        data={
            "title": "Un titre bien plus précis",
            "category": "statuts-gouvernance",
            "nature": "discussion",
            "text": "Après réflexion.",
            "themes": [str(a_theme(1).id)],
            "visibility": "network",
        },
    )

    page = other.get(answer.location).text
    assert answer.location.endswith("-un-titre-bien-plus-precis")
    for word in ("Un titre bien plus précis", "Statuts et gouvernance", "Discussion", "modifié"):
        assert word in page
    assert "Après réflexion." in page
    assert a_theme(1).label in page
    assert other.get(address).status_code == 301


def test_a_topic_moved_to_a_closer_rubric_must_close_too(browse, sylvain):
    from app.contributions.models import Visibility

    topic = make_topic(
        author=sylvain, category="filieres-territoires", visibility=Visibility.PUBLIC
    )
    sent = {
        "title": "Un titre bien assez long",
        "category": "financements",
        "nature": "question",
        "text": "Bonjour.",
        "themes": [str(a_theme().id)],
        "visibility": "public",
    }

    answer = browse(sylvain).post(f"{address_of(topic)}/modifier", data=sent)

    assert answer.status_code == 422
    assert "pas au-delà" in answer.text


def test_only_the_author_changes_a_topic(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    other, address = browse(fatou), address_of(topic)

    assert other.get(f"{address}/modifier").status_code == 403
    assert other.post(f"{address}/modifier", data={"title": "x"}).status_code == 403


def test_a_topic_that_is_no_longer_a_question_has_no_answer(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    address, me = address_of(topic), browse(sylvain)
    me.post(f"{address}/messages/2/accepter")
    sent = {
        "title": "Un titre bien assez long",
        "category": "financements",
        "nature": Nature.DISCUSSION.value,
        "text": "Bonjour.",
        "themes": [str(a_theme().id)],
        "visibility": "network",
    }

    page = me.post(f"{address}/modifier", data=sent, follow_redirects=True).text

    assert "La réponse qui a aidé" not in page
