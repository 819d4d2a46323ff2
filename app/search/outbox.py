"""What the index has yet to learn: rows written with the change itself, read by a job.

A row only says that a thing changed; what it is now is read when the row is. Rows go when the index
is committed, and only those that were read: a change made meanwhile has a row of its own. Killed at
any moment, the same rows are read again and the same index comes out.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.database import Base, CreatedAt, OptionalMoment, PrimaryKey, db, transaction
from app.search import kinds
from app.search.engine import Change, Key
from app.search.kinds import SearchDocument
from app.search.vocabulary import Widening
from app.search.whoosh_engine import INDEX_IS_BUSY, WhooshEngine

log = logging.getLogger(__name__)

LONGEST_PAUSE = timedelta(hours=6)


class SearchOutboxRow(Base):
    """One thing the index must look at again; `retry_at` is set when it could not be read."""

    __tablename__ = "search_outbox"

    id: Mapped[PrimaryKey]
    kind: Mapped[str]
    object_id: Mapped[int]
    queued_at: Mapped[CreatedAt]
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[OptionalMoment]


def mark_stale(kind: str, object_id: int) -> None:
    """Have this thing indexed again, or forgotten, once the present change is committed."""
    db.session.add(SearchOutboxRow(kind=kind, object_id=object_id))


def mark_many_stale(keys: Iterable[Key]) -> int:
    """Have all these things indexed again; return how many."""
    moment = now()
    rows = [
        {"kind": key.kind, "object_id": key.object_id, "queued_at": moment, "attempts": 0}
        for key in keys
    ]
    if rows:
        db.session.execute(insert(SearchOutboxRow), rows)
    return len(rows)


def newest_row() -> int:
    """Return the number of the newest row, 0 when there is none."""
    return db.session.scalar(select(func.max(SearchOutboxRow.id))) or 0


def waiting_keys() -> set[Key]:
    """Return the things that are still to be read."""
    rows = db.session.execute(select(SearchOutboxRow.kind, SearchOutboxRow.object_id).distinct())
    return {Key(row.kind, row.object_id) for row in rows}


def is_waiting(up_to: int) -> bool:
    """Say whether a row up to this number has not been tried yet."""
    row = select(SearchOutboxRow.id).where(
        SearchOutboxRow.id <= up_to, SearchOutboxRow.attempts == 0
    )
    return db.session.scalar(row.limit(1)) is not None


def drain(engine: WhooshEngine, batch: int = 200) -> int:
    """Bring the index up to date with one batch of rows, the newest first; return how many.

    The newest first: what somebody has just published is found at once, also while the whole index
    is being built again.
    """
    rows = _due_rows(batch)
    if not rows:
        return 0
    changes: list[Change] = []
    postponed: list[Key] = []
    widening = Widening()
    for key in dict.fromkeys(row.key for row in rows):
        documents = _documents_of(key, widening)
        if documents is None:
            postponed.append(key)
        else:
            changes.append(Change(key=key, documents=documents))
    # The read ends here, so that it does not last as long as the commit of the index.
    db.session.commit()
    postponed += _write(engine, changes)
    _acknowledge(rows, set(postponed))
    return len(rows)


class _Row(NamedTuple):
    number: int
    key: Key
    attempts: int


def _due_rows(batch: int) -> list[_Row]:
    rows = db.session.scalars(
        select(SearchOutboxRow)
        .where(or_(SearchOutboxRow.retry_at.is_(None), SearchOutboxRow.retry_at <= now()))
        .order_by(SearchOutboxRow.id.desc())
        .limit(batch)
    )
    return [_Row(row.id, Key(row.kind, row.object_id), row.attempts) for row in rows]


def documents_of(key: Key, widening: Widening) -> list[SearchDocument]:
    """Return the passages of a thing as the index keeps them; none when its kind is gone."""
    kind = kinds.kind_named(key.kind)
    if kind is None:
        return []
    return [widening.widened(document) for document in kind.documents(key.object_id)]


def _documents_of(key: Key, widening: Widening) -> list[SearchDocument] | None:
    try:
        return documents_of(key, widening)
    except Exception:
        log.exception("search: %s %s cannot be read", key.kind, key.object_id)
        db.session.rollback()
        return None


def _write(engine: WhooshEngine, changes: Sequence[Change]) -> list[Key]:
    """Write the changes; return the things that cannot be written, even one by one."""
    try:
        engine.write(changes)
    except INDEX_IS_BUSY:
        raise
    except Exception:
        if not engine.is_readable():
            raise
        if len(changes) == 1:
            log.exception("search: %s %s cannot be written", *changes[0].key)
            return [changes[0].key]
        return [key for change in changes for key in _write(engine, [change])]
    return []


def _acknowledge(rows: Sequence[_Row], postponed: set[Key]) -> None:
    """Remove the rows that were read, but keep those of things to be tried again later."""
    done = [row.number for row in rows if row.key not in postponed]
    with transaction():
        db.session.execute(delete(SearchOutboxRow).where(SearchOutboxRow.id.in_(done)))
        for row in rows:
            if row.key in postponed:
                pause = min(timedelta(seconds=2.0 ** min(row.attempts, 20)), LONGEST_PAUSE)
                db.session.execute(
                    update(SearchOutboxRow)
                    .where(SearchOutboxRow.id == row.number)
                    .values(attempts=row.attempts + 1, retry_at=now() + pause)
                )
