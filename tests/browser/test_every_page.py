"""Every page, read by axe-core: WCAG 2.0 to 2.2 A and AA, and best practices, without a violation.

Light and dark, narrow and wide; the window is as high as the page, because a sticky bar would
otherwise hide what stands at the fold. No page scrolls sideways at 320 pixels.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page

from app.practices.content.fields import SECTIONS
from tests.browser.conftest import ADMINISTRATOR, ADVISOR, Desk, Site

pytestmark = [pytest.mark.browser, pytest.mark.real_site]

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HIGHEST = 9000
VISITOR = (
    "/",
    "/connexion",
    "/connexion/oubli",
    "/forum/",
    "/ressources/",
    "/fiches/",
    "/recherche",
    "/recherche?q=recyclerie",
    "/recherche?q=zzzzqqqq",
    "/aide/",
    "/aide/forum",
    "/charte",
    "/regles",
    "/mentions-legales",
    "/confidentialite",
    "/accessibilite",
    "/contact",
    "/nulle-part",
)
MEMBER = (
    "/",
    "/forum/nouveau",
    "/forum/?filtre=sans-reponse",
    "/ressources/nouvelle",
    "/ressources/?type=guide",
    "/fiches/nouvelle",
    "/compte/contributions",
    "/compte/profil",
    "/compte/mot-de-passe",
    "/recherche?q=utilité sociale",
)


def _things(site: Site) -> dict[str, tuple[int, str]]:
    """Return an address of each kind, one that the advisor wrote."""
    address = f"file:{site.folder / 'tremplin.db'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as database:
        rows = database.execute(
            "SELECT kind, c.id, c.slug FROM contributions c JOIN members ON members.id = author_id"
            " WHERE email = ? AND state = 'published' ORDER BY c.id",
            (ADVISOR,),
        )
        found = {kind: (identity, slug) for kind, identity, slug in rows}
        found.setdefault(
            "sheet",
            database.execute(
                "SELECT id, slug FROM contributions WHERE kind = 'sheet' ORDER BY id"
            ).fetchone(),
        )
        found["resource"] = database.execute(
            "SELECT c.id, c.slug FROM contributions c JOIN resource_files f ON f.resource_id = c.id"
            " WHERE c.kind = 'resource' ORDER BY c.id"
        ).fetchone()
        found["file"] = database.execute(
            "SELECT file_id, '' FROM resource_files WHERE resource_id = ?", (found["resource"][0],)
        ).fetchone()
    return found


def _of_things(site: Site) -> Iterator[str]:
    found = _things(site)
    kinds = ("topic", "sheet", "resource")
    topic, sheet, tool = (f"{found[kind][0]}-{found[kind][1]}" for kind in kinds)
    yield f"/forum/sujets/{topic}"
    yield f"/forum/sujets/{topic}/modifier"
    yield f"/ressources/{tool}"
    yield f"/ressources/{tool}/fichiers/{found['file'][0]}"
    yield f"/fiches/{sheet}"
    yield f"/contributions/{found['topic'][0]}/visibilite"


def _violations(page: Page, address: str, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    return _read(page, address, width)


def _read(page: Page, address: str, width: int) -> list[str]:
    height = min(int(page.evaluate("document.documentElement.scrollHeight")) + 10, HIGHEST)
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "rules => axe.run({runOnly: {type: 'tag', values: rules}}).then(r => r.violations.map("
        "v => v.id + ': ' + v.nodes.slice(0, 2).map(n => n.target.join(' ')).join(' | ')))",
        RULES,
    )
    return [f"{address} ({width} px) {one}" for one in found]


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_no_page_of_a_visitor_breaks_a_rule(desk: Desk, scheme: str, width: int):
    page = desk.open(color_scheme=scheme)
    found = [one for address in VISITOR for one in _violations(page, address, width)]
    assert found == []


@pytest.mark.parametrize(("scheme", "width"), [("dark", 360), ("light", 1280)])
def test_no_page_of_a_member_breaks_a_rule(desk: Desk, site: Site, scheme: str, width: int):
    page = desk.open(ADVISOR, color_scheme=scheme)
    addresses = [*MEMBER, *_of_things(site)]
    found = [one for address in addresses for one in _violations(page, address, width)]
    assert found == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 360)])
def test_no_section_of_a_sheet_being_written_breaks_a_rule(desk: Desk, scheme: str, width: int):
    page = desk.open(ADVISOR, color_scheme=scheme)
    page.goto("/fiches/nouvelle")
    page.get_by_label("Titre").fill("Essayer la lecture de chaque section")
    page.get_by_role("button", name="Commencer la fiche").click()
    page.wait_for_url("**/modifier*")
    base = page.url.partition("?")[0]
    found = []
    for section in SECTIONS:
        found += _violations(page, f"{base}?section={section.id}", width)
    found += _violations(page, base.replace("/modifier", "/publier"), width)
    assert found == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280)])
def test_no_page_of_the_administration_breaks_a_rule(desk: Desk, scheme: str, width: int):
    page = desk.open(ADMINISTRATOR, color_scheme=scheme)
    page.goto("/administration/")
    links = page.locator("main a[href^='/administration']").all()
    addresses = {"/administration/", *(str(one.get_attribute("href")) for one in links)}
    found = [one for address in sorted(addresses) for one in _violations(page, address, width)]
    assert found == []


def test_no_refused_form_breaks_a_rule(desk: Desk):
    found = []
    visitor, member = desk.open(), desk.open(ADVISOR)
    visitor.goto("/connexion")
    visitor.get_by_label("Adresse de courriel").fill("personne@exemple.test")
    visitor.get_by_label("Mot de passe", exact=True).fill("ce n'est pas lui")
    visitor.locator("main").get_by_role("button", name="Se connecter").click()
    found += _read(visitor, "/connexion refusée", 1280)
    visitor.goto("/contact")
    visitor.get_by_role("button", name="Envoyer le message").click()
    found += _read(visitor, "/contact refusé", 360)
    for address, button in (
        ("/forum/nouveau", "Publier"),
        ("/ressources/nouvelle", "Publier la ressource"),
        ("/fiches/nouvelle", "Commencer la fiche"),
    ):
        member.goto(address)
        member.locator("main").get_by_role("button", name=button, exact=True).click()
        found += _read(member, f"{address} refusé", 360)
    assert found == []


def test_nothing_scrolls_sideways_on_the_narrowest_screen(desk: Desk, site: Site):
    page = desk.open(ADVISOR, viewport={"width": 320, "height": 700})
    wide = []
    for address in ("/recherche?q=recyclerie", *MEMBER, *_of_things(site)):
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(address)
    assert wide == []
