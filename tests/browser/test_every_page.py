"""Every page of the site, asked by axe: no barrier, on a phone and a desk, by day and by night.

A page that has no line in `looks` fails, so that a new one is looked at before anybody else does.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import acts
from tests.browser.conftest import ADVISOR, COLLEAGUE, NEWCOMER, ROOT, Desk, Site
from tests.browser.looks import LOOKS, Look, send
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
NOT_PAGES = {
    "static", "pages.robots", "jobs.health", "files.find", "files.download", "forum.post",
    "forum_reading.read", "forum_reading.go", "forum_writing.neighbours",
    "contributions.suggest_members", "contributions.suggest_things",
    "contributions.to_member", "contributions.to_thing",
    "pages.choose_language", "practices.similar", "sheet_writing.propose", "resources.proposal",
    "messages.message", "notifications.follow",
}  # fmt: skip


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
    places |= flag_something(stage, advisor, colleague, topic)
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
    places["talk"] = talk(advisor, colleague, number_named(site, COLLEAGUE))
    places["me"] = f"/reseau/membres/{number_named(site, ADVISOR)}"
    polled = site.look_up(
        "SELECT min(topic_id) FROM forum_polls JOIN forum_posts ON forum_posts.id = post_id"
    )
    places["polled"] = acts.ROOMS["topic"] + f"/{polled}"
    places |= {f"public_{kind}": public(site, kind) for kind in acts.ROOMS}
    places["reset"] = link_to_a_new_password(desk.open(), site)
    places["unsubscribe"] = urlsplit(site.link_in_mail(r"http\S+/desabonnement/\S+")).path
    places["help"] = first_help(stage.tab(""))
    yield stage
    for context in desk.contexts:
        context.close()


def talk(page: Page, other: Page, number: object) -> str:
    """Begin a private conversation, and have it answered."""
    path = acts.write_to(page, number, "Qui peut relire notre convention ?")
    acts.write_in(other, path, "Moi, la semaine prochaine.")
    return path


def flag_something(stage: Stage, advisor: Page, colleague: Page, topic: str) -> dict[str, str]:
    """Flag one topic of a colleague, and leave another to be flagged."""
    text = "Bonjour, qui a déjà fait relire sa convention ?"
    flagged = acts.ask(colleague, "Une question à signaler", text, scripted=True)
    another = acts.ask(colleague, "Une autre question à signaler", text, scripted=True)
    advisor.goto(f"/signaler/contributions/{number_of(flagged)}")
    advisor.get_by_label("Autre raison").check()
    send(advisor)
    case = stage.site.look_up("SELECT max(id) FROM moderation_cases")
    return {
        "topic_number": f"/sujets/{number_of(topic)}",
        "colleague": f"/signaler/membres/{number_named(stage.site, COLLEAGUE)}",
        "others": f"/contributions/{number_of(another)}",
        "case": f"/moderation/{case}",
    }


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
    assert pages - {look.endpoint for _, look in LOOKS} == set(), (
        "add these to tests/browser/looks.py"
    )


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
