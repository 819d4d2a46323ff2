"""What pages leave to be written once they are sent: gathered in memory, written in batches.

A page that is read writes nothing on its way. What it leaves here (how far somebody read, what
they opened) is written a moment later by a thread of its own, in one transaction for everybody: no
page waits for it. A batch that cannot be written is lost, and that does no harm.
"""

import atexit
import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any, cast

from flask import Flask, current_app, has_app_context
from sqlalchemy.exc import SQLAlchemyError

from app.database import db, transaction

Key = tuple[int, int]  # the member, and what it is about
Write = Callable[[Mapping[Key, Any]], None]
SECONDS_GATHERED = 1.5

logger = logging.getLogger(__name__)
_lock = threading.Lock()
_gathered: list["Gathered"] = []
_timer: threading.Timer | None = None


class Gathered:
    """What is to be written of one sort: the highest value for each member and thing."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._entries: dict[Key, Any] = {}
        _gathered.append(self)

    def put(self, member_id: int, about: int, value: Any) -> None:
        """Leave this to be written soon, by the process that serves the page."""
        key = (member_id, about)
        with _lock:
            before = self._entries.get(key)
            self._entries[key] = value if before is None else max(before, value)
            if has_app_context() and not current_app.testing:
                _start_timer(cast(Any, current_app)._get_current_object())  # noqa: SLF001 - Flask’s own way

    def of(self, member_id: int) -> dict[int, Any]:
        """Return what this process has still to write of one member."""
        with _lock:
            entries = list(self._entries.items())
        return {about: value for (member, about), value in entries if member == member_id}

    def take(self) -> dict[Key, Any]:
        """Return what is gathered, and forget it; the lock is held."""
        taken, self._entries = self._entries, {}
        return taken

    def write(self, entries: Mapping[Key, Any]) -> None:
        """Write in a transaction of its own; whatever is refused is lost, and said in the log."""
        try:
            with transaction():
                self._write(entries)
        except SQLAlchemyError:
            logger.warning("what was read by %s members is lost", len(entries), exc_info=True)


def _start_timer(app: Flask) -> None:
    global _timer  # noqa: PLW0603 - one for the process
    if _timer is None:
        _timer = threading.Timer(SECONDS_GATHERED, write_gathered, (app,))
        _timer.daemon = True
        _timer.start()
        atexit.unregister(write_gathered)
        atexit.register(write_gathered, app)


def write_gathered(app: Flask) -> None:
    """Write all that is gathered, now."""
    global _timer  # noqa: PLW0603 - one for the process
    with _lock:
        _timer = None
        taken = [(one, entries) for one in _gathered if (entries := one.take())]
    if not taken:
        return
    with app.app_context():
        for one, entries in taken:
            one.write(entries)
        db.session.remove()


def forget_gathered() -> None:
    """Drop what is gathered."""
    with _lock:
        for one in _gathered:
            one.take()
