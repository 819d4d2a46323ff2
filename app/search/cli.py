import sys

import click
from flask.cli import AppGroup

from app.database import transaction
from app.search import outbox, updating
from app.search.updating import current_engine

group = AppGroup("search", help="The search index: compare it with the database, build it again.")


@group.command("check")
@click.option("--repair", is_flag=True, help="Have what differs indexed again by the jobs.")
def check(*, repair: bool) -> None:
    """Compare the index with the database; fail when they differ and nothing is on its way."""
    different = updating.differences(current_engine())
    waiting = outbox.waiting_keys()
    for kind, object_id in sorted(different):
        state = " (en attente)" if (kind, object_id) in waiting else ""
        click.echo(f"{kind} {object_id}{state}")
    lost = different - waiting
    if not different:
        click.echo("L’index et la base de données concordent.")
    elif repair:
        with transaction():
            outbox.mark_many_stale(lost)
        click.echo(f"{len(lost)} contributions seront relues par les tâches de fond.")
    elif lost:
        sys.exit(1)


@group.command("rebuild")
def rebuild() -> None:
    """Have everything indexed again by the jobs, into an index begun anew."""
    engine = current_engine()
    engine.create()
    count = updating.queue_everything(engine)
    click.echo(f"{count} contributions seront relues par les tâches de fond.")
