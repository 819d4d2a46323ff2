import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from app.accounts import actions, letters
from app.accounts.models import LinkPurpose
from app.accounts.passwords import weakness
from app.database import transaction
from app.errors import DomainError
from app.organisations.actions import join_structure
from app.organisations.queries import find_structure

HIDDEN = "Mot de passe (rien ne s’affiche)"

group = AppGroup("members", help="The accounts of the members.")


@group.command("create-admin")
@click.option("--name", prompt="Nom affiché")
@click.option("--email", prompt="Adresse de courriel")
@click.option("--password-stdin", is_flag=True, help="Lit le mot de passe sur l’entrée standard.")
def create_admin(name: str, email: str, *, password_stdin: bool) -> None:
    """Make the first administrator, or give the role and a new password to an existing account."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else _ask_password(email, name)
    with _refusals_said(), transaction():
        member = actions.make_administrator(name, email, password)
        said = f"{member.name} administre le site et se connecte avec {member.email}."
    click.echo(said)


@group.command("invite")
@click.option("--name", prompt="Nom affiché")
@click.option("--email", prompt="Adresse de courriel")
@click.option("--structure", "slug", help="Le nom de la structure dans son adresse.")
def invite(name: str, email: str, slug: str | None) -> None:
    """Open an account and send its invitation."""
    with _refusals_said(), transaction():
        structure = find_structure(slug) if slug else None
        if slug and structure is None:
            raise click.ClickException(f"Aucune structure ne s’appelle « {slug} ».")
        member = actions.create_member(name, email)
        if structure is not None:
            join_structure(member.id, structure.id)
        token = actions.issue_link(member, LinkPurpose.INVITATION)
        letters.send_link(member, token, LinkPurpose.INVITATION)
        said = f"L’invitation de {member.name} part à {member.email}."
    click.echo(said)


def _ask_password(email: str, name: str) -> str:
    while True:
        password: str = click.prompt(HIDDEN, hide_input=True, confirmation_prompt="Une fois encore")
        refusal = weakness(password, email, name)
        if not refusal:
            return password
        click.echo(refusal, err=True)


@contextmanager
def _refusals_said() -> Iterator[None]:
    """Say in a sentence why a command did nothing, and fail."""
    try:
        yield
    except DomainError as refusal:
        raise click.ClickException(refusal.message) from refusal
