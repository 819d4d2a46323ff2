"""Writing a sheet without any script: section by section, rows added and moved, nothing lost."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import undefer_group
from werkzeug.test import TestResponse

from app.accounts.models import Member
from app.contributions.models import Contribution, FormDraft, Visibility
from app.database import db
from app.practices.models import PracticeSheet
from tests.make.accounts import make_account, make_member
from tests.make.practices import address_of, make_draft_sheet, make_sheet

SignIn = Callable[[Member], FlaskClient]
TITLE = "Accueillir à trois dans un bourg rural"


def working(sheet_id: int) -> dict[str, Any]:
    """What is being written, as the database holds it."""
    statement = (
        select(PracticeSheet)
        .where(PracticeSheet.id == sheet_id)
        .options(undefer_group("working"))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).one().working


def hidden(page: str, name: str) -> str:
    """The value of a hidden box of a page."""
    return page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]


def sent(browser: FlaskClient, address: str, **fields: Any) -> TestResponse:
    """Open a section, then send it with these fields, as a browser would."""
    page = browser.get(address).text
    kept = {name: hidden(page, name) for name in ("_base", "_page", "_place")}
    boxes = {name.replace("__", "."): value for name, value in fields.items()}
    return browser.post(address, data={**kept, **boxes})


def test_a_title_is_enough_to_begin(sign_in: SignIn) -> None:
    browser = sign_in(make_member())
    answer = browser.post("/fiches/nouvelle", data={"title": TITLE})
    assert answer.status_code == 302
    assert answer.location.endswith("/modifier")
    page = browser.get(answer.location).text
    assert TITLE in page
    assert "Fiche, brouillon" in page
    assert "Identité de la fiche" in page


def test_a_title_too_short_says_so_and_stays(sign_in: SignIn) -> None:
    answer = sign_in(make_member()).post("/fiches/nouvelle", data={"title": "Impôt"})
    assert answer.status_code == 422
    assert "Entre 10 et 120 caractères" in answer.text
    assert 'value="Impôt"' in answer.text


def test_the_same_form_sent_twice_makes_one_sheet(sign_in: SignIn) -> None:
    browser = sign_in(make_member())
    key = hidden(browser.get("/fiches/nouvelle").text, "_once")
    for _time in range(2):
        answer = browser.post("/fiches/nouvelle", data={"title": TITLE, "_once": key})
        assert answer.status_code == 302
    titles = db.session.scalars(select(Contribution.title)).all()
    assert titles == [TITLE]


def test_a_guest_does_not_write_sheets(sign_in: SignIn) -> None:
    browser = sign_in(make_account())
    assert browser.get("/fiches/nouvelle").status_code == 403
    assert browser.post("/fiches/nouvelle", data={"title": TITLE}).status_code == 403


def test_saving_a_section_leads_to_the_next_one(sign_in: SignIn) -> None:
    author = make_member()
    sheet = make_draft_sheet(author)
    browser, address, sheet_id = sign_in(author), address_of(sheet, section="contexte"), sheet.id
    answer = sent(browser, address, probleme="On venait de loin.", objectifs=["Un", "", "Deux"])
    assert answer.status_code == 302
    assert "section=demarche" in answer.location
    assert working(sheet_id)["probleme"] == "On venait de loin."
    assert working(sheet_id)["objectifs"] == ["Un", "Deux"]


def test_the_last_section_leads_to_reading_over(sign_in: SignIn) -> None:
    author = make_member()
    sheet = make_draft_sheet(author)
    answer = sent(sign_in(author), address_of(sheet, section="contact_droits"))
    assert answer.location.endswith("/publier")


def test_the_identity_is_chosen_among_the_words_of_the_network(sign_in: SignIn) -> None:
    author = make_member()
    sheet = make_draft_sheet(author)
    browser, sheet_id = sign_in(author), sheet.id
    home = working(sheet_id)["structure"]
    sent(
        browser,
        address_of(sheet, section="identite"),
        titre=TITLE,
        themes=["analyse-demande"],
        territoires=["ville:02381"],
        structure=home,
        periode_debut="mars 2024",
        maturite="mp-prometteuse",
    )
    text = working(sheet_id)
    assert text["titre"] == TITLE
    assert text["themes"] == ["analyse-demande"]
    assert text["territoires"] == ["ville:02381"]
    assert text["structure"] == home
    assert text["periode_debut"] == "2024-03"
    assert text["maturite"] == "mp-prometteuse"
    page = browser.get(f"/fiches/{sheet_id}", follow_redirects=True).text
    assert f"<h1>{TITLE}</h1>" in page
    assert "Hirson" in page


def test_steps_keep_their_order_and_move_without_script(sign_in: SignIn) -> None:
    author = make_member()
    sheet = make_draft_sheet(author)
    browser, address, sheet_id = sign_in(author), address_of(sheet, section="demarche"), sheet.id
    rows = {
        "etapes_demarche__titre": ["Un", "Deux", ""],
        "etapes_demarche__description": ["", "", ""],
        "etapes_demarche__duree": ["une heure", "", ""],
        "etapes_demarche__acteurs": ["", "", ""],
    }
    answer = sent(browser, address, **rows, _act="down:etapes_demarche:0")
    assert answer.location.endswith("#etapes_demarche")
    titles = [step["titre"] for step in working(sheet_id)["etapes_demarche"]]
    assert titles == ["Deux", "Un"]
    assert working(sheet_id)["etapes_demarche"][1]["duree"] == "une heure"
    sent(browser, address, **rows, _act="remove:etapes_demarche:0")
    assert [step["titre"] for step in working(sheet_id)["etapes_demarche"]] == ["Deux"]


def test_more_lines_come_with_a_button_and_what_was_typed_is_saved(sign_in: SignIn) -> None:
    author = make_member()
    sheet = make_draft_sheet(author)
    browser, address, sheet_id = sign_in(author), address_of(sheet, section="contexte"), sheet.id
    before = browser.get(address).text.count('name="objectifs"')
    answer = sent(browser, address, objectifs=["Un seul"], _act="add:objectifs")
    assert working(sheet_id)["objectifs"] == ["Un seul"]
    assert browser.get(answer.location).text.count('name="objectifs"') > before + 1


def test_the_enter_key_saves_and_moves_nothing(sign_in: SignIn) -> None:
    author = make_member()
    page = sign_in(author).get(address_of(make_draft_sheet(author), section="demarche")).text
    form = page.split('id="section"', 1)[1]
    first_button = form.split("<button", 1)[1].split(">", 1)[0]
    assert "_act" not in first_button


def test_a_mark_keeps_its_key_when_its_words_change(sign_in: SignIn) -> None:
    author = make_member()
    sheet = make_draft_sheet(author)
    browser, address, sheet_id = sign_in(author), address_of(sheet, section="moyens"), sheet.id

    def mark(keys: list[str], marks: list[str], texts: list[str]) -> list[dict[str, str]]:
        sent(
            browser,
            address,
            marques_moyens__cle=keys,
            marques_moyens__marque=marks,
            marques_moyens__texte=texts,
        )
        return working(sheet_id)["marques_moyens"]

    first = mark(["", ""], ["noyau", "adaptable"], ["Deux personnes", "Le lieu"])
    assert [one["cle"] for one in first] == ["n1", "a2"]
    second = mark(["n1", ""], ["noyau", "noyau"], ["Deux personnes au moins", "Une clé"])
    assert [one["cle"] for one in second] == ["n1", "n3"]
    third = mark(["n1", ""], ["noyau", "adaptable"], ["Deux personnes au moins", "Autre"])
    assert [one["cle"] for one in third] == ["n1", "a4"]  # what was given once is never given again


def test_what_is_too_long_is_kept_and_said(sign_in: SignIn) -> None:
    author = make_member()
    sheet = make_draft_sheet(author)
    browser, address, sheet_id = sign_in(author), address_of(sheet, section="moyens"), sheet.id
    sent(browser, address, temps="x" * 640)
    assert len(working(sheet_id)["temps"]) == 640
    page = browser.get(address).text
    assert "600 caractères au plus\u202f; il y en a 640." in page


def test_limits_are_said_beside_each_field(sign_in: SignIn) -> None:
    author = make_member()
    page = sign_in(author).get(address_of(make_draft_sheet(author), section="identite")).text
    assert "De 120 à 600 caractères." in page
    assert 'data-count="600"' in page


@pytest.mark.parametrize(
    ("section", "fields", "words"),
    [
        ("identite", {"titre": "Court"}, "10 caractères au moins\u202f; il y en a 5."),
        ("identite", {"titre": TITLE, "periode_debut": "au printemps"}, "Ce mois ne se lit pas."),
        ("moyens", {"cout_estime__montant": "beaucoup"}, "Ce montant ne se lit pas."),
        ("contact_droits", {"date_revision": "un jour"}, "Cette date ne se lit pas."),
    ],
)
def test_what_cannot_be_read_is_refused_and_shown_again(
    sign_in: SignIn, section: str, fields: dict[str, str], words: str
) -> None:
    author = make_member()
    sheet = make_draft_sheet(author)
    browser, sheet_id = sign_in(author), sheet.id
    before = working(sheet_id)
    answer = sent(browser, address_of(sheet, section=section), **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert list(fields.values())[-1] in answer.text
    assert working(sheet_id) == before


def test_a_resource_or_a_sheet_is_found_and_linked_without_script(sign_in: SignIn) -> None:
    author = make_member()
    cited = make_sheet(author, titre="Mener un premier entretien sans formulaire")
    sheet = make_draft_sheet(author)
    browser, sheet_id, cited_id = sign_in(author), sheet.id, cited.id
    address = address_of(sheet, section="contact_droits")
    answer = sent(browser, address, fiches_liees__q="entretien", _act="find:fiches_liees")
    page = browser.get(answer.location).text
    assert "Mener un premier entretien sans formulaire" in page
    sent(browser, address, fiches_liees=[str(cited_id)])
    assert working(sheet_id)["fiches_liees"] == [cited_id]
    assert f'value="{cited_id}" checked' in browser.get(address).text


def test_what_one_may_not_read_is_neither_proposed_nor_linked(sign_in: SignIn) -> None:
    secret = make_sheet(titre="Une pratique de la maison", visibility=Visibility.STRUCTURE)
    author = make_member()
    sheet = make_draft_sheet(author)
    browser, sheet_id, secret_id = sign_in(author), sheet.id, secret.id
    assert "Une pratique" not in browser.get("/fiches/proposer/fiches_liees?q=maison").text
    sent(browser, address_of(sheet, section="contact_droits"), fiches_liees=[str(secret_id)])
    assert working(sheet_id)["fiches_liees"] == []


def test_others_do_not_write_in_a_sheet(sign_in: SignIn) -> None:
    sheet = make_sheet(visibility=Visibility.PUBLIC)
    browser = sign_in(make_member())
    address, sheet_id = address_of(sheet, section="moyens"), sheet.id
    assert browser.get(address).status_code == 403
    assert browser.post(address, data={"temps": "Volé"}).status_code == 403
    assert browser.post(f"/fiches/{sheet_id}/sections/moyens").status_code == 403
    assert browser.post(f"/fiches/{sheet_id}-x/publier").status_code == 403
    assert browser.post(f"/fiches/{sheet_id}-x/abandonner").status_code == 403


def test_a_coauthor_writes_too(sign_in: SignIn) -> None:
    friend = make_member()
    sheet = make_sheet(make_member(), coauthors=(friend,))
    browser, sheet_id = sign_in(friend), sheet.id
    sent(browser, address_of(sheet, section="moyens"), temps="Deux jours par mois")
    assert working(sheet_id)["temps"] == "Deux jours par mois"


def test_an_unknown_section_is_not_found(sign_in: SignIn) -> None:
    author = make_member()
    sheet = make_draft_sheet(author)
    assert sign_in(author).get(address_of(sheet, section="rien")).status_code == 404


def test_it_saves_itself_while_one_types(sign_in: SignIn) -> None:
    author = make_member()
    sheet = make_draft_sheet(author)
    browser, sheet_id = sign_in(author), sheet.id
    page = browser.get(address_of(sheet, section="moyens")).text
    assert f'data-autosave="/fiches/{sheet_id}/sections/moyens"' in page
    kept = {name: hidden(page, name) for name in ("_base", "_page", "_place")}
    for text in ("Deux", "Deux jours", "Deux jours par mois"):
        answer = browser.post(f"/fiches/{sheet_id}/sections/moyens", data={**kept, "temps": text})
        assert "saved_at" in answer.get_json()
        assert working(sheet_id)["temps"] == text


def test_what_cannot_be_saved_as_it_is_waits_for_its_author(sign_in: SignIn) -> None:
    author = make_member()
    sheet = make_draft_sheet(author)
    browser, sheet_id = sign_in(author), sheet.id
    address = address_of(sheet, section="moyens")
    page = browser.get(address).text
    kept = {name: hidden(page, name) for name in ("_base", "_page", "_place")}
    typed = {**kept, "cout_estime.montant": "à voir", "temps": "Deux jours"}
    browser.post(f"/fiches/{sheet_id}/sections/moyens", data=typed)
    assert working(sheet_id)["temps"] == "Deux jours"
    again = browser.get(address).text
    assert 'value="à voir"' in again
    assert "Ce montant ne se lit pas." in again
    sent(browser, address, temps="Deux jours")
    assert db.session.scalars(select(FormDraft)).all() == []


def test_the_text_comes_back_after_signing_in_again(sign_in: SignIn, client: FlaskClient) -> None:
    author = make_member()
    sheet = make_draft_sheet(author)
    browser, member_id, sheet_id = sign_in(author), author.id, sheet.id
    address = address_of(sheet, section="moyens")
    page = browser.get(address).text
    fields = {name: [hidden(page, name)] for name in ("_base", "_page")}
    db.session.add(
        FormDraft(
            member_id=member_id,
            place=f"fiche-{sheet_id}-moyens",
            fields={**fields, "temps": ["Écrit dans le train"]},
        )
    )
    db.session.commit()
    again = browser.get(address).text
    assert "Écrit dans le train" in again
    assert "n’aviez pas pu enregistrer" in again
    assert client.get(address).status_code in (302, 401)


def test_two_tabs_in_different_fields_lose_nothing(sign_in: SignIn) -> None:
    author, friend = make_member(), make_member()
    sheet = make_sheet(author, coauthors=(friend,))
    sheet_id, address = sheet.id, address_of(sheet, section="moyens")
    mine, theirs = sign_in(author), sign_in(friend)
    before = working(sheet_id)
    page = mine.get(address).text
    kept = {name: hidden(page, name) for name in ("_base", "_page", "_place")}
    sent(theirs, address, temps="Douze heures", equipe=before["equipe"])
    answer = mine.post(
        address, data={**kept, "temps": before["temps"], "equipe": "Huit accueillants"}
    )
    assert answer.status_code == 302
    assert working(sheet_id)["temps"] == "Douze heures"
    assert working(sheet_id)["equipe"] == "Huit accueillants"


def test_two_people_in_the_same_field_see_both_texts(sign_in: SignIn) -> None:
    author, friend = make_member(name="Thomas G."), make_member(name="Bruno L.")
    sheet = make_sheet(author, coauthors=(friend,))
    sheet_id, address = sheet.id, address_of(sheet, section="moyens")
    mine, theirs = sign_in(author), sign_in(friend)
    page = mine.get(address).text
    kept = {name: hidden(page, name) for name in ("_base", "_page", "_place")}
    sent(theirs, address, temps="Douze heures, selon Bruno", equipe="Six personnes")
    answer = mine.post(
        address,
        data={
            **kept,
            "temps": "Vingt heures, selon Thomas",
            "equipe": "Six accueillants en rotation.",
        },
    )
    assert answer.status_code == 409
    assert "Douze heures, selon Bruno" in answer.text
    assert "par Bruno L." in answer.text
    assert "Vingt heures, selon Thomas</textarea>" in answer.text
    assert "Six personnes</textarea>" in answer.text  # only Bruno changed it
    assert working(sheet_id)["temps"] == "Douze heures, selon Bruno"
    again = {name: hidden(answer.text, name) for name in ("_base", "_page", "_place")}
    both = "Douze heures selon Bruno, vingt selon Thomas"
    answer = mine.post(address, data={**again, "temps": both, "equipe": "Six personnes"})
    assert answer.status_code == 302
    assert working(sheet_id)["temps"] == both


def test_an_autosave_over_somebody_else_keeps_both(sign_in: SignIn) -> None:
    author, friend = make_member(), make_member()
    sheet = make_sheet(author, coauthors=(friend,))
    sheet_id, address = sheet.id, address_of(sheet, section="moyens")
    mine, theirs = sign_in(author), sign_in(friend)
    page = mine.get(address).text
    kept = {name: hidden(page, name) for name in ("_base", "_page", "_place")}
    sent(theirs, address, temps="Douze heures, selon Bruno")
    answer = mine.post(
        f"/fiches/{sheet_id}/sections/moyens", data={**kept, "temps": "Vingt heures"}
    )
    assert answer.status_code == 200
    assert working(sheet_id)["temps"] == "Douze heures, selon Bruno"
    again = mine.get(address).text
    assert "Douze heures, selon Bruno" in again
    assert "Vingt heures</textarea>" in again
