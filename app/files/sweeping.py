"""The disk and the rows, compared: what no row refers to goes, what is missing is said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import select

from app.database import db, transaction
from app.files import actions, storage
from app.files.models import StoredFile
from app.files.workers import sandbox

BATCH = 500


@dataclass
class Findings:
    """What a check of the files found."""

    files: int = 0
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not (self.missing or self.damaged or self.leftovers)


def discard_leftovers() -> int:
    """Discard files unused for long, then the contents no row refers to. A job."""
    with transaction():
        discarded = actions.discard_unattached()
    swept = remove_unreferred() + storage.remove_leftovers()
    return discarded + swept + sandbox.remove_abandoned()


def remove_unreferred() -> int:
    """Remove the contents that no row refers to and that nobody touched lately."""
    return sum(storage.remove(sha256) for sha256 in _unreferred(storage.untouched_checksums()))


def check() -> Findings:
    """Compare every row with the disk, checksums included, and the disk with the rows."""
    findings = Findings()
    rows = db.session.execute(
        select(StoredFile.sha256, StoredFile.size).distinct().order_by(StoredFile.sha256)
    ).all()
    for sha256, size in rows:
        findings.files += 1
        path = storage.path_of(sha256)
        if not path.is_file():
            findings.missing.append(sha256)
            continue
        content = storage.measure(path)
        if (content.sha256, content.size) != (sha256, size):
            findings.damaged.append(sha256)
    findings.leftovers = list(_unreferred(storage.untouched_checksums()))
    return findings


def _unreferred(checksums: Iterable[str]) -> Iterator[str]:
    """Return those of these contents that no row refers to."""
    remaining = iter(checksums)
    while batch := list(islice(remaining, BATCH)):
        known = set(
            db.session.scalars(select(StoredFile.sha256).where(StoredFile.sha256.in_(batch)))
        )
        yield from (sha256 for sha256 in batch if sha256 not in known)
