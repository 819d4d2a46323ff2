"""On Monday morning, what the network did: what this member may read, once, never empty."""

from datetime import datetime

import pytest
from sqlalchemy import func, select

from app.clock import PARIS, frozen_at
from app.contributions.models import Contribution, Visibility
from app.database import db
from app.forum.posting import accept_answer
from app.forum.queries import get_topic
from app.notifications import letters
from app.notifications.actions import choose_mail
from app.notifications.models import WeeklySummary
from app.notifications.summary import due_week
from app.notifications.telling import write_summaries
from tests.make.accounts import make_account, make_actor
from tests.make.forum import make_reply, make_topic
from tests.make.notifications import mails_to

BEFORE = datetime(2026, 11, 10, 10, 0, tzinfo=PARIS)
WEEK = datetime(2026, 11, 18, 10, 0, tzinfo=PARIS)
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def _application(app):
    with app.app_context():
        yield


def _run(moment: datetime = MONDAY) -> None:
    with frozen_at(moment):
        while write_summaries():
            pass


def test_it_says_what_one_may_read_and_did_not_write(sylvain, fatou):
    guest = make_actor(make_account(name="Invitée"))
    with frozen_at(WEEK):
        make_topic(author=fatou, title="Ouvert au réseau")
        make_topic(author=sylvain, title="Le mien")
        make_topic(
            author=fatou,
            title="Ouvert à tous",
            category="filieres-territoires",
            visibility=Visibility.PUBLIC,
        )
    with frozen_at(BEFORE):
        make_topic(author=fatou, title="Bien avant")
    _run()
    (mail,) = mails_to(sylvain)
    assert mail.subject == "La semaine du réseau"
    assert "Ouvert au réseau" in mail.text
    assert "Ouvert à tous" in mail.text
    assert "Le mien" not in mail.text
    assert "Bien avant" not in mail.text
    assert mail.headers is not None
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (mail,) = mails_to(guest)
    assert "Ouvert à tous" in mail.text
    assert "Ouvert au réseau" not in mail.text


def test_a_question_solved_this_week_is_said(sylvain, fatou):
    with frozen_at(BEFORE):
        topic = make_topic(author=fatou, title="Une vieille question")
    with frozen_at(WEEK):
        make_reply(topic, author=sylvain)
        accept_answer(fatou, get_topic(fatou, topic.id), 2)
        db.session.commit()
    _run()
    (mail,) = mails_to(sylvain)
    assert "Questions résolues" in mail.text
    assert "Une vieille question" in mail.text


def test_an_empty_week_is_no_mail(sylvain):
    _run()
    assert mails_to(sylvain) == []


def test_the_same_week_is_never_told_twice(sylvain, fatou):
    with frozen_at(WEEK):
        make_topic(author=fatou)
    for _time in range(3):
        _run()
    _run(datetime(2026, 11, 24, 18, 0, tzinfo=PARIS))
    assert len(mails_to(sylvain)) == 1


def test_killed_in_the_middle_everybody_is_told_once(sylvain, fatou, monkeypatch):
    with frozen_at(WEEK):
        make_topic(author=make_actor(name="Ada L."))
    queued = letters.send_summary

    def killed(*args: object) -> None:
        queued(*args)  # type: ignore[arg-type]
        raise SystemExit("kill -9")

    with monkeypatch.context() as during:
        during.setattr(letters, "send_summary", killed)
        with pytest.raises(SystemExit):
            _run()
    assert db.session.scalar(select(func.count()).select_from(WeeklySummary)) in (0, 1)
    _run()
    assert [len(mails_to(one)) for one in (sylvain, fatou)] == [1, 1]


def test_one_click_stops_it(sylvain, fatou):
    with frozen_at(WEEK):
        make_topic(author=fatou)
    choose_mail(sylvain.id, "summary", by_mail=False)
    db.session.commit()
    _run()
    assert mails_to(sylvain) == []


def test_fifteen_lines_at_most(sylvain, fatou):
    with frozen_at(WEEK):
        for number in range(20):
            make_topic(author=fatou, title=f"Sujet {number}")
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == 20
    _run()
    assert mails_to(sylvain)[0].text.count("- Sujet") <= 15


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (datetime(2026, 11, 23, 6, 59, tzinfo=PARIS), None),
        (datetime(2026, 11, 23, 7, 0, tzinfo=PARIS), "2026-11-23"),
        (datetime(2026, 11, 24, 23, 0, tzinfo=PARIS), "2026-11-23"),
        (datetime(2026, 11, 25, 8, 0, tzinfo=PARIS), None),
    ],
)
def test_it_leaves_on_monday_morning_in_paris_or_the_day_after(moment, week):
    found = due_week(moment)
    assert (found.isoformat() if found else None) == week
