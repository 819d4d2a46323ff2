"""« À lire plus tard » and what one opened last: for one’s own eyes only."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, update

from app.clock import frozen_at, now
from app.contributions.bookmarks.models import LONGEST_NOTE, MOST_VIEWINGS
from app.contributions.models import Contribution, State, Visibility
from app.database import db, transaction
from app.forum.models import Category
from app.web.gathering import write_gathered
from tests.make.accounts import make_account, make_actor
from tests.make.forum import PUBLIC_CATEGORY, category_named, make_reply, make_topic
from tests.make.practices import make_sheet
from tests.make.resources import make_resource

KEPT, VIEWED = "/compte/signets", "/compte/signets/recents"


@pytest.fixture
def me(sign_in):
    return sign_in(make_actor(name="Sylvain C.").member)


def now_named(thing):
    """What is known of a thing, whatever becomes of its row."""
    return SimpleNamespace(id=thing.id, slug=thing.slug, title=thing.title)


def put_in(state, thing):
    with transaction():
        db.session.execute(
            update(Contribution).where(Contribution.id == thing.id).values(state=state)
        )


def keep(browser, thing, **fields):
    return browser.post(f"/contributions/{thing.id}/signet", data=fields, follow_redirects=True)


def things(author):
    made = (
        make_topic(author=author, title="Un sujet à garder"),
        make_resource(author=author, title="Un outil à garder"),
        make_sheet(author.member, titre="Une fiche à garder longtemps"),
    )
    return [now_named(thing) for thing in made]


def a_topic(**made):
    return now_named(make_topic(**made))


def test_anything_is_kept_and_taken_away(me):
    author = make_actor()
    for thing in things(author):
        page = keep(me, thing)
        assert page.status_code == 200
        assert 'aria-pressed="true"' in page.text
        assert thing.title in me.get(KEPT).text

        me.post(f"/contributions/{thing.id}/signet/retirer")
        assert thing.title not in me.get(KEPT).text
    assert "Rien de gardé" in me.get(KEPT).text


def test_one_message_is_kept_with_a_note(me):
    made = make_topic()
    make_reply(made)
    topic = now_named(made)
    address = f"/forum/sujets/{topic.id}-{topic.slug}"
    form = f'action="/contributions/{topic.id}/signet"'
    assert form in me.get(address).text

    page = keep(me, topic, numero=2, note="Pour le <b>comité</b>")

    assert "#message-2" in page.request.url or page.request.path.startswith(address)
    assert "/signet/retirer" in page.text
    kept = me.get(KEPT).text
    assert f"{address}/messages/2" in kept
    assert "Message 2" in kept
    assert "Pour le &lt;b&gt;comité&lt;/b&gt;" in kept
    assert keep(me, topic, numero=2, note="Autre chose", retour=KEPT).request.path == KEPT
    kept = me.get(KEPT).text
    assert "Autre chose" in kept
    assert "comité" not in kept
    assert kept.count("<article") == 1


def test_keeping_twice_is_keeping_once_and_leaves_the_note(me):
    topic = a_topic()
    keep(me, topic, note="Ma note")
    keep(me, topic)

    page = me.get(KEPT).text
    assert page.count("<article") == 1
    assert "Ma note" in page


def test_too_long_a_note_is_refused_in_words(me):
    topic = a_topic()

    page = keep(me, topic, note="x" * (LONGEST_NOTE + 1), retour=KEPT).text

    assert "trop longue" in page


@pytest.mark.parametrize("number", ["7", "-1", "x", "9" * 12])
def test_a_message_that_is_not_there_is_not_kept(me, number):
    topic = a_topic()

    answer = me.post(f"/contributions/{topic.id}/signet", data={"numero": number})

    assert answer.status_code == (404 if number == "7" else 302)
    assert "Message " not in me.get(KEPT).text


def test_a_resource_has_no_messages_to_keep(me):
    resource = make_resource()
    answer = me.post(f"/contributions/{resource.id}/signet", data={"numero": "1"})
    assert answer.status_code == 404


@pytest.mark.parametrize("elsewhere", ["https://exemple.fr/", "//exemple.fr", "javascript:x"])
def test_one_is_led_back_within_the_site_only(me, elsewhere):
    topic = a_topic()

    answer = me.post(f"/contributions/{topic.id}/signet", data={"retour": elsewhere})

    assert answer.location == f"/forum/sujets/{topic.id}-{topic.slug}"


def test_what_one_keeps_is_for_ones_own_eyes(me, sign_in):
    topic = a_topic()
    keep(me, topic, note="Une note à moi")

    other = sign_in(make_actor().member)

    assert topic.title not in other.get(KEPT).text
    other.post(f"/contributions/{topic.id}/signet/retirer")
    assert topic.title in me.get(KEPT).text


def test_what_one_may_no_longer_read_is_not_shown_and_comes_back(me):
    author = make_actor()
    for thing in things(author):
        keep(me, thing)
    topic = a_topic(author=author, title="Un sujet vite retiré")
    me.get(f"/forum/sujets/{topic.id}-{topic.slug}")
    keep(me, topic, note="Ma note")
    put_in(State.DRAFT, topic)

    for page in (me.get(KEPT).text, me.get(VIEWED).text):
        assert topic.title not in page
        assert "Ma note" not in page

    put_in(State.PUBLISHED, topic)
    assert topic.title in me.get(KEPT).text


def test_a_rubric_that_closes_takes_its_topics_out_of_both_lists(app, me):
    topic = a_topic(category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)
    guest = me
    guest.get(f"/forum/sujets/{topic.id}-{topic.slug}")
    keep(guest, topic)
    write_gathered(app)
    assert topic.title in guest.get(KEPT).text
    assert topic.title in guest.get(VIEWED).text

    with transaction():
        category: Category = category_named(PUBLIC_CATEGORY)
        category.visible_to = Visibility.GROUP

    assert topic.title not in guest.get(KEPT).text
    assert topic.title not in guest.get(VIEWED).text
    assert guest.post(f"/contributions/{topic.id}/signet").status_code == 404


def test_a_guest_keeps_what_is_public_and_nothing_else(sign_in):
    guest = sign_in(make_account())
    public = a_topic(category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)
    closed = a_topic()

    assert keep(guest, public).status_code == 200
    assert keep(guest, closed).status_code == 404


def test_the_list_is_paged_and_costs_the_same(me, max_queries):
    author, one = make_actor(), 0
    for number in range(32):
        with frozen_at(now() - timedelta(hours=40 - number)):
            topic = a_topic(author=author, title=f"Sujet gardé numéro {number:02d}")
            keep(me, topic)
            if number == 0:
                me.get(KEPT)
                with max_queries(6) as sent:
                    me.get(KEPT)
                one = len(sent)
    with max_queries(6) as sent:
        first = me.get(KEPT).text
    assert len(sent) == one
    assert "numéro 31" in first
    assert "numéro 01" not in first
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    assert "numéro 01" in me.get(older[1]).text


def test_what_one_opened_is_found_again_the_last_first(app, me):
    topic, resource, sheet = things(make_actor())
    for place, thing in (("forum/sujets", topic), ("ressources", resource), ("fiches", sheet)):
        with frozen_at(now() + timedelta(seconds=thing.id)):
            me.get(f"/{place}/{thing.id}-{thing.slug}")
    write_gathered(app)

    page = me.get(VIEWED).text

    places = [page.find(thing.title) for thing in (sheet, resource, topic)]
    assert -1 not in places
    assert places == sorted(places)

    assert topic.title not in me.post(f"{VIEWED}/oublier", follow_redirects=True).text
    assert "Rien pour l’instant" in me.get(VIEWED).text


def test_only_the_last_ones_are_remembered(app, me):
    author = make_actor()
    opened = [
        a_topic(author=author, title=f"Sujet ouvert numéro {number:02d}")
        for number in range(MOST_VIEWINGS + 3)
    ]
    for number, topic in enumerate(opened):
        with frozen_at(now() + timedelta(seconds=number)):
            me.get(f"/forum/sujets/{topic.id}-{topic.slug}")
            write_gathered(app)

    page = me.get(VIEWED).text

    assert page.count("<article") == MOST_VIEWINGS
    assert "numéro 02" not in page
    assert "numéro 03" in page


def test_what_went_before_it_was_written_is_let_go(app, me):
    author = make_actor()
    topic = a_topic(author=author)
    me.get(f"/forum/sujets/{topic.id}-{topic.slug}")
    with transaction():
        db.session.execute(delete(Contribution).where(Contribution.id == topic.id))
    write_gathered(app)

    assert topic.title not in me.get(VIEWED).text


def test_nothing_is_noted_of_a_visitor(app, client):
    topic = a_topic(category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)

    page = client.get(f"/forum/sujets/{topic.id}-{topic.slug}").text

    assert "signet" not in page
    assert "data-reading" not in page
