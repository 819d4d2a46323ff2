"""« @sylvain-c.12 » and « #fiche-34 » in a text: each reader reads what they may."""

import pytest

from app.accounts.models import Member
from app.contributions.models import Visibility
from app.database import db
from app.markup import VERSION, excerpt, plain_text, render
from app.markup.references import members_named_in
from tests.make.accounts import make_actor, make_member
from tests.make.forum import GROUP_CATEGORY, PUBLIC_CATEGORY, make_reply, make_topic
from tests.make.groups import make_group_member


def open_topic(client, topic):
    return client.get(f"/forum/sujets/{topic.id}-{topic.slug}").text


def owner(topic):
    return db.session.get_one(Member, topic.author_id)


@pytest.fixture
def secret():
    """A topic of a group: its title is for its members."""
    author = make_group_member(GROUP_CATEGORY)
    return make_topic(author=author, category=GROUP_CATEGORY, title="Un titre que l’on garde ici")


def test_a_title_is_said_to_who_may_read_it_and_to_nobody_else(sign_in, client, secret):
    topic = make_topic(
        text=f"Voir #sujet-{secret.id}, merci",
        category=PUBLIC_CATEGORY,
        visibility=Visibility.PUBLIC,
    )

    inside = open_topic(sign_in(owner(secret)), topic)
    outside = open_topic(sign_in(make_member()), topic)
    visitor = open_topic(client, topic)

    assert "Un titre que l’on garde ici" in inside
    assert f"/forum/sujets/{secret.id}-{secret.slug}" in inside
    for page in (outside, visitor):
        assert "contenu réservé" in page
        assert "garde ici" not in page
        assert secret.slug not in page


def test_a_thing_that_is_not_reads_like_one_that_is_reserved(sign_in):
    topic = make_topic(text="Voir #fiche-987654")

    assert "contenu réservé" in open_topic(sign_in(make_member()), topic)


def test_neither_extract_nor_search_says_a_title(secret):
    text = f"Voir #sujet-{secret.id}"

    assert plain_text(text) == text
    assert excerpt(text) == text
    assert "garde" not in render(text).striptags()


def test_a_member_is_named_and_linked_for_members_only(sign_in, client):
    named = make_actor(name="Nadia B.")
    topic = make_topic(
        text=f"Merci @nadia-b.{named.id}", category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC
    )

    page = open_topic(sign_in(make_member()), topic)

    assert "@Nadia B.</a>" in page
    assert f"/reseau/membres/{named.id}-nadia-b" in page
    assert "Nadia B." not in open_topic(client, topic)
    assert "@un membre" in open_topic(client, topic)


def test_all_the_names_of_a_page_cost_one_statement(sign_in, max_queries):
    actor = make_actor()
    topic = make_topic(text="Rien de nommé")
    me = sign_in(make_member())
    open_topic(me, topic)
    for _n in range(12):
        make_reply(topic, author=actor, text=f"Voir #sujet-{topic.id} et @a.{actor.id}")
    with max_queries(9):  # one more than without names
        page = open_topic(me, topic)
    assert page.count('class="named"') == 24


def test_a_quoted_name_is_not_called_again():
    html = render("> Merci @a.1\n\nEt @b.2, encore @b.2 et `@c.3`")

    assert members_named_in(html) == [2]
    assert VERSION >= 2


def test_a_look_at_a_text_says_names_as_the_page_will(sign_in):
    topic = make_topic(title="Le sujet dont on parle")

    look = sign_in(make_member()).post("/apercu", data={"text": f"#sujet-{topic.id}"})

    assert "Le sujet dont on parle" in look.text


def test_an_at_proposes_members_by_the_beginning_of_their_names(sign_in):
    wanted = make_actor(name="Béatrice Zélande")
    me = sign_in(make_member())

    for typed in ("bea", "Béa", "zél", "béatrice z"):
        items = me.get("/suggestions/membres", query_string={"q": typed}).json["items"]
        assert items[0]["text"] == f"@beatrice-zelande.{wanted.id}"
        assert items[0]["label"] == "Béatrice Zélande"
    assert me.get("/suggestions/membres?q=").json["items"] == []


def test_only_the_network_is_told_who_its_members_are(sign_in, client):
    make_actor(name="Béatrice Zélande")
    guest = make_group_member(GROUP_CATEGORY, guest=True)

    assert sign_in(guest.member).get("/suggestions/membres?q=bea").status_code == 403
    assert client.get("/suggestions/membres?q=bea").status_code in (302, 401)


def test_a_hash_proposes_what_one_may_read(sign_in, secret):
    seen = make_topic(title="Convention de recyclerie signée")
    me, insider = sign_in(make_member()), sign_in(owner(secret))

    found = me.get("/suggestions/contenus?q=recycl conv").json["items"]
    assert [one["text"] for one in found] == [f"#sujet-{seen.id}"]
    assert found[0]["label"] == "Convention de recyclerie signée"
    assert found[0]["detail"] == "Sujet"
    assert me.get("/suggestions/contenus?q=garde").json["items"] == []
    assert len(insider.get("/suggestions/contenus?q=garde").json["items"]) == 1


def test_at_most_eight_are_proposed(sign_in):
    for n in range(10):
        make_topic(title=f"Convention numéro {n}")

    items = sign_in(make_member()).get("/suggestions/contenus?q=convention").json["items"]
    assert len(items) == 8


def test_a_stored_reference_leads_to_its_thing_for_who_reads_it(sign_in, secret):
    seen = make_topic()
    me = sign_in(make_member())

    assert me.get(f"/vers/sujet-{seen.id}").location.endswith(f"/{seen.id}-{seen.slug}")
    assert me.get(f"/vers/fiche-{seen.id}").status_code == 404
    assert me.get(f"/vers/sujet-{secret.id}").status_code == 404
