"""Fixtures every test may use. Anything a single room needs lives in that room's folder."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from app import create_app
from app.accounts.models import Member
from app.database import Base, db, writes
from app.settings import Settings
from app.web import facts
from app.web.gathering import forget_gathered

SAVEPOINTS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")


def _database_url(folder: Path) -> str:
    if os.environ.get("TEST_DATABASE") != "postgresql":
        return f"sqlite:///{folder / 'site.db'}"
    from tests.postgresql import start_server

    return start_server()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("site")
    return Settings(
        secret_key="tests only",
        var_dir=folder,
        database_url=_database_url(folder),
        testing=True,
    )


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        writes(True)
        Base.metadata.create_all(db.engine)
        _load_vocabulary()
    yield app
    with app.app_context():
        db.engine.dispose()


def _load_vocabulary() -> None:
    """Default data is part of every site, so of every test."""
    from app.database import transaction
    from app.forum.actions import load_categories
    from app.themes import actions

    with transaction():
        actions.load_terms()
        actions.load_territories()
        load_categories()


@pytest.fixture(autouse=True)
def session(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[scoped_session[Session] | None]:
    """Give every test its own transaction, undone at the end whatever was committed inside.

    No application context is left open, so each request ends as in production: what it did not
    commit is gone. Tests marked `real_site` start sites of their own and are left alone.
    """
    if request.node.get_closest_marker("real_site"):
        yield None
        return
    app: Flask = request.getfixturevalue("app")
    writes(True)
    with app.app_context():
        connection = db.engine.connect()
    outer = connection.begin()
    session = scoped_session(
        sessionmaker(
            bind=connection,
            join_transaction_mode="create_savepoint",
            expire_on_commit=False,
        )
    )
    monkeypatch.setattr(db, "session", session)
    facts.forget_kept()
    yield session
    session.remove()
    outer.rollback()
    connection.close()
    facts.forget_kept()
    forget_gathered()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Member], FlaskClient]:
    """`sign_in(member)` returns a browser of its own, signed in as this member."""

    def _sign_in(member: Member) -> FlaskClient:
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = member.get_id()
        return client

    return _sign_in


@pytest.fixture
def max_queries(
    app: Flask,
) -> Iterator[Callable[[int], AbstractContextManager[list[str]]]]:
    """`with max_queries(5): ...` fails, with the statements, when more are sent."""
    statements: list[str] = []

    def record(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    @contextmanager
    def _max_queries(limit: int) -> Iterator[list[str]]:
        statements.clear()
        yield statements
        sent = [s for s in statements if not s.startswith(SAVEPOINTS)]
        assert len(sent) <= limit, "\n".join(sent)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", record)
    yield _max_queries
    event.remove(engine, "before_cursor_execute", record)
