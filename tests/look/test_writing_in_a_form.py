"""The comforts of a form: choosing terms, seeing one's text, losing nothing."""

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from tests.look.conftest import SITE, Open

pytestmark = pytest.mark.browser
FORM = "/planche/formulaire"


def themes(page: Page) -> list[str]:
    return page.locator("#themes .token").all_inner_texts()


def offered(page: Page) -> list[str]:
    return page.locator(".combo-list:visible [role=option] > span").all_inner_texts()


def test_a_term_is_found_without_accents_and_by_its_other_names(
    member: FlaskClient, open_page: Open
) -> None:
    page = open_page(member, FORM)
    box = page.get_by_role("combobox", name="Thèmes")
    box.fill("treso")
    assert offered(page) == ["Trésorerie Modèle économique"]
    box.press("Enter")
    box.fill("usager")
    assert offered(page) == ["Évaluation participative usagers"]
    box.press("Enter")

    assert themes(page) == ["Évaluation participative", "Trésorerie"]
    assert page.locator("input[name=themes]:checked").count() == 2


def test_one_more_term_than_allowed_is_refused_in_words(
    member: FlaskClient, open_page: Open
) -> None:
    page = open_page(member, FORM)
    box = page.get_by_role("combobox", name="Thèmes")
    for word in ("treso", "usager", "prix"):
        box.fill(word)
        box.press("Enter")

    assert themes(page) == ["Évaluation participative", "Trésorerie"]
    expect(page.locator("#themes .help").last).to_have_text(
        "2 au plus : retirez-en un pour en choisir un autre."
    )


def test_a_term_is_removed_by_keyboard_and_the_focus_is_kept(
    member: FlaskClient, open_page: Open
) -> None:
    page = open_page(member, f"{FORM}?refusee")
    page.get_by_role("button", name="Retirer Évaluation participative").press("Enter")

    assert themes(page) == []
    assert page.evaluate("document.activeElement.id") == "themes-combo"


def test_the_list_opens_and_closes_from_the_keyboard(member: FlaskClient, open_page: Open) -> None:
    page = open_page(member, FORM)
    box = page.get_by_role("combobox", name="Thèmes")
    box.press("ArrowDown")
    assert len(offered(page)) == 4
    box.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") == "themes-o3"
    box.press("Escape")

    assert offered(page) == []
    expect(box).to_have_attribute("aria-expanded", "false")


def test_a_selection_becomes_bold_and_can_be_undone(member: FlaskClient, open_page: Open) -> None:
    page = open_page(member, FORM)
    area = page.get_by_label("Votre message")
    area.fill("bonjour le monde")
    area.evaluate("(area) => area.setSelectionRange(0, 7)")
    page.get_by_role("button", name="Gras").click()
    assert area.input_value() == "**bonjour** le monde"
    page.keyboard.press("Control+z")

    assert area.input_value() == "bonjour le monde"


def test_lines_become_a_list(member: FlaskClient, open_page: Open) -> None:
    page = open_page(member, FORM)
    area = page.get_by_label("Votre message")
    area.fill("Il faut :\nun lieu\nune clé")
    area.evaluate("(area) => area.setSelectionRange(10, area.value.length)")
    page.get_by_role("button", name="Liste", exact=True).click()

    assert area.input_value() == "Il faut :\n\n- un lieu\n- une clé"


def test_the_preview_shows_the_text_as_it_will_be_read(
    member: FlaskClient, open_page: Open
) -> None:
    page = open_page(member, FORM)
    page.get_by_label("Votre message").fill("Bonjour **à vous**")
    page.get_by_role("tab", name="Aperçu").click()

    expect(page.get_by_role("tabpanel", name="Aperçu").locator("strong")).to_have_text("à vous")
    expect(page.get_by_label("Votre message")).to_be_hidden()
    page.get_by_role("tab", name="Aperçu").press("ArrowLeft")
    expect(page.get_by_label("Votre message")).to_be_visible()


def test_who_will_read_is_said_beside_the_button(member: FlaskClient, open_page: Open) -> None:
    page = open_page(member, FORM)
    bar = page.locator(".send").first
    expect(bar.get_by_text("Lisible par les membres du réseau")).to_be_visible()
    page.get_by_label("Public", exact=False).check()

    expect(bar.get_by_text("Lisible par tout le monde")).to_be_visible()
    expect(bar.get_by_text("Lisible par les membres du réseau")).to_be_hidden()


def test_what_is_typed_is_kept_by_the_site(member: FlaskClient, open_page: Open) -> None:
    page = open_page(member, FORM)
    page.get_by_label("Titre").fill("Un café associatif à Doullens")
    page.get_by_label("Titre").blur()

    expect(page.locator("[data-saved]").first).to_contain_text("Brouillon enregistré à")


def test_what_is_typed_on_a_train_stays_on_the_device_and_is_offered_again(
    member: FlaskClient, open_page: Open
) -> None:
    page = open_page(member, FORM)
    page.route(f"{SITE}/brouillons", lambda route: route.fulfill(status=503, body="panne"))
    page.get_by_label("Titre").fill("Un café associatif à Doullens")
    page.get_by_label("Titre").blur()
    expect(page.locator("[data-saved]").first).to_contain_text("gardé sur cet appareil")

    page.goto(FORM)
    assert page.get_by_label("Titre").input_value() == ""
    page.get_by_role("button", name="Le remettre ici").click()
    assert page.get_by_label("Titre").input_value() == "Un café associatif à Doullens"


def test_menus_close_with_escape_and_by_clicking_elsewhere(
    member: FlaskClient, open_page: Open
) -> None:
    page = open_page(member, FORM)
    menu = page.locator("summary", has_text="Mon compte")
    menu.click()
    page.keyboard.press("Escape")
    assert page.locator("details[data-menu][open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"

    menu.click()
    page.mouse.click(400, 400)
    assert page.locator("details[data-menu][open]").count() == 0


def test_without_script_everything_can_still_be_chosen(
    member: FlaskClient, open_page: Open
) -> None:
    page = open_page(member, f"{FORM}?refusee", java_script_enabled=False)
    assert themes(page) == ["Évaluation participative"]
    page.locator("#themes summary").click()
    page.get_by_label("Trésorerie").check()

    assert page.locator("input[name=themes]:checked").count() == 2
    expect(page.get_by_role("button", name="Aperçu")).to_be_visible()
    assert page.get_by_role("button", name="Gras").count() == 0
