"""Keeping the index as the database is: the job, the building anew, the comparison.

What was asked of an index stands in a small file beside it, and so goes when it goes: up to which
row everything was queued, and that all of it has been read since.
"""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

from app.clock import PARIS, now
from app.database import transaction
from app.search import kinds, outbox
from app.search.engine import Key
from app.search.index_schema import fingerprint
from app.search.vocabulary import Widening
from app.search.whoosh_engine import WhooshEngine
from app.settings import current_settings

log = logging.getLogger(__name__)

QUEUED_UP_TO = "queued_up_to"
COMPLETE = "complete"
QUIET_HOURS = range(2, 5)

_engines: dict[tuple[int, Path], WhooshEngine] = {}
_found_readable: set[tuple[int, Path]] = set()


def current_engine() -> WhooshEngine:
    """Return the engine of this site in this process; a forked worker gets one of its own."""
    key = (os.getpid(), current_settings().index_dir)
    if key not in _engines:
        _engines[key] = WhooshEngine(key[1])
    return _engines[key]


def update_index() -> bool:
    """Bring the index a step nearer to the database; say whether there was anything to do.

    An index that is missing, of another schema or language, or that cannot be opened any more is
    begun anew; the site goes on meanwhile with what has been read so far.
    """
    engine = current_engine()
    if not engine.exists() or _is_damaged(engine):
        engine.create()
    if QUEUED_UP_TO not in engine.read_state():
        queue_everything(engine)
    try:
        handled = outbox.drain(engine)
    except Exception:
        if engine.exists() and not engine.is_readable():
            log.exception("search: the index is damaged and is built again")
            engine.create()
        raise
    if not handled:
        _note_when_complete(engine)
        if now().astimezone(PARIS).hour in QUIET_HOURS:
            return engine.tidy()
    return handled > 0


def _is_damaged(engine: WhooshEngine) -> bool:
    """Look once a process: damaged while nothing ran, it would stay so until the next text."""
    key = (os.getpid(), engine.folder)
    if key in _found_readable:
        return False
    _found_readable.add(key)
    return not engine.is_readable()


def queue_everything(engine: WhooshEngine) -> int:
    """Have every thing indexed again; return how many."""
    with transaction():
        count = outbox.mark_many_stale(_all_keys())
        newest = outbox.newest_row()
    engine.write_state({QUEUED_UP_TO: newest})
    return count


def is_complete(engine: WhooshEngine) -> bool:
    """Say whether the index has read everything once since it was begun."""
    return COMPLETE in engine.read_state()


def differences(engine: WhooshEngine) -> set[Key]:
    """Return the things of which the index holds anything but what the database says."""
    indexed = engine.fingerprints()
    different = set(indexed)
    widening = Widening()
    for key in _all_keys():
        documents = outbox.documents_of(key, widening)
        if {fingerprint(document) for document in documents} == indexed.get(key, set()):
            different.discard(key)
        else:
            different.add(key)
    return different


def _all_keys() -> Iterator[Key]:
    for kind in kinds.all_kinds():
        for object_id in kind.all_ids():
            yield Key(kind.name, object_id)


def _note_when_complete(engine: WhooshEngine) -> None:
    state = engine.read_state()
    if COMPLETE in state or outbox.is_waiting(state.get(QUEUED_UP_TO, 0)):
        return
    engine.write_state({**state, COMPLETE: 1})
    engine.forget_other_indexes()
