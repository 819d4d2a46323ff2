"""A visitor, or somebody whose session ended, finds again the page and the text they were on."""

import html
import io
import json
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse as Answer

from app.accounts.coming_back import MOST_BYTES
from app.contributions.models import FormDraft
from app.database import db
from tests.accounts.browsing import PASSWORD, SignIn, enter, hidden_fields, is_signed_in
from tests.make.accounts import make_account, make_member

PROFILE = "/compte/profil"
TEXT = "J’accompagne des recycleries depuis 2019 ; « l’essai » d’abord.\n<b>Deux</b> lignes & plus."
FOUND = "Votre texte a été retrouvé"


@pytest.fixture
def csrf(app: Flask) -> Iterator[None]:
    """Tokens are asked for, as in production."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def drafts() -> int:
    return db.session.scalar(select(func.count(FormDraft.id))) or 0


def typed(client: FlaskClient) -> dict[str, str]:
    """The profile form as the page gave it, with a text typed in."""
    fields = hidden_fields(client.get(PROFILE), PROFILE)
    return {**fields, "name": "Ada L.", "presentation": TEXT, "visibility": "network"}


@pytest.mark.usefixtures("csrf")
class TestASessionThatEnded:
    def test_the_text_comes_back_in_its_form(self, client: FlaskClient) -> None:
        email = make_member(password=PASSWORD).email
        token = hidden_fields(client.get("/connexion"), "/connexion")["csrf_token"]
        enter(client, email, csrf_token=token)
        form = typed(client)
        client.delete_cookie("tremplin")

        refused = client.post(PROFILE, data=form, headers={"Referer": f"http://localhost{PROFILE}"})
        assert refused.status_code == 401
        assert "Votre session est terminée." in refused.text
        assert "Rien n’est perdu" in refused.text

        carried = hidden_fields(refused, "/connexion")
        assert carried["next"] == PROFILE
        answer = enter(client, email, **carried)
        assert answer.location == PROFILE
        page = client.get(PROFILE).text
        assert FOUND in page
        assert TEXT in html.unescape(page).replace("\r\n", "\n")

        sent = client.post(PROFILE, data=typed(client), follow_redirects=True)
        assert "Votre profil est enregistré." in sent.text
        assert drafts() == 0
        assert FOUND not in client.get(PROFILE).text

    def test_a_wrong_password_on_the_way_loses_nothing(self, client: FlaskClient) -> None:
        email = make_member(password=PASSWORD).email
        refused = client.post(PROFILE, data={"_place": "accounts.profile", "presentation": TEXT})
        again = enter(client, email, "pas le bon mot", **hidden_fields(refused, "/connexion"))
        assert again.status_code == 401
        answer = enter(client, email, **hidden_fields(again, "/connexion"))
        assert answer.location == PROFILE
        assert TEXT in html.unescape(client.get(PROFILE).text).replace("\r\n", "\n")

    def test_neither_do_an_empty_form_nor_too_many_tries(self, client: FlaskClient) -> None:
        email = make_member(password=PASSWORD).email
        refused = client.post(PROFILE, data={"_place": "accounts.profile", "presentation": TEXT})
        fields = hidden_fields(refused, "/connexion")
        kept = fields["_carried"]
        empty = client.post("/connexion", data=fields)
        assert hidden_fields(empty, "/connexion")["_carried"] == kept
        last = [enter(client, email, "pas le bon mot", **fields) for _ in range(6)][-1]
        assert last.status_code == 429
        assert hidden_fields(last, "/connexion")["_carried"] == kept

    def test_an_old_sign_in_page_only_asks_again(self, client: FlaskClient) -> None:
        email = make_member(password=PASSWORD).email
        answer = enter(client, email, csrf_token="of another session", next=PROFILE)
        assert answer.status_code == 400
        assert "Cette page était ouverte depuis longtemps." in answer.text
        fields = hidden_fields(answer, "/connexion")
        assert enter(client, email, **fields).location == PROFILE

    def test_signing_out_twice_is_signing_out(self, client: FlaskClient) -> None:
        assert client.post("/deconnexion").location == "/connexion"

    def test_signing_in_in_two_tabs_goes_on_in_the_second(self, client: FlaskClient) -> None:
        email = make_member(password=PASSWORD).email
        first = hidden_fields(client.get("/connexion"), "/connexion")
        enter(client, email, **first)
        assert enter(client, email, **{**first, "next": PROFILE}).location == PROFILE


@pytest.mark.usefixtures("csrf")
class TestAPageFromAnotherSession:
    """Signed in, with a form whose token is not that of the session."""

    SAME_SITE = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}

    def send(self, client: FlaskClient, headers: dict[str, str]) -> Answer:
        data = {**typed(client), "csrf_token": "of another session"}
        return client.post(PROFILE, data=data, headers=headers)

    @pytest.mark.parametrize(
        "headers", [SAME_SITE, {"Origin": "http://localhost"}], ids=["fetch metadata", "origin"]
    )
    def test_it_says_to_reload_and_keeps_the_text(
        self, sign_in: SignIn, headers: dict[str, str]
    ) -> None:
        client = sign_in(make_member())
        answer = self.send(client, headers)
        assert answer.status_code == 400
        assert "Cette page était ouverte depuis trop longtemps" in answer.text
        assert "Rien n’est perdu" in answer.text
        assert f'href="{PROFILE}"' in answer.text
        assert TEXT in html.unescape(client.get(PROFILE).text).replace("\r\n", "\n")

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Origin": "https://elsewhere.test"},
            {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
            {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        ],
    )
    def test_another_site_writes_nothing_in_the_name_of_a_member(
        self, sign_in: SignIn, headers: dict[str, str]
    ) -> None:
        client = sign_in(make_member())
        answer = self.send(client, headers)
        assert answer.status_code == 400
        assert "Rien n’est perdu" not in answer.text
        assert drafts() == 0

    def test_a_script_of_the_page_gets_a_short_answer(self, sign_in: SignIn) -> None:
        client = sign_in(make_member())
        answer = self.send(client, {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"})
        assert answer.status_code == 400
        assert answer.mimetype == "text/plain"
        assert drafts() == 0

    def test_a_visitor_on_a_public_form_is_told_to_reload(self, client: FlaskClient) -> None:
        answer = client.post("/connexion/oubli", data={"email": "a@exemple.test"})
        assert answer.status_code == 400


def test_a_visitor_comes_back_to_the_page_they_asked_for(client: FlaskClient) -> None:
    answer = client.get("/compte/profil?vue=1")
    assert answer.location == "/connexion?next=/compte/profil?vue%3D1&reserve=1"


def test_a_script_without_a_session_is_not_sent_a_page(client: FlaskClient) -> None:
    answer = client.get(PROFILE, headers={"Sec-Fetch-Mode": "cors"})
    assert (answer.status_code, answer.mimetype) == (401, "text/plain")
    answer = client.post(PROFILE, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (401, "text/plain")


@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        (f"http://localhost{PROFILE}?vue=1", f"{PROFILE}?vue=1"),
        (None, PROFILE),
        ("https://elsewhere.test/compte/profil", PROFILE),
        ("http://localhost/deconnexion", PROFILE),
        ("http://localhost//elsewhere.test/", PROFILE),
        ("nonsense", PROFILE),
    ],
)
def test_the_way_back_is_the_page_of_the_form(
    client: FlaskClient, referrer: str | None, back: str
) -> None:
    headers = {"Referer": referrer} if referrer else {}
    refused = client.post(PROFILE, data={"presentation": TEXT}, headers=headers)
    assert hidden_fields(refused, "/connexion")["next"] == back


def test_a_form_without_a_page_of_its_own_leads_home(client: FlaskClient) -> None:
    refused = client.post("/brouillons", data={"text": "bonjour"})
    assert hidden_fields(refused, "/connexion")["next"] == "/"


def test_what_is_secret_is_never_carried(client: FlaskClient) -> None:
    data = {
        "_place": "accounts.password",
        "csrf_token": "a token",
        "current_password": "un secret",
        "new_password": "un autre secret",
        "text": "bonjour",
    }
    refused = client.post("/compte/mot-de-passe", data=data)
    assert refused.status_code == 401
    assert "un secret" not in refused.text
    assert "un autre secret" not in refused.text
    carried = json.loads(hidden_fields(refused, "/connexion")["_carried"])
    assert carried["fields"] == {"text": ["bonjour"]}


def test_files_that_were_being_sent_are_said_to_be_lost(client: FlaskClient) -> None:
    data = {"_place": "accounts.profile", "presentation": TEXT}
    without = client.post(PROFILE, data=data)
    assert "fichiers" not in without.text
    with_file = client.post(PROFILE, data={**data, "file": (io.BytesIO(b"%PDF"), "bilan.pdf")})
    assert "Les fichiers que vous envoyiez ne peuvent pas être gardés" in with_file.text


def test_a_text_too_long_to_be_carried_is_said_so(client: FlaskClient) -> None:
    data = {"_place": "accounts.profile", "presentation": "é" * MOST_BYTES}
    refused = client.post(PROFILE, data=data)
    assert refused.status_code == 401
    assert "trop long pour être gardé ici" in refused.text
    assert "_carried" not in refused.text


def test_a_form_without_text_is_simply_done_again(client: FlaskClient) -> None:
    refused = client.post("/compte/mot-de-passe", data={})
    assert "puis recommencez" in refused.text


@pytest.mark.parametrize(
    "forged",
    [
        "not json",
        "[]",
        "{}",
        '{"place": 3, "fields": {"a": "b"}}',
        '{"place": "p", "fields": {"a": [1]}}',
        '{"place": "p", "fields": []}',
        "[" * 5000,
        '{"place": "p", "fields": {"a": ["' + "x" * MOST_BYTES + '"]}}',
    ],
)
def test_a_forged_field_carries_nothing(client: FlaskClient, forged: str) -> None:
    email = make_member(password=PASSWORD).email
    assert enter(client, email, _carried=forged).status_code == 302
    assert drafts() == 0
    assert is_signed_in(client)


def test_what_was_kept_can_be_dropped(client: FlaskClient) -> None:
    email = make_member(password=PASSWORD).email
    refused = client.post(PROFILE, data={"_place": "accounts.profile", "presentation": TEXT})
    enter(client, email, **hidden_fields(refused, "/connexion"))
    assert "n’est pas encore enregistré" in client.get(PROFILE).text
    page = client.post("/compte/profil/oublier", follow_redirects=True).text
    assert "n’est pas encore enregistré" not in page
    assert 'value="Ada L."' in page
    assert drafts() == 0


def test_a_plain_refusal_speaks_of_no_session(client: FlaskClient) -> None:
    assert "Votre session est terminée." not in enter(client, "a@exemple.test", "rien").text


def test_a_guest_finds_their_text_as_well(client: FlaskClient) -> None:
    email = make_account(password=PASSWORD).email
    refused = client.post(PROFILE, data={"_place": "accounts.profile", "presentation": TEXT})
    enter(client, email, **hidden_fields(refused, "/connexion"))
    assert TEXT in html.unescape(client.get(PROFILE).text).replace("\r\n", "\n")
