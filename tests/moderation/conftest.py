"""What the tests of the moderation share."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.accounts.actor import Actor
from app.accounts.models import Member
from tests.make.accounts import make_actor


@pytest.fixture
def browse(sign_in: Callable[[Member], FlaskClient]) -> Callable[[Actor], FlaskClient]:
    """`browse(actor)` returns a browser signed in as this person."""
    return lambda actor: sign_in(actor.member)


@pytest.fixture
def sylvain() -> Actor:
    return make_actor(name="Sylvain C.")


@pytest.fixture
def fatou() -> Actor:
    return make_actor(name="Fatou N.")


@pytest.fixture
def elise() -> Actor:
    return make_actor(name="Élise P.", is_facilitator=True)


@pytest.fixture
def marc() -> Actor:
    """A second facilitator."""
    return make_actor(name="Marc D.", is_facilitator=True)
