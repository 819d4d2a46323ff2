"""Signing in and out, through the pages."""

import time
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app.accounts.models import Attempt, Member, MemberStatus
from app.clock import frozen_at, now
from app.database import db, transaction
from tests.accounts.browsing import PASSWORD, SignIn, enter, is_signed_in
from tests.make.accounts import make_account, make_member

REFUSED = "Adresse ou mot de passe incorrect."


def test_a_member_signs_in_and_out(client: FlaskClient) -> None:
    email = make_member(password=PASSWORD).email
    page = client.get("/connexion").text
    assert "Rester connecté·e sur cet appareil" in page
    answer = enter(client, email)
    assert (answer.status_code, answer.location) == (302, "/")
    assert is_signed_in(client)
    answer = client.post("/deconnexion", follow_redirects=True)
    assert "Vous êtes déconnecté·e." in answer.text
    assert not is_signed_in(client)


def test_the_address_may_be_typed_in_capitals_and_with_spaces(client: FlaskClient) -> None:
    email = make_member(password=PASSWORD).email
    answer = enter(client, f"  {email.upper()} ")
    assert answer.status_code == 302


def test_accents_are_the_same_whichever_keyboard_typed_them(client: FlaskClient) -> None:
    email = make_member(password="été à la forêt").email
    assert enter(client, email, "e\u0301te\u0301 a\u0300 la fore\u0302t").status_code == 302


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: FlaskClient) -> None:
    email = make_member(password=PASSWORD).email
    wrong = enter(client, email, "autre chose encore")
    unknown = enter(client, "personne@exemple.test", "autre chose encore")
    assert wrong.status_code == unknown.status_code == 401
    assert REFUSED in wrong.text
    assert wrong.text.replace(email, "personne@exemple.test").count("<") == (
        unknown.text.count("<")
    )
    assert not is_signed_in(client)


def test_a_refused_form_keeps_the_address_and_never_the_password(client: FlaskClient) -> None:
    email = make_member(password=PASSWORD).email
    page = enter(client, email, "un secret mal tapé").text
    assert f'value="{email}"' in page
    assert "un secret mal tapé" not in page


def test_an_empty_form_says_what_is_missing(client: FlaskClient) -> None:
    answer = client.post("/connexion", data={})
    assert answer.status_code == 422
    assert "Écrivez votre adresse de courriel." in answer.text
    assert "Écrivez votre mot de passe." in answer.text


def test_it_takes_as_long_whether_the_address_exists_or_not(client: FlaskClient) -> None:
    email = make_member(password=PASSWORD).email
    enter(client, email, "un premier essai")  # what is made once is made

    def spent(email: str) -> float:
        times = []
        for _ in range(4):
            start = time.perf_counter()
            assert enter(client, email, "pas le bon mot").status_code == 401
            times.append(time.perf_counter() - start)
        return min(times)

    known, unknown = spent(email), spent("personne@exemple.test")
    assert known / 2 < unknown < known * 2  # without a hash it would take a tenth


def test_an_invited_person_without_a_password_does_not_sign_in(client: FlaskClient) -> None:
    email = make_member().email
    assert REFUSED in enter(client, email, "n’importe lequel").text


@pytest.mark.parametrize("status", [MemberStatus.SUSPENDED, MemberStatus.LEFT])
def test_a_closed_account_is_told_so_once_its_password_is_right(
    client: FlaskClient, status: MemberStatus
) -> None:
    email = make_account(status=status, password=PASSWORD).email
    assert REFUSED in enter(client, email, "pas le bon mot").text
    answer = enter(client, email)
    assert answer.status_code == 401
    assert "Ce compte est fermé." in answer.text
    assert not is_signed_in(client)


@pytest.mark.parametrize("status", [MemberStatus.ACTIVE, MemberStatus.PENDING])
def test_a_guest_and_somebody_pending_sign_in(client: FlaskClient, status: MemberStatus) -> None:
    enter(client, make_account(status=status, password=PASSWORD).email)
    assert is_signed_in(client)


def test_suspending_ends_the_open_sessions(sign_in: SignIn) -> None:
    member = make_member()
    client = sign_in(member)
    assert is_signed_in(client)
    db.session.execute(update(Member).values(status=MemberStatus.SUSPENDED))
    db.session.commit()
    assert not is_signed_in(client)


def test_staying_signed_in_is_a_choice(client: FlaskClient, app: Flask) -> None:
    email = make_member(password=PASSWORD).email
    stays = enter(client, email).headers["Set-Cookie"]
    assert "Expires=" in stays
    data = {"email": email, "password": PASSWORD}
    leaves = app.test_client().post("/connexion", data=data).headers["Set-Cookie"]
    assert "Expires=" not in leaves
    assert "HttpOnly" in stays
    assert "SameSite=Lax" in stays


def test_who_comes_back_each_month_stays_signed_in(client: FlaskClient) -> None:
    enter(client, make_member(password=PASSWORD).email)
    with frozen_at(now() + timedelta(days=30)):
        assert "Set-Cookie" in client.get("/compte/profil").headers
        assert "Set-Cookie" not in client.get("/compte/profil").headers


def test_signing_in_begins_a_new_session(client: FlaskClient) -> None:
    email = make_member(password=PASSWORD).email
    client.get("/connexion")
    with client.session_transaction() as cookie:
        cookie["left_by_somebody_else"] = "yes"
        token = cookie["csrf_token"]
    enter(client, email)
    with client.session_transaction() as cookie:
        assert "left_by_somebody_else" not in cookie
        assert cookie.get("csrf_token") != token


def test_a_signed_in_member_who_opens_the_sign_in_page_goes_on(sign_in: SignIn) -> None:
    client = sign_in(make_member())
    assert client.get("/connexion?next=/compte/profil").location == "/compte/profil"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.test/",
        "//elsewhere.test/",
        "/\\elsewhere.test",
        "\\\\elsewhere.test",
        "/\t/elsewhere.test",
        "/\n/elsewhere.test",
        " //elsewhere.test",
        "javascript:alert(1)",
        "http:elsewhere.test",
        "/deconnexion",
        "/connexion?next=/compte/profil",
        "/cette-page-n-existe-pas",
        "/compte/profil" + "x" * 3000,
        "//[",
    ],
)
def test_one_never_lands_elsewhere(client: FlaskClient, elsewhere: str) -> None:
    email = make_member(password=PASSWORD).email
    page = client.get("/connexion", query_string={"next": elsewhere}).text
    assert 'name="next" value=""' in page
    assert enter(client, email, next=elsewhere).location == "/"


def test_one_goes_back_to_the_page_asked_for(client: FlaskClient) -> None:
    email = make_member(password=PASSWORD).email
    answer = client.get("/compte/profil?vue=1")
    assert answer.status_code == 302
    page = client.get(answer.location)
    assert "Cette page est réservée aux membres." in page.text
    assert enter(client, email, next="/compte/profil?vue=1").location == "/compte/profil?vue=1"


class TestTooManyTries:
    START = now().replace(hour=10, minute=0, second=0, microsecond=0)

    def tries(self, client: FlaskClient, email: str, n: int) -> list[int]:
        return [enter(client, email, "pas le bon").status_code for _ in range(n)]

    def test_the_sixth_waits_a_quarter_of_an_hour(self, client: FlaskClient) -> None:
        email = make_member(password=PASSWORD).email
        with frozen_at(self.START):
            assert self.tries(client, email, 5) == [401] * 5
        with frozen_at(self.START + timedelta(minutes=5)):
            answer = enter(client, email)  # even with the right password
            assert answer.status_code == 429
            assert answer.headers["Retry-After"] == "600"
            assert "Réessayez dans 10 minutes." in answer.text
            assert f'value="{email}"' in answer.text
        with frozen_at(self.START + timedelta(minutes=15, seconds=1)):
            assert enter(client, email).status_code == 302

    def test_waiting_grows(self, client: FlaskClient) -> None:
        email = make_member(password=PASSWORD).email
        with frozen_at(self.START):
            self.tries(client, email, 5)
        with frozen_at(self.START + timedelta(minutes=16)):
            self.tries(client, email, 5)
            assert enter(client, email).headers["Retry-After"] == str(44 * 60)

    def test_an_unknown_address_waits_as_well(self, client: FlaskClient) -> None:
        email = make_member(password=PASSWORD).email
        with frozen_at(self.START):
            statuses = self.tries(client, "personne@exemple.test", 6)
            assert statuses == [401] * 5 + [429]
            assert enter(client, email).status_code == 302  # somebody else is not slowed

    def test_one_network_trying_many_accounts_waits(self, client: FlaskClient) -> None:
        email = make_member(password=PASSWORD).email
        with frozen_at(self.START):
            for n in range(30):
                enter(client, f"m{n}@exemple.test", "pas le bon")
            assert enter(client, email).status_code == 429

    def test_somewhere_else_one_still_signs_in(self, client: FlaskClient) -> None:
        email = make_member(password=PASSWORD).email
        with frozen_at(self.START):
            self.tries(client, email, 6)
            client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
            assert enter(client, email).status_code == 302

    def test_what_succeeds_is_not_counted(self, client: FlaskClient) -> None:
        """Forty people of one workshop, behind one address."""
        email = make_member(password=PASSWORD).email
        with frozen_at(self.START):
            self.tries(client, email, 4)
            assert [enter(client, email).status_code for _ in range(32)] == [302] * 32
            assert self.tries(client, email, 5) == [401] * 5

    def test_keys_name_nobody_and_old_tries_are_forgotten(self, client: FlaskClient) -> None:
        from app.accounts.actions import forget_old_attempts

        email = make_member(password=PASSWORD).email
        enter(client, email, "pas le bon")
        keys = db.session.scalars(select(Attempt.key)).all()
        assert keys
        assert all(len(key) == 64 and "exemple" not in key for key in keys)
        with frozen_at(now() + timedelta(days=3)), transaction():
            forget_old_attempts()
        assert db.session.scalar(select(func.count(Attempt.id))) == 0


def test_the_two_halves_of_an_ipv6_network_are_one() -> None:
    from app.accounts.throttling import network_of

    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("192.0.2.1") == "192.0.2.1"
    assert network_of("nonsense") == network_of("") == "unknown"
