import pytest

from app.pages.texts import GUIDE_ORDER
from tests.make.accounts import make_account, make_member

PAGES = {
    "/": "prendre racine dans une autre",
    "/charte": "Des défis à relever",
    "/regles": "D’abord, écouter",
    "/mentions-legales": "Éditeur",
    "/confidentialite": "Ce que nous gardons",
    "/accessibilite": "RGAA",
    "/contact": "Envoyer le message",
    "/aide/": "Bien commencer",
}


@pytest.mark.parametrize(("address", "words"), PAGES.items())
def test_a_visitor_reads_each_page(client, address, words):
    answer = client.get(address)
    assert answer.status_code == 200
    assert words in answer.text


@pytest.mark.parametrize("slug", GUIDE_ORDER[1:])
def test_each_page_of_the_guide_opens_and_leads_to_the_others(client, slug):
    page = client.get(f"/aide/{slug}")
    assert page.status_code == 200
    for other in GUIDE_ORDER[1:]:
        assert f'href="/aide/{other}"' in page.text


def test_a_page_of_the_guide_that_does_not_exist_is_not_found(client):
    assert client.get("/aide/rien").status_code == 404
    assert client.get("/aide/..%2fsettings").status_code == 404


def test_the_charter_says_which_slips_were_mended(client):
    page = client.get("/charte").text
    assert "TREMLIN" in page
    assert "Le réseau Tremplin" in page


def test_the_home_page_of_a_member_offers_to_publish(sign_in):
    page = sign_in(make_member()).get("/").text
    assert "Poser une question" in page
    assert "Déposer une ressource" in page
    assert "Écrire une fiche" in page


def test_a_guest_is_told_what_their_account_opens(sign_in):
    page = sign_in(make_account()).get("/").text
    assert "pas encore rattaché à une structure active" in page
    assert "Déposer une ressource" not in page


def test_robots_are_welcome_to_what_is_public_and_asked_to_leave_a_demonstration(client, session):
    from app.web.facts import write_fact

    assert "Disallow: /\n" not in client.get("/robots.txt").text
    write_fact("demo", "loaded")
    session.commit()
    assert "Disallow: /\n" in client.get("/robots.txt").text
    home = client.get("/")
    assert home.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Démonstration" in home.text
