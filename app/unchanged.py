"""What was worked out from the database, kept in this process until anything in it changes.

SQLite tells any connection whether another one, of this process or not, has committed since it was
last asked; one connection does nothing but ask. What is kept belongs to the state the question was
asked in, *before* the first statement of a transaction: it may be newer than it says, never older.
A unit of work that writes neither finds nor leaves anything here. Other databases tell nothing so
cheaply: with them, and in tests that never commit, everything is worked out each time.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, TypeVar, cast

from flask import Flask, current_app
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection

from app.database import db, is_writing

T = TypeVar("T")
NAME = "unchanged"
MOST_KEPT = 400


class Watcher:
    """Asks the database how often it has changed, over a connection of its own."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._owner = 0

    def version(self) -> int | None:
        """Return a number that is another one after every commit, None when there is none."""
        if self._file is None:
            return None
        try:
            with self._lock:
                row = self._opened(self._file).execute("PRAGMA data_version").fetchone()
        except sqlite3.Error:
            return None
        return int(row[0])

    def _opened(self, file: Path) -> sqlite3.Connection:
        # A connection must not be carried into a forked process.
        if self._connection is None or self._owner != os.getpid():
            address = f"{file.resolve().as_uri()}?mode=rw"
            self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._owner = os.getpid()
        return self._connection


class Shelf:
    """What is kept of one state of the database; another state empties it."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._version = -1
        self._kept: dict[Hashable, Any] = {}

    def find(self, version: int, key: Hashable) -> Any:
        """Return what was kept under this key in this state, or None."""
        return self._kept.get((version, key))

    def keep(self, version: int, key: Hashable, value: Any) -> None:
        """Keep a value; a full shelf is emptied first."""
        if version != self._version or len(self._kept) >= self._most:
            self._kept, self._version = {}, version
        self._kept[version, key] = value


def watcher() -> Watcher:
    """Return the watcher of this site."""
    return cast(Watcher, current_app.extensions[NAME][0])


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` gives, made once for each state of the database.

    The key holds all that the value depends on besides the database: above all who may read it.
    What is kept is shared by threads: give nothing that anybody changes, nor rows of a session.
    """
    version = db.session.connection().info.get(NAME)
    if version is None:
        return make()
    shelf: Shelf = current_app.extensions[NAME][1]
    value = shelf.find(version, key)
    if value is None:
        value = make()
        shelf.keep(version, key, value)
    return cast(T, value)


def init_app(app: Flask) -> None:
    """Watch the database of the site, when it is one that can be watched."""
    with app.app_context():
        engine = db.engine
        file = None if app.config["TESTING"] else _file_of(engine)
        watching = Watcher(file)
        app.extensions[NAME] = (watching, Shelf())
        if file is not None:
            _note_each_beginning(engine, watching)


def _file_of(engine: Engine) -> Path | None:
    name = engine.url.database
    is_file = engine.dialect.name == "sqlite" and name and name != ":memory:"
    return Path(name) if is_file and name else None


def _note_each_beginning(engine: Engine, watching: Watcher) -> None:
    def note(connection: Connection) -> None:
        connection.info[NAME] = None if is_writing() else watching.version()

    # Before BEGIN, so that no commit comes between the number and what is read.
    event.listen(engine, "begin", note, insert=True)
