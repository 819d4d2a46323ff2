"""Every component, in a real browser, on a phone and a desk, by day and by night."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page

from tests.look.conftest import AXE, Open

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = (
    "/planche/composants?message",
    "/planche/formulaire",
    "/planche/formulaire?refusee",
    "/planche/erreur/404",
    "/planche/erreur/403",
    "/planche/panne",
)


def violations(page: Page) -> list[str]:
    """Ask axe; the viewport is as high as the page, or a sticky bar hides a part of it."""
    width = page.evaluate("innerWidth")
    page.set_viewport_size(
        {"width": width, "height": page.evaluate("document.documentElement.scrollHeight") + 10}
    )
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("(rules) => axe.run({runOnly: rules})", RULES)
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.usefixtures("demo")
def test_members_meet_no_barrier(
    member: FlaskClient, open_page: Open, path: str, width: int, scheme: str
) -> None:
    page = open_page(member, path, width=width, color_scheme=scheme, bypass_csp=True)
    page.evaluate("document.querySelectorAll('.choose-all').forEach((one) => { one.open = true })")

    assert violations(page) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_visitors_meet_no_barrier(visitor: FlaskClient, open_page: Open, width: int) -> None:
    page = open_page(visitor, "/planche/composants", width=width, bypass_csp=True)

    assert violations(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways(member: FlaskClient, open_page: Open, path: str) -> None:
    page = open_page(member, path)
    wide = {}
    for width in (320, 360, 768, 1024, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        wide[width] = overflow(page)

    assert not [width for width, beyond in wide.items() if beyond > 0]


def test_text_at_twice_its_size_still_fits(member: FlaskClient, open_page: Open) -> None:
    page = open_page(member, "/planche/composants", width=640)
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert overflow(page) <= 0


def test_fingers_find_every_target(member: FlaskClient, open_page: Open) -> None:
    """44 px on a touch screen for what is not inside a sentence."""
    page = open_page(member, "/planche/formulaire", width=360, has_touch=True, is_mobile=True)
    small = page.evaluate(
        """[...document.querySelectorAll('button, .btn, summary, .input, .check, nav a')]
        .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 43.5)
        .map((one) => one.outerHTML.slice(0, 80))"""
    )

    assert small == []


def test_the_page_prints_without_its_navigation(planche: Flask, open_page: Open) -> None:
    page = open_page(planche.test_client(), "/planche/composants")
    page.emulate_media(media="print")

    assert page.locator(".post .prose").first.is_visible()
    for hidden in (".rooms", ".find", ".foot", ".post-foot", ".crumbs"):
        assert not page.locator(hidden).first.is_visible()
