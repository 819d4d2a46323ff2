"""What is pinned stands first; what has waited two working days is found; who is new is greeted."""

from datetime import date, datetime, timedelta

import pytest

from app.clock import PARIS, frozen_at
from app.forum.care.working_days import is_working_day, public_holidays, working_days_before
from tests.forum.test_care_of_topics import address_of, form
from tests.make.accounts import make_actor
from tests.make.forum import PUBLIC_CATEGORY, make_reply, make_topic

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=PARIS)


@pytest.fixture
def elise():
    return make_actor(name="Élise P.", is_facilitator=True)


def titles(page: str, *words: str) -> list[str]:
    return sorted(words, key=page.index)


def pin(browser, topic, where: str) -> None:
    address = address_of(topic)
    browser.post(f"{address}/animer/epingler", data=form(browser, address, "epingler", where=where))


def test_what_is_pinned_stands_first_in_its_rubric(browse, sylvain, elise):
    old = make_topic(author=sylvain, title="Le mode d’emploi")
    make_topic(author=sylvain, title="Une question plus récente")
    me = browse(sylvain)
    pin(browse(elise), old, "rubrique")
    words = ("Le mode d’emploi", "Une question plus récente")

    here = me.get("/forum/financements/").text
    assert titles(here, *words) == list(words)
    assert "épinglé" in here
    assert titles(me.get("/forum/").text, *words) == list(reversed(words))
    assert "épinglé" not in me.get("/forum/?nature=question").text


def test_what_is_pinned_everywhere_stands_first_in_the_forum_once(
    browse, sylvain, elise, client, max_queries
):
    old = make_topic(author=sylvain, title="Le mode d’emploi")
    for n in range(32):
        make_topic(author=sylvain, title=f"Une question plus récente {n:02}")
    me = browse(sylvain)
    with max_queries(8):
        me.get("/forum/")
    pin(browse(elise), old, "forum")
    with max_queries(8):
        first = me.get("/forum/").text
    assert first.count("Le mode d’emploi") == 1
    assert first.index("Le mode d’emploi") < first.index("Une question plus récente 31")
    assert first.count("Une question plus récente") == 30
    older = first.split('rel="next" href="')[1].split('"', maxsplit=1)[0]
    second = me.get(older.replace("&amp;", "&")).text
    assert second.count("Une question plus récente") == 2
    assert "Le mode d’emploi" not in second
    assert "Le mode d’emploi" not in client.get("/forum/").text, "visitors read public topics only"


def test_it_takes_its_place_again(browse, sylvain, elise):
    old = make_topic(author=sylvain, title="Le mode d’emploi")
    make_topic(author=sylvain, title="Une question plus récente")
    her, address = browse(elise), address_of(old)
    pin(her, old, "forum")
    her.post(f"{address}/animer/desepingler", data=form(her, address, "desepingler"))
    words = ("Une question plus récente", "Le mode d’emploi")
    assert titles(browse(sylvain).get("/forum/").text, *words) == list(words)


@pytest.mark.parametrize(
    ("asked", "looked", "waits"),
    [
        ("2026-11-19 09:00", "2026-11-23 10:00", True),  # Thursday, Monday
        ("2026-11-20 09:00", "2026-11-23 10:00", False),  # Friday, Monday
        ("2026-11-20 09:00", "2026-11-24 10:00", True),  # Friday, Tuesday
        ("2026-11-21 09:00", "2026-11-24 10:00", False),  # Saturday, Tuesday
        ("2026-11-21 09:00", "2026-11-25 00:30", True),  # Saturday, Wednesday
        ("2026-12-23 09:00", "2026-12-25 10:00", False),  # the day before Christmas Eve, Christmas
        ("2026-12-23 09:00", "2026-12-28 09:30", True),
    ],
)
def test_only_working_days_are_counted(browse, sylvain, fatou, asked, looked, waits):
    with frozen_at(datetime.fromisoformat(asked).replace(tzinfo=PARIS)):
        make_topic(author=sylvain, title="Une question qui attend")
    with frozen_at(datetime.fromisoformat(looked).replace(tzinfo=PARIS)):
        page = browse(fatou).get("/forum/?filtre=en-attente").text
    assert ("Une question qui attend" in page) == waits


def test_an_answer_ends_the_wait_and_facilitators_are_told_how_many(
    browse, client, sylvain, fatou, elise
):
    with frozen_at(MONDAY - timedelta(days=10)):
        first = make_topic(author=sylvain, title="Une question qui attend")
        make_topic(author=sylvain, title="Une autre attente", category=PUBLIC_CATEGORY)
    with frozen_at(MONDAY):
        assert "2 questions attendent" in browse(elise).get("/moderation/").text
        make_reply(first, author=fatou)
        assert "1 question attend" in browse(elise).get("/moderation/").text
        page = browse(fatou).get("/forum/?filtre=en-attente").text
        assert "Une autre attente" in page
        assert "Une question qui attend" not in page
        assert "En attente" not in client.get("/forum/").text


def test_the_eleven_holidays_of_2026():
    assert sorted(public_holidays(2026)) == [
        date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14),
        date(2026, 5, 25), date(2026, 7, 14), date(2026, 8, 15), date(2026, 11, 1),
        date(2026, 11, 11), date(2026, 12, 25),
    ]  # fmt: skip
    assert not is_working_day(date(2027, 3, 29))
    assert working_days_before(MONDAY, 1).date() == date(2026, 11, 20)


def test_a_first_message_is_greeted_by_others_once(browse, client, sylvain, fatou):
    topic = make_topic(author=sylvain)
    address, new, other = address_of(topic), browse(fatou), browse(sylvain)
    said = new.post(
        f"{address}/messages",
        data={"text": "Bonjour, chez nous au tonnage."},
        follow_redirects=True,
    ).text
    assert "Merci pour ce premier message" in said
    assert "souhaitez-lui la bienvenue" not in said.split('id="message-2"')[1]

    page = other.get(address).text
    assert "Premier message de Fatou N." in page
    again = new.post(f"{address}/messages", data={"text": "Encore moi."}, follow_redirects=True)
    assert "Merci pour ce premier message" not in again.text
    assert other.get(address).text.count("Premier message de Fatou N.") == 1
    with frozen_at(MONDAY + timedelta(days=4000)):
        assert "Premier message de Fatou N." not in other.get(address).text
