"""What is new to a member: marked in the lists, said in the topic, the same on every device."""

import re
from datetime import timedelta

import pytest

from app.clock import frozen_at, now
from app.contributions import actions as contributions
from app.contributions.models import Visibility
from app.database import transaction
from app.forum.models import Nature
from app.forum.queries import get_topic
from app.forum.reading.actions import write_readings
from app.forum.reading.gathered import readings
from app.web.gathering import write_gathered
from tests.make.accounts import make_account, make_actor
from tests.make.forum import (
    GROUP_CATEGORY,
    PUBLIC_CATEGORY,
    a_theme,
    make_reply,
    make_topic,
)

UNREAD = "/forum/?filtre=non-lus"


def address(topic):
    return f"/forum/sujets/{topic.id}-{topic.slug}"


def read(browser, topic, number=1):
    """What the script of the page says, once the message was on screen."""
    assert browser.post(f"{address(topic)}/lu", data={"message": number}).status_code == 204


def row_of(page, topic):
    found = re.search(
        rf'<li><article class="row[^>]*>(?:(?!</li>).)*/sujets/{topic.id}-.*?</li>', page, re.S
    )
    return found[0] if found else ""


def test_a_topic_that_one_never_opened_is_new(browse, sylvain):
    topic = make_topic()
    me = browse(sylvain)

    row = row_of(me.get("/forum/").text, topic)

    assert "is-new" in row
    assert "nouveau" in row


def test_opening_the_page_is_not_reading_it(browse, sylvain):
    topic = make_topic()
    me = browse(sylvain)

    me.get(address(topic))

    assert "is-new" in row_of(me.get("/forum/").text, topic)


def test_what_was_on_screen_is_read_on_every_device(app, browse, sylvain):
    topic = make_topic()
    read(browse(sylvain), topic)
    write_gathered(app)

    assert "is-new" not in row_of(browse(sylvain).get("/forum/").text, topic)
    assert "is-new" in row_of(browse(make_actor()).get("/forum/").text, topic)


def test_what_was_just_read_is_so_before_it_is_written(browse, sylvain):
    topic = make_topic()
    me = browse(sylvain)
    read(me, topic)

    assert "is-new" not in row_of(me.get("/forum/").text, topic)
    assert topic.title not in me.get(UNREAD).text


def test_without_a_script_the_page_that_is_shown_counts(app, browse, sylvain):
    topic = make_topic()
    me = browse(sylvain)
    page = me.get(address(topic)).text
    image = re.search(r'<noscript><img src="([^"]+)"', page)
    assert image

    assert me.get(image[1]).status_code == 204
    write_gathered(app)

    assert "is-new" not in row_of(me.get("/forum/").text, topic)


def test_the_row_says_how_many_and_leads_to_the_first(app, browse, sylvain, fatou):
    topic = make_topic()
    for _number in range(25):
        make_reply(topic, author=fatou)
    me = browse(sylvain)
    read(me, topic, 22)
    write_gathered(app)

    row = row_of(me.get("/forum/").text, topic)

    assert ">4<span" in row
    assert f"{address(topic)}?apres=20#message-23" in row


def test_one_says_where_the_new_messages_begin(app, browse, sylvain, fatou):
    topic = make_topic()
    for _number in range(3):
        make_reply(topic, author=fatou)
    me = browse(sylvain)
    read(me, topic, 2)
    write_gathered(app)

    page = me.get(address(topic)).text

    before, _, after = page.partition('id="nouveaux"')
    assert 'id="message-2"' in before
    assert 'id="message-3"' in after
    assert 'id="message-3"' not in before


def test_a_long_topic_offers_to_go_on_reading(app, browse, sylvain, fatou):
    topic = make_topic()
    for _number in range(45):
        make_reply(topic, author=fatou)
    me = browse(sylvain)
    read(me, topic, 41)
    write_gathered(app)

    assert f"{address(topic)}?apres=40#message-42" in me.get(address(topic)).text
    assert "Reprendre la lecture" not in me.get(f"{address(topic)}?apres=40").text


def test_reading_never_goes_back(app, browse, sylvain, fatou):
    topic = make_topic()
    make_reply(topic, author=fatou)
    me = browse(sylvain)
    read(me, topic, 2)
    write_gathered(app)
    read(me, topic, 1)
    write_gathered(app)

    assert topic.title not in me.get(UNREAD).text


def test_a_number_beyond_the_end_reads_no_more_than_there_is(app, browse, sylvain, fatou):
    topic = make_topic()
    me = browse(sylvain)
    read(me, topic, 999_999)
    write_gathered(app)
    make_reply(topic, author=fatou)

    assert topic.title in me.get(UNREAD).text


@pytest.mark.parametrize("number", ["", "x", "-4", "0", "9" * 30])
def test_an_unreadable_number_harms_nothing(browse, sylvain, number):
    topic = make_topic()

    answer = browse(sylvain).post(f"{address(topic)}/lu", data={"message": number})

    assert answer.status_code == 204


def test_ones_own_answer_is_not_news(app, browse, sylvain, fatou):
    topic = make_topic(author=fatou)
    make_reply(topic, author=sylvain)
    me = browse(sylvain)
    assert topic.title not in me.get(UNREAD).text

    write_gathered(app)
    make_reply(topic, author=fatou)

    assert ">1<span" in row_of(me.get(UNREAD).text, topic)


def test_what_is_old_is_nobodys_news(browse, sylvain):
    with frozen_at(now() - timedelta(days=40)):
        topic = make_topic(title="Un très ancien sujet oublié")

    assert topic.title not in browse(sylvain).get(UNREAD).text


def test_all_is_marked_as_read_and_that_is_taken_back(browse, sylvain):
    topic = make_topic()
    me = browse(sylvain)

    page = me.post("/forum/lu", follow_redirects=True).text
    assert "marqué comme lu" in page
    assert "is-new" not in row_of(page, topic)
    assert "Vous avez tout lu" in me.get(UNREAD).text

    page = me.post("/forum/lu", data={"annuler": "1"}, follow_redirects=True).text
    assert "is-new" in row_of(page, topic)
    assert "marqué comme lu." not in page


def test_one_rubric_alone_is_marked_as_read(browse, sylvain):
    here = make_topic(title="Une question de financement", category="financements")
    there = make_topic(title="Une question de statuts ici", category="statuts-gouvernance")
    me = browse(sylvain)

    answer = me.post("/forum/lu", data={"rubrique": "financements"})

    assert answer.location == "/forum/financements/"
    page = me.get("/forum/").text
    assert "is-new" not in row_of(page, here)
    assert "is-new" in row_of(page, there)


def test_what_comes_after_the_mark_is_new_and_only_that(app, browse, sylvain, fatou):
    with frozen_at(now() - timedelta(days=2)):
        topic = make_topic(author=fatou)
        make_reply(topic, author=fatou)
    me = browse(sylvain)
    me.post("/forum/lu")
    with frozen_at(now() + timedelta(minutes=1)):
        make_reply(topic, author=fatou)
        page = me.get("/forum/").text
        row = row_of(page, topic)
        assert "#message-3" in row
        assert 'id="nouveaux"' in me.get(address(topic)).text


@pytest.mark.parametrize("slug", [GROUP_CATEGORY, "cuisine"])
def test_no_mark_in_a_rubric_that_one_may_not_read(browse, sylvain, slug):
    assert browse(sylvain).post("/forum/lu", data={"rubrique": slug}).status_code == 404


def test_my_topics_are_those_i_opened_or_answered(browse, sylvain, fatou):
    mine = make_topic(author=sylvain, title="Un sujet que j’ai ouvert")
    answered = make_topic(author=fatou, title="Un sujet où je réponds")
    make_reply(answered, author=sylvain)
    other = make_topic(author=fatou, title="Un sujet sans moi du tout")

    page = browse(sylvain).get("/forum/?filtre=mes-sujets").text

    assert mine.title in page
    assert answered.title in page
    assert other.title not in page


def test_a_theme_may_be_chosen(browse, sylvain):
    about, other = a_theme(0), a_theme(40)
    make_topic(title="Sur le thème que je cherche", terms=[about])
    make_topic(title="Sur un tout autre thème ici", terms=[other])

    page = browse(sylvain).get(f"/forum/?theme={about.slug}").text

    assert "Sur le thème que je cherche" in page
    assert "Sur un tout autre thème ici" not in page


def test_a_visitor_is_told_of_nothing_new(client, browse):
    make_topic(category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)

    page = client.get("/forum/").text

    assert "is-new" not in page
    assert "Non lus" not in page
    assert "Récents" in client.get(UNREAD).text


def test_what_one_may_no_longer_read_is_in_no_list(app, browse, sylvain, fatou):
    topic = make_topic(author=fatou, title="Un sujet bientôt retiré")
    make_reply(topic, author=sylvain)
    make_reply(topic, author=fatou)
    me = browse(sylvain)
    with transaction():
        contributions.withdraw(fatou, get_topic(fatou, topic.id))

    for where in ("", "?filtre=non-lus", "?filtre=mes-sujets"):
        assert topic.title not in me.get(f"/forum/{where}").text
    assert me.post(f"{address(topic)}/lu", data={"message": 1}).status_code == 410


def test_a_guest_is_told_of_no_topic_of_the_network(sign_in):
    make_topic(title="Réservé aux membres du réseau")
    guest = sign_in(make_account())

    for where in ("", "?filtre=non-lus"):
        page = guest.get(f"/forum/{where}").text
        assert "Réservé aux membres" not in page
        assert 'class="count"' not in page.split("</header>")[-1]


def test_what_went_before_it_was_written_is_let_go(app, browse, sylvain):
    topic = make_topic()
    with transaction():
        write_readings({(sylvain.id, topic.id): 1, (sylvain.id, 99_999): 3, (88_888, topic.id): 2})

    assert topic.title not in browse(sylvain).get(UNREAD).text


def test_a_page_writes_nothing_on_its_way(browse, sylvain, max_queries):
    topic = make_topic()
    me = browse(sylvain)
    with max_queries(20) as sent:
        me.get(address(topic))
        me.get("/forum/")
        read(me, topic)
    assert not [one for one in sent if one.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert readings.of(sylvain.id) == {topic.id: 1}


def test_one_goes_to_a_message_to_a_day_to_the_last(browse, sylvain, fatou):
    with frozen_at(now() - timedelta(days=10)):
        topic = make_topic(author=fatou, nature=Nature.DISCUSSION)
    for _number in range(24):
        make_reply(topic, author=fatou)
    me, go = browse(sylvain), f"{address(topic)}/aller"
    today = now().date().isoformat()

    assert me.get(f"{go}?message=23").location.endswith("?apres=20#message-23")
    assert me.get(f"{go}?message=2&date=").location.endswith("#message-2")
    assert me.get(f"{go}?message=&date={today}").location.endswith("#message-2")
    assert me.get(f"{go}?date=2001-01-01").location.endswith("#message-1")
    assert me.get(f"{go}?date=2999-01-01").location.endswith("#message-25")
    assert me.get(f"{go}?date=demain&message=x").location.endswith("#message-1")
    assert me.get(f"{go}?message=4000").location.endswith("#message-25")
    assert 'name="date"' in me.get(address(topic)).text
