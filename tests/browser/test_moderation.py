"""A flag, from the link under a message to the answer, in a real browser; two topics made one."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import ADVISOR, COLLEAGUE, FACILITATOR, Desk

pytestmark = [pytest.mark.browser, pytest.mark.real_site]

WORDS = "Madame Dupont, du café de Rue, nous l’a dit."


def flag_by_keyboard(page: Page, topic: str) -> None:
    """Open the menu of the second message and send the form without a mouse."""
    page.goto(topic)
    menu = page.locator("#message-2 .post-foot details[data-menu]")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    menu.get_by_role("link", name="Signaler").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/signaler/**")
    page.get_by_label("Un porteur de projet est reconnaissable").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Signaler").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/signalements")


def decide(page: Page, decision: str, reason: str) -> None:
    page.get_by_role("radio", name=decision).check()
    page.get_by_role("textbox", name="Raison").fill(reason)
    page.get_by_role("button", name="Décider").click()


def test_a_message_is_flagged_hidden_answered_and_shown_again(desk: Desk):
    asker, answerer = desk.open(ADVISOR), desk.open(COLLEAGUE)
    facilitator = desk.open(FACILITATOR)
    topic = acts.ask(asker, "Qui a parlé de ce café ?", "Bonjour, qui sait ?", scripted=True)
    acts.answer(answerer, topic, WORDS)

    flag_by_keyboard(asker, topic)
    expect(asker.get_by_text("L’animation le lit").first).to_be_visible()
    asker.goto(topic)
    expect(asker.get_by_text("Message masqué par l’animation")).to_be_visible()
    expect(asker.get_by_text("Madame Dupont")).to_have_count(0)
    answerer.goto(topic)
    expect(answerer.get_by_text("vous seul·e le lisez")).to_be_visible()

    facilitator.goto("/moderation/")
    facilitator.get_by_role("link", name="Qui a parlé de ce café").click()
    expect(facilitator.get_by_text("Madame Dupont")).to_be_visible()
    decide(facilitator, "Rétablir", "Le nom est d’emprunt.")
    facilitator.wait_for_url("**/moderation/")

    asker.goto(topic)
    expect(asker.get_by_text("Madame Dupont")).to_be_visible()
    asker.goto("/signalements")
    expect(asker.get_by_text("Sans suite").first).to_be_visible()
    facilitator.goto("/moderation/journal")
    expect(facilitator.get_by_text("Le nom est d’emprunt.").first).to_be_visible()


def test_two_topics_become_one_while_somebody_answers(desk: Desk):
    asker, answerer = desk.open(ADVISOR), desk.open(COLLEAGUE)
    facilitator = desk.open(FACILITATOR)
    old = acts.ask(asker, "Une question posée deux fois", "La première fois.", scripted=True)
    into = acts.ask(asker, "La même question, mieux dite", "La seconde fois.", scripted=True)
    answerer.goto(old)
    answerer.locator("#repondre textarea[name=text]").fill("Je réponds à la première.")

    facilitator.goto(old)
    facilitator.locator("summary", has_text="Animer").click()
    facilitator.get_by_role("link", name="Réunir avec un autre sujet").click()
    facilitator.get_by_label("Sujet d’accueil").fill(into)
    facilitator.get_by_label("Raison").fill("C’est la même question.")
    facilitator.get_by_role("button", name="Réunir avec un autre sujet").click()
    expect(facilitator.get_by_text("La première fois.")).to_be_visible()

    answerer.locator("#repondre .btn-main").first.click()
    expect(answerer.get_by_text("Je réponds à la première.").first).to_be_visible()
    expect(answerer.get_by_role("heading", name="La même question, mieux dite")).to_be_visible()
