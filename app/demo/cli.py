import click
from flask.cli import AppGroup

from app.database import transaction
from app.demo import loading, removing
from app.demo.accounts import ACCOUNTS, PASSWORD
from app.web.facts import is_demo

group = AppGroup("demo", help="The demonstration content.")


@group.command("load")
@click.option("--if-empty", is_flag=True, help="Seulement si personne n’a encore de compte.")
def load(*, if_empty: bool) -> None:
    """Load fictitious people and real French content, through the site's own actions."""
    if not loading.is_empty():
        if not if_empty:
            click.echo("Ce site a déjà des comptes : la démonstration n’a pas été chargée.")
        return
    click.echo("Chargement de la démonstration…")
    loading.load(click.echo)


@group.command("accounts")
def accounts() -> None:
    """Print the accounts to try, one a line; nothing when the site is not a demonstration."""
    if is_demo():
        for account in ACCOUNTS:
            click.echo(f"{account.email}   {PASSWORD}   {account.who}")


@group.command("remove")
@click.confirmation_option(prompt="Enlever tout ce que la démonstration a apporté ?")
def remove() -> None:
    """Remove everything the demonstration brought, what was answered in it included."""
    with transaction():
        counts = removing.remove()
    said = ", ".join(f"{count} {name}" for name, count in counts.items())
    click.echo(f"Enlevé : {said}.")
