"""Nothing that was typed is lost: an ended session, a dropped connection, a double click."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from app.demo.accounts import PASSWORD
from tests.browser import acts
from tests.browser.conftest import (
    ADVISOR,
    COLLEAGUE,
    FACILITATOR,
    NEWCOMER,
    Desk,
    sign_in,
)

pytestmark = [pytest.mark.browser, pytest.mark.real_site]


def _first_topic(page: Page) -> str:
    page.goto("/forum/")
    page.locator(".rows-forum .row-t a").first.click()
    expect(page.locator("#repondre textarea[name=text]")).to_be_visible()
    return page.url.partition("#")[0]


@pytest.mark.parametrize("scripted", [True, False])
def test_a_session_that_ended_gives_the_text_back(desk: Desk, scripted: bool):
    page = desk.open(scripted=scripted)
    sign_in(page, COLLEAGUE)
    topic = _first_topic(page)
    page.locator("#repondre textarea[name=text]").fill("Une réponse écrite entre deux rendez-vous.")
    page.context.clear_cookies()
    page.locator("#repondre").get_by_role("button", name="Répondre").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("connect", ignore_case=True)
    page.get_by_label("Adresse de courriel").fill(COLLEAGUE)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Se connecter").click()
    expect(page.locator("#repondre textarea[name=text]")).to_be_visible()
    assert page.url.partition("#")[0].partition("?")[0] == topic.partition("#")[0].partition("?")[0]
    expect(page.locator("#repondre textarea[name=text]")).to_have_value(
        "Une réponse écrite entre deux rendez-vous."
    )
    page.locator("#repondre textarea[name=text]").fill("")


def test_what_is_typed_on_one_device_is_found_on_another(desk: Desk):
    here, there = desk.open(ADVISOR), desk.open(ADVISOR)
    topic = _first_topic(here)
    here.wait_for_function(acts.ENHANCED)
    here.locator("#repondre textarea[name=text]").fill("Commencé au bureau.")
    expect(here.locator("#repondre [data-saved]")).to_contain_text(
        "Brouillon enregistré", timeout=10_000
    )
    there.goto(topic)
    expect(there.locator("#repondre textarea[name=text]")).to_have_value("Commencé au bureau.")


def test_what_is_typed_before_the_scripts_come_saves_itself_too(desk: Desk):
    page = desk.open(NEWCOMER)
    topic = _first_topic(page)
    held: list[Route] = []
    page.route("**/js/autosave.js*", lambda script: held.append(script))  # noqa: PLW0108
    with page.expect_request("**/js/autosave.js*"):
        page.goto(topic)
    page.locator("#repondre textarea[name=text]").fill("Tapé plus vite que le réseau.")
    for script in held:
        script.continue_()
    expect(page.locator("#repondre [data-saved]")).to_contain_text("Brouillon enregistré")
    page.unroute_all()
    page.goto(topic)
    expect(page.locator("#repondre textarea[name=text]")).to_have_value(
        "Tapé plus vite que le réseau."
    )


def test_a_dropped_connection_keeps_the_text_on_the_device(desk: Desk):
    page = desk.open(ADVISOR)
    page.goto("/forum/nouveau", wait_until="networkidle")
    page.context.set_offline(True)
    page.locator("textarea[name=text]").fill("Écrit dans le train, sans réseau.")
    expect(page.locator("[data-saved]").last).to_contain_text(
        re.compile("gardé sur cet appareil"), timeout=10_000
    )
    page.context.set_offline(False)
    expect(page.locator("[data-saved]").last).to_contain_text("Brouillon enregistré")
    page.goto("/forum/nouveau")
    expect(page.locator("textarea[name=text]")).to_have_value("Écrit dans le train, sans réseau.")


def test_a_double_click_publishes_once(desk: Desk):
    page = desk.open(COLLEAGUE)
    _first_topic(page)
    before = page.locator(".post").count()
    page.locator("#repondre textarea[name=text]").fill("Une seule réponse, malgré deux clics.")
    page.locator("#repondre").get_by_role("button", name="Répondre").dblclick()
    page.wait_for_load_state("networkidle")
    page.reload()
    same = page.locator(".post", has_text="Une seule réponse, malgré deux clics.")
    expect(same).to_have_count(1)
    assert page.locator(".post").count() == before + 1


def test_a_page_closed_without_a_network_offers_the_text_back(desk: Desk):
    page = desk.open(NEWCOMER)
    page.goto("/forum/nouveau")
    page.wait_for_function(acts.ENHANCED)
    page.context.set_offline(True)
    page.locator("textarea[name=text]").fill("Écrit dans un tunnel, puis la page fermée.")
    expect(page.locator("[data-saved]").last).to_contain_text("gardé sur cet appareil")
    again = page.context.new_page()
    page.close()
    page = again
    page.context.set_offline(False)
    page.goto("/forum/nouveau")
    expect(page.locator("textarea[name=text]")).to_have_value("")
    page.get_by_role("button", name="Le remettre ici").click()
    expect(page.locator("textarea[name=text]")).to_have_value(re.compile("^Écrit dans un tunnel"))
    expect(page.locator("[data-saved]").last).to_contain_text("Brouillon enregistré")


@pytest.mark.parametrize(("who", "scripted"), [(NEWCOMER, True), (FACILITATOR, False)])
def test_a_refused_file_leaves_the_text_where_it_is(desk: Desk, who: str, scripted: bool):
    page = desk.open(who, scripted=scripted)
    page.goto("/ressources/nouvelle")
    if scripted:
        page.wait_for_function(acts.ENHANCED)
    page.get_by_label("Titre", exact=True).fill("Une grille à peine commencée")
    page.locator("textarea[name=description]").fill("Elle sert au premier rendez-vous.")
    sent = {"vide.pdf": b"", "plan.pdf": b"MZ" + bytes(400), "note.txt": b"Un mot."}
    acts.choose_files(page, sent)
    if scripted:
        expect(page.locator(".picked .err")).to_have_count(2)
    page.get_by_role("button", name="Publier la ressource").click()
    expect(page.locator("#erreurs")).to_be_visible()
    expect(page.get_by_label("Titre", exact=True)).to_have_value("Une grille à peine commencée")
    expect(page.locator("textarea[name=description]")).to_have_value(
        "Elle sert au premier rendez-vous."
    )
    expect(page.locator("[data-kept]")).to_contain_text("note.txt")
    expect(page.locator("[data-kept] input")).to_have_count(1)


def test_a_section_of_a_sheet_half_written_is_found_elsewhere(desk: Desk):
    here, there = desk.open(ADVISOR), desk.open(ADVISOR)
    here.goto("/fiches/nouvelle")
    here.get_by_label("Titre").fill("Une fiche commencée entre deux trains")
    here.get_by_role("button", name="Commencer la fiche").click()
    here.wait_for_url("**/modifier**")
    here.goto(f"{here.url.partition('?')[0]}?section=contexte")
    here.wait_for_function(acts.ENHANCED)
    here.locator("textarea[name=probleme]").fill("Personne ne savait où s’adresser.")
    expect(here.locator("[data-saved]").last).to_contain_text("Enregistré à")
    there.goto(here.url)
    expect(there.locator("textarea[name=probleme]")).to_have_value(
        "Personne ne savait où s’adresser."
    )
