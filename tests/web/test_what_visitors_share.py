"""Public pages kept for visitors: as fast as can be, never older than the database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app import create_app
from app.accounts.models import Member
from app.contributions.models import Visibility
from app.database import Base, db, transaction, writes
from app.forum.actions import load_categories
from app.forum.kind import address
from app.forum.models import Topic
from app.settings import Settings
from app.themes.actions import load_terms
from app.unchanged import kept
from tests.make.accounts import make_actor
from tests.make.forum import PUBLIC_CATEGORY, make_topic

pytestmark = pytest.mark.real_site
GZIP = {"Accept-Encoding": "gzip"}
ADDRESS = "/forum/sujets/1-recyclerie-et-convention-avec-la-collectivite"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Flask]:
    """A site as it is served, with a public topic."""
    url = f"sqlite:///{tmp_path / 'site.db'}"
    app = create_app(Settings(secret_key="x", var_dir=tmp_path, database_url=url))
    with app.app_context():
        writes(True)
        Base.metadata.create_all(db.engine)
        with transaction():
            load_terms()
            load_categories()
            author = make_actor(name="Ada L.")
            topic = make_topic(
                author=author, category=PUBLIC_CATEGORY, visibility=Visibility.PUBLIC
            )
            assert address(topic.id, topic.slug) == ADDRESS
    writes(False)
    yield app
    with app.app_context():
        db.engine.dispose()


def _read(client: FlaskClient, path: str = ADDRESS, **headers: str) -> str:
    import gzip

    response = client.get(path, headers={**GZIP, **headers})
    assert response.status_code == 200
    return gzip.decompress(response.data).decode()


def _statements(site: Flask, client: FlaskClient) -> int:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    with site.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    _read(client)
    event.remove(engine, "before_cursor_execute", note)
    return len(sent)


def _retitle(site: Flask, title: str) -> None:
    with site.app_context(), transaction():
        db.session.get_one(Topic, 1).title = title


def test_a_page_read_by_a_visitor_costs_the_next_one_no_statement(site: Flask) -> None:
    first, second = site.test_client(), site.test_client()
    assert _read(first) == _read(second)
    assert _statements(site, second) == 0


def test_a_visitor_sees_at_once_what_was_changed(site: Flask) -> None:
    client = site.test_client()
    assert "Recyclerie et convention" in _read(client)
    _retitle(site, "Un tout autre titre")
    assert "Un tout autre titre" in _read(client)


def test_a_topic_closed_to_visitors_is_closed_at_once(site: Flask) -> None:
    client = site.test_client()
    _read(client)
    with site.app_context(), transaction():
        db.session.get_one(Topic, 1).visibility = Visibility.NETWORK
    assert client.get(ADDRESS, headers=GZIP).status_code == 302


def test_a_member_and_a_visitor_never_get_the_page_of_the_other(site: Flask) -> None:
    with site.app_context():
        key = db.session.get_one(Member, 1).get_id()
    member, visitor = site.test_client(), site.test_client()
    with member.session_transaction() as cookie:
        cookie["_user_id"] = key
    for _ in range(2):
        assert "Se déconnecter" in _read(member)
        page = _read(visitor)
        assert "Se connecter" in page
        assert "Se déconnecter" not in page
        assert "csrf" not in page


def test_each_language_has_its_own_page(site: Flask) -> None:
    french, english = site.test_client(), site.test_client()
    english.set_cookie("langue", "en")
    assert '<html lang="fr">' in _read(french)
    assert '<html lang="en">' in _read(english)
    assert '<html lang="fr">' in _read(french)


def test_each_page_of_a_list_has_its_own_address(site: Flask) -> None:
    client = site.test_client()
    assert _read(client, "/forum/") != _read(client, "/forum/?filtre=sans-reponse")


def test_a_visitor_who_has_the_page_is_told_that_it_has_not_changed(site: Flask) -> None:
    client = site.test_client()
    client.get(ADDRESS, headers=GZIP)
    tag = client.get(ADDRESS, headers=GZIP).headers["ETag"]
    again = client.get(ADDRESS, headers={**GZIP, "If-None-Match": tag})
    assert again.status_code == 304
    assert again.data == b""


def test_what_is_kept_is_worked_out_again_after_a_commit_only(site: Flask) -> None:
    made: list[int] = []

    def make() -> int:
        made.append(len(made))
        return made[-1]

    with site.app_context():
        assert [kept("key", make), kept("key", make)] == [0, 0]
        db.session.rollback()
    _retitle(site, "Un autre titre")
    with site.app_context():
        assert kept("key", make) == 1
        assert kept("another key", make) == 2


def test_who_writes_neither_finds_nor_leaves_anything(site: Flask) -> None:
    with site.app_context():
        assert kept("key", lambda: "before") == "before"
        db.session.rollback()
    with site.app_context(), transaction():
        db.session.get_one(Topic, 1).title = "Pas encore"
        assert kept("key", lambda: "meanwhile") == "meanwhile"
        assert kept("key", lambda: "later") == "later"
