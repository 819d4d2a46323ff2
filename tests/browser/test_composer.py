"""Writing in the forum with script: marks, names, files, quotations, taking back, two tabs."""

import re
from base64 import b64decode

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import acts
from tests.browser.conftest import ADVISOR, COLLEAGUE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.real_site]
AREA = "#repondre [data-writing] textarea"
PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HAND_OVER = """([bytes, name, type]) => {
  const held = new DataTransfer();
  held.items.add(new File([new Uint8Array(bytes)], name, { type }));
  return held;
}"""


def _open(desk: Desk, who: str = ADVISOR) -> tuple[Page, Locator]:
    page = desk.open(who)
    page.goto("/forum/")
    page.locator(".rows-forum .row-t a").first.click()
    page.wait_for_function(acts.ENHANCED)
    area = page.locator(AREA)
    area.fill("")
    return page, area


def test_somebody_is_named_by_keyboard_alone(desk: Desk):
    page, area = _open(desk)
    area.focus()
    page.keyboard.type("Merci @mae")
    expect(page.get_by_role("option").first).to_contain_text("Maëlys")
    page.keyboard.press("Enter")
    expect(area).to_have_value(re.compile(r"^Merci @maelys-[a-z-]+\.\d+ $"))
    page.keyboard.type("et @tho")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(area).to_have_value(re.compile("et @tho$"))
    area.fill("")


def test_a_thing_is_named_and_its_title_is_seen_in_the_look(desk: Desk):
    page, area = _open(desk)
    area.focus()
    page.keyboard.type("Voir #conv")
    option = page.get_by_role("option").first
    expect(option).to_be_visible()
    title = option.locator("span").first.evaluate("node => node.firstChild.textContent")
    page.keyboard.press("Tab")
    expect(area).to_have_value(re.compile(r"^Voir #(sujet|fiche|ressource)-\d+ $"))
    page.locator("#repondre").get_by_role("tab", name="Aperçu").click()
    expect(page.locator("#repondre [data-seeing] a.named")).to_have_text(title)
    page.locator("#repondre").get_by_role("tab", name="Écrire").click()
    area.fill("")


def test_the_bar_is_one_stop_and_writes_marks(desk: Desk):
    page, area = _open(desk)
    area.fill("important")
    area.select_text()
    page.keyboard.press("Control+b")
    expect(area).to_have_value("**important**")
    page.keyboard.press("Control+b")
    expect(area).to_have_value("important")
    bar = page.locator("#repondre").get_by_role("toolbar")
    bar.get_by_role("button", name="Gras").focus()
    page.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="Italique")).to_be_focused()
    page.keyboard.press("End")
    expect(bar.get_by_role("button", name="Aperçu pendant l’écriture")).to_be_focused()
    page.keyboard.press("Enter")
    area.fill("# Un titre\n\nDu *texte*")
    expect(page.locator("#repondre [data-seeing] em")).to_have_text("texte")
    area.select_text()
    bar.get_by_role("button", name="Liste numérotée").click()
    expect(area).to_have_value(re.compile("^1. # Un titre"))
    area.fill("")


def test_a_dropped_picture_joins_the_files_and_stands_in_the_text(desk: Desk):
    page, area = _open(desk)
    area.fill("Le plan :")
    held = page.evaluate_handle(HAND_OVER, [list(PICTURE), "plan.png", "image/png"])
    area.dispatch_event("drop", {"dataTransfer": held})
    expect(page.locator("#repondre [data-kept]")).to_contain_text("plan.png")
    expect(area).to_have_value(re.compile(r"!\[plan\]\(/fichiers/\d+\)"))
    page.locator("#repondre").get_by_role("tab", name="Aperçu").click()
    picture = page.locator("#repondre [data-seeing] img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    page.locator("#repondre").get_by_role("tab", name="Écrire").click()
    area.fill("")


def test_a_selection_is_quoted_with_its_author_and_its_place(desk: Desk):
    page, area = _open(desk)
    first = page.locator(".post .prose p").first
    first.scroll_into_view_if_needed()
    words = first.evaluate(
        """node => {
          const range = document.createRange();
          range.selectNodeContents(node);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          return getSelection().toString().trim().split("\\n")[0];
        }"""
    )
    page.locator(".quote-this").click()
    expect(area).to_have_value(
        re.compile(r"^> \[[^\]]+\]\(/forum/sujets/\d+-[\w-]+/messages/\d+\) a écrit\s:\n>\n> ")
    )
    assert words in area.input_value()
    area.fill("")


def test_what_was_just_sent_is_taken_back_and_can_be_mended(desk: Desk):
    page, area = _open(desk, COLLEAGUE)
    area.fill("Parti trop vite, sans relire.")
    page.locator("#repondre").get_by_role("button", name="Répondre").click()
    sent = page.locator(".post").last
    expect(sent).to_contain_text("Parti trop vite")
    address = page.url
    sent.get_by_role("button", name="Annuler l’envoi").click()
    expect(page.locator(AREA)).to_have_value("Parti trop vite, sans relire.")
    expect(page.locator(".post", has_text="Parti trop vite")).to_have_count(0)
    assert address.partition("#")[0] == page.url.partition("#")[0]
    page.locator(AREA).fill("")


def test_two_tabs_write_differently_and_both_texts_come_back(desk: Desk):
    page, area = _open(desk, COLLEAGUE)
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_function(acts.ENHANCED)
    with page.expect_response("**/brouillons"):
        area.fill("Écrit dans le premier onglet.")
    with other.expect_response("**/brouillons"):
        other.locator(AREA).fill("Écrit dans le second onglet.")
    other.reload()
    expect(other.locator(AREA)).to_have_value("Écrit dans le second onglet.")
    expect(other.locator("#autre-version")).to_contain_text("Écrit dans le premier onglet.")
    other.get_by_role("link", name="Reprendre cette version").click()
    expect(other.locator(AREA)).to_have_value("Écrit dans le premier onglet.")
    expect(other.locator("#autre-version")).to_contain_text("Écrit dans le second onglet.")
