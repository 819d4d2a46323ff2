"""Somebody looks for something, through the page."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from app.search import audiences
from tests.make.accounts import make_member, make_structure


def shown(page: str) -> list[str]:
    """The titles of the results, in order."""
    titles = re.findall(r'<h3 class="row-t"><a href="[^"]*">(.*?)</a>', page)
    return [re.sub(r"</?mark>", "", title) for title in titles]


def test_words_are_found_and_marked_where_they_stand(client, publish):
    number = publish("Café associatif", "Bonjour à tous.", "Comment évaluer l’utilité <sociale> ?")
    page = client.get("/recherche?q=utilite+sociales").text
    assert shown(page) == ["Café associatif"]
    assert f'href="/notes/{number}#message-2"' in page
    assert "l’<mark>utilité</mark> &lt;<mark>sociale</mark>&gt;" in page
    assert "Message 2\u00a0:" in page
    assert "1 résultat" in page
    assert "Amiens" in page


def test_the_box_keeps_what_was_typed(client, publish):
    page = client.get('/recherche?q="<script>alert(1)</script>').text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_other_passages_of_the_same_thing_are_linked_below(client, publish):
    number = publish("Budget", "Le budget.", "Un autre budget.", "Encore le budget.")
    page = client.get("/recherche?q=budget").text
    assert shown(page) == ["Budget"]
    assert "et 2 autres passages" in page
    assert page.count(f"/notes/{number}#message-") == 3


def test_members_find_what_is_for_the_network_and_visitors_do_not(client, sign_in, publish):
    publish("Public", "convention", audience={audiences.PUBLIC})
    publish("Réseau", "convention", audience={audiences.NETWORK})
    visitor = client.get("/recherche?q=convention").text
    member = sign_in(make_member()).get("/recherche?q=convention").text
    assert shown(visitor) == ["Public"]
    assert "1 résultat" in visitor
    assert set(shown(member)) == {"Public", "Réseau"}


def test_a_structure_finds_its_own_and_another_does_not(sign_in, publish):
    ours = make_structure()
    publish("Interne", "organigramme", audience={audiences.structure(ours.id)})
    colleague = sign_in(make_member(structure=ours)).get("/recherche?q=organigramme").text
    stranger = sign_in(make_member()).get("/recherche?q=organigramme").text
    assert shown(colleague) == ["Interne"]
    assert shown(stranger) == []


def test_what_was_hidden_since_is_not_shown(client, notes, publish):
    number = publish("Retirée", "convention")
    publish("Restée", "convention")
    notes.held[number].is_hidden = True
    page = client.get("/recherche?q=convention").text
    assert shown(page) == ["Restée"]
    assert "1 résultat" in page


def test_filters_are_links_with_their_counts(client, publish, theme):
    publish("Financée", "budget", terms={theme.id})
    publish("Sans thème", "budget")
    page = unescape(client.get("/recherche?q=budget").text)
    assert f"{theme.parent.label} <span>1</span>" in page
    narrowed = client.get(f"/recherche?q=budget&theme={theme.slug}").text
    assert shown(narrowed) == ["Financée"]
    assert "1 filtre posé" in narrowed
    assert "(retirer ce filtre)" in narrowed
    assert f'type="hidden" name="theme" value="{theme.slug}"' in narrowed
    above = client.get(f"/recherche?q=budget&theme={theme.parent.slug}").text
    assert shown(above) == ["Financée"]


def test_a_region_holds_its_towns(client, publish, town, region):
    publish("Ici", "budget", territories={town.id})
    address = f"/recherche?territoire=region:{region.code}"
    assert shown(client.get(address).text) == ["Ici"]
    assert shown(client.get("/recherche?territoire=region:99").text) == ["Ici"]


def test_without_words_the_newest_come_first(client, publish):
    publish("Ancienne", "texte", published=datetime(2025, 1, 1, tzinfo=UTC))
    publish("Récente", "texte", published=datetime(2026, 1, 1, tzinfo=UTC))
    assert shown(client.get("/recherche").text) == ["Récente", "Ancienne"]
    assert shown(client.get("/recherche?q=texte&tri=recent").text) == ["Récente", "Ancienne"]


def test_the_next_page_follows(client, notes):
    for n in range(25):
        notes.publish(f"Note {n}", "budget")
    notes.index()
    first = client.get("/recherche?q=budget").text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = client.get(following[1].replace("&amp;", "&")).text
    assert (len(shown(first)), len(shown(second))) == (20, 5)
    assert not set(shown(first)) & set(shown(second))
    assert 'rel="next"' not in second


def test_nothing_found_offers_to_ask_the_forum(client, sign_in, publish):
    publish("Test d’activité", "Les clauses sur l’assurance ont été ajoutées.")
    member = sign_in(make_member()).get("/recherche?q=crèche+parentale+assurance").text
    assert "Rien encore sur «\u00a0crèche parentale assurance\u00a0»" in member
    assert "En faire une question" in member
    assert "/forum/nouveau?titre=cr%C3%A8che" in member
    assert "Proche de votre recherche" in member
    assert "l’<mark>assurance</mark>" in member
    visitor = client.get("/recherche?q=crèche+parentale").text
    assert "En faire une question" not in visitor
    assert "Se connecter" in visitor


def test_filters_that_leave_nothing_can_be_taken_off(client, publish, theme):
    publish("Sans thème", "budget")
    page = client.get(f"/recherche?q=budget&theme={theme.slug}").text
    assert "Sans filtre, 1 contribution répond." in page
    assert 'href="/recherche?q=budget"' in page


@pytest.mark.parametrize(
    "address",
    [
        "?q=%00",
        "?q=" + "x" * 3_000,
        "?q=%22&type=inconnu&theme=inconnu&etape=%00&territoire=ville&territoire=a:b&tri=x&suite=zz",
        "?theme=" + "&theme=".join(f"t{n}" for n in range(200)),
        "?q=budget&suite=p0x1.8p%2B1_ff",
    ],
)
def test_an_odd_address_is_no_error(client, publish, address):
    publish("Note", "budget")
    assert client.get(f"/recherche{address}").status_code == 200


def test_an_index_that_is_not_there_yet_is_said(client, notes):
    page = client.get("/recherche?q=budget").text
    assert "en cours de reconstruction" in page
    notes.index()
    assert "en cours de reconstruction" not in client.get("/recherche?q=budget").text


def test_few_statements_whatever_is_found(sign_in, publish, notes, max_queries, theme, town):
    browser = sign_in(make_member())
    for n in range(30):
        notes.publish(f"Note {n}", "budget", terms={theme.id}, territories={town.id})
    notes.index()
    browser.get("/recherche?q=budget")
    with max_queries(6):
        browser.get("/recherche?q=budget")


def test_a_mistyped_word_is_mended_with_a_way_back(client, publish):
    publish("Première", "L’utilité sociale")
    publish("Seconde", "Mesurer son utilité")
    page = client.get("/recherche?q=utilté").text
    assert set(shown(page)) == {"Première", "Seconde"}
    assert "Résultats pour" in page
    assert "<em>utilité</em>" in page
    assert "Chercher plutôt «\u00a0utilté\u00a0»" in page
    exact = client.get("/recherche?q=utilté&exact=oui").text
    assert shown(exact) == []
    assert "Résultats pour" not in exact
