"""The tables of the database, brought to what the code expects, one migration after the other."""

from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.engine import Connection

from app.database import Base, db
from app.settings import ROOT


def configuration() -> Config:
    """Return Alembic's configuration, made here: nothing of it is a setting of the site."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


def upgrade() -> None:
    """Bring the database to the newest migration; stopped half-way, it goes on the next time."""
    command.upgrade(configuration(), "head")


def differences() -> list[object]:
    """Return what differs between the database and the models; empty when they agree."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = list(compare_metadata(context, Base.metadata))
        if connection.dialect.name != "sqlite":
            return found
        return [one for one in found if not _is_a_key_that_is_there(connection, one)]


def _is_a_key_that_is_there(connection: Connection, difference: Any) -> bool:
    """Say whether this is a foreign key that came with a column added to a table of SQLite.

    It stands beside the column, where SQLAlchemy reads neither its name nor what it does on
    deletion, and so finds another one than the models say. The database itself is asked.
    """
    if difference[0] not in ("add_fk", "remove_fk"):
        return False
    key: ForeignKeyConstraint = difference[1]
    [column, *others] = key.column_keys
    model = Base.metadata.tables[key.table.name]
    wanted = {
        (one.parent.name, one.column.table.name, one.column.name, one.ondelete)
        for one in model.foreign_keys
    }
    rows = connection.exec_driver_sql(f"PRAGMA foreign_key_list({key.table.name})").mappings()
    held = {(row["from"], row["table"], row["to"], row["on_delete"]) for row in rows}
    return not others and {one for one in wanted if one[0] == column} == {
        one for one in held if one[0] == column
    }
