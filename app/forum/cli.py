import click
from flask.cli import AppGroup

from app.database import transaction
from app.forum import actions
from app.forum.reactions.actions import count_reactions

group = AppGroup("forum", help="The forum: its categories and its counters.")


@group.command("load-categories")
def load_categories() -> None:
    """Bring the groups and categories into the database; may be repeated."""
    with transaction():
        groups, categories = actions.load_categories()
    click.echo(f"Forum : {groups} groupes et {categories} rubriques ajoutés.")


@group.command("recount")
def recount() -> None:
    """Write the counters of topics and messages again from what they count."""
    with transaction():
        mended = actions.recount_all()
        count_reactions()
    click.echo(f"Sujets corrigés : {mended}.")
