"""Being told, end to end: the bell, the mail a minute later, its link, its way out."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.conftest import ADVISOR, COLLEAGUE, NEWCOMER, Desk, Site

pytestmark = [pytest.mark.browser, pytest.mark.real_site]


def test_an_answer_rings_the_bell_and_leads_to_the_message(desk: Desk):
    asker, colleague = desk.open(ADVISOR), desk.open(COLLEAGUE)
    title = "Qui me préviendra d’une réponse ?"
    topic = acts.ask(asker, title, "Bonjour, dites-le-moi.", scripted=True)
    acts.answer(colleague, topic, "Voilà, c’est dit.")

    asker.goto("/")
    bell = asker.get_by_role("link", name=re.compile("Notifications"))
    expect(bell).to_contain_text("non lue")
    bell.click()
    group = asker.locator(".told-group", has_text=title)
    group.get_by_role("link", name=re.compile("vous répond")).click()
    expect(asker.locator("#message-2")).to_contain_text("Voilà, c’est dit.")
    asker.goto("/notifications")
    expect(group).not_to_contain_text("non lue")


@pytest.mark.parametrize("scripted", [True, False], ids=["scripted", "plain"])
def test_one_chooses_to_watch_a_topic_with_or_without_scripts(desk: Desk, *, scripted: bool):
    asker = desk.open(ADVISOR)
    watcher = desk.open(NEWCOMER, scripted=scripted)
    title = f"Un sujet à surveiller, {'avec' if scripted else 'sans'}"
    topic = acts.ask(asker, title, "Bonjour à toutes et tous.", scripted=True)
    watcher.goto(topic)
    watcher.locator("summary", has_text="Votre suivi du sujet").click()
    watcher.get_by_role("button", name=re.compile("^Surveiller")).click()
    expect(watcher.locator(".flashes")).to_contain_text("Surveiller")
    acts.answer(asker, topic, "Une suite.")
    watcher.goto("/notifications")
    expect(watcher.locator(".told-group", has_text=title)).to_contain_text("que vous surveillez")


def test_the_mail_comes_a_minute_later_and_stops_in_one_click(desk: Desk, site: Site):
    asker, colleague, visitor = desk.open(NEWCOMER), desk.open(COLLEAGUE), desk.open()
    topic = acts.ask(asker, "Une question à suivre par courriel", "Bonjour.", scripted=True)
    acts.answer(colleague, topic, "Une réponse qui voyage.")
    number = topic.rpartition("/")[2].partition("-")[0]
    link = site.link_in_mail(rf"http\S+/forum/sujets/{number}-\S+/messages/2")
    asker.goto(urlsplit(link).path)
    expect(asker.locator("#message-2")).to_contain_text("Une réponse qui voyage.")

    visitor.goto(urlsplit(site.link_in_mail(r"http\S+/desabonnement/\S+")).path)
    visitor.get_by_role("button", name="Ne plus recevoir ces courriels").click()
    expect(visitor.get_by_role("status").last).to_contain_text("C’est fait")
