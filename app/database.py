"""The database: base class, column types, and the unit of work.

SQLite runs in WAL with foreign keys on and `synchronous=FULL`: what was answered is on the disk.
The driver's own implicit transactions would break savepoints and rollbacks, so they are switched
off and `BEGIN` is said here; a unit of work that writes says `BEGIN IMMEDIATE`, so that two
processes wait for one another instead of failing half-way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, Enum, MetaData, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from app.clock import now

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_SECONDS = 15
LARGEST_ID = 2**31 - 1  # what a column of integers holds, on every database
LONGEST_ID = 10  # digits

_writing: ContextVar[bool] = ContextVar("writing", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC and always read back with its zone, on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


PrimaryKey = Annotated[int, mapped_column(primary_key=True)]
CreatedAt = Annotated[datetime, mapped_column(UtcDateTime, default=now)]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
OptionalMoment = Annotated[datetime | None, mapped_column(UtcDateTime)]


def enum_column(choices: type[StrEnum], *, length: int = 20) -> Enum:
    """Return a column type that stores the value of the enum, checked by the database too."""
    return Enum(
        choices,
        native_enum=False,
        create_constraint=True,
        length=length,
        name=choices.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


def row_id(text: object) -> int | None:
    """Return the id that a text names, None for what no row can have."""
    digits = str(text)
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_ID):
        return None
    return int(digits) if int(digits) <= LARGEST_ID else None


def writes(expected: bool) -> None:  # noqa: FBT001 - a switch, set once a request
    """Say whether the unit of work that begins will write."""
    _writing.set(expected)


def is_writing() -> bool:
    """Say whether the present unit of work may write."""
    return _writing.get()


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what happens inside, or nothing. For commands and jobs; requests have their own."""
    token = _writing.set(True)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)


def engine_options(url: str) -> dict[str, Any]:
    """Return the options of the engine for this address."""
    # An error in the log must not show what members write.
    quiet = {"hide_parameters": True}
    if url.startswith("sqlite"):
        return {**quiet, "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}
    return {**quiet, "pool_pre_ping": True, "pool_size": 8, "max_overflow": 8}


def _prepare_connection(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "temp_store=MEMORY",
        "cache_size=-4000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def prepare_engine(engine: Engine) -> None:
    """Give an SQLite engine its transactions and pragmas; other engines are left alone."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_connection)
        event.listen(engine, "begin", _begin)


def init_app(app: Flask) -> None:
    """Bind the database to the application."""
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
