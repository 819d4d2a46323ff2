"""Saying who one is."""

import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient

from app.accounts.models import MemberStatus
from app.themes.models import FUNCTION, SKILL, THEME
from app.themes.queries import terms_of
from tests.accounts.browsing import SignIn
from tests.make.accounts import make_account, make_member, make_structure

PROFILE = "/compte/profil"
MaxQueries = Callable[[int], AbstractContextManager[list[str]]]


def ids(scheme: str, n: int) -> list[int]:
    return [term.id for term in terms_of(scheme)[:n]]


def fields(**changed: object) -> dict[str, object]:
    return {
        "name": "Ada Lovelace",
        "job": ids(FUNCTION, 1)[0],
        "presentation": "J’accompagne des recycleries.",
        "themes": ids(THEME, 3),
        "skills": ids(SKILL, 2),
        "availability": "Le matin, par téléphone.",
        "visibility": "structure",
        **changed,
    }


def chosen(page: str, name: str) -> set[int]:
    found = re.findall(rf'name="{name}" value="(\d+)" checked', page)
    return {int(value) for value in found}


def test_a_member_says_who_they_are_and_finds_it_again(sign_in: SignIn) -> None:
    client = sign_in(make_member(name="Ada L."))
    assert 'value="Ada L."' in client.get(PROFILE).text
    answer = client.post(PROFILE, data=fields(), follow_redirects=True)
    assert "Votre profil est enregistré." in answer.text
    page = html.unescape(client.get(PROFILE).text)
    assert 'value="Ada Lovelace"' in page
    assert "J’accompagne des recycleries.</textarea>" in page
    assert 'value="Le matin, par téléphone."' in page
    assert chosen(page, "themes") == set(ids(THEME, 3))
    assert chosen(page, "skills") == set(ids(SKILL, 2))
    assert 'value="structure" checked' in page


def test_everything_but_the_name_may_be_left_empty(sign_in: SignIn) -> None:
    client = sign_in(make_member())
    client.post(PROFILE, data=fields())
    answer = client.post(
        PROFILE, data={"name": "Ada", "visibility": "network"}, follow_redirects=True
    )
    assert "Votre profil est enregistré." in answer.text
    assert chosen(client.get(PROFILE).text, "themes") == set()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Écrivez le nom que les autres liront."),
        ({"name": "A" * 61}, "60 caractères au plus."),
        ({"presentation": "a" * 301}, "300 caractères au plus."),
        ({"availability": "a" * 161}, "160 caractères au plus."),
        ({"themes": range(1, 6)}, "4 choix au plus"),
        ({"visibility": "parties"}, "Not a valid choice"),
        ({"job": 999999}, "Choisissez dans la liste."),
    ],
)
def test_a_refused_profile_keeps_what_was_typed(
    sign_in: SignIn, change: dict[str, object], sentence: str
) -> None:
    client = sign_in(make_member())
    if "themes" in change:
        change = {"themes": ids(THEME, 5)}
    sent = fields(**change)
    answer = client.post(PROFILE, data=sent)
    assert answer.status_code == 422
    page = html.unescape(answer.text)
    if "visibility" not in change:
        assert sentence in page
    assert "Rien n’est perdu" in page
    assert str(sent["presentation"]) in page
    assert 'value="Ada L."' in html.unescape(client.get(PROFILE).text)


def test_a_name_of_invisible_characters_is_refused(sign_in: SignIn) -> None:
    client = sign_in(make_member())
    answer = client.post(PROFILE, data=fields(name="\u200b \u202e"))
    assert answer.status_code == 422
    assert "Écrivez un nom" in answer.text


def test_structure_and_role_are_shown(sign_in: SignIn) -> None:
    member = make_member(structure=make_structure(name="Appui de l’Yser"), is_referent=True)
    page = sign_in(member).get(PROFILE).text
    assert "Appui de l’Yser (référent·e)" in page
    assert "Membre</dd>" in page
    boss = make_account(is_administrator=True)
    assert "Administration du site" in sign_in(boss).get(PROFILE).text


def test_a_guest_and_somebody_pending_read_where_they_stand(sign_in: SignIn) -> None:
    guest = sign_in(make_account()).get(PROFILE).text
    assert "rattaché à aucune structure active" in guest
    pending = sign_in(make_account(status=MemberStatus.PENDING)).get(PROFILE).text
    assert "Votre compte est en attente" in pending


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get(PROFILE).location.startswith("/connexion?next=/compte/profil")


def test_it_costs_few_queries(sign_in: SignIn, max_queries: MaxQueries) -> None:
    client = sign_in(make_member())
    client.post(PROFILE, data=fields())
    with max_queries(8):
        client.get(PROFILE)
