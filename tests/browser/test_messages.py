"""Private messages: from a profile, unread then read, by keyboard, without script."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import ADVISOR, COLLEAGUE, FACILITATOR, NEWCOMER, Desk, Site

pytestmark = [pytest.mark.browser, pytest.mark.real_site]


def number_named(site: Site, email: str) -> object:
    return site.look_up("SELECT id FROM members WHERE email = ?", email)


def unread_mark(page: Page):
    return page.locator(".top-mail .count")


@pytest.mark.parametrize("scripted", [True, False], ids=["scripted", "plain"])
def test_two_members_write_to_one_another(desk: Desk, site: Site, scripted: bool):
    writer, other = (COLLEAGUE, NEWCOMER) if scripted else (ADVISOR, NEWCOMER)
    page, there = desk.open(writer, scripted=scripted), desk.open(other, scripted=scripted)
    path = acts.write_to(page, number_named(site, other), "Bonjour, une **question**.")
    expect(page.locator("article .prose strong")).to_have_text("question")

    there.goto("/forum/")
    expect(unread_mark(there)).to_contain_text("1")
    there.locator(".top-mail").click()
    expect(there.locator("main li .is-new")).to_have_count(1)
    there.locator("main li .is-new a").click()
    expect(there.get_by_text("Nouveaux messages")).to_be_visible()
    acts.write_in(there, path, "Oui, dites-moi.")
    expect(unread_mark(there)).to_have_count(0)

    page.goto(path)
    expect(page.get_by_text("Oui, dites-moi.")).to_be_visible()
    page.goto("/messages/")
    expect(page.locator(f"main li:has(a[href^='{path}#']) article")).to_have_count(1)
    expect(page.locator(f"main li:has(a[href^='{path}#']) .is-new")).to_have_count(0)
    there.goto(path)
    expect(there.get_by_text("Lu par")).to_be_visible()


def test_people_are_chosen_and_written_to_without_a_mouse(desk: Desk):
    page = desk.open(FACILITATOR)
    page.goto("/messages/nouveau")
    page.wait_for_function(acts.ENHANCED)
    tab_to(page, "fieldset#people [role=combobox]")
    for name in ("Sylvain", "Thomas"):
        page.keyboard.type(name)
        expect(page.locator("fieldset#people [role=option]").first).to_contain_text(name)
        page.keyboard.press("Enter")
    expect(page.locator("fieldset#people .token")).to_have_count(2)
    tab_to(page, "input[name=subject]")
    page.keyboard.type("La réunion de lundi")
    tab_to(page, "textarea[name=text]")
    page.keyboard.type("À neuf heures, est-ce possible")
    tab_to(page, "main .send .btn-main")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("La réunion de lundi")


def test_a_group_is_made_and_left_without_script(desk: Desk):
    page = desk.open(FACILITATOR, scripted=False)
    page.goto("/messages/nouveau")
    page.locator("fieldset#people summary").click()
    for name in ("Sylvain C.", "Maëlys T."):
        page.locator("fieldset#people").get_by_label(re.compile(f"^{name}")).check()
    page.locator("textarea[name=text]").fill("À trois, sans script.")
    page.locator("main").get_by_role("button", name="Envoyer").click()
    page.wait_for_url(re.compile(r"/messages/\d+#message-1$"))
    page.get_by_role("link", name="Quitter la conversation").click()
    page.locator("main").get_by_role("button", name="Quitter la conversation").click()
    expect(page.get_by_text("Vous avez quitté la conversation.")).to_be_visible()
    expect(page.get_by_text("À trois, sans script.")).to_have_count(0)


def test_what_is_typed_is_still_there_after_a_reload(desk: Desk, site: Site):
    page = desk.open(COLLEAGUE)
    path = acts.write_to(page, number_named(site, FACILITATOR), "Un premier mot.")
    page.goto(path)
    page.wait_for_function(acts.ENHANCED)
    page.locator("textarea[name=text]").fill("Je commence une longue réponse.")
    expect(page.locator("[data-saved]")).to_contain_text("Brouillon enregistré")
    page.reload()
    expect(page.locator("textarea[name=text]")).to_have_value("Je commence une longue réponse.")


def tab_to(page: Page, there: str, most: int = 60) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({there!r})"):
            return
    raise AssertionError(f"the keyboard never reached {there}")
