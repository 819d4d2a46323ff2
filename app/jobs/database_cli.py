import sys

import click
from alembic import command
from flask.cli import AppGroup

from app.jobs import migrations

group = AppGroup("database", help="The tables of the database.")


@group.command("upgrade")
def upgrade() -> None:
    """Bring the tables to what the code expects."""
    migrations.upgrade()


@group.command("revision")
@click.argument("message")
def revision(message: str) -> None:
    """Write a migration from what differs (for who develops)."""
    command.revision(migrations.configuration(), message, autogenerate=True)


@group.command("check")
def check() -> None:
    """Fail when the tables made by the migrations are not those of the models."""
    found = migrations.differences()
    for difference in found:
        click.echo(difference, err=True)
    if found:
        sys.exit(1)
    click.echo("Les migrations et les modèles concordent.")
