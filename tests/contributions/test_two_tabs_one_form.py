"""Two tabs write differently in one form: both texts can be found again."""

from sqlalchemy import select

from app.contributions.models import FormDraft
from app.database import db
from tests.make.accounts import make_member
from tests.make.forum import make_topic

PLACE = "forum.new_topic"


def keep(browser, text, base="", place=PLACE):
    answer = browser.post("/brouillons", data={"_place": place, "text": text, "_version": base})
    return answer.json["version"]


def kept():
    return sorted(draft.fields["text"][0] for draft in db.session.scalars(select(FormDraft)))


def test_both_texts_are_kept_and_both_can_be_taken_up(sign_in):
    me = sign_in(make_member())
    here = keep(me, "Écrit au bureau")
    there = keep(me, "Écrit dans le train")
    keep(me, "Écrit au bureau, et continué", here)
    keep(me, "Écrit dans le train, et fini", there)

    assert kept() == ["Écrit au bureau, et continué", "Écrit dans le train, et fini"]
    page = me.get("/forum/nouveau").text
    assert "Écrit dans le train, et fini</textarea>" in page
    assert "Une autre version de ce brouillon" in page
    other = page.partition("?version=")[2].partition("#")[0]
    again = me.get(f"/forum/nouveau?version={other}").text
    assert "Écrit au bureau, et continué</textarea>" in again
    assert "Écrit dans le train, et fini" in again


def test_one_tab_goes_on_with_its_own_version_even_shortened(sign_in):
    me = sign_in(make_member())
    base = keep(me, "Un début trop long")
    keep(me, "Un autre", base)

    assert kept() == ["Un autre"]


def test_an_answer_lost_on_the_way_makes_no_second_version(sign_in):
    me = sign_in(make_member())
    keep(me, "Un début")
    keep(me, "Un début, puis la suite")

    assert kept() == ["Un début, puis la suite"]


def test_sending_one_version_keeps_the_other(sign_in):
    topic = make_topic()
    place = f"forum.reply.{topic.id}"
    me = sign_in(make_member())
    here = keep(me, "Réponse du bureau", place=place)
    keep(me, "Réponse du train", place=place)

    me.post(
        f"/forum/sujets/{topic.id}-{topic.slug}/messages",
        data={"text": "Réponse du bureau, revue", "_version": here, "_place": place},
    )

    assert kept() == ["Réponse du train"]


def test_versions_are_few(sign_in):
    me = sign_in(make_member())
    for n in range(9):
        keep(me, f"Version {n} toute seule")

    assert len(kept()) == 5


def test_each_version_is_listed_and_forgotten_by_itself(sign_in):
    me = sign_in(make_member())
    keep(me, "Version du bureau")
    keep(me, "Version du train")

    page = me.get("/compte/contributions").text
    assert "Version du bureau" in page
    assert "Version du train" in page
    first = db.session.scalars(select(FormDraft).limit(1)).one()
    me.post("/brouillons/oublier", data={"version": first.id})

    assert kept() == ["Version du train"]
