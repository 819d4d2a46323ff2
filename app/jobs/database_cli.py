import sys

import click
from alembic import command
from flask.cli import AppGroup

from app.database import transaction
from app.forum.actions import load_categories
from app.jobs import migrations
from app.themes.actions import load_terms, load_territories

group = AppGroup("database", help="The tables of the database.")


@group.command("upgrade")
def upgrade() -> None:
    """Bring the tables to what the code expects, and the default data with them."""
    migrations.upgrade()
    with transaction():
        load_terms()
        load_territories()
        load_categories()


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
