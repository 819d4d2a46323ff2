import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.jobs import backup
from app.settings import current_settings

group = AppGroup("backup", help="One archive of everything.")


@group.command("make")
@click.option("--to", type=click.Path(path_type=Path), help="Dossier des sauvegardes.")
@click.option("--keep", type=int, default=0, help="Ne garder que les N dernières.")
def make(to: Path | None, keep: int) -> None:
    """Make an archive of the database and the files, while people write."""
    folder = to or current_settings().var_dir / "backups"
    try:
        archive = backup.make_backup(folder)
    except backup.BackupError as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
    click.echo(f"Sauvegarde : {archive} ({archive.stat().st_size // 1024} ko)")
    if keep > 0:
        for removed in backup.rotate(folder, keep):
            click.echo(f"Retirée : {removed.name}")


@group.command("restore")
@click.argument("archive", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Mettre de côté le site qui est là.")
def restore(archive: Path, *, replace: bool) -> None:
    """Put an archive in place, its checksums verified; the index is rebuilt at the next start."""
    try:
        backup.read_backup(archive.resolve(), replace=replace)
    except backup.BackupError as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
    click.echo("Le site est restauré. Démarrez-le : la recherche se reconstruit seule.")
