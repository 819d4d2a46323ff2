"""What the tests of this room share."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.accounts.actor import Actor
from app.accounts.models import Member
from tests.mail.conftest import mailbox, set_mail, smtp  # noqa: F401 - fixtures
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
