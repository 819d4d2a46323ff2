"""People and structures, by the pages of the administrators."""

import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Member, MemberStatus
from app.clock import now
from app.database import db
from app.mail.models import OutgoingMail
from app.organisations.models import Membership, Structure, StructureStatus
from tests.accounts.browsing import PASSWORD, SignIn, enter, is_signed_in
from tests.make.accounts import make_account, make_member, make_structure
from tests.make.saving import save

MaxQueries = Callable[[int], AbstractContextManager[list[str]]]


@pytest.fixture
def boss(sign_in: SignIn) -> FlaskClient:
    """The browser of an administrator."""
    return sign_in(make_account(name="Odile A.", is_administrator=True, password=PASSWORD))


def names(answer_text: str) -> list[str]:
    """The names of a list, in order."""
    found = re.findall(r'class="row-t"><a href="[^"]+">([^<]+)</a>', answer_text)
    return [html.unescape(name) for name in found]


def send(client: FlaskClient, path: str, **data: object) -> str:
    return client.post(f"/administration{path}", data=data, follow_redirects=True).text


@pytest.mark.parametrize(
    "path",
    ["/", "/membres/", "/membres/inviter", "/structures/", "/structures/ajouter", "/courriels"],
)
def test_only_administrators_come_in(client: FlaskClient, sign_in: SignIn, path: str) -> None:
    address = f"/administration{path}"
    assert client.get(address).location.startswith("/connexion?next=")
    for somebody in (make_account(), make_member(), make_account(is_facilitator=True)):
        assert sign_in(somebody).get(address).status_code == 403
    assert sign_in(make_account(is_administrator=True)).get(address).status_code == 200


def test_only_administrators_write(sign_in: SignIn) -> None:
    shown = make_member().id
    facilitator = sign_in(make_account(is_facilitator=True))
    for act in ("suspendre", "reactiver", "roles", "inviter", "structures"):
        assert facilitator.post(f"/administration/membres/{shown}/{act}").status_code == 403


def test_the_first_page_counts_and_says_what_is_wrong(boss: FlaskClient) -> None:
    make_member(password=PASSWORD)
    make_member()
    page = boss.get("/administration/").text
    assert "Compte actif</a></dt><dd>2</dd>" in page  # with the administrator
    assert "Invitation envoyée</a></dt><dd>1</dd>" in page
    assert "pas pu partir" not in page
    save(OutgoingMail(recipient="a@exemple.test", subject="Bonjour", text="…", attempts=9))
    assert "Un courriel n’a pas pu partir." in boss.get("/administration/").text


def test_mails_that_did_not_leave_are_listed_with_their_reason(boss: FlaskClient) -> None:
    assert "Tout est parti." in boss.get("/administration/courriels").text
    save(
        OutgoingMail(
            recipient="a@exemple.test",
            subject="Votre invitation",
            text="…",
            problem="Adresse inconnue",
            created_at=now() - timedelta(days=3),
        )
    )
    page = boss.get("/administration/courriels").text
    assert "Votre invitation" in page
    assert "Abandonné" in page
    assert "Adresse inconnue" in page


class TestTheList:
    def test_it_is_searched_by_name_and_structure(self, boss: FlaskClient) -> None:
        artois = make_structure(name="Appui de l’Artois")
        artois_id = artois.id
        make_member(name="Élodie Z.", structure=artois)
        make_member(name="Karim B.", structure=make_structure(name="Incubateur roubaisien"))
        everybody = names(boss.get("/administration/membres/").text)
        assert everybody == ["Élodie Z.", "Karim B.", "Odile A."]
        assert names(boss.get("/administration/membres/?q=elodie").text) == ["Élodie Z."]
        assert names(boss.get("/administration/membres/?q=roubaisien").text) == ["Karim B."]
        assert names(boss.get(f"/administration/membres/?structure={artois_id}").text) == [
            "Élodie Z."
        ]
        nobody = boss.get("/administration/membres/?q=personne+ici").text
        assert "Personne ne correspond." in nobody

    def test_it_is_sorted_by_role_and_standing(self, boss: FlaskClient) -> None:
        make_member(name="Ines R.", is_referent=True)
        make_account(name="Fatou A.", is_facilitator=True, password=PASSWORD)
        make_account(name="Paul S.", status=MemberStatus.SUSPENDED)
        for question, answer in {
            "role=referent": ["Ines R."],
            "role=animation": ["Fatou A."],
            "role=administration": ["Odile A."],
            "situation=actif": ["Fatou A.", "Odile A."],
            "situation=invite": ["Ines R."],
            "situation=suspendu": ["Paul S."],
            "situation=en-attente": [],
            "role=n-importe": ["Fatou A.", "Ines R.", "Odile A.", "Paul S."],
        }.items():
            page = boss.get(f"/administration/membres/?{question}").text
            assert names(page) == answer, question

    def test_a_long_list_is_read_page_by_page(self, boss: FlaskClient) -> None:
        for n in range(60):
            make_account(name=f"Conseil {n:02d}")
        first = boss.get("/administration/membres/?q=conseil").text
        assert len(names(first)) == 50
        following = re.search(r'rel="next" href="([^"]+)"', first)
        assert following
        second = boss.get(html.unescape(following[1])).text
        assert names(first) + names(second) == [f"Conseil {n:02d}" for n in range(60)]
        assert 'rel="next"' not in second

    def test_strange_questions_are_no_crash(self, boss: FlaskClient) -> None:
        for question in (
            "structure=x",
            "suite=x",
            "_external=1",
            "endpoint=x",
            "q=%25_%5C",
            "suite=99999999999999999999",
        ):
            assert boss.get(f"/administration/membres/?{question}").status_code == 200

    def test_it_costs_as_much_with_one_row_as_with_thirty(
        self, boss: FlaskClient, max_queries: MaxQueries
    ) -> None:
        make_member()
        boss.get("/administration/membres/")  # what each process reads once is read
        with max_queries(5) as one:
            boss.get("/administration/membres/")
            alone = [statement for statement in one if statement.startswith("SELECT")]
        for _ in range(30):
            make_member()
        with max_queries(5) as thirty:
            boss.get("/administration/membres/")
            assert len([one for one in thirty if one.startswith("SELECT")]) == len(alone)


class TestInviting:
    def test_a_new_member_receives_a_link_and_enters(self, boss: FlaskClient, app: Flask) -> None:
        structure = make_structure(name="Appui de la Lys").id
        page = send(
            boss,
            "/membres/inviter",
            name="Nora T.",
            email="Nora.T@exemple.test",
            structure=structure,
            is_referent="y",
        )
        assert "L’invitation est envoyée à Nora T." in page
        assert "Appui de la Lys" in page
        assert "Renvoyer l’invitation" in page
        mail = db.session.scalars(select(OutgoingMail)).one()
        assert mail.recipient == "nora.t@exemple.test"
        link = re.search(r"(/connexion/nouveau-mot-de-passe/\S+)", mail.text)
        assert link
        newcomer = app.test_client()
        answer = newcomer.post(link[1], data={"new_password": PASSWORD}, follow_redirects=True)
        assert "Appui de la Lys (référent·e)" in answer.text
        assert "Renvoyer l’invitation" not in send(boss, "/membres/inviter")

    def test_sent_twice_it_invites_once(self, boss: FlaskClient) -> None:
        data = {"name": "Nora T.", "email": "nora@exemple.test", "_once": "the same key"}
        for _ in range(2):
            answer = boss.post("/administration/membres/inviter", data=data)
            assert answer.status_code == 302
        assert len(db.session.scalars(select(OutgoingMail)).all()) == 1

    def test_an_address_already_known_is_refused(self, boss: FlaskClient) -> None:
        email = make_member().email
        answer = boss.post(
            "/administration/membres/inviter", data={"name": "Nora T.", "email": email.upper()}
        )
        assert answer.status_code == 422
        assert "Un compte existe déjà avec cette adresse." in answer.text
        assert 'value="Nora T."' in answer.text

    def test_what_is_missing_is_said(self, boss: FlaskClient) -> None:
        answer = boss.post("/administration/membres/inviter", data={"email": "nora"})
        assert answer.status_code == 422
        assert "Écrivez le nom de la personne." in answer.text
        assert "Écrivez une adresse complète" in answer.text

    def test_sent_again_the_first_link_no_longer_works(
        self, boss: FlaskClient, client: FlaskClient
    ) -> None:
        send(boss, "/membres/inviter", name="Nora T.", email="nora@exemple.test")
        member = db.session.scalars(select(Member.id).where(Member.name == "Nora T.")).one()
        assert "de nouveau" in send(boss, f"/membres/{member}/inviter")
        first, second = (
            re.search(r"/connexion/nouveau\S+", mail.text)
            for mail in db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
        )
        assert first
        assert second
        assert client.get(first[0]).status_code == 410
        assert client.get(second[0]).status_code == 200

    def test_somebody_who_chose_a_password_is_not_invited_again(self, boss: FlaskClient) -> None:
        member = make_member(password=PASSWORD).id
        assert boss.post(f"/administration/membres/{member}/inviter").status_code == 409


class TestAnAccount:
    def test_suspended_it_is_shut_at_once_and_reactivated_it_opens(
        self, boss: FlaskClient, client: FlaskClient
    ) -> None:
        member = make_member(password=PASSWORD)
        shown, email = member.id, member.email
        enter(client, email)
        assert is_signed_in(client)
        assert "Le compte est suspendu" in send(boss, f"/membres/{shown}/suspendre")
        assert not is_signed_in(client)
        assert enter(client, email).status_code == 401
        assert "de nouveau actif" in send(boss, f"/membres/{shown}/reactiver")
        assert not is_signed_in(client)  # the old session stays closed
        assert enter(client, email).status_code == 302

    def test_roles_are_given_and_taken_back(self, boss: FlaskClient, sign_in: SignIn) -> None:
        member = make_member()
        shown, theirs = member.id, sign_in(member)
        assert theirs.get("/administration/").status_code == 403
        send(boss, f"/membres/{shown}/roles", is_administrator="y", is_facilitator="y")
        assert theirs.get("/administration/").status_code == 200
        assert "Les rôles sont enregistrés." in send(boss, f"/membres/{shown}/roles")
        assert theirs.get("/administration/").status_code == 403

    def test_one_administrator_always_remains(self, boss: FlaskClient) -> None:
        own = db.session.scalars(select(Member.id).where(Member.is_administrator)).one()
        make_account(is_administrator=True, status=MemberStatus.SUSPENDED)
        answer = boss.post(f"/administration/membres/{own}/roles", data={})
        assert answer.status_code == 409
        assert "Il faut au moins une personne pour administrer le site." in answer.text
        assert boss.get("/administration/").status_code == 200

    def test_an_administrator_steps_down_when_another_remains(self, boss: FlaskClient) -> None:
        own = db.session.scalars(select(Member.id).where(Member.is_administrator)).one()
        make_account(is_administrator=True)
        answer = boss.post(f"/administration/membres/{own}/roles", data={})
        assert answer.location == "/"
        assert boss.get("/administration/").status_code == 403

    def test_nobody_suspends_their_own_account(self, boss: FlaskClient) -> None:
        own = db.session.scalars(select(Member.id).where(Member.is_administrator)).one()
        make_account(is_administrator=True)
        assert "Suspendre le compte" not in boss.get(f"/administration/membres/{own}").text
        answer = boss.post(f"/administration/membres/{own}/suspendre")
        assert answer.status_code == 409
        assert "votre propre compte" in answer.text

    def test_somebody_changes_structure(self, boss: FlaskClient, sign_in: SignIn) -> None:
        member = make_member(structure=make_structure(name="Ancienne maison"))
        shown, theirs = member.id, sign_in(member)
        old = db.session.scalars(select(Membership.structure_id)).one()
        new = make_structure(name="Nouvelle maison").id
        page = send(boss, f"/membres/{shown}/structures", structure=new)
        assert "Ancienne maison" in page
        assert "Nouvelle maison" in page
        page = send(boss, f"/membres/{shown}/structures/{old}/quitter")
        assert "Ancienne maison</strong>" not in page
        profile = theirs.get("/compte/profil").text
        assert "Nouvelle maison" in profile
        assert "Ancienne maison" not in profile
        send(boss, f"/membres/{shown}/structures", structure=old, is_referent="y")
        assert "Ancienne maison (référent·e)" in theirs.get("/compte/profil").text

    def test_a_structure_must_be_chosen(self, boss: FlaskClient) -> None:
        shown = make_member().id
        answer = boss.post(f"/administration/membres/{shown}/structures", data={"structure": ""})
        assert answer.status_code == 422
        assert "Choisissez une structure." in answer.text

    def test_who_is_not_there_is_not_found(self, boss: FlaskClient) -> None:
        assert boss.get("/administration/membres/424242").status_code == 404
        shown = make_member().id
        path = f"/administration/membres/{shown}/structures/424242/quitter"
        assert boss.post(path).status_code == 404


class TestStructures:
    def test_one_is_added_renamed_and_put_to_sleep(
        self, boss: FlaskClient, sign_in: SignIn
    ) -> None:
        page = send(boss, "/structures/ajouter", name="Appui  de la Scarpe", status="active")
        assert "«\u00a0Appui de la Scarpe\u00a0» est ajoutée." in page
        added = db.session.scalars(select(Structure)).one()
        shown, slug, member = added.id, added.slug, make_member(structure=added)
        theirs = sign_in(member)
        where = f"/reseau/membres/{make_member().id}"
        assert theirs.get(where).status_code == 301
        page = send(boss, f"/structures/{shown}", name="Appui Scarpe-Escaut", status="dormant")
        assert "Appui Scarpe-Escaut" in page
        assert "En sommeil" in page
        assert theirs.get(where).status_code == 404  # its people are no longer of the network
        kept = db.session.get(Structure, shown)
        assert kept
        assert (kept.slug, kept.status) == (slug, StructureStatus.DORMANT)

    def test_two_do_not_share_a_name_nor_an_address(self, boss: FlaskClient) -> None:
        send(boss, "/structures/ajouter", name="L’Appui", status="active")
        answer = boss.post(
            "/administration/structures/ajouter", data={"name": "L’Appui ", "status": "active"}
        )
        assert answer.status_code == 422
        assert "Une structure porte déjà ce nom." in answer.text
        send(boss, "/structures/ajouter", name="L'appui", status="active")
        slugs = db.session.scalars(select(Structure.slug).order_by(Structure.id)).all()
        assert slugs == ["l-appui", "l-appui-2"]

    def test_saved_without_a_change_it_stays_as_it_is(self, boss: FlaskClient) -> None:
        structure = make_structure()
        name, shown = structure.name, structure.id
        assert "est enregistrée" in send(boss, f"/structures/{shown}", name=name, status="active")

    def test_the_list_counts_people(self, boss: FlaskClient) -> None:
        assert "Aucune structure pour l’instant." in boss.get("/administration/structures/").text
        structure = make_structure(name="Appui de la Lys")
        make_member(structure=structure)
        make_member(structure=structure)
        page = boss.get("/administration/structures/").text
        assert names(page) == ["Appui de la Lys"]
        assert "2 personnes" in page
