"""Through the pages of a topic; every kind has the same menu, the same pages and the same rules."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.clock import frozen_at, now
from app.contributions.actions import purge_deleted
from app.contributions.models import Contribution, State, Visibility
from app.database import db
from app.forum.models import Topic
from tests.make.accounts import make_account, make_actor
from tests.make.forum import PUBLIC_CATEGORY, make_reply, make_topic


@pytest.fixture
def browse(sign_in: Callable[[Member], FlaskClient]) -> Callable[[Actor], FlaskClient]:
    return lambda actor: sign_in(actor.member)


@pytest.fixture
def author() -> Actor:
    return make_actor(name="Sylvain C.")


def address_of(topic: Topic) -> str:
    return f"/forum/sujets/{topic.id}-{topic.slug}"


def public_topic(author: Actor) -> Topic:
    return make_topic(author=author, category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)


def test_the_author_has_a_menu_that_others_do_not_have(browse, author):
    topic = make_topic(author=author)
    address, me, other = address_of(topic), browse(author), browse(make_actor())

    mine, theirs = me.get(address).text, other.get(address).text

    for word in ("Gérer", "Qui peut lire", "Voir comme un visiteur", "Retirer", "Supprimer"):
        assert word in mine
    assert "Gérer" not in theirs
    assert "Qui peut lire" not in theirs


def test_withdrawing_makes_a_draft_again_and_publishing_undoes_it(browse, author):
    topic = make_topic(author=author)
    number, address = topic.id, address_of(topic)
    me, other = browse(author), browse(make_actor())

    said = me.post(f"/contributions/{number}/retirer", follow_redirects=True).text

    assert "C’est retiré" in said
    assert "Publier de nouveau" in said
    assert other.get(address).status_code == 410
    me.post(f"/contributions/{number}/publier")
    assert other.get(address).status_code == 200


def test_deleting_hides_at_once_and_can_be_undone(browse, author):
    topic = make_topic(author=author, title="Un sujet vite regretté")
    number, address = topic.id, address_of(topic)
    me, other = browse(author), browse(make_actor())

    said = me.post(f"/contributions/{number}/supprimer", follow_redirects=True).text

    assert "C’est supprimé" in said
    assert "Restaurer" in said
    assert other.get(address).status_code == 410
    assert me.get(address).status_code == 410
    me.post(f"/contributions/{number}/restaurer")
    assert other.get(address).status_code == 200


def test_a_deletion_is_final_after_thirty_days(browse, author):
    topic = make_topic(author=author, title="Un sujet bien oublié")
    number, me = topic.id, browse(author)
    me.post(f"/contributions/{number}/supprimer")

    with frozen_at(now() + timedelta(days=31)):
        assert "Restaurer" not in me.get("/compte/contributions").text
        assert me.post(f"/contributions/{number}/restaurer").status_code == 403
        assert purge_deleted() == 1
    db.session.commit()
    assert db.session.get(Contribution, number) is None


def test_what_others_answered_is_never_purged(browse, author):
    topic = make_topic(author=author)
    make_reply(topic, author=make_actor())
    number, me = topic.id, browse(author)
    me.post(f"/contributions/{number}/supprimer")

    with frozen_at(now() + timedelta(days=31)):
        assert purge_deleted() == 0
    assert db.session.get(Contribution, number) is not None


@pytest.mark.parametrize(
    "what", ["retirer", "publier", "supprimer", "visibilite", "restaurer", "visiteur"]
)
def test_others_may_do_none_of_it(browse, author, client, what):
    published, draft = make_topic(author=author), make_topic(author=author, state=State.DRAFT)
    ids, address = (published.id, draft.id), address_of(published)
    other, guest = browse(make_actor()), browse(make_actor(make_account()))

    for person, refusals in ((other, (403, 404)), (guest, (403, 404)), (client, (302, 401))):
        for number in ids:
            method = person.get if what == "visiteur" else person.post
            sent = {} if what == "visiteur" else {"data": {"visibility": "network"}}
            assert method(f"/contributions/{number}/{what}", **sent).status_code in refusals
    assert other.get(address).status_code == 200


@pytest.mark.parametrize(
    "what", ["retirer", "publier", "supprimer", "visibilite", "restaurer", "visiteur"]
)
def test_what_does_not_exist_is_not_found(browse, author, what):
    me = browse(author)
    method = me.get if what == "visiteur" else me.post

    assert method(f"/contributions/999999/{what}").status_code == 404
    # No rule takes such a number; where another method has an address alike, the router says 405.
    assert method(f"/contributions/{2**40}/{what}").status_code in (404, 405)


def test_a_deleted_contribution_can_only_be_restored(browse, author):
    topic = make_topic(author=author)
    number, me, other = topic.id, browse(author), browse(make_actor())
    me.post(f"/contributions/{number}/supprimer")

    for what in ("retirer", "publier", "supprimer", "visibilite"):
        assert me.post(f"/contributions/{number}/{what}").status_code == 410
    assert me.get(f"/contributions/{number}/visiteur").status_code == 410
    assert other.get(f"/contributions/{number}/visibilite").status_code == 410


def test_the_readers_are_chosen_again_within_the_rubric(browse, author, client):
    topic = public_topic(author)
    number, address, me = topic.id, address_of(topic), browse(author)
    assert client.get(address).status_code == 200
    form = me.get(f"/contributions/{number}/visibilite").text
    assert 'value="public" checked' in form
    assert 'value="structure"' not in form

    said = me.post(
        f"/contributions/{number}/visibilite", data={"visibility": "network"}, follow_redirects=True
    ).text

    assert "Désormais" in said
    assert client.get(address).status_code != 200
    me.post(f"/contributions/{number}/visibilite", data={"visibility": "public"})
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("visibility", ["", "parties", "structure", "group", "tous"])
def test_an_impossible_choice_of_readers_is_refused(browse, author, client, visibility):
    topic = public_topic(author)
    number, address, me = topic.id, address_of(topic), browse(author)

    answer = me.post(f"/contributions/{number}/visibilite", data={"visibility": visibility})

    assert answer.status_code == 422
    assert client.get(address).status_code == 200


def test_where_there_is_no_choice_the_page_says_so(browse, author):
    topic = make_topic(author=author)
    number, me = topic.id, browse(author)

    page = me.get(f"/contributions/{number}/visibilite").text

    assert "il n’y a rien à choisir ici" in page
    answer = me.post(f"/contributions/{number}/visibilite", data={"visibility": "public"})
    assert answer.status_code == 422


def test_a_public_page_is_shown_as_a_visitor_sees_it(browse, author, client):
    topic = public_topic(author)
    number, address, me = topic.id, address_of(topic), browse(author)

    answer = me.get(f"/contributions/{number}/visiteur")
    page = me.get(answer.location).text

    assert answer.location == f"{address}?vue=visiteur"
    assert "Vous voyez cette page comme un visiteur" in page
    assert "Revenir à votre page" in page
    for word in ("Gérer", "Votre réponse", "Se déconnecter"):
        assert word not in page
    assert "Vous voyez cette page comme un visiteur" not in client.get(answer.location).text
    other = browse(make_actor()).get(answer.location).text
    assert "Vous voyez cette page comme un visiteur" not in other
    assert "Votre réponse" in other


def test_a_page_closed_to_visitors_says_what_they_would_find(browse, author):
    topic, draft = make_topic(author=author), make_topic(author=author, state=State.DRAFT)
    ids, address, me = (topic.id, draft.id), address_of(topic), browse(author)

    published = me.get(f"/contributions/{ids[0]}/visiteur").text
    unpublished = me.get(f"/contributions/{ids[1]}/visiteur").text

    assert "Un visiteur ne voit rien ici" in published
    assert "Seuls les membres du réseau" in published
    assert "C’est un brouillon" in unpublished
    assert "Gérer" in me.get(f"{address}?vue=visiteur").text


def test_all_that_one_wrote_stands_on_one_page(browse, author):
    make_topic(author=author, title="Un sujet que l’on peut lire")
    make_topic(author=author, title="Un sujet encore brouillon", state=State.DRAFT)
    make_topic(author=make_actor(), title="Le sujet de quelqu’un d’autre")

    page = browse(author).get("/compte/contributions").text

    assert page.index("Un sujet encore brouillon") < page.index("Un sujet que l’on peut lire")
    assert "Le sujet de quelqu’un d’autre" not in page
    assert "Membres du réseau" in page


def test_who_wrote_nothing_is_told_where_to_begin(browse, author):
    page = browse(author).get("/compte/contributions").text

    assert "Rien de publié pour l’instant" in page
    assert 'href="/forum/nouveau"' in page


def test_the_page_costs_the_same_with_one_and_thirty_rows(browse, author, max_queries):
    me, other = browse(author), browse(make_actor(name="Une autre"))
    make_topic(author=author)
    for _number in range(30):
        make_topic(author=author)
    me.get("/compte/contributions")
    with max_queries(4):
        me.get("/compte/contributions")
    with max_queries(4):
        other.get("/compte/contributions")
