import sys

import click
from flask.cli import AppGroup

from app.files import sweeping

group = AppGroup("files", help="The files that members sent.")


@group.command("check")
@click.option("--repair", is_flag=True, help="Remove from the disk what no row refers to.")
def check(*, repair: bool) -> None:
    """Compare the files of the disk with the database, checksums included."""
    findings = sweeping.check()
    for sha256 in findings.missing:
        click.echo(f"Absent du disque : {sha256}")
    for sha256 in findings.damaged:
        click.echo(f"Abîmé : {sha256}")
    for sha256 in findings.leftovers:
        click.echo(f"Sans emploi : {sha256}")
    if repair and findings.leftovers:
        click.echo(f"Retirés du disque : {sweeping.remove_unreferred()}")
        findings.leftovers = []
    click.echo(f"{findings.files} contenus vérifiés.")
    if not findings.is_sound:
        sys.exit(1)
