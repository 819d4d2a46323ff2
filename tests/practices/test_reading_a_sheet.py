"""Reading a sheet: what stands where, for whom, at what price."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from app.accounts.models import Member
from app.clock import frozen_at
from app.contributions.models import Visibility
from tests.make.accounts import make_account, make_member, make_structure
from tests.make.practices import SUMMARY, TITLE, address_of, make_draft_sheet, make_sheet

SignIn = Callable[[Member], FlaskClient]
MaxQueries = Callable[[int], AbstractContextManager[list[str]]]
STATEMENTS = 8


def page_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.text


def test_the_page_tells_the_practice_section_by_section(client: FlaskClient) -> None:
    sheet = make_sheet(visibility=Visibility.PUBLIC)
    page = page_of(client, address_of(sheet))
    assert f"<h1>{TITLE}</h1>" in page
    assert SUMMARY in page
    for anchor in ("identite", "contexte", "demarche", "moyens", "resultats"):
        assert f'<section id="{anchor}"' in page
        assert f'href="#{anchor}"' in page
    assert "<strong>deux ou trois</strong>" in page
    assert "<strong>Se mettre d’accord</strong>" in page
    assert "les trois directions · deux réunions" in page
    assert "4\u202f200 euros (2025)\u00a0: Déplacements et animation." in page
    assert "«\u00a0Je n’ai raconté mon projet qu’une fois.\u00a0»" in page
    assert "depuis mars 2024" in page
    assert "CC BY-SA 4.0" in page


def test_the_maturity_is_said_in_words_beside_its_bricks(client: FlaskClient) -> None:
    sheet = make_sheet(visibility=Visibility.PUBLIC)
    page = page_of(client, address_of(sheet))
    assert page.count('<i class="on">') == 2
    assert "Prometteuse" in page


def test_marks_stand_in_their_section_and_are_gathered_at_the_end(client: FlaskClient) -> None:
    sheet = make_sheet(visibility=Visibility.PUBLIC)
    page = page_of(client, address_of(sheet))
    in_place, gathered = page.split('id="transferabilite"')
    assert 'id="marque-n1"' in in_place
    assert "Une fiche-navette gardée par la personne." in in_place
    assert "Une fiche-navette gardée par la personne." in gathered


def test_what_was_left_empty_does_not_show(client: FlaskClient) -> None:
    sheet = make_sheet(visibility=Visibility.PUBLIC)
    page = page_of(client, address_of(sheet))
    for label in ("Effets inattendus", "Matériel et lieux", "Appui proposé", "Outils utilisés"):
        assert label not in page


def test_a_sheet_past_its_date_says_since_when(client: FlaskClient) -> None:
    with frozen_at(datetime(2025, 1, 10, 9, tzinfo=UTC)):
        address = address_of(make_sheet(visibility=Visibility.PUBLIC))
    with frozen_at(datetime(2026, 7, 9, 9, tzinfo=UTC)):
        assert "À relire depuis" not in page_of(client, address)
    with frozen_at(datetime(2026, 7, 11, 9, tzinfo=UTC)):
        assert "À relire depuis le 10\u00a0juillet 2026" in page_of(client, address)


def test_the_number_alone_and_a_wrong_name_lead_to_the_right_address(client: FlaskClient) -> None:
    sheet = make_sheet(visibility=Visibility.PUBLIC)
    right = address_of(sheet)
    for address in (f"/fiches/{sheet.id}", f"/fiches/{sheet.id}-autre-chose"):
        answer = client.get(f"{address}?vue=1")
        assert answer.status_code == 301
        assert answer.location == f"{right}?vue=1"


@pytest.mark.parametrize("visibility", [Visibility.NETWORK, Visibility.STRUCTURE])
def test_a_visitor_is_sent_to_sign_in_and_learns_nothing(
    client: FlaskClient, visibility: Visibility
) -> None:
    sheet = make_sheet(visibility=visibility)
    answer = client.get(address_of(sheet), follow_redirects=True)
    assert "Se connecter" in answer.text
    assert TITLE not in answer.text


def test_a_sheet_of_a_structure_is_read_by_its_people_only(sign_in: SignIn) -> None:
    structure = make_structure()
    author = make_member(structure=structure)
    sheet = make_sheet(author, visibility=Visibility.STRUCTURE)
    colleague = make_member(structure=structure)
    assert TITLE in page_of(sign_in(colleague), address_of(sheet))
    assert sign_in(make_member()).get(address_of(sheet)).status_code == 404
    assert sign_in(make_account()).get(address_of(sheet)).status_code == 404


def test_a_draft_is_read_by_its_authors_only(sign_in: SignIn, client: FlaskClient) -> None:
    author = make_member()
    sheet = make_draft_sheet(author)
    assert "Brouillon" in page_of(sign_in(author), address_of(sheet))
    assert sign_in(make_member()).get(address_of(sheet)).status_code == 404
    assert client.get(address_of(sheet)).status_code == 404


def test_references_show_only_to_those_who_may_read_them(sign_in: SignIn) -> None:
    structure = make_structure()
    author = make_member(structure=structure)
    open_one = make_sheet(author, titre="Une fiche que tout le réseau lit")
    closed_one = make_sheet(
        author, titre="Une fiche de la maison seulement", visibility=Visibility.STRUCTURE
    )
    sheet = make_sheet(author, fiches_liees=[open_one.id, closed_one.id])
    ours = page_of(sign_in(author), address_of(sheet))
    theirs = page_of(sign_in(make_member()), address_of(sheet))
    assert "Une fiche que tout le réseau lit" in ours
    assert "Une fiche que tout le réseau lit" in theirs
    assert "Une fiche de la maison seulement" in ours
    assert "Une fiche de la maison seulement" not in theirs


def test_a_withdrawn_sheet_is_gone_for_those_who_read_it(
    sign_in: SignIn, client: FlaskClient
) -> None:
    author = make_member()
    sheet = make_sheet(author, visibility=Visibility.PUBLIC)
    sign_in(author).post(f"/contributions/{sheet.id}/retirer")
    assert client.get(address_of(sheet)).status_code == 410
    page = page_of(sign_in(author), address_of(sheet))
    assert SUMMARY in page
    sign_in(author).post(f"/contributions/{sheet.id}/publier")
    assert SUMMARY in page_of(client, address_of(sheet))


def test_a_deleted_sheet_comes_back_whole(sign_in: SignIn, client: FlaskClient) -> None:
    author = make_member()
    sheet = make_sheet(author, visibility=Visibility.PUBLIC)
    browser = sign_in(author)
    browser.post(f"/contributions/{sheet.id}/supprimer")
    assert client.get(address_of(sheet)).status_code == 410
    browser.post(f"/contributions/{sheet.id}/restaurer")
    assert SUMMARY in page_of(client, address_of(sheet))


def test_its_author_sees_the_page_as_a_visitor_would(sign_in: SignIn) -> None:
    author = make_member()
    sheet = make_sheet(author, visibility=Visibility.PUBLIC)
    page = page_of(sign_in(author), f"{address_of(sheet)}?vue=visiteur")
    assert "comme un visiteur" in page
    assert "Gérer" not in page
    assert "Gérer" in page_of(sign_in(author), address_of(sheet))


def test_markup_in_any_field_stays_text(client: FlaskClient) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="y">'
    sheet = make_sheet(
        visibility=Visibility.PUBLIC,
        probleme=evil,
        objectifs=[evil],
        temps=evil,
        parole={"texte": evil, "qui": evil},
    )
    page = page_of(client, address_of(sheet))
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_page_costs_few_statements_whatever_it_holds(
    sign_in: SignIn, max_queries: MaxQueries
) -> None:
    author, reader = make_member(), make_member()
    others = [make_sheet(author, titre=f"Une autre fiche, numéro {n}") for n in range(6)]
    sheet = make_sheet(author, coauthors=(make_member(),), fiches_liees=[one.id for one in others])
    browser = sign_in(reader)
    browser.get("/fiches/")
    with max_queries(STATEMENTS):
        page_of(browser, address_of(sheet))
