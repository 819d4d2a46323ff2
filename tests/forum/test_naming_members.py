"""Who is named in a message is told when they may read it; otherwise the writer is."""

import pytest

from app.contributions.models import State
from app.events import on
from app.forum import actions, posting, queries
from app.forum.events import MembersMentioned
from tests.make.accounts import make_actor
from tests.make.forum import GROUP_CATEGORY, make_topic
from tests.make.groups import make_group_member

TOLD: list[MembersMentioned] = []
on(MembersMentioned)(TOLD.append)


@pytest.fixture(autouse=True)
def _fresh():
    TOLD.clear()


def where(topic):
    return f"/forum/sujets/{topic.id}-{topic.slug}"


def test_a_member_named_in_a_reply_is_told_once(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    nadia = make_actor(name="Nadia B.")
    me = browse(fatou)

    me.post(f"{where(topic)}/messages", data={"text": f"Demandez à @nadia-b.{nadia.id}"})
    me.post(
        f"{where(topic)}/messages/2/modifier",
        data={"text": f"Demandez plutôt à @nadia-b.{nadia.id} et @sylvain-c.{sylvain.id}"},
    )

    assert [one.member_ids for one in TOLD] == [(nadia.id,), (sylvain.id,)]
    assert TOLD[0].number == 2


def test_a_name_typed_by_hand_is_completed_when_it_is_of_one_member(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    nadia = make_actor(name="Nadia Bertille")

    browse(fatou).post(f"{where(topic)}/messages", data={"text": "Merci @nadia-bertille."})

    assert queries.text_of(topic.id, 2) == f"Merci @nadia-bertille.{nadia.id}."
    assert TOLD[0].member_ids == (nadia.id,)


def test_who_may_not_read_is_not_told_and_the_writer_knows(browse):
    insider = make_group_member(GROUP_CATEGORY)
    outsider = make_actor(name="Nadia B.")
    topic = make_topic(author=insider, category=GROUP_CATEGORY)

    page = (
        browse(insider)
        .post(
            f"{where(topic)}/messages",
            data={"text": f"@nadia-b.{outsider.id}, qu’en dites-vous ?"},
            follow_redirects=True,
        )
        .text
    )

    assert "Nadia B. ne peut pas lire ce sujet" in page
    assert TOLD == []


def test_a_draft_tells_nobody_before_it_is_published(sylvain):
    nadia = make_actor(name="Nadia B.")
    topic = make_topic(author=sylvain, text=f"@nadia-b.{nadia.id}", state=State.DRAFT)
    assert TOLD == []

    actions.publish_topic(sylvain, topic)

    assert [(one.number, one.member_ids) for one in TOLD] == [(1, (nadia.id,))]


def test_a_quoted_name_is_not_told_again(sylvain, fatou):
    topic = make_topic(author=sylvain)
    posting.reply(fatou, topic, f"> @sylvain-c.{sylvain.id} a dit\n\nD’accord")

    assert TOLD == []
