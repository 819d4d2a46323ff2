"""What the search room is told of the forum, and what it may show of it."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from app.accounts.actor import Actor
from app.contributions import actions as contributions
from app.contributions.models import State, Visibility
from app.database import db
from app.files.models import Extraction, FileText, StoredFile
from app.forum import posting
from app.forum.models import Topic, post_files
from app.forum.queries import get_topic
from app.search.kinds import Part, SearchDocument, SearchKind, kind_named
from app.search.outbox import SearchOutboxRow
from app.search.updating import current_engine, update_index
from tests.make.accounts import make_actor
from tests.make.forum import GROUP_CATEGORY, PUBLIC_CATEGORY, a_theme, make_reply, make_topic
from tests.make.saving import save


def topics() -> SearchKind:
    kind = kind_named("topic")
    assert kind is not None
    return kind


def documents(topic: Topic) -> list[SearchDocument]:
    return topics().documents(topic.id)


def seen(reader: Actor | None, *parts: Part) -> dict[Part, str]:
    return {part: hit.url for part, hit in topics().links(reader, parts).items()}


def stale() -> set[int]:
    return set(
        db.session.scalars(select(SearchOutboxRow.object_id).where(SearchOutboxRow.kind == "topic"))
    )


def test_each_message_is_a_passage_with_the_title_of_its_topic(sylvain, fatou):
    topic = make_topic(author=sylvain, title="Un titre pour deux", text="Un **chrysanthème**.")
    make_reply(topic, author=fatou, text="Un dahlia.")

    first, second = documents(topic)

    assert (first.part, first.title, first.body) == (
        "message-1",
        "Un titre pour deux",
        "Un chrysanthème.",
    )
    assert first.heading == "Message de Sylvain C."
    assert (second.part, second.heading) == ("message-2", "Réponse de Fatou N.")
    assert second.author_id == fatou.id
    assert first.terms == {a_theme().id}


@pytest.mark.parametrize(
    ("category", "visibility", "audience"),
    [
        (PUBLIC_CATEGORY, Visibility.PUBLIC, "public"),
        (PUBLIC_CATEGORY, Visibility.NETWORK, "network"),
        (GROUP_CATEGORY, Visibility.GROUP, "group:"),
    ],
)
def test_the_audience_is_that_of_the_topic(category, visibility, audience):
    author = make_actor(is_facilitator=True)
    topic = make_topic(author=author, category=category, visibility=visibility)

    keys = documents(topic)[0].audience

    assert any(key.startswith(audience) for key in keys)
    assert ("public" in keys) == (visibility is Visibility.PUBLIC)


def test_nothing_is_found_of_drafts_and_of_what_was_deleted(sylvain):
    draft = make_topic(author=sylvain, state=State.DRAFT)
    deleted = make_topic(author=sylvain)
    contributions.delete(sylvain, deleted)
    db.session.commit()

    assert documents(draft) == []
    assert documents(deleted) == []
    assert topics().documents(999_999) == []
    assert set(topics().all_ids()) == set()


def test_a_deleted_message_is_no_passage_and_no_hit(sylvain, fatou):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=fatou)
    posting.delete_post(fatou, get_topic(fatou, topic.id), 2)
    db.session.commit()

    assert [one.part for one in documents(topic)] == ["message-1"]
    assert set(seen(sylvain, (topic.id, "message-1"), (topic.id, "message-2"))) == {
        (topic.id, "message-1")
    }


def test_a_hit_leads_to_the_message_on_its_page(sylvain):
    topic = make_topic(author=sylvain)
    for _number in range(24):
        posting.reply(sylvain, topic, "Oui.")
    db.session.commit()

    links = seen(sylvain, (topic.id, "message-3"), (topic.id, "message-23"))

    address = f"/forum/sujets/{topic.id}-{topic.slug}"
    assert links[topic.id, "message-3"] == f"{address}#message-3"
    assert links[topic.id, "message-23"] == f"{address}?apres=20#message-23"


def test_the_hits_are_read_again_by_the_rule_of_reading(sylvain):
    network = make_topic(category=PUBLIC_CATEGORY)
    public = make_topic(category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC)
    closed = make_topic(author=make_actor(is_facilitator=True), category=GROUP_CATEGORY)
    draft = make_topic(author=sylvain, state=State.DRAFT)
    parts = [(one.id, "message-1") for one in (network, public, closed, draft)]

    assert set(seen(None, *parts)) == {parts[1]}
    assert set(seen(sylvain, *parts)) == {parts[0], parts[1]}
    assert set(seen(make_actor(is_facilitator=True), *parts)) == set(parts[:3])
    assert seen(None) == {}


def test_the_words_of_a_file_lead_to_the_message_that_holds_it(sylvain):
    topic = make_topic(author=sylvain)
    make_reply(topic, author=sylvain)
    post = posting.get_post(topic, 2)
    file = save(
        StoredFile(
            sha256="0" * 64,
            size=1,
            media_type="application/pdf",
            extension="pdf",
            name="bilan.pdf",
            extraction=Extraction.DONE,
        )
    )
    save(FileText(file_id=file.id, position=3, label="Page 3", text="Un hortensia."))
    db.session.execute(post_files.insert().values(post_id=post.id, file_id=file.id))
    db.session.commit()

    (passage,) = [one for one in documents(topic) if "fichier" in one.part]

    assert passage.body == "Un hortensia."
    assert passage.heading == "Page 3 · bilan.pdf"
    assert seen(sylvain, (topic.id, passage.part))[topic.id, passage.part].endswith("#message-2")


@pytest.mark.parametrize(
    "change",
    [
        lambda me, topic: posting.reply(me, topic, "Oui."),
        lambda me, topic: posting.edit_text(me, topic, 2, "Autrement."),
        lambda me, topic: posting.delete_post(me, topic, 2),
        contributions.withdraw,
        contributions.delete,
        lambda me, topic: contributions.change_visibility(me, topic, Visibility.PUBLIC),
    ],
)
def test_every_change_makes_the_index_look_again(sylvain, change):
    topic = make_topic(author=sylvain, category=PUBLIC_CATEGORY)
    make_reply(topic, author=sylvain)
    db.session.execute(delete(SearchOutboxRow))
    db.session.commit()
    assert stale() == set()

    change(sylvain, get_topic(sylvain, topic.id))
    db.session.commit()

    assert stale() == {topic.id}


def test_a_word_of_a_reply_is_found_and_opens_where_it_stands(
    app: Flask, browse: Callable[..., FlaskClient], sylvain, fatou
):
    topic = make_topic(author=sylvain, title="Un sujet à retrouver")
    make_reply(topic, author=fatou, text="Nous avons compté les rhododendrons du jardin partagé.")
    client, address = browse(fatou), f"/forum/sujets/{topic.id}-{topic.slug}"
    with app.app_context():
        while update_index():
            pass
        page = client.get("/recherche?q=rhododendron").text
        current_engine().close()

    assert "Un sujet à retrouver" in page
    assert f"{address}#message-2" in page
