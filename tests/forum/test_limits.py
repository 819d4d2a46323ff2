"""Long texts, and scripts that send without end."""

from sqlalchemy import select

from app.database import db
from app.forum.models import Post
from tests.make.forum import make_topic


def where(topic):
    return f"/forum/sujets/{topic.id}-{topic.slug}"


def test_a_script_meets_a_limit_and_its_text_is_kept(browse, sylvain, fatou):
    topic = make_topic(author=sylvain)
    me = browse(fatou)
    for n in range(10):
        answer = me.post(f"{where(topic)}/messages", data={"text": f"Message {n}"})
        assert answer.status_code == 302
    refused = [me.post(f"{where(topic)}/messages", data={"text": f"Encore {n}"}) for n in range(3)]

    assert {answer.status_code for answer in refused} == {429}
    assert "beaucoup de messages en peu de temps" in refused[-1].text
    assert "Encore 2</textarea>" in refused[-1].text
    assert "Encore 2</textarea>" in me.get(where(topic)).text
    assert len(db.session.scalars(select(Post.id)).all()) == 11


def test_opening_topics_counts_too(browse, sylvain):
    me = browse(sylvain)
    topic = make_topic()
    for n in range(10):
        me.post(f"{where(topic)}/messages", data={"text": f"Message {n}"})
    fields = {
        "title": "Une question de plus, encore",
        "category": "financements",
        "nature": "question",
        "text": "Le texte qui reste",
        "visibility": "network",
        "_draft": "1",
    }

    answer = me.post("/forum/nouveau", data=fields)

    assert answer.status_code == 429
    assert "Le texte qui reste" in answer.text
    assert "Le texte qui reste" in me.get("/forum/nouveau").text


def test_sixty_thousand_characters_are_sent_and_one_more_is_refused_with_its_text(
    browse, sylvain, fatou
):
    topic = make_topic(author=sylvain)
    me = browse(fatou)
    text = ("Une phrase de trente signes. \n" * 2000)[:60_000].rstrip().ljust(60_000, "x")

    assert me.post(f"{where(topic)}/messages", data={"text": text}).status_code == 302
    refused = me.post(f"{where(topic)}/messages", data={"text": text + "y"})

    assert refused.status_code == 422
    assert "trop long" in refused.text
    assert "xy</textarea>" in refused.text
