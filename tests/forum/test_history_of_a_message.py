"""What a message said before, and what changed."""

import time

from sqlalchemy import func, select

from app.clock import now
from app.contributions.models import State
from app.database import db
from app.forum.models import Post
from app.forum.writing.differences import ADDED, REMOVED, SAME, differences
from app.forum.writing.models import PostRevision
from tests.make.forum import GROUP_CATEGORY, make_reply, make_topic
from tests.make.groups import make_group_member


def where(topic):
    return f"/forum/sujets/{topic.id}-{topic.slug}"


def count_revisions():
    return db.session.scalar(select(func.count(PostRevision.id)))


def test_each_change_is_kept_and_shown_word_by_word(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou, text="Nous comptons au tonnage, en kilos.")
    me = browse(fatou)
    for text in ("Nous comptons au tonnage, en tonnes.", "Nous pesons au tonnage, en tonnes."):
        me.post(f"{where(topic)}/messages/2/modifier", data={"text": text})

    assert f'{where(topic)}/messages/2/historique"' in browse(sylvain).get(where(topic)).text
    page = browse(sylvain).get(f"{where(topic)}/messages/2/historique").text

    assert "<del>kilos</del><ins>tonnes</ins>" in page
    assert "<del>comptons</del><ins>pesons</ins>" in page
    assert "Nous comptons au tonnage, en kilos." in page


def test_a_draft_has_no_history(browse, sylvain):
    topic = make_topic(author=sylvain, state=State.DRAFT)
    fields = {"title": topic.title, "category": "financements", "nature": "question"}
    browse(sylvain).post(
        f"{where(topic)}/modifier",
        data={**fields, "text": "Autrement dit", "visibility": "network", "_draft": "1"},
    )

    assert count_revisions() == 0


def test_nobody_reads_the_history_of_what_they_may_not_read(browse, client, sylvain, fatou):
    insider = make_group_member(GROUP_CATEGORY)
    topic = make_topic(author=insider, category=GROUP_CATEGORY)

    assert browse(insider).get(f"{where(topic)}/messages/1/historique").status_code == 200
    assert browse(sylvain).get(f"{where(topic)}/messages/1/historique").status_code == 404


def test_a_deleted_message_has_no_history_left(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou, text="Avant")
    me = browse(fatou)
    me.post(f"{where(topic)}/messages/2/modifier", data={"text": "Après"})
    me.post(f"{where(topic)}/messages/2/supprimer")

    assert me.get(f"{where(topic)}/messages/2/historique").status_code == 410


def test_a_hidden_message_shows_its_history_to_its_author_alone(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    post = make_reply(topic, author=fatou, text="Avant")
    browse(fatou).post(f"{where(topic)}/messages/2/modifier", data={"text": "Après"})
    db.session.get_one(Post, post.id).hidden_at = now()
    db.session.commit()

    assert browse(sylvain).get(f"{where(topic)}/messages/2/historique").status_code == 410
    assert browse(fatou).get(f"{where(topic)}/messages/2/historique").status_code == 200


def test_differences_are_found_in_bounded_time():
    words = [f"mot{n}" for n in range(9000)]
    begun = time.perf_counter()
    for before, after in (
        (" ".join(words), " ".join(reversed(words))),
        ("\n".join(words), "\n".join(reversed(words))),
        ("a b " * 15000, "b a " * 15000),
        ("a\nb\n" * 3000, "b\na\n" * 3000),
    ):
        pieces = differences(before, after)
        assert pieces
    assert time.perf_counter() - begun < 10


def test_a_long_text_shows_only_what_stands_around_a_change():
    same = "mot " * 1000
    pieces = differences(same + "avant " + same, same + "après " + same)

    assert [piece.text for piece in pieces if piece.fate == REMOVED] == ["avant"]
    assert [piece.text for piece in pieces if piece.fate == ADDED] == ["après"]
    assert sum(len(piece.text) for piece in pieces if piece.fate == SAME) < 1000
