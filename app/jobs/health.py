"""What works and what does not, in words and codes, for who watches over the site."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text

from app.clock import now
from app.database import db, transaction
from app.mail.models import OutgoingMail
from app.search.outbox import SearchOutboxRow
from app.settings import current_settings
from app.web.facts import SiteFact, write_fact

HEARTBEAT = "jobs_heartbeat"
SILENCE = timedelta(seconds=90)
LATE_INDEX = timedelta(minutes=5)
LATE_MAIL = timedelta(hours=1)
LOW_DISK = 500 * 1024 * 1024


@dataclass(frozen=True)
class Check:
    """One thing that is looked at; `is_vital` means that the site cannot serve without it."""

    name: str
    is_well: bool
    says: str
    is_vital: bool = False


def beat() -> None:
    """Leave a sign that the jobs are running."""
    with transaction():
        write_fact(HEARTBEAT, now().isoformat())


def look() -> list[Check]:
    """Look at everything the site needs; a database that does not answer ends the list."""
    try:
        db.session.execute(text("SELECT 1"))
    except Exception:  # noqa: BLE001 - whatever the driver raises, the answer is the same
        return [
            Check(
                "database", is_well=False, says="La base de données ne répond pas.", is_vital=True
            )
        ]
    return [
        Check("database", is_well=True, says="La base de données répond.", is_vital=True),
        _jobs(),
        _queue(
            "search",
            db.session.scalar(select(func.min(SearchOutboxRow.queued_at))),
            LATE_INDEX,
            ("L’index de recherche est à jour.", "L’index de recherche a du retard."),
        ),
        _queue(
            "mail",
            db.session.scalar(
                select(func.min(OutgoingMail.created_at)).where(
                    OutgoingMail.sent_at.is_(None), OutgoingMail.next_attempt_at.is_not(None)
                )
            ),
            LATE_MAIL,
            (
                "Les courriels partent.",
                "Des courriels attendent depuis plus d’une heure.",
            ),
        ),
        _disk(),
    ]


def _jobs() -> Check:
    row = db.session.get(SiteFact, HEARTBEAT)
    alive = row is not None and now() - datetime.fromisoformat(row.value) < SILENCE
    says = "Les tâches de fond tournent." if alive else "Les tâches de fond ne tournent pas."
    return Check("jobs", alive, says)


def _queue(
    name: str, oldest: datetime | None, patience: timedelta, words: tuple[str, str]
) -> Check:
    late = oldest is not None and now() - oldest > patience
    return Check(name, not late, words[1] if late else words[0])


def _disk() -> Check:
    free = shutil.disk_usage(current_settings().var_dir).free
    says = f"Il reste {free // (1024 * 1024)} Mo de disque."
    return Check("disk", free > LOW_DISK, says)
