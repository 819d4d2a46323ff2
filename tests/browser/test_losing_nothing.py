"""Nothing that was typed is lost: an ended session, a dropped connection, a double click."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.demo.accounts import PASSWORD
from tests.browser.conftest import ADVISOR, COLLEAGUE, Desk, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.real_site]


def _first_topic(page: Page) -> str:
    page.goto("/forum/")
    page.locator(".rows-forum .row-t a").first.click()
    expect(page.locator("#repondre textarea")).to_be_visible()
    return page.url


@pytest.mark.parametrize("scripted", [True, False])
def test_a_session_that_ended_gives_the_text_back(desk: Desk, scripted: bool):
    page = desk.open(scripted=scripted)
    sign_in(page, COLLEAGUE)
    topic = _first_topic(page)
    page.locator("#repondre textarea").fill("Une réponse écrite entre deux rendez-vous.")
    page.context.clear_cookies()
    page.locator("#repondre").get_by_role("button", name="Répondre").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("connect", ignore_case=True)
    page.get_by_label("Adresse de courriel").fill(COLLEAGUE)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Se connecter").click()
    expect(page.locator("#repondre textarea")).to_be_visible()
    assert page.url.partition("#")[0].partition("?")[0] == topic.partition("#")[0].partition("?")[0]
    expect(page.locator("#repondre textarea")).to_have_value(
        "Une réponse écrite entre deux rendez-vous."
    )
    page.locator("#repondre textarea").fill("")


def test_what_is_typed_on_one_device_is_found_on_another(desk: Desk):
    here, there = desk.open(ADVISOR), desk.open(ADVISOR)
    topic = _first_topic(here)
    here.locator("#repondre textarea").fill("Commencé au bureau.")
    expect(here.locator("#repondre [data-saved]")).to_contain_text(
        "Brouillon enregistré", timeout=10_000
    )
    there.goto(topic)
    expect(there.locator("#repondre textarea")).to_have_value("Commencé au bureau.")


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
    page.locator("#repondre textarea").fill("Une seule réponse, malgré deux clics.")
    page.locator("#repondre").get_by_role("button", name="Répondre").dblclick()
    page.wait_for_load_state("networkidle")
    page.reload()
    same = page.locator(".post", has_text="Une seule réponse, malgré deux clics.")
    expect(same).to_have_count(1)
    assert page.locator(".post").count() == before + 1
