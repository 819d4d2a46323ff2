"""How many statements a page sends to the database, asked for inside this process."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from app.accounts.models import Member
from app.database import db
from bench.forum import READER

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


@contextmanager
def _recorded(app: Flask) -> Iterator[list[str]]:
    sent: list[str] = []

    def record(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(NOT_COUNTED):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", record)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", record)


def count_statements(app: Flask, paths: Sequence[str]) -> dict[str, list[str]]:
    """Return the statements of each page, signed in, the second time it is asked for."""
    with app.app_context():
        key = db.session.get_one(Member, READER).get_id()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = key
    counted = {}
    with _recorded(app) as sent:
        for path in paths:
            for _ in range(2):
                sent.clear()
                status = client.get(path).status_code
                if status != 200:
                    raise RuntimeError(f"{path}: {status}")
            counted[path] = list(sent)
    return counted
