"""The bell and its page: grouped, counted, read, and only what one may still read."""

from app.contributions.actions import change_visibility
from app.contributions.models import Visibility
from app.database import db
from app.forum.kind import address
from app.forum.posting import delete_post
from app.forum.queries import get_topic
from app.notifications.actions import notify
from tests.make.accounts import make_account, make_actor
from tests.make.forum import make_reply, make_topic
from tests.make.notifications import notices_of

BELL = '<span class="count">'


def test_an_answer_rings_the_bell_and_leads_to_the_message(browse, sylvain, fatou):
    topic = make_topic(author=sylvain, title="La convention")
    make_reply(topic, author=fatou)
    me = browse(sylvain)

    page = me.get("/notifications")
    assert "La convention" in page.text
    assert "Fatou N. vous répond" in page.text
    assert f"{BELL}1" in me.get("/charte").text

    (notice,) = notices_of(sylvain)
    answer = me.get(f"/notifications/{notice.id}", buffered=True)
    assert answer.headers["Location"] == f"{address(topic.id, topic.slug)}/messages/2"
    assert notices_of(sylvain)[0].read_at is not None
    assert BELL not in me.get("/charte").text


def test_reading_the_topic_is_enough(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    me = browse(sylvain)
    me.get(address(topic.id, topic.slug), buffered=True)
    assert notices_of(sylvain)[0].read_at is not None


def test_what_stands_on_another_page_stays_unread(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    for _number in range(21):
        make_reply(topic, author=fatou)
    browse(sylvain).get(address(topic.id, topic.slug), buffered=True)
    unread = [one.number for one in notices_of(sylvain) if one.read_at is None]
    assert unread == [21, 22]


def test_one_topic_is_one_group(browse, sylvain, fatou):
    topic = make_topic(author=sylvain, title="La convention")
    make_reply(topic, author=fatou)
    make_reply(topic, author=fatou)
    page = browse(sylvain).get("/notifications").text
    assert page.count("La convention") == 1
    assert page.count("vous répond") == 2


def test_all_of_it_or_one_group_is_marked_read(browse, sylvain, fatou):
    for title in ("Le premier", "Le second"):
        make_reply(make_topic(author=sylvain, title=title), author=fatou)
    me = browse(sylvain)
    first = notices_of(sylvain)[0]
    me.post("/notifications/lues", data={"groupe": first.group_key})
    assert [one.read_at is None for one in notices_of(sylvain)] == [False, True]
    me.post("/notifications/lues")
    assert [one.read_at is None for one in notices_of(sylvain)] == [False, False]


def test_the_list_is_paged_by_key(browse, sylvain, fatou):
    for number in range(22):
        make_reply(make_topic(author=sylvain, title=f"Sujet numéro {number}"), author=fatou)
    me = browse(sylvain)
    page = me.get("/notifications").text
    assert "Sujet numéro 21" in page
    assert "Sujet numéro 1<" not in page
    older = page.partition('rel="next" href="')[2].partition('"')[0]
    page = me.get(older).text
    assert "Sujet numéro 1" in page
    assert "Sujet numéro 21" not in page


def test_it_costs_the_same_with_one_and_thirty(browse, sylvain, fatou, max_queries):
    me = browse(sylvain)
    make_reply(make_topic(author=sylvain), author=fatou)
    me.get("/notifications")
    with max_queries(6) as sent:
        me.get("/notifications")
    one = len(sent)
    for number in range(30):
        make_reply(make_topic(author=sylvain, title=f"Sujet {number}"), author=fatou)
    with max_queries(6) as sent:
        me.get("/notifications")
    assert len(sent) == one


def test_the_bell_costs_no_statement(browse, sylvain, max_queries):
    me = browse(sylvain)
    me.get("/charte")
    with max_queries(2):
        me.get("/charte")


def test_a_message_deleted_is_no_longer_told(browse, sylvain, fatou):
    topic = make_topic(author=sylvain, title="La convention")
    make_reply(topic, author=fatou)
    delete_post(fatou, get_topic(fatou, topic.id), 2)
    db.session.commit()
    assert notices_of(sylvain) == []
    assert "La convention" not in browse(sylvain).get("/notifications").text


def test_a_topic_made_narrower_is_neither_named_nor_counted(browse, sylvain, fatou):
    guest = make_actor(make_account(name="Invitée"))
    topic = make_topic(
        author=sylvain,
        title="Le secret",
        category="filieres-territoires",
        visibility=Visibility.PUBLIC,
    )
    with_notice = notify(
        "watched",
        [guest.id],
        group_key=f"topic:{topic.id}",
        number=1,
        url="/",
        actor_id=sylvain.id,
    )
    db.session.commit()
    assert with_notice == 1
    assert "Le secret" in browse(guest).get("/notifications").text

    change_visibility(sylvain, get_topic(sylvain, topic.id), Visibility.NETWORK)
    db.session.commit()
    page = browse(guest).get("/notifications").text
    assert "Le secret" not in page
    assert BELL not in page
    (notice,) = notices_of(guest)
    assert browse(guest).get(f"/notifications/{notice.id}").status_code == 404


def test_nobody_opens_what_another_was_told(browse, sylvain, fatou):
    make_reply(make_topic(author=sylvain), author=fatou)
    (notice,) = notices_of(sylvain)
    assert browse(fatou).get(f"/notifications/{notice.id}").status_code == 404


def test_told_twice_of_the_same_the_stronger_reason_stays(sylvain, fatou):
    topic = make_topic(author=fatou)
    about = {"group_key": f"topic:{topic.id}", "number": 1, "url": "/", "actor_id": fatou.id}
    assert notify("watched", [sylvain.id, fatou.id], **about) == 1  # never of one's own act
    assert notify("mention", [sylvain.id], **about) == 0
    assert notify("reply", [sylvain.id], **about) == 0
    db.session.commit()
    assert [one.kind for one in notices_of(sylvain)] == ["mention"]


def test_an_empty_page_says_what_will_come(browse, sylvain):
    assert "Rien de nouveau pour vous" in browse(sylvain).get("/notifications").text


def test_a_cursor_of_nonsense_is_the_first_page(browse, sylvain):
    assert browse(sylvain).get("/notifications?suite=abc'--").status_code == 200
