"""The page of a member: who may open it, and what it shows of what they published."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Member, MemberStatus, ProfileVisibility
from app.database import db
from app.groups.models import Group, GroupMembership
from tests.accounts.browsing import SignIn
from tests.make.accounts import make_account, make_member, make_structure
from tests.make.saving import save


def address(member: Member) -> str:
    return f"/reseau/membres/{member.id}-{member.slug}"


def test_a_member_of_the_network_reads_who_somebody_is(sign_in: SignIn) -> None:
    shown = make_member(
        name="Karim B.", structure=make_structure(name="Incubateur roubaisien"), is_referent=True
    )
    shown.presentation = "Anime les promotions & les pauses."
    db.session.commit()
    page = sign_in(make_member()).get(address(shown)).text
    assert "<h1>Karim B.</h1>" in page
    assert "Incubateur roubaisien (référent·e)" in page
    assert "Anime les promotions &amp; les pauses." in page
    assert "exemple.test" not in page  # nobody's address is ever shown


def test_the_number_alone_and_an_old_name_lead_to_the_right_address(sign_in: SignIn) -> None:
    shown = make_member(name="Karim B.")
    client, right = sign_in(make_member()), address(shown)
    for wrong in (f"/reseau/membres/{shown.id}", f"/reseau/membres/{shown.id}-autre-nom"):
        answer = client.get(wrong)
        assert (answer.status_code, answer.location) == (301, right)


def test_a_visitor_opens_public_pages_only(client: FlaskClient) -> None:
    open_page = make_member(profile_visibility=ProfileVisibility.PUBLIC)
    closed_page = make_member(name="Zoé Z.")
    closed_id = closed_page.id
    public, private, nobody = address(open_page), address(closed_page), "/reseau/membres/424242"
    assert client.get(public).status_code == 200
    # A page that is not public and a member who is not answer alike, and say no name.
    for closed in (private, f"/reseau/membres/{closed_id}", nobody):
        answer = client.get(closed)
        assert answer.status_code == 302
        assert answer.location.startswith("/connexion?next=")
        assert "Zoé" not in client.get(answer.location).text


def test_a_page_for_ones_structure_is_for_ones_structure(sign_in: SignIn) -> None:
    structure = make_structure()
    shown = make_member(structure=structure, profile_visibility=ProfileVisibility.STRUCTURE)
    where, colleague, stranger = address(shown), make_member(structure=structure), make_member()
    boss, own = make_account(is_facilitator=True), sign_in(shown)
    assert sign_in(colleague).get(where).status_code == 200
    assert sign_in(stranger).get(where).status_code == 404
    assert sign_in(boss).get(where).status_code == 200
    assert own.get(where).status_code == 200


def test_a_guest_opens_the_pages_of_their_group(sign_in: SignIn) -> None:
    guest, inside, outside = make_account(), make_member(), make_member()
    group = save(Group(slug="essai", title="Essai"))
    for one in (guest, inside):
        save(GroupMembership(group_id=group.id, member_id=one.id))
    there, elsewhere = address(inside), address(outside)
    client = sign_in(guest)
    assert client.get(there).status_code == 200
    assert client.get(elsewhere).status_code == 404


def test_somebody_pending_is_as_a_guest(sign_in: SignIn) -> None:
    shown = address(make_member())
    assert sign_in(make_account(status=MemberStatus.PENDING)).get(shown).status_code == 404


@pytest.mark.parametrize("status", [MemberStatus.SUSPENDED, MemberStatus.LEFT])
def test_who_left_keeps_a_name_and_nothing_more(sign_in: SignIn, status: MemberStatus) -> None:
    shown = make_account(name="Karim B.", status=status)
    shown.presentation = "Anime les promotions."
    db.session.commit()
    page = sign_in(make_member()).get(address(shown)).text
    assert "Karim B." in page
    assert "n’a plus de compte actif" in page
    assert "Anime les promotions." not in page


def test_a_closed_account_is_no_longer_public(client: FlaskClient, app: Flask) -> None:
    shown = make_account(status=MemberStatus.LEFT, profile_visibility=ProfileVisibility.PUBLIC)
    assert client.get(address(shown)).status_code == 302
