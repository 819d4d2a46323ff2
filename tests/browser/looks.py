"""The pages to look at, by who looks: each route that is a page has a line here."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import ADMINISTRATOR, ADVISOR, FACILITATOR, NEWCOMER

SECTIONS = (
    "identite", "contexte", "demarche", "moyens", "resultats", "apprentissages", "transferabilite",
    "contact_droits",
)  # fmt: skip

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


def open_the_first_menu(page: Page) -> None:
    page.locator("main details[data-menu] > summary").first.click()


def open_the_menu_of_a_message(page: Page) -> None:
    page.locator(".post details[data-menu] > summary").first.click()


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


def type_a_name(page: Page) -> None:
    fieldset = page.locator("fieldset#people")
    fieldset.get_by_role("combobox").fill("thom")
    expect(fieldset.get_by_role("option").first).to_be_visible()


def say_nothing(page: Page) -> None:
    page.locator("#ecrire .btn-main").click()


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
    Look("forum.index", "/forum/?filtre=non-lus"),
    Look("forum.index", "/forum/?filtre=mes-sujets"),
    Look("forum.category", "/forum/financements/"),
    Look("forum.topic", "{topic}"),
    Look("forum.topic", "{topic}", preview),
    Look("forum.topic", "{topic}?vue=visiteur"),
    Look("forum.reply", "{topic}", answer_nothing),
    Look("forum.topic", "{polled}"),
    Look("polls.voters", "{polled}-x/messages/1/sondage/"),
    Look("forum.new_topic", "/forum/nouveau"),
    Look("forum.new_topic", "/forum/nouveau", send),
    Look("forum.new_topic", "/forum/nouveau", type_a_theme),
    Look("forum.edit_topic", "{topic}/modifier"),
    Look("forum.edit_post", "{own_reply}/modifier"),
    Look("forum_writing.history", "{own_reply}/historique"),
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
    Look("bookmarks.kept", "/compte/signets"),
    Look("bookmarks.viewed", "/compte/signets/recents"),
    Look("contributions.edit_visibility", "{care}/visibilite"),
    Look("contributions.as_visitor", "{care}/visiteur"),
    Look("network.member", "{me}"),
    Look("network.flag_member", "{colleague}"),
    Look("moderation.flag_contribution", "/signaler{others}"),
    Look("moderation.flag_contribution", "/signaler{others}", send),
    Look("moderation.flag_post", "/signaler{topic_number}/messages/2"),
    Look("moderation.mine", "/signalements"),
    Look("network.member", "/reseau/membres/3"),
    Look("notifications.index", "/notifications"),
    Look("notifications.preferences", "/compte/notifications"),
    Look("notifications.preferences", "/compte/notifications", send),
    Look("notifications.unsubscribe", "{unsubscribe}"),
    Look("watching.mine", "/compte/suivis"),
    Look("watching.mine", "/compte/suivis", send),
    Look("forum.topic", "{topic}", open_the_first_menu),
    Look("forum.topic", "{topic}", open_the_menu_of_a_message),
    Look("messages.index", "/messages/"),
    Look("messages.index", "/messages/?q=xyzzyxyzzy"),
    Look("messages.index", "/messages/?q=relire"),
    Look("messages.new", "/messages/nouveau"),
    Look("messages.new", "/messages/nouveau", send),
    Look("messages.new", "/messages/nouveau?a=3", type_a_name),
    Look("messages.conversation", "{talk}"),
    Look("messages.conversation", "{talk}", say_nothing),
    Look("messages.ask_report", "{talk}/messages/2/signaler"),
    Look("messages.ask_report", "{talk}/messages/2/signaler", send),
    Look("messages.ask_leave", "{talk}/quitter"),
    Look("messages.ask_add", "{talk}/ajouter"),
    Look("messages.settings", "/messages/reglages"),
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
    Look("moderation.queue", "/moderation/"),
    Look("moderation.log", "/moderation/journal"),
    Look("moderation.case", "{case}"),
    Look("moderation.case", "{case}", send),
    Look("forum.index", "/forum/?filtre=en-attente"),
    Look("topic_care.ask", "{topic}/animer/scinder"),
    Look("topic_care.ask", "{topic}/animer/epingler", send),
    Look("forum.topic", "{topic}", open_the_first_menu),
    Look("forum.topic", "{topic}", open_the_menu_of_a_message),
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
