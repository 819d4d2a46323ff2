"""Alembic's environment: the engine is the application's, the tables are those of its models."""

from alembic import context
from flask import current_app

from app.database import Base, db, transaction

target_metadata = Base.metadata


def run_migrations() -> None:
    """Run what was asked on the application's own database."""
    with current_app.app_context(), transaction(), db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            user_module_prefix="app.database.",
        )
        with context.begin_transaction():
            context.run_migrations()


run_migrations()
