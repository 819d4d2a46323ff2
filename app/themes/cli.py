import click
from flask.cli import AppGroup

from app.database import transaction
from app.themes import actions

group = AppGroup("vocabulary", help="The controlled vocabulary and the territories.")


@group.command("load")
def load() -> None:
    """Bring the vocabulary and the territories into the database; may be repeated."""
    with transaction():
        terms = actions.load_terms()
        territories = actions.load_territories()
    click.echo(f"Vocabulaire : {terms.added} termes ajoutés, {terms.changed} mis à jour.")
    click.echo(f"Territoires : {territories.added} ajoutés, {territories.changed} mis à jour.")
