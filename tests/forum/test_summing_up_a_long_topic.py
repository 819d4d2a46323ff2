"""The summary of a long topic, on its first page."""

import pytest

from app.contributions.models import Visibility
from app.database import db
from app.forum import posting
from app.forum.queries import get_topic
from app.forum.reactions.actions import react
from app.forum.reactions.models import ReactionKind
from tests.make.accounts import make_actor
from tests.make.forum import PUBLIC_CATEGORY, make_reply, make_topic
from tests.make.resources import make_resource

SECRET = "Grille confidentielle de lecture"


def address_of(topic) -> str:
    return f"/forum/sujets/{topic.id}-{topic.slug}"


def make_long_topic(author, replies=24, **more):
    topic = make_topic(author=author, **more)
    for number in range(2, replies + 2):
        make_reply(topic, author=author, text=f"Le message numéro {number}, assez court.")
    return topic


def summary_of(page: str) -> str:
    return page[page.index("En résumé") : page.index('id="message-1"')]


def test_a_long_topic_says_first_what_helped_and_what_most_found_useful(browse, sylvain, fatou):
    topic = make_long_topic(sylvain)
    posting.accept_answer(sylvain, get_topic(sylvain, topic.id), 22)
    for number, kind in ((7, ReactionKind.THANKS), (9, ReactionKind.USEFUL)):
        react(fatou, topic, number, kind, wanted=True)
    db.session.commit()
    me, address = browse(fatou), address_of(topic)

    said = summary_of(me.get(address).text)

    assert "La réponse qui a aidé" in said
    assert "numéro 22," in said
    assert f"{address}?apres=20#message-22" in said
    assert said.index("numéro 9,") < said.index("numéro 7,")
    assert "numéro 8," not in said
    assert "En résumé" not in me.get(f"{address}?apres=20").text


def test_a_short_topic_and_one_where_nothing_stands_out_need_none(browse, sylvain, fatou):
    short, plain = make_topic(author=sylvain), make_long_topic(sylvain)
    make_reply(short, author=fatou)
    posting.accept_answer(sylvain, get_topic(sylvain, short.id), 2)
    db.session.commit()
    addresses, me = [address_of(short), address_of(plain)], browse(fatou)

    for address in addresses:
        assert "En résumé" not in me.get(address).text


def test_what_is_cited_is_there_for_those_who_may_read_it(browse, client, sylvain, fatou):
    hidden = make_resource(author=sylvain, title=SECRET, visibility=Visibility.STRUCTURE)
    seen = make_resource(author=sylvain, title="Grille ouverte", visibility=Visibility.PUBLIC)
    topic = make_long_topic(sylvain, category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)
    where = [f"/ressources/{one.id}-{one.slug}" for one in (hidden, seen)]
    make_reply(topic, author=sylvain, text=f"Voyez {where[0]} et {where[1]}.")
    address = address_of(topic)

    assert SECRET in summary_of(browse(sylvain).get(address).text)
    for page in (browse(fatou).get(address).text, client.get(address).text):
        assert SECRET not in page
        assert "Grille ouverte" in summary_of(page)


@pytest.mark.parametrize("act", ["delete", "react back"])
def test_what_is_no_longer_said_is_not_summed_up(browse, sylvain, fatou, act):
    topic = make_long_topic(sylvain)
    react(fatou, topic, 5, ReactionKind.USEFUL, wanted=True)
    if act == "delete":
        posting.delete_post(sylvain, get_topic(sylvain, topic.id), 5)
    else:
        react(fatou, topic, 5, ReactionKind.USEFUL, wanted=False)
    db.session.commit()

    assert "En résumé" not in browse(fatou).get(address_of(topic)).text


def test_the_summary_costs_no_statement(browse, sylvain, max_queries):
    topic = make_long_topic(sylvain)
    for number in range(2, 12):
        react(make_actor(), topic, number, ReactionKind.USEFUL, wanted=True)
    db.session.commit()
    me, address = browse(sylvain), address_of(topic)
    me.get(address)
    with max_queries(8) as sent:
        me.get(f"{address}?apres=20")
    without = len(sent)
    with max_queries(8) as sent:
        assert "En résumé" in me.get(address).text
    assert len(sent) == without
