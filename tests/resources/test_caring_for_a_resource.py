"""Withdrawn, deleted, restored, opened to others, seen as a visitor."""

from datetime import timedelta

import pytest

from app.clock import frozen_at, now
from app.contributions.models import State, Visibility
from tests.make.accounts import make_account, make_actor
from tests.make.resources import TITLE, address_of, make_resource

HELD = {Visibility.PUBLIC: 200, Visibility.NETWORK: 401, Visibility.STRUCTURE: 401}


def test_withdrawn_it_is_gone_for_those_who_could_read_it_and_a_draft_for_its_author(
    browse, client, sylvain, fatou
):
    resource = make_resource(author=sylvain, visibility=Visibility.PUBLIC)
    me = browse(sylvain)

    me.post(f"/contributions/{resource.id}/retirer")

    assert browse(fatou).get(address_of(resource)).status_code == 410
    assert client.get(address_of(resource)).status_code == 410
    page = me.get(address_of(resource)).text
    assert "Retiré" in page
    assert "Publier de nouveau" in page
    assert TITLE not in browse(fatou).get("/ressources/").text

    me.post(f"/contributions/{resource.id}/publier")
    assert browse(fatou).get(address_of(resource)).status_code == 200


def test_deleted_then_restored_within_thirty_days(browse, sylvain, fatou):
    resource = make_resource(author=sylvain)
    me = browse(sylvain)

    answer = me.post(f"/contributions/{resource.id}/supprimer", follow_redirects=True)

    assert "Vous pouvez le restaurer pendant 30" in answer.text.replace("\u00a0", " ")
    assert browse(fatou).get(address_of(resource)).status_code == 410
    assert me.get(address_of(resource)).status_code == 410

    me.post(f"/contributions/{resource.id}/restaurer")
    assert browse(fatou).get(address_of(resource)).status_code == 200


def test_after_thirty_days_it_stays_deleted(browse, sylvain):
    resource = make_resource(author=sylvain)
    me = browse(sylvain)
    with frozen_at(now() - timedelta(days=31)):
        me.post(f"/contributions/{resource.id}/supprimer")

    assert me.post(f"/contributions/{resource.id}/restaurer").status_code == 403


def test_nobody_else_withdraws_or_deletes_it(browse, sylvain, fatou):
    resource = make_resource(author=sylvain)

    for verb in ("retirer", "supprimer"):
        assert browse(fatou).post(f"/contributions/{resource.id}/{verb}").status_code == 403
    assert browse(fatou).get(address_of(resource)).status_code == 200


def test_who_reads_it_is_changed_later(browse, client, sylvain):
    resource = make_resource(author=sylvain)
    me, number, address = browse(sylvain), resource.id, address_of(resource)
    assert client.get(address).status_code in (302, 401)

    me.post(f"/contributions/{number}/visibilite", data={"visibility": "public"})

    assert client.get(address).status_code == 200


def test_its_author_sees_it_as_a_visitor_does(browse, client, sylvain):
    resource = make_resource(author=sylvain, visibility=Visibility.PUBLIC)
    me = browse(sylvain)
    assert "Gérer" in me.get(address_of(resource)).text

    preview = me.get(f"/contributions/{resource.id}/visiteur", follow_redirects=True).text

    assert "Vous voyez cette page comme un visiteur" in preview
    assert "Gérer" not in preview
    assert "Déposer une ressource" not in preview
    strangers = client.get(f"{address_of(resource)}?vue=visiteur").text
    assert "Vous voyez cette page comme un visiteur" not in strangers


def test_a_page_a_visitor_cannot_read_says_so_in_the_preview(browse, sylvain):
    resource = make_resource(author=sylvain)

    answer = browse(sylvain).get(f"/contributions/{resource.id}/visiteur")

    assert answer.status_code == 200
    assert TITLE in answer.text


@pytest.mark.parametrize("visibility", HELD)
def test_a_visitor_reads_what_is_public_and_is_asked_to_sign_in_for_the_rest(client, visibility):
    resource = make_resource(visibility=visibility)

    answer = client.get(address_of(resource))

    allowed = {200} if HELD[visibility] == 200 else {302, 401}
    assert answer.status_code in allowed
    assert (TITLE in answer.text) == (visibility is Visibility.PUBLIC)


def test_what_is_for_a_structure_is_read_there_only(browse, sylvain, fatou, lens):
    resource = make_resource(author=sylvain, visibility=Visibility.STRUCTURE)
    colleague = make_actor(name="Marc H.", structure=lens)

    assert browse(colleague).get(address_of(resource)).status_code == 200
    assert browse(fatou).get(address_of(resource)).status_code == 404
    assert TITLE in browse(colleague).get("/ressources/").text
    assert TITLE not in browse(fatou).get("/ressources/").text


def test_a_guest_reads_only_what_is_public(sign_in, client):
    guest = sign_in(make_account(name="Invitée"))
    public = make_resource(title="Ouverte à tous", visibility=Visibility.PUBLIC)
    inside = make_resource(title="Entre nous")
    open_to_all, closed = address_of(public), address_of(inside)

    assert guest.get(open_to_all).status_code == 200
    assert guest.get(closed).status_code == 404
    page = guest.get("/ressources/").text
    assert "Ouverte à tous" in page
    assert "Entre nous" not in page


def test_a_draft_of_somebody_else_does_not_exist(browse, client, sylvain, fatou):
    resource = make_resource(author=sylvain, state=State.DRAFT, visibility=Visibility.PUBLIC)

    for reader in (browse(fatou), client):
        assert reader.get(address_of(resource)).status_code == 404
        assert reader.get(f"/ressources/{resource.id}").status_code == 404


def test_what_was_never_there_is_not_found(client):
    assert client.get("/ressources/999999-rien").status_code == 404
    assert client.get("/ressources/999999-rien/fichiers/1").status_code == 404


def test_a_tool_no_longer_valid_says_so_on_its_page_and_in_the_list(browse, sylvain, fatou):
    resource = make_resource(author=sylvain, valid_until=now().date() - timedelta(days=3))

    assert "À vérifier avant de s’en servir." in browse(fatou).get(address_of(resource)).text
    assert "Plus valable depuis le" in browse(fatou).get("/ressources/").text
