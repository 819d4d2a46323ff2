"""What the page of a member shows of what they published: only what its reader may read."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient

from app.accounts.actor import actor_for
from app.accounts.models import ProfileVisibility
from app.contributions.models import State, Visibility
from tests.accounts.browsing import SignIn
from tests.make.accounts import make_account, make_member
from tests.make.forum import PUBLIC_CATEGORY, make_topic

MaxQueries = Callable[[int], AbstractContextManager[list[str]]]


@pytest.fixture
def where() -> str:
    """The address of a member with a public page and publications of several audiences."""
    author = make_member(name="Karim B.", profile_visibility=ProfileVisibility.PUBLIC)
    actor, address = actor_for(author), f"/reseau/membres/{author.id}-karim-b"
    for title, visibility, state in (
        ("Un sujet pour tout le monde", Visibility.PUBLIC, State.PUBLISHED),
        ("Un sujet pour le réseau", Visibility.NETWORK, State.PUBLISHED),
        ("Un sujet encore en brouillon", Visibility.PUBLIC, State.DRAFT),
    ):
        make_topic(
            author=actor,
            title=title,
            category=PUBLIC_CATEGORY,
            visibility=visibility,
            state=state,
        )
    return address


def test_a_member_sees_what_is_for_the_network(sign_in: SignIn, where: str) -> None:
    page = sign_in(make_member()).get(where).text
    assert "Un sujet pour tout le monde" in page
    assert "Un sujet pour le réseau" in page
    assert "Un sujet encore en brouillon" not in page


def test_a_visitor_and_a_guest_see_what_is_public(
    client: FlaskClient, sign_in: SignIn, where: str
) -> None:
    for browser in (client, sign_in(make_account())):
        page = browser.get(where).text
        assert "Un sujet pour tout le monde" in page
        assert "Un sujet pour le réseau" not in page
        assert "Un sujet encore en brouillon" not in page


def test_each_title_leads_to_its_page(sign_in: SignIn, where: str) -> None:
    client = sign_in(make_member())
    assert 'href="/forum/sujets/' in client.get(where).text


def test_it_costs_as_much_with_one_publication_as_with_twenty(
    sign_in: SignIn, max_queries: MaxQueries
) -> None:
    author = make_member()
    actor, address = actor_for(author), f"/reseau/membres/{author.id}-{author.slug}"
    make_topic(author=actor)
    client = sign_in(make_member())
    client.get(address)
    with max_queries(8) as sent:
        client.get(address)
        alone = len([one for one in sent if one.startswith("SELECT")])
    for n in range(19):
        make_topic(author=actor, title=f"Sujet numéro {n} de la personne")
    with max_queries(8) as sent:
        assert client.get(address).text.count('class="row-t"') == 20
        assert len([one for one in sent if one.startswith("SELECT")]) == alone
