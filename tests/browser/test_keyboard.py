"""The main job by the keyboard alone, the focus always visible."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ADVISOR, Desk

pytestmark = [pytest.mark.browser, pytest.mark.real_site]


def _press_tab_until(page: Page, is_there: str, most: int = 60) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({is_there!r})"):
            return
    raise AssertionError(f"the keyboard never reached {is_there}")


def _focus_is_visible(page: Page) -> bool:
    return bool(
        page.evaluate(
            "(() => { const one = document.activeElement;"
            " const drawn = [one, one.closest('.row')].filter(Boolean).some(e => ['', '::after']"
            " .some(p => { const s = getComputedStyle(e, p || null);"
            " return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0; }));"
            " return drawn; })()"
        )
    )


def test_the_first_tab_leads_past_the_navigation(desk: Desk):
    page = desk.open(ADVISOR)
    page.goto("/forum/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()


def test_a_menu_opens_and_closes_and_gives_the_focus_back(desk: Desk):
    page = desk.open(ADVISOR)
    page.goto("/forum/")
    _press_tab_until(page, "details.publish > summary")
    assert _focus_is_visible(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Poser une question").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("details.publish")).not_to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.matches('details.publish > summary')")


def test_a_question_is_asked_without_a_mouse(desk: Desk):
    page = desk.open(ADVISOR)
    page.goto("/forum/nouveau")
    _press_tab_until(page, "#title, input[name=title]")
    assert _focus_is_visible(page)
    page.keyboard.type("Poser une question sans souris, est-ce possible")
    _press_tab_until(page, "select[name=category], select[name=rubrique]")
    page.keyboard.press("ArrowDown")
    _press_tab_until(page, "textarea[name=text]")
    page.keyboard.type("Au clavier seulement, du titre jusqu'au bouton.")
    _press_tab_until(page, "details:has(fieldset#themes) > summary")
    page.keyboard.press("Enter")
    _press_tab_until(page, "fieldset#themes [role=combobox]")
    page.keyboard.type("evaluation part")
    expect(page.locator("fieldset#themes [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    _press_tab_until(page, "main .send .btn-main")
    assert _focus_is_visible(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("sans souris")


def test_a_search_is_made_and_followed_without_a_mouse(desk: Desk):
    page = desk.open(ADVISOR)
    page.goto("/")
    _press_tab_until(page, "input[type=search]")
    page.keyboard.type("fiche navette")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche**")
    _press_tab_until(page, ".results .row-t a")
    assert _focus_is_visible(page)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/recherche" not in address)
