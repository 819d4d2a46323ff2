"""Forgetting, choosing and changing a password."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.actions import issue_link
from app.accounts.models import LinkPurpose, Member, MemberStatus, OneTimeLink
from app.accounts.passwords import hash_password, is_password, needs_rehash, weakness
from app.clock import frozen_at, now
from app.database import db, transaction
from app.mail.models import OutgoingMail
from tests.accounts.browsing import PASSWORD, SignIn, enter, is_signed_in
from tests.make.accounts import make_account, make_member

NEW = "un tout autre choix"
SENT = "Si un compte existe avec cette adresse, un courriel vient de partir."
ENDED = "Ce lien ne sert plus"
CHANGED = "Votre mot de passe est changé."


def mails() -> list[OutgoingMail]:
    return list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def ask(client: FlaskClient, email: str) -> str:
    answer = client.post("/connexion/oubli", data={"email": email}, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def link_in(mail: OutgoingMail) -> str:
    found = re.search(r"http://localhost:8000(/connexion/nouveau-mot-de-passe/\S+)", mail.text)
    assert found
    return found[1]


def link_for(member: Member, purpose: LinkPurpose = LinkPurpose.RESET) -> str:
    with transaction():
        token = issue_link(member, purpose)
    return f"/connexion/nouveau-mot-de-passe/{token}"


class TestForgotten:
    def test_a_link_comes_by_mail_and_opens_the_account(
        self, client: FlaskClient, app: Flask
    ) -> None:
        email = make_member(password=PASSWORD).email
        assert "Mot de passe oublié" in client.get("/connexion").text
        assert SENT in ask(client, email)
        (mail,) = mails()
        assert (mail.recipient, mail.subject) == (email, "Choisir un nouveau mot de passe")
        link = link_in(mail)
        assert "Choisir un nouveau mot de passe" in client.get(link).text
        answer = client.post(link, data={"new_password": NEW}, follow_redirects=True)
        assert CHANGED in answer.text
        assert is_signed_in(client)
        other = app.test_client()
        assert enter(other, email).status_code == 401
        assert enter(other, email, NEW).status_code == 302

    def test_an_unknown_address_gets_the_same_page_and_no_mail(self, client: FlaskClient) -> None:
        known, unknown = make_member().email, "personne@exemple.test"
        assert ask(client, unknown) == ask(client, known)
        assert [mail.recipient for mail in mails()] == [known]

    @pytest.mark.parametrize("status", [MemberStatus.SUSPENDED, MemberStatus.LEFT])
    def test_a_closed_account_gets_no_mail(self, client: FlaskClient, status: MemberStatus) -> None:
        email = make_account(status=status).email
        assert SENT in ask(client, email)
        assert mails() == []

    def test_an_address_that_is_none_is_refused(self, client: FlaskClient) -> None:
        answer = client.post("/connexion/oubli", data={"email": "ada"})
        assert answer.status_code == 422
        assert "Écrivez une adresse complète" in answer.text
        assert 'value="ada"' in answer.text

    def test_one_account_receives_at_most_three_an_hour(self, client: FlaskClient) -> None:
        email = make_member().email
        for _ in range(5):
            assert SENT in ask(client, email)
        assert len(mails()) == 3
        with frozen_at(now() + timedelta(minutes=61)):
            ask(client, email)
        assert len(mails()) == 4

    def test_one_network_asks_at_most_twenty_times_an_hour(self, client: FlaskClient) -> None:
        for n in range(20):
            ask(client, f"m{n}@exemple.test")
        answer = client.post("/connexion/oubli", data={"email": "m@exemple.test"})
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert "Réessayez dans 60 minutes." in answer.text


class TestTheLink:
    def test_opening_it_does_not_spend_it(self, client: FlaskClient) -> None:
        link = link_for(make_member())
        for _ in range(3):
            assert client.get(link).status_code == 200
            assert client.head(link).status_code == 200
        assert client.post(link, data={"new_password": NEW}).status_code == 302

    def test_it_serves_once_and_with_it_all_the_others(self, client: FlaskClient) -> None:
        member = make_member()
        link, other = link_for(member), link_for(member)
        client.post(link, data={"new_password": NEW})
        for dead in (link, other):
            answer = client.get(dead)
            assert answer.status_code == 410
            assert ENDED in answer.text
            assert client.post(dead, data={"new_password": PASSWORD}).status_code == 410

    def test_a_refused_password_does_not_spend_it(self, client: FlaskClient) -> None:
        link = link_for(make_member())
        answer = client.post(link, data={"new_password": "court"})
        assert answer.status_code == 422
        assert "10 caractères au moins\u00a0; il y en a 5." in answer.text
        assert client.post(link, data={"new_password": NEW}).status_code == 302

    @pytest.mark.parametrize(
        ("purpose", "lasts"),
        [
            (LinkPurpose.RESET, timedelta(hours=1)),
            (LinkPurpose.INVITATION, timedelta(days=14)),
        ],
    )
    def test_it_does_not_last(
        self, client: FlaskClient, purpose: LinkPurpose, lasts: timedelta
    ) -> None:
        start = now()
        with frozen_at(start):
            link = link_for(make_member(), purpose)
        with frozen_at(start + lasts - timedelta(minutes=1)):
            assert client.get(link).status_code == 200
        with frozen_at(start + lasts + timedelta(seconds=1)):
            assert client.get(link).status_code == 410
            assert client.post(link, data={"new_password": NEW}).status_code == 410

    def test_it_dies_with_the_account(self, client: FlaskClient) -> None:
        assert client.get(link_for(make_account(status=MemberStatus.SUSPENDED))).status_code == 410

    def test_an_invented_one_opens_nothing(self, client: FlaskClient) -> None:
        assert client.get("/connexion/nouveau-mot-de-passe/inventé").status_code == 410

    def test_only_its_hash_is_kept_and_its_page_says_it_to_nobody(
        self, client: FlaskClient
    ) -> None:
        link = link_for(make_member())
        token = link.rpartition("/")[2]
        assert token not in db.session.scalars(select(OneTimeLink.token_hash)).one()
        headers = client.get(link).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"


class TestAnInvitation:
    def test_it_opens_the_account_and_asks_who_one_is(self, client: FlaskClient) -> None:
        link = link_for(make_member(), LinkPurpose.INVITATION)
        assert "C’est la dernière étape pour ouvrir votre compte." in client.get(link).text
        answer = client.post(link, data={"new_password": NEW}, follow_redirects=True)
        assert "Votre compte est ouvert." in answer.text
        assert answer.request.path == "/compte/profil"
        assert mails() == []  # nothing was changed that anybody should be warned of


class TestChanging:
    def change(self, client: FlaskClient, current: str = PASSWORD, new: str = NEW) -> str:
        data = {"current_password": current, "new_password": new}
        return client.post("/compte/mot-de-passe", data=data, follow_redirects=True).text

    def test_it_ends_the_sessions_of_the_other_devices(
        self, client: FlaskClient, app: Flask
    ) -> None:
        email = make_member(password=PASSWORD).email
        telephone = app.test_client()
        enter(client, email)
        enter(telephone, email)
        assert "Changer de mot de passe" in client.get("/compte/mot-de-passe").text
        assert CHANGED in self.change(client)
        assert is_signed_in(client)
        assert not is_signed_in(telephone)
        assert enter(telephone, email).status_code == 401
        assert enter(telephone, email, NEW).status_code == 302

    def test_the_member_is_told_by_mail(self, client: FlaskClient) -> None:
        email = make_member(password=PASSWORD).email
        enter(client, email)
        self.change(client)
        (mail,) = mails()
        assert (mail.recipient, mail.subject) == (email, "Votre mot de passe a été changé")
        assert "Ce n’était pas vous" in mail.text
        assert "/connexion/oubli" in mail.text

    def test_it_needs_the_present_password(self, client: FlaskClient) -> None:
        email = make_member(password=PASSWORD).email
        enter(client, email)
        page = self.change(client, current="pas le bon mot")
        assert "Ce n’est pas votre mot de passe actuel." in page
        assert mails() == []
        for _ in range(5):
            page = self.change(client, current="pas le bon mot")
        assert "Trop d’essais en peu de temps" in page

    def test_a_session_stays_as_long_as_it_was_to_stay(self, client: FlaskClient) -> None:
        email = make_member(password=PASSWORD).email
        enter(client, email)
        data = {"current_password": PASSWORD, "new_password": NEW}
        answer = client.post("/compte/mot-de-passe", data=data)
        assert "Expires=" in answer.headers["Set-Cookie"]

    def test_a_visitor_is_asked_to_sign_in(self, client: FlaskClient) -> None:
        assert client.get("/compte/mot-de-passe").status_code == 302

    def test_a_guest_changes_theirs(self, sign_in: SignIn) -> None:
        assert CHANGED in self.change(sign_in(make_account(password=PASSWORD)))


@pytest.mark.parametrize(
    "password",
    [
        "neuf sign",
        "x" * 201,
        "motdepasse2026",
        "MotDePasse!!",
        "Azertyuiop",
        "1234567890",
        "0987654321",
        "abcdefghij",
        "aaaaaaaaaaaa",
        "ababababababab",
        "20262026202655",
        "ada.l@exemple.test",
        "AdaLovelace",
        "adalovelace2026",
    ],
)
def test_what_anybody_would_guess_is_refused(password: str) -> None:
    assert weakness(password, "ada.l@exemple.test", "Ada Lovelace")


@pytest.mark.parametrize(
    "password", [PASSWORD, NEW, "r7#kQ9!vXp2", "le vélo d’ada à lille", "correct horse battery"]
)
def test_the_rest_is_accepted(password: str) -> None:
    assert not weakness(password, "ada.l@exemple.test", "Ada Lovelace")


def test_a_hash_made_with_weaker_parameters_is_made_again(client: FlaskClient) -> None:
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    member = make_member()
    email = member.email
    member.password_hash = old
    db.session.commit()
    assert enter(client, email).status_code == 302
    new = db.session.scalars(select(Member.password_hash).where(Member.email == email)).one()
    assert new
    assert new != old
    assert not needs_rehash(new)
    assert enter(client, email).status_code == 302


def test_hashes_are_argon2id_and_never_the_same_twice() -> None:
    one, other = hash_password(PASSWORD), hash_password(PASSWORD)
    assert one.startswith("$argon2id$")
    assert one != other
    assert is_password(PASSWORD, one)
    assert not is_password(PASSWORD, None)
    assert not is_password(PASSWORD, "not a hash")


def test_a_refused_reset_leaves_no_link(client: FlaskClient) -> None:
    client.post("/connexion/oubli", data={"email": "personne@exemple.test"})
    assert db.session.scalar(select(func.count(OneTimeLink.id))) == 0
