"""Publishing: what is missing is said, what was published stays, and a revision says why."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import undefer
from werkzeug.test import TestResponse

from app.accounts.actor import actor_for
from app.accounts.models import Member
from app.clock import frozen_at
from app.contributions.models import State, Visibility
from app.database import db
from app.errors import Forbidden
from app.practices.actions import NotReady, publish_sheet, rewrite_sheet, write_sheet
from app.practices.content.completeness import problems_of
from app.practices.content.values import complete
from app.practices.models import PracticeSheet, SheetRevision
from tests.make.accounts import make_actor, make_member
from tests.make.practices import (
    SUMMARY,
    address_of,
    make_draft_sheet,
    make_sheet,
    sheet_content,
)

SignIn = Callable[[Member], FlaskClient]
REASON = "Résultats à dix-huit mois ; remplaçant désigné ajouté aux prérequis."


def whole_draft(author: Member, **fields: Any) -> PracticeSheet:
    """A draft that lacks nothing."""
    sheet = make_draft_sheet(author)
    home = sheet.working["structure"]
    rewrite_sheet(actor_for(author), sheet, sheet_content(home, **fields))
    db.session.commit()
    return sheet


def publish(browser: FlaskClient, address: str, **fields: str) -> TestResponse:
    """Open the page that publishes, and press its button."""
    page = browser.get(f"{address}/publier").text
    base = page.split('name="_base" value="', 1)[1].split('"', 1)[0]
    return browser.post(f"{address}/publier", data={"_base": base, **fields})


def revisions() -> list[SheetRevision]:
    """Every revision, the oldest first, with its text."""
    statement = (
        select(SheetRevision)
        .order_by(SheetRevision.number)
        .options(undefer(SheetRevision.content))
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def test_what_is_missing_is_said_with_the_way_there(sign_in: SignIn) -> None:
    author = make_member()
    sheet = whole_draft(author, probleme="", anonymat_verifie=False, resume="Trop court.")
    page = sign_in(author).get(f"{address_of(sheet)}/publier").text
    assert "Il manque 3 choses pour publier" in page
    assert "?section=contexte#probleme" in page
    assert "120 caractères au moins\u202f; il y en a 11." in page
    assert "À confirmer en cochant la case." in page
    assert "Publier la fiche" not in page


def test_an_unfinished_sheet_cannot_be_published_by_any_door(
    sign_in: SignIn, client: FlaskClient
) -> None:
    author = make_member()
    sheet = make_draft_sheet(author)
    browser, sheet_id, address = sign_in(author), sheet.id, address_of(sheet)
    assert browser.post(f"{address}/publier", data={"visibility": "public"}).status_code == 422
    answer = browser.post(f"/contributions/{sheet_id}/publier", follow_redirects=True)
    assert "choses pour publier" in answer.text
    assert "Fiche, brouillon" in answer.text
    assert client.get(address).status_code == 404
    assert revisions() == []


def test_a_whole_sheet_is_published_for_those_one_chose(
    sign_in: SignIn, client: FlaskClient
) -> None:
    author = make_member()
    sheet = whole_draft(author)
    browser, address = sign_in(author), address_of(sheet)
    page = browser.get(f"{address}/publier").text
    assert "Tout y est." in page
    assert "Lisible par les membres du réseau" in page
    answer = publish(browser, browser.get(address).request.path, visibility="public")
    assert answer.status_code == 302
    assert "La fiche est publiée." in browser.get(answer.location).text
    assert SUMMARY in client.get(answer.location).text
    assert [one.number for one in revisions()] == [1]


def test_publishing_twice_makes_one_revision(sign_in: SignIn) -> None:
    author = make_member()
    sheet = whole_draft(author)
    browser, address = sign_in(author), f"/fiches/{sheet.id}-x"
    page = browser.get(f"{address}/publier", follow_redirects=True).text
    key = page.split('name="_once" value="', 1)[1].split('"', 1)[0]
    for _time in range(2):
        sent = browser.post(f"{address}/publier", data={"visibility": "network", "_once": key})
        assert sent.status_code == 302
    assert [one.number for one in revisions()] == [1]


def test_what_is_written_later_shows_only_once_published(
    sign_in: SignIn, client: FlaskClient
) -> None:
    author = make_member()
    sheet = make_sheet(author, visibility=Visibility.PUBLIC)
    rewrite_sheet(actor_for(author), sheet, {"temps": "Douze heures par quinzaine."})
    db.session.commit()
    browser, address = sign_in(author), address_of(sheet)
    assert "Douze heures" not in client.get(address).text
    ours = browser.get(address).text
    assert "Douze heures" not in ours
    assert "Des modifications ne sont pas encore publiées." in ours
    assert "Douze heures" in browser.get(f"{address}?texte=en-cours").text
    assert "Douze heures" not in client.get(f"{address}?texte=en-cours").text
    answer = publish(browser, address, reason=REASON)
    assert answer.status_code == 302
    page = client.get(address).text
    assert "Douze heures" in page
    assert "Révision 2" in page
    assert "remplaçant désigné ajouté aux prérequis" in page


def test_a_revision_needs_its_sentence(sign_in: SignIn) -> None:
    author = make_member()
    sheet = make_sheet(author)
    rewrite_sheet(actor_for(author), sheet, {"temps": "Douze heures par quinzaine."})
    db.session.commit()
    answer = publish(sign_in(author), address_of(sheet))
    assert answer.status_code == 422
    assert "Dites en une phrase ce qui change, et pourquoi." in answer.text
    assert "Moyens" in answer.text
    assert [one.number for one in revisions()] == [1]


def test_the_same_text_makes_no_revision() -> None:
    author = make_member()
    sheet = make_sheet(author)
    assert publish_sheet(actor_for(author), sheet, REASON) is None
    assert [one.number for one in revisions()] == [1]


def test_what_was_published_never_changes() -> None:
    author = make_member()
    sheet = make_sheet(author)
    rewrite_sheet(actor_for(author), sheet, {"temps": "Douze heures."})
    publish_sheet(actor_for(author), sheet, REASON)
    db.session.commit()
    first, second = revisions()
    assert first.content["temps"] == "Huit heures par quinzaine à deux personnes."
    assert second.content["temps"] == "Douze heures."
    first.reason = "Une autre histoire"
    with pytest.raises(ValueError, match="never changes"):
        db.session.flush()
    db.session.rollback()


def test_changes_can_be_abandoned_and_the_page_says_which(sign_in: SignIn) -> None:
    author = make_member()
    sheet = make_sheet(author)
    rewrite_sheet(actor_for(author), sheet, {"temps": "Douze heures."})
    db.session.commit()
    browser, address = sign_in(author), address_of(sheet)
    page = browser.get(f"{address}/publier").text
    assert "sera oublié\u00a0: Moyens." in page
    answer = browser.post(f"{address}/abandonner", follow_redirects=True)
    assert "Des modifications ne sont pas encore publiées." not in answer.text
    assert "Rien n’a changé" in browser.get(f"{address}/publier").text


def test_what_changed_while_one_read_over_is_not_published_unread(sign_in: SignIn) -> None:
    author, friend = make_member(), make_member()
    sheet = make_sheet(author, coauthors=(friend,))
    rewrite_sheet(actor_for(author), sheet, {"temps": "Douze heures."})
    db.session.commit()
    browser, address = sign_in(author), address_of(sheet)
    page = browser.get(f"{address}/publier").text
    base = page.split('name="_base" value="', 1)[1].split('"', 1)[0]
    sign_in(friend).post(f"{address}/modifier?section=moyens", data={"temps": "Six."})
    answer = browser.post(f"{address}/publier", data={"_base": base, "reason": REASON})
    assert answer.status_code == 409
    assert "a changé pendant que vous la relisiez" in answer.text
    assert REASON.replace(" ;", " ;") in answer.text
    assert [one.number for one in revisions()] == [1]


def test_publishing_sets_what_lists_and_search_know() -> None:
    author = make_member()
    with frozen_at(datetime(2025, 2, 28, 9, tzinfo=UTC)):
        sheet = make_sheet(author, periode_fin="2025-01")
    db.session.refresh(sheet, ["terms", "territories", "origin"])
    assert sheet.state is State.PUBLISHED
    assert sheet.summary == SUMMARY
    assert {term.slug for term in sheet.terms} >= {"analyse-demande", "mp-prometteuse"}
    assert [place.name for place in sheet.territories] == ["Hirson"]
    assert sheet.origin is not None
    assert sheet.origin_id == sheet.structure_id
    assert sheet.maturity == "mp-prometteuse"
    assert (sheet.started_on, sheet.ended_on) == (date(2024, 3, 1), date(2025, 1, 1))
    assert sheet.review_on == date(2026, 8, 28)  # eighteen months later
    assert sheet.published_at == datetime(2025, 2, 28, 9, tzinfo=UTC)


def test_dated_revisions_keep_their_dates() -> None:
    author = make_actor()
    home = write_sheet(author, {"titre": "Provisoire, pour sa structure"}).working["structure"]
    sheet = write_sheet(author, sheet_content(home))
    with frozen_at(datetime(2025, 2, 20, 9, tzinfo=UTC)):
        publish_sheet(author, sheet, "Première publication, après onze mois.")
    rewrite_sheet(author, sheet, {"maturite": "mp-eprouvee", "resultats": "À dix-huit mois, 143."})
    with frozen_at(datetime(2025, 9, 18, 9, tzinfo=UTC)):
        publish_sheet(author, sheet, REASON)
    db.session.commit()
    assert [(one.number, one.created_at.date()) for one in revisions()] == [
        (1, date(2025, 2, 20)),
        (2, date(2025, 9, 18)),
    ]
    assert [one.content["maturite"] for one in revisions()] == ["mp-prometteuse", "mp-eprouvee"]
    assert sheet.published_at == datetime(2025, 2, 20, 9, tzinfo=UTC)
    assert sheet.last_activity_at == datetime(2025, 9, 18, 9, tzinfo=UTC)
    assert sheet.review_on == date(2027, 3, 18)


def test_telling_of_another_structure_opens_nothing_to_it(sign_in: SignIn) -> None:
    author, stranger = make_member(), make_member()
    theirs = make_draft_sheet(stranger).working["structure"]
    actor = actor_for(author)
    sheet = write_sheet(actor, sheet_content(theirs), visibility=Visibility.STRUCTURE)
    publish_sheet(actor, sheet)
    db.session.commit()
    address = address_of(sheet)
    assert sign_in(author).get(address).status_code == 200
    assert sign_in(stranger).get(address).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"maturite": "mp-eprouvee", "periode_debut": "2026-06"}, "demande 12 mois de pratique"),
        (
            {"maturite": "mp-eprouvee", "type_preuve": ["Observation de l'équipe"]},
            "d’autres preuves que l’observation",
        ),
        ({"marques_demarche": []}, "au moins un élément du noyau"),
        (
            {"marques_moyens": [{"marque": "noyau", "texte": f"Point {n}"} for n in range(5)]},
            "5 éléments de noyau au plus",
        ),
        ({"etapes_demarche": [{"titre": "Une seule"}]}, "2 au moins"),
        ({"contexte_origine": {"territoire": "Rural"}}, "7 cases sont vides"),
        ({"periode_fin": "2023-01"}, "La fin précède le début."),
        ({"date_revision": "2020-01-01"}, "Cette date est passée"),
        ({"resume": "x" * 700}, "600 caractères au plus"),
        ({"difficultes": "Aucune."}, "100 caractères au moins"),
        ({"accord_structure": False}, "À confirmer"),
    ],
)
def test_the_rules_of_publication(fields: dict[str, Any], words: str) -> None:
    with frozen_at(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        problems = problems_of(complete(sheet_content("une-structure", **fields)))
        assert any(words in problem.message for problem in problems), problems
        assert problems_of(complete(sheet_content("une-structure"))) == []


def test_the_action_refuses_what_the_page_refuses() -> None:
    author = make_actor()
    sheet = write_sheet(author, {"titre": "Un titre, et rien de plus"})
    with pytest.raises(NotReady) as refusal:
        publish_sheet(author, sheet)
    assert {problem.section for problem in refusal.value.problems} >= {"contexte", "moyens"}
    with pytest.raises(Forbidden):
        publish_sheet(make_actor(), sheet)
