"""Pasting the address of a sheet or a resource in a message is citing it."""

import pytest
from sqlalchemy import func, select

from app.contributions import actions as contributions
from app.contributions.models import Citation, Visibility
from app.contributions.queries import citing
from app.database import db
from app.forum import posting
from app.forum.models import Topic
from app.forum.queries import get_topic
from app.practices.models import PracticeSheet
from tests.make.accounts import make_actor, make_member
from tests.make.forum import PUBLIC_CATEGORY, make_reply, make_topic
from tests.make.practices import make_draft_sheet, make_sheet


@pytest.fixture
def sheet() -> PracticeSheet:
    return make_sheet(titre="Tenir une permanence à trois")


def link_to(sheet: PracticeSheet) -> str:
    return f"Voyez https://tremplin.test/fiches/{sheet.id}-{sheet.slug}#demarche, utile."


def count_citations() -> int:
    return db.session.scalar(select(func.count()).select_from(Citation)) or 0


def address_of(topic: Topic) -> str:
    return f"/forum/sujets/{topic.id}-{topic.slug}"


def test_the_topic_shows_what_its_messages_name(browse, sylvain, sheet):
    topic = make_topic(author=sylvain)
    make_reply(topic, text=link_to(sheet))

    page = browse(sylvain).get(address_of(topic)).text

    assert "Cité ici" in page
    assert "Tenir une permanence à trois" in page


def test_the_sheet_knows_the_topic(sylvain, sheet):
    topic = make_topic(author=sylvain, text=link_to(sheet))

    assert [one.id for one in citing(sylvain, sheet.id)] == [topic.id]


def test_named_twice_it_is_cited_once_and_until_the_last_mention_goes(sylvain, sheet):
    topic = make_topic(author=sylvain, text=link_to(sheet))
    make_reply(topic, author=sylvain, text=link_to(sheet))
    assert count_citations() == 1

    posting.edit_text(sylvain, get_topic(sylvain, topic.id), 1, "Plus de lien.")
    assert count_citations() == 1
    posting.delete_post(sylvain, get_topic(sylvain, topic.id), 2)
    assert count_citations() == 0
    posting.restore_post(sylvain, get_topic(sylvain, topic.id), 2)
    assert count_citations() == 1


def test_what_was_cited_otherwise_is_shown_once_and_stays(browse, sylvain, sheet):
    topic = make_topic(author=sylvain, text=link_to(sheet))
    contributions.cite(topic, [sheet.id])
    db.session.commit()
    address, me = address_of(topic), browse(sylvain)

    aside = me.get(address).text.split("Cité ici")[1]
    assert aside.count("Tenir une permanence à trois") == 1


@pytest.mark.parametrize(
    "text",
    [
        "/fiches/999999-une-fiche-inconnue",
        "/fiches/{id}-un-autre-titre",
        "/fiches/99999999999999999999-x",
        "le 12/{id}-2026",
    ],
)
def test_what_names_nothing_cites_nothing(sylvain, sheet, text):
    make_topic(author=sylvain, text=text.format(id=sheet.id))

    assert count_citations() == 0


def test_nobody_learns_of_what_they_may_not_read(browse, sylvain, client):
    hidden = make_draft_sheet(make_member(), titre="Un brouillon que personne ne lit")
    network = make_sheet(titre="Une fiche pour le réseau seulement")
    topic = make_topic(
        author=sylvain,
        text=f"{link_to(hidden)} {link_to(network)}",
        category=PUBLIC_CATEGORY,
        visibility=Visibility.PUBLIC,
    )
    address, me = address_of(topic), browse(make_actor())

    assert count_citations() == 1
    assert "Une fiche pour le réseau seulement" in me.get(address).text
    assert "Cité ici" not in client.get(address).text
