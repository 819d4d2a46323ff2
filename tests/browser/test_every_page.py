"""Every page of the site, asked by axe: no barrier, on a phone and a desk, by day and by night.

A page that has no line below fails, so that a new one is looked at before anybody else does.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import acts
from tests.browser.conftest import (
    ADMINISTRATOR,
    ADVISOR,
    COLLEAGUE,
    FACILITATOR,
    NEWCOMER,
    ROOT,
    Desk,
    Site,
)
from tests.make.files import pdf_bytes

pytestmark = [pytest.mark.browser, pytest.mark.real_site]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# Colours depend on the scheme and places on the width: all four pairs. The rest is asked twice.
LOOKS_ONLY = ("color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable")
SIZES = (
    ("light", 1280, RULES),
    ("dark", 360, RULES),
    ("light", 360, LOOKS_ONLY),
    ("dark", 1280, LOOKS_ONLY),
)
NARROW = 320
SECTIONS = (
    "identite", "contexte", "demarche", "moyens", "resultats", "apprentissages", "transferabilite",
    "contact_droits",
)  # fmt: skip
NOT_PAGES = {
    "static", "pages.robots", "jobs.health", "files.find", "files.download", "forum.post",
    "pages.choose_language", "practices.similar", "sheet_writing.propose", "resources.proposal",
}  # fmt: skip

Act = Callable[[Page], None]


def send(page: Page) -> None:
    """Send the form of the page as it is, nothing filled in."""
    page.locator("main form .btn-main").first.click()


def send_wrong_password(page: Page) -> None:
    page.get_by_label("Adresse de courriel").fill("personne@exemple.test")
    page.get_by_label("Mot de passe", exact=True).fill("rien de tel")
    send(page)


def ask_for_a_link(page: Page) -> None:
    page.get_by_label("Adresse de courriel").fill("personne@exemple.test")
    send(page)


def write_to_the_network(page: Page) -> None:
    page.get_by_label("Votre nom").fill("Une visiteuse")
    page.get_by_label("Votre courriel").fill("visite@exemple.test")
    page.locator("textarea").fill("Bonjour, comment rejoindre le réseau ?")
    send(page)


def open_the_menus(page: Page) -> None:
    for menu in page.locator("header details[data-menu] > summary").all():
        menu.click()


def open_every_menu(page: Page) -> None:
    for menu in page.locator("main details[data-menu] > summary").all():
        menu.click()


def preview(page: Page) -> None:
    page.locator("textarea").first.fill("Un **essai**.")
    page.get_by_role("tab", name="Aperçu").first.click()
    expect(page.locator("[data-seeing] strong").first).to_be_visible()


def type_a_theme(page: Page) -> None:
    fieldset = acts.unfold(page, "fieldset#themes")
    fieldset.get_by_role("combobox").fill("eval")
    expect(fieldset.get_by_role("option").first).to_be_visible()


def refuse_a_section(page: Page) -> None:
    """Empty the title: the one thing that a section always asks for."""
    page.locator("input[name=titre]").fill("")
    send(page)


def answer_nothing(page: Page) -> None:
    page.locator("#repondre .btn-main").click()


@dataclass(frozen=True)
class Look:
    """One page to look at: its route, its address (`{topic}` is one of the stage), what is done."""

    endpoint: str
    path: str
    act: Act | None = None
    status: int = 200

    def __str__(self) -> str:
        done = f" {self.act.__name__}" if self.act else ""
        return f"{self.path}{done}".replace("/", ".").strip(".") or "home"


VISITOR = (
    Look("pages.home", "/"),
    Look("accounts.sign_in", "/connexion"),
    Look("accounts.sign_in", "/connexion?next=/forum/nouveau"),
    Look("accounts.sign_in", "/connexion", send),
    Look("accounts.sign_in", "/connexion", send_wrong_password),
    Look("accounts.forgotten", "/connexion/oubli"),
    Look("accounts.forgotten", "/connexion/oubli", send),
    Look("accounts.forgotten", "/connexion/oubli", ask_for_a_link),
    Look("accounts.new_password", "{reset}"),
    Look("accounts.new_password", "{reset}", send),
    Look("accounts.new_password", "/connexion/nouveau-mot-de-passe/perdu", status=410),
    Look("forum.index", "/forum/"),
    Look("forum.category", "/forum/filieres-territoires/"),
    Look("forum.topic", "{public_topic}"),
    Look("resources.index", "/ressources/"),
    Look("resources.show", "{public_resource}"),
    Look("practices.index", "/fiches/"),
    Look("practices.show", "{public_sheet}"),
    Look("search.results", "/recherche"),
    Look("search.results", "/recherche?q=recyclerie"),
    Look("search.results", "/recherche?q=xyzzyxyzzy"),
    Look("pages.help", "/aide/"),
    Look("pages.help", "/aide/{help}"),
    Look("pages.charter", "/charte"),
    Look("pages.rules", "/regles"),
    Look("pages.legal", "/mentions-legales"),
    Look("pages.privacy", "/confidentialite"),
    Look("pages.accessibility", "/accessibilite"),
    Look("pages.contact", "/contact"),
    Look("pages.contact", "/contact", send),
    Look("pages.contact", "/contact", write_to_the_network),
    Look("error", "/nulle-part", status=404),
    Look("error", "{gone}", status=410),
)
MEMBER = (
    Look("pages.home", "/"),
    Look("pages.home", "/", open_the_menus),
    Look("forum.index", "/forum/"),
    Look("forum.index", "/forum/?nature=annonce&filtre=sans-reponse"),
    Look("forum.category", "/forum/financements/"),
    Look("forum.topic", "{topic}"),
    Look("forum.topic", "{topic}", preview),
    Look("forum.topic", "{topic}?vue=visiteur"),
    Look("forum.reply", "{topic}", answer_nothing),
    Look("forum.new_topic", "/forum/nouveau"),
    Look("forum.new_topic", "/forum/nouveau", send),
    Look("forum.new_topic", "/forum/nouveau", type_a_theme),
    Look("forum.edit_topic", "{topic}/modifier"),
    Look("forum.edit_post", "{own_reply}/modifier"),
    Look("resources.index", "/ressources/"),
    Look("resources.index", "/ressources/?q=xyzzyxyzzy"),
    Look("resources.show", "{resource}"),
    Look("resources.read_file", "{file}"),
    Look("resources.read_file", "{file}?q=quetsche"),
    Look("resources.new", "/ressources/nouvelle"),
    Look("resources.new", "/ressources/nouvelle", send),
    Look("resources.edit", "{resource}/modifier"),
    Look("practices.index", "/fiches/"),
    Look("practices.show", "{public_sheet}"),
    Look("practices.show", "{sheet}"),
    Look("practices.new", "/fiches/nouvelle"),
    Look("practices.new", "/fiches/nouvelle", send),
    *(Look("sheet_writing.edit", f"{{sheet}}/modifier?section={one}") for one in SECTIONS),
    Look("sheet_writing.edit", "{sheet}/modifier", refuse_a_section),
    Look("practices.read_over", "{sheet}/publier"),
    Look("search.results", "/recherche"),
    Look("search.results", "/recherche?q=convention"),
    Look("search.results", "/recherche?q=convention&type=topic"),
    Look("search.results", "/recherche?q=conventoin"),
    Look("search.results", "/recherche?q=xyzzyxyzzy"),
    Look("accounts.profile", "/compte/profil"),
    Look("accounts.change_password", "/compte/mot-de-passe"),
    Look("accounts.change_password", "/compte/mot-de-passe", send),
    Look("contributions.mine", "/compte/contributions"),
    Look("contributions.edit_visibility", "{care}/visibilite"),
    Look("contributions.as_visitor", "{care}/visiteur"),
    Look("network.member", "{me}"),
    Look("error", "/administration/", status=403),
    Look("error", "/nulle-part", status=404),
    Look("error", "{gone}", status=410),
)
NEWLY_COME = (
    Look("pages.home", "/"),
    Look("contributions.mine", "/compte/contributions"),
    Look("accounts.profile", "/compte/profil"),
)
FACILITATION = (
    Look("topic_care.ask", "{topic}/animer/deplacer"),
    Look("topic_care.ask", "{topic}/animer/scinder"),
    Look("topic_care.ask", "{topic}/animer/epingler", send),
    Look("forum.topic", "{topic}", open_every_menu),
)
ADMINISTRATION = (
    Look("admin.index", "/administration/"),
    Look("admin.mails", "/administration/courriels"),
    Look("admin.members", "/administration/membres/"),
    Look("admin.members", "/administration/membres/?q=xyzzyxyzzy"),
    Look("admin.member", "/administration/membres/3"),
    Look("admin.new_member", "/administration/membres/inviter"),
    Look("admin.new_member", "/administration/membres/inviter", send),
    Look("admin.structures", "/administration/structures/"),
    Look("admin.structure", "/administration/structures/1"),
    Look("admin.new_structure", "/administration/structures/ajouter"),
    Look("admin.new_structure", "/administration/structures/ajouter", send),
)
PEOPLE = {
    "": VISITOR, ADVISOR: MEMBER, NEWCOMER: NEWLY_COME, FACILITATOR: FACILITATION,
    ADMINISTRATOR: ADMINISTRATION,
}  # fmt: skip
LOOKS = [(who, look) for who, looks in PEOPLE.items() for look in looks]


@dataclass
class Stage:
    """A site with something in every state, and a tab for each person."""

    site: Site
    desk: Desk
    places: dict[str, str] = field(default_factory=dict)
    tabs: dict[str, Page] = field(default_factory=dict)

    def tab(self, who: str) -> Page:
        """Return the tab of this person, opened once."""
        if who not in self.tabs:
            self.tabs[who] = self.desk.open(who)
        return self.tabs[who]


@pytest.fixture(scope="module")
def stage(site: Site, chromium: Browser) -> Iterator[Stage]:
    """What the pages below show: a discussion, a tool with its file, a sheet begun, and so on."""
    desk = Desk(site, chromium)
    stage = Stage(site, desk)
    advisor, colleague = stage.tab(ADVISOR), desk.open(COLLEAGUE)
    places = stage.places
    text = "Bonjour, qui a déjà fait relire sa convention ?"
    topic = acts.ask(advisor, "Une question pour regarder la page", text, scripted=True)
    acts.answer(colleague, topic, "Nous, par une juriste.")
    acts.answer(advisor, topic, "Merci, et pour quel prix ?")
    places |= {"topic": topic, "own_reply": f"{topic}/messages/3"}
    places["care"] = f"/contributions/{number_of(topic)}"
    places["gone"] = acts.ask(
        colleague, "Une question vite retirée", text, rubric=acts.PUBLIC_RUBRIC, scripted=True
    )
    colleague.locator("summary", has_text="Gérer").click()
    colleague.get_by_role("button", name="Retirer, garder en brouillon").click()
    places["resource"] = acts.deposit(
        advisor,
        "Un outil pour regarder la page",
        {"grille.pdf": pdf_bytes("Une quetsche.", "Deux quetsches.", "Une mirabelle.")},
        description="Une grille à remplir ensemble.",
        scripted=True,
    )
    acts.seconds_to_be_found(advisor, "quetsche", acts.WORDS_IN_A_FILE_WITHIN)
    file = site.look_up("SELECT max(id) FROM stored_files")
    places["file"] = f"{places['resource']}/fichiers/{file}"
    places["sheet"] = begin_a_sheet(advisor)
    places["me"] = f"/reseau/membres/{number_named(site, ADVISOR)}"
    places |= {f"public_{kind}": public(site, kind) for kind in acts.ROOMS}
    places["reset"] = link_to_a_new_password(desk.open(), site)
    places["help"] = first_help(stage.tab(""))
    yield stage
    for context in desk.contexts:
        context.close()


def number_of(path: str) -> int:
    found = re.search(r"/(\d+)", path)
    assert found
    return int(found[1])


def number_named(site: Site, email: str) -> object:
    return site.look_up("SELECT id FROM members WHERE email = ?", email)


def public(site: Site, kind: str) -> str:
    """Return the address of something of the demonstration that everybody reads."""
    number = site.look_up(
        "SELECT min(id) FROM contributions WHERE kind = ? AND visibility = 'public'"
        " AND state = 'published' AND deleted_at IS NULL",
        kind,
    )
    return f"{acts.ROOMS[kind]}/{number}"


def begin_a_sheet(page: Page) -> str:
    page.goto("/fiches/nouvelle")
    page.get_by_label("Titre").fill("Une fiche commencée pour regarder la page")
    send(page)
    page.wait_for_url("**/modifier**")
    return urlsplit(page.url).path.removesuffix("/modifier")


def link_to_a_new_password(page: Page, site: Site) -> str:
    """Ask for a link, and read it in the mail that was sent."""
    page.goto("/connexion/oubli")
    page.get_by_label("Adresse de courriel").fill(NEWCOMER)
    send(page)
    return site.link_in_mail(r"/connexion/nouveau-mot-de-passe/[\w-]+")


def first_help(page: Page) -> str:
    page.goto("/aide/")
    link = page.locator("main a[href^='/aide/']").first.get_attribute("href")
    assert link
    return urlsplit(link).path.removeprefix("/aide/")


def test_every_page_is_looked_at(all_routes):
    pages = {
        rule.endpoint
        for rule in all_routes
        if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_PAGES
    }
    assert pages - {look.endpoint for _, look in LOOKS} == set(), "add these to the lists above"


@pytest.mark.parametrize(
    ("who", "look"),
    LOOKS,
    ids=[f"{who.partition('-')[0] or 'visitor'} {look}" for who, look in LOOKS],
)
def test_nobody_meets_a_barrier(stage, who, look):
    page = stage.tab(who)
    stage.desk.complaints.clear()
    go(page, look, stage.places)
    faults = []
    for number, (scheme, width, rules) in enumerate(SIZES):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        if number == 1:
            unfold_everything(page)
        faults += [f"{scheme} {width} px: {one}" for one in violations(page, width, rules)]
    page.set_viewport_size({"width": NARROW, "height": 900})
    beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if beyond > 0:
        faults.append(f"{beyond} px beyond a screen of {NARROW} px: {sticking_out(page)}")
    assert faults + stage.desk.complaints == []


def go(page: Page, look: Look, places: dict[str, str]) -> None:
    """Open the page as it is looked at, with all that its scripts add."""
    page.set_viewport_size({"width": 1280, "height": 900})
    answer = page.goto(look.path.format(**places))
    assert answer is not None
    assert answer.status == look.status, f"{answer.url}: {answer.status}"
    page.wait_for_function(acts.ENHANCED)
    if look.act:
        look.act(page)
        page.wait_for_load_state()
        page.wait_for_function(acts.ENHANCED)
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text("utf-8"))


def unfold_everything(page: Page) -> None:
    page.evaluate(
        """document.querySelectorAll("main details:not([data-menu])")
        .forEach((one) => { one.open = true })"""
    )


def violations(page: Page, width: int, rules: Sequence[str]) -> list[str]:
    """Ask axe; the viewport is as high as the page, or a sticky bar hides a part of it."""
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": height + 10})
    found = page.evaluate(
        "(rules) => axe.run({runOnly: rules, resultTypes: ['violations']})", list(rules)
    )
    return [
        f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]
    ]


def sticking_out(page: Page) -> str:
    return str(
        page.evaluate(
            """() => [...document.querySelectorAll("body *")]
            .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
            .map((one) => one.outerHTML.slice(0, 120)).at(-1)"""
        )
    )
