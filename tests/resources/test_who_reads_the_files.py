"""A file of the library follows the rights of the resource that holds it, on both its pages."""

import pytest
from flask.testing import FlaskClient

from app.contributions.models import State, Visibility
from tests.make.accounts import make_account
from tests.make.resources import address_of, make_resource

ASKED_TO_SIGN_IN = 302  # also where the number of a file leads to its name
REFUSED = {ASKED_TO_SIGN_IN, 401, 403, 404, 410}
READERS = ("visitor", "guest", "member", "colleague", "author")
MATRIX = {
    (Visibility.PUBLIC, State.PUBLISHED): {"visitor", "guest", "member", "colleague", "author"},
    (Visibility.NETWORK, State.PUBLISHED): {"member", "colleague", "author"},
    (Visibility.STRUCTURE, State.PUBLISHED): {"colleague", "author"},
    (Visibility.PUBLIC, State.DRAFT): {"author"},
    (Visibility.NETWORK, State.DRAFT): {"author"},
    (Visibility.STRUCTURE, State.DRAFT): {"author"},
}


@pytest.fixture
def browsers(client, browse, sign_in, sylvain, fatou, marc):
    return {
        "visitor": client,
        "guest": sign_in(make_account(name="Invitée")),
        "member": browse(fatou),
        "colleague": browse(marc),
        "author": browse(sylvain),
    }


def statuses(browsers, resource, file) -> dict[str, set[int]]:
    addresses = (
        f"/fichiers/{file.id}/{file.name}",
        f"/fichiers/{file.id}",
        f"{address_of(resource)}/fichiers/{file.id}",
        address_of(resource),
    )
    return {
        name: {_status(client, address) for address in addresses}
        for name, client in browsers.items()
    }


def _status(client: FlaskClient, address: str) -> int:
    with client.get(address) as answer:
        return answer.status_code


@pytest.mark.parametrize(("visibility", "state"), MATRIX)
def test_each_reader_gets_the_file_exactly_when_they_may_read_the_resource(
    browsers, sylvain, received, visibility, state
):
    file = received(sylvain, name="note.txt")
    resource = make_resource(author=sylvain, visibility=visibility, state=state, file_ids=[file.id])

    got = statuses(browsers, resource, file)

    for name in READERS:
        if name in MATRIX[visibility, state]:
            assert got[name] - {ASKED_TO_SIGN_IN} == {200}, name
        else:
            assert 200 not in got[name], name
            assert got[name] <= REFUSED, name


@pytest.mark.parametrize("verb", ["retirer", "supprimer"])
def test_what_is_withdrawn_or_deleted_takes_its_files_along(browsers, sylvain, received, verb):
    file = received(sylvain, name="note.txt")
    resource = make_resource(author=sylvain, visibility=Visibility.PUBLIC, file_ids=[file.id])

    browsers["author"].post(f"/contributions/{resource.id}/{verb}")

    got = statuses(browsers, resource, file)
    for name in ("visitor", "guest", "member", "colleague"):
        assert 200 not in got[name], name


def test_a_file_is_not_read_through_another_resource(browsers, sylvain, received):
    file = received(sylvain, name="note.txt")
    make_resource(author=sylvain, visibility=Visibility.STRUCTURE, file_ids=[file.id])
    public = make_resource(author=sylvain, title="Une autre", visibility=Visibility.PUBLIC)

    address = f"{address_of(public)}/fichiers/{file.id}"

    assert browsers["visitor"].get(address).status_code == 404
    assert browsers["author"].get(address).status_code == 404
