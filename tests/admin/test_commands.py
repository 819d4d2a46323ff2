"""The commands that open the first accounts."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Member, MemberStatus
from app.database import db
from app.mail.models import OutgoingMail
from app.organisations.models import Membership
from tests.accounts.browsing import PASSWORD, enter
from tests.make.accounts import make_account, make_member, make_structure


def run(app: Flask, *arguments: str, typed: str = "") -> tuple[int, str]:
    """Run a command of the site; return its exit code and all that it said."""
    result = app.test_cli_runner().invoke(args=["members", *arguments], input=typed)
    return result.exit_code, result.output


def test_an_empty_site_gets_its_administrator(app: Flask, client: FlaskClient) -> None:
    code, said = run(
        app, "create-admin", typed=f"Odile A.\nOdile@exemple.test\n{PASSWORD}\n{PASSWORD}\n"
    )
    assert code == 0
    assert "Odile A. administre le site et se connecte avec odile@exemple.test." in said
    assert PASSWORD not in said
    assert enter(client, "odile@exemple.test").status_code == 302
    assert client.get("/administration/").status_code == 200


def test_a_weak_password_is_asked_again(app: Flask) -> None:
    typed = f"Odile A.\nodile@exemple.test\ncourt\ncourt\n{PASSWORD}\n{PASSWORD}\n"
    code, said = run(app, "create-admin", typed=typed)
    assert code == 0
    assert "10 caractères au moins" in said


def test_a_script_gives_the_password_on_its_input(app: Flask, client: FlaskClient) -> None:
    options = ["--name", "Odile A.", "--email", "odile@exemple.test", "--password-stdin"]
    assert run(app, "create-admin", *options, typed=f"{PASSWORD}\n")[0] == 0
    assert enter(client, "odile@exemple.test").status_code == 302


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("odile", PASSWORD, "Écrivez une adresse complète"),
        ("odile@exemple.test", "court", "10 caractères au moins"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    app: Flask, email: str, password: str, sentence: str
) -> None:
    options = ["--name", "Odile A.", "--email", email, "--password-stdin"]
    code, said = run(app, "create-admin", *options, typed=f"{password}\n")
    assert code == 1
    assert sentence in said
    assert db.session.scalars(select(Member)).all() == []


def test_an_existing_account_becomes_administrator_again(app: Flask, client: FlaskClient) -> None:
    email = make_account(status=MemberStatus.SUSPENDED).email
    options = ["--name", "Ada L.", "--email", email, "--password-stdin"]
    assert run(app, "create-admin", *options, typed=f"{PASSWORD}\n")[0] == 0
    enter(client, email)
    assert client.get("/administration/").status_code == 200


def test_somebody_is_invited_in_their_structure(app: Flask) -> None:
    slug = make_structure().slug
    code, said = run(
        app,
        *("invite", "--name", "Nora T.", "--email", "nora@exemple.test", "--structure", slug),
    )
    assert code == 0, said
    assert "L’invitation de Nora T. part à nora@exemple.test." in said
    mail = db.session.scalars(select(OutgoingMail)).one()
    assert "http://localhost:8000/connexion/nouveau-mot-de-passe/" in mail.text
    assert len(db.session.scalars(select(Membership)).all()) == 1


def test_an_invitation_that_cannot_be_leaves_nothing(app: Flask) -> None:
    email = make_member().email
    assert run(app, "invite", "--name", "Nora", "--email", email)[0] == 1
    options = ["--name", "Nora", "--email", "nora@exemple.test", "--structure", "nulle-part"]
    code, said = run(app, "invite", *options)
    assert code == 1
    assert "nulle-part" in said
    assert db.session.scalars(select(OutgoingMail)).all() == []
