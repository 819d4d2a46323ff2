"""The main job by the keyboard alone, the focus always visible."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import ENHANCED
from tests.browser.conftest import ADVISOR, COLLEAGUE, Desk

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


def test_a_topic_is_answered_without_a_mouse(desk: Desk):
    page = desk.open(COLLEAGUE)
    page.goto("/forum/")
    _press_tab_until(page, ".rows-forum .row-t a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sujets/**")
    page.wait_for_function(ENHANCED)
    _press_tab_until(page, "#repondre textarea[name=text]", most=150)
    page.keyboard.type("Une réponse tapée sans lâcher le clavier.")
    _press_tab_until(page, "#repondre .send .btn-main")
    assert _focus_is_visible(page)
    page.keyboard.press("Enter")
    expect(page.locator(".post").last).to_contain_text("sans lâcher le clavier")


def test_terms_are_chosen_and_taken_back_without_a_mouse(desk: Desk):
    """The pattern of a combobox: arrows choose, Enter takes, Escape closes."""
    page = desk.open(ADVISOR)
    page.goto("/ressources/nouvelle")
    page.wait_for_function(ENHANCED)
    themes = page.locator("fieldset#themes")
    box, options = themes.get_by_role("combobox"), themes.get_by_role("option")
    _press_tab_until(page, "fieldset#themes [role=combobox]")
    page.keyboard.type("evaluation")
    expect(box).to_have_attribute("aria-expanded", "true")
    first = box.get_attribute("aria-activedescendant") or ""
    page.keyboard.press("ArrowDown")
    expect(box).not_to_have_attribute("aria-activedescendant", first)
    page.keyboard.press("ArrowUp")
    expect(box).to_have_attribute("aria-activedescendant", first)
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(themes.locator(".token")).to_have_count(1)
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.matches('.token button')")
    assert _focus_is_visible(page)
    page.keyboard.press("Enter")
    expect(themes.locator(".token")).to_have_count(0)
    expect(box).to_be_focused()


def test_a_text_is_looked_at_without_a_mouse(desk: Desk):
    page = desk.open(COLLEAGUE)
    page.goto("/forum/nouveau")
    page.wait_for_function(ENHANCED)
    _press_tab_until(page, "textarea[name=text]")
    page.keyboard.type("Un **mot**.")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("tab", name="Écrire")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Aperçu")).to_be_focused()
    assert _focus_is_visible(page)
    expect(page.locator("[data-seeing] strong")).to_have_text("mot")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("textarea[name=text]")).to_be_visible()


def test_a_tool_is_shared_without_a_mouse(desk: Desk):
    page = desk.open(COLLEAGUE)
    page.goto("/ressources/nouvelle")
    page.wait_for_function(ENHANCED)
    _press_tab_until(page, "input[type=file]")
    assert _focus_is_visible(page)
    for name, text in (
        ("url", "https://exemple.test/outil"),
        ("title", "Un outil partagé au clavier"),
    ):
        _press_tab_until(page, f"input[name={name}]")
        page.keyboard.type(text)
    _press_tab_until(page, "textarea[name=description]")
    page.keyboard.type("Il sert au premier rendez-vous, en dix minutes.")
    _press_tab_until(page, "select[name=type]")
    page.keyboard.press("ArrowDown")
    for name, letters in (("themes", "evaluation part"), ("publics", "habitants")):
        _press_tab_until(page, f"fieldset#{name} [role=combobox]")
        page.keyboard.type(letters)
        expect(page.locator(f"fieldset#{name} [role=option]").first).to_be_visible()
        page.keyboard.press("Enter")
    _press_tab_until(page, "input[name=authors]")
    page.keyboard.type("Nous")
    _press_tab_until(page, "input[name=rights_checked]")
    page.keyboard.press("Space")
    _press_tab_until(page, "main .send .btn-main")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Un outil partagé au clavier")


def test_a_sheet_is_begun_and_its_rows_moved_without_a_mouse(desk: Desk):
    page = desk.open(COLLEAGUE)
    page.goto("/fiches/nouvelle")
    _press_tab_until(page, "input[name=title]")
    page.keyboard.type("Une fiche écrite au clavier")
    page.keyboard.press("Enter")
    page.wait_for_url("**/modifier**")
    page.goto(f"{page.url.partition('?')[0]}?section=contexte")
    page.wait_for_function(ENHANCED)
    _press_tab_until(page, "#objectifs-1", most=150)
    page.keyboard.type("Accueillir")
    _press_tab_until(page, "fieldset#objectifs [data-act=add]")
    page.keyboard.press("Enter")
    page.keyboard.type("Orienter")
    _press_tab_until(page, "fieldset#objectifs [data-row]:last-child [data-act=up]")
    assert _focus_is_visible(page)
    page.keyboard.press("Enter")
    rows = page.locator("[name=objectifs]")
    written = [row.input_value() for row in rows.all()]
    assert written.index("Orienter") < len(written) - 1
    _press_tab_until(page, "main .send .btn-main", most=150)
    page.keyboard.press("Enter")
    page.wait_for_url("**section=demarche**")
