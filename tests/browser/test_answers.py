"""Answering without writing: reactions, votes; and asking about a sheet from its page."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import ADVISOR, COLLEAGUE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.real_site]

DAYS = ("Mardi matin", "Jeudi midi", "Vendredi soir")


def open_a_poll(page: Page, title: str, *, kind: str, scripted: bool) -> str:
    """Ask for a day in a topic of one's own; return its address."""
    page.goto("/forum/nouveau")
    page.get_by_label("Titre", exact=True).fill(title)
    page.get_by_label("Rubrique", exact=True).select_option(acts.NETWORK_RUBRIC)
    page.locator("textarea[name=text]").fill("Dites quel jour vous va, je réserve la salle.")
    acts.unfold(page, "#poll_question").fill("Quel jour vous va ?")
    page.get_by_label("Choix proposés").fill("\n".join(DAYS))
    page.get_by_label(kind).check()
    fieldset = acts.unfold(page, "fieldset#themes")
    acts.choose(fieldset, acts.THEME, scripted=scripted)
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return urlsplit(page.url).path


@pytest.mark.parametrize("scripted", [True, False])
def test_one_says_that_a_message_was_useful_in_one_click(desk: Desk, scripted: bool) -> None:
    asker, other = desk.open(ADVISOR), desk.open(COLLEAGUE, scripted=scripted)
    topic = acts.ask(asker, "Une question dont la réponse sert", "Bonjour ?", scripted=True)
    other.goto(topic)
    useful = other.locator("#reactions-1").get_by_role("button", name="Utile")

    useful.focus()
    other.keyboard.press("Enter")

    expect(useful).to_have_attribute("aria-pressed", "true")
    expect(useful).to_contain_text("1")
    if scripted:
        expect(useful).to_be_focused()
    asker.goto(topic)
    asker.locator("#reactions-1 summary").click()
    expect(asker.locator("#reactions-1")).to_contain_text("Utile pour")
    useful.click()
    expect(useful).to_have_attribute("aria-pressed", "false")


def test_a_double_click_says_it_once(desk: Desk) -> None:
    asker, other = desk.open(ADVISOR), desk.open(COLLEAGUE)
    topic = acts.ask(asker, "Une question que l’on remercie", "Bonjour ?", scripted=True)
    other.goto(topic)
    thanks = other.locator("#reactions-1").get_by_role("button", name="Merci")

    thanks.dblclick()

    expect(thanks).to_have_attribute("aria-pressed", "true")
    other.reload()
    expect(thanks).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("scripted", [True, False])
def test_one_votes_by_keyboard_and_changes_ones_mind(desk: Desk, scripted: bool) -> None:
    asker, other = desk.open(ADVISOR, scripted=scripted), desk.open(COLLEAGUE, scripted=scripted)
    topic = open_a_poll(asker, "Un jour pour se voir", kind="Une seule réponse", scripted=scripted)
    other.goto(topic)
    poll = other.locator("#sondage-1")

    poll.get_by_label(DAYS[0]).focus()
    other.keyboard.press("ArrowDown")
    other.keyboard.press("Tab")
    other.keyboard.press("Enter")

    expect(poll).to_contain_text("1 personne a voté.")
    expect(poll.locator(".poll-results li").nth(1)).to_contain_text("1 vote")
    poll.locator("summary", has_text="Changer mon vote").click()
    poll.get_by_label(DAYS[2]).check()
    poll.get_by_role("button", name="Voter").click()
    expect(poll).to_contain_text("1 personne a voté.")
    expect(poll.locator(".poll-results li").nth(2)).to_contain_text("1 vote")


def test_one_ranks_without_script_and_the_author_closes(desk: Desk) -> None:
    asker, other = desk.open(ADVISOR), desk.open(COLLEAGUE, scripted=False)
    topic = open_a_poll(asker, "Un jour à classer", kind="Un classement", scripted=True)
    other.goto(topic)
    poll = other.locator("#sondage-1")

    poll.get_by_label(DAYS[2]).select_option("1er")
    poll.get_by_label(DAYS[0]).select_option("2e")
    poll.get_by_role("button", name="Voter").click()

    expect(poll.locator(".poll-results li").first).to_contain_text(DAYS[2])
    expect(poll).to_contain_text("Méthode de Borda")
    asker.goto(topic)
    asker.get_by_role("button", name="Clore le sondage").click()
    other.reload()
    expect(poll.get_by_role("button", name="Voter")).to_have_count(0)
    expect(poll).to_contain_text("clos")


def test_one_asks_about_a_sheet_from_its_page(desk: Desk) -> None:
    page = desk.open(ADVISOR)
    page.goto("/fiches/")
    page.locator(".row-t a").first.click()
    sheet, title = urlsplit(page.url).path, page.get_by_role("heading", level=1).inner_text()

    page.locator("#discussions").get_by_role("link", name="Poser une question").click()
    expect(page.locator("main")).to_contain_text(title)
    page.get_by_label("Titre", exact=True).fill("Une question sur cette fiche")
    page.get_by_label("Rubrique", exact=True).select_option(acts.NETWORK_RUBRIC)
    page.locator("textarea[name=text]").fill("Combien de temps prend la première étape ?")
    page.get_by_role("button", name="Publier", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Une question sur cette fiche")
    page.locator(".about").get_by_role("link", name=title).click()
    assert urlsplit(page.url).path == sheet
    expect(page.locator("#discussions")).to_contain_text("Une question sur cette fiche")
