"""The job that reads the words of files, one at a time, in a process of its own.

A row is claimed by moving its `next_attempt_at` past the longest an attempt can last; when the
process is killed, the row becomes due again by itself. Nothing is held in the database meanwhile.
"""

import json
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update

from app.clock import now
from app.database import db, transaction
from app.events import publish
from app.files import storage
from app.files.events import FileTextFailed, FileTextReady
from app.files.models import Extraction, FileText, StoredFile
from app.files.workers.sandbox import Limits, Program, WorkerFailed, start_worker
from app.i18n import gettext as _

log = logging.getLogger(__name__)
LIMITS = Limits(seconds=60)
LEASE = timedelta(seconds=3 * LIMITS.seconds)
RETRY_DELAYS = (timedelta(seconds=30), timedelta(minutes=5), timedelta(hours=1))
PATIENCE = 0.5  # seconds; most files take less
LABEL_LENGTH = 200
Claim = tuple[int, int]


@dataclass
class _UnderWay:
    """The one file that this process is having read."""

    claim: Claim
    program: Program


_under_way: list[_UnderWay] = []


def extract_pending() -> bool:
    """Take the reading of the next file further; tell whether one was brought to an end.

    One file may take a minute: rather than wait for it, this returns, and asks again when it is
    called next, so that the other jobs go on.
    """
    if not _under_way:
        claim = _claim_next()
        if claim is None or not _start(claim):
            return claim is not None
    current = _under_way[0]
    if not current.program.finished(within=PATIENCE):
        return False
    _under_way.clear()
    _finish(current)
    return True


def _claim_next() -> Claim | None:
    """Take one file for this process alone, or None when nothing is due."""
    due = (
        select(StoredFile.id, StoredFile.attempts)
        .where(
            StoredFile.extraction == Extraction.PENDING,
            or_(StoredFile.next_attempt_at.is_(None), StoredFile.next_attempt_at <= now()),
        )
        .order_by(StoredFile.attempts, StoredFile.id)
        .limit(1)
    )
    row = db.session.execute(due).first()
    db.session.rollback()  # only read so far: no lock is held while there is nothing to do
    if row is None:
        return None
    file_id, attempts = row
    with transaction():
        claimed = db.session.execute(
            update(StoredFile)
            .where(StoredFile.id == file_id, StoredFile.attempts == attempts)
            .values(attempts=attempts + 1, next_attempt_at=now() + LEASE)
        )
    won = claimed.rowcount == 1  # type: ignore[attr-defined]
    return (file_id, attempts + 1) if won else None


def _start(claim: Claim) -> bool:
    _file_id, attempt = claim
    file = _find_claimed(claim)
    if file is None:
        return False
    command = [str(storage.path_of(file.sha256)), file.media_type]
    db.session.rollback()  # nothing is held while the file is read
    if attempt > len(RETRY_DELAYS) + 1:
        # Every attempt took its process along before it could say why.
        _record_failure(claim, "killed")
        return False
    program = start_worker("extract_worker", command, LIMITS)
    _under_way.append(_UnderWay(claim, program))
    return True


def _finish(current: _UnderWay) -> None:
    try:
        answer = current.program.result()
    except WorkerFailed as failure:
        file_id, _attempt = current.claim
        log.warning("the words of file %s could not be read: %s", file_id, failure.reason)
        _record_failure(current.claim, failure.reason)
    else:
        _record_words(current.claim, json.loads(answer))


def _find_claimed(claim: Claim) -> StoredFile | None:
    """Return the file if it is still there and still ours; a later attempt may have taken it."""
    file_id, attempt = claim
    return db.session.scalar(
        select(StoredFile)
        .where(
            StoredFile.id == file_id,
            StoredFile.attempts == attempt,
            StoredFile.extraction == Extraction.PENDING,
        )
        .execution_options(populate_existing=True)
    )


def _record_words(claim: Claim, found: dict[str, Any]) -> None:
    with transaction():
        file = _find_claimed(claim)
        if file is None:
            return
        db.session.execute(delete(FileText).where(FileText.file_id == file.id))
        for position, part in enumerate(found["parts"]):
            label, anchor = _place_of(part)
            db.session.add(
                FileText(
                    file_id=file.id,
                    position=position,
                    label=label[:LABEL_LENGTH],
                    anchor=anchor,
                    text=part["text"],
                )
            )
        file.extraction = Extraction.DONE
        file.next_attempt_at = None
        file.page_count = file.page_count or found["units"] or None
        file.problem = _remark(found)
        publish(FileTextReady(file_id=file.id))


def _place_of(part: dict[str, Any]) -> tuple[str, str]:
    """Return what a reader calls this part, and what follows # in an address that leads there."""
    match part["kind"]:
        case "page":
            return _("Page %(number)s", number=part["number"]), f"page={part['number']}"
        case "slide":
            return _("Diapositive %(number)s", number=part["number"]), ""
        case "sheet":
            return _("Feuille %(name)s", name=part["name"] or part["number"]), ""
        case "section":
            return part["name"] or _("Début du document"), ""
    return "", ""


def _remark(found: dict[str, Any]) -> str:
    if not found["parts"]:
        return _(
            "Aucun texte n’a été trouvé\u00a0: le document est sans doute numérisé ou vide. La "
            "recherche ne verra que son nom."
        )
    if found["truncated"]:
        return _("Le texte est très long\u00a0: la recherche n’en verra que le début.")
    return ""


def _record_failure(claim: Claim, reason: str) -> None:
    _file_id, attempt = claim
    with transaction():
        file = _find_claimed(claim)
        if file is None:
            return
        file.problem = _sentence(reason)
        if attempt <= len(RETRY_DELAYS):
            file.next_attempt_at = now() + RETRY_DELAYS[attempt - 1]
            return
        file.extraction = Extraction.FAILED
        file.next_attempt_at = None
        publish(FileTextFailed(file_id=file.id))


def _sentence(reason: str) -> str:
    if reason == "too long":
        return _("La lecture a pris trop de temps.")
    if reason == "too much":
        return _("Le document demande trop de mémoire.")
    return _("Le document n’est pas fait comme attendu\u00a0; enregistrez-le à nouveau, ou en PDF.")
