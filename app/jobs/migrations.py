"""The tables of the database, brought to what the code expects, one migration after the other."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

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
        return list(compare_metadata(context, Base.metadata))
