"""Alembic's environment: the engine is the application's, the tables are those of its models."""

from typing import Literal

from alembic import context
from flask import current_app

from app.database import Base, UtcDateTime, db, transaction

target_metadata = Base.metadata


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own types as what they are in the database: migrations import nothing of ours."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run_migrations() -> None:
    """Run what was asked on the application's own database."""
    with current_app.app_context(), transaction(), db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()


run_migrations()
