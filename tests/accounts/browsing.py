"""What the tests of this room do with a browser."""

import html
import re
from collections.abc import Callable

from flask.testing import FlaskClient
from werkzeug.test import TestResponse as Answer

from app.accounts.models import Member

SignIn = Callable[[Member], FlaskClient]
PASSWORD = "trois mots sans rapport"


def enter(client: FlaskClient, email: str, password: str = PASSWORD, **fields: str) -> Answer:
    """Send the sign-in form."""
    data = {"email": email, "password": password, "remember": "y", **fields}
    return client.post("/connexion", data=data)


def is_signed_in(client: FlaskClient) -> bool:
    """Say whether the browser may open a page of its own account."""
    return client.get("/compte/profil").status_code == 200


def hidden_fields(answer: Answer, action: str) -> dict[str, str]:
    """Return the hidden fields of the form with this action."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', answer.text, re.DOTALL)
    assert form, action
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0])
    return {name: html.unescape(value) for name, value in found}
