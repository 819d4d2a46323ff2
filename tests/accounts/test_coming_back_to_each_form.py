"""The forms that hold a long text come back filled, whichever room they are of."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.browsing import PASSWORD, enter, hidden_fields
from tests.make.accounts import make_member

TITLE = "Une convention avec la collectivité"
TEXT = "Bonjour, voici « trois lignes » que je ne récrirai pas.\nDeux.\nTrois."


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/forum/nouveau", {"title": TITLE, "text": TEXT}),
        ("/ressources/nouvelle", {"title": TITLE, "description": TEXT}),
        ("/fiches/nouvelle", {"title": TITLE}),
    ],
)
def test_a_long_form_comes_back_filled(
    app: Flask, client: FlaskClient, address: str, typed: dict[str, str]
) -> None:
    email = make_member(password=PASSWORD).email
    enter(client, email)
    page = client.get(address).text
    place = re.search(r'name="_place" value="([^"]+)"', page)
    assert place
    fields = {"_place": place[1], **typed}

    visitor = app.test_client()  # the session ended
    refused = visitor.post(address, data=fields, headers={"Referer": f"http://localhost{address}"})
    assert refused.status_code == 401
    answer = enter(visitor, email, **hidden_fields(refused, "/connexion"))
    assert answer.location == address
    filled = html.unescape(visitor.get(address).text).replace("\r\n", "\n")
    assert "Votre texte a été retrouvé" in filled
    for text in typed.values():
        assert text in filled
