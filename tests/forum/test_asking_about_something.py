"""A topic about a sheet or a resource: asked from its page, shown there and in the forum."""

from app.contributions.models import Visibility
from app.database import db
from app.forum.models import Topic
from tests.make.accounts import make_actor
from tests.make.forum import PUBLIC_CATEGORY, a_theme, make_topic
from tests.make.practices import make_sheet
from tests.make.resources import make_resource

SECRET = "Grille confidentielle de lecture"


def address_of(topic) -> str:
    return f"/forum/sujets/{topic.id}-{topic.slug}"


def resource_page(resource) -> str:
    return f"/ressources/{resource.id}-{resource.slug}"


def say_about(thing, *topics) -> None:
    for topic in topics:
        topic.about_id = thing.id
    db.session.commit()


def fields(**more):
    return {
        "title": "Comment remplir la deuxième colonne ?",
        "category": "financements",
        "nature": "question",
        "text": "La notice n’en dit rien.",
        "visibility": "network",
        "themes": [a_theme().id],
        **more,
    }


def test_a_question_asked_from_the_page_of_a_tool_stands_there(browse, sylvain, fatou):
    resource = make_resource(author=sylvain, title="Grille de lecture")
    me, address = browse(fatou), resource_page(resource)
    page = me.get(address).text
    assert "Personne n’a encore posé de question" in page
    assert f"/forum/nouveau?sur={resource.id}" in page

    form = me.get(f"/forum/nouveau?sur={resource.id}").text
    assert "À propos de" in form
    assert "Grille de lecture" in form
    asked = me.post(f"/forum/nouveau?sur={resource.id}", data=fields())

    assert "deuxième colonne" in me.get(address).text
    topic = me.get(asked.location).text
    assert "À propos de" in topic
    assert "Grille de lecture" in topic


def test_and_from_the_page_of_a_sheet(browse, sylvain, fatou):
    sheet = make_sheet(sylvain.member)
    me = browse(fatou)
    assert f"/forum/nouveau?sur={sheet.id}" in me.get(f"/fiches/{sheet.id}-{sheet.slug}").text

    me.post(f"/forum/nouveau?sur={sheet.id}", data=fields())

    assert "deuxième colonne" in me.get(f"/fiches/{sheet.id}-{sheet.slug}").text


def test_a_visitor_sees_only_the_public_topics_of_a_public_tool(client, browse, sylvain):
    resource = make_resource(author=sylvain, visibility=Visibility.PUBLIC)
    address, me = resource_page(resource), browse(sylvain)
    db.session.add(resource)
    hidden = make_topic(author=sylvain, title="Une question pour le réseau")
    shown = make_topic(
        author=sylvain,
        title="Une question pour tout le monde",
        category=PUBLIC_CATEGORY,
        visibility=Visibility.PUBLIC,
    )
    say_about(resource, hidden, shown)

    page = client.get(address).text
    assert "Une question pour tout le monde" in page
    assert "Une question pour le réseau" not in page
    assert "Poser une question" not in page.partition('id="discussions"')[2]
    assert "Une question pour le réseau" in me.get(address).text


def test_what_one_may_not_read_is_never_named(client, browse, sylvain, fatou):
    elsewhere = make_resource(author=sylvain, title=SECRET, visibility=Visibility.STRUCTURE)
    topic = make_topic(author=sylvain, category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)
    say_about(elsewhere, topic)
    address = address_of(topic)
    stranger = make_actor(name="Nadège R.")

    assert SECRET in browse(sylvain).get(address).text
    for page in (browse(stranger).get(address), client.get(address)):
        assert page.status_code == 200
        assert SECRET not in page.text
        assert "À propos de" not in page.text


def test_the_list_says_what_topics_are_about_to_those_who_may_read_it(
    client, browse, sylvain, fatou, max_queries
):
    tool = make_resource(author=sylvain, title="Grille ouverte")
    elsewhere = make_resource(author=sylvain, title=SECRET, visibility=Visibility.STRUCTURE)
    topics = [
        make_topic(author=sylvain, category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)
        for _number in range(8)
    ]
    say_about(tool, *topics[:4])
    say_about(elsewhere, *topics[4:])
    me = browse(fatou)
    me.get("/forum/")

    with max_queries(8):
        page = me.get("/forum/").text
    assert page.count("Grille ouverte") == 4
    assert SECRET not in page
    assert SECRET in browse(sylvain).get("/forum/").text
    page = client.get("/forum/").text
    assert SECRET not in page
    assert "Grille ouverte" not in page


def test_nobody_asks_about_what_is_for_a_structure_alone(browse, sylvain):
    mine = make_resource(author=sylvain, title=SECRET, visibility=Visibility.STRUCTURE)
    me, address, form = browse(sylvain), resource_page(mine), f"/forum/nouveau?sur={mine.id}"

    assert 'id="discussions"' not in me.get(address).text
    assert SECRET not in me.get(form).text
    me.post(form, data=fields())
    assert db.session.query(Topic).one().about_id is None


def test_a_number_that_is_nothing_asks_about_nothing(browse, sylvain):
    for number in ("0", "abc", "99999999999", "-1", ""):
        page = browse(sylvain).get(f"/forum/nouveau?sur={number}")
        assert page.status_code == 200
        assert "À propos de" not in page.text


def test_the_page_costs_the_same_with_one_and_eight_topics(browse, sylvain, fatou, max_queries):
    me = browse(fatou)
    resource = make_resource(author=sylvain)
    address = resource_page(resource)
    me.get(address)
    counts = []
    for wanted in (1, 8):
        db.session.add(resource)
        say_about(resource, *(make_topic(author=sylvain) for _number in range(wanted)))
        with max_queries(8) as sent:
            me.get(address)
        counts.append(len(sent))
    assert counts[0] == counts[1]
